"""Exact-match scores of mentions, by type and over all.

A predicted mention is right where one gold mention of the document has the same first and last character and
allows its type; a gold mention is found where a prediction is right about it. Counts are summed over
documents before precision, recall and F1 are taken (micro average). On corpora that do not separate symptoms
from diseases (`merged`), both count as Disease. Predictions of a type that the corpus did not annotate are
left out.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from kgbuild.domain.mention import EntityType
from kgbuild.domain.span import Span
from kgbuild.training.corpora import AnnotatedDocument, Gold

MERGED_CORPORA = frozenset({"bc5cdr", "ncbi"})
"""Corpora whose Disease takes in signs and symptoms."""

OVERALL = "overall"

Predicted = tuple[Span, EntityType]


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of right predictions, of all predictions and of gold mentions."""

    right: int
    predicted: int
    gold: int

    @property
    def precision(self) -> float:
        """Share of the predictions that are right."""
        return self.right / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """Share of the gold mentions that were found."""
        return self.right / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall.

        >>> Score(right=6, predicted=8, gold=12).f1
        0.6
        """
        total = self.predicted + self.gold
        return 2 * self.right / total if total else 0.0

    def as_row(self) -> dict[str, float | int]:
        """Return percentages, rounded to 2 decimals, and the counts."""
        shares = {"precision": self.precision, "recall": self.recall, "f1": self.f1}
        rounded = {name: round(100 * share, 2) for name, share in shares.items()}
        return {**rounded, "right": self.right, "predicted": self.predicted, "gold": self.gold}


def score_mentions(
    documents: Iterable[tuple[AnnotatedDocument, Iterable[Predicted]]], *, merged: bool
) -> dict[str, Score]:
    """Return the score of each type that occurs and `overall`.

    A gold mention whose type is open counts for the type that was predicted at it, else for its first type.
    """
    right: Counter[str] = Counter()
    predicted: Counter[str] = Counter()
    gold: Counter[str] = Counter()
    for annotated, mentions in documents:
        answers = {span: merge(type, merged) for span, type in mentions if type in annotated.annotated}
        predicted.update(answers.values())
        for one in annotated.gold:
            answer = answers.get(one.span)
            types = allowed_types(one, merged)
            gold[answer if answer in types else min(types)] += 1
            if answer in types:
                right[answer] += 1
    scores = {type: Score(right[type], predicted[type], gold[type]) for type in sorted(gold | predicted)}
    scores[OVERALL] = Score(right.total(), predicted.total(), gold.total())
    return scores


def is_right(annotated: AnnotatedDocument, span: Span, type: EntityType, *, merged: bool) -> bool:
    """Whether the document has a gold mention of this span that allows the type."""
    return any(
        one.span == span and merge(type, merged) in allowed_types(one, merged) for one in annotated.gold
    )


def pooled_f1(scores: Iterable[Score]) -> float:
    """Return the micro F1 over several corpora."""
    scores = list(scores)
    return Score(*(sum(getattr(s, part) for s in scores) for part in ("right", "predicted", "gold"))).f1


def merge(type: EntityType, merged: bool) -> EntityType:
    """Return the type that a predicted mention counts as."""
    return EntityType.DISEASE if merged and type is EntityType.SYMPTOM else type


def allowed_types(gold: Gold, merged: bool) -> frozenset[EntityType]:
    """Return the types that are right at a gold mention."""
    return frozenset(merge(type, merged) for type in gold.types)
