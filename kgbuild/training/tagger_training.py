"""Train a tagger from a recipe and the corpora: the parts put together."""

import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

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
from kgbuild.training.hints import give_hints, names_for, takes_hints
from kgbuild.training.pruning import prune_units
from kgbuild.training.rewriting import Cut, Rewriting
from kgbuild.training.splits import BUILT_IN, TaggerSplits
from kgbuild.training.tagger_batches import Labelled, Specials
from kgbuild.training.tagger_predictions import Prepared, Split, prepare_documents, stopping_figures
from kgbuild.training.tagger_recipe import TaggerRecipe
from kgbuild.training.tagger_trainer import BEST, Progress, TaggerTrainer, count_steps, seed_everything
from kgbuild.training.teaching import Teaching
from kgbuild.training.trackers.tracker import Tracker

One = TypeVar("One")


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
    rewriting = [name for name in ("entity_swap", "misspelt") if getattr(recipe, name)]
    if teaching and rewriting:
        raise OptionError(
            f"{rewriting[0]} changes the words that teachers judged: set it to 0 in the recipe, "
            "or give no teacher"
        )
    seed_everything(recipe.seed if head_seed is None else head_seed)
    model, tokenizer = load_student(encoder, recipe)
    specials = Specials.of(tokenizer)
    names = names_for(recipe)
    prepared = prepare_documents(splits.train, split, tokenizer, names)
    training = labelled(prepared)
    times = _times(splits, recipe)
    if teaching:
        lessons = [
            Lesson(one.annotated.document, split(one.annotated.document), one.pieces) for one in prepared
        ]
        for document in teaching.unlabelled:
            sentences = split(document)
            pieces = cut_pieces(document, sentences, tokenizer, names)
            lessons.append(Lesson(document, sentences, pieces))
        training = _taught(training, lessons, teaching, temperature=recipe.distillation.temperature)
    # Documents that only teachers label come after the annotated ones, and once.
    training = [*_repeated(training[: len(times)], times), *training[len(times) :]]
    stopping = prepare_documents(splits.stopping, split, tokenizer, names)
    vary = None
    if rewriting:
        cut = _repeated([Cut(one, split(one.document)) for one in splits.train], times)
        vary = Rewriting(
            cut,
            tokenizer,
            names,
            entity_swap=recipe.entity_swap,
            misspelt=recipe.misspelt,
            seed=recipe.seed,
        ).epoch
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
    if takes_hints(model) and not recipe.known_names:
        raise EncoderError(f"the encoder {encoder} was trained with known_names; set it to true")
    if recipe.known_names and not takes_hints(model):
        give_hints(model)
    if recipe.pruned_units:
        prune_units(model, recipe.pruned_units)
    return model, tokenizer


def labelled(documents: Sequence[Prepared]) -> list[Labelled]:
    """Return what is trained on of annotated documents."""
    return [one.labelled() for one in documents]


def _times(splits: TaggerSplits, recipe: TaggerRecipe) -> list[int]:
    """Return how often each training document is read an epoch."""
    known = BUILT_IN | {one.corpus for one in splits.train}
    if unknown := sorted(recipe.repeat.keys() - known):
        raise OptionError(f"repeat.{unknown[0]}: there is no such corpus, but {', '.join(sorted(known))}")
    return [recipe.repeat.get(one.corpus, 1) for one in splits.train]


def _repeated(documents: Sequence[One], times: Sequence[int]) -> list[One]:
    """Return each document so many times."""
    return [one for one, count in zip(documents, times, strict=True) for _ in range(count)]


def _taught(
    annotated: Sequence[Labelled], lessons: Sequence[Lesson], teaching: Teaching, *, temperature: float
) -> list[Labelled]:
    """Return the lessons with what teachers say; any label is allowed in those after the annotated ones."""
    soft = soft_labels(
        teaching.teachers, lessons, temperature=temperature, cache=teaching.cache, progress=teaching.progress
    )
    hard = list(annotated)
    for lesson in lessons[len(annotated) :]:
        anything = np.ones((len(lesson.pieces.words), len(LABELS)), dtype=np.bool_)
        hard.append(Labelled(lesson.pieces, anything))
    return [replace(one, soft=row) for one, row in zip(hard, soft, strict=True)]
