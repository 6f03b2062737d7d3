"""Measure whether explanations are faithful: cutting what they name must cost more than cutting others.

For held-out relations, the path on which the answer leans most is cut, and for comparison random paths of as
many edges that begin at the same entity.
"""

from dataclasses import asdict, dataclass

import numpy as np

from kgbuild.links.model_folder import Predictor
from kgbuild.links.paths import explain_paths

TRIES = 5
"""Held-out relations that are looked at for each that is wanted: to some no path leads."""


@dataclass(frozen=True, slots=True)
class Fidelity:
    """Of `questions` held-out relations with a path: mean drops of the score (in log share), and how often
    the best path's is the larger one."""

    questions: int
    drop: float
    random_drop: float
    larger: float

    def as_row(self) -> dict[str, float]:
        """Return the figures by name."""
        return asdict(self)


def measure_fidelity(predictor: Predictor, *, questions: int, seed: int = 0) -> Fidelity:
    """Return what so many relations of the test part give, or as many as have a path; all 0 where none has.

    The predictor must not know the test part. Raises `OptionError` without the member `paths`.
    """
    test = predictor.material.dataset.test
    order = np.random.default_rng(seed).permutation(len(test))[: TRIES * questions]
    pairs: list[tuple[float, float]] = []
    for head, relation, tail in test[order].tolist():
        if len(pairs) == questions:
            break
        best = next(iter(explain_paths(predictor, head, relation, tail, top=1)), None)
        if best is not None and best.random_drop is not None:
            pairs.append((best.drop, best.random_drop))
    if not pairs:
        return Fidelity(0, 0.0, 0.0, 0.0)
    drops = np.array(pairs)
    means = drops.mean(axis=0)
    larger = (drops[:, 0] > drops[:, 1]).mean()
    return Fidelity(len(pairs), float(means[0]), float(means[1]), float(larger))
