"""The figures of a model as `kgbuild evaluate … --json` prints them and as they ship beside it.

By data set, then type or `overall`, then `precision`, `recall`, `f1` and the counts.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kgbuild.domain.relation import Predicate
from kgbuild.entities.lexicon import Lexicon
from kgbuild.entities.linker import Linker
from kgbuild.mentions.sentences import SentenceSplitter
from kgbuild.mentions.tagger import Tagger
from kgbuild.relations.classifier import RelationClassifier
from kgbuild.training.assertion_scores import AssertionJudge
from kgbuild.training.checked_evaluation import Progress
from kgbuild.training.entity_scores import OVERALL, Score
from kgbuild.training.interaction_checked import InteractionJudge
from kgbuild.training.interval import wilson
from kgbuild.training.relation_encoding import Encoder
from kgbuild.training.relation_evaluation import Judge
from kgbuild.training.tagger_evaluation import Evaluation
from kgbuild.training.tagger_robustness import Robustness

FIGURES = "figures.json"
"""In a model's folder: what its card says."""

BELIEF = "belief"
"""Beside the scores of a data set: how many relations of each belief are right."""

SAMPLES = ("checked", "hpo-", "interactions")
"""Beginnings of the names of data sets that are samples, judged by reading."""

Figures = dict[str, dict[str, Any]]


def tagger_figures(evaluation: Evaluation, changed: Mapping[str, Mapping[str, Robustness]]) -> Figures:
    """Return an evaluation's figures, with those by perturbation under `robustness` of each data set."""
    figures: Figures = evaluation.as_rows()
    for name, perturbations in changed.items():
        figures[name]["robustness"] = {what: one.as_row() for what, one in perturbations.items()}
    return figures


def relation_figures(
    model: Path,
    data: Path,
    *,
    tagger: Tagger,
    lexicon: Lexicon,
    checked: Path | None,
    assertion: Path | None,
    interactions: Path | None,
    progress: Progress,
) -> Figures:
    """Return the figures of the relation model in a folder, on the states of its tagger.

    `checked` is a table of judged pairs, `assertion` one of judged mentions, `interactions` one of judged
    pairs of drugs: what is None is left out.
    """
    split = SentenceSplitter().split
    encoder = Encoder(tagger, Linker(lexicon))
    judge = Judge(
        classifier=RelationClassifier.load(model, tagger=encoder.fingerprint),
        encoder=encoder,
        split=split,
        judgements=checked,
        lexicon=lexicon,
    )
    judged = judge.evaluate(data, progress)
    figures: Figures = {
        name: {type: _row(name, score) for type, score in types.items()}
        for name, types in judged.scores.items()
    }
    if interactions:
        for name, score in InteractionJudge(encoder, split).evaluate(data, interactions, progress).items():
            figures[name] = {Predicate.INTERACTS_WITH: _row(name, score), OVERALL: _row(name, score)}
    for name, beliefs in judged.beliefs.items():
        figures[name][BELIEF] = beliefs.as_bins()
    if assertion:
        figures.update(AssertionJudge(split, encoder.mentions).evaluate(data, assertion, progress))
    return figures


def _row(name: str, score: Score) -> dict[str, Any]:
    """Return a score as a row, with the 95 % interval of its precision where pairs are a judged sample."""
    if not name.startswith(SAMPLES):
        return score.as_row()
    low, high = (round(100 * bound, 2) for bound in wilson(score.right, score.predicted))
    return {**score.as_row(), "precision_low": low, "precision_high": high}


def as_json(figures: Figures) -> str:
    """Return the figures as text that ends without a line break."""
    return json.dumps(figures, indent=1)


def write_figures(folder: Path, figures: Figures) -> None:
    """Write the figures into a model's folder, whole or not at all."""
    partial = folder / f"{FIGURES}.partial"
    partial.write_text(as_json(figures) + "\n", "utf-8")
    partial.replace(folder / FIGURES)
