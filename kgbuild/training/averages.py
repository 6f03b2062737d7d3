"""Averages of scores over types, as seqeval and scikit-learn name them."""

from collections.abc import Sequence
from dataclasses import dataclass

from kgbuild.training.entity_scores import Score


@dataclass(frozen=True, slots=True)
class Average:
    """Precision, recall and F1 as shares, and how many gold mentions there are."""

    precision: float
    recall: float
    f1: float
    support: int

    def as_row(self) -> dict[str, float | int]:
        """Return percentages, rounded to 2 decimals, and the support."""
        shares = {"precision": self.precision, "recall": self.recall, "f1": self.f1}
        return {**{name: round(100 * share, 2) for name, share in shares.items()}, "support": self.support}


def averages(scores: Sequence[Score]) -> dict[str, Average]:
    """Return `micro` (counts summed), `macro` (types alike) and `weighted` (types by their gold mentions).

    >>> two = averages([Score(right=9, predicted=9, gold=9), Score(right=0, predicted=0, gold=1)])
    >>> [(kind, round(average.recall, 2)) for kind, average in two.items()]
    [('micro', 0.9), ('macro', 0.5), ('weighted', 0.9)]
    """
    whole = Score(*(sum(getattr(one, part) for one in scores) for part in ("right", "predicted", "gold")))
    support = [one.gold for one in scores]
    return {
        "micro": Average(whole.precision, whole.recall, whole.f1, whole.gold),
        "macro": _mean(scores, [1] * len(scores), whole.gold),
        "weighted": _mean(scores, support, whole.gold),
    }


def _mean(scores: Sequence[Score], weights: Sequence[int], support: int) -> Average:
    total = sum(weights) or 1

    def mean(of: str) -> float:
        weighted = (weight * getattr(one, of) for one, weight in zip(scores, weights, strict=True))
        return float(sum(weighted)) / total

    return Average(mean("precision"), mean("recall"), mean("f1"), support)
