"""Map the labels of annotated documents onto our types.

`Disease`, `Symptom` and `Drug` stand for themselves; others are mapped by `LABEL=TYPE` or in a TOML file with
`LABEL = "TYPE"`. Of several types, `Disease,Symptom` (a list in TOML), either is right, for documents that do
not tell them apart. `-` leaves a label's mentions out; the label `*` stands for all that are not named.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from shlex import quote

from kgbuild.domain.mention import EntityType
from kgbuild.errors import LabelError

LEFT_OUT = "-"
ALL_OTHERS = "*"
Types = frozenset[EntityType]
_OURS: dict[str, Types] = {str(type): frozenset({type}) for type in EntityType}
_TYPES = ", ".join(_OURS)


@dataclass(frozen=True, slots=True)
class LabelMap:
    """What each known label stands for: one type or several, or none where it is left out."""

    types: Mapping[str, Types]

    @classmethod
    def of(cls, pairs: Iterable[str] = (), file: Path | None = None) -> "LabelMap":
        """Return the map of `LABEL=TYPE` pairs and a TOML file; of a label in both the pair counts.

        >>> labels = LabelMap.of(["Chemical=Drug", "Gene=-"])
        >>> labels.get("Chemical"), labels.get("Gene"), labels.get("Species")
        (frozenset({<EntityType.DRUG: 'Drug'>}), frozenset(), None)
        """
        types = dict(_OURS)
        if file:
            types.update(_read(file))
        for pair in pairs:
            label, equals, value = pair.rpartition("=")
            if not equals or not label:
                raise LabelError(f"--label {pair!r} should be like Chemical=Drug, or Gene=- to leave it out")
            types[label] = _parsed(value.split(","), f"--label {pair!r}")
        return cls(types)

    def get(self, label: str) -> Types | None:
        """Return what a label stands for, None where it is not known."""
        return self.types.get(label, self.types.get(ALL_OTHERS))

    def unknown(self, label: str, times: int) -> str:
        """Say that a label is not known, and what to type."""
        choices = " or ".join(f"--label {quote(f'{label}={type}')}" for type in (*EntityType, LEFT_OUT))
        return (
            f"unknown label {label!r} ({times:,} in all); known: {', '.join(self.types)}. Add {choices}; "
            f"- leaves it out, and --label '{ALL_OTHERS}={LEFT_OUT}' all labels that are not named"
        )


def _read(file: Path) -> dict[str, Types]:
    try:
        table = tomllib.loads(file.read_text("utf-8"))
    except OSError as error:
        raise LabelError(f"{file}: cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise LabelError(f'{file}: no valid TOML: {error}; write lines like Chemical = "Drug"') from error
    return {
        label: _parsed(value if isinstance(value, list) else [value], f"{file}: {label}")
        for label, value in table.items()
    }


def _parsed(values: list[object] | list[str], where: str) -> Types:
    if values == [LEFT_OUT]:
        return frozenset()
    types: set[EntityType] = set()
    for value in values:
        if not isinstance(value, str) or value not in _OURS:
            raise LabelError(f"{where}: {value!r} is no type; name {_TYPES}, or - to leave the label out")
        types |= _OURS[value]
    return frozenset(types)
