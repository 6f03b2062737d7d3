"""A stretch of text that names a disease, a symptom or a drug, and how it is asserted."""

from dataclasses import dataclass
from enum import StrEnum

from kgbuild.domain.ids import content_hash
from kgbuild.domain.span import Span


class EntityType(StrEnum):
    """The node labels of the graph."""

    DISEASE = "Disease"
    SYMPTOM = "Symptom"
    DRUG = "Drug"


class Assertion(StrEnum):
    """How the text asserts a mention, after ConText (Harkema 2009): whose it is, when, and whether at all."""

    PRESENT = "present"
    NEGATED = "negated"
    UNCERTAIN = "uncertain"
    FAMILY = "family"
    HISTORICAL = "historical"


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: its index in the document and its characters, white space at both ends excluded."""

    document_id: str
    index: int
    span: Span


@dataclass(frozen=True, slots=True)
class Mention:
    """One typed mention; raises `ValueError` where its text is empty. `score` is the tagger's, in 0..1.

    `long_form` is the text that the document defines this abbreviation by, empty where there is none;
    grounding looks at it in place of `text`.
    """

    document_id: str
    span: Span
    text: str
    type: EntityType
    score: float
    sentence: int
    """Index of the sentence that holds the mention's first character."""
    assertion: Assertion = Assertion.PRESENT
    long_form: str = ""

    def __post_init__(self) -> None:
        # A row without a name breaks the graph's rules: found here, it costs one document and no build.
        if not self.text.strip() or self.span.start >= self.span.end:
            where = f"{self.span.start} to {self.span.end} of {self.document_id}"
            raise ValueError(f"a mention at {where} names nothing")

    @property
    def id(self) -> str:
        """Content hash of document, span and type."""
        return content_hash(self.document_id, self.span.start, self.span.end, self.type)
