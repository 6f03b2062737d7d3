"""Which candidates weights of a blend are fitted on."""

import numpy as np
import pytest

pytestmark = pytest.mark.learn
pytest.importorskip("torch")

from kgbuild.links import competing as module  # noqa: E402
from kgbuild.links.competing import competing  # noqa: E402

ENTITIES = 60
SCORES = [np.linspace(0, -3, ENTITIES, dtype=np.float32), np.linspace(-3, 0, ENTITIES, dtype=np.float32)]
KNOWN = np.array([0, 1, 2, 3, 4, 30])
"""The first member's best ones are known answers; 30 is asked for."""


@pytest.fixture(autouse=True)
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BEST", 3)
    monkeypatch.setattr(module, "RANDOM", 8)


def test_each_member_has_its_best_wrong_answers() -> None:
    chosen = competing(30, KNOWN, SCORES, np.random.default_rng(0))
    assert chosen.candidates[:7].tolist() == [30, 5, 6, 7, 57, 58, 59]
    assert len(set(chosen.candidates.tolist())) == 1 + 6 + 8
    assert set(chosen.candidates.tolist()) & set(KNOWN.tolist()) == {30}
    # The right one and all that are wrong.
    assert np.exp(chosen.log_counts).sum() == pytest.approx(1 + ENTITIES - len(KNOWN))


def test_the_sample_stands_for_all() -> None:
    weighed = 2.0 * SCORES[0] + SCORES[1]
    wrong = np.setdiff1d(np.arange(ENTITIES), KNOWN)
    sums = []
    for seed in range(400):
        candidates, log_counts = competing(30, KNOWN, SCORES, np.random.default_rng(seed))
        sums.append(np.exp(weighed[candidates[1:]] + log_counts[1:]).sum())
    assert np.mean(sums) == pytest.approx(np.exp(weighed[wrong]).sum(), rel=0.02)


def test_few_candidates_are_all() -> None:
    few = [score[:5] for score in SCORES]
    chosen = competing(1, np.array([1, 2]), few, np.random.default_rng(0))
    assert sorted(chosen.candidates.tolist()) == [0, 1, 3, 4]
    assert not chosen.log_counts.any()
    alone = competing(1, np.arange(5), few, np.random.default_rng(0))
    assert alone.candidates.tolist() == [1]
