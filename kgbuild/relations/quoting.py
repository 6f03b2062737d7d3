"""Make evidence of what was found: quote the sentence that states it, or the stretch between two mentions."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from kgbuild.domain.document import Document
from kgbuild.domain.entity import Grounding
from kgbuild.domain.evidence import Certainty, Evidence, Polarity
from kgbuild.domain.mention import Assertion, Mention, Sentence
from kgbuild.domain.relation import Predicate
from kgbuild.domain.span import Span
from kgbuild.relations.candidates import Pair
from kgbuild.relations.polarity import assess
from kgbuild.relations.sections import section_label

_Rank = tuple[float, Span, Span]


@dataclass(frozen=True)
class Quotation:
    """Evidence, and its place among others about the same: the likelier, then the earlier."""

    evidence: Evidence
    rank: _Rank

    def scored(self, score: float) -> "Quotation":
        """Return the same with another score."""
        return Quotation(replace(self.evidence, score=score), (-score, *self.rank[1:]))


@dataclass(frozen=True)
class Quoter:
    """A document with what is known of it; `model` is the name that its evidence carries."""

    document: Document
    sentences: Sequence[Sentence]
    mentions: Sequence[Mention]
    groundings: Sequence[Grounding]
    model: str

    @cached_property
    def _by_index(self) -> dict[int, Sentence]:
        return {sentence.index: sentence for sentence in self.sentences}

    def sentence(self, pair: Pair, predicate: Predicate, score: float) -> Quotation:
        """Quote the sentence that names both."""
        subject, object = self.mentions[pair.subject], self.mentions[pair.object]
        sentence = self._by_index[subject.sentence]
        stance = assess(self.document.text, sentence.span, subject, predicate, object)
        return self._quotation(sentence.span, pair, predicate, score, stance)

    def stretch(self, pair: Pair, predicate: Predicate, score: float) -> Quotation | None:
        """Quote from the sentence that names the one to that which names the other; None if one is absent.

        What denies a link or makes it doubtful stands in one sentence with both: here only the mentions tell.
        """
        subject, object = self.mentions[pair.subject], self.mentions[pair.object]
        assertions = {subject.assertion, object.assertion}
        if Assertion.NEGATED in assertions:
            return None
        certainty = Certainty.CERTAIN if assertions == {Assertion.PRESENT} else Certainty.UNCERTAIN
        first, last = sorted(self._by_index[mention.sentence].span for mention in (subject, object))
        span = Span(first.start, last.end)
        return self._quotation(span, pair, predicate, score, (Polarity.SUPPORTS, certainty))

    def _quotation(
        self,
        span: Span,
        pair: Pair,
        predicate: Predicate,
        score: float,
        stance: tuple[Polarity, Certainty],
    ) -> Quotation:
        subject, object = self.mentions[pair.subject], self.mentions[pair.object]
        evidence = Evidence(
            document_id=self.document.id,
            span=span,
            sentence=self.document.text[span.start : span.end],
            section=section_label(self.document, self._by_index[self._first(pair)]),
            subject=self.groundings[pair.subject].entity_id,
            predicate=predicate,
            object=self.groundings[pair.object].entity_id,
            subject_mention=subject.id,
            object_mention=object.id,
            polarity=stance[0],
            certainty=stance[1],
            score=score,
            model=self.model,
        )
        return Quotation(evidence, (-score, subject.span, object.span))

    def _first(self, pair: Pair) -> int:
        """Return the index of the sentence in which the quotation begins."""
        homes = (self.mentions[pair.subject].sentence, self.mentions[pair.object].sentence)
        return min(homes, key=lambda index: self._by_index[index].span)


def best_of_each(quotations: Sequence[Quotation]) -> list[Evidence]:
    """Return the evidence in order, the best one of each id."""
    best: dict[str, Quotation] = {}
    for one in quotations:
        id = one.evidence.id
        if id not in best or one.rank < best[id].rank:
            best[id] = one
    ordered = sorted(best.values(), key=lambda one: (one.evidence.span, one.rank[1:]))
    return [one.evidence for one in ordered]
