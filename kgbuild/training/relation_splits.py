"""Which labelled documents a relation head learns from, is fitted on, and is scored on once at the end.

Scored on: BC5CDR's own test part, and a hashed tenth of ADE's abstracts and of BioText's sentences. An
abstract that is scored on in one corpus is dropped from the others: BioRED holds 69 of BC5CDR's test, ADE 6.
Of the rest twelve hash buckets of a hundred, the same in all corpora, say which epoch is best; ten of them
are those of BC5CDR on which the tagger stops, which it has not learnt from. The others are cut into folds,
each unknown to one of the heads (`fold_heads.py`), so that they fit thresholds and temperatures as well.

Pairs that were judged by reading (`relation_checked.py`) are split by the same hash of their document's id:
those of the first five buckets are scored on, and how far the model can be relied on is taken from the
others, so that no figure of a model's card is one of its own settings.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from kgbuild.errors import LeakError
from kgbuild.training.relation_corpora import Split, load_bc5cdr_relations, load_biored_relations
from kgbuild.training.relation_documents import RelationDocument
from kgbuild.training.relation_sentences import Find, load_ade, load_biotext
from kgbuild.training.splits import bucket

TEST_BUCKETS = range(10)
FITTING_BUCKETS = range(8, 20)
CHECKED_TEST_BUCKETS = range(5)
"""Of judged documents: seeds are never taken from `TEST_BUCKETS`, of which these are half."""

BIOTEXT_FILE = "sentences_with_roles_and_relations.txt"


class Part(StrEnum):
    """What a document is for."""

    TRAIN = "train"
    FITTING = "fitting"
    TEST = "test"


@dataclass(frozen=True, slots=True)
class Assigned:
    """A document and what it is for."""

    part: Part
    document: RelationDocument


def abstract_id(document_id: str) -> str:
    """Return the id of the abstract that a document is, or a sentence is of.

    >>> abstract_id("PMID:8402502#94be")
    'PMID:8402502'
    """
    return document_id.partition("#")[0]


def learning_part(id: str) -> Part:
    """Return which of the parts that training may use an abstract belongs to."""
    return Part.FITTING if bucket(id) in FITTING_BUCKETS else Part.TRAIN


def checked_part(document_id: str) -> Part:
    """Return what a document with judged pairs is for."""
    return Part.TEST if bucket(document_id) in CHECKED_TEST_BUCKETS else learning_part(document_id)


def fold_of(document_id: str, folds: int) -> int:
    """Return the number of the fold that a document is in, with all others of its abstract."""
    return bucket(abstract_id(document_id)) % folds


def assign(documents: Iterable[tuple[RelationDocument, bool]], scored: Collection[str]) -> Iterator[Assigned]:
    """Yield the documents with what they are for; `scored` are the abstracts that some corpus is scored on.

    Each document comes with whether it is scored itself; one that is not, but whose abstract is, is dropped.
    """
    for document, is_test in documents:
        id = abstract_id(document.document.id)
        if is_test:
            yield Assigned(Part.TEST, document)
        elif id not in scored:
            yield Assigned(learning_part(id), document)


def gold_documents(data: Path, *, split: Split, find: Find, scored: Collection[str]) -> Iterator[Assigned]:
    """Yield the labelled documents of all corpora below `data`, one after the other."""
    yield from assign(_all(data, split, find), scored)


def scored_abstracts(data: Path, *, split: Split) -> frozenset[str]:
    """Return the ids of the abstracts that some corpus is scored on."""
    test = {d.document.id for d in load_bc5cdr_relations(data / "bc5cdr", "test", split)}
    ade = (abstract_id(d.document.id) for d in load_ade(data / "ade", lambda document, sentences: []))
    return frozenset(test | {id for id in ade if bucket(id) in TEST_BUCKETS})


def check_no_shared_abstract(parts: dict[Part, set[str]]) -> None:
    """Raise LeakError where one abstract is in more than one part."""
    seen: set[str] = set()
    for ids in parts.values():
        here = {abstract_id(id) for id in ids}
        if here & seen:
            raise LeakError(sorted(here & seen))
        seen |= here


def _all(data: Path, split: Split, find: Find) -> Iterator[tuple[RelationDocument, bool]]:
    for part in ("train", "dev", "test"):
        for document in load_bc5cdr_relations(data / "bc5cdr", part, split):
            yield document, part == "test"
    for part in ("train", "dev"):
        for document in load_biored_relations(data / "biored", part, split):
            yield document, False
    for document in load_ade(data / "ade", find):
        yield document, bucket(abstract_id(document.document.id)) in TEST_BUCKETS
    for document in load_biotext(data / "biotext" / BIOTEXT_FILE, find):
        yield document, bucket(document.document.id) in TEST_BUCKETS
