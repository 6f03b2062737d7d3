"""`kgbuild train relations` on corpora of a few lines: from text to a model that loads."""

import gzip
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from kgbuild.domain.ids import content_hash
from kgbuild.entities.lexicon import Lexicon
from kgbuild.entities.linker import Linker
from kgbuild.errors import CorpusError, ModelFolderError
from kgbuild.mentions.sentences import SentenceSplitter
from kgbuild.mentions.tagger import Tagger
from kgbuild.relations.classifier import RelationClassifier
from kgbuild.relations.model_folder import load_model, save_model
from kgbuild.resources import DEFAULT_LEXICON, DEFAULT_RELATIONS, DEFAULT_TAGGER
from kgbuild.training.formats.labels import relation_labels, type_labels
from kgbuild.training.formats.relating import load_relations
from kgbuild.training.relation_checked import COLUMNS
from kgbuild.training.relation_encoding import Encoder
from kgbuild.training.relation_examples import PairExamples
from kgbuild.training.relation_recipe import load_relation_recipe
from kgbuild.training.relation_splits import (
    BIOTEXT_FILE,
    CHECKED_TEST_BUCKETS,
    FITTING_BUCKETS,
    TEST_BUCKETS,
)
from kgbuild.training.splits import bucket

pytestmark = pytest.mark.learn
torch = pytest.importorskip("torch")

RECIPE = "epochs = 2\npairs_per_step = 8\nwidth = 8\nheads = 1\nargument = 4\nunits = 8\n"
RECIPE += "seed_abstracts = 5\nchecked = 'checked.tsv'\n"


def pmids(buckets: range, count: int) -> list[str]:
    return [str(n) for n in range(1, 10_000) if bucket(f"PMID:{n}") in buckets][:count]


TRAINING, FITTING, TEST = pmids(range(20, 100), 6), pmids(FITTING_BUCKETS, 3), pmids(TEST_BUCKETS, 1)


def pubtator(*ids: str) -> str:
    return "\n".join(
        f"{id}|t|Cisplatin caused nausea.\n{id}|a|Asthma was not seen. It was well borne. Number {id}.\n"
        f"{id}\t0\t9\tCisplatin\tChemical\tD1\n{id}\t17\t23\tnausea\tDisease\tD2\n"
        f"{id}\t25\t31\tAsthma\tDisease\tD3\n{id}\tCID\tD1\tD2\n"
        for id in ids
    )


def abstract_in(buckets: range, number: int = 0) -> str:
    """Return the `number`-th abstract of those whose hash falls into the buckets."""
    texts = (f"Fever is a symptom of malaria. Patients {n} with asthma had cough." for n in range(1000))
    return [t for t in texts if bucket(abstract_id(t)) in buckets][number]


def abstract_id(text: str) -> str:
    return f"medical-abstracts:{content_hash(text)}"


LEARNT, FITTED = abstract_in(range(20, 100)), abstract_in(range(10, 20))
SCORED = abstract_in(CHECKED_TEST_BUCKETS)
ABSTRACTS = [LEARNT, LEARNT, FITTED, SCORED, *(abstract_in(range(20, 100), n) for n in (1, 2))]
"""One of them twice."""
JUDGED = "0\t5\tSymptom\tHAS_SYMPTOM\tmodels"
"""Of each it is judged what its first sentence states of malaria and fever."""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "corpora"
    biored = (
        pubtator(*TRAINING[3:]).replace("Chemical", "ChemicalEntity").replace("CID", "Positive_Correlation")
    )
    files = {
        "bc5cdr/train.pubtator": pubtator(*TRAINING[:3], *FITTING),
        "bc5cdr/dev.pubtator": "",
        "bc5cdr/test.pubtator": pubtator("90001"),
        "biored/train.pubtator": biored.replace("Disease\t", "DiseaseOrPhenotypicFeature\t"),
        "biored/dev.pubtator": "",
        "ade/DRUG-AE.rel": f"{TEST[0]}|Zinc-induced rash.|rash|13|17|Zinc|0|4\n",
        "ade/ADE-NEG.txt": f"{TRAINING[0]} NEG Aspirin was given for headache.\n",
        f"biotext/{BIOTEXT_FILE}": "<TREAT>Zinc</TREAT> for <DIS>colds</DIS> .||TREAT_FOR_DIS\n",
        "medical_abstracts/medical_tc_test.csv": "condition_label,medical_abstract\n"
        + "".join(f'1,"{text}"\n' for text in ABSTRACTS),
        "checked.tsv": "\t".join(COLUMNS)
        + "\n"
        + "".join(f"{abstract_id(t)}\t22\t29\tDisease\t{JUDGED}\n" for t in (LEARNT, FITTED, SCORED)),
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    hpo = folder / "vocab" / "hpo"
    hpo.mkdir(parents=True)
    with gzip.open(hpo / "hp.obo.gz", "wt") as file:
        file.write('[Term]\nid: HP:0012735\nname: Cough\nsynonym: "Coughing" EXACT []\n')
    with gzip.open(hpo / "phenotype.hpoa.gz", "wt") as file:
        file.write("OMIM:1\tAsthma\t\tHP:0012735\tPMID:1\tPCS\t\t\t\t\tP\tx\n")
    (folder / "recipe.toml").write_text(RECIPE)
    return folder


def pairs_by_origin(examples: PairExamples) -> Counter[tuple[str, str]]:
    return Counter(examples.origins[number] for number in examples.documents.tolist())


def test_pairs_are_gathered_from_every_corpus_and_none_is_scored_on(data: Path) -> None:
    from kgbuild.training.relation_material import gather

    told: list[tuple[str, int]] = []
    material = gather(
        data,
        load_relation_recipe(data / "recipe.toml"),
        encoder=Encoder(Tagger.load(DEFAULT_TAGGER), Linker(Lexicon.load(DEFAULT_LEXICON))),
        split=SentenceSplitter().split,
        reading=lambda corpus, count: told.append((corpus, count)),
    )
    train, fitting = pairs_by_origin(material.train), pairs_by_origin(material.fitting)
    assert {id for corpus, id in train if corpus == "bc5cdr"} == {f"PMID:{n}" for n in TRAINING[:3]}
    assert {id for corpus, id in train if corpus == "biored"} == {f"PMID:{n}" for n in TRAINING[3:]}
    assert {corpus for corpus, _ in train} >= {"bc5cdr", "biored", "seeds", "checked"}
    assert {id for corpus, id in fitting if corpus == "bc5cdr"} == {f"PMID:{n}" for n in FITTING}
    # Once each, though one text is there twice, and the one to be scored on nowhere.
    assert train["checked", abstract_id(LEARNT)] == fitting["checked", abstract_id(FITTED)] == 1
    assert {id for corpus, id in train if corpus == "seeds"} >= {abstract_id(LEARNT)}
    scored = {abstract_id(SCORED), "PMID:90001", f"PMID:{TEST[0]}"}
    assert all(id.partition("#")[0] not in scored for _, id in train | fitting)
    assert not {id for _, id in train} & {id for _, id in fitting}
    treats, causes, shows = 1, 2, 3
    for examples, corpus, answer in (
        (material.train, "bc5cdr", causes),
        (material.train, "biored", causes),
        (material.train, "checked", shows),
        (material.fitting, "checked", shows),
    ):
        allowed = examples.allowed[examples.corpora == corpus]
        assert (allowed.argmax(axis=1) == answer).all()
        assert not allowed[:, treats].any()
    assert [count for _, count in told] == list(range(1, len(told) + 1))
    assert [corpus for corpus, _ in told].count("checked") == 3


def test_without_a_table_of_judged_pairs_there_are_none(data: Path) -> None:
    from kgbuild.training.relation_material import gather

    recipe = replace(load_relation_recipe(data / "recipe.toml"), checked="")
    encoder = Encoder(Tagger.load(DEFAULT_TAGGER), Linker(Lexicon.load(DEFAULT_LEXICON)))
    split = SentenceSplitter().split
    material = gather(data, recipe, encoder=encoder, split=split, reading=lambda corpus, count: None)
    assert "checked" not in {corpus for corpus, _ in material.train.origins}


def test_own_documents_are_learnt_from_unless_they_are_scored(data: Path) -> None:
    from kgbuild.training.relation_material import gather

    labels, relations = type_labels(["Chemical=Drug"]), relation_labels(["CID=CAUSES"])
    new, split = pmids(range(20, 100), 7)[6:], SentenceSplitter().split
    judged = pubtator(abstract_id(SCORED))
    (data / "own.txt").write_text(pubtator("90001", TEST[0], *new, *FITTING[:1]) + "\n" + judged)
    (own,) = load_relations([data / "own.txt"], labels, relations, format=None, split=split)
    material = gather(
        data,
        load_relation_recipe(data / "recipe.toml"),
        encoder=Encoder(Tagger.load(DEFAULT_TAGGER), Linker(Lexicon.load(DEFAULT_LEXICON))),
        split=split,
        reading=lambda corpus, count: None,
        own=own.documents,
    )
    assert material.dropped == 3
    assert {id for corpus, id in pairs_by_origin(material.train) if corpus == "own"} == {f"PMID:{new[0]}"}
    assert {id for corpus, id in pairs_by_origin(material.fitting) if corpus == "own"} == {
        f"PMID:{FITTING[0]}"
    }


def train(data: Path, out: Path, *more: str) -> None:
    from kgbuild.cli.train_relations import command

    threads = torch.get_num_threads()
    arguments = ["--data", str(data), "--recipe", str(data / "recipe.toml"), "--out", str(out), *more]
    result = CliRunner().invoke(command, arguments, catch_exceptions=False)
    torch.set_num_threads(threads)
    assert result.exit_code == 0
    assert "kgbuild evaluate relations" in result.stdout


def test_training_twice_gives_the_same_model(data: Path, tmp_path: Path) -> None:
    train(data, tmp_path / "one")
    train(data, tmp_path / "two")
    for name in ("config.json", "weights.npz", "context.npz", "folds.npz"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    model = RelationClassifier.load(tmp_path / "one", tagger=Tagger.load(DEFAULT_TAGGER).fingerprint)
    assert model.facts.name == "relations-5"
    assert set(model.facts.reliability) == {"TREATS", "CAUSES", "HAS_SYMPTOM"}


def test_corpora_without_pairs_are_named(data: Path, tmp_path: Path) -> None:
    (data / "bc5cdr" / "train.pubtator").write_text(pubtator(*TRAINING[:3]))
    (data / "medical_abstracts" / "medical_tc_test.csv").write_text("condition_label,medical_abstract\n")
    with pytest.raises(CorpusError, match="fitting"):
        train(data, tmp_path / "out")


def test_a_context_can_be_fitted_for_a_head_that_there_is(data: Path, tmp_path: Path) -> None:
    train(data, tmp_path / "one")
    train(data, tmp_path / "two", "--head", str(tmp_path / "one"))
    for name in ("config.json", "weights.npz", "context.npz", "folds.npz"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_no_context_is_fitted_to_a_head_that_knows_all_documents(data: Path, tmp_path: Path) -> None:
    from kgbuild.training.context_training import add_context

    facts, heads, _ = load_model(DEFAULT_RELATIONS)
    save_model(tmp_path / "one", replace(facts, context=None), heads)
    lexicon = Lexicon.load(DEFAULT_LEXICON)
    with pytest.raises(ModelFolderError, match=r"there is no folds\.npz"):
        add_context(
            tmp_path / "one",
            data,
            load_relation_recipe(data / "recipe.toml"),
            encoder=Encoder(Tagger.load(DEFAULT_TAGGER), Linker(lexicon)),
            lexicon=lexicon,
            split=SentenceSplitter().split,
            folder=tmp_path / "out",
            reading=lambda corpus, count: None,
        )
    assert not (tmp_path / "out").exists()
