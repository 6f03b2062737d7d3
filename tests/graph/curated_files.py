"""Small files of curated knowledge, written by hand."""

import json
from pathlib import Path

# ruff: noqa: E501 - rows as they stand in files

HPOA = """#description: annotations
#version: 2025-01-16
database_id\tdisease_name\tqualifier\thpo_id\treference\tevidence\tonset\tfrequency\tsex\tmodifier\taspect\tbiocuration
OMIM:1\tAching disease\t\tHP:0002315\tPMID:11;PMID:12\tPCS\tHP:0003577\t1/2\t\t\tP\tHPO:x
OMIM:1\tAching disease\t\tHP:0002315\tPMID:13\tPCS\t\tHP:0040281\t\t\tP\tHPO:x
OMIM:1\tAching disease\tNOT\tHP:0000002\tPMID:11\tPCS\t\t\t\t\tP\tHPO:x
OMIM:1\tAching disease\t\tHP:0000006\tOMIM:1\tIEA\t\t\t\t\tI\tHPO:x
MESH:D008881\tMigraine\t\tHP:0002315\tOMIM:2\tIEA\t\t\t\t\tP\tHPO:x
"""

OBO = """format-version: 1.2
data-version: hp/2025
property_value: http://purl.org/dc/terms/license "https://example.org/licence" xsd:string

[Term]
id: HP:0000001
name: All

[Term]
id: HP:0000002
name: Pain
is_a: HP:0000001 ! All

[Term]
id: HP:0002315
name: Headache
is_a: HP:0000002 ! Pain
is_a: HP:0009999 ! elsewhere

[Term]
id: XX:1
name: Thing
is_a: HP:0000002 ! Pain
"""

TRIPLES = """subject\tpredicate\tobject\tobject_name
MESH:D001241\tTREATS\tHP:0002315\t
MESH:D001241\tbiolink:causes\tOMIM:7\tUlcer of a kind
MESH:D001241\tlikes\tOMIM:7\t
XX:1\tTREATS\tYY:1\t
"""

NODES = [
    {"id": "MESH:D007052", "name": "Ibuprofen", "category": ["biolink:SmallMolecule"]},
    {"id": "MONDO:5", "name": "Sore elbow", "category": ["biolink:Disease"], "synonym": ["elbow pain"]},
    {"id": "HGNC:1", "name": "A gene", "category": ["biolink:Gene"]},
]
EDGES = [
    {
        "id": "e1", "subject": "MESH:D007052", "predicate": "biolink:treats", "object": "MONDO:5",
        "knowledge_level": "prediction", "agent_type": "computational_model", "publications": ["PMID:9"],
    },
    {"id": "e2", "subject": "HGNC:1", "predicate": "biolink:causes", "object": "MONDO:5"},
    {"id": "e3", "subject": "MESH:D007052", "predicate": "biolink:causes", "object": "MONDO:5", "negated": True},
    {"id": "e4", "subject": "MESH:D007052", "predicate": "biolink:affects", "object": "MONDO:5"},
]  # fmt: skip


def write_files(folder: Path) -> Path:
    """Write all of them, KGX in both of its forms, and return the folder."""
    (folder / "phenotype.hpoa").write_text(HPOA, encoding="utf-8")
    (folder / "hp.obo").write_text(OBO, encoding="utf-8")
    (folder / "mine.tsv").write_text(TRIPLES, encoding="utf-8")
    for name, records in (("nodes", NODES), ("edges", EDGES)):
        lines = [json.dumps(record) for record in records]
        (folder / f"graph_{name}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
        columns = sorted({key for record in records for key in record})
        table = [columns, *([_cell(record.get(column, "")) for column in columns] for record in records)]
        (folder / "tsv").mkdir(exist_ok=True)
        (folder / "tsv" / f"{name}.tsv").write_text("\n".join(map("\t".join, table)) + "\n", encoding="utf-8")
    return folder


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "|".join(value) if isinstance(value, list) else str(value)
