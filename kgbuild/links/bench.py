"""What models reach in equal time: ours and PyKEEN's, on one split and by one evaluator."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from kgbuild.links.evaluation import rank
from kgbuild.links.fit import take_step
from kgbuild.links.model import LinkModel
from kgbuild.links.models.table import trainable
from kgbuild.links.peers import MODELS, TUNED, Peer, require_pykeen
from kgbuild.links.recipe import LinkRecipe
from kgbuild.links.trainable import Material
from kgbuild.links.triples import Triples

REHEARSED = 3
"""Steps by which the time of a step is estimated, where the rate of learning follows the number of steps."""

Progress = Callable[[str, float], None]
"""Told the model, and the share of its time that is spent."""


class Learner(Protocol):
    """Something that learns for as long as it is let."""

    model: LinkModel
    parts: float

    def advance(self) -> None:
        """Learn one part of an epoch, of which there are `parts`."""
        ...


@dataclass(frozen=True, slots=True)
class Timed:
    """What a model came to in `seconds` of processor time, that of scoring not counted."""

    name: str
    seconds: float
    epochs: float
    figures: dict[str, float]

    @property
    def seconds_per_epoch(self) -> float:
        """Processor time in which each triple is learnt from once; of our models, in both directions."""
        return self.seconds / self.epochs


class Ours:
    """A model of this project, a step at a time."""

    def __init__(self, name: str, material: Material, recipe: LinkRecipe) -> None:
        model = trainable(name, material, recipe)
        self.model: LinkModel = model
        batch = recipe.path_batch if name == "paths" else recipe.embedding_batch
        self.parts = 2 * len(material.dataset.train) / batch
        self._learning, self._optimizer, self._step = model, model.optimizer(), 0
        self._seed = recipe.seed

    def advance(self) -> None:
        """See `Learner`."""
        self._step += 1
        take_step(self._learning, self._optimizer, self._step, seed=self._seed)


class Theirs:
    """A model of PyKEEN, an epoch at a time."""

    parts = 1.0

    def __init__(self, name: str, material: Material, recipe: LinkRecipe, *, tuned: bool = False) -> None:
        self._peer = Peer(name, material.dataset, seed=recipe.seed, tuned=tuned)
        self.model: LinkModel = self._peer

    def advance(self) -> None:
        """See `Learner`."""
        self._peer.epoch()


def compare_in_time(
    material: Material,
    recipe: LinkRecipe,
    triples: Triples,
    *,
    names: Sequence[str],
    peers: bool,
    seconds: float,
    progress: Progress,
) -> Iterator[Timed]:
    """Yield what each model of `names`, and its peers, reach in `seconds` of processor time.

    Scored on `triples` (n, 3). Raises `MissingExtraError` where peers are wanted and PyKEEN is missing.
    """
    if peers:
        require_pykeen()
    for name in names:
        made: list[tuple[str, Learner]] = [(name, _ours(name, material, recipe, seconds))]
        if peers and name in MODELS:
            made.append((f"pykeen {name}", Theirs(name, material, recipe)))
        if peers and name in TUNED:
            made.append((f"pykeen {name} tuned", Theirs(name, material, recipe, tuned=True)))
        for label, learner in made:
            spent, epochs = _learn(label, learner, seconds, progress)
            figures = rank(learner.model, material.dataset, triples).figures()
            yield Timed(label, spent, epochs, figures)


def _ours(name: str, material: Material, recipe: LinkRecipe, seconds: float) -> Ours:
    if name != "paths":
        return Ours(name, material, recipe)
    rehearsal = Ours(name, material, recipe)
    rehearsal.advance()
    began = time.process_time()
    for _ in range(REHEARSED):
        rehearsal.advance()
    each = (time.process_time() - began) / REHEARSED
    return Ours(name, material, replace(recipe, path_steps=max(1, round(seconds / each))))


def _learn(name: str, learner: Learner, seconds: float, progress: Progress) -> tuple[float, float]:
    """Return the processor seconds that were spent, at least one part's, and epochs."""
    began, done, spent = time.process_time(), 0, 0.0
    while not done or spent < seconds:
        learner.advance()
        done += 1
        spent = time.process_time() - began
        progress(name, min(1.0, spent / seconds))
    return spent, done / learner.parts
