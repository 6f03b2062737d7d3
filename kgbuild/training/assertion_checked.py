"""Mentions in abstracts of PubMed whose assertion was judged by reading them, one table row each.

`pipelines/assertion-checked.tsv` says for a document and a place in it how the text asserts what it names,
judged as `pipelines/assertion-checked.md` says. No text is kept there: it is read from the folder of
abstracts, and a hash of the words tells when they have moved. `unclear` ones count for nothing.
Rules are improved on the one part of the documents, and scored on the other, by a hash of the document's id.
"""

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from kgbuild.domain.document import Document
from kgbuild.domain.ids import content_hash
from kgbuild.domain.mention import Assertion, EntityType, Mention
from kgbuild.domain.span import Span
from kgbuild.errors import CorpusError
from kgbuild.training.splits import bucket

COLUMNS = ("document_id", "start", "end", "type", "assertion", "part", "surface")
UNCLEAR = "unclear"
SURFACE_CHARACTERS = 8
"""Hex digits of the hash of a mention's words: enough to see that a text has changed."""
TEST_BUCKETS = range(60)


class Sampling(StrEnum):
    """How a mention came to be judged."""

    RANDOM = "random"
    """A random mention of a random sentence."""
    CUED = "cued"
    """Near a word that may tell of something else than the present."""


@dataclass(frozen=True, slots=True)
class JudgedMention:
    """How the text asserts what a mention names."""

    document_id: str
    span: Span
    type: EntityType
    assertion: Assertion
    sampling: Sampling
    surface: str


def is_test(document_id: str) -> bool:
    """Whether the mentions of a document are scored on, and no rule may be made from them."""
    return bucket(document_id) in TEST_BUCKETS


def surface(text: str) -> str:
    """Return the hash by which the words of a mention are known again.

    >>> surface("fever") == surface("Fever")
    False
    """
    return content_hash(text)[:SURFACE_CHARACTERS]


def load_judged_mentions(file: Path) -> list[JudgedMention]:
    """Return the judged mentions in the order of the file, without the unclear ones."""
    with file.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t")
        if tuple(rows.fieldnames or ()) != COLUMNS:
            raise CorpusError(file, f"its columns are not {', '.join(COLUMNS)}")
        try:
            return [_judged(row) for row in rows if row["assertion"] != UNCLEAR]
        except ValueError as error:
            raise CorpusError(file, f"line {rows.line_num}: {error}") from error


def _judged(row: dict[str, str]) -> JudgedMention:
    return JudgedMention(
        document_id=row["document_id"],
        span=Span.read(row["start"], row["end"]),
        type=EntityType(row["type"]),
        assertion=Assertion(row["assertion"]),
        sampling=Sampling(row["part"]),
        surface=row["surface"],
    )


def in_documents(
    judged: Iterable[JudgedMention], documents: Iterable[Document], *, file: Path
) -> Iterator[tuple[Document, list[JudgedMention]]]:
    """Yield the documents that hold judged mentions, with these in order.

    CorpusError where the text at a mention's place is not what was judged, or a document is missing.
    """
    by_document: dict[str, list[JudgedMention]] = defaultdict(list)
    for one in judged:
        by_document[one.document_id].append(one)
    for document in documents:
        here = sorted(by_document.pop(document.id, ()), key=lambda one: one.span)
        for one in here:
            if surface(document.text[one.span.start : one.span.end]) != one.surface:
                raise CorpusError(file, f"{document.id}: the text at {one.span.start} is not what was judged")
        if here:
            yield document, here
    if by_document:
        raise CorpusError(
            file, f"{len(by_document)} of its documents are not among the abstracts: {min(by_document)} ..."
        )


def as_mention(one: JudgedMention, document: Document, *, sentence: int) -> Mention:
    """Return the judged mention as the tagger would give it, not yet asserted."""
    text = document.text[one.span.start : one.span.end]
    return Mention(one.document_id, one.span, text, one.type, 1.0, sentence)
