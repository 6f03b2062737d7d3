"""Curated knowledge beside what was read: named, never mixed, and still there after the next build."""

import gzip
import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from kgbuild.domain.ids import content_hash
from kgbuild.domain.relation import Predicate, relation_id
from kgbuild.errors import (
    CuratedNameError,
    InputNotFoundError,
    InvalidTablesError,
    OptionError,
    VocabularyFileError,
)
from kgbuild.graph.assemble import assemble, reassemble
from kgbuild.graph.digest import graph_hash
from kgbuild.graph.import_curated import import_curated, remove_curated
from kgbuild.graph.imports.kgx import read_kgx
from kgbuild.graph.published import published
from kgbuild.graph.summary import summarise
from kgbuild.graph.workspace import Workspace
from tests.graph.curated_files import HPOA, write_files
from tests.graph.papers import CONFIG, KNOWLEDGE, new_workspace, paper, shard, treats

HEADACHE, MIGRAINE, ASPIRIN = "HP:0002315", "MESH:D008881", "MESH:D001241"
HPO_LICENCE = "HPO licence (https://hpo.jax.org/app/license)"


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "files"
    folder.mkdir()
    return write_files(folder)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A workspace that has read that aspirin treats headache."""
    made = new_workspace(tmp_path)
    assemble(made, [shard(made, paper("PMID:1", treats()))], config=CONFIG, knowledge=KNOWLEDGE)
    return made


def rows(workspace: Workspace, table: str, **wanted: str) -> list[dict[str, Any]]:
    found = pq.read_table(workspace.table(table)).to_pylist()
    return [row for row in found if all(row[name] == value for name, value in wanted.items())]


def told(workspace: Workspace, source: str) -> set[tuple[str, str, str]]:
    return {(r["subject"], r["type"], r["object"]) for r in rows(workspace, "relations", source=source)}


def test_only_what_is_about_named_entities_can_be_taken(tmp_path: Path, files: Path) -> None:
    made = new_workspace(tmp_path)
    assemble(
        made,
        [shard(made, paper("PMID:1", treats(object="migraine")))],
        config=CONFIG,
        knowledge=KNOWLEDGE,
    )
    path = files / "phenotype.hpoa"
    done = import_curated(made, path, format="hpo", knowledge=KNOWLEDGE, about_known=True)
    assert told(made, "hpo") == {(MIGRAINE, "HAS_SYMPTOM", HEADACHE)}
    assert (done.relations, done.entities) == (1, 2)
    assert done.skipped["about something that no document names"] == 2


def test_hpo_annotations_keep_frequency_onset_and_references(workspace: Workspace, files: Path) -> None:
    done = import_curated(workspace, files / "phenotype.hpoa", format="hpo", knowledge=KNOWLEDGE)
    assert (done.relations, done.version, done.licence) == (3, "2025-01-16", HPO_LICENCE)
    assert done.skipped == {"with the qualifier NOT": 1, "of aspect I, not P": 1}
    (row,) = rows(workspace, "relations", subject="OMIM:1")
    assert row == {
        "id": content_hash("relation", "hpo", "OMIM:1", "HAS_SYMPTOM", HEADACHE), "type": "HAS_SYMPTOM",
        "predicate": "biolink:has_phenotype", "subject": "OMIM:1", "object": HEADACHE, "belief": None,
        "n_support": 0, "n_contradict": 0, "n_documents": 0, "first_year": None, "last_year": None,
        "significance": None, "knowledge_level": "knowledge_assertion", "agent_type": "manual_agent",
        "source": "hpo", "licence": HPO_LICENCE, "publications": ["PMID:11", "PMID:12", "PMID:13"],
        "frequency": "1/2; HP:0040281", "onset": "HP:0003577", "build": published(workspace).manifest.build,
    }  # fmt: skip
    (migraine,) = rows(workspace, "relations", subject=MIGRAINE)
    assert (migraine["agent_type"], migraine["publications"]) == ("automated_agent", [])
    (disease,) = rows(workspace, "entities", id="OMIM:1")
    assert (disease["name"], disease["type"], disease["n_documents"]) == ("Aching disease", "Disease", 0)
    (headache,) = rows(workspace, "entities", id=HEADACHE)
    assert headache["n_documents"] == 1  # The one that documents name.


def test_a_hierarchy_becomes_subclasses(workspace: Workspace, files: Path) -> None:
    done = import_curated(workspace, files / "hp.obo", format="obo", knowledge=KNOWLEDGE, source="hp")
    assert told(workspace, "hp") == {
        ("HP:0000002", "SUBCLASS_OF", "HP:0000001"),
        (HEADACHE, "SUBCLASS_OF", "HP:0000002"),
    }
    assert (done.version, done.licence) == ("hp/2025", "https://example.org/licence")
    assert done.skipped == {"below a term that is not in the file": 1, "of something without a type": 1}


def test_triples_beside_extracted_ones_stay_apart(workspace: Workspace, files: Path) -> None:
    done = import_curated(
        workspace,
        files / "mine.tsv",
        format="triples",
        knowledge=KNOWLEDGE,
        source="clinic",
        licence="CC0-1.0",
    )
    assert told(workspace, "clinic") == {(ASPIRIN, "TREATS", HEADACHE), (ASPIRIN, "CAUSES", "OMIM:7")}
    assert done.skipped == {"of the relation likes": 1, "of something without a type": 1}
    extracted, curated = sorted(
        rows(workspace, "relations", type="TREATS"), key=lambda r: r["source"], reverse=True
    )
    assert extracted["id"] == relation_id(ASPIRIN, Predicate.TREATS, HEADACHE) != curated["id"]
    assert (extracted["n_support"], extracted["licence"]) == (1, None)
    assert (curated["belief"], curated["licence"]) == (None, "CC0-1.0")
    assert {row["relation_id"] for row in rows(workspace, "evidence")} == {extracted["id"]}


@pytest.mark.parametrize("name", ["graph_edges.jsonl", "tsv", "tsv/edges.tsv"])
def test_kgx_keeps_what_edges_say_of_themselves(workspace: Workspace, files: Path, name: str) -> None:
    done = import_curated(workspace, files / name, format="kgx", knowledge=KNOWLEDGE)
    assert done.licence == "not stated"
    (row,) = rows(workspace, "relations", source="kgx")
    assert (row["subject"], row["type"], row["object"]) == ("MESH:D007052", "TREATS", "MONDO:5")
    assert (row["knowledge_level"], row["agent_type"]) == ("prediction", "computational_model")
    assert row["publications"] == ["PMID:9"]
    (elbow,) = rows(workspace, "entities", id="MONDO:5")
    assert (elbow["name"], elbow["synonyms"]) == ("Sore elbow", ["elbow pain"])
    assert sum(done.skipped.values()) == 3


def test_an_id_that_an_entity_has_besides_is_that_entity(workspace: Workspace, files: Path) -> None:
    (files / "mine.tsv").write_text("UNII:R16CO5Y76E\ttreats\tOMIM:7\n", encoding="utf-8")
    import_curated(workspace, files / "mine.tsv", format="triples", knowledge=KNOWLEDGE)
    assert told(workspace, "triples") == {(ASPIRIN, "TREATS", "OMIM:7")}
    assert not rows(workspace, "entities", id="UNII:R16CO5Y76E")


def test_imports_stay_through_builds_and_go_when_told(workspace: Workspace, files: Path) -> None:
    before = graph_hash(workspace)
    import_curated(workspace, files / "phenotype.hpoa", format="hpo", knowledge=KNOWLEDGE)
    import_curated(workspace, files / "hp.obo", format="obo", knowledge=KNOWLEDGE)
    with_both = graph_hash(workspace)
    assert not reassemble(workspace).changed
    shards = published(workspace).manifest.shards
    assemble(
        workspace, [*shards, shard(workspace, paper("PMID:2", treats()))], config=CONFIG, knowledge=KNOWLEDGE
    )
    assert published(workspace).manifest.curated == {"hpo": 2, "obo": 2}
    assemble(workspace, shards, config=CONFIG, knowledge=KNOWLEDGE)
    assert graph_hash(workspace) == with_both != before
    assert remove_curated(workspace, "hpo")
    assert remove_curated(workspace, "obo")
    assert not remove_curated(workspace, "obo")
    assert graph_hash(workspace) == before


def test_an_import_takes_the_place_of_the_former_one(workspace: Workspace, files: Path) -> None:
    import_curated(workspace, files / "phenotype.hpoa", format="hpo", knowledge=KNOWLEDGE)
    (files / "new.hpoa.gz").write_bytes(gzip.compress("\n".join(HPOA.splitlines()[:4]).encode()))
    import_curated(workspace, files / "new.hpoa.gz", format="hpo", knowledge=KNOWLEDGE)
    assert told(workspace, "hpo") == {("OMIM:1", "HAS_SYMPTOM", HEADACHE)}
    (source,) = summarise(workspace).curated
    assert (source.relations, source.file) == (1, "new.hpoa.gz")


def test_nothing_need_have_been_read(tmp_path: Path, files: Path) -> None:
    workspace = new_workspace(tmp_path)
    import_curated(workspace, files / "hp.obo", format="obo", knowledge=KNOWLEDGE)
    assert len(rows(workspace, "relations")) == 2
    assemble(workspace, [shard(workspace, paper("PMID:1", treats()))], config=CONFIG, knowledge=KNOWLEDGE)
    assert len(rows(workspace, "relations")) == 3


@pytest.mark.parametrize(
    ("content", "format", "message"),
    [
        ("a\tb\n", "triples", "line 1: expected 3 values"),
        ("aspirin\ttreats\tpain\n", "triples", "'aspirin' is no id"),
        ("A:1\tlikes\tB:1\n", "triples", r"no relation of use in it \(1 of the relation likes"),
        ("a\tb\n1\t2\n", "hpo", "column"),
        (
            HPOA + "OMIM:1\tAching disease\t\tHP:0002315\tPMID:1\n",
            "hpo",
            "line 9: ends before the column evidence",
        ),
        (
            HPOA + "OMIM:1\tAching\t\tHP:0002315" + "\t" * 8 + "\n",
            "hpo",
            "line 9: the column aspect is empty",
        ),
        (
            "subject\tpredicate\tobject\tobject_type\nA:1\ttreats\tB:1\tDisese\n",
            "triples",
            "line 2: object_type 'Disese' is none of",
        ),
        ("[Term]\nname: x\n", "obo", "without id"),
        ("", "triples", "it has none"),
    ],
)
def test_what_is_broken_or_of_no_use_is_explained(
    workspace: Workspace, tmp_path: Path, content: str, format: str, message: str
) -> None:
    before = graph_hash(workspace)
    (tmp_path / "file").write_text(content, encoding="utf-8")
    with pytest.raises(VocabularyFileError, match=message):
        import_curated(workspace, tmp_path / "file", format=format, knowledge=KNOWLEDGE)
    assert graph_hash(workspace) == before


def test_wrong_use_is_explained(workspace: Workspace, files: Path) -> None:
    for path, options, error in (
        (files / "none", {"format": "obo"}, InputNotFoundError),
        (files / "hp.obo", {"format": "owl"}, OptionError),
        (files / "hp.obo", {"format": "obo", "source": "extracted"}, CuratedNameError),
        (files / "hp.obo", {"format": "obo", "source": "../x"}, CuratedNameError),
        (files, {"format": "obo"}, VocabularyFileError),
    ):
        with pytest.raises(error):
            import_curated(workspace, path, knowledge=KNOWLEDGE, **options)


def test_an_import_that_breaks_the_schema_is_refused_and_the_former_one_stays(
    workspace: Workspace, tmp_path: Path
) -> None:
    path = tmp_path / "mine.tsv"
    path.write_text(f"{ASPIRIN}\tTREATS\tHP:0002315\n", encoding="utf-8")
    import_curated(workspace, path, format="triples", knowledge=KNOWLEDGE)
    before = graph_hash(workspace)

    path.write_text(f"{ASPIRIN}\tHAS_SYMPTOM\tHP:0002315\nX:1 2\tHAS_SYMPTOM\tHP:0002315\n", encoding="utf-8")
    with pytest.raises(InvalidTablesError) as raised:
        import_curated(workspace, path, format="triples", knowledge=KNOWLEDGE)
    assert raised.value.problems[0] == (
        "entities in mine.tsv: row 2 (id X:1 2): id is 'X:1 2'; it must match ^[^\\s:]+:\\S+$ (Curie)"
    )
    assert reassemble(workspace).changed is False
    assert graph_hash(workspace) == before


def test_what_is_of_other_types_here_is_left_out_and_counted(workspace: Workspace, tmp_path: Path) -> None:
    """The source takes aspirin for a disease; the graph knows better."""
    folder = tmp_path / "kgx"
    folder.mkdir()
    nodes = ("id\tcategory\tname", f"{ASPIRIN}\tbiolink:Disease\tAspirin", "X:1\tbiolink:Drug\tDrug one")
    edges = ("subject\tpredicate\tobject", f"X:1\tbiolink:treats\t{ASPIRIN}")
    (folder / "nodes.tsv").write_text("\n".join(nodes) + "\n", encoding="utf-8")
    (folder / "edges.tsv").write_text("\n".join(edges) + "\n", encoding="utf-8")
    import_curated(workspace, folder, format="kgx", knowledge=KNOWLEDGE)
    assert told(workspace, "kgx") == set()
    assert summarise(workspace).unfit_imports == 1


def _kgx(folder: Path, *edges: dict[str, Any], nodes: str = "") -> Path:
    """Write edges that aspirin treats headache, with what is given besides, and return their folder."""
    folder.mkdir(exist_ok=True)
    common = {"subject": ASPIRIN, "predicate": "biolink:treats", "object": HEADACHE}
    lines = [json.dumps(common | edge) for edge in edges]
    (folder / "edges.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "nodes.jsonl").write_text(nodes, encoding="utf-8")
    return folder


def test_an_edge_keeps_its_own_source_and_licence(workspace: Workspace, tmp_path: Path) -> None:
    folder = _kgx(
        tmp_path / "kgx",
        {"license": "CC-BY-SA-4.0", "primary_knowledge_source": "infores:drugcentral"},
        {"license": "CC-BY-4.0", "primary_knowledge_source": "infores:drugcentral"},
        {"license": "CC-BY-4.0", "object": "MESH:D008881"},
        {"object": "MESH:D008881", "subject": "MESH:D007052"},
    )
    import_curated(workspace, folder, format="kgx", knowledge=KNOWLEDGE, licence="CC0-1.0")
    found = {(r["source"], r["licence"]) for r in rows(workspace, "relations") if r["source"] != "extracted"}
    assert found == {("drugcentral", "CC-BY-4.0; CC-BY-SA-4.0"), ("kgx", "CC-BY-4.0"), ("kgx", "CC0-1.0")}
    assert published(workspace).manifest.curated == {"drugcentral": 1, "kgx": 2}
    assert remove_curated(workspace, "kgx")
    assert {row["source"] for row in rows(workspace, "relations")} == {"extracted"}


@pytest.mark.parametrize("negated", [True, 1, "1", "Yes", "T"])
def test_a_negated_edge_is_left_out_however_it_says_so(tmp_path: Path, negated: object) -> None:
    kinds = {ASPIRIN: "biolink:Drug", HEADACHE: "biolink:PhenotypicFeature"}
    nodes = "".join(json.dumps({"id": id, "category": kind}) + "\n" for id, kind in kinds.items())
    folder = _kgx(tmp_path / "kgx", {"negated": negated}, {"negated": "0"}, {"negated": None}, nodes=nodes)
    found = read_kgx(folder, lambda id: None)
    assert (len(found.relations), found.skipped) == (2, {"negated": 1})


@pytest.mark.parametrize(
    ("edge", "message"),
    [
        ({"negated": "perhaps"}, "line 2: `negated` is 'perhaps'"),
        ({"publications": {"a": 1}}, "line 2: `publications` is {'a': 1}; it must be a list of texts"),
        ({"publications": [1]}, "line 2: `publications` is"),
        ({"subject": ["MESH:D1"]}, r"line 2: `subject` is \['MESH:D1'\]; it must be a text"),
        ({"has_percentage": True}, "line 2: `has_percentage` is True; it must be a number"),
        ({"primary_knowledge_source": "infores:extracted"}, "line 2: `primary_knowledge_source` is"),
    ],
)
def test_an_edge_of_other_types_is_refused_with_its_line(
    tmp_path: Path, edge: dict[str, Any], message: str
) -> None:
    with pytest.raises(VocabularyFileError, match=message):
        read_kgx(_kgx(tmp_path / "kgx", {}, edge), lambda id: None)


@pytest.mark.parametrize("node", ['{"id": ["X:1"]}', '{"id": "X:1", "name": ["x"]}'])
def test_a_node_of_other_types_is_refused_with_its_line(tmp_path: Path, node: str) -> None:
    folder = _kgx(tmp_path / "kgx", {}, nodes=f'{{"id": "X:0"}}\n{node}\n')
    with pytest.raises(VocabularyFileError, match=r"nodes.jsonl, line 2: .* it must be a text"):
        read_kgx(folder, lambda id: None)


def test_pooled_rows_say_what_the_strongest_of_them_says(workspace: Workspace, tmp_path: Path) -> None:
    said = [
        ("knowledge_assertion", "text_mining_agent"),
        ("knowledge_assertion", "manual_validation_of_automated_agent"),
        ("logical_entailment", "manual_agent"),
        ("prediction", "automated_agent"),
    ]
    edges = [{"knowledge_level": level, "agent_type": agent} for level, agent in said]
    import_curated(workspace, _kgx(tmp_path / "kgx", *edges), format="kgx", knowledge=KNOWLEDGE)
    (row,) = rows(workspace, "relations", source="kgx")
    assert (row["knowledge_level"], row["agent_type"]) == said[1]
