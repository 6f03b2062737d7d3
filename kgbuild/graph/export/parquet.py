"""Write the graph tables as Parquet, without what was not chosen and without texts of documents."""

from pathlib import Path

from kgbuild.graph.export.selection import Selection
from kgbuild.graph.parquet import write_table

TABLES = ("documents", "entities", "evidence", "relations")
_NO_TEXT = "SELECT * REPLACE ('' AS text, sections[:0] AS sections) FROM x.documents"


def write_parquet(selection: Selection, folder: Path) -> None:
    """Write a file for each table, columns and order as in the workspace."""
    folder.mkdir()
    for name in TABLES:
        query = _NO_TEXT if name == "documents" else f"FROM x.{name}"
        write_table(selection.connection, name, query, folder)
