"""The trees that weigh passages: numpy computes what scikit-learn fitted; map and threshold come after."""

from dataclasses import replace

import numpy as np
import pytest

from kgbuild.relations.context import Context
from kgbuild.relations.context_facts import CONTEXT_FACTS
from kgbuild.training.context_examples import FOUND, ContextExamples
from kgbuild.training.context_training import per_promised
from kgbuild.training.relation_recipe import RelationRecipe
from kgbuild.training.relation_splits import FITTING_BUCKETS, fold_of
from kgbuild.training.splits import bucket

pytestmark = pytest.mark.learn
pytest.importorskip("sklearn")

RECIPE = RelationRecipe(context_trees=20, context_depth=3, context_rate=0.3)
LEARNT = next(f"PMID:{n}" for n in range(1, 1000) if bucket(f"PMID:{n}") >= 20)
OTHER = next(
    id
    for id in (f"PMID:{n}" for n in range(1, 1000))
    if bucket(id) >= 20 and fold_of(id, 4) != fold_of(LEARNT, 4)
)
HELD_OUT = next(f"PMID:{n}" for n in range(1, 1000) if bucket(f"PMID:{n}") in FITTING_BUCKETS)


def examples(count: int, document: str, *, corpus: str = "bc5cdr", seed: int = 0) -> ContextExamples:
    """Return pairs of which the sum of the first four facts tells whether the one causes the other."""
    random = np.random.default_rng(seed)
    facts = np.zeros((count, CONTEXT_FACTS))
    facts[:, :40] = random.random((count, 40)).round(4)
    causes = facts[:, :4].sum(axis=1) > 2
    return ContextExamples(facts, causes, np.full(count, document), np.full(count, corpus))


def joined(*parts: ContextExamples) -> ContextExamples:
    return ContextExamples(
        np.concatenate([part.facts for part in parts]),
        np.concatenate([part.causes for part in parts]),
        np.concatenate([part.documents for part in parts]),
        np.concatenate([part.corpora for part in parts]),
    )


def test_trees_in_numpy_say_what_the_fitted_ones_say(monkeypatch: pytest.MonkeyPatch) -> None:
    from sklearn import ensemble

    from kgbuild.training.context_fitting import fit_trees

    fitted = []

    class Kept(ensemble.GradientBoostingClassifier):  # type: ignore[misc]
        def fit(self, *given: object, **named: object) -> object:
            fitted.append(self)
            return super().fit(*given, **named)

    monkeypatch.setattr(ensemble, "GradientBoostingClassifier", Kept)
    some = examples(200, LEARNT)
    ours = fit_trees(some, RECIPE).probabilities(some.facts)
    assert np.allclose(ours, fitted[0].predict_proba(some.facts)[:, 1])
    assert ((ours > 0.5) == some.causes).mean() > 0.8


def test_the_same_examples_give_the_same_context() -> None:
    from kgbuild.training.context_fitting import fit_context

    both = joined(examples(300, LEARNT), examples(100, HELD_OUT, seed=1))
    fitted, again = fit_context(both, RECIPE), fit_context(both, RECIPE)
    assert fitted.settings == again.settings
    same = again.trees.arrays()
    assert all(np.array_equal(array, same[name]) for name, array in fitted.trees.arrays().items())
    probabilities = Context(fitted.settings, fitted.trees).probabilities(both.facts)
    assert ((probabilities >= fitted.settings.threshold) == both.causes).mean() > 0.7


def test_there_are_trees_that_have_not_learnt_from_a_document() -> None:
    """Labels of its own turned round, the trees that answer for a document stay what they were."""
    from kgbuild.training.context_fitting import fit_context

    here, there = (examples(100, document, seed=n) for n, document in enumerate((LEARNT, OTHER)))
    before = fit_context(joined(here, there), RECIPE)
    after = fit_context(joined(replace(here, causes=~here.causes), there), RECIPE)
    for document, same in ((LEARNT, True), (OTHER, False), (HELD_OUT, False)):
        ours, theirs = before.unlearnt(document).trees, after.unlearnt(document).trees
        assert np.array_equal(ours.leaves, theirs.leaves) is same
    assert before.unlearnt(HELD_OUT).trees is before.trees


def test_what_is_held_out_does_not_change_the_trees_nor_found_mentions_the_map() -> None:
    from kgbuild.training.context_fitting import fit_context

    learnt, held_out = examples(300, LEARNT), examples(100, HELD_OUT, seed=1)
    found = examples(50, HELD_OUT, corpus=f"bc5cdr-{FOUND}", seed=2)
    before = fit_context(joined(learnt, held_out), RECIPE)
    after = fit_context(joined(learnt, held_out, found), RECIPE)
    assert np.array_equal(before.trees.leaves, after.trees.leaves)
    assert before.settings.knots == after.settings.knots


def test_what_scores_promise_and_keep_is_reliable() -> None:
    assert per_promised(0, 0.0) == 0.5
    assert per_promised(98, 98.0) == 0.99
    assert per_promised(49, 98.0) == 0.5
    assert per_promised(98, 49.0) < 1
