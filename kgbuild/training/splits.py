"""Fixed splits by a hash of the document's id, and the check that no held-out document is trained on."""

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from kgbuild.errors import LeakError
from kgbuild.training.corpora import AnnotatedDocument, load_bc5cdr, load_maccrobat, load_ncbi
from kgbuild.training.symptoms import load_symptom_ids

PERCENT = 100
MACCROBAT_TEST = range(10)
"""Hash buckets, in percent, of MACCROBAT's test documents: it has no official split."""

STOPPING = {"bc5cdr": range(10, 20), "ncbi": range(10, 15), "maccrobat": range(10, 15)}
"""Buckets of the documents that decide when training stops."""


def bucket(document_id: str) -> int:
    """Return 0 to 99 from the SHA-256 of an id.

    >>> bucket("PMID:15939911") == bucket("PMID:15939911") < 100
    True
    """
    return int(hashlib.sha256(document_id.encode()).hexdigest(), 16) % PERCENT


@dataclass(frozen=True, slots=True)
class TaggerSplits:
    """What is trained on, what decides when to stop, and what is scored once at the end, by corpus."""

    train: tuple[AnnotatedDocument, ...]
    stopping: tuple[AnnotatedDocument, ...]
    test: tuple[AnnotatedDocument, ...]

    def __post_init__(self) -> None:
        check_no_leak(self.train, self.stopping, self.test)


def load_tagger_splits(data: Path) -> TaggerSplits:
    """Return the splits of BC5CDR, NCBI and MACCROBAT from the folders of `data`.

    Tested on: BC5CDR's own test part and a hashed tenth of MACCROBAT. A document that is held out in one
    corpus is dropped from the training part of the others.
    """
    symptom_ids = load_symptom_ids(data / "vocab" / "mesh2015" / "tree-numbers.tsv.gz")
    pool = [
        *(d for part in ("train", "dev") for d in load_bc5cdr(data / "bc5cdr", part, symptom_ids)),
        *(d for part in ("train", "dev") for d in load_ncbi(data / "ncbi_disease", part, symptom_ids)),
    ]
    case_reports = load_maccrobat(data / "maccrobat2020")
    test = [
        *load_bc5cdr(data / "bc5cdr", "test", symptom_ids),
        *(d for d in case_reports if bucket(d.document.id) in MACCROBAT_TEST),
    ]
    pool = without_documents([*pool, *case_reports], ids(test))
    stopping = [d for d in pool if bucket(d.document.id) in STOPPING[d.corpus]]
    train = without_documents(pool, ids(stopping))
    return TaggerSplits(tuple(train), tuple(stopping), tuple(test))


def ids(documents: Iterable[AnnotatedDocument]) -> frozenset[str]:
    """Return the documents' ids."""
    return frozenset(d.document.id for d in documents)


def without_documents(
    documents: Iterable[AnnotatedDocument], held_out: Collection[str]
) -> list[AnnotatedDocument]:
    """Return the documents whose id is not held out."""
    return [d for d in documents if d.document.id not in held_out]


def check_no_leak(*parts: Iterable[AnnotatedDocument]) -> None:
    """Raise LeakError where two parts share a document."""
    seen: set[str] = set()
    for part in parts:
        here = ids(part)
        if here & seen:
            raise LeakError(sorted(here & seen))
        seen |= here
