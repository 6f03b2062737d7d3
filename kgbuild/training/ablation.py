"""Compare variants of a recipe on the same data and seed, a process each, going on where it was stopped."""

import hashlib
import json
import tempfile
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from kgbuild.errors import OptionError, TrainingStateError
from kgbuild.training.ablation_plan import Variant
from kgbuild.training.ablation_row import Job, measure, quiet, subset
from kgbuild.training.splits import load_tagger_splits

RESULT = "ablation.json"
ROWS = "rows"

Progress = Callable[[str, int, int], None]
"""Told the variant that begins, its number, and how many there are."""


def run_ablation(
    variants: Sequence[Variant],
    data: Path,
    out: Path,
    *,
    documents: int,
    only: Collection[str] = (),
    encoder: str | None = None,
    device: str = "auto",
    threads: int = 1,
    measuring: Callable[[Job], dict[str, Any]],
    progress: Progress,
) -> dict[str, Any]:
    """Measure the variants (those of `only`, where it names some), and write and return all that is measured.

    `measuring` is `in_a_process`, or `measure` where the peak of memory is not asked for. The result holds
    how it was measured and `rows` by name, as `measure` returns them. A row is measured anew where its recipe
    or the data is another than that of its file.
    """
    names = [variant.name for variant in variants]
    if unknown := sorted(set(only) - set(names)):
        raise OptionError(f"--only {unknown[0]}: no such row; there are {', '.join(names)}")
    try:
        (out / ROWS).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise TrainingStateError(out, f"cannot be made: {error.strerror}") from error
    splits = subset(load_tagger_splits(data), documents)
    facts = {
        "training_documents": len(splits.train),
        "stopping_documents": len(splits.stopping),
        "threads": threads,
        "device": device,
        "encoder": encoder or "default",
    }
    ids = [one.document.id for part in (splits.train, splits.stopping) for one in part]
    rows = {}
    for number, variant in enumerate(variants, 1):
        settings = hashlib.sha256(repr((variant, facts, ids)).encode()).hexdigest()
        path = out / ROWS / f"{variant.name}.json"
        row = _measured(path, settings)
        if row is None and (not only or variant.name in only):
            progress(variant.name, number, len(variants))
            with tempfile.TemporaryDirectory(dir=out) as folder:
                job = Job(variant, data, documents, Path(folder), out / "teachers", encoder, device, threads)
                row = measuring(job)
            partial = path.with_suffix(".partial")
            partial.write_text(json.dumps({"settings": settings, "row": row}, indent=1) + "\n", "utf-8")
            partial.replace(path)
        if row is not None:
            rows[variant.name] = row
    result = {**facts, "rows": rows}
    (out / RESULT).write_text(json.dumps(result, indent=1) + "\n", "utf-8")
    return result


def _measured(path: Path, settings: str) -> dict[str, Any] | None:
    if not path.is_file():
        return None
    held = json.loads(path.read_text("utf-8"))
    row: dict[str, Any] = held["row"]
    return row if held["settings"] == settings else None


def in_a_process(job: Job) -> dict[str, Any]:
    """Measure in a new process, whose memory is that of the row alone."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=quiet) as pool:
        return pool.submit(measure, job).result()
