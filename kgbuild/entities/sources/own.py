"""Our own additions to the public vocabularies: everyday substances, conditions, and plain readings of names.

All are tables beside this module. A substance is a MeSH heading that the dictionary of drugs leaves out
because its name is an everyday word; a condition is one that the dictionary of diseases leaves out. A reading
says what a name means that the vocabularies lack or give several meanings: an abbreviation that is plain
without a definition (`MI`), or a common name (`diabetes`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from kgbuild.domain.mention import EntityType
from kgbuild.entities.concept import Concept, Kind, Name, Source, Status
from kgbuild.entities.sources.tables import rows
from kgbuild.errors import VocabularyFileError

OWN = "kgbuild"
"""Id of the source."""
SUBSTANCES = Path(__file__).with_name("substances.tsv")
CONDITIONS = Path(__file__).with_name("conditions.tsv")
READINGS = Path(__file__).with_name("readings.tsv")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a name stands for: the concept of some type that `concept` is a name of in the vocabularies.

    Or the entity that has the id `concept`.
    """

    name: str
    type: EntityType
    concept: str
    source: str = OWN


def own_source(version: str) -> Source:
    """Return what is said about our own tables."""
    return Source(OWN, "Everyday substances, conditions and names", version, "Apache-2.0", trusted=True)


def substances(headings: Mapping[str, str], path: Path = SUBSTANCES) -> Iterator[Concept]:
    """Yield the everyday substances."""
    for number, row in rows(path, required=("heading", "synonyms"), optional=()):
        yield _heading(row, Kind.DRUG, headings, path, number)


def conditions(headings: Mapping[str, str], path: Path = CONDITIONS) -> Iterator[Concept]:
    """Yield the conditions."""
    for number, row in rows(path, required=("heading", "kind", "synonyms"), optional=()):
        if row["kind"] not in (Kind.DISEASE, Kind.SYMPTOM):
            raise VocabularyFileError(path, f"kind {row['kind']!r} is none of disease, symptom", line=number)
        yield _heading(row, Kind(row["kind"]), headings, path, number)


def _heading(
    row: Mapping[str, str], kind: Kind, headings: Mapping[str, str], path: Path, number: int
) -> Concept:
    id = headings.get(row["heading"].lower())
    if id is None:
        raise VocabularyFileError(path, f"{row['heading']!r} is no MeSH heading", line=number)
    synonyms = [text.strip() for text in row["synonyms"].split("|") if text.strip()]
    names = (Name(row["heading"], Status.NAME), *(Name(text, Status.EXACT) for text in synonyms))
    return Concept(id, kind, names, OWN)


def readings(path: Path = READINGS) -> Iterator[Reading]:
    """Yield the readings."""
    for number, row in rows(path, required=("name", "type", "concept"), optional=()):
        if row["type"] not in set(EntityType):
            raise VocabularyFileError(
                path, f"type {row['type']!r} is none of Disease, Symptom, Drug", line=number
            )
        yield Reading(row["name"], EntityType(row["type"]), row["concept"])
