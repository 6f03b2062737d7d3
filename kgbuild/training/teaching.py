"""Gather what a tagger learns from besides labels: teachers, and text for them to label."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kgbuild.domain.document import Document
from kgbuild.errors import OptionError
from kgbuild.mentions.tagger import Tagger
from kgbuild.training import distillation
from kgbuild.training.labelled_text import LabelledText, labelled_text
from kgbuild.training.splits import TaggerSplits
from kgbuild.training.unlabelled_text import read_unlabelled


@dataclass(frozen=True, slots=True)
class Teaching:
    """Taggers to learn from, and documents without annotation for them to label; `cache` keeps the labels."""

    teachers: tuple[Tagger, ...]
    cache: Path
    unlabelled: tuple[Document, ...] = ()
    progress: distillation.Progress = lambda done, total: None


def gather_teaching(
    teachers: Sequence[Path],
    unlabelled: Sequence[Path],
    splits: TaggerSplits,
    data: Path | None,
    *,
    cache: Path,
    limit: int,
    threads: int | None = None,
    progress: distillation.Progress,
) -> Teaching | None:
    """Load the teachers and read at most `limit` unlabelled documents; None without teachers.

    Left out are documents that the splits or any corpus below `data`, where there is one, hold.
    """
    if not teachers:
        if unlabelled:
            raise OptionError("--unlabelled needs --teacher, which labels the text")
        return None
    loaded = tuple(Tagger.load(folder, threads=threads or 1) for folder in teachers)
    documents: list[Document] = []
    if unlabelled:
        own = LabelledText.of(
            d.document for part in (splits.train, splits.stopping, splits.test) for d in part
        )
        known = (own, labelled_text(data)) if data else (own,)
        documents = read_unlabelled(unlabelled, known, limit=limit)
    return Teaching(loaded, cache, tuple(documents), progress)
