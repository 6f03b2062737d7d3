"""CoNLL columns: a token and, in the last column, its tag; blank lines end sentences.

Tags are BIO, IOB or BIOES (BILOU): `O`, or one of B I E S L U, a hyphen and the label. Columns are separated
by tabs, or by blanks in a line without tab. A line `-DOCSTART-` begins a document; its next column, unless it
is a placeholder, is the document's id. Without any, each sentence is a document of its own. A line that
begins with `#` and does not end with a tag is a comment.

The text is made of the tokens, with blanks between them and line breaks between sentences. I-, E- and L- that
continue no mention of their label begin one, as IOB has it: that is counted.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from kgbuild.documents.curies import guessed_curie, text_id
from kgbuild.domain.span import Span
from kgbuild.training.formats.decoding import lines_of
from kgbuild.training.formats.findings import Findings
from kgbuild.training.formats.marked import AnnotatedFile, MarkedDocument, Marking, plain_document

DOCUMENT_START = "-DOCSTART-"
TAG = re.compile(r"O|([BIESLU])-(\S.*)")
_PLACEHOLDERS = frozenset({"-X-", "-Y-", "O", "_", "-", ""})
_CONTINUES = frozenset("IEL")
_ENDS = frozenset("ESLU")

Row = tuple[int, str, str]
"""Line number, token and tag."""


class ConllReader:
    """Reads tokens and tags in columns."""

    def read(self, file: AnnotatedFile, findings: Findings) -> Iterator[MarkedDocument]:
        """See `FormatReader.read`."""
        blocks = _blocks(file, findings)
        stated = any(block.begins for block in blocks)
        if not stated and len(blocks) > 1:
            what = f"sentences taken as documents of their own, as there is no {DOCUMENT_START}"
            for block in blocks:
                findings.note(what, file.line(block.rows[0][0]))
        document: list[_Block] = []
        for block in blocks:
            if document and (block.begins or not stated):
                yield from _document(document, file, findings)
                document = []
            document.append(block)
        yield from _document(document, file, findings)


@dataclass
class _Block:
    """The rows of a sentence; `begins` where a document begins with it, `id` being what it is called."""

    begins: bool = False
    id: str = ""
    rows: list[Row] = field(default_factory=list)


def _blocks(file: AnnotatedFile, findings: Findings) -> list[_Block]:
    blocks = [_Block()]
    for number, line in enumerate(lines_of(file.data, file.name, findings), start=1):
        columns = line.split("\t") if "\t" in line else line.split()
        columns = [column.strip() for column in columns]
        if columns and columns[0] == DOCUMENT_START:
            id = columns[1].strip("()") if len(columns) > 1 else ""
            blocks.append(_Block(begins=True, id="" if id in _PLACEHOLDERS else id))
        elif not any(columns):
            if blocks[-1].rows:
                blocks.append(_Block())
        elif TAG.fullmatch(columns[-1]) and len(columns) > 1 and columns[0]:
            blocks[-1].rows.append((number, columns[0], columns[-1]))
        elif not line.startswith("#"):
            findings.problem(file.line(number), _problem(columns))
    return [block for block in blocks if block.rows or block.begins]


def _problem(columns: list[str]) -> str:
    if len(columns) == 1:
        return f"{columns[0][:40]!r} stands alone; a line needs a token and its tag, or is blank"
    if not columns[0]:
        return "the token is missing; a line needs a token and its tag, or is blank"
    return f"{columns[-1][:40]!r} in the last column is no tag; write O, B-LABEL, I-LABEL (or E-, S-, L-, U-)"


def _document(blocks: list[_Block], file: AnnotatedFile, findings: Findings) -> Iterator[MarkedDocument]:
    rows = [block.rows for block in blocks if block.rows]
    if not rows:
        return
    text = "\n".join(" ".join(token for _, token, _ in sentence) for sentence in rows)
    id = guessed_curie(blocks[0].id) or text_id(text)
    markings: list[Marking] = []
    start = 0
    for sentence in rows:
        markings += _markings(sentence, start, file, findings)
        start += sum(len(token) + 1 for _, token, _ in sentence)
    place = file.line(rows[0][0][0])
    yield MarkedDocument(plain_document(id, text), tuple(markings), place)


def _markings(rows: list[Row], start: int, file: AnnotatedFile, findings: Findings) -> Iterator[Marking]:
    """Yield what the tags of a sentence mark; its first character is at `start`."""
    label, first, end, line = "", 0, 0, 0
    for number, token, tag in rows:
        match = TAG.fullmatch(tag)
        prefix, tagged = (match[1] or "", match[2] or "") if match else ("", "")
        continues = prefix in _CONTINUES and tagged == label
        if label and not continues:
            yield Marking(label, (Span(first, end),), None, file.line(line))
            label = ""
        if tagged and not continues:
            if prefix in _CONTINUES:
                findings.note(
                    "I-, E- or L- without a B- before them taken as the begin of a mention", file.line(number)
                )
            label, first, line = tagged, start, number
        end = start + len(token)
        if label and prefix in _ENDS:
            yield Marking(label, (Span(first, end),), None, file.line(line))
            label = ""
        start = end + 1
    if label:
        yield Marking(label, (Span(first, end),), None, file.line(line))
