"""One digest of a graph: equal content gives an equal digest, however and in what order it was built.

Left out is what depends on where, when and how often: names of files and places within them, messages that
hold such names, the id of the build, and that something was read twice. A column's values, lengths and gaps
are hashed as streams, so it does not show in how many row groups they were stored.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from kgbuild.errors import TablesDamagedError
from kgbuild.graph.published import published
from kgbuild.graph.tables import GRAPH_TABLES
from kgbuild.graph.workspace import Workspace

BATCH = 4_096
"""Rows held at a time."""

NOT_CONTENT: Mapping[str, frozenset[str]] = {
    "documents": frozenset({"source"}),
    "relations": frozenset({"build"}),
    "withdrawn": frozenset({"stated_by", "source"}),
    "quarantine": frozenset({"source", "location", "message"}),
}
NOT_CONTENT_REASONS = ["duplicate", "retried"]
"""Of rows of `withdrawn`: how often something was read does not change what was."""


def graph_hash(workspace: Workspace) -> str:
    """Return SHA-256 over the content of all graph tables, in hex.

    Raises `NothingToLoadError` where there are none, `TablesDamagedError` where they cannot be read.
    """
    tables = published(workspace)
    try:
        return tables_hash({name: tables.path(name) for name in GRAPH_TABLES})
    except (OSError, ValueError) as error:
        raise TablesDamagedError(workspace.tables, str(error)) from error


def tables_hash(paths: Mapping[str, Path], *, columns: Mapping[str, Sequence[str]] | None = None) -> str:
    """Return SHA-256 over the content of graph tables, sorted as they are written, by name.

    `columns` names those of each table that count, all without it.
    """
    whole = hashlib.sha256()
    for name in sorted(paths):
        there = columns[name] if columns else GRAPH_TABLES[name].names
        hashed = [column for column in there if column not in NOT_CONTENT.get(name, ())]
        whole.update(f"{name}\n".encode())
        leave_out = NOT_CONTENT_REASONS if name == "withdrawn" else []
        for column, digest in zip(hashed, _column_digests(paths[name], hashed, leave_out), strict=True):
            whole.update(f"{column} {digest}\n".encode())
    return whole.hexdigest()


def _column_digests(path: Path, columns: list[str], leave_out: list[str]) -> list[str]:
    """Return a digest of each column over the rows whose `reason` is none of those to leave out."""
    hashers = [_Hasher() for _ in columns]
    with pq.ParquetFile(path) as file:
        for whole in file.iter_batches(BATCH, columns=columns, use_threads=False):
            batch = whole
            if leave_out:
                batch = whole.filter(pc.invert(pc.is_in(whole["reason"], pa.array(leave_out))))
            # No streams may begin where every row is left out, as none do where there is no row.
            for hasher, column in zip(hashers, columns if len(batch) else (), strict=False):
                hasher.add(batch.column(column))
    return [hasher.digest() for hasher in hashers]


class _Hasher:
    """Takes the parts of a column as they come: each kind of bytes has a stream of its own."""

    def __init__(self) -> None:
        self._streams: dict[str, hashlib._Hash] = {}
        self._rows = 0

    def add(self, column: pa.Array) -> None:
        self._rows += len(column)
        for name, data in _streams(column, ""):
            self._streams.setdefault(name, hashlib.sha256()).update(data)

    def digest(self) -> str:
        parts = (f"{name}={stream.hexdigest()}" for name, stream in sorted(self._streams.items()))
        return hashlib.sha256("\n".join((str(self._rows), *parts)).encode()).hexdigest()


def _streams(column: pa.Array, path: str) -> Iterator[tuple[str, bytes]]:
    """Yield (stream, bytes): which rows are null, and the values of the others."""
    yield f"{path}valid", _bits(column.is_valid())
    if column.null_count:
        column = column.drop_null()
    kind = column.type
    if pa.types.is_struct(kind):
        for field, values in zip(kind, column.flatten(), strict=True):
            yield from _streams(values, f"{path}{field.name}.")
    elif pa.types.is_list(kind):
        yield f"{path}lengths", _numbers(pc.list_value_length(column))
        yield from _streams(column.flatten(), f"{path}items.")
    elif pa.types.is_string(kind):
        yield f"{path}lengths", _numbers(pc.binary_length(column))
        yield f"{path}characters", _characters(column)
    elif pa.types.is_boolean(kind):
        yield f"{path}values", _bits(column)
    else:
        yield f"{path}values", _numbers(column)


def _bits(column: pa.Array) -> bytes:
    return _numbers(column.cast(pa.uint8()))


def _numbers(column: pa.Array) -> bytes:
    values: NDArray[np.generic] = column.to_numpy(zero_copy_only=False)
    return np.ascontiguousarray(values, dtype=values.dtype.newbyteorder("<")).tobytes()


def _characters(column: pa.Array) -> bytes:
    _, offsets, data = column.buffers()
    if data is None:
        return b""
    ends = np.frombuffer(offsets, dtype=np.int32)[column.offset : column.offset + len(column) + 1]
    return bytes(memoryview(data)[int(ends[0]) : int(ends[-1])]) if len(column) else b""
