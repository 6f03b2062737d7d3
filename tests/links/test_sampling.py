"""Parts of a graph: who is in them, with which edges, and that models learn from them."""

from dataclasses import replace

import numpy as np
import pytest

from kgbuild.links.neighbours import AlikeEdges
from kgbuild.links.sampling import Sampler
from tests.links.graphs import array, mirrored

NONE = AlikeEdges.of()
LINE = array(*((n, 0, n + 1) for n in range(99)))


def sampler(*, alike: AlikeEdges = NONE) -> Sampler:
    return Sampler(LINE, entities=100, alike=alike)


def test_a_part_has_its_starts_and_is_no_larger_than_it_may() -> None:
    part = sampler().around(np.array([50, 10]), np.random.default_rng(0), most=20)
    assert {10, 50} <= set(part.entities.tolist())
    assert len(part.entities) <= 20
    # Ever further along the line, since a quarter at most is from elsewhere.
    assert {8, 9, 11, 12, 48, 49, 51, 52} <= set(part.entities.tolist())


def test_all_starts_are_in_it_however_many() -> None:
    part = sampler().around(np.arange(30), np.random.default_rng(0), most=5)
    assert part.entities.tolist() == list(range(30))


def test_its_edges_are_all_those_between_its_entities() -> None:
    meant, spelt = np.array([[3, 90], [90, 3], [7, 3]]), np.array([[3, 4], [4, 3]])
    weights = np.array([0.25, 0.5, 0.75], dtype=np.float32)
    alike = AlikeEdges.of((meant, weights), (spelt, weights[:2]))
    part = sampler(alike=alike).around(np.array([3, 4, 90]), np.random.default_rng(1), most=30)
    chosen = part.entities
    among = {(h, r, t) for h, r, t in LINE.tolist() if h in chosen and t in chosen}
    assert {(int(chosen[h]), r, int(chosen[t])) for h, r, t in part.triples.tolist()} == among
    found = zip(part.alike.pairs.tolist(), part.alike.senses, part.alike.weights, strict=True)
    assert {(int(chosen[a]), int(chosen[b]), int(s), float(w)) for (a, b), s, w in found} >= {
        (3, 90, 0, 0.25),
        (90, 3, 0, 0.5),
        (3, 4, 1, 0.25),
        (4, 3, 1, 0.5),
    }
    assert len(part.alike.pairs) == 4 + (7 in chosen)
    assert chosen[part.local(np.array([90, 3]))].tolist() == [90, 3]


def test_a_hub_does_not_crowd_out_what_is_near() -> None:
    star = array(*((0, 0, n) for n in range(1, 1000)), (1000, 0, 0), (1000, 0, 1001))
    drawn = Sampler(star, entities=1002, alike=NONE)
    part = drawn.around(np.array([1000]), np.random.default_rng(0), most=100)
    assert {0, 1001} <= set(part.entities.tolist())
    assert len(part.entities) <= 100


@pytest.mark.learn
@pytest.mark.parametrize("name", ["paths", "complex"])
def test_models_learn_from_parts(name: str) -> None:
    torch = pytest.importorskip("torch")
    from kgbuild.links.evaluation import rank
    from kgbuild.links.fit import take_step
    from kgbuild.links.models.table import trainable
    from tests.links.vectors import SMALL, material

    dataset = mirrored(24)
    recipe = replace(SMALL, path_entities=30, embedding_candidates=20, embedding_penalty=0.01)
    model = trainable(name, material(dataset, recipe), recipe)
    optimizer = model.optimizer()
    untrained = rank(model, dataset, dataset.test).figures()["mrr"]
    losses = [take_step(model, optimizer, step, seed=0) for step in range(1, 61)]
    assert np.isfinite(losses).all()
    assert rank(model, dataset, dataset.test).figures()["mrr"] > untrained + 0.1
    # Steps see parts; scores are those of the whole graph.
    scores = model.score(np.array([0]), np.array([2]))
    assert scores.shape == (1, len(dataset.vocabulary.entities))
    assert torch.isfinite(torch.from_numpy(scores)).all()
