"""What a reader makes of one record of a file: a document, a withdrawal, or a rejection."""

from dataclasses import dataclass
from enum import StrEnum

from kgbuild.domain.ids import content_hash

ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class Section:
    """A labelled stretch of a document's text, e.g. `title`, `abstract`, `methods`, `caption`.

    `label` is lower-case; `language` is an ISO 639-1 code where there is one, else what the source says.
    """

    label: str
    start: int
    end: int
    language: str = ENGLISH


@dataclass(frozen=True, slots=True)
class Document:
    """One text with its bibliographic facts; all offsets in kgbuild count characters of `text`.

    `id` is a CURIE (`PMID:…`, `PMC:…`, `DOI:…`) or the id the source gives; `aliases` are CURIEs that the
    source gives besides, sorted. Of several copies the highest `(full_text, version, revised)` counts (an ISO
    date or empty): an abstract never replaces the article it is of. `corrections` names published
    errata (a CURIE where there is one). `source` says which file the text is from and is no content.
    """

    id: str
    text: str
    title: str
    sections: tuple[Section, ...]
    version: int = 1
    revised: str = ""
    year: int | None = None
    journal: str = ""
    language: str = ENGLISH
    retracted: bool = False
    corrections: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    full_text: bool = False
    source: str = ""

    @property
    def content_hash(self) -> str:
        """Hash of everything but `source`: equal for equal records, wherever they were read."""
        sections = (f"{s.label}\t{s.start}\t{s.end}\t{s.language}" for s in self.sections)
        facts = (self.id, self.text, self.title, self.version, self.revised, self.year or "", self.journal)
        flags = (self.language, int(self.retracted), int(self.full_text))
        names = ("\t".join(self.corrections), "\t".join(self.aliases))
        return content_hash(*facts, *flags, *names, *sections)


class WithdrawalKind(StrEnum):
    """Why a document's evidence must not count."""

    DELETED = "deleted"
    RETRACTED = "retracted"


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A statement, found in a source or made by a user, that a document no longer counts.

    `deleted` removes the document from the graph, `retracted` keeps it, marked, without its evidence.
    """

    document_id: str
    kind: WithdrawalKind
    stated_by: str
    """CURIE of the notice, name of the file, or `user`."""


@dataclass(frozen=True, slots=True)
class Rejection:
    """A record that could not be read or processed, kept in the quarantine with its reason.

    `reason` is a short stable code such as `broken-xml` or `too-large`; `message` says what, where and what
    to do; `location` is a record number, line or byte offset within `source`.
    """

    source: str
    location: str
    reason: str
    message: str
    document_id: str = ""
    excerpt: str = ""
    """The first characters of the record, for people to recognise it by."""


Record = Document | Withdrawal | Rejection
