"""One training of link predictors from end to end: members, weights of the blend, probabilities."""

import json
from dataclasses import dataclass, replace
from math import nan
from pathlib import Path

import numpy as np
import torch

from kgbuild.domain.ids import content_hash
from kgbuild.errors import ModelFolderError, TrainingStateError
from kgbuild.graph.atomic import write_text
from kgbuild.links import features
from kgbuild.links.blending import Blend, fit_weights
from kgbuild.links.calibration import fit_maps, judge
from kgbuild.links.fit import WEIGHTS, Progress, fit
from kgbuild.links.material import gather, with_vectors
from kgbuild.links.model import LinkModel
from kgbuild.links.model_folder import MEMBERS, VECTORS, LinkFacts, read_facts, write_facts, write_graph
from kgbuild.links.models.table import SOLVABLE, TRAINABLE, fixed, solvable, steps, trainable
from kgbuild.links.processes import joined, wait_for_all
from kgbuild.links.recipe import LinkRecipe
from kgbuild.links.trainable import Material
from kgbuild.links.triples import Dataset
from kgbuild.training.device import AUTO, choose_device, keep_freed_memory, use_threads

STARTED = "training.json"


@dataclass(frozen=True, slots=True)
class LinkRun:
    """What a training came to."""

    folder: Path
    facts: LinkFacts


def train_links(
    recipe: LinkRecipe,
    dataset: Dataset,
    folder: Path,
    *,
    encoder: str | None = None,
    cache: Path | None = None,
    device: str = AUTO,
    threads: int | None = None,
    encoding: features.Progress,
    progress: Progress,
) -> LinkRun:
    """Train all members into the folder, then fit weights and probabilities on the validation part.

    Called again after a kill, it goes on; the same data, recipe and number of threads give the same weights.
    Started by `torchrun`, processes share the steps and see one folder; only the first tells of progress.
    Raises `TrainingStateError` where the folder belongs to another training, and what `gather` raises.
    """
    use_threads(threads)
    keep_freed_memory()
    with joined(choose_device(device)) as (share, own):
        if share.is_first:
            _start(folder, recipe, dataset, encoder)
            material = gather(dataset, recipe, encoder=encoder, cache=cache, device=own, progress=encoding)
            write_graph(folder, dataset, material.vectors)
        wait_for_all(share)
        if not share.is_first:
            vectors = np.load(folder / VECTORS)
            material = with_vectors(dataset, recipe, vectors, context=dataset.train, device=own)
        material = replace(material, share=share)
        members, validation = _members(material, recipe, folder, progress if share.is_first else _silent)
        facts = _judged(members, validation, dataset, recipe, folder) if share.is_first else None
        wait_for_all(share)
        return LinkRun(folder, facts or read_facts(folder))


def _members(
    material: Material, recipe: LinkRecipe, folder: Path, progress: Progress
) -> tuple[dict[str, LinkModel], dict[str, float]]:
    """Return the members, trained where they learn, and what these reach on validation."""
    members: dict[str, LinkModel] = {}
    validation = {}
    for name in recipe.chosen:
        if name in SOLVABLE:
            members[name] = _solved(name, material, recipe, folder / MEMBERS / name, progress)
            continue
        if name not in TRAINABLE:
            members[name] = fixed(name, material)
            continue
        model = trainable(name, material, recipe)
        validation[name] = fit(
            model, material, recipe, folder / MEMBERS / name, steps=steps(name, recipe), progress=progress
        )
        members[name] = model
    return members, validation


def _solved(name: str, material: Material, recipe: LinkRecipe, folder: Path, progress: Progress) -> LinkModel:
    """Return a model of closed form, solved by the first process unless its weights are in the folder."""
    model, path = solvable(name, material, recipe), folder / WEIGHTS
    if material.share.is_first and not path.is_file():
        model.solve(lambda done, of: progress(name, done, of, nan, nan))
        folder.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(".partial")
        torch.save(model.module.state_dict(), partial)
        partial.replace(path)
    wait_for_all(material.share)
    state = torch.load(path, map_location=material.device, weights_only=True)
    try:
        model.module.load_state_dict(state)
    except RuntimeError as error:
        raise TrainingStateError(folder, "it was begun by another version of kgbuild") from error
    return model


def _judged(
    members: dict[str, LinkModel],
    validation: dict[str, float],
    dataset: Dataset,
    recipe: LinkRecipe,
    folder: Path,
) -> LinkFacts:
    """Blend the members, make probabilities of their scores, and write down what that comes to."""
    weights = fit_weights(members, dataset, seed=recipe.seed, even=recipe.unconnected == "even")
    blend = Blend(members, weights, dataset.degrees)
    maps = fit_maps(judge(blend, dataset, dataset.valid), dataset.vocabulary.relations)
    return write_facts(folder, dataset, recipe, weights=weights, maps=maps, validation=validation)


def _silent(name: str, step: int, steps: int, loss: float, best: float) -> None:
    """Tell nothing: the first process does."""


def started_encoder(folder: Path) -> str | None:
    """Return the encoder of names that a training was begun with, None for the default one.

    Raises `ModelFolderError` where no training was.
    """
    try:
        encoder = json.loads((folder / STARTED).read_text("utf-8"))["encoder"]
    except (OSError, KeyError, ValueError, TypeError) as error:
        raise ModelFolderError(folder, f"its {STARTED} cannot be understood ({error})") from error
    return None if encoder is None else str(encoder)


def _start(folder: Path, recipe: LinkRecipe, dataset: Dataset, encoder: str | None) -> None:
    """Claim the folder for this training, or find that it was begun there."""
    about = {"recipe": repr(recipe), "build": dataset.build, "encoder": encoder}
    if len(dataset.classes):
        about["classes"] = content_hash(str(dataset.classes.tolist()))
    if "literature" in recipe.chosen:
        about["literature"] = content_hash(str(dataset.together.tolist()))
    settings = json.dumps(about, indent=1) + "\n"
    path = folder / STARTED
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            write_text(path, settings)
        elif path.read_text("utf-8") != settings:
            raise TrainingStateError(
                folder,
                "a training with another recipe, graph or encoder, other classes or documents began there",
            )
    except OSError as error:
        raise TrainingStateError(folder, f"cannot be used: {error.strerror}") from error
