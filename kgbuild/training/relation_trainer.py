"""Train the relation head on labelled pairs; where a folder is given, it goes on there after a kill.

Equal examples, recipe and number of threads give equal weights, whether a run was stopped or not: after each
epoch the checkpoint holds all that changes.
"""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from kgbuild.relations.head import RelationHead
from kgbuild.relations.reading import distances
from kgbuild.training.checkpoints import load_checkpoint, save_checkpoint
from kgbuild.training.recipes import linear_rate
from kgbuild.training.relation_examples import PairExamples
from kgbuild.training.relation_head import PairBatch, TrainableHead
from kgbuild.training.relation_recipe import RelationRecipe
from kgbuild.training.running_mean import RunningMean

Progress = Callable[[int, int, int, float], None]
"""Told the epoch (from 1), steps done, steps in the epoch, and loss."""

Weights = dict[str, NDArray[np.float16]]


@dataclass
class _State:
    """What changes between epochs, but for the weights that learn."""

    epoch: int = 0
    step: int = 0
    best: Weights = field(default_factory=dict)
    reached: float = -np.inf


def train_head(
    examples: PairExamples,
    weights: NDArray[np.float64],
    recipe: RelationRecipe,
    score: Callable[[RelationHead], float],
    progress: Progress,
    *,
    folder: Path | None = None,
) -> tuple[Weights, float]:
    """Return the weights of the epoch with the best `score` (on held-out pairs), and that score.

    `weights` (pairs,) says how much each example counts. A checkpoint is kept in the `folder`, if any.
    """
    torch.manual_seed(recipe.seed)
    head = TrainableHead(
        hidden=examples.states.shape[1],
        width=recipe.width,
        heads=recipe.heads,
        argument=recipe.argument,
        units=recipe.units,
        dropout=recipe.dropout,
    )
    optimizer = torch.optim.AdamW(
        head.parameters(), lr=recipe.learning_rate, weight_decay=recipe.weight_decay
    )
    mean = RunningMean(head.parameters(), decay=recipe.average)
    learning = {"head": head, "optimizer": optimizer}
    settings = _settings(examples, weights, recipe) if folder else ""
    state = _resume(folder, settings, learning, mean) if folder else _State()
    for epoch in range(state.epoch, recipe.epochs):
        batches = list(_batches(examples, recipe, epoch))
        head.train()
        for number, chosen in enumerate(batches, start=1):
            share = (epoch + number / len(batches)) / recipe.epochs
            for group in optimizer.param_groups:
                group["lr"] = recipe.learning_rate * linear_rate(share, warmup=recipe.warmup)
            loss = _loss(head, examples, weights, chosen)
            optimizer.zero_grad(set_to_none=True)
            torch.autograd.backward(loss)
            torch.nn.utils.clip_grad_norm_(head.parameters(), recipe.clip)
            optimizer.step()
            state.step += 1
            mean.update(state.step)
            progress(epoch + 1, number, len(batches), float(loss.detach()))
        mean.swap()
        arrays = dict(head.arrays())
        reached = score(RelationHead.of(arrays))
        if reached > state.reached:
            state.best, state.reached = arrays, reached
        mean.swap()
        state.epoch = epoch + 1
        if folder:
            _save(folder, settings, learning, mean, state)
    return state.best, state.reached


def _save(folder: Path, settings: str, learning: dict[str, Any], mean: RunningMean, state: _State) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    saved = {
        "settings": settings,
        "mean": mean.values,
        "torch": torch.get_rng_state(),
        "epoch": state.epoch,
        "step": state.step,
        "reached": state.reached,
        "best": {name: torch.from_numpy(array) for name, array in state.best.items()},
        **{name: one.state_dict() for name, one in learning.items()},
    }
    save_checkpoint(folder, saved)


def _resume(folder: Path, settings: str, learning: dict[str, Any], mean: RunningMean) -> _State:
    saved = load_checkpoint(folder, settings=settings)
    if saved is None:
        return _State()
    for name, one in learning.items():
        one.load_state_dict(saved[name])
    for value, kept in zip(mean.values, saved["mean"], strict=True):
        value.copy_(kept)
    torch.set_rng_state(saved["torch"])
    best = {name: tensor.numpy() for name, tensor in saved["best"].items()}
    return _State(saved["epoch"], saved["step"], best, saved["reached"])


def _settings(examples: PairExamples, weights: NDArray[np.float64], recipe: RelationRecipe) -> str:
    """Return a digest of what is learnt from, and of the recipe but for the name and what comes later."""
    later = ("precision", "context_trees", "context_depth", "context_rate")
    usual = {name: getattr(RelationRecipe(), name) for name in later}
    digest = hashlib.sha256(repr(replace(recipe, name="", **usual)).encode())
    for array in (examples.states, examples.words, examples.pairs, examples.allowed, weights):
        digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()


def _batches(examples: PairExamples, recipe: RelationRecipe, epoch: int) -> Iterator[NDArray[np.int64]]:
    """Yield pairs of similar sentences' lengths together, so that little is padded, the batches shuffled."""
    random = np.random.default_rng((recipe.seed, epoch))
    lengths = examples.pairs[:, 1] - examples.pairs[:, 0]
    order = np.lexsort((random.random(len(lengths)), lengths + random.integers(0, 8, len(lengths))))
    cuts = np.arange(recipe.pairs_per_step, len(order), recipe.pairs_per_step)
    batches = np.split(order, cuts)
    for number in random.permutation(len(batches)):
        yield batches[number]


def _loss(
    head: TrainableHead, examples: PairExamples, weights: NDArray[np.float64], chosen: NDArray[np.int64]
) -> torch.Tensor:
    """Return the weighted mean of -log of the probability of the allowed answers together."""
    logits = head(pair_batch(examples, chosen))
    possible = torch.from_numpy(examples.possible[chosen])
    allowed = possible & torch.from_numpy(examples.allowed[chosen])
    each = logits.masked_fill(~possible, -torch.inf).logsumexp(1)
    each = each - logits.masked_fill(~allowed, -torch.inf).logsumexp(1)
    weight = torch.from_numpy(weights[chosen].astype(np.float32))
    mean: torch.Tensor = (each * weight).sum() / weight.sum()
    return mean


def pair_batch(examples: PairExamples, chosen: NDArray[np.int64]) -> PairBatch:
    """Return the chosen pairs with the pieces of their sentences alone."""
    pairs = examples.pairs[chosen].astype(np.int64)
    lengths = pairs[:, 1] - pairs[:, 0]
    places = np.arange(int(lengths.max()))[None, :]
    mask = places < lengths[:, None]
    rows = np.where(mask, pairs[:, :1] + places, pairs[:, :1])
    pieces, local = np.unique(rows, return_inverse=True)
    return PairBatch(
        states=torch.from_numpy(examples.states[pieces].astype(np.float32)),
        words=torch.from_numpy(examples.words[pieces].astype(np.int64)),
        bigrams=torch.from_numpy(examples.bigrams[pieces].astype(np.int64)),
        kinds=torch.from_numpy(examples.kinds[pieces].astype(np.int64)),
        rows=torch.from_numpy(local.reshape(rows.shape)),
        mask=torch.from_numpy(mask),
        from_subject=torch.from_numpy(distances(rows, pairs[:, 2:3], pairs[:, 3:4])),
        from_object=torch.from_numpy(distances(rows, pairs[:, 4:5], pairs[:, 5:6])),
        subject=torch.from_numpy(_shares(pieces, pairs[:, 2:4])),
        object=torch.from_numpy(_shares(pieces, pairs[:, 4:6])),
        facts=torch.from_numpy(examples.facts[chosen].astype(np.float32)),
    )


def _shares(pieces: NDArray[np.int64], argument: NDArray[np.int64]) -> NDArray[np.float32]:
    inside = (pieces >= argument[:, :1]) & (pieces < argument[:, 1:])
    shares: NDArray[np.float32] = (inside / inside.sum(axis=1, keepdims=True)).astype(np.float32)
    return shares
