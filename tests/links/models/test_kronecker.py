"""Scores in closed form: those of the regression that they stand for, and what they say of whom."""

from dataclasses import replace

import numpy as np
import pytest

pytestmark = pytest.mark.learn
torch = pytest.importorskip("torch")

from kgbuild.links.evaluation import rank  # noqa: E402
from kgbuild.links.models.degree import DegreeModel  # noqa: E402
from kgbuild.links.models.kronecker import (  # noqa: E402
    CLASSED,
    MEANT,
    POWER,
    PRIOR,
    RELATED,
    RIDGES,
    SHARPNESS,
    SPELT,
    Kronecker,
)
from kgbuild.links.neighbours import by_meaning  # noqa: E402
from kgbuild.links.profiles import by_classes, by_relations  # noqa: E402
from kgbuild.links.recipe import LinkRecipe  # noqa: E402
from kgbuild.links.spelling import by_spelling  # noqa: E402
from kgbuild.links.trainable import CHOSEN  # noqa: E402
from kgbuild.links.triples import Dataset, Vocabulary, no_classes  # noqa: E402
from tests.links.graphs import TREATS, array, clinic, mirrored  # noqa: E402
from tests.links.vectors import SMALL, material, vectors  # noqa: E402


def solved(dataset: Dataset, recipe: LinkRecipe = SMALL) -> Kronecker:
    model = Kronecker(material(dataset, recipe), recipe)
    model.solve(lambda done, of: None)
    return model


def kernel(dataset: Dataset, entities: np.ndarray) -> np.ndarray:
    related, spelt = by_relations(dataset), by_spelling(dataset.vocabulary.names)
    meant = by_meaning(vectors(dataset.vocabulary))
    parts = [(RELATED, related, 1), (SPELT, spelt, 1), (MEANT, meant, POWER)]
    if len(dataset.classes):
        parts.append((CLASSED, by_classes(dataset), 1))
    return sum(weight * alike(entities, entities).astype(float) ** power for weight, alike, power in parts)


@pytest.mark.parametrize(
    "classes", [no_classes(), np.array([[0, 0], [0, 1], [1, 0], [3, 1], [12, 2], [13, 2]])]
)
def test_scores_are_those_of_ridge_regression_over_pairs(classes: np.ndarray) -> None:
    dataset = replace(mirrored(8), classes=classes)
    kinds = np.array(dataset.vocabulary.kinds)
    drugs, diseases = np.flatnonzero(kinds == "drug"), np.flatnonzero(kinds == "disease")
    ridge = 0.7
    pairs = np.kron(kernel(dataset, drugs), kernel(dataset, diseases))
    known = np.zeros((len(drugs), len(diseases)))
    for drug, relation, disease in dataset.train.tolist():
        if relation == 2:
            known[drug, disease - diseases[0]] = 1
    weights = np.linalg.solve(pairs + ridge * np.eye(len(pairs)), known.ravel())
    wanted = (pairs @ weights).reshape(known.shape)
    model = solved(dataset, replace(SMALL, kernel_ridge=ridge))
    given = model.score(drugs, np.full(len(drugs), 2))
    np.testing.assert_allclose(given[:, diseases], SHARPNESS * wanted, atol=2e-3)
    # From the other end it is the same, and nothing of another kind is an answer.
    turned = model.score(diseases, np.full(len(diseases), 5))
    np.testing.assert_allclose(turned[:, drugs], given[:, diseases].T, atol=1e-4)
    others = np.setdiff1d(np.arange(len(kinds)), diseases)
    assert (given[:, others] == -SHARPNESS).all()


def noisy(pairs: int = 24) -> Dataset:
    """Return drugs and diseases: of what one is held to treat much is chance; of what it causes, nothing."""
    dataset, random = mirrored(pairs), np.random.default_rng(3)
    kinds = np.array(dataset.vocabulary.kinds)
    drugs, diseases = np.flatnonzero(kinds == "drug"), np.flatnonzero(kinds == "disease")
    treats = dataset.train[:, 1] == 2
    chance = np.stack([random.choice(drugs, 30), np.full(30, 2), random.choice(diseases, 30)], axis=1)
    causes = dataset.known[dataset.known[:, 1] == 2] + (0, 1, 0)
    vocabulary = replace(dataset.vocabulary, relations=("HITS", "INVOLVES", "TREATS", "CAUSES"))
    held = len(causes) // 2
    return replace(
        dataset,
        vocabulary=vocabulary,
        train=np.concatenate([dataset.train[~treats], dataset.train[treats][::2], chance, causes[held:]]),
        valid=np.concatenate([dataset.valid, dataset.test, causes[:held]]),
        test=dataset.test[:0],
    )


@pytest.mark.parametrize("prior", [10, PRIOR])
def test_the_validation_part_chooses_a_penalty_for_each_relation(
    prior: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kgbuild.links.models.kronecker.PRIOR", prior)
    dataset = noisy()
    rows, counts = [], []
    for relation in (2, 3):
        valid = dataset.valid[dataset.valid[:, 1] == relation]
        rows.append([mrr_on_validation(replace(dataset, valid=valid), ridge) for ridge in RIDGES])
        counts.append(2 * len(valid))
    found, weights = np.array(rows), np.array(counts)[:, None]
    overall = (weights * found).sum(axis=0) / weights.sum()
    wanted = [RIDGES[n] for n in np.argmax(weights * found + prior * overall, axis=1)]
    given = solved(dataset).module.get_parameter(CHOSEN).tolist()
    assert given[2:] == pytest.approx(wanted)
    # The others are asked for nowhere, and have what is best in all.
    assert given[:2] == pytest.approx([RIDGES[int(np.argmax(overall))]] * 2)
    # Relations choose for themselves unless the questions of all have more of a say.
    assert (wanted[0] == wanted[1]) == (prior == PRIOR)


def mrr_on_validation(dataset: Dataset, ridge: float) -> float:
    return rank(solved(dataset, replace(SMALL, kernel_ridge=ridge)), dataset, dataset.valid).figures()["mrr"]


def test_a_penalty_that_was_chosen_before_stays() -> None:
    dataset = mirrored(18)
    model = Kronecker(material(dataset), SMALL)
    model.module.get_parameter(CHOSEN).fill_(30.0)
    model.solve(lambda done, of: None)
    set_to_it = solved(dataset, replace(SMALL, kernel_ridge=30.0))
    asked = np.arange(18), np.full(18, 2)
    np.testing.assert_array_equal(model.score(*asked), set_to_it.score(*asked))


def test_of_equally_good_penalties_it_is_one() -> None:
    # What is held out of this graph is foreseen with any but the largest penalties.
    (relation,) = set(mirrored(18).valid[:, 1].tolist())
    assert mrr_on_validation(mirrored(18), 1.0) == mrr_on_validation(mirrored(18), 0.1) == 1.0
    assert solved(mirrored(18)).module.get_parameter(CHOSEN)[relation] == 1.0


def test_without_a_validation_part_the_penalty_is_one() -> None:
    dataset = replace(mirrored(18), valid=mirrored(18).valid[:0])
    assert set(solved(dataset).module.get_parameter(CHOSEN).tolist()) == {1.0}


def test_what_is_held_out_ranks_higher_than_by_degree() -> None:
    dataset = mirrored(18)
    by_degree = DegreeModel(
        dataset.train, dataset.vocabulary.directions, entities=len(dataset.vocabulary.entities)
    )
    ours = rank(solved(dataset), dataset, dataset.test).figures()["mrr"]
    assert ours > rank(by_degree, dataset, dataset.test).figures()["mrr"] + 0.2


def test_of_many_entities_the_best_connected_stand_for_all() -> None:
    dataset = mirrored(18)
    exact, some = solved(dataset), solved(dataset, replace(SMALL, kernel_entities=12))
    asked = np.arange(18), np.full(18, 2)
    assert not np.allclose(some.score(*asked), exact.score(*asked), atol=1e-3)
    mrr = rank(some, dataset, dataset.test).figures()["mrr"]
    assert mrr > rank(exact, dataset, dataset.test).figures()["mrr"] - 0.15


def test_the_kernel_of_many_is_that_which_some_imply() -> None:
    dataset = mirrored(18)
    model = Kronecker(material(dataset), replace(SMALL, kernel_entities=12))
    everyone = np.arange(len(dataset.vocabulary.entities))
    found = model._spectrum(model._alike(), everyone)
    given = (found.vectors * found.values) @ found.vectors.T
    whole = kernel(dataset, everyone)
    some = np.sort(np.argsort(-dataset.degrees, kind="stable")[:12])
    implied = whole[:, some] @ np.linalg.pinv(whole[np.ix_(some, some)]) @ whole[some]
    np.testing.assert_allclose(given, implied, atol=1e-4)


def test_what_is_stated_twice_counts_once() -> None:
    names = ("a", "b", "c", "d")
    vocabulary = Vocabulary(tuple("abcd"), ("WITH",), names, ("Drug",) * 4, symmetric=("WITH",))
    once, twice = (
        Dataset(vocabulary, train, train[:0], train[:0], build="with")
        for train in (array((0, 0, 1), (2, 0, 3)), array((0, 0, 1), (1, 0, 0), (2, 0, 3), (2, 0, 3)))
    )
    asked = np.arange(4), np.zeros(4, dtype=np.int64)
    known = solved(once).score(*asked)[0, 1]
    assert solved(twice).score(*asked)[0, 1] < 1.5 * known


def test_few_columns_keep_most_of_the_scores() -> None:
    dataset = mirrored(18)
    whole = solved(dataset).score(np.arange(18), np.full(18, 2))
    few = solved(dataset, replace(SMALL, kernel_width=6)).score(np.arange(18), np.full(18, 2))
    assert np.corrcoef(whole.ravel(), few.ravel())[0, 1] > 0.95


def test_an_entity_without_relations_answers_as_those_called_alike() -> None:
    names = ("lisinopril", "enalapril", "ramipril", "cough", "rash", "warfarin")
    kinds = ("Drug", "Drug", "Drug", "Symptom", "Symptom", "Drug")
    vocabulary = Vocabulary(tuple("abcdef"), ("CAUSES",), names, kinds)
    train = array((0, 0, 3), (1, 0, 3), (5, 0, 4))
    dataset = Dataset(vocabulary, train, train[:0], train[:0], build="prils")
    scores = solved(dataset, replace(SMALL, kernel_ridge=0.1)).score(np.array([2]), np.array([0]))[0]
    assert scores[3] > scores[4]


def test_a_relation_without_direction_is_known_from_both_ends() -> None:
    names = ("a", "b", "c", "d")
    vocabulary = Vocabulary(tuple("abcd"), ("WITH",), names, ("Drug",) * 4, symmetric=("WITH",))
    train = array((0, 0, 1), (2, 0, 3))
    dataset = Dataset(vocabulary, train, train[:0], train[:0], build="with")
    scores = solved(dataset).score(np.arange(4), np.zeros(4, dtype=np.int64))
    np.testing.assert_allclose(scores, scores.T, atol=1e-4)


def test_who_is_of_no_kind_that_asks_has_no_answers() -> None:
    scores = solved(clinic()).score(np.array([4]), np.array([TREATS]))
    assert (scores == -SHARPNESS).all()


def test_the_same_seed_gives_the_same_scores() -> None:
    dataset = mirrored()
    asked = np.arange(12), np.full(12, 2)
    np.testing.assert_array_equal(solved(dataset).score(*asked), solved(dataset).score(*asked))


def test_who_is_named_with_the_same_entities_answers_alike() -> None:
    names = ("qx", "zv", "wk", "cough", "rash", "fever")
    kinds = ("Drug", "Drug", "Drug", "Symptom", "Symptom", "Disease")
    vocabulary = Vocabulary(tuple("abcdef"), ("CAUSES",), names, kinds)
    train = array((0, 0, 3), (2, 0, 4))
    dataset = Dataset(vocabulary, train, train[:0], train[:0], build="named")
    asked = np.array([1]), np.array([0])
    for friend, answer, other in ((0, 3, 4), (2, 4, 3)):
        together = array((1, 5, 3), (friend, 5, 1))
        scores = solved(replace(dataset, together=together)).score(*asked)[0]
        assert scores[answer] > scores[other]


def test_an_entity_that_nothing_is_known_of_is_treated_as_others_of_its_class_are() -> None:
    names = ("aaa", "bbb", "ccc", "ddd", "eee", "fff")
    kinds = ("drug", "drug", "disease", "disease", "disease", "disease")
    vocabulary = Vocabulary(names, ("TREATS",), names, kinds=kinds)
    train = array((0, TREATS, 2), (1, TREATS, 3))
    nothing = Dataset(vocabulary, train, train[:0], train[:0], build="classes")
    # The last two are of the class of the first and of the second disease.
    classed = replace(nothing, classes=np.array([[2, 0], [4, 0], [3, 1], [5, 1]]))
    asked = np.array([0, 1]), np.array([TREATS, TREATS])
    without, given = solved(nothing).score(*asked), solved(classed).score(*asked)
    first, second = given - without
    assert first[4] - first[5] > 0.1
    assert second[5] - second[4] > 0.1
