"""Write RDF as N-Quads: a relation is a statement in a graph of its own, described in the default graph.

Ids become addresses at identifiers.org, which knows the prefixes; classes and predicates are Biolink's.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from kgbuild.graph.export.biolink import EDGE, edges, nodes
from kgbuild.graph.export.selection import Selection

BIOLINK = "https://w3id.org/biolink/vocab/"
IDENTIFIERS = "https://identifiers.org/"
TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"
XSD = "http://www.w3.org/2001/XMLSchema#"
_NO_CURIE = re.compile(r"^[^\s:]+:\S+$")
_ABOUT = tuple(name for name in EDGE if name not in {"id", "category", "subject", "predicate", "object"})
_REFERENCES = frozenset({"publications", "primary_knowledge_source", "xref"})
"""Slots whose values are ids."""
_ESCAPED = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_SPECIAL = re.compile(r'["\\\x00-\x1f\x7f]')


def write_nquads(selection: Selection, path: Path) -> None:
    """Write one file."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for node in nodes(selection):
            file.writelines(_node(node))
        for edge in edges(selection):
            file.writelines(_edge(edge))


def _node(node: dict[str, Any]) -> Iterator[str]:
    subject = iri(node["id"])
    yield f"{subject} {TYPE} {iri(node['category'][0])} .\n"
    yield f"{subject} {LABEL} {literal(node['name'])} .\n"
    for slot in ("synonym", "xref"):
        for value in node.get(slot, []):
            yield f"{subject} <{BIOLINK}{slot}> {_value(slot, value)} .\n"


def _edge(edge: dict[str, Any]) -> Iterator[str]:
    graph = iri(edge["id"])
    yield f"{iri(edge['subject'])} {iri(edge['predicate'])} {iri(edge['object'])} {graph} .\n"
    yield f"{graph} {TYPE} {iri(edge['category'][0])} .\n"
    for slot in _ABOUT:
        value = edge.get(slot, [])
        for item in value if isinstance(value, list) else [value]:
            yield f"{graph} <{BIOLINK}{slot}> {_value(slot, item)} .\n"


def _value(slot: str, value: Any) -> str:
    return iri(value) if slot in _REFERENCES and _NO_CURIE.match(str(value)) else literal(value)


def iri(curie: str) -> str:
    """Return a CURIE as an IRI.

    >>> iri("MESH:D001"), iri("biolink:treats")
    ('<https://identifiers.org/MESH:D001>', '<https://w3id.org/biolink/vocab/treats>')
    """
    if curie.startswith("biolink:"):
        return f"<{BIOLINK}{curie.removeprefix('biolink:')}>"
    return f"<{IDENTIFIERS}{quote(curie, safe=':/._-~()')}>"


def literal(value: Any) -> str:
    """Return a value as a literal: text, a double or an integer.

    >>> literal('a "b"'), literal(0.5)
    ('"a \\\\"b\\\\""', '"0.5"^^<http://www.w3.org/2001/XMLSchema#double>')
    """
    if isinstance(value, float):
        return f'"{json.dumps(value)}"^^<{XSD}double>'
    if isinstance(value, int):
        return f'"{value}"^^<{XSD}integer>'
    text = _SPECIAL.sub(lambda match: _ESCAPED.get(match[0], f"\\u{ord(match[0]):04X}"), str(value))
    return f'"{text}"'
