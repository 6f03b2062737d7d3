"""Score a trained predictor, its members and the baselines on what was held out, on the same questions."""

from collections.abc import Callable
from dataclasses import dataclass

from kgbuild.errors import TriplesError
from kgbuild.links.calibration import errors, judge
from kgbuild.links.evaluation import Ranked, rank
from kgbuild.links.model import LinkModel
from kgbuild.links.model_folder import Predictor
from kgbuild.links.models.table import fixed

BASELINES = ("degree", "text")

Progress = Callable[[str, int, int], None]
"""Told the model, questions done, and all."""


@dataclass(frozen=True, slots=True)
class LinkReport:
    """Ranks by model, the ensemble first, and the calibration error of its probabilities by relation."""

    relations: tuple[str, ...]
    ranked: dict[str, Ranked]
    calibration: dict[str, float]

    def as_rows(self) -> dict[str, dict[str, dict[str, float]]]:
        """Return figures keyed by model, then `overall`, `relation …` and `degree …`."""
        rows: dict[str, dict[str, dict[str, float]]] = {}
        for name, ranked in self.ranked.items():
            of = {"overall": ranked.figures()}
            of |= {f"relation {key}": row for key, row in ranked.by_relation(self.relations).items()}
            of |= {f"degree {key}": row for key, row in ranked.by_degree().items()}
            rows[name] = of
        for key, error in self.calibration.items():
            place = "overall" if key == "all" else f"relation {key}"
            rows["ensemble"].setdefault(place, {})["ece"] = error
        return rows


def evaluate_links(predictor: Predictor, *, progress: Progress) -> LinkReport:
    """Return the report on the test part; raises `TriplesError` where nothing was held out for it."""
    dataset, material = predictor.material.dataset, predictor.material
    if not len(dataset.test):
        raise TriplesError("the model's graph", "it has no test part; train with one held out")
    models: dict[str, LinkModel] = {predictor.blend.name: predictor.blend, **predictor.blend.members}
    models |= {name: fixed(name, material) for name in BASELINES if name not in models}

    def ranked(name: str, model: LinkModel) -> Ranked:
        return rank(model, dataset, dataset.test, lambda done, all: progress(name, done, all))

    table = {name: ranked(name, model) for name, model in models.items()}
    judged = judge(predictor.blend, dataset, dataset.test)
    relations = dataset.vocabulary.relations
    return LinkReport(relations, table, errors(predictor.facts.maps, judged, relations))
