"""The training loop of all models: checks on validation, stops early, and goes on where it was killed.

A step depends on its number alone, not on what came before in the process, so that a run that was killed and
continued comes to the same weights as one that was not.
"""

import json
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch

from kgbuild.errors import TrainingStateError
from kgbuild.links.evaluation import rank
from kgbuild.links.processes import ALONE, Share, average_gradients, told_by_first
from kgbuild.links.recipe import LinkRecipe
from kgbuild.links.trainable import Material, Trainable
from kgbuild.links.triples import Triples
from kgbuild.training.checkpoints import load_checkpoint, save_checkpoint
from kgbuild.training.device import supports_bf16

CLIP = 1.0
WEIGHTS = "weights.pt"
HISTORY = "history.json"
SAVE_EVERY = 25
"""Steps after which the state is kept, beside at each check."""

Progress = Callable[[str, int, int, float, float], None]
"""Told the model, steps done, most steps, loss, and the best MRR on validation so far.

Neither is a number where a model is solved at once.
"""


@dataclass
class _State:
    """How far a training is: `best` is the highest MRR on validation, `waited` the checks since."""

    step: int = 0
    best: float = -1.0
    waited: int = 0
    loss: float = 0.0
    history: list[dict[str, float]] = field(default_factory=list)
    weights: dict[str, torch.Tensor] = field(default_factory=dict)


def fit(
    model: Trainable,
    material: Material,
    recipe: LinkRecipe,
    folder: Path,
    *,
    steps: int,
    progress: Progress,
) -> float:
    """Train the model, keep its best weights in `folder` and in it, and return their MRR on validation.

    Done already, it only loads them. Raises `TrainingStateError` where the folder is of other settings.
    """
    folder.mkdir(parents=True, exist_ok=True)
    settings = repr((recipe, material.dataset.build, model.name, steps, len(material.vectors)))
    optimizer = model.optimizer()
    kept = load_checkpoint(folder, settings=settings)
    state = _State()
    if kept is not None:
        try:
            model.module.load_state_dict(kept["module"])
        except RuntimeError as error:
            raise TrainingStateError(folder, "it was begun by another version of kgbuild") from error
        optimizer.load_state_dict(kept["optimizer"])
        state = _State(**kept["state"])
    checked = _checked(material, recipe)
    while state.step < steps and state.waited < recipe.patience:
        step = state.step + 1
        value = take_step(model, optimizer, step, seed=recipe.seed, share=material.share)
        state.loss = value if step == 1 else 0.95 * state.loss + 0.05 * value
        state.step = step
        if step % recipe.check_every == 0 or step == steps:
            _check(model, material, checked, state)
        if material.share.is_first and (step % SAVE_EVERY == 0 or step == steps):
            _save(folder, model, optimizer, state, settings)
        progress(model.name, step, steps, state.loss, max(0.0, state.best))
    model.module.load_state_dict(state.weights)
    if material.share.is_first:
        torch.save(state.weights, folder / WEIGHTS)
        (folder / HISTORY).write_text(json.dumps(state.history, indent=1) + "\n", "utf-8")
    return state.best


def take_step(
    model: Trainable, optimizer: torch.optim.Optimizer, step: int, *, seed: int, share: Share = ALONE
) -> float:
    """Let the model learn from the batch of one step, from 1, and return the loss of its share.

    On a GPU that has it, products are in bf16.
    """
    # Dropout and the like must not depend on what was drawn before.
    torch.manual_seed(seed * 1_000_003 + step)
    optimizer.zero_grad(set_to_none=True)
    device = next(model.module.parameters()).device
    with torch.autocast(device.type, torch.bfloat16, enabled=device.type == "cuda" and supports_bf16(device)):
        loss = model.loss(step)
    with warnings.catch_warnings():
        # That what torch makes of sparse gradients is not checked: the first one in a process says so.
        warnings.filterwarnings("ignore", "Sparse invariant checks are", UserWarning)
        torch.autograd.backward(loss)
        average_gradients(model.module, share)
        # Sparse gradients are those of a few vectors of a large table, whose norm torch does not tell.
        dense = [p for p in model.module.parameters() if p.grad is not None and not p.grad.is_sparse]
        torch.nn.utils.clip_grad_norm_(dense, CLIP)
        optimizer.step()
    return float(loss.detach())


def _checked(material: Material, recipe: LinkRecipe) -> Triples:
    """Return the triples of the validation part that checks use: the same ones each time."""
    valid = material.dataset.valid
    order = np.random.default_rng(recipe.seed).permutation(len(valid))
    return valid[order[: recipe.checked_triples]]


def _check(model: Trainable, material: Material, checked: Triples, state: _State) -> None:
    # All processes have the same weights; figures of one are those that all go by.
    figures = rank(model, material.dataset, checked).figures() if material.share.is_first else {}
    figures = told_by_first(figures, material.share)
    state.history = [*state.history, {"step": float(state.step), "loss": state.loss, **figures}]
    if figures["mrr"] > state.best:
        state.best, state.waited = figures["mrr"], 0
        weights = model.module.state_dict()
        state.weights = {name: value.detach().cpu().clone() for name, value in weights.items()}
    else:
        state.waited += 1


def _save(
    folder: Path, model: Trainable, optimizer: torch.optim.Optimizer, state: _State, settings: str
) -> None:
    kept: dict[str, Any] = {"settings": settings, "state": vars(state)}
    save_checkpoint(
        folder, {**kept, "module": model.module.state_dict(), "optimizer": optimizer.state_dict()}
    )
