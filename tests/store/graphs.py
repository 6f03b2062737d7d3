"""Small workspaces built by hand, with graph tables and nothing else."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from kgbuild.domain.ids import content_hash
from kgbuild.domain.mention import EntityType
from kgbuild.domain.prediction import Asked, Prediction
from kgbuild.domain.relation import BIOLINK, Predicate, relation_id
from kgbuild.graph.digest import tables_hash
from kgbuild.graph.published import Manifest, begin, publish
from kgbuild.graph.tables import GRAPH_TABLES
from kgbuild.graph.workspace import Workspace

Row = dict[str, Any]
DISEASE, SYMPTOM, DRUG = EntityType.DISEASE, EntityType.SYMPTOM, EntityType.DRUG


def entity(id: str, type: EntityType, name: str, synonyms: Sequence[str] = (), **others: Any) -> Row:
    grounded = not id.startswith("kgbuild:")
    facts = {"xrefs": [], "grounded": grounded, "n_documents": 1, "n_mentions": 1}
    return {"id": id, "type": str(type), "name": name, "synonyms": list(synonyms), **facts, **others}


def document(id: str, title: str = "A title", **others: Any) -> Row:
    facts = {"version": 1, "revised": "", "text": title, "sections": [], "language": "en", "corrections": []}
    facts |= {"year": 2020, "journal": "J Tests", "retracted": False, "source": "x", "content_hash": ""}
    return {"id": id, "title": title, **facts, **others}


def evidence(document: str, subject: str, predicate: Predicate, object: str, **others: Any) -> Row:
    relation = relation_id(subject, predicate, object)
    start = others.get("start", 0)
    facts = {"sentence": f"{subject} {predicate} {object}.", "section": "abstract", "start": start}
    facts |= {"end": start + 10}
    facts |= {"subject_mention": "", "object_mention": "", "polarity": "supports", "certainty": "certain"}
    facts |= {"score": 0.9, "model": "re-v1"}
    return {
        "id": content_hash(document, relation, start), "relation_id": relation,
        "document_id": document, "subject": subject, "predicate": str(predicate), "object": object,
        **facts, **others,
    }  # fmt: skip


def relation(subject: str, predicate: Predicate, object: str, belief: float = 0.9, **others: Any) -> Row:
    facts = {"n_support": 1, "n_contradict": 0, "n_documents": 1, "first_year": 2020, "last_year": 2020}
    facts |= {"significance": None, "knowledge_level": "not_provided", "agent_type": "text_mining_agent"}
    return {
        "id": relation_id(subject, predicate, object), "type": str(predicate),
        "predicate": BIOLINK[predicate], "subject": subject, "object": object, "belief": belief,
        "source": "extracted", "build": "", **facts, **others,
    }  # fmt: skip


def curated(subject: str, predicate: Predicate, object: str, source: str = "hpo", **others: Any) -> Row:
    row = relation(subject, predicate, object, source=source, n_support=0, n_documents=0)
    facts = {"belief": None, "first_year": None, "last_year": None, "licence": "HPO licence"}
    facts |= {"knowledge_level": "knowledge_assertion", "agent_type": "manual_agent", "publications": []}
    return row | facts | {"id": content_hash("relation", source, subject, predicate, object)} | others


def publish_tables(path: Path, tables: Mapping[str, Sequence[Row]]) -> Workspace:
    """Make these rows the graph tables of a workspace, stamped and named by content as assembly does it."""
    workspace = Workspace.create(path)
    made = {
        name: pa.Table.from_pylist(sorted(tables.get(name, ()), key=lambda row: str(row["id"])), schema)
        for name, schema in GRAPH_TABLES.items()
    }
    unstamped = path / "unstamped"
    unstamped.mkdir(exist_ok=True)
    for name, table in made.items():
        pq.write_table(table, unstamped / f"{name}.parquet")
    build = tables_hash({name: unstamped / f"{name}.parquet" for name in made})[:20]
    stamps = pa.array([build] * len(made["relations"]), pa.string())
    made["relations"] = made["relations"].set_column(
        made["relations"].schema.get_field_index("build"), "build", stamps
    )
    folder = begin(workspace, build)
    for name, table in made.items():
        pq.write_table(table, folder / f"{name}.parquet")
    rows = {name: len(table) for name, table in made.items()}
    publish(
        workspace,
        folder,
        Manifest(key=build, configs=["c"], shards=[], lexicon="", reliability={}, build=build, rows=rows),
    )
    return workspace


def prediction(subject: str, predicate: Predicate, object: str, chance: float, **others: Any) -> Prediction:
    facts = {"asked": Asked.OBJECT, "rank": 1, "model_run": "links-1-a", "build": "b", "known": False}
    facts |= {"contradicted": 0, "harms": False, "hub_only": False}
    return Prediction(subject, predicate, object, probability=chance, **facts | others)
