"""Promote a predictor only if it beats the baselines that learn nothing: degree, and neighbours by name
or spelling.

The verdict lies in the model's folder, as `promotion.json`, with the figures that it rests on.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kgbuild.errors import ModelFolderError, NotPromotedError
from kgbuild.graph.atomic import write_text
from kgbuild.links.recipe import FIXED, READ

PROMOTION = "promotion.json"
JUDGED = "mrr"
"""The figure that decides: the mean over both directions, all entities as candidates."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Which baselines a model's run loses to on the test part, and the figure of each model by name."""

    run: str
    lost_to: tuple[str, ...]
    figures: dict[str, float]

    @property
    def promoted(self) -> bool:
        """Whether the model beats all baselines."""
        return not self.lost_to

    def table(self) -> str:
        """Return the figures as lines, highest first, and who loses to whom."""
        ordered = sorted(self.figures.items(), key=lambda item: -item[1])
        lines = [f"  {name:<12}{value:.3f}" for name, value in ordered]
        return "\n".join([f"  {'model':<12}{JUDGED.upper()}", *lines])


def judge_rows(run: str, rows: Mapping[str, Mapping[str, Mapping[str, float]]], *, model: str) -> Verdict:
    """Return the verdict on `model` from a report's rows by model and part; equal is lost.

    >>> rows = {"ensemble": {"overall": {"mrr": 0.3}}, "degree": {"overall": {"mrr": 0.1}},
    ...         "text": {"overall": {"mrr": 0.35}}}
    >>> judge_rows("links-1", rows, model="ensemble").lost_to
    ('text',)
    """
    figures = {name: parts["overall"][JUDGED] for name, parts in rows.items()}
    lost = tuple(name for name in FIXED + READ if name in figures and figures[name] >= figures[model])
    return Verdict(run, lost, figures)


def write_verdict(folder: Path, verdict: Verdict) -> None:
    """Put the verdict into the model's folder."""
    stated = {"run": verdict.run, "lost_to": verdict.lost_to, "figures": verdict.figures}
    write_text(folder / PROMOTION, json.dumps(stated, indent=1) + "\n")


def read_verdict(folder: Path, run: str) -> Verdict | None:
    """Return the verdict on this run, None where it was never judged; raises `ModelFolderError`."""
    path = folder / PROMOTION
    if not path.is_file():
        return None
    try:
        stated = json.loads(path.read_text("utf-8"))
        verdict = Verdict(stated["run"], tuple(stated["lost_to"]), dict(stated["figures"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelFolderError(folder, f"its {PROMOTION} cannot be understood ({error})") from error
    # That of a model which was in this folder before says nothing.
    return verdict if verdict.run == run else None


def check_promoted(folder: Path, run: str) -> None:
    """Raise `NotPromotedError` where the model was judged and lost; one that nobody judged passes."""
    verdict = read_verdict(folder, run)
    if verdict and not verdict.promoted:
        raise NotPromotedError(folder, verdict.lost_to, verdict.table())
