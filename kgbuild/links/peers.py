"""PyKEEN's models as link predictors, trained as PyKEEN's own pipeline would by default.

Those defaults are: negative samples (sLCWA) in batches of 256, Adam, and each model's own width and loss.
"""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

import numpy as np
import torch

from kgbuild.errors import MissingExtraError
from kgbuild.links.model import Ints, Scores
from kgbuild.links.triples import Dataset

EXTRA = "pykeen"
MODELS = {"transe": "TransE", "distmult": "DistMult", "complex": "ComplEx", "rotate": "RotatE"}
"""Our name and PyKEEN's of models that both have."""

BATCH = 256


def require_pykeen() -> None:
    """Raise `MissingExtraError` where PyKEEN is not installed; imports nothing."""
    if find_spec("pykeen") is None:
        raise MissingExtraError(EXTRA, ["pykeen"])


class Peer:
    """A model of PyKEEN that learns a data set's training part, an epoch at a time."""

    def __init__(self, name: str, dataset: Dataset, *, seed: int) -> None:
        require_pykeen()
        self.name = f"pykeen {name}"
        directions = dataset.vocabulary.directions
        self._relations = directions.count
        # PyKEEN knows no relation without direction: it learns these both ways.
        learnt = directions.both(dataset.train)
        learnt = learnt[learnt[:, 1] < directions.count]
        # Not imported by name: PyKEEN is no part of what this project is checked with.
        triples: Any = import_module("pykeen.triples")
        models: Any = import_module("pykeen.models")
        training: Any = import_module("pykeen.training")
        self._factory = triples.CoreTriplesFactory(
            learnt, num_entities=len(dataset.vocabulary.entities), num_relations=self._relations
        )
        self._model = getattr(models, MODELS[name])(triples_factory=self._factory, random_seed=seed)
        optimizer = torch.optim.Adam(self._model.parameters())
        self._loop = training.SLCWATrainingLoop(
            model=self._model, triples_factory=self._factory, optimizer=optimizer
        )
        self._epochs = 0

    def epoch(self) -> None:
        """Learn from every triple once more."""
        # PyKEEN counts epochs from the first, those of earlier calls included.
        begun, self._epochs = self._epochs > 0, self._epochs + 1
        self._loop.train(
            self._factory, num_epochs=self._epochs, batch_size=BATCH, use_tqdm=False, pin_memory=False,
            continue_training=begun,
        )  # fmt: skip

    def score(self, heads: Ints, relations: Ints) -> Scores:
        """Return scores (b, entities); see `LinkModel`."""
        backwards = relations >= self._relations
        scores = np.zeros((len(heads), self._factory.num_entities), dtype=np.float32)
        with torch.inference_mode():
            if not backwards.all():
                asked = np.stack([heads, relations], axis=1)[~backwards]
                scores[~backwards] = self._model.score_t(torch.from_numpy(asked)).numpy()
            if backwards.any():
                asked = np.stack([relations - self._relations, heads], axis=1)[backwards]
                scores[backwards] = self._model.score_h(torch.from_numpy(asked)).numpy()
        return scores
