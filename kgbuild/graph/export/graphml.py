"""Write GraphML: entities and relations with typed attributes, for Gephi, yEd, Cytoscape or networkx."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from lxml import etree

from kgbuild.graph.export.selection import Selection

NAMESPACE = "http://graphml.graphdrawing.org/xmlns"
LIST = "|"
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

NODE = {
    "type": "string", "name": "string", "synonyms": "string", "xrefs": "string", "grounded": "boolean",
    "n_documents": "long",
}  # fmt: skip
EDGE = {
    "type": "string", "predicate": "string", "belief": "double", "n_support": "long", "n_contradict": "long",
    "n_documents": "long", "first_year": "long", "last_year": "long", "significance": "double",
    "knowledge_level": "string", "agent_type": "string", "source": "string", "licence": "string",
    "publications": "string", "frequency": "string", "onset": "string",
}  # fmt: skip
"""Attributes and their types; of lists, the items are joined by `|`."""


def write_graphml(selection: Selection, path: Path) -> None:
    """Write one file; ids of nodes and edges are those of entities and relations."""
    with etree.xmlfile(str(path), encoding="utf-8") as file:
        file.write_declaration()
        with file.element(f"{{{NAMESPACE}}}graphml", nsmap={None: NAMESPACE}):
            for prefix, kind, attributes in (("n", "node", NODE), ("e", "edge", EDGE)):
                for name, type in attributes.items():
                    facts = {"id": f"{prefix}_{name}", "for": kind, "attr.name": name, "attr.type": type}
                    file.write(etree.Element(f"{{{NAMESPACE}}}key", facts))
            with file.element(f"{{{NAMESPACE}}}graph", {"id": "kgbuild", "edgedefault": "directed"}):
                for element in _elements(selection):
                    file.write(element)


def _elements(selection: Selection) -> Iterator[etree._Element]:
    for row in selection.rows("entities"):
        yield _element("node", {"id": row["id"]}, "n", NODE, row)
    for row in selection.rows("relations"):
        ends = {"id": row["id"], "source": row["subject"], "target": row["object"]}
        facts = row | {"publications": row["publications"] or row["documents"]}
        yield _element("edge", ends, "e", EDGE, facts)


def _element(
    tag: str, identity: Mapping[str, str], prefix: str, attributes: Mapping[str, str], row: Mapping[str, Any]
) -> etree._Element:
    element = etree.Element(f"{{{NAMESPACE}}}{tag}", dict(identity))
    for name in attributes:
        if row[name] not in (None, []):
            data = etree.SubElement(element, f"{{{NAMESPACE}}}data", key=f"{prefix}_{name}")
            data.text = _text(row[name])
    return element


def _text(value: Any) -> str:
    if isinstance(value, list):
        return LIST.join(_text(str(item)) for item in value)
    if isinstance(value, bool):
        return str(value).lower()
    return _NOT_IN_XML.sub(" ", value) if isinstance(value, str) else repr(value)
