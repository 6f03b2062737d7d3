"""Read a folder of triples: `train`, `valid` and `test` as .tsv or .txt, and `nodes.tsv` where there is one.

A line is head, relation and tail, with tabs between. `nodes.tsv`, in the folder or the one above, has a
header with `id`, and `name` and `kind` if they are known; then every entity must be in it. A folder with one
file `triples.tsv` alone is split by `kgbuild.links.splits`.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kgbuild.domain.ids import content_hash
from kgbuild.errors import TriplesError
from kgbuild.links.splits import Parts, SplitSettings, split
from kgbuild.links.triples import Dataset, Triples, Vocabulary, check_learnable, encode

PARTS = ("train", "valid", "test")
SINGLE = "triples"
SUFFIXES = (".tsv", ".txt")
NODES = "nodes.tsv"

Row = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class _Node:
    id: str
    name: str
    kind: str


def read_folder(folder: Path, settings: SplitSettings | None = None) -> Dataset:
    """Return the data set in a folder, one file split as the settings say; raises `TriplesError`."""
    files = {part: _file(folder, part) for part in (*PARTS, SINGLE)}
    named = [path for path in files.values() if path]
    if files["train"] is None and files[SINGLE] is None:
        raise TriplesError(
            folder, "no train.tsv, train.txt or triples.tsv there; see `kgbuild train links -h`"
        )
    rows = {part: list(_rows(path)) for part, path in files.items() if path}
    nodes_file = next((path for path in (folder / NODES, folder.parent / NODES) if path.is_file()), None)
    nodes = _nodes(nodes_file) if nodes_file else None
    everything = [row for part in rows.values() for row in part]
    vocabulary = _vocabulary(everything, nodes, nodes_file)
    entities = {id: number for number, id in enumerate(vocabulary.entities)}
    relations = {name: number for number, name in enumerate(vocabulary.relations)}
    arrays = {part: encode(rows.get(part, []), entities, relations) for part in (*PARTS, SINGLE)}
    parts = _parts(folder, arrays, vocabulary, settings or SplitSettings())
    digest = content_hash(
        *(path.read_text("utf-8") for path in [*named, *([nodes_file] if nodes_file else [])])
    )
    dataset = Dataset(vocabulary, parts.train, parts.valid, parts.test, build=digest)
    check_learnable(dataset, str(folder))
    return dataset


def _parts(
    folder: Path, arrays: dict[str, Triples], vocabulary: Vocabulary, settings: SplitSettings
) -> Parts:
    if not len(arrays["train"]):
        return split(arrays[SINGLE], vocabulary.kinds, None, settings)
    parts = Parts(*(arrays[part] for part in PARTS))
    if not len(parts.valid):
        hint = "it decides when training stops; put all into triples.tsv to have them split"
        raise TriplesError(folder, f"no valid.tsv: {hint}")
    shared = parts.shared()
    if shared:
        raise TriplesError(folder, f"{shared} triples are in more than one part; drop them from one")
    return parts


def _file(folder: Path, part: str) -> Path | None:
    return next((p for p in (folder / f"{part}{suffix}" for suffix in SUFFIXES) if p.is_file()), None)


def _rows(path: Path) -> Iterator[Row]:
    for number, line in enumerate(_lines(path), start=1):
        if not line.strip():
            continue
        cells = [cell.strip() for cell in line.rstrip("\r\n").split("\t")]
        if len(cells) != 3 or not all(cells):
            raise TriplesError(path, "not head, relation and tail with tabs between", line=number)
        head, relation, tail = cells
        if head == tail:
            raise TriplesError(
                path, f"{head} {relation} itself: drop relations of an entity to itself", line=number
            )
        yield head, relation, tail


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text("utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise TriplesError(path, f"cannot be read: {error}") from error


def _nodes(path: Path) -> list[_Node]:
    reader = csv.DictReader(_lines(path), delimiter="\t", quoting=csv.QUOTE_NONE)
    if "id" not in (reader.fieldnames or ()):
        raise TriplesError(path, "its first line names no column `id`; columns are id, name and kind")
    nodes = [
        _Node(row["id"], row.get("name") or row["id"], row.get("kind") or "") for row in reader if row["id"]
    ]
    if len({node.id for node in nodes}) != len(nodes):
        raise TriplesError(path, "an id is there twice; name each entity once")
    kinds = {bool(node.kind) for node in nodes}
    if len(kinds) > 1:
        raise TriplesError(path, "some entities have a kind and some have none; give all one, or none")
    return nodes


def _vocabulary(rows: list[Row], nodes: list[_Node] | None, path: Path | None) -> Vocabulary:
    used = {entity for head, _, tail in rows for entity in (head, tail)}
    relations = tuple(sorted({relation for _, relation, _ in rows}))
    if nodes is None:
        entities = tuple(sorted(used))
        return Vocabulary(entities, relations, tuple(_readable(entity) for entity in entities))
    unknown = sorted(used.difference(node.id for node in nodes))
    if unknown:
        raise TriplesError(
            path,
            f"{len(unknown)} ids of the triples are not in it ({', '.join(unknown[:3])}); add or drop them",
        )
    kinds = tuple(node.kind for node in nodes)
    return Vocabulary(
        tuple(node.id for node in nodes),
        relations,
        tuple(node.name for node in nodes),
        kinds=kinds if any(kinds) else (),
    )


def _readable(id: str) -> str:
    """Return an id as text, where nothing else names the entity.

    >>> _readable("disease_or_syndrome")
    'disease or syndrome'
    """
    return id.replace("_", " ")
