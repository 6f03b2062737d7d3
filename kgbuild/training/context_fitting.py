"""Fit the boosted trees that weigh a drug and a condition over a passage, their map and their threshold.

The trees are fitted on documents that the model learns from, with scores of that of its heads which has not
(`fold_heads.py`). Map and threshold are fitted on what trees say of documents that they have not learnt from:
those of the fitting part, and by cross-validation the others, since the fitting part alone is too small.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from kgbuild.relations.context import Context, ContextSettings
from kgbuild.relations.trees import BoostedTrees
from kgbuild.training.context_examples import FOUND, ContextExamples
from kgbuild.training.entity_scores import Score
from kgbuild.training.relation_checked import CORPUS as CHECKED
from kgbuild.training.relation_recipe import RelationRecipe
from kgbuild.training.relation_splits import Part, abstract_id, fold_of, learning_part
from kgbuild.training.score_fits import isotonic

if TYPE_CHECKING:
    from sklearn.tree._tree import Tree

SHARE_OF_FACTS, SHARE_OF_PAIRS, FEWEST_IN_LEAF = 0.1, 0.6, 10
"""Each split looks at a tenth of the facts and each tree at some of the pairs: so that trees differ."""
TREE_FOLDS = 4
"""Of the documents that trees learn from."""
_THRESHOLDS = np.arange(15, 71) / 100
"""From what a document hardly says to what it surely does."""


@dataclass(frozen=True, slots=True)
class FittedContext:
    """What to weigh with, and the trees that were fitted without a fold of the documents, by its number."""

    settings: ContextSettings
    trees: BoostedTrees
    without: Mapping[int, BoostedTrees]

    def unlearnt(self, document_id: str) -> Context:
        """Return a context whose trees have not learnt from a document; map and threshold never differ.

        Where the other folds are too few to learn from there is none but the one that has.
        """
        if learning_part(abstract_id(document_id)) is not Part.TRAIN:
            return Context(self.settings, self.trees)
        return Context(self.settings, self.without.get(fold_of(document_id, TREE_FOLDS), self.trees))


def fit_context(examples: ContextExamples, recipe: RelationRecipe) -> FittedContext:
    """Return what to weigh with; equal examples and recipe give equal trees."""
    parts = parts_of(examples)
    learnt = parts == Part.TRAIN
    trees = fit_trees(examples.select(learnt), recipe)
    scores = trees.probabilities(examples.facts)
    folds = np.array([fold_of(id, TREE_FOLDS) for id in examples.documents.tolist()])
    without = {}
    for fold in np.unique(folds[learnt]).tolist():
        rows, others = learnt & (folds == fold), learnt & (folds != fold)
        if len(np.unique(examples.causes[others])) == 2:
            without[fold] = fit_trees(examples.select(others), recipe)
            scores[rows] = without[fold].probabilities(examples.facts[rows])
    # Where mentions are found, a pair may also be wrong for its names' sake, which is no matter of weighing.
    marked = ~np.char.endswith(examples.corpora, FOUND)
    knots = isotonic(scores[marked], examples.causes[marked].astype(np.float64))
    said, meant = (np.array(side) for side in zip(*knots, strict=True))
    threshold = _best(np.interp(scores, said, meant), examples.causes)
    return FittedContext(ContextSettings(threshold, knots), trees, without)


def parts_of(examples: ContextExamples) -> NDArray[np.str_]:
    """Return (n,) what each pair's document is for."""
    return np.array([learning_part(abstract_id(id)) for id in examples.documents.tolist()])


def fit_trees(examples: ContextExamples, recipe: RelationRecipe) -> BoostedTrees:
    """Return trees fitted by gradient boosting (Friedman 2001), which scikit-learn does."""
    from sklearn.ensemble import GradientBoostingClassifier

    model = GradientBoostingClassifier(
        n_estimators=recipe.context_trees,
        max_depth=recipe.context_depth,
        learning_rate=recipe.context_rate,
        subsample=SHARE_OF_PAIRS,
        max_features=SHARE_OF_FACTS,
        min_samples_leaf=FEWEST_IN_LEAF,
        random_state=recipe.seed,
    )
    weights = np.where(examples.corpora == CHECKED, recipe.checked_weight, 1.0)
    model.fit(examples.facts, examples.causes, sample_weight=weights)
    inner = 2**recipe.context_depth - 1
    count = len(model.estimators_)
    features = np.zeros((count, inner), dtype=np.int64)
    thresholds = np.full((count, inner), np.inf)
    leaves = np.zeros((count, inner + 1))
    for row, (regressor,) in enumerate(model.estimators_):
        _unfold(regressor.tree_, features[row], thresholds[row], leaves[row])
    not_so, so = np.log(model.init_.class_prior_)
    return BoostedTrees(features, thresholds, recipe.context_rate * leaves, np.array([so - not_so]))


def _unfold(
    tree: "Tree", features: NDArray[np.int64], thresholds: NDArray[np.float64], leaves: NDArray[np.float64]
) -> None:
    """Write a tree into the rows of a complete one: a leaf that comes early fills all that is below it."""

    def fill(place: int, node: int) -> None:
        left, right = tree.children_left[node], tree.children_right[node]
        if place >= len(features):
            leaves[place - len(features)] = tree.value[node, 0, 0]
            return
        if left != right:
            features[place], thresholds[place] = tree.feature[node], tree.threshold[node]
        else:
            left = right = node
        fill(2 * place + 1, left)
        fill(2 * place + 2, right)

    fill(0, 0)


def _best(scores: NDArray[np.float64], right: NDArray[np.bool_]) -> float:
    """Return the threshold with the best F1, the lowest of several."""
    said = [scores >= threshold for threshold in _THRESHOLDS]
    f1 = [Score(int((s & right).sum()), int(s.sum()), int(right.sum())).f1 for s in said]
    return float(_THRESHOLDS[int(np.argmax(f1))].round(2))
