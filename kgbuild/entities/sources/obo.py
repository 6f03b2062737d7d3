"""Read ontologies in OBO format: terms with names, synonyms, cross-references and parents."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from kgbuild.entities.concept import Concept, Kind, Name, Status
from kgbuild.entities.sources.tables import text_lines
from kgbuild.entities.types import KIND_OF_PREFIX
from kgbuild.errors import VocabularyFileError

_SYNONYM = re.compile(r'"((?:[^"\\]|\\.)*)"\s*(EXACT|BROAD|NARROW|RELATED)?\s*([^\[\s]*)')
_ESCAPE = re.compile(r"\\(.)")
_XREF_PREFIXES = {
    "MSH": "MESH",
    "MESH": "MESH",
    "MIM": "OMIM",
    "OMIMPS": "OMIMPS",
    "ORDO": "ORPHA",
    "Orphanet": "ORPHA",
}
EQUIVALENT_PREFIXES = frozenset({"MESH", "OMIM", "ORPHA", "UMLS", "MONDO", "DOID", "HP", "CHEBI", "DRUGBANK"})
"""Cross-references that are kept: ids of concepts, in vocabularies that graphs are joined by."""


@dataclass(slots=True)
class Term:
    """One `[Term]` stanza; `line` is where it begins."""

    line: int
    id: str = ""
    name: str = ""
    synonyms: list[Name] = field(default_factory=list)
    xrefs: list[str] = field(default_factory=list)
    parents: list[str] = field(default_factory=list)
    obsolete: bool = False


def parse_obo(lines: Iterable[str], path: Path) -> Iterator[Term]:
    r"""Yield the terms of an OBO file that are not obsolete; raise VocabularyFileError for a broken line.

    >>> text = '[Term]\nid: X:1\nname: fever\nsynonym: "pyrexia" EXACT []\nis_a: X:0 ! sign\n'
    >>> [(t.id, t.name, t.synonyms[0].text, t.parents) for t in parse_obo(text.splitlines(), Path("x.obo"))]
    [('X:1', 'fever', 'pyrexia', ['X:0'])]
    """
    term: Term | None = None
    for number, raw in enumerate(lines, start=1):
        line = raw.strip()
        if line.startswith("["):
            if term is not None and not term.obsolete:
                yield _checked(term, path)
            term = Term(number) if line == "[Term]" else None
        elif term is not None and line and not line.startswith("!"):
            tag, colon, value = line.partition(":")
            if not colon:
                raise VocabularyFileError(path, f"expected `tag: value`, found {line[:60]!r}", line=number)
            _add(term, tag, value.strip(), path, number)
    if term is not None and not term.obsolete:
        yield _checked(term, path)


def _add(term: Term, tag: str, value: str, path: Path, number: int) -> None:
    if tag == "id":
        term.id = value
    elif tag == "name":
        term.name = _ESCAPE.sub(r"\1", value)
    elif tag == "synonym":
        match = _SYNONYM.match(value)
        if match is None:
            raise VocabularyFileError(path, f"a synonym without quotation marks: {value[:60]!r}", line=number)
        status = Status.EXACT if match[2] == "EXACT" else Status.RELATED
        term.synonyms.append(Name(_ESCAPE.sub(r"\1", match[1]), status, "abbreviation" in match[3].lower()))
    elif tag == "xref":
        prefix, colon, rest = value.split(maxsplit=1)[0].partition(":") if value else ("", "", "")
        prefix = _XREF_PREFIXES.get(prefix, prefix)
        if colon and prefix in EQUIVALENT_PREFIXES:
            term.xrefs.append(f"{prefix}:{rest}")
    elif tag == "is_a" and value:
        term.parents.append(value.split(maxsplit=1)[0])
    elif tag == "is_obsolete":
        term.obsolete = value == "true"


def _checked(term: Term, path: Path) -> Term:
    if not term.id or not term.name:
        raise VocabularyFileError(path, f"a term without {'name' if term.id else 'id'}", line=term.line)
    return term


def load_obo(path: Path, *, source: str, kind: Kind | None = None) -> Iterator[Concept]:
    """Yield the concepts of a user's OBO file.

    What they are says `kind`, or else the prefix of each id (`KIND_OF_PREFIX`).
    """
    for term in parse_obo(text_lines(path), path):
        what = kind or KIND_OF_PREFIX.get(term.id.partition(":")[0])
        if what is None:
            problem = f"is {term.id} a disease, a symptom or a drug? Say so: --add disease={path}"
            raise VocabularyFileError(path, problem, line=term.line)
        names = (Name(term.name, Status.NAME), *term.synonyms)
        yield Concept(term.id, what, names, source, tuple(term.xrefs))
