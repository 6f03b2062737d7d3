"""Calibration: the error, the fits, and the choice among them."""

import json
import shutil
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgbuild.domain.document import Document
from kgbuild.domain.mention import EntityType, Mention
from kgbuild.domain.span import Span
from kgbuild.errors import MissingExtraError, OutputFileError
from kgbuild.mentions.score_maps import Knots
from kgbuild.mentions.tagger import Tagger
from kgbuild.resources import DEFAULT_TAGGER
from kgbuild.training import calibration
from kgbuild.training.calibration import Calibrated, Judged, cross_fitted, fit_maps, judge, write_maps
from kgbuild.training.calibration_error import Bin, calibration_error, error_by_chance, reliability
from kgbuild.training.corpora import AnnotatedDocument, Gold
from kgbuild.training.reliability_plot import draw_reliability
from kgbuild.training.score_fits import FITS, MOST_BLOCKS, beta, isotonic, platt

DISEASE, SYMPTOM, DRUG = EntityType
PAIRS = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=60)


def _drawn(chance: Callable[[float], float], *, type: EntityType, count: int = 3000) -> list[Judged]:
    """Return mentions, ten a document, that are right with the given chance of their score."""
    random = np.random.default_rng(5)
    scores = random.uniform(0.3, 1, count).round(4).tolist()
    return [
        Judged(f"PMID:{i // 10}", type, score, bool(random.random() < chance(score)))
        for i, score in enumerate(scores)
    ]


def test_bins_of_equal_width() -> None:
    scores, right = [0.0, 0.05, 0.1, 0.95, 1.0, 1.0], [False, True, True, True, True, False]
    assert reliability(scores, right) == [
        Bin(2, 0.025, 0.5), Bin(1, 0.1, 1.0), Bin(3, pytest.approx(2.95 / 3), pytest.approx(2 / 3))
    ]  # fmt: skip
    assert calibration_error(scores, right) == pytest.approx((0.95 + 0.9 + 0.95) / 6)


def test_bins_of_equal_mass_part_a_crowded_bin() -> None:
    # In one bin of equal width, too low and too high make up for one another.
    scores = [0.91] * 10 + [0.99] * 10
    right = [True] * 10 + [True] * 9 + [False]
    assert calibration_error(scores, right) < 0.01
    assert calibration_error(scores, right, adaptive=True) == pytest.approx(0.09, abs=0.02)
    assert sum(bin.mentions for bin in reliability(scores, right, adaptive=True)) == 20


def test_no_mentions_no_error() -> None:
    assert calibration_error([], []) == error_by_chance([]) == 0.0
    assert Calibrated((), None, ()).as_row()["mentions"] == 0


def test_the_error_by_chance_falls_with_the_number_of_mentions() -> None:
    few, many = error_by_chance([0.5, 0.7] * 20), error_by_chance([0.5, 0.7] * 2000)
    assert 0 < many < few / 5


@given(pairs=PAIRS, name=st.sampled_from(sorted(FITS)))
def test_every_fit_rises_within_0_and_1(pairs: list[tuple[float, bool]], name: str) -> None:
    scores, right = np.array(pairs, dtype=np.float64).T
    knots = FITS[name](scores, right)
    assert all(a[0] < b[0] and a[1] <= b[1] for a, b in pairwise(knots))
    assert all(0 < value < 1 for _, value in knots)


@given(pairs=PAIRS)
def test_isotonic_has_few_knots(pairs: list[tuple[float, bool]]) -> None:
    scores, right = np.array(pairs, dtype=np.float64).T
    assert 1 <= len(isotonic(scores, right)) <= MOST_BLOCKS


@pytest.mark.parametrize("fit", [isotonic, platt, beta])
def test_a_known_map_is_found(fit: Callable[..., Knots]) -> None:
    judged = _drawn(lambda score: score**2, type=DRUG, count=20_000)
    scores, right = np.array([(one.score, one.right) for one in judged]).T
    knots = np.array(fit(scores, right))
    for score in (0.4, 0.6, 0.8, 0.95):
        assert np.interp(score, *knots.T) == pytest.approx(score**2, abs=0.06)


def test_scores_that_fall_get_a_level_map() -> None:
    judged = _drawn(lambda score: 1.2 - score, type=DRUG)
    scores, right = np.array([(one.score, one.right) for one in judged]).T
    for fit in (platt, beta):
        values = {value for _, value in fit(scores, right)}
        assert len(values) == 1
        assert values.pop() == pytest.approx(right.mean(), abs=0.01)


def test_fitted_maps_calibrate_what_they_did_not_see() -> None:
    judged = _drawn(lambda score: 0.8 * score, type=DRUG) + _drawn(lambda score: score**3, type=DISEASE)
    right = [one.right for one in judged]
    after = cross_fitted(judged)
    assert calibration_error([one.score for one in judged], right) > 0.1
    assert calibration_error(after, right) < 0.02


def test_no_fold_is_mapped_by_itself() -> None:
    judged = _drawn(lambda score: 0.5, type=DRUG)
    # Fold 0 alone is always right; maps that had seen it would say more than 0.5 of it.
    judged = [Judged(one.document_id, one.type, one.score, one.right or one.fold == 0) for one in judged]
    after = [score for one, score in zip(judged, cross_fitted(judged), strict=True) if one.fold == 0]
    assert np.mean(after) == pytest.approx(0.5, abs=0.05)


def test_types_of_few_mentions_get_no_map() -> None:
    few = _drawn(lambda score: 0.5, type=SYMPTOM, count=calibration.FEWEST - 1)
    assert fit_maps(few).knots == {}
    assert cross_fitted(few) == [one.score for one in few]
    assert set(fit_maps([*few, *_drawn(lambda score: 0.5, type=DRUG)]).knots) == {DRUG}


def test_judging_takes_types_as_scoring_does() -> None:
    document = Document(id="PMID:1", text="x" * 30, title="", sections=())
    gold = (Gold(Span(0, 5), frozenset({DISEASE})), Gold(Span(6, 9), frozenset({SYMPTOM})))
    found = [
        Mention("PMID:1", Span(*ends), "x", type, 0.9, 0)
        for ends, type in (((0, 5), SYMPTOM), ((6, 9), SYMPTOM), ((6, 8), SYMPTOM), ((20, 22), DRUG))
    ]
    merged = AnnotatedDocument("ncbi", document, gold, frozenset({DISEASE, SYMPTOM}))
    assert [one.right for one in judge(merged, found)] == [True, True, False]
    apart = AnnotatedDocument("maccrobat", document, gold)
    assert [one.right for one in judge(apart, found)] == [False, True, False, False]


def test_maps_are_written_into_a_model(tmp_path: Path) -> None:
    folder = tmp_path / "tagger"
    shutil.copytree(DEFAULT_TAGGER, folder)
    before = json.loads((folder / "config.json").read_text("utf-8"))
    maps = fit_maps(_drawn(lambda score: score**2, type=DRUG))
    write_maps(folder, maps)
    after = json.loads((folder / "config.json").read_text("utf-8"))
    assert {**before, "calibration": maps.as_json()} == after
    assert Tagger.load(folder).maps == maps


def test_a_diagram_needs_its_extra(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("kgbuild.training.reports.plotting.find_spec", lambda name: None)
    with pytest.raises(MissingExtraError, match="plots"):
        draw_reliability({}, tmp_path / "plot.svg")


def test_a_diagram_that_cannot_be_written_is_explained(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    sets = {"some": Calibrated((0.3, 0.9), (0.2, 0.8), (False, True))}
    draw_reliability(sets, tmp_path / "plot.svg")
    assert "ECE" in (tmp_path / "plot.svg").read_text("utf-8")
    with pytest.raises(OutputFileError, match="No such file"):
        draw_reliability(sets, tmp_path / "nowhere" / "plot.svg")
