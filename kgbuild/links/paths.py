"""Paths between two entities in the graph, and how much a prediction leans on each.

Paths have up to three edges and do not use the very relation that is explained. Those that pass entities with
few edges come first: a path through a hub says little. What a path is worth is measured: its edges are cut
and the graph network is asked again. The same is done with random paths of as many edges that begin at the
same entity and lead elsewhere: a path explains something if its loss costs more than theirs.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from kgbuild.errors import OptionError
from kgbuild.links.blending import log_shares
from kgbuild.links.model_folder import Predictor
from kgbuild.links.models.paths import Paths
from kgbuild.links.triples import Triples

LONGEST = 3

CONSIDERED = 40
"""Paths that are cut one by one, of those that there are."""

RANDOM = 5
"""Random paths of each length that are cut for comparison."""
TRIES = 20
"""Walks for each of these: some end where they cannot go on."""

Step = tuple[int, int, int]
"""Head, relation and tail of an edge, as the graph has it."""
Around = dict[int, list[tuple[int, Step]]]
"""Of each entity, the other end of each of its edges, and the edge."""


@dataclass(frozen=True, slots=True)
class ExplainedPath:
    """Edges from the one that asks to the answer, and by how much cutting them lowers the answer's score.

    `drop` is that of the log of the answer's share of the softmax over all entities; `random_drop` the mean
    drop for random paths of as many edges, None where there are none.
    """

    steps: tuple[Step, ...]
    drop: float
    random_drop: float | None


def explain_paths(
    predictor: Predictor, head: int, relation: int, tail: int, *, top: int
) -> list[ExplainedPath]:
    """Return the paths on which the answer leans most, best first; raises `OptionError` without `paths`."""
    network = predictor.blend.members.get(Paths.name)
    if not isinstance(network, Paths):
        raise OptionError(
            f"only models with the member `{Paths.name}` can be explained; add it to the recipe"
        )
    triples = predictor.material.context
    asked = predictor.material.directions.stated(head, relation, tail)
    itself = np.array([asked], dtype=np.int64)
    heads, relations = np.array([head]), np.array([relation])

    def score(dropped: Triples) -> float:
        # What is known already must not explain itself.
        scores = network.score_without(heads, relations, np.concatenate([itself, dropped]))
        return float(log_shares(scores)[0, tail])

    whole = score(itself[:0])

    def drop(steps: tuple[Step, ...]) -> float:
        return whole - score(np.array(steps, dtype=np.int64))

    around = edges_around(triples, without=asked)
    found = sorted(find_paths(around, head, tail), key=lambda path: path[0])[:CONSIDERED]
    worth = sorted(((drop(steps), steps) for _, steps in found), key=lambda path: -path[0])[:top]
    usual = {}
    for length in sorted({len(steps) for _, steps in worth}):
        drops = [drop(steps) for steps in random_paths(around, head, tail, length=length)]
        usual[length] = float(np.mean(drops)) if drops else None
    return [ExplainedPath(steps, lost, usual[len(steps)]) for lost, steps in worth]


def edges_around(triples: Triples, *, without: Step) -> Around:
    """Return the edges of each entity but for one."""
    around: Around = {}
    for h, r, t in triples.tolist():
        if (h, r, t) != without:
            around.setdefault(h, []).append((t, (h, r, t)))
            around.setdefault(t, []).append((h, (h, r, t)))
    return around


def random_paths(around: Around, head: int, tail: int, *, length: int) -> list[tuple[Step, ...]]:
    """Return up to `RANDOM` different simple paths of so many edges from head that do not touch tail."""
    random = np.random.default_rng(0)
    found: dict[tuple[Step, ...], None] = {}
    for _ in range(RANDOM * TRIES):
        passed = [head]
        steps: list[Step] = []
        while len(steps) < length:
            open_ = [(o, s) for o, s in around.get(passed[-1], ()) if o != tail and o not in passed]
            if not open_:
                break
            other, step = open_[random.integers(len(open_))]
            passed.append(other)
            steps.append(step)
        if len(steps) == length:
            found[tuple(steps)] = None
        if len(found) == RANDOM:
            break
    return list(found)


def find_paths(around: Around, head: int, tail: int) -> Iterator[tuple[float, tuple[Step, ...]]]:
    """Yield simple paths from head to tail with their hubness: the log of the degrees passed, summed."""
    near_tail = {entity for entity, _ in around.get(tail, [])}

    def walk(at: int, passed: tuple[int, ...], steps: tuple[Step, ...]) -> Iterator[tuple[Step, ...]]:
        for other, step in around.get(at, []):
            if other == tail:
                yield (*steps, step)
            elif other not in passed and (len(steps) + 2 < LONGEST or may_be_last(other, steps)):
                yield from walk(other, (*passed, other), (*steps, step))

    def may_be_last(entity: int, steps: tuple[Step, ...]) -> bool:
        return len(steps) + 2 == LONGEST and entity in near_tail

    for steps in walk(head, (head,), ()):
        inner = {e for h, _, t in steps for e in (h, t)} - {head, tail}
        yield sum(math.log(len(around[entity])) for entity in inner) + len(steps), steps
