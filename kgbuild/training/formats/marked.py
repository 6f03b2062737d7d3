"""What the readers of annotated files make of them, before labels and offsets are judged."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from kgbuild.domain.document import Document, Section
from kgbuild.domain.span import Span
from kgbuild.training.formats.findings import Findings


@dataclass(frozen=True, slots=True)
class Marking:
    """One marked stretch as the file states it: with its own label, and offsets that nobody has checked.

    A discontinuous one has several fragments. `text` is what the file says stands there, None where it does
    not say; `place` is for messages. Relations call it by its `names`. `shift` was added to the file's
    offsets, where they count otherwise.
    """

    label: str
    fragments: tuple[Span, ...]
    text: str | None
    place: str
    names: tuple[str, ...] = ()
    shift: int = 0


@dataclass(frozen=True, slots=True)
class Relating:
    """One relation as the file states it, between markings of these names.

    `problem` says what is wrong with it: an error only for those who want relations.
    """

    label: str
    subject: str
    object: str
    place: str
    problem: str = ""


@dataclass(frozen=True, slots=True)
class MarkedDocument:
    """A document, what is marked in it, and what is related.

    Where relations are `by_concept`, names are those of concepts, which many markings may share.
    """

    document: Document
    markings: tuple[Marking, ...]
    place: str
    relations: tuple[Relating, ...] = ()
    by_concept: bool = False


@dataclass(frozen=True, slots=True)
class AnnotatedFile:
    """A file in memory. brat keeps the text in a file of its own, whose bytes are `text`."""

    name: str
    data: bytes
    text: bytes = b""

    def line(self, number: int) -> str:
        """Return what a line is called in messages."""
        return f"{self.name}, line {number}"


@runtime_checkable
class FormatReader(Protocol):
    """Turns an annotated file into documents; what cannot be read becomes a problem, and is never raised."""

    def read(self, file: AnnotatedFile, findings: Findings) -> Iterator[MarkedDocument]:
        """Yield the documents in the order of the file."""
        ...


def plain_document(id: str, text: str) -> Document:
    """Return a document whose text is one section, with not a character changed: offsets count in it."""
    return Document(id=id, text=text, title="", sections=(Section("text", 0, len(text)),))
