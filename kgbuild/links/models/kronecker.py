"""Kronecker regularised least squares: two entities are related as others like them are to each other.

After van Laarhoven 2011 (*Gaussian interaction profile kernels for predicting drug-target interaction*), with
cosines for kernels. How alike two entities are is a weighted sum of how alike their known relations are,
whom they are named with, how their names are spelt, what these mean (cubed), and, where ontologies were read,
their classes. With kernels K of subjects and L of objects, and Y the table of what is known (1) among all
pairs (0), scores are those of ridge regression with the kernel K x L over pairs: U (S * U'YV) V' with
K = U diag(k) U', L = V diag(l) V' and S = kl / (kl + ridge) for each k and l. All of it is solved at once,
without steps, and entities without any known relation are scored by what else is known of them. It is solved
for the triples to learn from: what is held out stays so when it predicts.

How large the ridge is, the penalty, says the validation part, for each relation: graphs that were read from
text want a hundred times that of curated ones. Without a validation part it is 1.

Of more entities than `kernel_entities`, the kernel is that which the best connected of them imply (Nyström:
Williams 2001, *Using the Nyström Method to Speed Up Kernel Machines*). Scores are kept as two factors of
`kernel_width` columns.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from kgbuild.links.evaluation import rank
from kgbuild.links.model import Ints, Scores
from kgbuild.links.neighbours import CHUNK, Alike, by_meaning
from kgbuild.links.profiles import by_classes, by_company, by_relations
from kgbuild.links.recipe import LinkRecipe
from kgbuild.links.spelling import by_spelling
from kgbuild.links.trainable import CHOSEN, Material, Told
from kgbuild.links.triples import Dataset, Triples

RELATED, SPELT, MEANT, CLASSED = 0.5, 0.25, 0.25, 0.25
"""What the senses of being alike weigh. Half of the first is by company, where documents tell of it."""

POWER = 3
"""Exponent of the cosine of meanings: most names are a little alike."""

SHARPNESS = 10.0
"""What is known scores about 1 and the rest about 0; as logits, scores are so many times as large."""

NEVER = -1.0
"""Score of what is of no kind that answers."""

LEAST = 1e-5
"""Eigenvalues below this share of the largest are left out: rounding errors, for the most part."""

ROUNDS = 4
"""Power iterations by which factors are found."""

RIDGES = (1.0, 3.0, 0.3, 10.0, 30.0, 0.1, 100.0, 300.0, 1000.0)
"""Penalties that are tried; of equally good ones the first counts."""

TRIED_ON = 1000
"""Validation triples of a relation, at most, that its penalty is chosen by."""

PRIOR = 200
"""Validation questions of a relation that count as much as those of all, where its penalty is chosen."""

Products = Callable[[int, int, Ints], torch.Tensor]
"""Gives the products (b, answers) of a relation, from one end, for the entities at some places (b,) of it."""


@dataclass(frozen=True, slots=True)
class Side:
    """Entities (n,), sorted, of the kinds that a relation has at one end."""

    entities: Ints
    kinds: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Spectrum:
    """Eigenvalues (m,) and eigenvectors (n, m) of a kernel over n entities."""

    values: torch.Tensor
    vectors: torch.Tensor


@dataclass(frozen=True, slots=True)
class Problem:
    """The regression of one relation: `core` (k, l) is what is known in terms of both ends' eigenvectors."""

    ends: tuple[Spectrum, Spectrum]
    core: torch.Tensor

    def drawn(self, ridge: float) -> torch.Tensor:
        """Return the core of the regression with this penalty."""
        products = self.ends[0].values[:, None] * self.ends[1].values
        return self.core * (products / (products + ridge))


class Kronecker:
    """See the module."""

    name = "kronecker"

    def __init__(self, material: Material, recipe: LinkRecipe) -> None:
        self._material, self._recipe = material, recipe
        self._sides = sides(material.dataset)
        factors = nn.ParameterDict()
        for relation, pair in enumerate(self._sides):
            width = min(recipe.kernel_width, *(len(side.entities) for side in pair))
            for end, side in enumerate(pair):
                zeros = torch.zeros(len(side.entities), width)
                factors[_factor(relation, end)] = nn.Parameter(zeros, requires_grad=False)
        ridges = torch.full((len(self._sides),), float(recipe.kernel_ridge))
        factors[CHOSEN] = nn.Parameter(ridges, requires_grad=False)
        self.module: nn.Module = factors.to(material.device)
        self._spectra: dict[tuple[int, ...], Spectrum] = {}

    def solve(self, progress: Told) -> None:
        """Find the factors, from the triples to learn from, and before it the penalties that nobody set."""
        torch.manual_seed(self._recipe.seed)
        ridges, count = self.module.get_parameter(CHOSEN), len(self._sides)
        choosing = not bool(ridges.any())
        of = count * (2 if choosing else 1)
        alike = self._alike()
        if choosing:
            ridges.copy_(torch.from_numpy(self._chosen(alike, lambda done: progress(done, of))))
        for relation in range(count):
            progress(of - count + relation, of)
            problem = self._problem(alike, relation)
            if problem is None:
                continue
            core = problem.drawn(float(ridges[relation]))
            width = min(self.module.get_parameter(_factor(relation, 0)).shape[1], *core.shape)
            left, values, right = torch.svd_lowrank(core, width, ROUNDS)
            for end, (side, half) in enumerate(zip(problem.ends, (left, right), strict=True)):
                factor = self.module.get_parameter(_factor(relation, end))
                factor[:, :width] = side.vectors @ (half * values.sqrt())
        self._spectra.clear()
        progress(of, of)

    def score(self, heads: Ints, relations: Ints) -> Scores:
        """Return scores (b, entities); see `LinkModel`."""

        def products(relation: int, end: int, places: Ints) -> torch.Tensor:
            factor, answers = (self.module.get_parameter(_factor(relation, e)) for e in (end, 1 - end))
            return factor[torch.from_numpy(places).to(factor.device)] @ answers.T

        return self.scores(heads, relations, products)

    def scores(self, heads: Ints, relations: Ints, products: Products) -> Scores:
        """Return scores (b, entities) from such products."""
        scores = np.full((len(heads), self._material.entities), NEVER * SHARPNESS, dtype=np.float32)
        for asked in np.unique(relations).tolist():
            end, relation = divmod(asked, len(self._sides))
            own, others = self._sides[relation][end], self._sides[relation][1 - end]
            rows = np.flatnonzero((relations == asked) & np.isin(heads, own.entities))
            places = np.searchsorted(own.entities, heads[rows])
            scores[rows[:, None], others.entities] = SHARPNESS * products(relation, end, places).cpu().numpy()
        return scores

    def _chosen(self, alike: Alike, progress: Callable[[int], None]) -> NDArray[np.float32]:
        """Return the penalty of each relation (relations,): that with the highest MRR on validation.

        Questions of all relations have a say where a relation has few.
        """
        found, counts = np.zeros((len(self._sides), len(RIDGES))), np.zeros((len(self._sides), 1))
        for relation in range(len(self._sides)):
            progress(relation)
            valid = self._material.dataset.valid
            valid = valid[valid[:, 1] == relation]
            problem = self._problem(alike, relation) if len(valid) else None
            if problem is not None:
                found[relation], counts[relation] = self._tried(problem, valid), 2 * len(valid)
        if not counts.any():
            return np.ones(len(self._sides), dtype=np.float32)
        overall = (counts * found).sum(axis=0) / counts.sum()
        best = np.argmax(counts * found + PRIOR * overall, axis=1)
        chosen: NDArray[np.float32] = np.array(RIDGES, dtype=np.float32)[best]
        return chosen

    def _tried(self, problem: Problem, valid: Triples) -> NDArray[np.float64]:
        """Return the MRR (ridges,) on validation triples (n, 3) of one relation with each penalty.

        All columns count, also those that are cut off once a penalty is chosen.
        """
        order = np.random.default_rng(self._recipe.seed).permutation(len(valid))
        tried = valid[order[:TRIED_ON]]
        wholes = (_Whole(self, problem, ridge) for ridge in RIDGES)
        return np.array([rank(whole, self._material.dataset, tried).figures()["mrr"] for whole in wholes])

    def _problem(self, alike: Alike, relation: int) -> Problem | None:
        """Return the regression of a relation, None where nothing is known of it."""
        train, directions = self._material.dataset.train, self._material.directions
        known, pair = train[train[:, 1] == relation], self._sides[relation]
        if not len(known):
            return None
        for side in pair:
            if side.kinds not in self._spectra:
                self._spectra[side.kinds] = self._spectrum(alike, side.entities)
        subjects, objects = (self._spectra[side.kinds] for side in pair)
        if relation in directions.symmetric:
            known = np.concatenate([known, known[:, ::-1]])
        known = np.unique(known, axis=0)
        return Problem((subjects, objects), self._projected(known, pair, subjects.vectors, objects.vectors))

    def _alike(self) -> Alike:
        """Return the kernel."""
        dataset = self._material.dataset
        spelt, meant = by_spelling(dataset.vocabulary.names), by_meaning(self._material.vectors)
        knowing = [by_relations(dataset), *([by_company(dataset)] if len(dataset.together) else [])]
        classed = by_classes(dataset) if len(dataset.classes) else None

        def alike(some: Ints, others: Ints) -> NDArray[np.float32]:
            kernel = SPELT * spelt(some, others) + MEANT * meant(some, others) ** POWER
            for sense in knowing:
                kernel += RELATED / len(knowing) * sense(some, others)
            if classed is not None:
                kernel += CLASSED * classed(some, others)
            return kernel

        return alike

    def _spectrum(self, alike: Alike, entities: Ints) -> Spectrum:
        """Return the spectrum of the kernel over these entities (n,)."""
        most = self._recipe.kernel_entities
        known = self._material.dataset.degrees[entities]
        some = entities[np.sort(np.argsort(-known, kind="stable")[:most])]
        of_some = _eigen(self._tensor(alike(some, some)))
        if len(some) == len(entities):
            return of_some
        roots = of_some.vectors / of_some.values.sqrt()
        mapped = torch.empty(len(entities), roots.shape[1], device=roots.device)
        parts = [slice(start, start + CHUNK) for start in range(0, len(entities), CHUNK)]
        for part in parts:
            mapped[part] = self._tensor(alike(entities[part], some)) @ roots
        of_all = _eigen(mapped.T @ mapped)
        turned = of_all.vectors / of_all.values.sqrt()
        vectors = torch.empty(len(entities), turned.shape[1], device=roots.device)
        for part in parts:
            vectors[part] = mapped[part] @ turned
        return Spectrum(of_all.values, vectors)

    def _projected(
        self, known: Triples, pair: tuple[Side, Side], subjects: torch.Tensor, objects: torch.Tensor
    ) -> torch.Tensor:
        """Return U'YV (k, l) for known triples, and vectors U (n, k) of subjects and V (m, l) of objects."""
        rows, columns = (
            self._tensor(np.searchsorted(side.entities, known[:, at]))
            for side, at in zip(pair, (0, 2), strict=True)
        )
        size = (len(objects), len(subjects))
        ones = torch.ones(len(known), device=subjects.device)
        table = torch.sparse_coo_tensor(torch.stack([columns, rows]), ones, size, check_invariants=False)
        projected: torch.Tensor = torch.sparse.mm(table, subjects).T @ objects
        return projected

    def _tensor(self, values: np.ndarray) -> torch.Tensor:
        """Return it where it is solved: on a GPU that has all that this takes, else on the processor."""
        device = self._material.device
        return torch.from_numpy(values).to(device if device.type == "cuda" else "cpu")


class _Whole:
    """Scores of one relation's regression, not cut to factors."""

    name = Kronecker.name

    def __init__(self, model: Kronecker, problem: Problem, ridge: float) -> None:
        self._model, self._ends, self._core = model, problem.ends, problem.drawn(ridge)

    def score(self, heads: Ints, relations: Ints) -> Scores:
        """Return scores (b, entities); see `LinkModel`."""

        def products(relation: int, end: int, places: Ints) -> torch.Tensor:
            own, others = self._ends[end].vectors, self._ends[1 - end].vectors
            rows = own[torch.from_numpy(places).to(own.device)]
            return rows @ (self._core.T if end else self._core) @ others.T

        return self._model.scores(heads, relations, products)


def sides(dataset: Dataset) -> list[tuple[Side, Side]]:
    """Return the subjects and objects that each relation may have, by the kinds that it has in training.

    None for a relation without any triple. Both ends are one where it has no direction; all entities where
    nobody says their kinds.
    """
    vocabulary = dataset.vocabulary
    names = np.array(vocabulary.kinds or [""] * len(vocabulary.entities))
    kinds = np.unique(names, return_inverse=True)[1]

    def side(own: Ints) -> Side:
        chosen = np.unique(kinds[own])
        return Side(np.flatnonzero(np.isin(kinds, chosen)), tuple(chosen.tolist()))

    found = []
    for relation in range(len(vocabulary.relations)):
        triples = dataset.train[dataset.train[:, 1] == relation]
        ends = triples[:, 0], triples[:, 2]
        if relation in vocabulary.directions.symmetric:
            ends = np.concatenate(ends), np.concatenate(ends)
        found.append((side(ends[0]), side(ends[1])))
    return found


def _eigen(kernel: torch.Tensor) -> Spectrum:
    values, vectors = torch.linalg.eigh(kernel)
    real = values > LEAST * values[-1]
    return Spectrum(values[real], vectors[:, real])


def _factor(relation: int, end: int) -> str:
    return f"{relation}-{'subjects' if end == 0 else 'objects'}"
