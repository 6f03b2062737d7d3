"""Load a user's annotated documents as corpora: one of each path, with all that is wrong told at once."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kgbuild.domain.mention import EntityType
from kgbuild.errors import AnnotationError
from kgbuild.training.corpora import AnnotatedDocument, Gold
from kgbuild.training.formats.corpus_names import corpus_names
from kgbuild.training.formats.files import annotated_files
from kgbuild.training.formats.findings import Findings, Note
from kgbuild.training.formats.gold import gold_of
from kgbuild.training.formats.labels import LabelMap, Types
from kgbuild.training.formats.marked import MarkedDocument, Marking
from kgbuild.training.formats.table import find_reader


@dataclass(frozen=True, slots=True)
class OwnCorpus:
    """The documents of a path, in the order of its files, and what was done to read them.

    `labels` counts the markings by label as the files have them, `left_out` those of labels that stand for
    nothing. A type that no mention may have is not
    `annotated` in any document: nobody looked for it.
    """

    name: str
    documents: tuple[AnnotatedDocument, ...]
    formats: tuple[str, ...]
    labels: Mapping[str, int]
    left_out: Mapping[str, int]
    notes: tuple[Note, ...]

    @property
    def annotated(self) -> frozenset[EntityType]:
        """The types that its annotators looked for."""
        return self.documents[0].annotated

    @property
    def not_looked_for(self) -> tuple[EntityType, ...]:
        """The other types."""
        return tuple(type for type in EntityType if type not in self.annotated)

    @property
    def mentions(self) -> dict[str, int]:
        """How many mentions there are of each type, or of several types joined by `or`."""
        counts = Counter(" or ".join(sorted(gold.types)) for one in self.documents for gold in one.gold)
        return dict(sorted(counts.items()))


def load_corpora(
    paths: Sequence[Path], labels: LabelMap, *, format: str | None = None
) -> tuple[OwnCorpus, ...]:
    """Return a corpus for each path; AnnotationError tells all problems of all of them.

    `format` is a name of `FORMATS`, or `module:Class` of another reader; without it content tells.
    """
    findings = [Findings() for _ in paths]
    named = zip(paths, corpus_names(paths), findings, strict=True)
    corpora = [_load(path, name, labels, own, format=format) for path, name, own in named]
    if problems := [problem for own in findings for problem in own.problems]:
        raise AnnotationError(problems)
    return tuple(corpora)


def _load(path: Path, name: str, labels: LabelMap, own: Findings, *, format: str | None) -> OwnCorpus:
    formats: dict[str, None] = {}
    marked: dict[str, MarkedDocument] = {}
    for found, file in annotated_files(path, own, format=format):
        formats[found] = None
        documents = list(find_reader(found).read(file, own))
        if not documents and not own.problems:
            own.problem(file.name, f"holds no document, read as {found}; remove it, or name its --format")
        for one in documents:
            if marked.setdefault(one.document.id, one) is not one:
                own.note("documents left out whose id an earlier one has", one.place)
    counted = Counter(marking.label for one in marked.values() for marking in one.markings)
    gold = {id: _gold(one, labels, own) for id, one in marked.items()}
    _check_labels(marked.values(), counted, labels, own)
    types = frozenset(type for those in gold.values() for one in those for type in one.types)
    if marked and not types and not own.problems:
        kinds = ", ".join(EntityType)
        own.problem(str(path), f"no mention in its {len(marked):,} documents stands for any of {kinds}")
    annotated = tuple(
        AnnotatedDocument(name, marked[id].document, those, types) for id, those in gold.items()
    )
    used = {label: count for label, count in counted.most_common() if labels.get(label)}
    left_out = {label: count for label, count in counted.most_common() if label not in used}
    return OwnCorpus(name, annotated, tuple(formats), used, left_out, own.notes)


def _gold(one: MarkedDocument, labels: LabelMap, findings: Findings) -> tuple[Gold, ...]:
    return gold_of(one.document.text, list(_known(one.markings, labels)), findings)


def _known(markings: Iterable[Marking], labels: LabelMap) -> Iterator[tuple[Marking, Types]]:
    """Yield the markings with a known label that is not left out, and what it stands for."""
    for marking in markings:
        if types := labels.get(marking.label):
            yield marking, types


def _check_labels(
    documents: Iterable[MarkedDocument], counted: Mapping[str, int], labels: LabelMap, findings: Findings
) -> None:
    """Report each unknown label once, where it stands first."""
    told: set[str] = set()
    for marking in (marking for one in documents for marking in one.markings):
        if marking.label not in told and labels.get(marking.label) is None:
            told.add(marking.label)
            findings.problem(marking.place, labels.unknown(marking.label, counted[marking.label]))
