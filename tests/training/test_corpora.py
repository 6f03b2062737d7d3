"""Loaders of the annotated corpora, on hand-written files in their formats."""

from pathlib import Path

import pytest

from kgbuild.domain.mention import EntityType
from kgbuild.domain.span import Span
from kgbuild.errors import CorpusError
from kgbuild.training.corpora import (
    ALL_TYPES,
    AnnotatedDocument,
    Gold,
    load_bc5cdr,
    load_biored,
    load_maccrobat,
    load_ncbi,
    without_overlaps,
)
from kgbuild.training.splits import load_tagger_splits

SYMPTOMS = frozenset({"D006261"})
DISEASE, SYMPTOM, DRUG = (frozenset({type}) for type in EntityType)


def _texts(annotated: AnnotatedDocument) -> list[tuple[str, frozenset[EntityType]]]:
    text = annotated.document.text
    return [(text[gold.span.start : gold.span.end], gold.types) for gold in annotated.gold]


def test_bc5cdr_has_chemicals_as_drugs_and_diseases_told_from_symptoms(corpora: Path) -> None:
    documents = load_bc5cdr(corpora / "bc5cdr", "train", SYMPTOMS)
    assert len(documents) == 5
    assert _texts(documents[0]) == [
        ("Naproxen", DRUG), ("headache", SYMPTOM), ("pneumonia", DISEASE), ("naproxen", DRUG)
    ]  # fmt: skip
    assert documents[0].annotated == ALL_TYPES


def test_biored_leaves_out_what_is_neither(corpora: Path) -> None:
    path = corpora / "biored" / "dev.pubtator"
    before = load_biored(corpora / "biored", "dev", SYMPTOMS)
    text = path.read_text("utf-8").rstrip("\n")
    id = text.partition("|")[0]
    path.write_text(f"{text}\n{id}\t28\t31\tman\tOrganismTaxon\t9606\n", "utf-8")
    assert load_biored(corpora / "biored", "dev", SYMPTOMS) == before
    assert [types for _, types in _texts(before[0])] == [DRUG, SYMPTOM, DISEASE, DRUG]


def test_ncbi_says_that_it_annotates_no_drugs_and_repeats_count_once(corpora: Path) -> None:
    (document,) = load_ncbi(corpora / "ncbi_disease", "train", SYMPTOMS)
    assert document.annotated == DISEASE | SYMPTOM


def test_maccrobat_takes_three_types(corpora: Path) -> None:
    documents = load_maccrobat(corpora / "maccrobat2020")
    assert len(documents) == 3
    assert _texts(documents[0]) == [("chest pain", SYMPTOM), ("asthma", DISEASE), ("salbutamol", DRUG)]


def test_maccrobat_offsets_count_line_ends_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "1.txt").write_bytes(b"One.\r\nA fever.\r\n")
    (tmp_path / "1.ann").write_text("T1\tSign_symptom 8 13\tfever\n", "utf-8")
    assert _texts(load_maccrobat(tmp_path)[0]) == [("fever", SYMPTOM)]


def test_a_discontinuous_span_is_taken_whole(tmp_path: Path) -> None:
    (tmp_path / "1.txt").write_text("left and right arm pain", "utf-8")
    (tmp_path / "1.ann").write_text("T1\tSign_symptom 0 4;15 23\tleft arm pain\n", "utf-8")
    assert _texts(load_maccrobat(tmp_path)[0]) == [("left and right arm pain", SYMPTOM)]


def test_of_overlapping_mentions_the_longest_stays() -> None:
    short, long, other = (Gold(Span(*span), DRUG) for span in ((0, 4), (2, 9), (9, 12)))
    assert without_overlaps([short, other, long]) == (long, other)


def test_what_is_missing_is_explained(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"train\.pubtator: no such file"):
        load_bc5cdr(tmp_path, "train", SYMPTOMS)
    with pytest.raises(CorpusError, match=r"no \.txt files"):
        load_maccrobat(tmp_path)
    (tmp_path / "1.txt").write_text("Fever.", "utf-8")
    with pytest.raises(CorpusError, match=r"1\.ann: no such file"):
        load_maccrobat(tmp_path)
    with pytest.raises(CorpusError, match=r"tree-numbers\.tsv\.gz: no such file"):
        load_tagger_splits(tmp_path)
