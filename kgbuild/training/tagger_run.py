"""One training of a tagger from end to end: fine-tune, balance, export, calibrate, score."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kgbuild.errors import TrainingStateError
from kgbuild.mentions.labels import LABELS
from kgbuild.mentions.sentences import SentenceSplitter
from kgbuild.mentions.tagger import Tagger
from kgbuild.training import tagger_evaluation
from kgbuild.training.balance import balance
from kgbuild.training.calibration import fit_maps, judge, write_maps
from kgbuild.training.corpora import AnnotatedDocument
from kgbuild.training.device import AUTO, choose_device, use_threads
from kgbuild.training.encoder import DEFAULT_NAME, default_encoder, load_encoder
from kgbuild.training.hints import names_for
from kgbuild.training.onnx_export import TaggerFacts, export_tagger
from kgbuild.training.splits import TaggerSplits
from kgbuild.training.tagger_batches import Specials
from kgbuild.training.tagger_evaluation import Evaluation, answer, evaluate_tagger
from kgbuild.training.tagger_predictions import prepare_documents, stopping_figures
from kgbuild.training.tagger_recipe import TaggerRecipe
from kgbuild.training.tagger_seeds import Seeds, train_seeds
from kgbuild.training.tagger_trainer import BEST, Progress
from kgbuild.training.tagger_training import train_tagger
from kgbuild.training.teaching import Teaching
from kgbuild.training.trackers.tracker import Tracker

EXPORT = "export"
EXPORT_FLOAT32 = "export-fp32"
REPORT = "report.json"


@dataclass(frozen=True, slots=True)
class TaggerRun:
    """What a training came to: `evaluation` is that of the export in `folder`.

    `stopping` are the best epoch's figures on the stopping documents, `balanced` those after `shifts`.
    With several `seeds` the former are of the better of the best seed and the mean of weights.
    """

    folder: Path
    stopping: dict[str, float]
    shifts: dict[str, float]
    balanced: dict[str, float]
    evaluation: Evaluation
    seeds: Seeds | None = None


def run_tagger_training(
    recipe: TaggerRecipe,
    splits: TaggerSplits,
    folder: Path,
    *,
    seeds: int = 1,
    teaching: Teaching | None = None,
    encoder: str | None = None,
    device: str = AUTO,
    threads: int | None = None,
    progress: Progress,
    scoring: tagger_evaluation.Progress,
    trackers: Sequence[Tracker] = (),
    float32: bool = False,
) -> TaggerRun:
    """Train into the folder, write the int8 model to `export/` in it, and its figures to `report.json`.

    With `float32` it is written as it is, to `export-fp32/`, and that is scored.
    `encoder` is a folder or hub id, the default one where None. Called again after a kill, it goes on; called
    again after its end, it only exports and scores again. With several `seeds` trackers are told the summary
    alone.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise TrainingStateError(folder, f"cannot be made: {error.strerror}") from error
    use_threads(threads)
    split = SentenceSplitter().split
    name = encoder or DEFAULT_NAME
    common: dict[str, Any] = {
        "encoder": encoder or str(default_encoder()), "encoder_name": name, "split": split, "folder": folder,
        "device": choose_device(device), "progress": progress, "teaching": teaching,
    }  # fmt: skip
    several = train_seeds(recipe, splits, seeds=seeds, **common) if seeds > 1 else None
    stopping = several.chosen if several else train_tagger(recipe, splits, trackers=trackers, **common)
    model, tokenizer = load_encoder(str(folder / BEST), dropout=recipe.dropout)
    names = names_for(recipe)
    documents = prepare_documents(splits.stopping, split, tokenizer, names)
    specials = Specials.of(tokenizer)
    model.eval()
    shifts = balance(model, documents, specials, window=recipe.window)
    balanced = stopping_figures(model, documents, specials, window=recipe.window)
    facts = TaggerFacts(recipe.name, recipe.version, name, recipe.window, LABELS)
    export = folder / (EXPORT_FLOAT32 if float32 else EXPORT)
    export_tagger(model, tokenizer, facts, export, names=names, float32=float32)
    calibrate(export, splits.stopping, split=split, progress=scoring)
    evaluation = evaluate_tagger(Tagger.load(export), splits, progress=scoring)
    report: dict[str, Any] = {
        "stopping": stopping,
        "shifts": shifts,
        "balanced": balanced,
        "scores": evaluation.as_rows(),
    }
    if several:
        report["seeds"] = several.as_row()
    (folder / REPORT).write_text(json.dumps(report, indent=1) + "\n", "utf-8")
    for tracker in trackers:
        if several:
            tracker.start(step=0)
        tracker.summarise(evaluation.f1_by_name())
    return TaggerRun(export, stopping, shifts, balanced, evaluation, several)


def calibrate(
    folder: Path,
    documents: Sequence[AnnotatedDocument],
    *,
    split: tagger_evaluation.Split,
    progress: tagger_evaluation.Progress,
) -> None:
    """Fit maps of the scores of an exported tagger on documents it was not trained on; write them to it."""
    answers = answer(Tagger.load(folder).uncalibrated(), documents, split=split, progress=progress)
    judged = [one for annotated, mentions in answers for one in judge(annotated, mentions)]
    write_maps(folder, fit_maps(judged))
