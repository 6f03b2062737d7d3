"""Score a trained predictor, its members and the baselines on what was held out, on the same questions."""

from dataclasses import dataclass

import numpy as np

from kgbuild.errors import TriplesError
from kgbuild.links.calibration import errors, judge
from kgbuild.links.evaluation import Progress, Ranked, rank_together
from kgbuild.links.model import Ints, Scores
from kgbuild.links.model_folder import Predictor
from kgbuild.links.models.table import fixed
from kgbuild.links.recipe import FIXED


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


def evaluate_links(predictor: Predictor, *, limit: int | None = None, progress: Progress) -> LinkReport:
    """Return the report on the test part, or on `limit` of its triples, drawn at random.

    Raises `TriplesError` where nothing was held out for it.
    """
    dataset, material, blend = predictor.material.dataset, predictor.material, predictor.blend
    if not len(dataset.test):
        raise TriplesError("the model's graph", "it has no test part; train with one held out")
    some = np.random.default_rng(0).permutation(len(dataset.test))[:limit]
    test = dataset.test[np.sort(some)]
    baselines = {name: fixed(name, material) for name in FIXED if name not in blend.members}

    def score(heads: Ints, relations: Ints) -> list[Scores]:
        # Members answer once, for themselves and for the blend.
        members = [member.score(heads, relations) for member in blend.members.values()]
        rest = [model.score(heads, relations) for model in baselines.values()]
        return [blend.blended(members, heads, relations), *members, *rest]

    names = (blend.name, *blend.members, *baselines)
    table = dict(zip(names, rank_together(score, len(names), dataset, test, progress), strict=True))
    judged = judge(blend, dataset, test)
    relations = dataset.vocabulary.relations
    return LinkReport(relations, table, errors(predictor.facts.maps, judged, relations))
