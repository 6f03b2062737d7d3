"""From corpora to the models that ship, reduced: tiny corpora and encoder, every stage, and going on."""

# ruff: noqa: E402 - the imports below need what is skipped for above them

import gzip
import json
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

pytest.importorskip("torch")
pytest.importorskip("transformers")
pytest.importorskip("onnx")
pytestmark = pytest.mark.learn

import torch
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
from transformers import BertConfig, BertForMaskedLM

from kgbuild.cli.main import command
from kgbuild.domain.ids import content_hash
from kgbuild.errors import RecipeError
from kgbuild.mentions.tagger import Tagger
from kgbuild.relations.classifier import RelationClassifier
from kgbuild.training.assertion_checked import COLUMNS as ASSERTION_COLUMNS
from kgbuild.training.assertion_checked import surface
from kgbuild.training.models_recipe import load_models_recipe
from kgbuild.training.models_run import ModelsTraining
from kgbuild.training.relation_checked import COLUMNS
from kgbuild.training.relation_splits import BIOTEXT_FILE, FITTING_BUCKETS, TEST_BUCKETS, Part, checked_part
from kgbuild.training.splits import bucket

WORDS = """
[PAD] [UNK] [CLS] [SEP] [MASK] naproxen induced headache a man with pneumonia took she had chest pain and
asthma salbutamol was given fever is symptom of malaria patients cough . ; , e ##n ##s
""".split()
RECIPES = {
    "encoder.toml": "epochs = 1\nblock = 16\npieces_per_step = 64\nnew_words = 0\ncheckpoint_every = 1\n",
    "tagger.toml": "epochs = 2\npieces_per_step = 48\nwindow = 32\ntraining_windows = [0, 32]\n"
    "learning_rate = 5e-3\ncheckpoint_every = 2\n",
    "relations.toml": "epochs = 2\npairs_per_step = 8\nwidth = 8\nheads = 1\nargument = 4\nunits = 8\n"
    "seed_abstracts = 5\nchecked = 'checked.tsv'\n",
    "models.toml": "encoder = 'encoder.toml'\ntagger = 'tagger.toml'\nrelations = 'relations.toml'\n"
    "assertion = 'assertion.tsv'\n",
}
ABSTRACT = (
    "Fever is a symptom of malaria. A man with pneumonia took naproxen; patients {n} with asthma had cough."
)


def abstract_id(text: str) -> str:
    return f"medical-abstracts:{content_hash(text)}"


def abstract_of(part: Part) -> str:
    texts = (ABSTRACT.format(n=n) for n in range(1000))
    return next(text for text in texts if checked_part(abstract_id(text)) is part)


def pmid_in(buckets: range) -> str:
    return next(str(n) for n in range(5000, 9000) if bucket(f"PMID:{n}") in buckets)


JUDGED = [abstract_of(part) for part in (Part.TRAIN, Part.FITTING, Part.TEST)]
"""Of each it is judged what its first sentence states of malaria and fever."""


@pytest.fixture
def all_corpora(corpora: Path) -> Path:
    """Add relations to the tagger's corpora, and those that only relations are learnt from."""
    for file in [*(corpora / "bc5cdr").iterdir(), *(corpora / "biored").iterdir()]:
        kind = "CID" if file.parent.name == "bc5cdr" else "Positive_Correlation"
        # An abstract of so few sentences would have no context.
        text = file.read_text("utf-8").replace("took naproxen.", "took naproxen. He was well. So was she.")
        blocks = text.strip().split("\n\n")
        related = (f"{block}\n{block.partition('|')[0]}\t{kind}\tD009288\tD006261\n" for block in blocks)
        file.write_text("\n".join(related), "utf-8")
    held_out = pmid_in(TEST_BUCKETS)
    texts = [*JUDGED, *(ABSTRACT.format(n=f"of ward {n}") for n in range(40))]
    rows = "".join(f'1,"{text}"\n' for text in texts)
    files = {
        "ade/DRUG-AE.rel": f"{held_out}|Zinc-induced rash.|rash|13|17|Zinc|0|4\n",
        "ade/ADE-NEG.txt": f"{pmid_in(FITTING_BUCKETS)} NEG Aspirin was given for headache.\n",
        f"biotext/{BIOTEXT_FILE}": "<TREAT>Zinc</TREAT> for <DIS>colds</DIS> .||TREAT_FOR_DIS\n",
        "medical_abstracts/medical_tc_test.csv": f"condition_label,medical_abstract\n{rows}",
    }
    for name, text in files.items():
        (corpora / name).parent.mkdir(parents=True, exist_ok=True)
        (corpora / name).write_text(text, "utf-8")
    (corpora / "vocab" / "hpo").mkdir()
    with gzip.open(corpora / "vocab" / "hpo" / "hp.obo.gz", "wt") as file:
        file.write("[Term]\nid: HP:0012735\nname: Cough\n")
    with gzip.open(corpora / "vocab" / "hpo" / "phenotype.hpoa.gz", "wt") as file:
        file.write("OMIM:1\tAsthma\t\tHP:0012735\tPMID:1\tPCS\t\t\t\t\tP\tx\n")
    return corpora


@pytest.fixture
def recipes(tmp_path: Path) -> Path:
    """Return a folder with a recipe for each stage, and the tables that they name."""
    folder = tmp_path / "recipes"
    folder.mkdir()
    pairs = [f"{abstract_id(t)}\t22\t29\tDisease\t0\t5\tSymptom\tHAS_SYMPTOM\tmodels\n" for t in JUDGED]
    asserted = f"{abstract_id(JUDGED[0])}\t0\t5\tSymptom\tpresent\trandom\t{surface('Fever')}\n"
    tables = {
        "checked.tsv": "\t".join(COLUMNS) + "\n" + "".join(pairs),
        "assertion.tsv": "\t".join(ASSERTION_COLUMNS) + "\n" + asserted,
    }
    for name, text in {**RECIPES, **tables}.items():
        (folder / name).write_text(text, "utf-8")
    return folder


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """Return the folder of a BERT of one layer that can guess words, and its tokenizer."""
    folder = tmp_path / "tiny"
    torch.manual_seed(1)
    config = BertConfig(
        vocab_size=len(WORDS), hidden_size=16, num_hidden_layers=1, num_attention_heads=2,
        intermediate_size=32, max_position_embeddings=64,
    )  # fmt: skip
    BertForMaskedLM(config).save_pretrained(folder)
    tokenizer = Tokenizer(models.WordPiece({w: i for i, w in enumerate(WORDS)}, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    tokenizer.add_special_tokens(WORDS[:5])
    tokenizer.save(str(folder / "tokenizer.json"))
    return folder


class Killed(BaseException):
    """Stands for the end of the process: what was not written is lost."""


@dataclass(frozen=True)
class Training:
    """What is the same in all runs of a test."""

    data: Path
    recipes: Path
    encoder: Path

    def run(self, out: Path, *, kill_at: tuple[str, int] = ("", 0)) -> list[str]:
        """Do all stages, killed at the so-many-th report of a stage; return what was reported."""
        told: list[str] = []

        def progress(what: str, done: int, total: int | None) -> None:
            told.append(what)
            stage, number = kill_at
            if stage and sum(one.startswith(stage) for one in told) == number:
                raise Killed

        recipe = load_models_recipe(self.recipes / "models.toml")
        whole = ModelsTraining(recipe, self.data, out, encoder=str(self.encoder), device="cpu", threads=1)
        whole.run(progress)
        return told


@pytest.fixture
def training(all_corpora: Path, recipes: Path, tiny: Path) -> Training:
    return Training(all_corpora, recipes, tiny)


def shipped(out: Path) -> dict[str, bytes]:
    resources = out / "resources"
    return {f.relative_to(resources).as_posix(): f.read_bytes() for f in resources.rglob("*") if f.is_file()}


def test_the_command_makes_what_ships(training: Training, tmp_path: Path) -> None:
    out, recipes = tmp_path / "out", training.recipes
    options = {"--recipe": recipes / "models.toml", "--data": training.data, "--out": out}
    options |= {"--encoder": training.encoder, "--threads": 1, "--device": "cpu"}
    arguments = [str(part) for pair in options.items() for part in pair]
    result = CliRunner().invoke(command, ["train", "models", *arguments], catch_exceptions=False)
    assert result.exit_code == 0
    assert "resources" in result.stdout
    assert set(shipped(out)) == {
        *(f"tagger/{name}" for name in ("model.onnx", "tokenizer.json", "config.json", "figures.json")),
        *(f"relations/{name}" for name in ("weights.npz", "context.npz", "config.json", "figures.json")),
    }
    tagger = out / "resources" / "tagger"
    relations = out / "resources" / "relations"
    RelationClassifier.load(relations, tagger=Tagger.load(tagger).fingerprint)
    given = ["--data", str(training.data), "--json"]
    scored = {
        tagger: ["evaluate", "tagger", *given, "--model", str(tagger), "--robustness"],
        relations: [
            *("evaluate", "relations", *given, "--model", str(relations), "--tagger", str(tagger)),
            *("--checked", str(recipes / "checked.tsv")),
            *("--assertion", str(recipes / "assertion.tsv")),
        ],
    }
    for folder, arguments in scored.items():
        said = CliRunner().invoke(command, arguments, catch_exceptions=False)
        assert (folder / "figures.json").read_text("utf-8") == said.stdout


def test_a_killed_run_goes_on_to_the_same_files(training: Training, tmp_path: Path) -> None:
    training.run(tmp_path / "whole")
    # The tagger's settings name its encoder's folder, and its fingerprint is among those of relations.
    different = {"tagger/config.json", "relations/config.json"}
    whole = {name: bytes for name, bytes in shipped(tmp_path / "whole").items() if name not in different}
    done = {"encoder: loss": (), "tagger: epoch": ("encoder",), "relations: head": ("encoder", "tagger")}
    for (stage, before), number in zip(done.items(), (2, 3, 2), strict=True):
        out = tmp_path / stage.partition(":")[0]
        with pytest.raises(Killed):
            training.run(out, kill_at=(stage, number))
        assert not shipped(out)
        told = training.run(out)
        assert not any(one.startswith(before) for one in told)
        assert {name: bytes for name, bytes in shipped(out).items() if name not in different} == whole


def test_of_a_finished_run_only_what_has_changed_is_done_again(training: Training, tmp_path: Path) -> None:
    out = tmp_path / "out"
    training.run(out)
    before = shipped(out)
    assert training.run(out) == []
    assert shipped(out) == before
    recipe = training.recipes / "relations.toml"
    recipe.write_text(f"name = 'other'\n{recipe.read_text('utf-8')}", "utf-8")
    told = training.run(out)
    assert told
    assert all(one.startswith("relations") for one in told)
    assert json.loads(shipped(out)["relations/config.json"])["name"] == "other"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("tagger = 'tagger.toml'\n", "no recipe for relations"),
        ("tagger = 'none.toml'\nrelations = 'relations.toml'\n", r"tagger = 'none.toml': there is no file"),
        ("taggers = 'tagger.toml'\n", "unknown setting 'taggers'"),
    ],
)
def test_a_recipe_that_names_too_little_is_refused(recipes: Path, text: str, message: str) -> None:
    (recipes / "models.toml").write_text(text, "utf-8")
    with pytest.raises(RecipeError, match=message):
        load_models_recipe(recipes / "models.toml")
