"""`kgbuild train relations` on corpora of a few lines: from text to a model that loads."""

import gzip
from pathlib import Path

import pytest
from click.testing import CliRunner

from kgbuild.domain.ids import content_hash
from kgbuild.errors import CorpusError
from kgbuild.mentions.tagger import Tagger
from kgbuild.relations.classifier import RelationClassifier
from kgbuild.resources import DEFAULT_TAGGER
from kgbuild.training.relation_splits import BIOTEXT_FILE, FITTING_BUCKETS, TEST_BUCKETS
from kgbuild.training.splits import bucket

pytestmark = pytest.mark.learn
torch = pytest.importorskip("torch")

RECIPE = "epochs = 2\npairs_per_step = 8\nwidth = 8\nheads = 1\nargument = 4\nunits = 8\nseed_abstracts = 4\n"


def pmids(buckets: range, count: int) -> list[str]:
    return [str(n) for n in range(1, 10_000) if bucket(f"PMID:{n}") in buckets][:count]


TRAINING, FITTING, TEST = pmids(range(20, 100), 6), pmids(FITTING_BUCKETS, 3), pmids(TEST_BUCKETS, 1)


def pubtator(*ids: str) -> str:
    return "\n".join(
        f"{id}|t|Cisplatin caused nausea.\n{id}|a|Number {id}.\n"
        f"{id}\t0\t9\tCisplatin\tChemical\tD1\n{id}\t17\t23\tnausea\tDisease\tD2\n{id}\tCID\tD1\tD2\n"
        for id in ids
    )


def abstracts() -> list[str]:
    """Return abstracts that seeds are taken from."""
    texts = (f"Fever is a symptom of malaria. Patients {n} with asthma had cough." for n in range(100))
    return [t for t in texts if bucket(f"medical-abstracts:{content_hash(t)}") not in TEST_BUCKETS][:4]


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
        + "".join(f'1,"{text}"\n' for text in abstracts()),
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


def train(data: Path, out: Path) -> None:
    from kgbuild.cli.train_relations import command

    threads = torch.get_num_threads()
    arguments = ["--data", str(data), "--recipe", str(data / "recipe.toml"), "--out", str(out)]
    result = CliRunner().invoke(command, arguments, catch_exceptions=False)
    torch.set_num_threads(threads)
    assert result.exit_code == 0
    assert "kgbuild evaluate relations" in result.stdout


def test_training_twice_gives_the_same_model(data: Path, tmp_path: Path) -> None:
    train(data, tmp_path / "one")
    train(data, tmp_path / "two")
    for name in ("config.json", "weights.npz"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    model = RelationClassifier.load(tmp_path / "one", tagger=Tagger.load(DEFAULT_TAGGER).fingerprint)
    assert model.facts.name == "relations-1"


def test_corpora_without_pairs_are_named(data: Path, tmp_path: Path) -> None:
    (data / "bc5cdr" / "train.pubtator").write_text(pubtator(*TRAINING[:3]))
    (data / "medical_abstracts" / "medical_tc_test.csv").write_text("condition_label,medical_abstract\n")
    with pytest.raises(CorpusError, match="fitting"):
        train(data, tmp_path / "out")
