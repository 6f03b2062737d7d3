"""Map the labels of annotated documents onto ours: of mentions onto types, of relations onto predicates.

Ours stand for themselves; others are mapped by `LABEL=OURS` or in a TOML file with `LABEL = "OURS"`. Of
several, `Disease,Symptom` (a list in TOML), either is right, for documents that do not tell them apart. `-`
leaves a label out; the label `*` stands for all that are not named.
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from shlex import quote
from typing import Generic, TypeVar

from kgbuild.domain.mention import EntityType
from kgbuild.domain.relation import Predicate
from kgbuild.errors import LabelError
from kgbuild.relations.candidates import PREDICATES

LEFT_OUT = "-"
ALL_OTHERS = "*"
Ours = TypeVar("Ours", bound=StrEnum)
Types = frozenset[EntityType]


@dataclass(frozen=True, slots=True)
class LabelMap(Generic[Ours]):
    """What each known label stands for: one of ours or several, or none where it is left out."""

    stands_for: Mapping[str, frozenset[Ours]]
    ours: tuple[Ours, ...]
    option: str

    def get(self, label: str) -> frozenset[Ours] | None:
        """Return what a label stands for, None where it is not known."""
        return self.stands_for.get(label, self.stands_for.get(ALL_OTHERS))

    def unknown(self, label: str, times: int) -> str:
        """Say that a label is not known, and what to type."""
        choices = " or ".join(f"{self.option} {quote(f'{label}={one}')}" for one in (*self.ours, LEFT_OUT))
        known = ", ".join(self.stands_for)
        return (
            f"unknown label {label!r} ({times:,} in all); known: {known}. Add {choices}; "
            f"- leaves it out, and {self.option} '{ALL_OTHERS}={LEFT_OUT}' all labels that are not named"
        )


def type_labels(pairs: Iterable[str] = (), file: Path | None = None) -> LabelMap[EntityType]:
    """Return the map of `LABEL=TYPE` pairs and a TOML file; of a label in both the pair counts.

    >>> labels = type_labels(["Chemical=Drug", "Gene=-"])
    >>> labels.get("Chemical"), labels.get("Gene"), labels.get("Species")
    (frozenset({<EntityType.DRUG: 'Drug'>}), frozenset(), None)
    """
    return _label_map(tuple(EntityType), pairs, file, option="--label", example="Chemical=Drug")


def relation_labels(pairs: Iterable[str] = (), file: Path | None = None) -> LabelMap[Predicate]:
    """Return the same of predicates that the classifier knows.

    >>> relation_labels(["CID=CAUSES"]).get("CID")
    frozenset({<Predicate.CAUSES: 'CAUSES'>})
    """
    return _label_map(PREDICATES, pairs, file, option="--relation", example="CID=CAUSES")


def _label_map(
    ours: tuple[Ours, ...], pairs: Iterable[str], file: Path | None, *, option: str, example: str
) -> LabelMap[Ours]:
    by_name = {str(one): one for one in ours}
    stands_for = {name: frozenset({one}) for name, one in by_name.items()}
    if file:
        for label, value in _read(file, example).items():
            values = value if isinstance(value, list) else [value]
            stands_for[label] = _parsed(values, by_name, f"{file}: {label}")
    for pair in pairs:
        label, equals, named = pair.rpartition("=")
        if not equals or not label:
            raise LabelError(f"{option} {pair!r} should be like {example}, or {example.partition('=')[0]}=-")
        stands_for[label] = _parsed(named.split(","), by_name, f"{option} {pair!r}")
    return LabelMap(stands_for, ours, option)


def _read(file: Path, example: str) -> dict[str, object]:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except OSError as error:
        raise LabelError(f"{file}: cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        label, _, one = example.partition("=")
        raise LabelError(f'{file}: no valid TOML: {error}; write lines like {label} = "{one}"') from error


def _parsed(values: Sequence[object], by_name: Mapping[str, Ours], where: str) -> frozenset[Ours]:
    if values == [LEFT_OUT]:
        return frozenset()
    found: set[Ours] = set()
    for value in values:
        if not isinstance(value, str) or value not in by_name:
            raise LabelError(
                f"{where}: {value!r} should be {', '.join(by_name)}, or - to leave the label out"
            )
        found.add(by_name[value])
    return frozenset(found)
