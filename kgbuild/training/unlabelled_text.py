"""Choose documents without annotation for teachers to label."""

import heapq
from collections.abc import Sequence
from pathlib import Path

from kgbuild.documents.reading import read
from kgbuild.documents.sources import Source, iter_sources
from kgbuild.domain.document import ENGLISH, Document
from kgbuild.errors import CorpusError
from kgbuild.training.labelled_text import LabelledText
from kgbuild.training.splits import digest


def read_unlabelled(paths: Sequence[Path], labelled: Sequence[LabelledText], *, limit: int) -> list[Document]:
    """Return at most `limit` English documents in files of any known format, those of the lowest hashes.

    What is labelled, by id or by how its text begins, is left out; a document that is met twice
    counts once.
    """
    documents = (
        record
        for source in iter_sources(paths)
        if isinstance(source, Source)
        for record in read(source)
        if isinstance(record, Document)
        and record.language == ENGLISH
        and not any(record in known for known in labelled)
    )
    chosen = heapq.nsmallest(limit, documents, key=lambda one: digest(one.id))
    if not chosen:
        raise CorpusError(paths[0], "no English document there that is not labelled; see --unlabelled")
    return list({one.id: one for one in chosen}.values())
