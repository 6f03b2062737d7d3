"""ADE and BioText: sentences with marks, and mentions that were found beside them."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from kgbuild.domain.document import Document
from kgbuild.domain.mention import EntityType, Sentence
from kgbuild.domain.relation import Predicate
from kgbuild.domain.span import Span
from kgbuild.errors import CorpusError
from kgbuild.training.relation_documents import Answer, Marked, RelationDocument
from kgbuild.training.relation_sentences import load_ade, load_biotext, untag

DRUG, DISEASE = EntityType.DRUG, EntityType.DISEASE

ADE = """11|Rash and fever after zinc, not after copper zinc.|Rash|100|104|zinc|121|125
11|Rash and fever after zinc, not after copper zinc.|fever|109|114|zinc|121|125
"""
ADE_NEG = "12 NEG Asthma was treated with zinc.\n11 NEG Nothing was seen.\n"

BIOTEXT = """<TREAT> Zinc ( oral ) </TREAT> for the <DIS> common cold </DIS> .||TREAT_FOR_DIS
<TREAT_SIDE_EFF> Zinc </TREAT_SIDE_EFF> caused <DIS_SIDE_EFF> nausea </DIS_SIDE_EFF> .||SIDE_EFF
<DISONLY> Asthma </DISONLY> was mild , zinc was cheap .||DISONLY
Zinc or <DIS_VAG> colds </DIS_VAG> .||VAGUE
<TREAT> Zinc ( oral ) </TREAT> for the <DIS> common cold </DIS> .||TREAT_FOR_DIS
"""


def find(document: Document, sentences: Sequence[Sentence]) -> list[Marked]:
    """Find these three words, as a tagger might."""
    found = []
    for words, type in (("Asthma", DISEASE), ("zinc", DRUG), ("copper", DRUG)):
        start = document.text.find(words)
        if start >= 0:
            found.append(Marked(Span(start, start + len(words)), type))
    return found


def by_place(document: RelationDocument) -> dict[tuple[str, int, str], frozenset[Answer]]:
    return {
        (
            document.mentions[pair.subject].text,
            document.mentions[pair.subject].span.start,
            document.mentions[pair.object].text,
        ): allowed
        for pair, allowed in document.labels.items()
    }


@pytest.fixture
def ade(tmp_path: Path) -> Path:
    (tmp_path / "DRUG-AE.rel").write_text(ADE)
    (tmp_path / "ADE-NEG.txt").write_text(ADE_NEG)
    return tmp_path


def test_ade_places_mentions_by_their_distance_in_the_abstract(ade: Path) -> None:
    related, treated, nothing = load_ade(ade, find)
    assert by_place(related) == {
        ("zinc", 21, "Rash"): {Predicate.CAUSES},
        ("zinc", 21, "fever"): {Predicate.CAUSES},
        ("copper", 37, "Rash"): {None, Predicate.TREATS},
        ("copper", 37, "fever"): {None, Predicate.TREATS},
    }
    assert list(by_place(treated).values()) == [{None, Predicate.TREATS}]
    assert not nothing.labels


def test_sentences_of_one_abstract_carry_its_id(ade: Path) -> None:
    assert [d.document.id.partition("#")[0] for d in load_ade(ade, find)] == ["PMID:11", "PMID:12", "PMID:11"]
    assert len({d.document.id for d in load_ade(ade, find)}) == 3


def test_only_what_is_wanted_is_read(ade: Path) -> None:
    assert len(list(load_ade(ade, find, only=lambda id: id == "PMID:12"))) == 1


def test_a_line_with_too_few_columns_is_refused(ade: Path) -> None:
    (ade / "DRUG-AE.rel").write_text("11|Rash.|Rash\n")
    with pytest.raises(CorpusError, match="columns"):
        list(load_ade(ade, find))


def test_biotext_has_its_marks_and_is_written_as_people_write(tmp_path: Path) -> None:
    file = tmp_path / "sentences.txt"
    file.write_text(BIOTEXT)
    treated, harmed, alone = load_biotext(file, find)
    assert treated.document.text == "Zinc (oral) for the common cold."
    assert by_place(treated) == {("Zinc (oral)", 0, "common cold"): {Predicate.TREATS}}
    assert list(by_place(harmed).values()) == [{Predicate.CAUSES}]
    assert by_place(alone) == {("zinc", 17, "Asthma"): {None}}
    assert [d.corpus for d in (treated, harmed, alone)] == [
        "biotext/TREAT_FOR_DIS",
        "biotext/SIDE_EFF",
        "biotext/DISONLY",
    ]


def test_a_file_without_relations_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "other.txt"
    file.write_text("just a sentence\n")
    with pytest.raises(CorpusError, match="BioText"):
        list(load_biotext(file, find))


def test_marks_point_into_the_text() -> None:
    text, marked = untag("( <TREAT> a , b </TREAT> ) vs <DIS> c 's d </DIS> and <DIS> e </DIS>")
    assert text == "(a, b) vs c's d and e"
    assert [text[m.span.start : m.span.end] for m in marked] == ["a, b", "c's d", "e"]
