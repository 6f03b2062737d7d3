"""Read triples, one a line: subject, relation and object, separated by tabs.

With a header, columns are found by name: `subject` or `head`, `predicate` or `relation`, `object` or `tail`,
and where there are any `subject_name`, `object_name`, `subject_type`, `object_type`. Without one: three.
"""

from collections.abc import Iterator
from pathlib import Path

from kgbuild.domain.mention import EntityType
from kgbuild.domain.relation import SIGNATURES, Predicate
from kgbuild.entities.sources.tables import text_lines
from kgbuild.errors import VocabularyFileError
from kgbuild.graph.curated import CuratedRelation
from kgbuild.graph.imports.imported import Imported, Lookup, entity_of, predicate_of

_SAME = {"head": "subject", "tail": "object", "relation": "predicate"}
_NEEDED = ("subject", "predicate", "object")


def read_triples(path: Path, lookup: Lookup) -> Imported:
    """Return the relations of the graph's types; raises `VocabularyFileError` for what is no triple."""
    found = Imported()
    for number, row in _rows(path):
        types = {end: _stated(row, end, path, number) for end in ("subject", "object")}
        predicate = predicate_of(row["predicate"])
        if predicate is None:
            found.skipped[f"of the relation {row['predicate']}"] += 1
            continue
        ends = [
            entity_of(row[end], lookup, type=type or _only(end, predicate), name=row.get(f"{end}_name", ""))
            for end, type in types.items()
        ]
        if ends[0] is None or ends[1] is None:
            found.skipped["of something without a type"] += 1
            continue
        biolink = row["predicate"] if row["predicate"].startswith("biolink:") else ""
        found.relate(CuratedRelation(row["subject"], predicate, row["object"], biolink), ends[0], ends[1])
    return found


def _stated(row: dict[str, str], end: str, path: Path, line: int) -> EntityType | None:
    """Return the type that a row states of an end, or None where it states none."""
    stated = row.get(f"{end}_type", "")
    if stated and stated.capitalize() not in set(EntityType):
        problem = f"{end}_type {stated[:60]!r} is none of {', '.join(EntityType)}"
        raise VocabularyFileError(path, problem, line=line)
    return EntityType(stated.capitalize()) if stated else None


def _only(end: str, predicate: Predicate) -> EntityType | None:
    """Return the only type that an end of such a relation may have, or None where there are several."""
    possible = {pair[end == "object"] for pair in SIGNATURES[predicate]}
    return possible.pop() if len(possible) == 1 else None


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    header: list[str] | None = None
    for number, line in enumerate(text_lines(path), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = [cell.strip() for cell in line.split("\t")]
        if header is None:
            names = [_SAME.get(cell.lower(), cell.lower()) for cell in cells]
            header = names if set(_NEEDED) <= set(names) else list(_NEEDED)
            if header == names:
                continue
        if len(cells) != len(header) or not all(cells[header.index(name)] for name in _NEEDED):
            problem = (
                f"expected {len(header)} values separated by tabs ({', '.join(header)}), found {line[:60]!r}"
            )
            raise VocabularyFileError(path, problem, line=number)
        row = dict(zip(header, cells, strict=True))
        for end in ("subject", "object"):
            if ":" not in row[end]:
                raise VocabularyFileError(path, f"{row[end]!r} is no id such as MESH:D001", line=number)
        yield number, row
