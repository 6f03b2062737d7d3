"""Read and write the folder of a relation model: `config.json`, `weights.npz` and `context.npz`."""

import json
import zipfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kgbuild.errors import ModelFolderError
from kgbuild.relations.candidates import PREDICATES
from kgbuild.relations.context import Context, ContextSettings
from kgbuild.relations.context_facts import CONTEXT_FACTS
from kgbuild.relations.head import RelationHead
from kgbuild.relations.reading import FACTS, TASKS
from kgbuild.relations.trees import BoostedTrees

CONFIG = "config.json"
WEIGHTS = "weights.npz"
TREES = "context.npz"
FILES = (CONFIG, WEIGHTS, TREES)
"""All that a model's folder is read for; a head without context has no `context.npz`."""


@dataclass(frozen=True, slots=True)
class RelationFacts:
    """What `config.json` tells about a relation model.

    `name` goes into the evidence; `tagger` is the fingerprint of the tagger whose states it reads;
    `temperatures` by task and `thresholds` by predicate were fitted on held-out documents, as was `context`;
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
    weights: Mapping[str, NDArray[np.floating]],
    trees: BoostedTrees | None = None,
) -> None:
    """Write the model; weights are kept as float16. Equal models give equal files.

    `trees` are those of the context, where `facts` have one.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / WEIGHTS).open("wb") as file:
        arrays = {name: weights[name].astype(np.float16) for name in sorted(weights)}
        np.savez(file, allow_pickle=False, **arrays)
    (folder / TREES).unlink(missing_ok=True)
    if trees is not None:
        with (folder / TREES).open("wb") as file:
            np.savez_compressed(file, allow_pickle=False, **trees.arrays())
    (folder / CONFIG).write_text(json.dumps(asdict(facts), indent=2) + "\n", "utf-8")


def load_model(folder: Path) -> tuple[RelationFacts, RelationHead, Context | None]:
    """Return what `save_model` wrote; ModelFolderError says why a folder is no relation model."""
    for name in (CONFIG, WEIGHTS):
        _require(folder, name)
    facts = _facts(folder)
    if facts.context is None:
        return facts, _head(folder), None
    _require(folder, TREES)
    return facts, _head(folder), Context(facts.context, _trees(folder))


def load_weights(folder: Path) -> dict[str, NDArray[np.floating]]:
    """Return the head's weights as they are kept, of a folder that `load_model` accepts."""
    with np.load(folder / WEIGHTS, allow_pickle=False) as arrays:
        return dict(arrays)


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


def _head(folder: Path) -> RelationHead:
    try:
        # Given a path, numpy leaves a damaged file open.
        with (folder / WEIGHTS).open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            head = RelationHead.of(arrays)
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise ModelFolderError(folder, f"{WEIGHTS} cannot be read: {error}") from error
    width, heads = head.attention.shape
    inputs = width * (heads + 1) + head.subject.shape[1] + head.object.shape[1] + FACTS
    if head.hidden.shape[0] != inputs or len(head.answer_bias) != len(PREDICATES) + 1:
        raise ModelFolderError(
            folder, f"{WEIGHTS} has weights of another shape than this version of kgbuild reads"
        )
    return head
