"""Find statements of what a drug treats or causes, and of what a disease causes or shows."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kgbuild.domain.document import Document
from kgbuild.domain.entity import Grounding
from kgbuild.domain.evidence import Evidence
from kgbuild.domain.mention import Mention, Sentence
from kgbuild.domain.relation import Predicate
from kgbuild.domain.span import Span
from kgbuild.errors import ModelFolderError
from kgbuild.mentions.tagger import TokenStates
from kgbuild.relations.candidates import PREDICATES, Pair
from kgbuild.relations.head import RelationHead, probabilities
from kgbuild.relations.model_folder import RelationFacts, load_model
from kgbuild.relations.polarity import assess
from kgbuild.relations.reading import NO_PHRASE, TASKS, PairReading, read_pairs
from kgbuild.relations.sections import section_label

SCORE_DECIMALS = 4


class RelationClassifier:
    """A small head over the tagger's states, in numpy: it reads each document alone, all pairs at once.

    So an answer depends on the document alone: shapes, and with them the order of sums, are the same whatever
    was read before or is read elsewhere. Sums are in float64 and scores keep 4 decimals, so that another
    processor's order of sums cannot show either, unless a score lies within 1e-13 of a rounding edge.
    """

    def __init__(self, facts: RelationFacts, head: RelationHead) -> None:
        self.facts = facts
        self._head = head
        self._temperatures = np.array([facts.temperatures[task] for task in TASKS])
        self._phrases = np.array([facts.phrases[predicate] for predicate in PREDICATES])
        self._thresholds = np.array([facts.thresholds[predicate] for predicate in PREDICATES])

    @classmethod
    def load(cls, folder: Path, *, tagger: str | None = None) -> "RelationClassifier":
        """Load the model that `kgbuild train relations` wrote; ModelFolderError says why a folder is none.

        `tagger` is the fingerprint of the tagger whose states it will read: a head reads those of the tagger
        that it was trained on and no others.
        """
        facts, head = load_model(folder)
        if tagger is not None and tagger != facts.tagger:
            problem = f"it was trained on the states of tagger {facts.tagger}, not of {tagger}"
            raise ModelFolderError(folder, problem)
        return cls(facts, head)

    def evidence(
        self,
        document: Document,
        sentences: Sequence[Sentence],
        mentions: Sequence[Mention],
        groundings: Sequence[Grounding],
        tokens: TokenStates,
    ) -> list[Evidence]:
        """Return the statements found, in order, at most one for each sentence, predicate and two entities.

        `mentions` are in order and `groundings` are theirs; `tokens` are the tagger's for this document.
        """
        types = [grounding.type for grounding in groundings]
        reading = read_pairs(document, sentences, mentions, types, tokens)
        scores = self.scores(reading)
        by_index = {sentence.index: sentence for sentence in sentences}
        best: dict[str, tuple[tuple[float, Span, Span], Evidence]] = {}
        for pair, predicate, score in self._answers(reading, scores, mentions, groundings):
            subject, object = mentions[pair.subject], mentions[pair.object]
            sentence = by_index[subject.sentence]
            polarity, certainty = assess(document.text, sentence.span, subject, predicate, object)
            found = Evidence(
                document_id=document.id,
                span=sentence.span,
                sentence=document.text[sentence.span.start : sentence.span.end],
                section=section_label(document, sentence),
                subject=groundings[pair.subject].entity_id,
                predicate=predicate,
                object=groundings[pair.object].entity_id,
                subject_mention=subject.id,
                object_mention=object.id,
                polarity=polarity,
                certainty=certainty,
                score=score,
                model=self.facts.name,
            )
            rank = (-score, subject.span, object.span)
            if found.id not in best or rank < best[found.id][0]:
                best[found.id] = (rank, found)
        return [found for _, found in sorted(best.values(), key=lambda item: (item[1].span, item[0][1:]))]

    def scores(self, reading: PairReading) -> NDArray[np.float64]:
        """Return (pairs, predicates): the calibrated probability that the sentence states each.

        It is the head's; where a phrase states a predicate, at least how often such a phrase is right.
        """
        logits = self._head.logits(reading)
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
    ) -> Iterator[tuple[Pair, Predicate, float]]:
        """Yield what was found about two different entities; of both directions of a pair the likelier."""
        chosen = self.chosen(scores)
        found = {
            reading.candidates[row]: (PREDICATES[chosen[row]], float(scores[row, chosen[row]]))
            for row in np.flatnonzero(chosen >= 0).tolist()
        }
        for pair, (predicate, score) in found.items():
            if groundings[pair.subject].entity_id == groundings[pair.object].entity_id:
                continue
            _, other = found.get(Pair(pair.object, pair.subject), (None, 0.0))
            first = mentions[pair.subject].span < mentions[pair.object].span
            if score > other or (score == other and first):
                yield pair, predicate, score
