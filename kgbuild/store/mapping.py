"""What the labels, types and properties of somebody else's graph mean, in TOML.

```toml
[[entities]]
label = "Compound"             # nodes of theirs
type = "Drug"                  # are these of ours: Disease, Symptom or Drug
id = "identifier"              # property that identifies them,
prefix = "DRUGBANK:"           # put before it where it is not there already
name = "name"
synonyms = "aliases"           # property with a text or a list of them, if there is one
xrefs = "xrefs"                # likewise

[[relations]]
type = "TREATS_CtD"            # relationships of theirs
from = "Compound"              # between these two labels
to = "Disease"
predicate = "TREATS"           # are these of ours
reversed = false               # true where theirs point the other way
belief = "score"               # property that holds it, or a number; 1 without it
source = "Hetionet"            # says where all this is from
```
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kgbuild.domain.mention import EntityType
from kgbuild.domain.relation import SIGNATURES, Predicate
from kgbuild.errors import MappingError


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityMapping:
    """Which nodes are entities, and where their facts are."""

    label: str
    type: EntityType
    id: str
    name: str
    prefix: str = ""
    synonyms: str = ""
    xrefs: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RelationMapping:
    """Which relationships are relations. `belief` is a property's name, or the number itself."""

    type: str
    start: str
    end: str
    predicate: Predicate
    source: str
    reversed: bool = False
    belief: str | float = 1.0
    knowledge_level: str = "not_provided"
    agent_type: str = "not_provided"


@dataclass(frozen=True, slots=True)
class GraphMapping:
    """A whole mapping; of each label there is one entry."""

    entities: tuple[EntityMapping, ...]
    relations: tuple[RelationMapping, ...]

    def entity(self, label: str) -> EntityMapping:
        """Return the entry of a label."""
        return next(each for each in self.entities if each.label == label)


_TEXTS: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "entities": (frozenset({"label", "type", "id", "name"}), frozenset({"prefix", "synonyms", "xrefs"})),
    "relations": (
        frozenset({"type", "from", "to", "predicate", "source"}),
        frozenset({"reversed", "belief", "knowledge_level", "agent_type"}),
    ),
}
"""Of each table, the keys that it must and may have."""


def read_mapping(path: Path) -> GraphMapping:
    """Read a mapping; raises `MappingError`, which names what is wrong."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise MappingError(path, f"cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise MappingError(path, f"is not TOML: {error}") from error
    if unknown := content.keys() - _TEXTS.keys():
        raise MappingError(
            path, f"has no use for [[{min(unknown)}]]; it takes [[entities]] and [[relations]]"
        )
    entities = tuple(_entity(path, entry) for entry in _entries(path, content, "entities"))
    labels = [entry.label for entry in entities]
    if not entities or len(set(labels)) < len(labels):
        raise MappingError(path, "needs [[entities]], one for each label")
    relations = tuple(
        _relation(path, entry, dict(zip(labels, entities, strict=True)))
        for entry in _entries(path, content, "relations")
    )
    return GraphMapping(entities, relations)


def _entries(path: Path, content: Mapping[str, Any], table: str) -> list[dict[str, Any]]:
    entries = content.get(table, [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise MappingError(path, f"writes its {table} as [[{table}]]")
    needed, optional = _TEXTS[table]
    for number, entry in enumerate(entries, start=1):
        place = f"[[{table}]] number {number}"
        if missing := needed - entry.keys():
            raise MappingError(path, f"{place} lacks {min(missing)}")
        if unknown := entry.keys() - needed - optional:
            raise MappingError(
                path, f"{place} takes no {min(unknown)}; it takes {_listed(needed | optional)}"
            )
        for key, value in entry.items():
            _check(path, f"{key} of {place}", key, value)
    return entries


def _check(path: Path, place: str, key: str, value: object) -> None:
    if key == "reversed":
        fits = isinstance(value, bool)
    elif key == "belief" and isinstance(value, int | float) and not isinstance(value, bool):
        fits = 0 <= value <= 1
    else:
        # A backslash would let a name end where it should not.
        fits = isinstance(value, str) and bool(value) and "\\" not in value
    if not fits:
        raise MappingError(path, f"{place} cannot be {value!r}")


def _entity(path: Path, entry: dict[str, Any]) -> EntityMapping:
    if entry["type"] not in list(EntityType):
        raise MappingError(path, f"type of {entry['label']} is one of {_listed(EntityType)}")
    return EntityMapping(**entry | {"type": EntityType(entry["type"])})


def _relation(path: Path, entry: dict[str, Any], entities: Mapping[str, EntityMapping]) -> RelationMapping:
    given = dict(entry)
    start, end = given.pop("from"), given.pop("to")
    for label in (start, end):
        if label not in entities:
            raise MappingError(path, f"{given['type']} joins {label}, which no [[entities]] is about")
    if given["predicate"] not in list(Predicate):
        raise MappingError(path, f"predicate of {given['type']} is one of {_listed(Predicate)}")
    predicate = Predicate(given.pop("predicate"))
    ends = (entities[start].type, entities[end].type)
    ends = (ends[1], ends[0]) if given.get("reversed") else ends
    if ends not in SIGNATURES[predicate]:
        raise MappingError(
            path, f"{given['type']}: no {ends[0]} {predicate} a {ends[1]}; is `reversed` what it should be?"
        )
    return RelationMapping(start=start, end=end, predicate=predicate, **given)


def _listed(names: Any) -> str:
    return ", ".join(sorted(map(str, names)))
