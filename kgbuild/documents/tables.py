"""CSV and TSV: a header line that names columns, then one document a row."""

import csv
import re

_TEXT_COLUMNS = frozenset({"text", "abstract"})
_DELIMITERS = (",", "\t", ";")


def has_text_column(head: str) -> bool:
    """Whether the first line is a header with a column that holds text.

    >>> has_text_column("pmid,title,abstract\\n1,A,B"), has_text_column("file\\tpmid\\ttitle\\n")
    (True, False)
    """
    return bool(_TEXT_COLUMNS & set(header(head)[1]))


def header(text: str) -> tuple[str, list[str]]:
    """Return the delimiter and the column names, in lower case, of a table."""
    first = re.split(r"\r\n?|\n", text, maxsplit=1)[0]
    delimiter = max(_DELIMITERS, key=first.count)
    if delimiter not in first or len(first) > 10_000:
        return delimiter, []
    row = next(csv.reader([first], delimiter=delimiter), [])
    return delimiter, [column.strip().lower() for column in row]
