"""CSV and TSV: a header line that names columns, then one document a row. The columns are those of `fields`.

Columns are separated by comma, tab or semicolon, whichever the header has most of; quoted fields may hold
line breaks (RFC 4180). A table without a column `text` or `abstract`, also as last word of a longer name
(`medical_abstract`), holds no documents: it may be a list of files, and its cells are not taken for text.
"""

import re
from collections.abc import Iterator

from kgbuild.documents.decoding import decoding_problem, to_utf8
from kgbuild.documents.fields import record_of
from kgbuild.documents.limits import Limits
from kgbuild.documents.lines import LINE_COST, Line, cut_lines
from kgbuild.documents.rejections import Reason, reject, too_large
from kgbuild.domain.document import Record

_TEXT_COLUMNS = frozenset({"text", "abstract"})
_DELIMITERS = (",", "\t", ";")
_HEADER_CHARACTERS = 10_000
_INSIDE_QUOTES = re.compile(rb'(?:[^"]+|"")*')
_NO_TEXT_FIRST = frozenset({"has", "is", "n", "num"})
"""First words of columns that tell facts about a text: `has_abstract`."""
_CARRIAGE_RETURN = b"\r"
_LINE_END = re.compile(r"\r\n?|\n")


class TableReader:
    """Reads a table; a broken row costs no other."""

    def read(self, chunks: Iterator[bytes], name: str, limits: Limits) -> Iterator[Record]:
        """See `DocumentReader.read`."""
        lines = cut_lines(to_utf8(chunks), limits.document_bytes)
        first = next(lines, Line(1, b""))
        if _CARRIAGE_RETURN in first.data:
            message = "its lines end in carriage returns alone; convert them, e.g. with `tr '\\r' '\\n'`"
            yield reject(name, first.location, Reason.BROKEN_RECORD, message, record=first.data)
            return
        delimiter, columns = header(first.data.decode(errors="replace"))
        if not _TEXT_COLUMNS & set(columns):
            message = (
                f"has no column {' or '.join(sorted(_TEXT_COLUMNS))}; name the columns in its first line"
            )
            yield reject(name, first.location, Reason.UNKNOWN_FORMAT, message, record=first.data)
            return
        for row in _rows(lines, delimiter.encode(), limits.document_bytes):
            if row.too_long:
                yield too_large(name, row.location, limits.document_characters, row.data)
            elif row.data.strip():
                yield _record(row, delimiter, columns, name, limits)


def _record(row: Line, delimiter: str, columns: list[str], name: str, limits: Limits) -> Record:
    try:
        values = split_row(row.data.decode(), delimiter)
    except UnicodeDecodeError as error:
        return reject(name, row.location, Reason.ENCODING, decoding_problem(error), record=row.data)
    if values is None or len(values) != len(columns):
        found = "a quoted field that does not end" if values is None else f"{len(values)} fields"
        message = f"has {found} where the header names {len(columns)}; mend this row"
        if lines := row.data.count(b"\n"):
            message += f", which took the next {lines:,} lines with it"
        return reject(name, row.location, Reason.BROKEN_RECORD, message, record=row.data)
    fields: dict[str, object] = dict(zip(columns, values, strict=True))
    return record_of(fields, name, row.location, limits)


def _rows(lines: Iterator[Line], delimiter: bytes, max_bytes: int) -> Iterator[Line]:
    """Join lines as long as a quoted field is open; memory stays bounded when one never ends."""
    field_start = re.compile(rb"(?:^|" + delimiter + rb')"')
    number, parts, length, quoted = 0, list[bytes](), 0, False
    for line in lines:
        number = number if quoted else line.number
        quoted = _ends_quoted(line.data, field_start, quoted=quoted)
        length += len(line.data) + (LINE_COST if parts else 0)
        too_long = length > max_bytes or line.too_long
        parts.append(line.data[:1000] if too_long else line.data)
        if not quoted or too_long:
            yield Line(number, b"\n".join(parts), too_long=too_long)
            parts, length, quoted = [], 0, False
    if parts:
        yield Line(number, b"\n".join(parts))


def _ends_quoted(line: bytes, field_start: "re.Pattern[bytes]", *, quoted: bool) -> bool:
    """Whether a quoted field is open at the line's end; quotes within plain fields mean nothing."""
    at = 0
    while True:
        if quoted:
            inside = _INSIDE_QUOTES.match(line, at)
            if not inside or inside.end() == len(line):
                return True
            at, quoted = inside.end() + 1, False
        else:
            start = field_start.search(line, at)
            if not start:
                return False
            at, quoted = start.end(), True


def split_row(row: str, delimiter: str) -> list[str] | None:
    """Return a row's fields, or nothing when a quoted field does not end.

    Own code, because the module `csv` limits the length of fields for the whole process.

    >>> split_row('7,"Fever, ""high"" and long",5" tube', ",")
    ['7', 'Fever, "high" and long', '5" tube']
    """
    fields, at = list[str](), 0
    field = re.compile(rf'(?:"((?:[^"]++|"")*+)"|((?!")[^{delimiter}]*))(?={delimiter}|$)', re.S)
    while at <= len(row):
        match = field.match(row, at)
        if not match:
            return None
        quoted = match.group(1)
        fields.append(match.group(2) if quoted is None else quoted.replace('""', '"'))
        at = match.end() + 1
    return fields


def has_text_column(head: str) -> bool:
    """Whether the first line is a header with a column that holds text.

    >>> has_text_column("pmid,title,abstract\\n1,A,B"), has_text_column("file\\tpmid\\ttitle\\n")
    (True, False)
    """
    columns = header(head)[1]
    return len(columns) > 1 and bool(_TEXT_COLUMNS & set(columns))


def header(text: str) -> tuple[str, list[str]]:
    """Return the delimiter and the column names, in lower case, of a table.

    >>> header("Label;Medical_Abstract")
    (';', ['label', 'abstract'])
    """
    first = _LINE_END.split(text, maxsplit=1)[0]
    delimiter = max(_DELIMITERS, key=first.count)
    if len(first) > _HEADER_CHARACTERS:
        return delimiter, []
    columns = [column.strip().lower() for column in split_row(first, delimiter) or []]
    for field in _TEXT_COLUMNS - set(columns):
        named = [at for at, column in enumerate(columns) if _is_called(column, field)]
        if len(named) == 1:
            columns[named[0]] = field
    return delimiter, columns


def _is_called(column: str, field: str) -> bool:
    first, *_, last = words if len(words := re.split(r"[\W_]+", column)) > 1 else ["", ""]
    return last == field and first not in _NO_TEXT_FIRST
