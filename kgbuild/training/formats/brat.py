"""brat: a text in `name.txt`, and in `name.ann` lines `T1<tab>Label 8 19;25 30<tab>text`.

Offsets count characters of the text as it is, line ends included. The document's id is the file's name.
Relations are `R1<tab>LABEL Arg1:T1 Arg2:T2`; an event stands for its trigger. Other lines are not read.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from kgbuild.documents.curies import guessed_curie
from kgbuild.documents.names import base_name
from kgbuild.training.brat import parse_brat
from kgbuild.training.formats.decoding import decoded, lines_of
from kgbuild.training.formats.findings import Findings
from kgbuild.training.formats.marked import AnnotatedFile, MarkedDocument, Marking, Relating, plain_document

ANNOTATIONS, TEXT = ".ann", ".txt"
_OTHER_LINES = tuple("REAMN*#")
"""Relations, events, attributes, modifications, normalisations, equivalences and notes."""
_EVENT = re.compile(r"(E\d+)\t\S+?:(T\d+)(?: .*)?")
_RELATION = re.compile(r"R\d+\t(\S+) \S+?:([TE]\d+) \S+?:([TE]\d+)\s*")


class BratReader:
    """Reads one text with its stand-off annotations."""

    def read(self, file: AnnotatedFile, findings: Findings) -> Iterator[MarkedDocument]:
        """See `FormatReader.read`."""
        name = f"{file.name.removesuffix(ANNOTATIONS)}{TEXT}"
        text = decoded(file.text, name, findings)
        lines = lines_of(file.data, file.name, findings)
        spans = {span.line: span for span in parse_brat(lines)}
        for number, line in enumerate(lines, start=1):
            if number not in spans and line.strip() and not line.startswith(_OTHER_LINES):
                findings.problem(
                    file.line(number), f"{line[:60]!r} should be like 'T1<tab>Label 8 19<tab>text'"
                )
        markings = (Marking(s.type, s.fragments, s.text, file.line(s.line), (s.id,)) for s in spans.values())
        if text is not None and not text.strip():
            findings.problem(name, "is empty; remove it and its .ann")
        elif text is not None:
            id = guessed_curie(PurePosixPath(base_name(name)).stem)
            relations = tuple(_relations(lines, file))
            yield MarkedDocument(plain_document(id, text), tuple(markings), name, relations)


def _relations(lines: Sequence[str], file: AnnotatedFile) -> Iterator[Relating]:
    triggers = {match[1]: match[2] for match in map(_EVENT.fullmatch, lines) if match}
    for number, line in enumerate(lines, start=1):
        if line.startswith("R"):
            match = _RELATION.fullmatch(line)
            if match:
                subject, object = (triggers.get(name, name) for name in match.group(2, 3))
                yield Relating(match[1], subject, object, file.line(number))
            else:
                problem = f"{line[:60]!r} should be like 'R1<tab>LABEL Arg1:T1 Arg2:T2'"
                yield Relating("", "", "", file.line(number), problem)
