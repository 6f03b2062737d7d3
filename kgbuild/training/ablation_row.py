"""Train one variant of a recipe and measure what it comes to and costs, in a process of its own."""

import heapq
import resource
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from kgbuild.domain.document import Document
from kgbuild.mentions.labels import LABELS
from kgbuild.mentions.sentences import SentenceSplitter
from kgbuild.mentions.tagger import Tagger
from kgbuild.resources import DEFAULT_TAGGER
from kgbuild.training.ablation_plan import Variant
from kgbuild.training.adapters import Adapters
from kgbuild.training.device import choose_device, use_threads
from kgbuild.training.encoder import DEFAULT_NAME, default_encoder, load_encoder
from kgbuild.training.entity_scores import OVERALL, pooled_f1
from kgbuild.training.freezing import Freezing
from kgbuild.training.hints import names_for
from kgbuild.training.labelled_text import labelled_text
from kgbuild.training.onnx_export import TaggerFacts, export_tagger
from kgbuild.training.splits import TaggerSplits, digest, load_tagger_splits
from kgbuild.training.tagger_predictions import prepare_documents, scores_by_corpus, spans_of
from kgbuild.training.tagger_recipe import TaggerRecipe
from kgbuild.training.tagger_seeds import train_seeds
from kgbuild.training.tagger_trainer import BEST
from kgbuild.training.tagger_training import load_student, train_tagger
from kgbuild.training.teaching import Teaching
from kgbuild.training.unlabelled_text import read_unlabelled

CORPUS = "bc5cdr"
UNLABELLED = "pubmed"
"""Folder, below that of the data, of text for teachers to label."""
SHIPPED = "shipped"
_MAC_OS = "darwin"


@dataclass(frozen=True, slots=True)
class Job:
    """What a row's process is told. `folder` is for its own files, `cache` for what teachers say."""

    variant: Variant
    data: Path
    documents: int
    folder: Path
    cache: Path
    encoder: str | None
    device: str
    threads: int


def measure(job: Job) -> dict[str, Any]:
    """Train the variant and return its figures.

    `f1` is that of the best epoch on the stopping documents; `seconds` and `processor_seconds` are those of
    training and of scoring each epoch; `peak_bytes` is the most memory that the process held.
    """
    use_threads(job.threads)
    variant, recipe = job.variant, job.variant.recipe
    splits = subset(load_tagger_splits(job.data), job.documents)
    teaching = _teaching(job)
    started, before = time.monotonic(), time.process_time()
    figures = _train(job, splits, teaching)
    costs = {
        "seconds": round(time.monotonic() - started, 1),
        "processor_seconds": round(time.process_time() - before, 1),
        "peak_bytes": _peak_bytes(),
    }
    if variant.run.int8:
        figures = {**figures, "float32_f1": figures["f1"], "f1": _int8_f1(job, splits)}
    return {**figures, **costs, **parameter_counts(recipe, job.encoder or str(default_encoder()))}


def quiet() -> None:
    """Keep a package from drawing bars and tables into the output of the process that waits."""
    from transformers.utils import logging

    quiet: Any = logging
    quiet.disable_progress_bar()
    quiet.set_verbosity_error()


def subset(splits: TaggerSplits, documents: int) -> TaggerSplits:
    """Return so many training documents of BC5CDR, by lowest hash, and its stopping documents."""
    own = (one for one in splits.train if one.corpus == CORPUS)
    train = heapq.nsmallest(documents, own, key=lambda one: digest(one.document.id))
    stopping = (one for one in splits.stopping if one.corpus == CORPUS)
    return TaggerSplits(tuple(train), tuple(stopping), ())


def parameter_counts(recipe: TaggerRecipe, encoder: str) -> dict[str, int]:
    """Return how many parameters the exported model has, and how many are trained, adapters included."""
    model, _ = load_student(encoder, recipe)
    whole = sum(parameter.numel() for parameter in model.parameters())
    if recipe.adapters.kind:
        # Only where pruning of ranks begins and ends depends on the number of steps.
        Adapters(model, recipe.adapters, steps=100)
    Freezing(model, recipe).begin(recipe.epochs - 1)
    trained = sum(parameter.numel() for parameter in model.parameters() if parameter.requires_grad)
    return {"parameters": whole, "trained_parameters": trained}


def _train(job: Job, splits: TaggerSplits, teaching: Teaching | None) -> dict[str, Any]:
    # A row that is interrupted begins anew, so that its times are whole.
    recipe = replace(job.variant.recipe, checkpoint_every=sys.maxsize)
    common: dict[str, Any] = {
        "encoder": job.encoder or str(default_encoder()),
        "encoder_name": job.encoder or DEFAULT_NAME,
        "split": SentenceSplitter().split,
        "folder": job.folder,
        "device": choose_device(job.device),
        "progress": lambda epoch, step, steps, loss: None,
        "teaching": teaching,
    }
    if job.variant.run.seeds == 1:
        figures = train_tagger(recipe, splits, **common)
        return {"f1": figures["f1"], "epoch": figures["epoch"]}
    found = train_seeds(recipe, splits, seeds=job.variant.run.seeds, **common)
    return {
        "f1": found.chosen["f1"],
        "soup_f1": found.soup["f1"],
        "single_f1": [one["f1"] for one in found.singles.values()],
    }


def _teaching(job: Job) -> Teaching | None:
    run = job.variant.run
    if not run.teacher:
        return None
    folder = DEFAULT_TAGGER if run.teacher == SHIPPED else Path(run.teacher)
    unlabelled: tuple[Document, ...] = ()
    if run.unlabelled:
        limit = job.variant.recipe.distillation.unlabelled
        unlabelled = tuple(read_unlabelled([job.data / UNLABELLED], [labelled_text(job.data)], limit=limit))
    return Teaching((Tagger.load(folder, threads=job.threads),), job.cache, unlabelled)


def _int8_f1(job: Job, splits: TaggerSplits) -> float:
    """Export what was trained and return its F1 on the stopping documents."""
    model, tokenizer = load_encoder(str(job.folder / BEST), dropout=0.0)
    facts = TaggerFacts("ablation", "0", job.encoder or DEFAULT_NAME, job.variant.recipe.window, LABELS)
    names = names_for(job.variant.recipe)
    export_tagger(model, tokenizer, facts, job.folder / "export", names=names)
    tagger = Tagger.load(job.folder / "export", threads=job.threads)
    split = SentenceSplitter().split
    answered = []
    for one in prepare_documents(splits.stopping, split, tokenizer, names):
        # Decoded as the epochs were, without what a build does to mentions afterwards.
        _, logits = tagger.judge_words(one.annotated.document, split(one.annotated.document))
        answered.append((one.annotated, spans_of(one.pieces, logits)))
    return pooled_f1(scores[OVERALL] for scores in scores_by_corpus(answered).values())


def _peak_bytes() -> int:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == _MAC_OS else peak * 1024
