"""Find statements of what a drug treats or causes, and of what a disease causes or shows."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kgbuild.domain.document import Document
from kgbuild.domain.entity import Grounding
from kgbuild.domain.evidence import Evidence, Polarity
from kgbuild.domain.mention import Mention, Sentence
from kgbuild.domain.relation import Predicate
from kgbuild.errors import ModelFolderError
from kgbuild.mentions.tagger import TokenStates
from kgbuild.relations.candidates import PREDICATES, Pair
from kgbuild.relations.context import CAUSES, Context, Weighed, read_passages
from kgbuild.relations.head import RelationHeads, probabilities
from kgbuild.relations.model_folder import RelationFacts, load_model
from kgbuild.relations.quoting import Quotation, Quoter, best_of_each
from kgbuild.relations.reading import NO_PHRASE, TASKS, PairReading, read_pairs

SCORE_DECIMALS = 4
FARTHEST = 3
"""Sentences that a drug and a condition may be apart to be related: one in fourteen of those three apart are,
of those farther apart fewer, and nobody could check a longer quotation at a glance."""


class RelationClassifier:
    """Small heads over the tagger's states, in numpy: they read each document alone, all pairs at once.

    So an answer depends on the document alone: shapes, and with them the order of sums, are the same whatever
    was read before or is read elsewhere. Sums are in float64 and scores keep 4 decimals, so that another
    processor's order of sums cannot show either, unless a score lies within 1e-13 of a rounding edge.
    """

    def __init__(self, facts: RelationFacts, heads: RelationHeads, context: Context | None = None) -> None:
        self.facts = facts
        self._heads = heads
        self._context = context
        self._temperatures = np.array([facts.temperatures[task] for task in TASKS])
        self._phrases = np.array([facts.phrases[predicate] for predicate in PREDICATES])
        self._thresholds = np.array([facts.thresholds[predicate] for predicate in PREDICATES])

    @classmethod
    def load(cls, folder: Path, *, tagger: str | None = None) -> "RelationClassifier":
        """Load the model that `kgbuild train relations` wrote; ModelFolderError says why a folder is none.

        `tagger` is the fingerprint of the tagger whose states it will read: a head reads those of the tagger
        that it was trained on and no others.
        """
        facts, heads, context = load_model(folder)
        if tagger is not None and tagger != facts.tagger:
            problem = f"it was trained on the states of tagger {facts.tagger}, not of {tagger}"
            raise ModelFolderError(folder, problem)
        return cls(facts, heads, context)

    def evidence(
        self,
        document: Document,
        sentences: Sequence[Sentence],
        mentions: Sequence[Mention],
        groundings: Sequence[Grounding],
        tokens: TokenStates,
    ) -> list[Evidence]:
        """Return the statements found, in order, at most one for each span, predicate and two entities.

        `mentions` are in order and `groundings` are theirs; `tokens` are the tagger's for this document. That
        a drug causes a condition is weighed over the passage: what single sentences support is kept where the
        passage agrees, and what they deny is kept as it is.
        """
        types = [grounding.type for grounding in groundings]
        reading = read_pairs(document, sentences, mentions, types, tokens)
        scores = self.scores(reading)
        quoter = Quoter(document, sentences, mentions, groundings, self.facts.name)
        weighed = self._weighed(quoter, reading, scores)
        settled = {row for one in weighed for row in one.rows}
        found = []
        for row, predicate, score in self._answers(reading, scores, mentions, groundings):
            quotation = quoter.sentence(reading.candidates[row], predicate, score)
            supports = quotation.evidence.polarity is Polarity.SUPPORTS
            if not (row in settled and predicate is Predicate.CAUSES and supports):
                found.append(quotation)
        for one in weighed:
            if self._context is not None and self._context.holds(one):
                found += self._quotations(one, reading, scores, quoter)
        return best_of_each(found)

    def _weighed(self, quoter: Quoter, reading: PairReading, scores: NDArray[np.float64]) -> list[Weighed]:
        """Return what the document's passages say of each drug and condition, nothing without a context."""
        if self._context is None:
            return []
        read = read_passages(
            quoter.document,
            quoter.sentences,
            quoter.mentions,
            types=[grounding.type for grounding in quoter.groundings],
            concepts=[(grounding.entity_id,) for grounding in quoter.groundings],
            candidates=reading.candidates,
            scores=scores,
        )
        return [one for passage in read for one in self._context.weigh(passage)]

    def _quotations(
        self, weighed: Weighed, reading: PairReading, scores: NDArray[np.float64], quoter: Quoter
    ) -> list[Quotation]:
        """Quote what supports that the drug causes the condition.

        The sentence that most likely states it carries the probability, others that state it as much less as
        they are less likely to. Without a common sentence it is the stretch between the nearest mentions.
        """
        probability = weighed.probability
        if not weighed.rows:
            if not 0 < weighed.apart <= FARTHEST:
                return []
            stretch = quoter.stretch(weighed.nearest, Predicate.CAUSES, probability)
            return [stretch] if stretch else []
        rows = list(weighed.rows)
        chosen = set(np.flatnonzero(self.chosen(scores[rows]) == CAUSES).tolist())
        quoted = [
            (one, place)
            for place, row in enumerate(rows)
            if (one := quoter.sentence(reading.candidates[row], Predicate.CAUSES, float(scores[row, CAUSES])))
            and one.evidence.polarity is Polarity.SUPPORTS
        ]
        quoted.sort(key=lambda item: item[0].rank)
        top = max((one.evidence.score for one, _ in quoted), default=0.0)
        return [
            one.scored(round(probability * (one.evidence.score / top if top else 1.0), SCORE_DECIMALS))
            for number, (one, place) in enumerate(quoted)
            if number == 0 or place in chosen
        ]

    def scores(self, reading: PairReading) -> NDArray[np.float64]:
        """Return (pairs, predicates): the calibrated probability that the sentence states each.

        It is the heads'; where a phrase states a predicate, at least how often such a phrase is right.
        """
        logits = self._heads.logits(reading)
        answers = probabilities(logits, reading.possible, self._temperatures[reading.tasks])[:, 1:]
        rows = np.flatnonzero(reading.phrases != NO_PHRASE)
        columns = reading.phrases[rows]
        sure = np.maximum(answers[rows, columns], self._phrases[columns])
        answers[rows] = np.minimum(answers[rows], 1 - sure[:, None])
        answers[rows, columns] = sure
        return np.round(answers, SCORE_DECIMALS)

    def chosen(self, scores: NDArray[np.float64]) -> NDArray[np.int64]:
        """Return (pairs,): position of the likeliest predicate where it reaches its threshold, else -1."""
        if not len(scores):
            return np.empty(0, dtype=np.int64)
        best = scores.argmax(axis=1)
        reached = scores[np.arange(len(best)), best] >= self._thresholds[best]
        return np.where(reached, best, -1)

    def _answers(
        self,
        reading: PairReading,
        scores: NDArray[np.float64],
        mentions: Sequence[Mention],
        groundings: Sequence[Grounding],
    ) -> Iterator[tuple[int, Predicate, float]]:
        """Yield the rows that say something of two different entities; of both directions the likelier."""
        chosen = self.chosen(scores)
        found = {
            reading.candidates[row]: (row, float(scores[row, chosen[row]]))
            for row in np.flatnonzero(chosen >= 0).tolist()
        }
        for pair, (row, score) in found.items():
            if groundings[pair.subject].entity_id == groundings[pair.object].entity_id:
                continue
            _, other = found.get(Pair(pair.object, pair.subject), (-1, 0.0))
            first = mentions[pair.subject].span < mentions[pair.object].span
            if score > other or (score == other and first):
                yield row, PREDICATES[chosen[row]], score
