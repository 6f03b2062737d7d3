"""Calibrate a tagger's scores on documents that it was not trained on.

Right is a mention whose first and last character and type are right, as in `entity_scores.py`. Each kind of
map (`score_fits.py`) is tried in cross-validation over documents, and the kind with the lowest expected
calibration error, averaged over types by their number of mentions, is fitted on all of them.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

import numpy as np

from kgbuild.domain.mention import EntityType, Mention
from kgbuild.mentions.score_maps import ScoreMaps
from kgbuild.mentions.tagger import CALIBRATION, CONFIG
from kgbuild.training.calibration_error import calibration_error, error_by_chance, reliability
from kgbuild.training.corpora import AnnotatedDocument
from kgbuild.training.entity_scores import MERGED_CORPORA, is_right
from kgbuild.training.score_fits import FITS, Fit
from kgbuild.training.splits import bucket

FOLDS = 5
FEWEST = 50
"""Mentions of a type below which it gets no map: the map would follow chance."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A mention that the tagger found: its document, type, uncalibrated score, and whether it is right."""

    document_id: str
    type: EntityType
    score: float
    right: bool

    @property
    def fold(self) -> int:
        """Part of the cross-validation that the document is in, by a hash of its id."""
        return bucket(self.document_id) % FOLDS


class BeliefBins(TypedDict):
    """Expected calibration error, and each bin's size, mean score and share that is right."""

    ece: float
    bins: list[dict[str, float]]


@dataclass(frozen=True, slots=True)
class Calibrated:
    """Scores of the mentions of one data set before and after calibration, and which are right.

    `after` is None where the tagger has no maps.
    """

    before: tuple[float, ...]
    after: tuple[float, ...] | None
    right: tuple[bool, ...]

    def as_row(self) -> dict[str, float | int | None]:
        """Return the errors with bins of equal width (`ece`) and of equal mass (`adaptive`).

        `ece_by_chance` is what scores that are exactly right would have on so few mentions.
        """
        after = self.after
        given = self.before if after is None else after
        return {
            "mentions": len(self.right),
            "ece_before": round(calibration_error(self.before, self.right), 4),
            "ece_after": None if after is None else round(calibration_error(after, self.right), 4),
            "adaptive_before": round(calibration_error(self.before, self.right, adaptive=True), 4),
            "adaptive_after": (
                None if after is None else round(calibration_error(after, self.right, adaptive=True), 4)
            ),
            "ece_by_chance": round(error_by_chance(given), 4),
        }

    def as_bins(self) -> BeliefBins:
        """Return the error of the scores before, and their bins of equal width."""
        bins = [
            {"mentions": bin.mentions, "score": round(bin.score, 4), "right": round(bin.right, 4)}
            for bin in reliability(self.before, self.right)
        ]
        return {"ece": round(calibration_error(self.before, self.right), 4), "bins": bins}


def judge(annotated: AnnotatedDocument, mentions: Iterable[Mention]) -> list[Judged]:
    """Return the mentions of types that the document's annotators looked for, judged."""
    merged = annotated.corpus in MERGED_CORPORA
    return [
        Judged(m.document_id, m.type, m.score, is_right(annotated, m.span, m.type, merged=merged))
        for m in mentions
        if m.type in annotated.annotated
    ]


def fit_maps(judged: Sequence[Judged]) -> ScoreMaps:
    """Return the maps of the kind that does best in cross-validation, for types with enough mentions."""
    return _fit(judged, min(FITS.values(), key=lambda fit: _validated(judged, fit)))


def cross_fitted(judged: Sequence[Judged]) -> list[float]:
    """Return calibrated scores, those of each fold by maps that were chosen and fitted on the other folds."""
    maps = [fit_maps([one for one in judged if one.fold != fold]) for fold in range(FOLDS)]
    return [maps[one.fold].apply(one.type, one.score) for one in judged]


def write_maps(folder: Path, maps: ScoreMaps) -> None:
    """Put the maps into the `config.json` of a tagger's folder, in place of those there may be."""
    path = folder / CONFIG
    config = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps({**config, CALIBRATION: maps.as_json()}, indent=2) + "\n", "utf-8")


def _fit(judged: Sequence[Judged], fit: Fit) -> ScoreMaps:
    knots = {}
    for type in EntityType:
        those = [one for one in judged if one.type is type]
        if len(those) >= FEWEST:
            scores, right = np.array([(one.score, one.right) for one in those], dtype=np.float64).T
            knots[type] = fit(scores, right)
    return ScoreMaps(knots)


def _validated(judged: Sequence[Judged], fit: Fit) -> float:
    """Return the summed error in cross-validation, each type's weighted by its number of mentions."""
    maps = [_fit([one for one in judged if one.fold != fold], fit) for fold in range(FOLDS)]
    error = 0.0
    for type in EntityType:
        those = [one for one in judged if one.type is type]
        scores = [maps[one.fold].apply(type, one.score) for one in those]
        error += len(those) * calibration_error(scores, [one.right for one in those])
    return error
