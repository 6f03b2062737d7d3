"""Know which documents the labelled corpora hold, to keep them out of the text that a model reads unlabelled.

BioText's sentences come without their abstracts' ids, so that those cannot be left out.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from kgbuild.domain.document import Document
from kgbuild.training.corpora import load_bc5cdr, load_biored, load_maccrobat, load_ncbi
from kgbuild.training.relation_sentences import load_ade
from kgbuild.training.relation_splits import abstract_id

_PARTS = {
    "bc5cdr": (load_bc5cdr, ("train", "dev", "test")),
    "ncbi_disease": (load_ncbi, ("train", "dev")),
    "biored": (load_biored, ("train", "dev")),
}
_OPENING_CHARACTERS = 60


@dataclass(frozen=True, slots=True)
class LabelledText:
    """Names of labelled documents, and how their texts begin, for copies under another name or none."""

    ids: frozenset[str]
    openings: frozenset[str]

    @classmethod
    def of(cls, documents: Iterable[Document]) -> "LabelledText":
        """Return what is known of these documents."""
        found = [((abstract_id(d.id), *d.aliases), opening(d.text)) for d in documents]
        return cls(frozenset(id for ids, _ in found for id in ids), frozenset(text for _, text in found))

    def __contains__(self, document: Document) -> bool:
        known = not self.ids.isdisjoint((document.id, *document.aliases))
        return known or opening(document.text) in self.openings


def labelled_text(data: Path) -> LabelledText:
    """Return what the labelled corpora below `data` hold, as far as their folders are there."""
    documents: list[Document] = []
    for folder, (load, parts) in _PARTS.items():
        if (data / folder).is_dir():
            documents += [d.document for part in parts for d in load(data / folder, part, frozenset())]
    if (data / "maccrobat2020").is_dir():
        documents += [d.document for d in load_maccrobat(data / "maccrobat2020")]
    if (data / "ade").is_dir():
        documents += [d.document for d in load_ade(data / "ade", lambda document, sentences: [])]
    return LabelledText.of(documents)


def opening(text: str) -> str:
    """Return how a text begins, in letters and digits alone: titles differ in full stops and brackets.

    >>> opening("[Naloxone reverses] it.") == opening("Naloxone reverses it")
    True
    """
    return re.sub(r"\W+", "", text[: 2 * _OPENING_CHARACTERS]).lower()[:_OPENING_CHARACTERS]
