"""Write the Knowledge Graph Exchange format: a folder with nodes and edges, as TSV or JSON lines."""

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from kgbuild.graph.export.biolink import EDGE, NODE, edges, nodes
from kgbuild.graph.export.selection import Selection

LIST = "|"


def write_kgx(selection: Selection, folder: Path) -> None:
    """Write `nodes.tsv` and `edges.tsv`; of lists, the items are joined by `|`."""
    folder.mkdir()
    _write_table(folder / "nodes.tsv", NODE, nodes(selection))
    _write_table(folder / "edges.tsv", EDGE, edges(selection))


def write_kgx_jsonl(selection: Selection, folder: Path) -> None:
    """Write `nodes.jsonl` and `edges.jsonl`."""
    folder.mkdir()
    for name, records in (("nodes", nodes(selection)), ("edges", edges(selection))):
        with (folder / f"{name}.jsonl").open("w", encoding="utf-8") as file:
            file.writelines(json.dumps(record, ensure_ascii=False) + "\n" for record in records)


def _write_table(path: Path, columns: Sequence[str], records: Iterable[Mapping[str, Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write("\t".join(columns) + "\n")
        for record in records:
            file.write("\t".join(_cell(record.get(column)) for column in columns) + "\n")


def _cell(value: Any) -> str:
    """Return a value as it can stand between tabs: the format knows no quotes and no escapes."""
    if value is None:
        return ""
    if isinstance(value, list):
        return LIST.join(_cell(str(item).replace(LIST, "/")) for item in value)
    return " ".join(str(value).split()) if isinstance(value, str) else repr(value)
