"""Decode an annotated file as a whole: offsets count characters, so that no byte may be guessed."""

from kgbuild.documents.decoding import to_utf8
from kgbuild.training.formats.findings import Findings

REMEDY = "convert the file, e.g. with `iconv -f WINDOWS-1252 -t UTF-8 old > new`"


def decoded(data: bytes, name: str, findings: Findings) -> str | None:
    """Return the text without byte-order mark, or None where it is not UTF-8 and no mark says what it is."""
    data = b"".join(to_utf8(iter([data])))
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        findings.problem(f"{name}, line {line}", f"byte {data[error.start]:#x} is not UTF-8; {REMEDY}")
        return None


def lines_of(data: bytes, name: str, findings: Findings) -> list[str]:
    """Return the lines without their ends, none where the file cannot be decoded.

    Only line feeds end lines: what else Unicode takes for a line's end may stand in a text.
    """
    text = decoded(data, name, findings) or ""
    return [line.removesuffix("\r") for line in text.removesuffix("\n").split("\n")] if text else []
