"""Choose documents without annotation for teachers to label."""

import heapq
import logging
from collections.abc import Iterator, Sequence
from pathlib import Path

from kgbuild.documents.reading import read
from kgbuild.documents.sources import Source, iter_sources
from kgbuild.domain.document import ENGLISH, Document, Rejection
from kgbuild.errors import CorpusError
from kgbuild.training.labelled_text import LabelledText
from kgbuild.training.splits import digest

logger = logging.getLogger(__name__)


def read_unlabelled(paths: Sequence[Path], labelled: Sequence[LabelledText], *, limit: int) -> list[Document]:
    """Return at most `limit` English documents in files of any known format, those of the lowest hashes.

    What is labelled, by id or by how its text begins, is left out; a document that is met twice
    counts once. What cannot be read is counted in a warning, the first with its reason.
    """
    documents = (
        record
        for record in _readable(paths)
        if record.language == ENGLISH and not any(record in known for known in labelled)
    )
    chosen = heapq.nsmallest(limit, documents, key=lambda one: digest(one.id))
    if not chosen:
        raise CorpusError(paths[0], "no English document there that is not labelled; see --unlabelled")
    return list({one.id: one for one in chosen}.values())


def _readable(paths: Sequence[Path]) -> Iterator[Document]:
    rejected: list[Rejection] = []
    for source in iter_sources(paths):
        for record in read(source) if isinstance(source, Source) else (source,):
            if isinstance(record, Document):
                yield record
            elif isinstance(record, Rejection):
                rejected.append(record)
    if rejected:
        first = rejected[0]
        logger.warning(
            "%d records cannot be read and teach nothing; the first: %s: %s",
            len(rejected), first.source, first.message,
        )  # fmt: skip
