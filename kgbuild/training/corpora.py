"""Load the annotated corpora as documents with gold mentions of our three types.

Diseases of BC5CDR, BioRED and NCBI that are symptoms by MeSH become Symptom (`symptoms.py`). NCBI annotates
diseases alone, so that its other words are not known to be no drug: its documents carry `annotated` types,
and training leaves the rest open. In MACCROBAT `Sign_symptom`, `Disease_disorder` and `Medication` are taken;
a discontinuous span is taken from its first to its last character, which is what a reader would mark.
"""

from bisect import bisect
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kgbuild.documents.pubtator import PubTatorRecord, parse_pubtator
from kgbuild.domain.document import Document, Section
from kgbuild.domain.mention import EntityType
from kgbuild.domain.span import Span
from kgbuild.errors import CorpusError
from kgbuild.training.brat import parse_brat
from kgbuild.training.symptoms import disease_or_symptom

ALL_TYPES = frozenset(EntityType)
_DISEASES = frozenset({EntityType.DISEASE, EntityType.SYMPTOM})

_CHEMICALS = frozenset({"Chemical", "ChemicalEntity"})
_OTHERS = frozenset({"CellLine", "GeneOrGeneProduct", "OrganismTaxon", "SequenceVariant"})
"""What BioRED marks besides diseases and chemicals."""

_MACCROBAT_TYPES = {
    "Sign_symptom": EntityType.SYMPTOM,
    "Disease_disorder": EntityType.DISEASE,
    "Medication": EntityType.DRUG,
}


@dataclass(frozen=True, slots=True)
class Gold:
    """A mention that annotators marked; any of `types` is right."""

    span: Span
    types: frozenset[EntityType]


@dataclass(frozen=True, slots=True)
class AnnotatedDocument:
    """A document of a corpus; only mentions of the `annotated` types were looked for by its annotators."""

    corpus: str
    document: Document
    gold: tuple[Gold, ...]
    annotated: frozenset[EntityType] = ALL_TYPES


def load_bc5cdr(folder: Path, part: str, symptom_ids: frozenset[str]) -> list[AnnotatedDocument]:
    """Return one part (`train`, `dev`, `test`) of BC5CDR, its chemicals as drugs."""
    return [
        AnnotatedDocument("bc5cdr", record.document, _gold(record, symptom_ids))
        for record in _records(folder / f"{part}.pubtator")
    ]


def load_ncbi(folder: Path, part: str, symptom_ids: frozenset[str]) -> list[AnnotatedDocument]:
    """Return one part (`train`, `dev`) of the NCBI disease corpus; of a repeated PMID the first counts."""
    unique: dict[str, AnnotatedDocument] = {}
    for record in _records(folder / f"{part}.pubtator"):
        gold = _gold(record, symptom_ids)
        annotated = AnnotatedDocument("ncbi", record.document, gold, _DISEASES)
        unique.setdefault(record.document.id, annotated)
    return list(unique.values())


def load_biored(folder: Path, part: str, symptom_ids: frozenset[str]) -> list[AnnotatedDocument]:
    """Return one part (`train`, `dev`) of BioRED: its chemicals as drugs, and its diseases."""
    return [
        AnnotatedDocument("biored", record.document, _gold(record, symptom_ids))
        for record in _records(folder / f"{part}.pubtator")
    ]


def load_maccrobat(folder: Path) -> list[AnnotatedDocument]:
    """Return the case reports of MACCROBAT, a `.txt` and an `.ann` file each, ordered by name."""
    files = sorted(folder.glob("*.txt"))
    if not files:
        raise CorpusError(folder, "no .txt files; give the folder of MACCROBAT2020")
    return [_case_report(file) for file in files]


def _case_report(file: Path) -> AnnotatedDocument:
    # Offsets count characters with line ends as they are in the file.
    text = file.read_bytes().decode("utf-8")
    annotations = file.with_suffix(".ann")
    if not annotations.is_file():
        raise CorpusError(annotations, f"no such file, though there is {file.name}; fetch the corpus anew")
    gold = []
    for span in parse_brat(annotations.read_text("utf-8").splitlines()):
        type = _MACCROBAT_TYPES.get(span.type)
        if type is not None:
            whole = Span(span.fragments[0].start, span.fragments[-1].end)
            gold.append(Gold(whole, frozenset({type})))
    sections = (Section("case report", 0, len(text)),)
    document = Document(id=f"PMID:{file.stem}", text=text, title="", sections=sections)
    return AnnotatedDocument("maccrobat", document, without_overlaps(gold))


def _gold(record: PubTatorRecord, symptom_ids: frozenset[str]) -> tuple[Gold, ...]:
    found = []
    for annotation in record.annotations:
        if annotation.type in _OTHERS:
            continue
        if annotation.type in _CHEMICALS:
            types = frozenset({EntityType.DRUG})
        else:
            types = disease_or_symptom(annotation.ids, symptom_ids)
        found.append(Gold(annotation.span, types))
    return without_overlaps(found)


def without_overlaps(gold: list[Gold]) -> tuple[Gold, ...]:
    """Return the mentions in order, of overlapping ones the longest, then the first: BIO holds no nesting."""
    kept: list[Gold] = []
    for one in sorted(gold, key=lambda g: (g.span.start - g.span.end, g.span.start)):
        at = bisect(kept, one.span, key=lambda g: g.span)
        if not any(one.span.overlaps(other.span) for other in kept[max(0, at - 1) : at + 1]):
            kept.insert(at, one)
    return tuple(kept)


def _records(file: Path) -> Iterator[PubTatorRecord]:
    if not file.is_file():
        raise CorpusError(file, "no such file; --data names the folder that holds the corpora")
    with file.open(encoding="utf-8") as lines:
        yield from parse_pubtator(lines)
