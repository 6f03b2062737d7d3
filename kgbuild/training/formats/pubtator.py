"""PubTator: `id|t|title`, `id|a|abstract`, then `id  start  end  text  type  concept` with tabs between.

Offsets count in the title, one line break and the abstract. Relations, `id  label  concept  concept`, are of
concepts.
"""

import re
from collections.abc import Iterator

from kgbuild.documents.pubtator import RelationLine, parse_pubtator
from kgbuild.training.formats.decoding import lines_of
from kgbuild.training.formats.findings import Findings
from kgbuild.training.formats.marked import AnnotatedFile, MarkedDocument, Marking, Relating

_UNKNOWN = frozenset({"-1", "-"})
"""What stands for a concept where there is none."""
_NUMBER = re.compile(r"[-+]?[\d.]+")


class PubTatorReader:
    """Reads the records of a file with their annotations."""

    def read(self, file: AnnotatedFile, findings: Findings) -> Iterator[MarkedDocument]:
        """See `FormatReader.read`."""
        for record in parse_pubtator(lines_of(file.data, file.name, findings)):
            for problem in record.problems:
                line, _, message = problem.partition(": ")
                findings.problem(f"{file.name}, {line}", message)
            relations = []
            for stated in record.relations:
                place = file.line(stated.line)
                if _is_annotation(stated):
                    offsets = f"{stated.type}-{stated.subject}"
                    findings.problem(place, f"the offsets {offsets!r} are no whole numbers")
                else:
                    relations.append(Relating(stated.type, stated.subject, stated.object, place))
            markings = tuple(
                Marking(one.type, (one.stated,), one.text, file.line(one.line), _concepts(one.ids))
                for one in record.annotations
            )
            if record.document.text.strip():
                place = file.line(record.line)
                yield MarkedDocument(record.document, markings, place, tuple(relations), by_concept=True)


def _concepts(ids: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(id for id in ids if id not in _UNKNOWN)


def _is_annotation(line: RelationLine) -> bool:
    """Whether what passes for a relation is an annotation whose offsets are none.

    The longest lines of relations, those of BioRED, have one column after the two concepts.
    """
    return bool(_NUMBER.fullmatch(line.type) or (len(line.rest) > 1 and _NUMBER.fullmatch(line.subject)))
