"""Fine-tune an encoder to label words, resumably.

After a kill, the same call goes on from the last checkpoint and ends with the same weights as an
uninterrupted run with the same number of threads: batches depend on seed and epoch alone, and the checkpoint
holds everything that changes between steps.
"""

import hashlib
import logging
import random
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer

from kgbuild.training.adapters import Adapters
from kgbuild.training.adversarial import Adversary
from kgbuild.training.checkpoints import load_checkpoint, save_checkpoint
from kgbuild.training.device import supports_bf16
from kgbuild.training.freezing import Freezing
from kgbuild.training.hints import hint_inputs
from kgbuild.training.journal import Journal
from kgbuild.training.parameter_groups import parameter_groups
from kgbuild.training.recipes import linear_rate
from kgbuild.training.running_mean import RunningMean
from kgbuild.training.tagger_batches import Batch, Labelled, Specials, epoch_batches
from kgbuild.training.tagger_loss import TaggerLoss
from kgbuild.training.tagger_recipe import TaggerRecipe
from kgbuild.training.trackers.tracker import Tracker

logger = logging.getLogger(__name__)

BEST = "best"

Evaluate = Callable[[Any], dict[str, float]]
"""Given the model, returns figures; `f1` is the one that counts."""

Vary = Callable[[int], Sequence[Labelled]]
"""Given the epoch (from 0), returns the documents as they are read in it."""

Progress = Callable[[int, int, int, float], None]
"""Told the epoch (from 1), steps done, steps in the epoch, and loss."""


@dataclass
class _State:
    """What changes during training besides weights and optimizer."""

    epoch: int = 0
    batch: int = 0
    step: int = 0
    best: float = -1.0
    best_epoch: int = 0
    history: list[dict[str, float]] = field(default_factory=list)
    """The figures of each finished epoch."""


class TaggerTrainer:
    """One training run in a folder: checkpoints, its journal, and the best weights in `best/`."""

    def __init__(
        self,
        model: Any,
        tokenizer: Tokenizer,
        recipe: TaggerRecipe,
        folder: Path,
        *,
        device: torch.device,
        adapters: Adapters | None = None,
        trackers: Sequence[Tracker] = (),
    ) -> None:
        self._model = model.to(device)
        self._adapters = adapters
        self._freezing = Freezing(model, recipe)
        self._recipe = recipe
        self._folder = folder
        self._device = device
        self._specials = Specials.of(tokenizer)
        self._adversary = Adversary(model, length=recipe.adversarial) if recipe.adversarial else None
        groups = parameter_groups(model, recipe)
        self._optimizer = torch.optim.AdamW(groups, lr=recipe.learning_rate, fused=True)
        trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
        self._mean = RunningMean(trained, decay=recipe.average)
        self._bf16 = recipe.mixed_precision and supports_bf16(device)
        self._state = _State()
        folder.mkdir(parents=True, exist_ok=True)
        self._journal = Journal(folder, trackers)

    def train(
        self,
        documents: Sequence[Labelled],
        evaluate: Evaluate,
        progress: Progress,
        *,
        encoder: str,
        vary: Vary | None = None,
    ) -> dict[str, float]:
        """Train to the end or until F1 has not risen for `patience` epochs; return the best epoch's figures.

        `encoder` names what the model was before: a run with another one cannot go on from this folder. With
        `vary` each epoch reads what that makes of the documents.
        """
        recipe, state = self._recipe, self._state
        settings = _settings(recipe, documents, encoder)
        loss = TaggerLoss(recipe, documents, self._device)
        self._resume(settings)
        while state.epoch < recipe.epochs and state.epoch - state.best_epoch < recipe.patience:
            self._freezing.begin(state.epoch)
            varied = vary(state.epoch) if vary else documents
            batches = epoch_batches(varied, recipe, self._specials, epoch=state.epoch)
            while state.batch < len(batches):
                share = (state.epoch + state.batch / len(batches)) / recipe.epochs
                factor = linear_rate(share, warmup=recipe.warmup)
                chunk = batches[state.batch : state.batch + recipe.accumulate]
                cost = self._step(chunk, loss, factor)
                state.batch += len(chunk)
                rate = recipe.learning_rate * factor
                self._journal.stepped(epoch=state.epoch + 1, step=state.step, loss=cost, rate=rate)
                progress(state.epoch + 1, state.batch, len(batches), cost)
                if state.step % recipe.checkpoint_every == 0:
                    self._save(settings)
            self._finish_epoch(evaluate)
            self._save(settings)
        return state.history[state.best_epoch - 1]

    def _step(self, batches: Sequence[Batch], loss: TaggerLoss, factor: float) -> float:
        """Take one step along the mean gradient of the batches and return their mean loss."""
        for group in self._optimizer.param_groups:
            group["lr"] = self._recipe.learning_rate * group["factor"] * factor
        self._model.train()
        self._optimizer.zero_grad(set_to_none=True)
        cost = sum(self._learn(batch, loss, share=1 / len(batches)) for batch in batches)
        penalty = self._adapters.penalty() if self._adapters else None
        if penalty is not None:
            torch.autograd.backward(penalty)
        torch.nn.utils.clip_grad_norm_(self._model.parameters(), self._recipe.clip)
        self._optimizer.step()
        self._state.step += 1
        if self._adapters:
            self._adapters.stepped(self._state.step)
        self._mean.update(self._state.step)
        return cost

    def _learn(self, batch: Batch, loss: TaggerLoss, *, share: float) -> float:
        """Add a share of the batch's gradient and return as much of its loss."""
        ids = torch.from_numpy(batch.ids).to(self._device)
        if self._adversary is None:
            cost = share * self._loss(batch, loss, input_ids=ids)
            torch.autograd.backward(cost)
            return float(cost.detach())
        embedded = self._adversary.embed(ids)
        cost = share * self._loss(batch, loss, inputs_embeds=embedded)
        torch.autograd.backward(cost)
        moved = self._adversary.move(ids, embedded)
        torch.autograd.backward(share * self._loss(batch, loss, inputs_embeds=moved))
        return float(cost.detach())

    def _loss(self, batch: Batch, loss: TaggerLoss, **inputs: torch.Tensor) -> torch.Tensor:
        with torch.autocast(self._device.type, torch.bfloat16, enabled=self._bf16):
            output = self._model(
                **inputs,
                **hint_inputs(self._model, torch.from_numpy(batch.hints).to(self._device)),
                attention_mask=torch.from_numpy(batch.mask).to(self._device),
            )
        logits = output.logits.flatten(0, 1)[torch.from_numpy(batch.words).to(self._device)]
        allowed = torch.from_numpy(batch.allowed).to(self._device)
        soft = None if batch.soft is None else torch.from_numpy(batch.soft).to(self._device)
        return loss(logits.float(), allowed, soft)

    def _finish_epoch(self, evaluate: Evaluate) -> None:
        state = self._state
        self._mean.swap()
        if self._adapters:
            self._adapters.mask()
        self._model.eval()
        figures = evaluate(self._model)
        if self._adapters:
            ranks = self._adapters.ranks().values()
            figures = {**figures, "mean_rank": sum(ranks) / len(ranks)}
        state.epoch, state.batch = state.epoch + 1, 0
        if figures["f1"] > state.best:
            state.best, state.best_epoch = figures["f1"], state.epoch
            self._save_best()
        self._mean.swap()
        state.history.append({"epoch": state.epoch, "step": state.step, **figures})
        self._journal.epoch_ended(state.history[-1])
        logger.info("epoch %d: %s", state.epoch, figures)

    def _save_best(self) -> None:
        if self._adapters:
            self._adapters.save_merged(self._folder / BEST)
        else:
            self._model.save_pretrained(self._folder / BEST)

    def _save(self, settings: str) -> None:
        state = {
            "settings": settings,
            "state": asdict(self._state),
            "journal": self._journal.state(),
            "model": self._model.state_dict(),
            "mean": self._mean.values,
            "optimizer": self._optimizer.state_dict(),
            "adapters": self._adapters.state() if self._adapters else {},
            "torch": torch.get_rng_state(),
        }
        if self._device.type == "cuda":
            state["cuda"] = torch.cuda.get_rng_state(self._device)
        save_checkpoint(self._folder, state)

    def _resume(self, settings: str) -> None:
        checkpoint = load_checkpoint(self._folder, settings=settings)
        if checkpoint is None:
            torch.manual_seed(self._recipe.seed)
            self._journal.start(None, step=0)
            return
        self._state.__dict__.update(checkpoint["state"])
        self._model.load_state_dict(checkpoint["model"])
        self._optimizer.load_state_dict(checkpoint["optimizer"])
        for value, saved in zip(self._mean.values, checkpoint["mean"], strict=True):
            value.copy_(saved)
        if self._adapters:
            self._adapters.load_state(checkpoint["adapters"])
        torch.set_rng_state(checkpoint["torch"])
        if "cuda" in checkpoint:
            torch.cuda.set_rng_state(checkpoint["cuda"], self._device)
        self._journal.start(checkpoint["journal"], step=self._state.step)
        logger.info("resumed at epoch %d, step %d", self._state.epoch + 1, self._state.step)


def count_steps(
    documents: Sequence[Labelled], recipe: TaggerRecipe, specials: Specials, *, vary: Vary | None = None
) -> int:
    """Return how many steps a training takes that is not stopped early."""
    counts = (
        len(epoch_batches(vary(epoch) if vary else documents, recipe, specials, epoch=epoch))
        for epoch in range(recipe.epochs)
    )
    return sum(-(-count // recipe.accumulate) for count in counts)


def seed_everything(seed: int) -> None:
    """Seed what draws random numbers while the model is built and trained."""
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)


def _settings(recipe: TaggerRecipe, documents: Sequence[Labelled], encoder: str) -> str:
    """Return a digest of the encoder, the recipe (but for how the model is called) and the training data."""
    digest = hashlib.sha256(repr((encoder, replace(recipe, name="", version=""))).encode())
    for document in documents:
        digest.update(document.pieces.ids.tobytes())
        digest.update(document.pieces.hints.tobytes())
        digest.update(document.allowed.tobytes())
        if document.soft is not None:
            digest.update(document.soft.tobytes())
    return digest.hexdigest()
