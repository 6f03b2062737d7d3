"""What a vocabulary says about one concept, before vocabularies are brought together."""

from dataclasses import dataclass, field
from enum import IntEnum, StrEnum


class Status(IntEnum):
    """How a name belongs to its concept; the lower, the better a match with it counts."""

    NAME = 0
    EXACT = 1
    ENTRY = 2
    """A name that leads to the concept and may be narrower: MeSH's entry terms do not say."""
    RELATED = 3
    """A broader, narrower, lay or otherwise related name."""


class Kind(StrEnum):
    """What a vocabulary takes a concept for; `kgbuild.entities.types` makes an entity type of it."""

    DRUG = "drug"
    DISEASE = "disease"
    SYMPTOM = "symptom"
    PHENOTYPE = "phenotype"
    """An abnormality that may be either."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name as its vocabulary writes it; `abbreviation` where the vocabulary calls it one."""

    text: str
    status: Status
    abbreviation: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """A vocabulary: what is written beside each of its names, and said where the lexicon is described."""

    id: str
    title: str
    version: str
    licence: str
    trusted: bool = False
    """Whether a person chose its names for this lexicon: even short abbreviations among them are believed."""


@dataclass(frozen=True, slots=True)
class Concept:
    """One concept of one vocabulary.

    `id` is a CURIE, or empty where the vocabulary has names but no usable id; the first name is the
    preferred one; `xrefs` are CURIEs of the same concept elsewhere, taken at the vocabulary's word.
    """

    id: str
    kind: Kind
    names: tuple[Name, ...]
    source: str
    xrefs: tuple[str, ...] = field(default=())

    @property
    def name(self) -> str:
        """The preferred name."""
        return self.names[0].text

    @property
    def prefix(self) -> str:
        """The id's part before the colon, e.g. `MESH`."""
        return self.id.partition(":")[0]
