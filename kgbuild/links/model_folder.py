"""A trained predictor on disk: all that it needs to predict, the graph that it learnt from included.

`model.json` holds the facts, `graph.npz` the triples by part, company and classes, `vocabulary.json` what
numbers stand for, `vectors.npy` the vectors of names, `members/NAME/weights.pt` the weights.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from pickle import UnpicklingError
from typing import Any

import numpy as np
import torch

from kgbuild.domain.ids import content_hash
from kgbuild.errors import ModelFolderError, OptionError, ScoresError
from kgbuild.graph.atomic import write_text
from kgbuild.links.blending import Blend, Weights
from kgbuild.links.features import check_vectors
from kgbuild.links.fit import WEIGHTS
from kgbuild.links.material import with_vectors
from kgbuild.links.model import LinkModel
from kgbuild.links.models.table import WEIGHTED, fixed, weighted
from kgbuild.links.recipe import LinkRecipe
from kgbuild.links.trainable import Material
from kgbuild.links.triples import Dataset, Triples, Vocabulary, no_classes, nobody_together
from kgbuild.mentions.score_maps import Knots

FACTS = "model.json"
GRAPH = "graph.npz"
PARTS = ("train", "valid", "test", "together", "classes")
VOCABULARY = "vocabulary.json"
VECTORS = "vectors.npy"
MEMBERS = "members"


@dataclass(frozen=True, slots=True)
class LinkFacts:
    """What is known of a trained predictor: `run` identifies it, `build` the graph it learnt from.

    `maps` turn scores into probabilities, by relation. `validation` are MRRs of members on part of the
    validation questions. `candidates` (2 x relations) is how many entities were of fitting type where the
    maps were fitted; empty if that is the graph that is asked about.
    """

    run: str
    build: str
    recipe: LinkRecipe
    weights: Weights
    maps: dict[str, Knots]
    validation: dict[str, float]
    candidates: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Predictor:
    """A trained predictor, ready to use."""

    facts: LinkFacts
    material: Material
    blend: Blend


def write_graph(folder: Path, dataset: Dataset, vectors: np.ndarray[Any, np.dtype[np.float32]]) -> None:
    """Put what a model learns from into its folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / GRAPH).open("wb") as file:
        np.savez_compressed(file, **{part: getattr(dataset, part) for part in PARTS})
    with (folder / VECTORS).open("wb") as file:
        np.save(file, vectors)
    write_text(folder / VOCABULARY, json.dumps(asdict(dataset.vocabulary), ensure_ascii=False) + "\n")


def write_facts(
    folder: Path,
    dataset: Dataset,
    recipe: LinkRecipe,
    *,
    weights: Weights,
    maps: dict[str, Knots],
    validation: dict[str, float],
) -> LinkFacts:
    """Put what was fitted into the folder and return it: the folder is complete from then on."""
    numbers = {name: np.asarray(value).tolist() for name, value in asdict(weights).items()}
    stated = {"build": dataset.build, "recipe": asdict(recipe), "weights": numbers, "maps": maps}
    digest = [(folder / MEMBERS / name / WEIGHTS) for name in recipe.chosen if name in WEIGHTED]
    run = f"{recipe.name}-{content_hash(json.dumps(stated), *(_digest(path) for path in digest))[:12]}"
    write_text(folder / FACTS, json.dumps({"run": run, **stated, "validation": validation}, indent=1) + "\n")
    return LinkFacts(run, dataset.build, recipe, weights, maps, validation)


def load_predictor(folder: Path, *, device: torch.device, everything_known: bool = False) -> Predictor:
    """Return the predictor of a folder; raises `ModelFolderError`.

    With `everything_known` models look at all triples, as for predictions; else at those of training, as
    for a fair evaluation.
    """
    facts = read_facts(folder)
    dataset = read_dataset(folder, facts.build)
    try:
        context: Triples = dataset.known if everything_known else dataset.train
        vectors = np.load(folder / VECTORS)
        check_vectors(vectors, len(dataset.vocabulary.entities))
        material = with_vectors(dataset, facts.recipe, vectors, context=context, device=device)
    except ScoresError as error:
        raise ModelFolderError(folder, f"{VECTORS}: {error}") from error
    except (OSError, KeyError, ValueError, TypeError, RuntimeError) as error:
        raise ModelFolderError(folder, f"it is not complete ({error})") from error
    members = read_members(folder, material, facts.recipe)
    return Predictor(facts, material, Blend(members, facts.weights, dataset.degrees))


def read_dataset(folder: Path, build: str) -> Dataset:
    """Return the graph, of this build, that a model learnt from; raises `ModelFolderError`."""
    try:
        with np.load(folder / GRAPH) as arrays:
            train, valid, test = (arrays[part] for part in ("train", "valid", "test"))
            # That a former version wrote has none.
            together = arrays["together"] if "together" in arrays else nobody_together()
            classes = arrays["classes"] if "classes" in arrays else no_classes()
        fields = {
            key: tuple(value) for key, value in json.loads((folder / VOCABULARY).read_text("utf-8")).items()
        }
        vocabulary = Vocabulary(**fields)
        return Dataset(vocabulary, train, valid, test, build=build, together=together, classes=classes)
    except (OSError, KeyError, ValueError, TypeError) as error:
        raise ModelFolderError(folder, f"it is not complete ({error})") from error


def read_members(
    folder: Path, material: Material, recipe: LinkRecipe, *, there: Mapping[str, LinkModel] | None = None
) -> dict[str, LinkModel]:
    """Return the members by name, with the folder's weights; raises `ModelFolderError`.

    Those that are `there` are not read.
    """
    there = there or {}
    try:
        return {name: there.get(name) or _member(folder, name, material, recipe) for name in recipe.chosen}
    except (OSError, KeyError, ValueError, TypeError, RuntimeError, UnpicklingError) as error:
        raise ModelFolderError(folder, f"its weights cannot be read ({error})") from error


def read_facts(folder: Path) -> LinkFacts:
    """Return what `model.json` says; raises `ModelFolderError`."""
    try:
        stated = json.loads((folder / FACTS).read_text("utf-8"))
        weights = Weights(**{name: np.array(value) for name, value in stated["weights"].items()})
        maps = {name: tuple((a, b) for a, b in knots) for name, knots in stated["maps"].items()}
        recipe = LinkRecipe(**stated["recipe"])
        return LinkFacts(stated["run"], stated["build"], recipe, weights, maps, stated["validation"])
    except FileNotFoundError as error:
        raise ModelFolderError(folder, f"there is no {FACTS}: its training is not finished") from error
    except (OSError, KeyError, ValueError, TypeError, OptionError) as error:
        raise ModelFolderError(folder, f"its {FACTS} cannot be understood ({error})") from error


def _member(folder: Path, name: str, material: Material, recipe: LinkRecipe) -> LinkModel:
    if name not in WEIGHTED:
        return fixed(name, material)
    model = weighted(name, material, recipe)
    state = torch.load(folder / MEMBERS / name / WEIGHTS, map_location=material.device, weights_only=True)
    try:
        model.module.load_state_dict(state)
    except RuntimeError as error:
        problem = f"its {name} was trained by another version of kgbuild ({error}): train it anew"
        raise ModelFolderError(folder, problem) from error
    return model


def _digest(path: Path) -> str:
    state: dict[str, torch.Tensor] = torch.load(path, map_location="cpu", weights_only=True)
    return content_hash(*(f"{name}:{value.numpy().tobytes().hex()}" for name, value in sorted(state.items())))
