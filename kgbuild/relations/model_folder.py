"""Read and write the folder of a relation model: `config.json` and `weights.npz`."""

import json
import zipfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kgbuild.errors import ModelFolderError
from kgbuild.relations.candidates import PREDICATES
from kgbuild.relations.head import RelationHead
from kgbuild.relations.reading import FACTS, TASKS

CONFIG = "config.json"
WEIGHTS = "weights.npz"


@dataclass(frozen=True, slots=True)
class RelationFacts:
    """What `config.json` tells about a relation model.

    `name` goes into the evidence; `tagger` is the fingerprint of the tagger whose states it reads;
    `temperatures` by task and `thresholds` by predicate were fitted on held-out documents. `phrases` is the
    precision of phrases and `reliability` that of all answers, by predicate, on pairs judged by reading.
    """

    name: str
    tagger: str
    temperatures: Mapping[str, float]
    thresholds: Mapping[str, float]
    phrases: Mapping[str, float]
    reliability: Mapping[str, float]


def save_model(folder: Path, facts: RelationFacts, weights: Mapping[str, NDArray[np.floating]]) -> None:
    """Write the model; weights are kept as float16. Equal models give equal files."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / WEIGHTS).open("wb") as file:
        arrays = {name: weights[name].astype(np.float16) for name in sorted(weights)}
        np.savez(file, allow_pickle=False, **arrays)
    (folder / CONFIG).write_text(json.dumps(asdict(facts), indent=2) + "\n", "utf-8")


def load_model(folder: Path) -> tuple[RelationFacts, RelationHead]:
    """Return what `save_model` wrote; ModelFolderError says why a folder is no relation model."""
    for name in (CONFIG, WEIGHTS):
        if not (folder / name).is_file():
            raise ModelFolderError(folder, f"there is no {name}")
    return _facts(folder), _head(folder)


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
        )
    except (ValueError, KeyError, TypeError) as error:
        raise ModelFolderError(folder, f"{CONFIG} is not a relation model's: {error!r}") from error
    if min(facts.temperatures.values()) <= 0:
        raise ModelFolderError(folder, f"{CONFIG} has a temperature that is not above 0")
    return facts


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
