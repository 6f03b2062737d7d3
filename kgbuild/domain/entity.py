"""What mentions are grounded to: public concepts, or ungrounded names of our own."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from kgbuild.domain.ids import content_hash
from kgbuild.domain.mention import EntityType

UNGROUNDED_PREFIX = "kgbuild:"
DESCRIBING_SYNONYMS = 3
"""Synonyms of an entity that its text holds, beside the name."""


@dataclass(frozen=True, slots=True)
class Grounding:
    """The concept chosen for one mention, and why.

    `entity_id` is a CURIE, or `kgbuild:<hash>` where nothing fits; `score` is in 0..1; `reason` names the
    rule that matched, e.g. `exact synonym`, `plural`, `word order`, `ungrounded`.
    """

    entity_id: str
    name: str
    type: EntityType
    score: float
    reason: str

    @property
    def grounded(self) -> bool:
        """Whether a public id was found."""
        return not self.entity_id.startswith(UNGROUNDED_PREFIX)


@dataclass(frozen=True, slots=True)
class Entity:
    """A node of the graph; `synonyms` and `xrefs` are sorted, `xrefs` are CURIEs of the same concept."""

    id: str
    name: str
    type: EntityType
    synonyms: tuple[str, ...] = ()
    xrefs: tuple[str, ...] = ()
    grounded: bool = True


def described(name: str, synonyms: Iterable[str] | None) -> str:
    """Return the text that stands for an entity where its meaning is asked for: name and some synonyms.

    >>> described("Influenza", ["flu", "grippe"])
    'Influenza; flu; grippe'
    """
    return "; ".join([name, *islice(synonyms or (), DESCRIBING_SYNONYMS)])


def ungrounded_id(normalised_name: str, type: EntityType) -> str:
    """Return the id of a name that no vocabulary knows.

    >>> ungrounded_id("foo syndrome", EntityType.DISEASE).startswith("kgbuild:")
    True
    """
    return UNGROUNDED_PREFIX + content_hash(type, normalised_name)
