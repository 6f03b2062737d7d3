"""How good a tagger gets with so many documents: one training for each number, each resumable.

Documents are taken in the order of a hash of their ids, so that a smaller number's are among a larger's.
Seed, stopping documents and scoring are the same for all.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kgbuild.errors import OptionError
from kgbuild.training.splits import TaggerSplits, digest
from kgbuild.training.tagger_run import TaggerRun

ALL = "all"
FEWEST = 200
"""Documents that an epoch reads at least: fewer are read several times, or a model would hardly leave
its start in so few steps."""

Train = Callable[[TaggerSplits, Path], TaggerRun]
"""Trains on splits into a folder."""


@dataclass(frozen=True, slots=True)
class Point:
    """One model of the curve: its documents, their gold mentions, how often an epoch reads each, its run."""

    documents: int
    mentions: int
    repeats: int
    run: TaggerRun


def run_learning_curve(
    train: Train, splits: TaggerSplits, folder: Path, *, shots: Sequence[int | None]
) -> Iterator[Point]:
    """Train one model for each number of documents, None being all; yield them by size.

    Each has a folder of its own, `shots-10` or `shots-all`. Called again after a kill, it goes on with the
    one that was at work; those that were finished are only exported and scored again.
    """
    most = len(splits.train)
    if too_many := [count for count in shots if count is not None and count > most]:
        raise OptionError(
            f"--shots {too_many[0]}: there are {most:,} documents to train on; try --shots {ALL}"
        )
    for count in sorted(set(shots), key=lambda count: most + 1 if count is None else count):
        few = with_documents(splits, most if count is None else count)
        chosen = {one.document.id: one for one in few.train}.values()
        run = train(few, folder / f"shots-{ALL if count is None else count}")
        mentions = sum(len(one.gold) for one in chosen)
        yield Point(len(chosen), mentions, len(few.train) // len(chosen), run)


def with_documents(splits: TaggerSplits, count: int) -> TaggerSplits:
    """Return the splits with so many of the training documents, repeated where there are too few."""
    ranked = sorted(splits.train, key=lambda one: digest(one.document.id))[:count]
    few = {one.document.id for one in ranked}
    chosen = tuple(one for one in splits.train if one.document.id in few)
    return replace(splits, train=chosen * -(-FEWEST // count) if count < FEWEST else chosen)
