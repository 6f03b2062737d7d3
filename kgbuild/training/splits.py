"""Fixed splits by a hash of the document's id, and the check that no held-out document is trained on."""

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from kgbuild.errors import LeakError, OptionError
from kgbuild.training.corpora import AnnotatedDocument, load_bc5cdr, load_biored, load_maccrobat, load_ncbi
from kgbuild.training.symptoms import load_symptom_ids

PERCENT = 100
SYMPTOM_TABLE = Path("vocab") / "mesh2015" / "tree-numbers.tsv.gz"
MACCROBAT_TEST = range(10)
"""Hash buckets, in percent, of MACCROBAT's test documents: it has no official split."""

BUILT_IN = frozenset({"bc5cdr", "biored", "maccrobat", "ncbi"})
"""Names of the corpora that are loaded from the folder of the corpora."""

STOPPING = {"bc5cdr": range(10, 20), "maccrobat": range(10, 15)}
"""Buckets of the documents that decide when training stops; NCBI's dev part does so as well."""


def bucket(document_id: str) -> int:
    """Return 0 to 99 from the SHA-256 of an id.

    >>> bucket("PMID:15939911") == bucket("PMID:15939911") < 100
    True
    """
    return digest(document_id) % PERCENT


def digest(document_id: str) -> int:
    """Return the SHA-256 of an id as a number, to split and to sample by."""
    return int(hashlib.sha256(document_id.encode()).hexdigest(), 16)


@dataclass(frozen=True, slots=True)
class TaggerSplits:
    """What is trained on, what decides when to stop, and what is scored once at the end, by corpus."""

    train: tuple[AnnotatedDocument, ...]
    stopping: tuple[AnnotatedDocument, ...]
    test: tuple[AnnotatedDocument, ...]

    def __post_init__(self) -> None:
        check_no_leak(self.train, self.stopping, self.test)


def load_tagger_splits(data: Path, *, without: Collection[str] = ()) -> TaggerSplits:
    """Return the splits of BC5CDR, BioRED, NCBI and MACCROBAT from the folders of `data`.

    Tested on: BC5CDR's own test part and a hashed tenth of MACCROBAT. A document that is held out in one
    corpus is dropped from the training part of all others, and one that several corpora hold is trained on
    in the first of them: BioRED shares 204 abstracts with BC5CDR, 69 of them with its test part.

    What the corpora `without` hold is not trained on and decides nothing, so that on these a tagger is scored
    as on text of a kind that it never saw; NCBI's dev part is a test part then.
    """
    if unknown := sorted(set(without) - BUILT_IN):
        raise OptionError(f"--without {unknown[0]}: there are {', '.join(sorted(BUILT_IN))}")
    symptom_ids = load_symptom_ids(data / SYMPTOM_TABLE)
    cdr = [d for part in ("train", "dev") for d in load_bc5cdr(data / "bc5cdr", part, symptom_ids)]
    ncbi = load_ncbi(data / "ncbi_disease", "train", symptom_ids)
    red = [d for part in ("train", "dev") for d in load_biored(data / "biored", part, symptom_ids)]
    case_reports = load_maccrobat(data / "maccrobat2020")
    test = [
        *load_bc5cdr(data / "bc5cdr", "test", symptom_ids),
        *(d for d in case_reports if bucket(d.document.id) in MACCROBAT_TEST),
    ]
    every = [*cdr, *ncbi, *red, *case_reports]
    ncbi_dev = without_documents(load_ncbi(data / "ncbi_disease", "dev", symptom_ids), ids(test))
    left_out = ids(d for d in [*every, *ncbi_dev] if d.corpus in without)
    if "ncbi" in without:
        test += _first_of_each(ncbi_dev)
    pool = without_documents(_first_of_each(without_documents(every, ids(test))), left_out)
    stopping = [
        *(d for d in pool if bucket(d.document.id) in STOPPING.get(d.corpus, ())),
        *without_documents(ncbi_dev, left_out),
    ]
    stopping = _first_of_each(stopping)
    train = without_documents(pool, ids(stopping))
    if without and not (train and stopping):
        raise OptionError(f"--without {' --without '.join(without)} leaves too little to train on")
    return TaggerSplits(tuple(train), tuple(stopping), tuple(test))


def restrict_training(splits: TaggerSplits, corpora: Collection[str]) -> TaggerSplits:
    """Return the splits with the training documents of these corpora alone; all else stays as it is."""
    known = {d.corpus for d in splits.train}
    if unknown := sorted(set(corpora) - known):
        raise OptionError(
            f"no documents of {', '.join(unknown)} to train on; there are some of {', '.join(sorted(known))}"
        )
    return replace(splits, train=tuple(d for d in splits.train if d.corpus in corpora))


def evaluation_sets(splits: TaggerSplits) -> dict[str, tuple[AnnotatedDocument, ...]]:
    """Return what a tagger is scored on, by name, without sets that have no document.

    `ncbi-dev` is no test set, as it decides when to stop unless the splits are without NCBI; nor is the
    `NAME-stopping` of a user's corpus.
    """
    sets = {
        "bc5cdr-test": tuple(d for d in splits.test if d.corpus == "bc5cdr"),
        "ncbi-dev": tuple(d for d in (*splits.stopping, *splits.test) if d.corpus == "ncbi"),
        "maccrobat-test": tuple(d for d in splits.test if d.corpus == "maccrobat"),
    }
    for own in dict.fromkeys(d.corpus for d in splits.stopping if d.corpus not in BUILT_IN):
        sets[f"{own}-stopping"] = tuple(d for d in splits.stopping if d.corpus == own)
    return {name: documents for name, documents in sets.items() if documents}


def ids(documents: Iterable[AnnotatedDocument]) -> frozenset[str]:
    """Return the documents' ids."""
    return frozenset(d.document.id for d in documents)


def without_documents(
    documents: Iterable[AnnotatedDocument], held_out: Collection[str]
) -> list[AnnotatedDocument]:
    """Return the documents whose id is not held out."""
    return [d for d in documents if d.document.id not in held_out]


def _first_of_each(documents: Iterable[AnnotatedDocument]) -> list[AnnotatedDocument]:
    unique: dict[str, AnnotatedDocument] = {}
    for one in documents:
        unique.setdefault(one.document.id, one)
    return list(unique.values())


def check_no_leak(*parts: Iterable[AnnotatedDocument]) -> None:
    """Raise LeakError where two parts share a document."""
    seen: set[str] = set()
    for part in parts:
        here = ids(part)
        if here & seen:
            raise LeakError(sorted(here & seen))
        seen |= here
