"""The lexicon's file: one Parquet table, a name a row, sorted by key, equal bytes for equal content."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from kgbuild.entities.concept import Source
from kgbuild.entities.rows import Row
from kgbuild.errors import LexiconError

FORMAT = "1"
"""Raised with every change of the columns, or of how keys are made of names (`normalise`)."""
FORMAT_KEY = b"kgbuild.lexicon"
SOURCES_KEY = b"kgbuild.sources"

_WORD = pa.dictionary(pa.int32(), pa.string())
SCHEMA = pa.schema(
    [
        ("key", pa.string()),
        ("id", _WORD),
        ("type", _WORD),
        ("name", pa.string()),
        ("status", pa.int8()),
        ("preferred", pa.bool_()),
        ("acronym", pa.bool_()),
        ("source", _WORD),
        ("licence", _WORD),
        ("xrefs", pa.list_(pa.string())),
    ]
)


def write_lexicon(path: Path, rows: Sequence[Row], sources: Sequence[Source]) -> None:
    """Write the file; `rows` must be sorted. A file of that name is replaced at once, or not at all."""
    licences = {source.id: source.licence for source in sources}
    columns = {
        "key": [row.key for row in rows],
        "id": [row.id for row in rows],
        "type": [str(row.type) for row in rows],
        "name": [row.name for row in rows],
        "status": [int(row.status) for row in rows],
        "preferred": [row.preferred for row in rows],
        "acronym": [row.acronym for row in rows],
        "source": [row.source for row in rows],
        "licence": [licences[row.source] for row in rows],
        "xrefs": [list(row.xrefs) for row in rows],
    }
    arrays = [
        pa.array(columns[f.name], pa.string()).dictionary_encode()
        if f.type == _WORD
        else pa.array(columns[f.name], f.type)
        for f in SCHEMA
    ]
    listed = json.dumps(
        [asdict(source) for source in sorted(sources, key=lambda s: s.id)], ensure_ascii=False
    )
    metadata = {FORMAT_KEY: FORMAT.encode(), SOURCES_KEY: listed.encode()}
    table = pa.Table.from_arrays(arrays, schema=SCHEMA.with_metadata(metadata))
    temporary = path.with_name(f".{path.name}.part")
    try:
        pq.write_table(
            table, temporary, compression="zstd", compression_level=15, row_group_size=len(rows) or 1
        )
        temporary.replace(path)
    except OSError as error:
        raise LexiconError(path, f"cannot be written: {error.strerror or error}") from error
    finally:
        temporary.unlink(missing_ok=True)


def read_lexicon(path: Path, columns: Sequence[str]) -> pa.Table:
    """Return some columns of the file; its metadata has been checked."""
    try:
        with pq.ParquetFile(path, memory_map=True) as file:
            metadata = file.schema_arrow.metadata or {}
            if metadata.get(FORMAT_KEY) != FORMAT.encode():
                raise LexiconError(path, "no lexicon of this version of kgbuild")
            table = file.read(columns=list(columns), use_threads=False).combine_chunks()
    except FileNotFoundError:
        raise LexiconError(path, "no such file") from None
    except (OSError, pa.ArrowException) as error:
        raise LexiconError(path, f"cannot be read ({error})") from error
    # What decoding needed is kept for later by Arrow otherwise: 30 MB in every process.
    pa.default_memory_pool().release_unused()
    return table


def lexicon_sources(path: Path) -> list[Source]:
    """Return what the file says about its sources."""
    metadata = read_lexicon(path, ()).schema.metadata
    return [Source(**one) for one in json.loads(metadata[SOURCES_KEY])]
