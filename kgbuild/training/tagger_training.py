"""Train a tagger from a recipe and the corpora: the parts put together."""

import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer

from kgbuild.errors import EncoderError, OptionError
from kgbuild.mentions.labels import LABELS
from kgbuild.mentions.tagger import TOKENIZER
from kgbuild.mentions.windows import cut_pieces
from kgbuild.training.adapters import Adapters
from kgbuild.training.distillation import Lesson, soft_labels
from kgbuild.training.encoder import load_encoder
from kgbuild.training.entity_swap import Cut, EntitySwaps
from kgbuild.training.pruning import prune_units
from kgbuild.training.splits import TaggerSplits
from kgbuild.training.tagger_batches import Labelled, Specials
from kgbuild.training.tagger_predictions import Prepared, Split, prepare_documents, stopping_figures
from kgbuild.training.tagger_recipe import TaggerRecipe
from kgbuild.training.tagger_trainer import BEST, Progress, TaggerTrainer, count_steps, seed_everything
from kgbuild.training.teaching import Teaching
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
    teaching: Teaching | None = None,
    head_seed: int | None = None,
    trackers: Sequence[Tracker] = (),
) -> dict[str, float]:
    """Fine-tune the encoder into `folder` and return the best figures on the stopping documents.

    `encoder` is a folder or hub id, `encoder_name` what it is called wherever its folder lies. `split` cuts
    documents into sentences. With `head_seed` what is new in the model is drawn from that seed in place of
    the recipe's. The best weights and their tokenizer are left in `best/`. Called again after a kill,
    training goes on.
    """
    if teaching and recipe.entity_swap:
        raise OptionError("entity_swap changes the words that teachers judged; take one of them")
    seed_everything(recipe.seed if head_seed is None else head_seed)
    model, tokenizer = load_student(encoder, recipe)
    specials = Specials.of(tokenizer)
    prepared = prepare_documents(splits.train, split, tokenizer)
    training = _taught(prepared, teaching, recipe, split, tokenizer) if teaching else labelled(prepared)
    stopping = prepare_documents(splits.stopping, split, tokenizer)
    vary = None
    if recipe.entity_swap:
        cut = [Cut(one, split(one.document)) for one in splits.train]
        vary = EntitySwaps(cut, tokenizer, share=recipe.entity_swap, seed=recipe.seed).epoch
    adapters = None
    if recipe.adapters.kind:
        steps = count_steps(training, recipe, specials, vary=vary)
        adapters = Adapters(model, recipe.adapters, steps=steps)
    trainer = TaggerTrainer(
        model, tokenizer, recipe, folder, device=device, adapters=adapters, trackers=trackers
    )

    def evaluate(model: Any) -> dict[str, float]:
        started = time.monotonic()
        figures = stopping_figures(model, stopping, specials, window=recipe.window)
        return {**figures, "seconds": round(time.monotonic() - started, 1)}

    start = encoder_name if head_seed is None else f"{encoder_name}, head {head_seed}"
    best = trainer.train(training, evaluate, progress, encoder=start, vary=vary)
    tokenizer.save(str(folder / BEST / TOKENIZER))
    return best


def load_student(encoder: str, recipe: TaggerRecipe) -> tuple[Any, Tokenizer]:
    """Return the model that is trained, pruned where the recipe says so, and its tokenizer."""
    model, tokenizer = load_encoder(encoder, dropout=recipe.dropout)
    longest = getattr(model.config, "max_position_embeddings", recipe.window)
    if longest < recipe.window:
        raise EncoderError(
            f"the encoder {encoder} reads {longest} word pieces, fewer than window = {recipe.window}"
        )
    if recipe.pruned_units:
        prune_units(model, recipe.pruned_units)
    return model, tokenizer


def labelled(documents: Sequence[Prepared]) -> list[Labelled]:
    """Return what is trained on of annotated documents."""
    return [one.labelled() for one in documents]


def _taught(
    documents: Sequence[Prepared],
    teaching: Teaching,
    recipe: TaggerRecipe,
    split: Split,
    tokenizer: Tokenizer,
) -> list[Labelled]:
    """Return annotated documents and those of the teachers alone, in which any label is allowed."""
    lessons = [Lesson(one.annotated.document, split(one.annotated.document), one.pieces) for one in documents]
    for document in teaching.unlabelled:
        sentences = split(document)
        lessons.append(Lesson(document, sentences, cut_pieces(document.text, sentences, tokenizer)))
    soft = soft_labels(
        teaching.teachers, lessons, temperature=recipe.distillation.temperature, cache=teaching.cache,
        progress=teaching.progress,
    )  # fmt: skip
    hard = [one.labelled() for one in documents]
    for lesson in lessons[len(documents) :]:
        anything = np.ones((len(lesson.pieces.words), len(LABELS)), dtype=np.bool_)
        hard.append(Labelled(lesson.pieces, anything))
    return [replace(one, soft=row) for one, row in zip(hard, soft, strict=True)]
