"""Figures of the shipped tagger on mentions that are written otherwise."""

from pathlib import Path

import pytest

from kgbuild.mentions.tagger import Tagger
from kgbuild.resources import DEFAULT_TAGGER
from kgbuild.training import tagger_robustness
from kgbuild.training.perturbations import PERTURBATIONS
from kgbuild.training.splits import evaluation_sets, load_tagger_splits
from kgbuild.training.tagger_robustness import Robustness, evaluate_robustness, sample


def test_figures_by_set_and_perturbation(corpora: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # One that no tagger stands, to see that what is found is compared with the moved gold.
    monkeypatch.setitem(PERTURBATIONS, "gone", lambda text, key: "12" if text == "Naproxen" else text)
    steps: list[tuple[int, int]] = []
    tagger = Tagger.load(DEFAULT_TAGGER)
    figures = evaluate_robustness(
        tagger, evaluation_sets(load_tagger_splits(corpora)), progress=lambda *step: steps.append(step)
    )
    assert list(figures) == ["bc5cdr-test", "ncbi-dev", "maccrobat-test"]
    assert all(list(by_name) == list(PERTURBATIONS) for by_name in figures.values())
    assert steps[-1][0] == steps[-1][1] == len(steps)
    gone = figures["bc5cdr-test"]["gone"]
    assert gone == Robustness(1, 1.0, 0.0, gone.f1_before, gone.f1_after)
    assert gone.f1_after < gone.f1_before
    # The tokenizer lowers all letters, so that this changes offsets of nothing and answers of nothing.
    lower = figures["bc5cdr-test"]["lower case"]
    assert lower.touched == 1
    assert lower.recall_after == lower.recall_before == 1.0
    assert figures["ncbi-dev"]["greek"].as_row() == {
        "touched": 0, "recall_before": None, "recall_after": None, "f1_before": None, "f1_after": None
    }  # fmt: skip


def test_the_sample_is_the_same_in_any_order(corpora: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tagger_robustness, "SAMPLE", 3)
    documents = load_tagger_splits(corpora).train
    assert len(documents) > 3
    taken = sample(documents, "typo")
    assert taken == sample(documents[::-1], "typo")
    assert [any(perturbed.touched) for _, perturbed in taken] == [True] * 3
    assert sample(documents, "greek") == []
