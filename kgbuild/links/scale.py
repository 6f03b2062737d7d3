"""How time and memory of training and answering grow with the graph, on graphs that are made up.

Entities called alike are drawn, not searched for: searching compares all names of a type with each other.
"""

import resource
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context

import numpy as np
import torch

from kgbuild.links.fit import take_step
from kgbuild.links.model import LinkModel
from kgbuild.links.models.table import SOLVABLE, solvable, trainable
from kgbuild.links.neighbours import Neighbours
from kgbuild.links.recipe import LinkRecipe
from kgbuild.links.trainable import Material, Trainable
from kgbuild.links.triples import Dataset, Triples, Vocabulary
from kgbuild.training.device import keep_freed_memory

PER_ENTITY = 10
"""Relations for each entity of a made-up graph."""

RELATIONS = 8
SKEW = 0.6
"""An entity takes part by its rank to the power of minus so much: there are hubs."""

ALIKE = 3
VECTOR = 8
WARM = 2
"""Steps before the clock starts."""

ASKED = 5
"""Questions of one head each that are timed; the median counts."""


@dataclass(frozen=True, slots=True)
class Scaled:
    """What a model costs on a graph of `relations`: processor seconds, and bytes of the whole process."""

    model: str
    relations: int
    entities: int
    seconds_per_epoch: float
    peak_bytes: int
    answer_seconds: float


def made_up(relations: int, *, seed: int) -> Dataset:
    """Return a graph of about so many random relations between a tenth as many entities, with hubs."""
    random = np.random.default_rng(seed)
    entities = max(RELATIONS, relations // PER_ENTITY)
    weights = np.arange(1, entities + 1) ** -SKEW
    weights /= weights.sum()
    ends = random.choice(entities, (relations, 2), p=weights)
    kinds = random.integers(0, RELATIONS, relations)
    triples: Triples = np.stack([ends[:, 0], kinds, ends[:, 1]], axis=1).astype(np.int64)
    triples = np.unique(triples[triples[:, 0] != triples[:, 2]], axis=0)
    names = tuple(f"E:{number}" for number in range(entities))
    vocabulary = Vocabulary(names, tuple(f"R{number}" for number in range(RELATIONS)), names)
    return Dataset(vocabulary, triples, triples[:1], triples[:0], build=f"made-up-{relations}-{seed}")


def measure(name: str, relations: int, recipe: LinkRecipe, steps: int) -> Scaled:
    """Return what some steps of a model cost in this process, taken for a whole epoch, and one answer.

    Of a model that is solved at once, that is the epoch.
    """
    torch.set_num_threads(1)
    keep_freed_memory()
    material = _material(made_up(relations, seed=recipe.seed), recipe)
    model: LinkModel
    if name in SOLVABLE:
        began = time.process_time()
        model = solved = solvable(name, material, recipe)
        solved.solve(lambda done, of: None)
        epoch = time.process_time() - began
    else:
        model = learning = trainable(name, material, recipe)
        epoch = _epoch(learning, material, recipe, steps)
    answers = [_seconds(model, head) for head in range(ASKED)]
    # Kilobytes everywhere but on macOS.
    unit = 1 if sys.platform == "darwin" else 1024
    return Scaled(
        name,
        len(material.dataset.train),
        material.entities,
        epoch,
        resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit,
        float(np.median(answers)),
    )


def measure_apart(name: str, relations: int, recipe: LinkRecipe, *, steps: int) -> Scaled:
    """Return what `measure` does in a new process, whose memory is that of this graph alone."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(measure, name, relations, recipe, steps).result()


def with_parts(recipe: LinkRecipe, entities: int) -> LinkRecipe:
    """Return the recipe with steps that see so many entities at most, in graphs of all sizes alike.

    By so many, what is solved at once compares all. Its penalty is given: there is nothing to choose it by.
    """
    sizes = replace(recipe, path_entities=entities, embedding_candidates=entities, kernel_entities=entities)
    return replace(sizes, kernel_ridge=recipe.kernel_ridge or 1.0)


def _epoch(model: Trainable, material: Material, recipe: LinkRecipe, steps: int) -> float:
    """Return the processor seconds of an epoch, from those of some steps."""
    optimizer = model.optimizer()
    for step in range(1, WARM + 1):
        take_step(model, optimizer, step, seed=recipe.seed)
    began = time.process_time()
    for step in range(WARM + 1, WARM + steps + 1):
        take_step(model, optimizer, step, seed=recipe.seed)
    each = (time.process_time() - began) / steps
    batch = recipe.path_batch if model.name == "paths" else recipe.embedding_batch
    return each * 2 * len(material.dataset.train) / batch


def _seconds(model: LinkModel, head: int) -> float:
    """Return the processor seconds in which one question is answered: scores of all entities."""
    began = time.process_time()
    model.score(np.array([head]), np.array([0]))
    return time.process_time() - began


def _material(dataset: Dataset, recipe: LinkRecipe) -> Material:
    entities = len(dataset.vocabulary.entities)
    random = np.random.default_rng(recipe.seed)
    alike = Neighbours(
        random.integers(0, entities, (entities, ALIKE)), np.full((entities, ALIKE), 0.5, dtype=np.float32)
    )
    vectors = np.zeros((entities, VECTOR), dtype=np.float32)
    material = Material(dataset, dataset.train, vectors, alike, torch.device("cpu"))
    # As if it had been searched for.
    material.__dict__["spelt"] = alike
    return material
