"""No abstract is learnt from in one corpus and scored on in another."""

from pathlib import Path

import pytest

from kgbuild.domain.document import Document, Section
from kgbuild.errors import LeakError
from kgbuild.mentions.sentences import SentenceSplitter
from kgbuild.training.relation_checked import load_judgements
from kgbuild.training.relation_documents import RelationDocument, labelled, one_sentence
from kgbuild.training.relation_seeds import KnownSymptoms, load_seeds
from kgbuild.training.relation_splits import (
    BIOTEXT_FILE,
    CHECKED_TEST_BUCKETS,
    FITTING_BUCKETS,
    TEST_BUCKETS,
    Part,
    abstract_id,
    assign,
    check_no_shared_abstract,
    checked_part,
    fold_of,
    gold_documents,
    scored_abstracts,
)
from kgbuild.training.splits import STOPPING, bucket

JUDGED = Path(__file__).parents[2] / "pipelines" / "relations-checked.tsv"
SPLIT = SentenceSplitter().split


def document(id: str) -> RelationDocument:
    text, sentences = one_sentence(id, "A sentence.")
    return labelled("corpus", text, sentences, [], lambda marked: lambda pair: None)


def pmid_in(buckets: range) -> str:
    """Return the first PMID whose hash falls into the buckets."""
    return next(str(n) for n in range(1, 10_000) if bucket(f"PMID:{n}") in buckets)


TEST_ADE, FITTING, TRAINING = pmid_in(TEST_BUCKETS), pmid_in(FITTING_BUCKETS), pmid_in(range(20, 100))
SHARED = "90001"
"""An abstract of BC5CDR's test part that other corpora hold as well."""


def pubtator(*pmids: str) -> str:
    return "\n\n".join(f"{pmid}|t|Zinc for gout.\n{pmid}|a|More text on {pmid}." for pmid in pmids) + "\n"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    for name in ("bc5cdr", "biored", "ade", "biotext"):
        (tmp_path / name).mkdir()
    (tmp_path / "bc5cdr" / "train.pubtator").write_text(pubtator(FITTING, TRAINING))
    (tmp_path / "bc5cdr" / "dev.pubtator").write_text(pubtator("90002"))
    (tmp_path / "bc5cdr" / "test.pubtator").write_text(pubtator(SHARED, "90003"))
    (tmp_path / "biored" / "train.pubtator").write_text(pubtator(SHARED, TRAINING, TEST_ADE))
    (tmp_path / "biored" / "dev.pubtator").write_text(pubtator("90004"))
    (tmp_path / "ade" / "DRUG-AE.rel").write_text(f"{TEST_ADE}|Rash by zinc.|Rash|0|4|zinc|8|12\n")
    (tmp_path / "ade" / "ADE-NEG.txt").write_text(f"{SHARED} NEG Zinc for gout.\n{TRAINING} NEG Nothing.\n")
    (tmp_path / "biotext" / BIOTEXT_FILE).write_text("Nothing here .||NONE\n")
    return tmp_path


def test_an_abstract_that_is_scored_on_is_dropped_from_all_other_corpora(data: Path) -> None:
    scored = scored_abstracts(data, split=SPLIT)
    assert scored == {f"PMID:{SHARED}", "PMID:90003", f"PMID:{TEST_ADE}"}
    assigned = list(gold_documents(data, split=SPLIT, find=lambda d, s: [], scored=scored))
    parts: dict[Part, list[tuple[str, str]]] = {part: [] for part in Part}
    for one in assigned:
        parts[one.part].append((one.document.corpus, abstract_id(one.document.document.id)))
    assert ("bc5cdr", f"PMID:{SHARED}") in parts[Part.TEST]
    assert ("ade", f"PMID:{TEST_ADE}") in parts[Part.TEST]
    learnt = {id for part in (Part.TRAIN, Part.FITTING) for _, id in parts[part]}
    assert not learnt & scored
    assert ("bc5cdr", f"PMID:{FITTING}") in parts[Part.FITTING]
    assert {("bc5cdr", f"PMID:{TRAINING}"), ("biored", f"PMID:{TRAINING}")} <= set(parts[Part.TRAIN])
    check_no_shared_abstract({part: {id for _, id in members} for part, members in parts.items()})


def test_a_scored_document_itself_is_for_the_test() -> None:
    assert [a.part for a in assign([(document("PMID:1#x"), True)], {"PMID:1"})] == [Part.TEST]
    assert not list(assign([(document("PMID:1#x"), False)], {"PMID:1"}))


def test_a_shared_abstract_is_an_error() -> None:
    with pytest.raises(LeakError, match="PMID:1"):
        check_no_shared_abstract({Part.TRAIN: {"PMID:1#a"}, Part.TEST: {"PMID:1#b"}})


def test_seeds_leave_out_scored_abstracts_and_a_tenth() -> None:
    text = "Fever is a symptom of malaria."

    def abstract(pmid: str) -> Document:
        return Document(f"PMID:{pmid}", text, "", (Section("abstract", 0, len(text)),))

    read: list[str] = []

    def find(document: Document, sentences: object) -> list[object]:
        read.append(document.id)
        return []

    abstracts = [abstract(pmid) for pmid in (SHARED, TEST_ADE, TRAINING)]
    known = KnownSymptoms({}, {})
    seeds = load_seeds(abstracts, split=SPLIT, find=find, known=known, scored={f"PMID:{SHARED}"})  # type: ignore[arg-type]  # it finds nothing
    assert list(seeds) == []
    assert read == [f"PMID:{TRAINING}"]


def test_judged_documents_that_are_scored_on_are_not_learnt_from() -> None:
    judged = load_judgements(JUDGED)
    parts: dict[Part, set[str]] = {part: set() for part in Part}
    for id in judged:
        parts[checked_part(id)].add(id)
    check_no_shared_abstract(parts)
    assert all(parts.values())
    assert {bucket(id) for id in parts[Part.TEST]} == set(range(5))
    assert {bucket(id) for id in parts[Part.FITTING]} == set(range(8, 20))
    learning = ((document(id), checked_part(id) is Part.TEST) for id in judged)
    assert all(one.part is checked_part(one.document.document.id) for one in assign(learning, ()))


def test_the_buckets_are_fixed_and_fitting_has_those_on_which_the_tagger_stops() -> None:
    assert (range(10), range(8, 20), range(5)) == (TEST_BUCKETS, FITTING_BUCKETS, CHECKED_TEST_BUCKETS)
    assert set(CHECKED_TEST_BUCKETS) < set(TEST_BUCKETS) - set(FITTING_BUCKETS)
    assert set(STOPPING["bc5cdr"]) <= set(FITTING_BUCKETS) - set(TEST_BUCKETS)


def test_sentences_of_one_abstract_are_in_one_fold() -> None:
    folds = {id: fold_of(id, 3) for id in (f"PMID:{n}" for n in range(200))}
    assert all(fold_of(f"{id}#94be", 3) == fold for id, fold in folds.items())
    assert set(folds.values()) == {0, 1, 2}
