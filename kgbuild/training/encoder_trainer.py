"""Adapt an encoder to text by having it guess hidden words, resumably.

After a kill, the same call goes on from the last checkpoint: which blocks a step reads and what it hides
depend on seed and step alone.
"""

import hashlib
import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch.nn.functional import cross_entropy

from kgbuild.training.checkpoints import load_checkpoint, save_checkpoint
from kgbuild.training.device import supports_bf16
from kgbuild.training.encoder_batches import Marks, Masked, mask
from kgbuild.training.encoder_recipe import EncoderRecipe
from kgbuild.training.encoder_text import Blocks, Text
from kgbuild.training.recipes import linear_rate

logger = logging.getLogger(__name__)

METRICS = "metrics.jsonl"
MEASURED_BLOCKS = 512
"""Held-out blocks that the guessing is measured on at each checkpoint."""

Progress = Callable[[int, int, float], None]
"""Told steps done, steps in all, and loss."""


@dataclass(frozen=True, slots=True)
class Guesser:
    """A masked language model in two parts: `encode` gives states, `guess` makes word scores of them."""

    model: Any
    encode: Any
    guess: Any


class EncoderTrainer:
    """One adaptation in a folder: checkpoints, and metrics as JSON lines."""

    def __init__(
        self, guesser: Guesser, marks: Marks, recipe: EncoderRecipe, folder: Path, *, device: torch.device
    ) -> None:
        self._guesser = guesser
        self._marks = marks
        self._recipe = recipe
        self._folder = folder
        self._device = device
        guesser.model.to(device)
        self._optimizer = torch.optim.AdamW(
            _groups(guesser.model, recipe.weight_decay), lr=recipe.learning_rate, fused=True
        )
        self._bf16 = recipe.mixed_precision and supports_bf16(device)
        self._step = 0
        self._history: list[dict[str, float]] = []
        folder.mkdir(parents=True, exist_ok=True)

    def train(self, text: Text, progress: Progress, *, encoder: str) -> list[dict[str, float]]:
        """Train to the end and return what was measured on the way; `encoder` names what the model was."""
        recipe = self._recipe
        rows = recipe.pieces_per_step // recipe.block
        an_epoch = max(1, len(text.train.ids) // rows)
        steps = max(1, recipe.pieces // recipe.pieces_per_step) if recipe.pieces else an_epoch * recipe.epochs
        settings = _settings(recipe, text, encoder)
        self._resume(settings)
        self._guesser.model.train()
        while self._step < steps:
            epoch, at = divmod(self._step, an_epoch)
            order = np.random.default_rng((recipe.seed, epoch)).permutation(len(text.train.ids))
            chosen = order[at * rows : (at + 1) * rows]
            blocks = Blocks(text.train.ids[chosen], text.train.continues[chosen])
            random = np.random.default_rng((recipe.seed, epoch, at))
            loss = self._learn(mask(blocks, self._marks, random, share=recipe.masked), self._step / steps)
            self._step += 1
            progress(self._step, steps, loss)
            if self._step % recipe.checkpoint_every == 0 or self._step == steps:
                self._measure(text.held_out, loss)
                self._save(settings)
        return self._history

    def _learn(self, batch: Masked, share: float) -> float:
        for group in self._optimizer.param_groups:
            group["lr"] = self._recipe.learning_rate * linear_rate(share, warmup=self._recipe.warmup)
        loss = self._loss(batch)
        self._optimizer.zero_grad(set_to_none=True)
        torch.autograd.backward(loss)
        torch.nn.utils.clip_grad_norm_(self._guesser.model.parameters(), self._recipe.clip)
        self._optimizer.step()
        return float(loss.detach())

    def _loss(self, batch: Masked) -> torch.Tensor:
        with torch.autocast(self._device.type, torch.bfloat16, enabled=self._bf16):
            states = self._guesser.encode(input_ids=torch.from_numpy(batch.ids).to(self._device))[0]
            hidden = states.flatten(0, 1)[torch.from_numpy(batch.places).to(self._device)]
            scores = self._guesser.guess(hidden)
        return cross_entropy(scores.float(), torch.from_numpy(batch.answers).to(self._device))

    @torch.no_grad()
    def _measure(self, held_out: Blocks, loss: float) -> None:
        """Note the mean loss on held-out text, of which the same words are hidden each time."""
        row = {"step": self._step, "loss": round(loss, 4)}
        self._guesser.model.eval()
        rows = self._recipe.pieces_per_step // self._recipe.block
        random = np.random.default_rng(self._recipe.seed)
        total = words = 0.0
        for start in range(0, min(MEASURED_BLOCKS, len(held_out.ids)), rows):
            part = slice(start, start + rows)
            blocks = Blocks(held_out.ids[part], held_out.continues[part])
            batch = mask(blocks, self._marks, random, share=self._recipe.masked)
            total += float(self._loss(batch)) * len(batch.answers)
            words += len(batch.answers)
        if words:
            row["held_out_loss"] = round(total / words, 4)
        self._guesser.model.train()
        self._history.append(row)
        rows_text = "".join(json.dumps(one) + "\n" for one in self._history)
        (self._folder / METRICS).write_text(rows_text, "utf-8")
        logger.info("step %d: %s", self._step, row)

    def _save(self, settings: str) -> None:
        state = {
            "settings": settings,
            "step": self._step,
            "history": self._history,
            "model": self._guesser.model.state_dict(),
            "optimizer": self._optimizer.state_dict(),
            "torch": torch.get_rng_state(),
        }
        save_checkpoint(self._folder, state)

    def _resume(self, settings: str) -> None:
        checkpoint = load_checkpoint(self._folder, settings=settings)
        if checkpoint is None:
            torch.manual_seed(self._recipe.seed)
            return
        self._step, self._history = checkpoint["step"], checkpoint["history"]
        self._guesser.model.load_state_dict(checkpoint["model"])
        self._optimizer.load_state_dict(checkpoint["optimizer"])
        torch.set_rng_state(checkpoint["torch"])
        logger.info("resumed at step %d", self._step)


def _groups(model: Any, weight_decay: float) -> list[dict[str, Any]]:
    """Return parameter groups: no weight decay on biases and norms."""
    matrices = [p for p in model.parameters() if p.ndim > 1]
    others = [p for p in model.parameters() if p.ndim <= 1]
    return [
        {"params": matrices, "weight_decay": weight_decay},
        {"params": others, "weight_decay": 0.0},
    ]


def _settings(recipe: EncoderRecipe, text: Text, encoder: str) -> str:
    digest = hashlib.sha256(repr((encoder, recipe)).encode())
    for blocks in (text.train, text.held_out):
        digest.update(blocks.ids.tobytes())
    return digest.hexdigest()
