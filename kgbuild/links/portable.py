"""A predictor without a graph: what it learnt of one holds for any other with relations of the same names.

Members that keep nothing of single entities are weights alone: the path network reads the graph that it is
asked about, neighbours by name the names in it, and what has a closed form is solved for it, with the
penalties that were chosen in training. One that learnt from classes stays with its graph, for which they were
read. So a portable folder has the facts and weights of a model's folder, and neither its graph nor its
vocabulary; `portable.json` says in what order relations were learnt, and which encoder read the names. Its
probabilities are calibrated on the graph that it learnt from.
"""

import json
import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from pickle import UnpicklingError

import numpy as np
import torch

from kgbuild.errors import ModelFolderError, OptionError, TriplesError
from kgbuild.graph.atomic import explained, write_text
from kgbuild.links.blending import Blend
from kgbuild.links.evaluation import fitting
from kgbuild.links.features import Progress, identity
from kgbuild.links.fit import WEIGHTS
from kgbuild.links.material import gather
from kgbuild.links.model import LinkModel
from kgbuild.links.model_folder import (
    FACTS,
    MEMBERS,
    VOCABULARY,
    LinkFacts,
    Predictor,
    read_dataset,
    read_facts,
    read_members,
)
from kgbuild.links.models.table import SOLVABLE, TRAINABLE, solvable
from kgbuild.links.promotion import PROMOTION, check_promoted, read_verdict
from kgbuild.links.trainable import CHOSEN, Solvable
from kgbuild.links.training import started_encoder
from kgbuild.links.triples import Dataset, Triples

PORTABLE = "portable.json"
RELATIONS, SYMMETRIC = "relations", "symmetric"
"""Keys of `portable.json`, and of a vocabulary."""

KEEP_NO_ENTITY = frozenset({"degree", "text", "spelling", "kronecker", "paths"})
"""Members that learn nothing of single entities, or are solved for any graph at once.

That which reads documents is none: a graph of a workspace is read from its own.
"""

BUILD_CHARACTERS = 8
"""Of the build of the graph that a portable model is asked about, in the name of its run."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What a graph must go by to be asked about: `relations` in the order of the weights, by name, those of
    them without direction, and the encoder of names, as `features.identity` has it.

    `candidates` (2 x relations) is how many entities of fitting type there were.
    """

    relations: tuple[str, ...]
    symmetric: tuple[str, ...]
    encoder: str
    candidates: tuple[int, ...] = ()


def is_portable(folder: Path) -> bool:
    """Return whether a model's folder holds no graph, but what any graph can be bound to."""
    return (folder / PORTABLE).is_file()


def detach(folder: Path, out: Path) -> LinkFacts:
    """Write what a trained model learnt, without its graph, into the folder `out`, and return its facts.

    Only of a model that was judged and beats the baselines. Raises `ModelFolderError`, `NotPromotedError`,
    `OptionError` for a model with members that cannot be had without their graph, `WorkspaceWriteError`.
    """
    facts = read_facts(folder)
    if "literature" in facts.recipe.chosen:
        raise OptionError(f"{folder}: it reads about the entities of its graph; train without --literature")
    bound = [name for name in facts.recipe.chosen if name not in KEEP_NO_ENTITY]
    if bound:
        rest = ", ".join(sorted(KEEP_NO_ENTITY))
        raise OptionError(
            f"{folder}: what {' and '.join(bound)} learn is about the entities of one graph; train with no "
            f"members but {rest}"
        )
    if len(read_dataset(folder, facts.build).classes):
        raise OptionError(f"{folder}: it knows classes of its graph alone; train without --classes")
    if read_verdict(folder, facts.run) is None:
        raise ModelFolderError(folder, "it was not judged yet: `kgbuild evaluate links --promote` does that")
    check_promoted(folder, facts.run)
    stated = {
        **_relations(folder),
        "candidates": _candidates(folder),
        "encoder": identity(started_encoder(folder)),
    }
    for name in facts.recipe.chosen:
        source, target = (place / MEMBERS / name / WEIGHTS for place in (folder, out))
        if name in TRAINABLE:
            _copy(source, target)
        if name in SOLVABLE:
            _keep_chosen(source, target)
    _copy(folder / PROMOTION, out / PROMOTION)
    _copy(folder / FACTS, out / FACTS)
    write_text(out / PORTABLE, json.dumps(stated, indent=1) + "\n")
    return facts


def read_terms(folder: Path) -> Terms:
    """Return what a graph must go by to be asked about; raises `ModelFolderError`."""
    try:
        stated = json.loads((folder / PORTABLE).read_text("utf-8"))
        relations, symmetric = (tuple(map(str, stated[key])) for key in (RELATIONS, SYMMETRIC))
        candidates = tuple(map(int, stated["candidates"]))
        return Terms(relations, symmetric, str(stated["encoder"]), candidates)
    except (OSError, KeyError, ValueError, TypeError) as error:
        raise ModelFolderError(folder, f"its {PORTABLE} cannot be understood ({error})") from error


def bind(
    folder: Path,
    dataset: Dataset,
    *,
    encoder: str | None = None,
    cache: Path | None = None,
    device: torch.device,
    progress: Progress | None = None,
) -> Predictor:
    """Return the predictor of a portable folder, ready to be asked about a data set.

    It looks at the triples of `train`; those of relations that it has not learnt are left out, and counted
    in the data set's `skipped`. Its run is named by model and build. Raises `ModelFolderError` for a folder
    that is not complete or was made for another encoder, `TriplesError` for a graph without any relation
    that it knows, and what `gather` raises.
    """
    facts, terms = read_facts(folder), read_terms(folder)
    if terms.encoder != identity(encoder):
        raise ModelFolderError(folder, "another encoder read the names that it learnt from")
    here = in_terms(dataset, terms)
    if not len(here.train):
        raise TriplesError("the graph", f"it has no relation that {facts.run} has learnt")
    material = gather(here, facts.recipe, encoder=encoder, cache=cache, device=device, progress=progress)
    solved: dict[str, LinkModel] = {}
    for name in facts.recipe.chosen:
        if name in SOLVABLE:
            solved[name] = model = solvable(name, material, facts.recipe)
            _set_chosen(model, folder / MEMBERS / name / WEIGHTS)
            model.solve(progress or (lambda done, of: None))
    members = read_members(folder, material, facts.recipe, there=solved)
    run = f"{facts.run}.{dataset.build[:BUILD_CHARACTERS]}"
    facts = replace(facts, run=run, build=dataset.build, candidates=terms.candidates)
    return Predictor(facts, material, Blend(members, facts.weights, here.degrees))


def in_terms(dataset: Dataset, terms: Terms) -> Dataset:
    """Return a data set with the relations that were learnt, in their order, some perhaps without triples.

    Those of other relations are left out, and counted in `skipped`.
    """
    known, relations = dataset.vocabulary.relations, terms.relations
    numbers = np.array([relations.index(name) if name in relations else -1 for name in known], dtype=np.int64)

    def turned(triples: Triples) -> Triples:
        kept = triples[numbers[triples[:, 1]] >= 0].copy()
        kept[:, 1] = numbers[kept[:, 1]]
        return kept

    counts = np.bincount(dataset.known[:, 1], minlength=len(known))
    unknown = {
        f"{name}, which the model has not learnt": int(count)
        for name, count in zip(known, counts, strict=True)
        if name not in relations and count
    }
    return replace(
        dataset,
        vocabulary=replace(dataset.vocabulary, relations=relations, symmetric=terms.symmetric),
        train=turned(dataset.train),
        valid=turned(dataset.valid),
        test=turned(dataset.test),
        skipped=dataset.skipped | unknown,
    )


def _relations(folder: Path) -> dict[str, list[str]]:
    try:
        vocabulary = json.loads((folder / VOCABULARY).read_text("utf-8"))
        return {key: list(vocabulary[key]) for key in (RELATIONS, SYMMETRIC)}
    except (OSError, KeyError, ValueError, TypeError) as error:
        raise ModelFolderError(folder, f"its {VOCABULARY} cannot be understood ({error})") from error


def _candidates(folder: Path) -> list[int]:
    """Return how many entities of fitting type (2 x relations) there are on the graph of a trained model."""
    dataset = read_dataset(folder, read_facts(folder).build)
    fits = fitting(dataset.vocabulary, dataset.known)
    return [] if fits is None else fits.sum(axis=1).tolist()


def _keep_chosen(source: Path, target: Path) -> None:
    """Write of a solvable model's weights those that hold for any graph."""
    chosen = _chosen(source)
    with explained(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        torch.save({CHOSEN: chosen}, target)


def _set_chosen(model: Solvable, path: Path) -> None:
    """Give a solvable model what was chosen when it was trained, unless its recipe says it."""
    own = model.module.get_parameter(CHOSEN)
    if bool(own.any()):
        return
    chosen = _chosen(path)
    if chosen.shape != own.shape:
        problem = f"{path.name} has {len(chosen)} penalties for {len(own)} relations: detach the model anew"
        raise ModelFolderError(path.parent, problem)
    with torch.no_grad():
        own.copy_(chosen)


def _chosen(path: Path) -> torch.Tensor:
    try:
        chosen: torch.Tensor = torch.load(path, map_location="cpu", weights_only=True)[CHOSEN]
    except (OSError, EOFError, KeyError, TypeError, RuntimeError, UnpicklingError) as error:
        problem = f"{path.name} has no penalties that can be read ({error!r}): train the model anew"
        raise ModelFolderError(path.parent, problem) from error
    return chosen


def _copy(source: Path, target: Path) -> None:
    with explained(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
