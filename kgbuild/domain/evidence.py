"""One sentence, or a few in a row, that speak for or against one relation."""

from dataclasses import dataclass
from enum import StrEnum

from kgbuild.domain.ids import content_hash
from kgbuild.domain.relation import Predicate, relation_id
from kgbuild.domain.span import Span


class Polarity(StrEnum):
    """Whether a sentence speaks for or against the relation."""

    SUPPORTS = "supports"
    CONTRADICTS = "contradicts"


class Certainty(StrEnum):
    """Whether the sentence states or merely considers the relation."""

    CERTAIN = "certain"
    UNCERTAIN = "uncertain"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence's statement about `subject predicate object` (entity ids; symmetric ones in order).

    `score` is the extractor's probability in 0..1 that the sentence states the relation, whatever its
    polarity; `model` names the extractor, e.g. `re-v1` or `co-occurrence`. `subject_mention` and
    `object_mention` are mention ids. `span` is that of the sentence, or of the stretch from the sentence of
    one mention to that of the other.
    """

    document_id: str
    span: Span
    sentence: str
    section: str
    subject: str
    predicate: Predicate
    object: str
    subject_mention: str
    object_mention: str
    polarity: Polarity
    certainty: Certainty
    score: float
    model: str

    @property
    def id(self) -> str:
        """Content hash of document, sentence span, arguments and predicate."""
        return content_hash(
            self.document_id, self.span.start, self.span.end, self.subject, self.predicate, self.object
        )

    @property
    def relation_id(self) -> str:
        """The id of the relation that this is evidence about."""
        return relation_id(self.subject, self.predicate, self.object)
