"""What ontologies say an entity is: classes that it shares with others like it.

They are read of OBO files (`is_a`), of MeSH's table of tree numbers (TSV with the columns `mesh_id`,
`mesh_name` and `mesh_tree_number`, each number a place in the trees), and of tables of one's own (TSV with
`id` and `class`, a line for each). An entity is each term that has its id, names it as a cross-reference, or
is called like it, whatever its kind; `Kind::id` is read as `id`, and MeSH's ids with or without `MESH:`.

Classes are not split into parts as triples are: an ontology must not state what the graph is asked for.
"""

import zlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kgbuild.entities.normalise import plain_name
from kgbuild.entities.sources.obo import parse_obo
from kgbuild.entities.sources.tables import rows, text_lines
from kgbuild.errors import VocabularyFileError
from kgbuild.links.identity import is_symbol, own_id
from kgbuild.links.triples import Vocabulary

OBO, TSV, PACKED = ".obo", ".tsv", ".gz"
TREE = ("mesh_id", "mesh_name", "mesh_tree_number")
OWN = ("id", "class")
HEADERS = (TREE, OWN)


@dataclass(slots=True)
class Ontology:
    """Classes above each class or term by id, and the terms that an id or a name stands for."""

    parents: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    by_id: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    by_name: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def above(self, terms: set[str]) -> set[str]:
        """Return the classes of terms, themselves included."""
        found, waiting = set(terms), list(terms)
        while waiting:
            for parent in self.parents.get(waiting.pop(), ()):
                if parent not in found:
                    found.add(parent)
                    waiting.append(parent)
        return found

    def terms(self, id: str, name: str) -> set[str]:
        """Return the terms that an entity is, by its id and by its name."""
        by_id = self.by_id.get(own_id(id), set())
        return by_id | self.by_name.get(_key(name), set())


def read_classes(paths: Sequence[Path], vocabulary: Vocabulary) -> NDArray[np.int64]:
    """Return entities and numbers of their classes (m, 2), of files or of folders' files of these formats.

    Classes of one entity alone are left out, and of those with the same entities all but one. Raises
    `VocabularyFileError`, also where no others are left.
    """
    ontology = Ontology()
    for path in paths:
        files = list(_files(path))
        if not files:
            raise VocabularyFileError(path, f"no {OBO} file there, and no {TSV} file of classes")
        for file in files:
            with _explained(file):
                _read(file, ontology)
    belonging: dict[str, list[int]] = defaultdict(list)
    for entity, named in enumerate(zip(vocabulary.entities, vocabulary.names, strict=True)):
        for name in ontology.above(ontology.terms(*named)):
            belonging[name].append(entity)
    # A class and its cross-references have the same entities, as have most with one class alone below them.
    groups = sorted({tuple(entities) for entities in belonging.values() if len(entities) > 1})
    found = [(entity, number) for number, entities in enumerate(groups) for entity in entities]
    shared = np.array(found, dtype=np.int64).reshape(-1, 2)
    if not len(shared):
        also = "".join(f" or {path}" for path in paths[1:])
        raise VocabularyFileError(
            paths[0], f"no two entities of the graph have a class of it{also} in common"
        )
    return shared


def _files(path: Path) -> Iterator[Path]:
    """Yield a file, or those of a folder that are of these formats."""
    if not path.is_dir():
        yield path
        return
    for file in sorted(path.rglob("*")):
        if file.is_file() and (_suffix(file) == OBO or (_suffix(file) == TSV and _is_table(file))):
            yield file


def _is_table(file: Path) -> bool:
    """Whether a file in a folder is a table of classes; one that cannot be read is none of ours."""
    try:
        with _explained(file):
            return _header(file) is not None
    except VocabularyFileError:
        return False


@contextmanager
def _explained(file: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, EOFError, zlib.error) as error:
        raise VocabularyFileError(file, f"cannot be read: {error}") from error


def _read(file: Path, ontology: Ontology) -> None:
    if _suffix(file) == OBO:
        for term in parse_obo(text_lines(file), file):
            # What is the same elsewhere is above it as well: so places there are its classes too.
            ontology.parents[term.id].update((*term.parents, *term.xrefs))
            ontology.by_name[_key(term.name)].add(term.id)
            for id in map(own_id, (term.id, *term.xrefs)):
                ontology.by_id[id].add(term.id)
        return
    header = _header(file)
    if header == TREE:
        for _, row in _filled(file, TREE):
            id, place = own_id(row["mesh_id"]), row["mesh_tree_number"]
            ontology.by_id[id].add(id)
            ontology.by_name[_key(row["mesh_name"])].add(id)
            ontology.parents[id].add(place)
            while "." in place:
                place, above = place.rpartition(".")[0], place
                ontology.parents[above].add(place)
    elif header == OWN:
        for _, row in _filled(file, OWN):
            id, above = own_id(row["id"]), own_id(row["class"])
            ontology.parents[id].add(above)
            for each in (id, above):
                ontology.by_id[each].add(each)
    else:
        known = " or ".join(", ".join(columns) for columns in HEADERS)
        raise VocabularyFileError(file, f"neither an {OBO} file nor a table with the columns {known}")


def _filled(file: Path, columns: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the rows of a table, none of whose cells in these columns is empty."""
    for number, row in rows(file, required=columns):
        for column in columns:
            if not row[column]:
                raise VocabularyFileError(file, f"the column `{column}` is empty", line=number)
        yield number, row


def _header(file: Path) -> tuple[str, ...] | None:
    """Return the columns of a table of classes that a file has, None where it has others."""
    lines = (line for line in text_lines(file) if line.strip() and not line.startswith("#"))
    first = {cell.strip() for cell in next(lines, "").split("\t")}
    return next((columns for columns in HEADERS if set(columns) <= first), None)


def _suffix(file: Path) -> str:
    return (file.with_suffix("") if file.suffix.lower() == PACKED else file).suffix.lower()


def _key(name: str) -> str:
    """Return what a name is looked up by: symbols, and names without a word, as they are.

    >>> _key("Neoplasms of the Lung"), _key("CAT"), _key("+")
    ('lung neoplasm', 'CAT', '+')
    """
    return name if is_symbol(name) else plain_name(name) or name
