"""Load a user's annotated documents as corpora: one of each path, with all that is wrong told at once."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kgbuild.domain.mention import EntityType
from kgbuild.errors import AnnotationError
from kgbuild.training.corpora import AnnotatedDocument, Gold
from kgbuild.training.formats.corpus_names import corpus_names
from kgbuild.training.formats.files import annotated_files
from kgbuild.training.formats.findings import Findings, Note
from kgbuild.training.formats.gold import gold_of
from kgbuild.training.formats.labels import LabelMap, Ours
from kgbuild.training.formats.marked import MarkedDocument, Marking, Relating
from kgbuild.training.formats.table import find_reader

_HALF = re.compile(r"[\ud800-\udfff]")
"""No character, but half of what UTF-16 makes of one: JSON can name it, and nothing can encode it."""


@dataclass(frozen=True, slots=True)
class OwnCorpus:
    """The documents of a path, in the order of its files, and what was done to read them.

    `labels` counts the markings by label as the files have them, `left_out` those of labels that stand for
    nothing. A type that no mention may have is not `annotated` in any document: nobody looked for it.
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
    paths: Sequence[Path], labels: LabelMap[EntityType], *, format: str | None = None
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


def _load(
    path: Path, name: str, labels: LabelMap[EntityType], own: Findings, *, format: str | None
) -> OwnCorpus:
    marked, formats = read_path(path, own, format=format)
    gold = [(one, _gold(one, labels, own)) for one in marked]
    counted = check_labels([m for one in marked for m in one.markings], labels, own)
    types = frozenset(type for _, those in gold for one in those for type in one.types)
    if marked and not types and not own.problems:
        kinds = ", ".join(EntityType)
        own.problem(str(path), f"no mention in its {len(marked):,} documents stands for any of {kinds}")
    documents = tuple(AnnotatedDocument(name, one.document, those, types) for one, those in gold)
    used = {label: count for label, count in counted.items() if labels.get(label)}
    left_out = {label: count for label, count in counted.items() if label not in used}
    return OwnCorpus(name, documents, formats, used, left_out, own.notes)


def read_path(
    path: Path, findings: Findings, *, format: str | None
) -> tuple[list[MarkedDocument], tuple[str, ...]]:
    """Return the documents below a path, of those with one id the first, and the formats of the files."""
    formats: dict[str, None] = {}
    marked: dict[str, MarkedDocument] = {}
    for found, file in annotated_files(path, findings, format=format):
        formats[found] = None
        documents = list(find_reader(found).read(file, findings))
        if not documents and not findings.problems:
            findings.problem(
                file.name, f"holds no document, read as {found}; remove it, or name its --format"
            )
        for one in documents:
            if _HALF.search(one.document.text):
                findings.problem(
                    one.place, "holds half of a surrogate pair (\\ud800 to \\udfff); mend the text"
                )
            if marked.setdefault(one.document.id, one) is not one:
                findings.note("documents left out whose id an earlier one has", one.place)
    return list(marked.values()), tuple(formats)


def _gold(one: MarkedDocument, labels: LabelMap[EntityType], findings: Findings) -> tuple[Gold, ...]:
    known = [(m, types) for m in one.markings if (types := labels.get(m.label))]
    return gold_of(one.document.text, known, findings)


def check_labels(
    labelled: Sequence[Marking] | Sequence[Relating], labels: LabelMap[Ours], findings: Findings
) -> dict[str, int]:
    """Return how often each label occurs, and report each unknown one once, where it stands first."""
    counted = Counter(one.label for one in labelled)
    told: set[str] = set()
    for one in labelled:
        if one.label not in told and labels.get(one.label) is None:
            told.add(one.label)
            findings.problem(one.place, labels.unknown(one.label, counted[one.label]))
    return dict(counted.most_common())
