"""Hand-written corpora in the formats of the real ones, small enough to read."""

import gzip
from pathlib import Path

import pytest

from kgbuild.training.splits import MACCROBAT_TEST, STOPPING, bucket

TITLE = "Naproxen induced headache"
ABSTRACT = "A man with pneumonia took naproxen."
ROWS = (
    (0, 8, "Naproxen", "Chemical", "D009288"),
    (17, 25, "headache", "Disease", "D006261"),
    (37, 46, "pneumonia", "Disease", "D011014"),
    (52, 60, "naproxen", "Chemical", "D009288"),
)
CASE = "She had chest pain and asthma; salbutamol was given."
BRAT = (
    "T1\tSign_symptom 8 18\tchest pain\nT2\tDisease_disorder 23 29\tasthma\n"
    "T3\tMedication 31 41\tsalbutamol\nE1\tSign_symptom:T1\nT4\tSex 0 3\tShe\n"
)
TREE = (
    "mesh_id\tmesh_tree_number\n"
    "D006261\tC23.888.592.612.441\nD006261\tC10.597.617.470\nD011014\tC08.381.677\n"
)


def id_in(buckets: range, number: int = 0) -> str:
    """Return the `number`-th PMID, counted from 1, whose hash falls into the buckets."""
    return [str(n) for n in range(1, 2000) if bucket(f"PMID:{n}") in buckets][number]


def pubtator(ids: list[str], types: dict[str, str]) -> str:
    """Return the same abstract under several ids; `types` says what its annotated types are called."""
    blocks = []
    for id in ids:
        rows = [f"{id}\t{a}\t{b}\t{text}\t{types[t]}\t{mesh}\n" for a, b, text, t, mesh in ROWS if t in types]
        blocks.append(f"{id}|t|{TITLE}\n{id}|a|{ABSTRACT}\n{''.join(rows)}")
    return "\n".join(blocks) + "\n"


@pytest.fixture
def corpora(tmp_path: Path) -> Path:
    """Return a folder with every corpus: BC5CDR's test abstract is in BioRED as well."""
    data = tmp_path / "corpora"
    train, stopping = range(20, 100), STOPPING["bc5cdr"]
    shared = id_in(train, 9)
    cdr = {"Chemical": "Chemical", "Disease": "Disease"}
    red = {"Chemical": "ChemicalEntity", "Disease": "DiseaseOrPhenotypicFeature"}
    ncbi = {"Disease": "SpecificDisease"}
    files = {
        "bc5cdr/train.pubtator": pubtator([id_in(train, n) for n in range(4)] + [id_in(stopping)], cdr),
        "bc5cdr/dev.pubtator": pubtator([id_in(train, 4)], cdr),
        "bc5cdr/test.pubtator": pubtator([shared], cdr),
        "biored/train.pubtator": pubtator([id_in(train, 6), shared, id_in(train, 0)], red),
        "biored/dev.pubtator": pubtator([id_in(train, 7)], red),
        "ncbi_disease/train.pubtator": pubtator([id_in(train, 8), id_in(train, 8)], ncbi),
        "ncbi_disease/dev.pubtator": pubtator([id_in(train, 10)], ncbi),
    }
    for id in (id_in(MACCROBAT_TEST), id_in(train, 40), id_in(train, 41)):
        files[f"maccrobat2020/{id}.txt"] = CASE
        files[f"maccrobat2020/{id}.ann"] = BRAT
    for name, text in files.items():
        (data / name).parent.mkdir(parents=True, exist_ok=True)
        (data / name).write_text(text, "utf-8")
    table = data / "vocab" / "mesh2015" / "tree-numbers.tsv.gz"
    table.parent.mkdir(parents=True)
    with gzip.open(table, "wt", encoding="utf-8") as file:
        file.write(TREE)
    return data
