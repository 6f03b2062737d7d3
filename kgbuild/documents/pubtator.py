"""Parse PubTator: `id|t|title`, `id|a|abstract`, then tab-separated annotations and relations.

A record's text is the title, one line break and the abstract, untouched, since the offsets of the format
count in exactly that. An annotation whose text is not at its offsets is moved to the nearest place that holds
it, and reported as a problem where there is none.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from kgbuild.documents.curies import guessed_curie
from kgbuild.domain.document import Document, Section
from kgbuild.domain.span import Span

NEAR = 64
"""Characters around a wrong offset in which its text is looked for."""

_OFFSET = re.compile(r"[0-9]{1,9}")
_TEXT_LINE = re.compile(r"([^|\t]+)\|([ta])\|(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Annotation:
    """One annotated stretch of the text; `ids` has several members for a composite mention.

    `stated` is where the file says that it is, and `line` the number of the line that says so.
    """

    span: Span
    text: str
    type: str
    ids: tuple[str, ...]
    stated: Span
    line: int


@dataclass(frozen=True, slots=True)
class RelationLine:
    """A relation between two concept ids, as the file states it; `rest` holds what further columns say."""

    type: str
    subject: str
    object: str
    rest: tuple[str, ...]
    line: int


@dataclass(frozen=True, slots=True)
class PubTatorRecord:
    """A document, what is annotated in it, and the lines that could not be read, as messages.

    `line` is the number of the record's first line. The text is empty where there is no text line at all.
    """

    document: Document
    annotations: tuple[Annotation, ...]
    relations: tuple[RelationLine, ...]
    problems: tuple[str, ...]
    line: int


def parse_pubtator(lines: Iterable[str]) -> Iterator[PubTatorRecord]:
    r"""Yield one record for each block of lines with the same id; nothing is raised for bad lines.

    >>> lines = ["1|t|Fever", "1|a|Aspirin cures fever.", "1\t6\t13\tAspirin\tChemical\tD001241"]
    >>> record = next(parse_pubtator(lines))
    >>> record.document.id, record.document.text, record.annotations[0].span
    ('PMID:1', 'Fever\nAspirin cures fever.', Span(start=6, end=13))
    """
    block: _Block | None = None
    for number, raw in enumerate(lines, start=1):
        line = raw.rstrip("\r\n")
        if not line.strip():
            if block:
                yield block.finish()
            block = None
            continue
        match = _TEXT_LINE.fullmatch(line)
        id = match[1].strip() if match else line.partition("\t")[0].strip()
        if block is not None and block.id != id:
            yield block.finish()
            block = None
        if block is None:
            block = _Block(id, number)
        if match:
            block.texts.append((match[2], match[3]))
        else:
            block.rows.append((number, line))
    if block:
        yield block.finish()


@dataclass
class _Block:
    """The lines of one record, gathered before they are understood: rows need the whole text."""

    id: str
    line: int
    texts: list[tuple[str, str]] = field(default_factory=list)
    rows: list[tuple[int, str]] = field(default_factory=list)

    def finish(self) -> PubTatorRecord:
        problems: list[str] = []
        found: dict[str, str] = {}
        for kind, text in self.texts:
            if kind in found:
                problems.append(f"line {self.line}: a second |{kind}| line is ignored")
            found.setdefault(kind, text)
        if not found:
            problems.append(f"line {self.line}: record {self.id} has neither a |t| nor an |a| line")
        document = _document(self.id, found.get("t", ""), found.get("a", ""))
        annotations: list[Annotation] = []
        relations: list[RelationLine] = []
        for number, row in self.rows:
            parsed = _row(row, number, document.text)
            if isinstance(parsed, Annotation):
                annotations.append(parsed)
            elif isinstance(parsed, RelationLine):
                relations.append(parsed)
            else:
                problems.append(f"line {number}: {parsed}")
        return PubTatorRecord(document, tuple(annotations), tuple(relations), tuple(problems), self.line)


def _document(id: str, title: str, abstract: str) -> Document:
    text = f"{title}\n{abstract}" if abstract else title
    places = [("title", 0, len(title)), ("abstract", len(title) + 1, len(text))]
    sections = tuple(Section(label, start, end) for label, start, end in places if start < end)
    return Document(
        id=guessed_curie(id),
        text=text,
        title=title.strip(),
        sections=sections,
    )


def _row(line: str, number: int, text: str) -> Annotation | RelationLine | str:
    """Return what a tab-separated line says, or what is wrong with it."""
    columns = line.split("\t")
    if len(columns) >= 5 and _OFFSET.fullmatch(columns[1]) and _OFFSET.fullmatch(columns[2]):
        stated = Span(int(columns[1]), int(columns[2]))
        span = _place(text, stated, columns[3])
        if span is None:
            return f"{columns[3]!r} is not at {columns[1]}-{columns[2]} nor near it"
        ids = tuple(id for id in re.split(r"[|+;,]", columns[5]) if id) if len(columns) > 5 else ()
        return Annotation(span, text[span.start : span.end], columns[4], ids, stated, number)
    if len(columns) >= 4 and not _OFFSET.match(columns[1]):
        return RelationLine(columns[1], columns[2], columns[3], tuple(columns[4:]), number)
    return f"neither an annotation (id, start, end, text, type, concept) nor a relation: {line[:80]!r}"


def _place(text: str, stated: Span, mention: str) -> Span | None:
    """Return where `mention` stands: as stated, or at its occurrence nearest to it."""
    if not mention.strip():
        return None
    if text[stated.start : stated.end] == mention:
        return stated
    low = max(0, stated.start - NEAR)
    around = text[low : stated.start + len(mention) + NEAR]
    starts = [low + match.start() for match in re.finditer(re.escape(mention), around)]
    if not starts:
        return None
    start = min(starts, key=lambda start: (abs(start - stated.start), start))
    return Span(start, start + len(mention))
