"""Train a tagger from a recipe and the corpora: the parts put together."""

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch

from kgbuild.errors import EncoderError
from kgbuild.mentions.tagger import TOKENIZER
from kgbuild.training.encoder import load_encoder
from kgbuild.training.splits import TaggerSplits
from kgbuild.training.tagger_batches import Specials
from kgbuild.training.tagger_predictions import Split, prepare_documents, stopping_figures
from kgbuild.training.tagger_recipe import TaggerRecipe
from kgbuild.training.tagger_trainer import BEST, Progress, TaggerTrainer, seed_everything
from kgbuild.training.trackers.tracker import Tracker


def train_tagger(
    recipe: TaggerRecipe,
    splits: TaggerSplits,
    *,
    encoder: str,
    encoder_name: str,
    split: Split,
    folder: Path,
    device: torch.device,
    progress: Progress,
    trackers: Sequence[Tracker] = (),
) -> dict[str, float]:
    """Fine-tune the encoder into `folder` and return the best figures on the stopping documents.

    `encoder` is a folder or hub id, `encoder_name` what it is called wherever its folder lies. `split` cuts
    documents into sentences. The best weights and their tokenizer are left in `best/`. Called again after a
    kill, training goes on.
    """
    seed_everything(recipe.seed)
    model, tokenizer = load_encoder(encoder, dropout=recipe.dropout)
    longest = getattr(model.config, "max_position_embeddings", recipe.window)
    if longest < recipe.window:
        raise EncoderError(
            f"the encoder {encoder} reads {longest} word pieces, fewer than window = {recipe.window}"
        )
    training = [one.labelled() for one in prepare_documents(splits.train, split, tokenizer)]
    stopping = prepare_documents(splits.stopping, split, tokenizer)
    trainer = TaggerTrainer(model, tokenizer, recipe, folder, device=device, trackers=trackers)

    def evaluate(model: Any) -> dict[str, float]:
        started = time.monotonic()
        figures = stopping_figures(model, stopping, Specials.of(tokenizer), window=recipe.window)
        return {**figures, "seconds": round(time.monotonic() - started, 1)}

    best = trainer.train(training, evaluate, progress, encoder=encoder_name)
    tokenizer.save(str(folder / BEST / TOKENIZER))
    return best
