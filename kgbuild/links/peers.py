"""PyKEEN's models as link predictors: as PyKEEN's own pipeline trains them by default, and ComplEx tuned.

Those defaults are: negative samples (sLCWA) in batches of 256, Adam, and each model's own width and loss. By
them ComplEx learns next to nothing in a minute: its vectors begin at a deviation of 1, far from where they
have to be. Tuned, it learns as after Ruffinelli 2020, *You CAN Teach an Old Dog New Tricks!*: all entities
compete in a softmax (LCWA with cross-entropy), both directions are asked (inverse triples), by Adagrad from
small vectors, with width, rate and batch as ours has them.
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

TUNED = ("complex",)
"""Models that are trained by other settings than PyKEEN's defaults as well."""
TUNED_BATCH = 512
TUNED_RATE = 0.1
TUNED_WIDTH = 256
"""Complex numbers of a vector."""
TUNED_DEVIATION = 1e-2


def require_pykeen() -> None:
    """Raise `MissingExtraError` where PyKEEN is not installed; imports nothing."""
    if find_spec("pykeen") is None:
        raise MissingExtraError(EXTRA, ["pykeen"])


class Peer:
    """A model of PyKEEN that learns a data set's training part, an epoch at a time."""

    def __init__(self, name: str, dataset: Dataset, *, seed: int, tuned: bool = False) -> None:
        require_pykeen()
        self.name = f"pykeen {name} tuned" if tuned else f"pykeen {name}"
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
            learnt,
            num_entities=len(dataset.vocabulary.entities),
            num_relations=self._relations,
            create_inverse_triples=tuned,
        )
        settings = _tuned() if tuned else {}
        made = getattr(models, MODELS[name])
        self._model = made(triples_factory=self._factory, random_seed=seed, **settings)
        parameters = self._model.parameters()
        optimizer = torch.optim.Adagrad(parameters, lr=TUNED_RATE) if tuned else torch.optim.Adam(parameters)
        loop = training.LCWATrainingLoop if tuned else training.SLCWATrainingLoop
        self._loop = loop(model=self._model, triples_factory=self._factory, optimizer=optimizer)
        self._batch = TUNED_BATCH if tuned else BATCH
        self._epochs = 0

    def epoch(self) -> None:
        """Learn from every triple once more."""
        # PyKEEN counts epochs from the first, those of earlier calls included.
        begun, self._epochs = self._epochs > 0, self._epochs + 1
        self._loop.train(
            self._factory, num_epochs=self._epochs, batch_size=self._batch, use_tqdm=False, pin_memory=False,
            continue_training=begun,
        )  # fmt: skip

    def score(self, heads: Ints, relations: Ints) -> Scores:
        """Return scores (b, entities); see `LinkModel`."""
        backwards = relations >= self._relations
        scores = np.zeros((len(heads), self._factory.num_entities), dtype=np.float32)
        with torch.inference_mode():
            if not backwards.all():
                asked = np.stack([heads, relations], axis=1)[~backwards]
                scores[~backwards] = self._model.predict_t(torch.from_numpy(asked)).numpy()
            if backwards.any():
                asked = np.stack([relations - self._relations, heads], axis=1)[backwards]
                scores[backwards] = self._model.predict_h(torch.from_numpy(asked)).numpy()
        return scores


def _tuned() -> dict[str, Any]:
    losses: Any = import_module("pykeen.losses")
    return {
        "loss": losses.CrossEntropyLoss(),
        "embedding_dim": TUNED_WIDTH,
        "entity_initializer": _begin_small,
        "relation_initializer": _begin_small,
    }


def _begin_small(table: torch.Tensor) -> torch.Tensor:
    """Fill a table of vectors, of complex numbers perhaps, and return it."""
    torch.nn.init.normal_(torch.view_as_real(table) if table.is_complex() else table, std=TUNED_DEVIATION)
    return table
