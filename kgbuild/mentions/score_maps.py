"""Turn a tagger's mean label probabilities into how often mentions with such a score are right."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from kgbuild.domain.mention import EntityType

Knots = tuple[tuple[float, float], ...]
"""Points (score, calibrated score) of a map that is straight between them and level outside."""


@dataclass(frozen=True, slots=True)
class ScoreMaps:
    """A rising map of scores for each type; types without one keep their scores.

    ValueError where knots do not make a rising map of 0..1 into itself.

    >>> maps = ScoreMaps({EntityType.DRUG: ((0.5, 0.3), (1.0, 0.9))})
    >>> [maps.apply(EntityType.DRUG, score) for score in (0.2, 0.75, 1.0)]
    [0.3, 0.6, 0.9]
    >>> maps.apply(EntityType.DISEASE, 0.75)
    0.75
    """

    knots: Mapping[EntityType, Knots]

    def __post_init__(self) -> None:
        for type, knots in self.knots.items():
            if not knots or not all(0 <= value <= 1 for knot in knots for value in knot):
                raise ValueError(f"the knots of {type} should be pairs of numbers from 0 to 1")
            if any(b[0] <= a[0] or b[1] < a[1] for a, b in pairwise(knots)):
                raise ValueError(f"the knots of {type} should rise")

    @classmethod
    def of(cls, value: Any) -> "ScoreMaps":
        """Return what `as_json` gave; ValueError says what is wrong with anything else."""
        try:
            return cls(
                {EntityType(t): tuple((float(x), float(y)) for x, y in knots) for t, knots in value.items()}
            )
        except (AttributeError, TypeError) as error:
            raise ValueError(f"not knots by type: {error}") from error

    def as_json(self) -> dict[str, list[list[float]]]:
        """Return the knots by type, for the key `calibration` of a model's `config.json`."""
        return {str(type): [list(knot) for knot in knots] for type, knots in self.knots.items()}

    def apply(self, type: EntityType, score: float) -> float:
        """Return the calibrated score, rounded to 4 decimals."""
        if type not in self.knots:
            return score
        scores, values = zip(*self.knots[type], strict=True)
        return round(float(np.interp(score, scores, values)), 4)
