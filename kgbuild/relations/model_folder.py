"""Read and write the folder of a relation model: `config.json`, `weights.npz` and `context.npz`.

Training leaves `folds.npz` beside them, heads by which a context can be fitted anew.
"""

import json
import zipfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from kgbuild.errors import ModelFolderError
from kgbuild.relations.candidates import PREDICATES
from kgbuild.relations.context import Context, ContextSettings
from kgbuild.relations.context_facts import CONTEXT_FACTS
from kgbuild.relations.head import RelationHead, RelationHeads
from kgbuild.relations.reading import FACTS, TASKS
from kgbuild.relations.trees import BoostedTrees

CONFIG = "config.json"
WEIGHTS = "weights.npz"
TREES = "context.npz"
FOLDS = "folds.npz"
FILES = (CONFIG, WEIGHTS, TREES)
"""All that a model's folder is read for; heads without context have no `context.npz`."""


@dataclass(frozen=True, slots=True)
class RelationFacts:
    """What `config.json` tells about a relation model.

    `name` goes into the evidence; `tagger` is the fingerprint of the tagger whose states it reads;
    `temperatures` by task and `thresholds` by predicate were fitted on held-out answers, as was `context`;
    without one, sentences are read one by one. `phrases` is the precision of phrases and `reliability` how
    many answers are right for each that scores promise, by predicate, on pairs judged by reading.
    """

    name: str
    tagger: str
    temperatures: Mapping[str, float]
    thresholds: Mapping[str, float]
    phrases: Mapping[str, float]
    reliability: Mapping[str, float]
    context: ContextSettings | None = None


def save_model(
    folder: Path,
    facts: RelationFacts,
    heads: RelationHeads,
    trees: BoostedTrees | None = None,
) -> None:
    """Write the model; equal models give equal files.

    Weights are kept as float16, those of one name in one array, with an axis of heads before their own.

    `trees` are those of the context, where `facts` have one.
    """
    folder.mkdir(parents=True, exist_ok=True)
    _save_heads(folder / WEIGHTS, heads)
    (folder / TREES).unlink(missing_ok=True)
    if trees is not None:
        with (folder / TREES).open("wb") as file:
            np.savez_compressed(file, allow_pickle=False, **trees.arrays())
    (folder / CONFIG).write_text(json.dumps(asdict(facts), indent=2) + "\n", "utf-8")


def load_model(folder: Path) -> tuple[RelationFacts, RelationHeads, Context | None]:
    """Return what `save_model` wrote; ModelFolderError says why a folder is no relation model."""
    for name in (CONFIG, WEIGHTS):
        _require(folder, name)
    facts = _facts(folder)
    if facts.context is None:
        return facts, _heads(folder), None
    _require(folder, TREES)
    return facts, _heads(folder), Context(facts.context, _trees(folder))


def save_folds(folder: Path, heads: RelationHeads) -> None:
    """Write the heads that have each learnt from all documents but a fold."""
    _save_heads(folder / FOLDS, heads)


def load_folds(folder: Path) -> RelationHeads:
    """Return what `save_folds` wrote; ModelFolderError where a folder has no such heads."""
    if not (folder / FOLDS).is_file():
        raise ModelFolderError(
            folder, f"there is no {FOLDS}, which a training leaves there and a model that ships does without"
        )
    return _heads(folder, FOLDS)


def _save_heads(path: Path, heads: RelationHeads) -> None:
    arrays = {name: array.astype(np.float16) for name, array in sorted(heads.arrays().items())}
    with path.open("wb") as file:
        np.savez(file, allow_pickle=False, **arrays)


def _require(folder: Path, name: str) -> None:
    if not (folder / name).is_file():
        raise ModelFolderError(folder, f"there is no {name}")


def _facts(folder: Path) -> RelationFacts:
    try:
        config = json.loads((folder / CONFIG).read_text("utf-8"))
        facts = RelationFacts(
            name=str(config["name"]),
            tagger=str(config["tagger"]),
            temperatures={task: float(config["temperatures"][task]) for task in TASKS},
            thresholds={predicate: float(config["thresholds"][predicate]) for predicate in PREDICATES},
            phrases={predicate: float(config["phrases"][predicate]) for predicate in PREDICATES},
            reliability={predicate: float(config["reliability"][predicate]) for predicate in PREDICATES},
            context=_settings(config.get("context")),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise ModelFolderError(folder, f"{CONFIG} is not a relation model's: {error!r}") from error
    if min(facts.temperatures.values()) <= 0:
        raise ModelFolderError(folder, f"{CONFIG} has a temperature that is not above 0")
    return facts


def _settings(config: Mapping[str, Any] | None) -> ContextSettings | None:
    if config is None:
        return None
    knots = tuple((float(score), float(value)) for score, value in config["knots"])
    if not knots or any(b[0] <= a[0] for a, b in pairwise(knots)):
        raise ValueError("the knots of its context do not rise")
    return ContextSettings(float(config["threshold"]), knots)


def _trees(folder: Path) -> BoostedTrees:
    try:
        with (folder / TREES).open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            trees = BoostedTrees.of(arrays)
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise ModelFolderError(folder, f"{TREES} cannot be read: {error}") from error
    if trees.features.size and not 0 <= trees.features.min() <= trees.features.max() < CONTEXT_FACTS:
        raise ModelFolderError(folder, f"{TREES} asks for other facts than this version of kgbuild has")
    return trees


def _heads(folder: Path, name: str = WEIGHTS) -> RelationHeads:
    try:
        # Given a path, numpy leaves a damaged file open.
        with (folder / name).open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            heads = RelationHeads.of(arrays)
    except (OSError, ValueError, KeyError, IndexError, TypeError, zipfile.BadZipFile) as error:
        raise ModelFolderError(folder, f"{name} cannot be read: {error}") from error
    if not all(map(_fits, heads.heads)):
        raise ModelFolderError(
            folder, f"{name} has weights of another shape than this version of kgbuild reads"
        )
    return heads


def _fits(head: RelationHead) -> bool:
    if any(matrix.ndim != 2 for matrix in (head.attention, head.subject, head.object, head.hidden)):
        return False
    width, attentions = head.attention.shape
    inputs = width * (attentions + 1) + head.subject.shape[1] + head.object.shape[1] + FACTS
    return len(head.hidden) == inputs and head.answer_bias.shape == (len(PREDICATES) + 1,)
