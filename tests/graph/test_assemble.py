"""Assembly: the tables depend on what was read and on nothing else."""

import shutil
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from random import Random

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kgbuild.domain.document import Rejection, Withdrawal, WithdrawalKind
from kgbuild.domain.entity import Entity
from kgbuild.domain.evidence import Certainty, Evidence, Polarity
from kgbuild.domain.mention import EntityType
from kgbuild.domain.relation import BIOLINK, Predicate, relation_id
from kgbuild.errors import WorkspaceDamagedError
from kgbuild.graph.assemble import Assembly, Knowledge, assemble, reassemble
from kgbuild.graph.belief import belief
from kgbuild.graph.digest import graph_hash
from kgbuild.graph.published import published
from kgbuild.graph.tables import GRAPH_TABLES
from kgbuild.graph.workspace import Workspace
from tests.graph.papers import (
    CONFIG,
    KNOWLEDGE,
    MODEL,
    Claim,
    Item,
    Paper,
    broken,
    deleted,
    files,
    grounding,
    meets,
    new_workspace,
    packed,
    paper,
    retracted,
    shard,
    treats,
)

RELIABILITY = {f"{MODEL}/TREATS": 0.8, f"{MODEL}/CAUSES": 0.6}
DENIED = treats(polarity=Polarity.CONTRADICTS)
CONSIDERED = treats(certainty=Certainty.UNCERTAIN)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return new_workspace(tmp_path)


def assembled(workspace: Workspace, *shards: str, config: str = CONFIG) -> Assembly:
    return assemble(workspace, shards, config=config, knowledge=KNOWLEDGE, reliability=RELIABILITY)


def made(workspace: Workspace, *shards: str) -> dict[str, list[dict[str, object]]]:
    assembled(workspace, *shards)
    return rows(workspace)


def build(workspace: Workspace, *items: Item, size: int = 100) -> dict[str, list[dict[str, object]]]:
    assembled(workspace, *packed(workspace, items, size))
    return rows(workspace)


def rows(workspace: Workspace) -> dict[str, list[dict[str, object]]]:
    return {name: pq.read_table(published(workspace).path(name)).to_pylist() for name in GRAPH_TABLES}


def ids(table: Sequence[dict[str, object]], column: str = "id") -> list[object]:
    return [row[column] for row in table]


def test_the_tables_have_their_schemas_and_are_sorted(workspace: Workspace) -> None:
    tables = build(
        workspace, *(paper(f"PMID:{n}", treats(), meets("aspirin", "migraine")) for n in (3, 1, 2))
    )
    for name, schema in GRAPH_TABLES.items():
        found = pq.read_schema(published(workspace).path(name))
        assert found.names == schema.names
        assert [str(t) for t in found.types if "list" not in str(t)] == [
            str(t) for t in schema.types if "list" not in str(t)
        ]
    assert ids(tables["documents"]) == ["PMID:1", "PMID:2", "PMID:3"]
    for name in ("entities", "relations"):
        assert ids(tables[name]) == sorted(ids(tables[name]))
    assert ids(tables["mentions"], "document_id") == sorted(ids(tables["mentions"], "document_id"))


def test_a_relation_pools_its_evidence(workspace: Workspace) -> None:
    tables = build(
        workspace,
        paper("PMID:1", treats(score=0.9), treats(score=0.5), year=1990),
        paper("PMID:2", treats(score=0.5), DENIED, year=2010),
        paper("PMID:3", CONSIDERED, year=1950),
        paper("PMID:4", DENIED, year=2020),
    )
    (relation,) = tables["relations"]
    subject, object = grounding("aspirin").entity_id, grounding("headache").entity_id
    assert relation == {
        "id": relation_id(subject, Predicate.TREATS, object),
        "type": "TREATS",
        "predicate": BIOLINK[Predicate.TREATS],
        "subject": subject,
        "object": object,
        "belief": pytest.approx(1 - (1 - 0.9 * 0.8) * (1 - 0.5 * 0.8) * (1 - 0.9 * 0.8 * 0.5)),
        "n_support": 2,
        "n_contradict": 2,
        "n_documents": 4,
        "first_year": 1990,
        "last_year": 2010,
        "significance": None,
        "knowledge_level": "not_provided",
        "agent_type": "text_mining_agent",
        "source": "extracted",
        "licence": None,
        "publications": None,
        "frequency": None,
        "onset": None,
        "build": published(workspace).manifest.build,
    }
    assert len(tables["evidence"]) == 6


@pytest.mark.parametrize("claim", [DENIED, CONSIDERED])
def test_what_nothing_supports_firmly_is_evidence_and_no_relation(workspace: Workspace, claim: Claim) -> None:
    tables = build(workspace, paper("PMID:1", claim), paper("PMID:2", claim))
    assert len(tables["evidence"]) == 2
    assert tables["relations"] == []
    assert published(workspace).manifest.loose_evidence == 2


def test_co_occurrence_is_as_significant_as_it_is_surprising(workspace: Workspace) -> None:
    pair = meets("aspirin", "headache")
    others = [paper(f"PMID:{n}", meets("ibuprofen", "migraine")) for n in range(3, 6)]
    tables = build(workspace, paper("PMID:1", pair), paper("PMID:2", pair), *others)
    found = {row["subject"]: row for row in tables["relations"]}
    relation = found[min(grounding("aspirin").entity_id, grounding("headache").entity_id)]
    assert relation["significance"] == pytest.approx(1.0)  # 2 of 5 documents, both the same: one of C(5, 2)
    assert relation["knowledge_level"] == "statistical_association"


def test_retracted_documents_do_not_make_anything_significant(workspace: Workspace) -> None:
    pair = meets("aspirin", "headache")
    others = [paper(f"PMID:{n}", meets("ibuprofen", "migraine")) for n in range(3, 6)]
    gone = [paper(f"PMID:{n}", meets("ibuprofen", "migraine"), retracted=True) for n in range(6, 20)]
    tables = build(workspace, paper("PMID:1", pair), paper("PMID:2", pair), *others, *gone)
    assert {row["significance"] for row in tables["relations"]} == {1.0}


def test_entities_are_the_lexicon_s_with_what_was_counted(workspace: Workspace) -> None:
    tables = build(
        workspace, paper("PMID:1", treats(), treats()), paper("PMID:2", treats("aspirin", "foopathy"))
    )
    found = {row["name"]: row for row in tables["entities"]}
    assert found["Aspirin"] == {
        "id": "MESH:D001241",
        "type": "Drug",
        "name": "Aspirin",
        "synonyms": ["ASA", "aspirin tablet"],
        "xrefs": ["UNII:R16CO5Y76E"],
        "grounded": True,
        "n_documents": 2,
        "n_mentions": 3,
    }
    assert found["foopathy"]["grounded"] is False
    assert found["foopathy"]["synonyms"] == []
    assert found.keys() == {"Aspirin", "Headache", "foopathy"}


def test_what_no_longer_can_be_joined_is_evidence_about_no_relation(workspace: Workspace) -> None:
    name = shard(workspace, paper("PMID:1", treats()))
    assert len(made(workspace, name)["relations"]) == 1
    drug = Entity("HP:0002315", "Headache", EntityType.DRUG)
    other = Knowledge("lexicon-2", lambda: {drug.id: drug}.get)
    manifest = assemble(workspace, [name], config=CONFIG, knowledge=other).manifest
    assert (manifest.rows["evidence"], manifest.rows["relations"], manifest.loose_evidence) == (1, 0, 1)


def test_an_entity_that_no_lexicon_knows_is_what_most_mentions_say(workspace: Workspace) -> None:
    from dataclasses import replace

    from kgbuild.domain.entity import Grounding

    def said(number: int, name: str, type: EntityType) -> Paper:
        made = paper(f"PMID:{number}", treats())
        other = Grounding("MESH:X", name, type, 1.0, "exact name")
        return replace(made, mentions=tuple((mention, other) for mention, _ in made.mentions), evidence=())

    tables = build(
        workspace,
        said(1, "b", EntityType.DISEASE),
        said(2, "a", EntityType.SYMPTOM),
        said(3, "c", EntityType.DISEASE),
    )
    (entity,) = tables["entities"]
    assert (entity["type"], entity["name"]) == ("Disease", "a")


def test_the_highest_version_counts(workspace: Workspace) -> None:
    old = paper("PMID:1", treats(object="migraine"), version=1, revised="2021-05-01")
    new = paper("PMID:1", treats(object="headache"), version=2, revised="2020-01-01", opening="New.")
    tables = build(workspace, new, old)
    assert [row["version"] for row in tables["documents"]] == [2]
    assert ids(tables["evidence"], "object") == [grounding("headache").entity_id]
    assert [(row["version"], row["reason"]) for row in tables["withdrawn"]] == [(1, "superseded")]
    assert "Migraine" not in ids(tables["entities"], "name")


def test_of_one_version_the_later_revision_counts(workspace: Workspace) -> None:
    tables = build(
        workspace,
        paper("PMID:1", revised="2020-01-01", opening="Old."),
        paper("PMID:1", revised="2020-01-02"),
    )
    assert ids(tables["documents"], "revised") == ["2020-01-02"]
    assert ids(tables["withdrawn"], "reason") == ["superseded"]


def test_equal_copies_are_duplicates_whatever_file_they_are_from(workspace: Workspace) -> None:
    tables = build(
        workspace, paper("PMID:1", treats(), source="b.xml"), paper("PMID:1", treats(), source="a.xml")
    )
    assert ids(tables["documents"], "source") == ["a.xml"]
    assert [(row["source"], row["reason"]) for row in tables["withdrawn"]] == [("b.xml", "duplicate")]
    assert len(tables["evidence"]) == 1


def test_full_text_counts_before_its_abstract_and_is_no_conflict(workspace: Workspace) -> None:
    full = paper("PMID:1", treats(object="migraine"), full_text=True)
    abstract = paper("PMID:1", treats(), revised="2021-01-01", version=2)
    undated = paper("PMID:1", treats(score=0.8))
    tables = made(workspace, shard(workspace, full), shard(workspace, abstract), shard(workspace, undated))
    assert [row["content_hash"] for row in tables["documents"]] == [full.document.content_hash]
    assert ids(tables["withdrawn"], "reason") == ["superseded"] * 2
    assert tables["quarantine"] == []


def test_an_abstract_that_is_marked_as_retracted_marks_the_full_text(workspace: Workspace) -> None:
    full = paper("PMID:1", treats(), full_text=True)
    before = paper("PMID:1", treats(), revised="2020-01-01", retracted=True)
    after = paper("PMID:1", treats(), revised="2021-01-01")
    tables = made(workspace, shard(workspace, full), shard(workspace, before))
    assert (tables["documents"][0]["retracted"], tables["evidence"]) == (True, [])
    tables = made(workspace, shard(workspace, full), shard(workspace, before), shard(workspace, after))
    assert not tables["documents"][0]["retracted"]  # the latest abstract takes it back


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_notice_reaches_a_document_by_whatever_it_is_called(
    workspace: Workspace, order: tuple[int, int]
) -> None:
    named = paper("PMID:1", treats(), aliases=("DOI:10.1/a", "PMC:2"))
    other = paper("PMID:2", treats(), aliases=("DOI:10.1/b",))
    shards = [shard(workspace, named, other), shard(workspace, retracted("DOI:10.1/a"))]
    tables = made(workspace, *(shards[at] for at in order))
    assert {row["id"]: row["retracted"] for row in tables["documents"]} == {"PMID:1": True, "PMID:2": False}
    assert ids(tables["evidence"], "document_id") == ["PMID:2"]


def test_a_failure_leaves_the_quarantine_once_its_content_was_extracted(workspace: Workspace) -> None:
    good = paper("PMID:1", treats())

    def failed(content: str, source: str) -> Rejection:
        return Rejection(source, content, "extraction-failed", "killed", "PMID:1")

    content = good.document.content_hash
    first = shard(workspace, failed(content, "a.xml"), failed("another text", "a.xml"))
    again = shard(workspace, failed(content, "b.xml"))
    tables = made(workspace, first, again)
    assert sorted(ids(tables["quarantine"], "location")) == sorted([content, "another text"])
    assert ids(tables["withdrawn"], "reason") == ["retried"]
    tables = made(workspace, first, again, shard(workspace, good))
    assert ids(tables["quarantine"], "location") == ["another text"]
    assert ids(tables["withdrawn"], "reason") == ["retried"] * 2
    assert ids(tables["documents"]) == ["PMID:1"]


def test_what_was_mended_is_rejected_no_more(workspace: Workspace) -> None:
    partly = shard(workspace, paper("PMID:1"), broken())
    other = shard(workspace, broken("c.xml"))
    before = assemble(workspace, [partly, other], config=CONFIG, knowledge=KNOWLEDGE)
    assert before.manifest.quarantine == {"broken-xml": 2}
    after = assemble(workspace, [partly, other], config=CONFIG, knowledge=KNOWLEDGE, mended=[partly])
    assert after.manifest.quarantine == {"broken-xml": 1}
    assert after.manifest.rows["documents"] == 1
    assert not reassemble(workspace).changed


def test_one_version_with_two_texts_is_a_conflict_for_the_quarantine(workspace: Workspace) -> None:
    one, other = (
        paper("PMID:1", opening="One.", source="a.xml"),
        paper("PMID:1", opening="Other.", source="b.xml"),
    )
    kept, lost = sorted((one.document, other.document), key=lambda d: d.content_hash)
    manifest = assembled(workspace, *packed(workspace, (one, other), 9)).manifest
    assert manifest.quarantine["conflicting-copy"] == 1
    tables = rows(workspace)
    assert ids(tables["documents"], "text") == [kept.text]
    (row,) = tables["quarantine"]
    assert (row["reason"], row["source"], row["excerpt"]) == ("conflicting-copy", lost.source, lost.text)
    assert row["document_id"] == "PMID:1"
    assert kept.source in str(row["message"])
    assert tables["withdrawn"] == []


def test_other_facts_than_the_text_are_no_conflict(workspace: Workspace) -> None:
    tables = build(workspace, paper("PMID:1", journal="J. One"), paper("PMID:1", journal="J. Two"))
    assert ids(tables["withdrawn"], "reason") == ["superseded"]
    assert tables["quarantine"] == []


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_deletion_counts_before_and_after(workspace: Workspace, order: tuple[int, int]) -> None:
    shards = [shard(workspace, paper("PMID:1", treats())), shard(workspace, deleted("PMID:1"))]
    assembled(workspace, shards[order[0]])
    assembled(workspace, *shards)
    tables = rows(workspace)
    assert tables["documents"] == tables["evidence"] == tables["relations"] == tables["entities"] == []
    (row,) = tables["withdrawn"]
    assert (row["document_id"], row["reason"], row["stated_by"]) == ("PMID:1", "deleted", "deletions.xml")


def test_a_deletion_takes_all_versions(workspace: Workspace) -> None:
    tables = build(workspace, paper("PMID:1", version=1), deleted("PMID:1"), paper("PMID:1", version=2))
    assert ids(tables["withdrawn"], "reason") == ["deleted", "deleted"]
    assert tables["documents"] == []


@pytest.mark.parametrize("how", ["flag", "notice"])
def test_a_retraction_keeps_the_document_without_its_evidence(workspace: Workspace, how: str) -> None:
    items = (
        [paper("PMID:1", treats(), retracted=True)]
        if how == "flag"
        else [retracted("PMID:1"), paper("PMID:1", treats())]
    )
    tables = build(workspace, *items, paper("PMID:2", treats(score=0.5)))
    assert [(row["id"], row["retracted"]) for row in tables["documents"]] == [
        ("PMID:1", True),
        ("PMID:2", False),
    ]
    assert ids(tables["evidence"], "document_id") == ["PMID:2"]
    assert tables["relations"][0]["belief"] == pytest.approx(0.5 * 0.8)
    assert tables["entities"][0]["n_documents"] == 2
    assert tables["withdrawn"] == []


def test_a_retracted_copy_wins_over_an_equal_one_that_is_not(workspace: Workspace) -> None:
    tables = build(workspace, paper("PMID:1", treats()), paper("PMID:1", treats(), retracted=True))
    assert ids(tables["documents"], "retracted") == [True]
    assert ids(tables["withdrawn"], "reason") == ["superseded"]


def test_the_more_recent_configuration_counts(workspace: Workspace) -> None:
    old = shard(workspace, paper("PMID:1", treats()), paper("PMID:2", treats()), config="config-0")
    new = shard(workspace, paper("PMID:1", treats(object="migraine")), config="config-9")
    assembled(workspace, old, config="config-0")
    assembled(workspace, old, new, config="config-9")
    tables = rows(workspace)
    assert dict(
        zip(ids(tables["evidence"], "document_id"), ids(tables["evidence"], "object"), strict=True)
    ) == {
        "PMID:1": grounding("migraine").entity_id,
        "PMID:2": grounding("headache").entity_id,
    }
    assembled(workspace, old, new, config="config-0")
    assert {grounding("headache").entity_id} == set(ids(rows(workspace)["evidence"], "object"))


def test_only_the_shards_that_are_named_count(workspace: Workspace) -> None:
    shard(workspace, paper("PMID:1"))
    assembled(workspace, shard(workspace, paper("PMID:2")))
    assert ids(rows(workspace)["documents"]) == ["PMID:2"]


def test_no_shards_make_empty_tables(workspace: Workspace) -> None:
    assembled(workspace)
    assert not any(rows(workspace).values())


def test_assembling_twice_writes_nothing(workspace: Workspace) -> None:
    name = shard(workspace, paper("PMID:1", treats()))
    assert assembled(workspace, name).changed
    before = files(workspace)
    assert not assembled(workspace, name).changed
    assert files(workspace) == before


def test_what_killed_assemblies_left_is_removed(workspace: Workspace) -> None:
    first, second = (shard(workspace, paper(f"PMID:{n}", treats())) for n in (1, 2))
    assembled(workspace, first)
    former = published(workspace).manifest.key
    for name in (".tmp-tables-dead", "tables-dead"):
        (workspace.path / name / "work").mkdir(parents=True)
        (workspace.path / name / "documents.parquet").write_text("half")
    (workspace.path / ".tmp-tables-link").symlink_to("tables-dead")
    assert ids(rows(workspace)["documents"]) == ["PMID:1"]
    assembled(workspace, first, second)
    assert ids(rows(workspace)["documents"]) == ["PMID:1", "PMID:2"]
    left = {path.name for path in workspace.path.iterdir()} - {"workspace.json", "shards", "tables"}
    assert left == {f"tables-{key}" for key in (former, published(workspace).manifest.key)}


def test_tables_copied_by_what_follows_links_are_replaced(workspace: Workspace, tmp_path: Path) -> None:
    first, second = (shard(workspace, paper(f"PMID:{n}")) for n in (1, 2))
    assembled(workspace, first)
    copy = Workspace(tmp_path / "copy")
    shutil.copytree(workspace.path, copy.path, symlinks=False)
    assert not copy.tables.is_symlink()
    assembled(copy, first, second)
    assert ids(rows(copy)["documents"]) == ["PMID:1", "PMID:2"]


def test_damaged_tables_are_made_anew(workspace: Workspace) -> None:
    name = shard(workspace, paper("PMID:1", treats()))
    assembled(workspace, name)
    before = graph_hash(workspace)
    workspace.table("relations").write_bytes(b"PAR1")
    assert assembled(workspace, name).changed
    assert graph_hash(workspace) == before


def test_a_missing_shard_is_named(workspace: Workspace) -> None:
    with pytest.raises(WorkspaceDamagedError, match="shards/gone"):
        assembled(workspace, "gone")


@pytest.mark.parametrize("table", ["documents", "mentions", "evidence", "withdrawals", "quarantine"])
def test_a_damaged_shard_is_named_and_the_former_tables_stay(workspace: Workspace, table: str) -> None:
    good = shard(workspace, paper("PMID:1", treats()))
    assembled(workspace, good)
    before = graph_hash(workspace)
    bad = shard(workspace, paper("PMID:2", treats()))
    (workspace.shards / bad / f"{table}.parquet").write_bytes(b"PAR1 not really PAR1")
    with pytest.raises(WorkspaceDamagedError, match=f"shards/{bad}: damaged"):
        assembled(workspace, good, bad)
    assert graph_hash(workspace) == before
    assert not list(workspace.path.glob(".tmp-*"))


FULL = """
import resource, signal, sys
from pathlib import Path
from kgbuild.errors import WorkspaceWriteError
from kgbuild.graph.assemble import assemble
from kgbuild.graph.workspace import Workspace
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (3000, 3000))
workspace = Workspace.open(Path(sys.argv[1]))
try:
    assemble(workspace, [p.name for p in workspace.shards.iterdir()], config="config-1")
except WorkspaceWriteError as error:
    print(error)
"""


def test_a_full_disk_is_explained_and_the_former_tables_stay(workspace: Workspace) -> None:
    good = shard(workspace, paper("PMID:1", treats()))
    assembled(workspace, good)
    before = graph_hash(workspace)
    shard(workspace, *(paper(f"PMID:{n}", treats()) for n in range(2, 300)))
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(workspace.path)], capture_output=True, text=True, check=True
    )
    assert "cannot be written" in done.stdout
    assert graph_hash(workspace) == before


# One small world in which everything can happen, against an oracle in plain Python.

CLAIMS = [
    treats(score=0.9),
    treats(score=0.4, certainty=Certainty.UNCERTAIN),
    treats(score=0.7, polarity=Polarity.CONTRADICTS),
    Claim("aspirin", Predicate.CAUSES, "foopathy", 0.55),
    Claim("ibuprofen", Predicate.CAUSES, "foopathy", 0.35, certainty=Certainty.UNCERTAIN),
    meets("aspirin", "headache"),
    meets("ibuprofen", "migraine"),
]
papers = st.builds(
    lambda number, claims, version, revised, full, opening, gone, source: paper(
        f"PMID:{number}",
        *claims,
        version=version,
        revised=revised,
        full_text=full,
        aliases=(f"DOI:{number}",) if version == 2 else (),
        opening=opening,
        retracted=gone,
        year=1990 + number,
        source=source,
    ),
    st.integers(1, 4),
    st.lists(st.sampled_from(CLAIMS), max_size=3),
    st.integers(1, 2),
    st.sampled_from(["", "2020-01-01"]),
    st.sampled_from([False, False, True]),
    st.sampled_from(["One.", "Two."]),
    st.sampled_from([False, False, False, True]),
    st.sampled_from(["a.xml", "b.xml"]),
)
notices = st.builds(
    lambda prefix, number, kind: Withdrawal(f"{prefix}:{number}", kind, "somebody"),
    st.sampled_from(["PMID", "PMID", "DOI"]),
    st.integers(1, 5),
    st.sampled_from(WithdrawalKind),
)
items = st.lists(st.one_of(papers, papers, papers, notices, st.just(broken())), max_size=12)


def rank(made: Paper) -> tuple[object, ...]:
    document = made.document
    return (
        not document.full_text,
        -document.version,
        [-ord(c) for c in document.revised] or [0],
        not document.retracted,
        document.content_hash,
    )


def oracle(world: Sequence[Item]) -> tuple[dict[str, bool], Counter[str], dict[str, float]]:
    """Return documents and whether they are retracted, what became of the other records, and beliefs."""
    copies: defaultdict[str, list[Paper]] = defaultdict(list)
    gone: defaultdict[WithdrawalKind, set[str]] = defaultdict(set)
    fate: Counter[str] = Counter()
    for item in world:
        if isinstance(item, Paper):
            copies[item.document.id].append(item)
        elif isinstance(item, Withdrawal):
            gone[item.kind].add(item.document_id)
        else:
            fate["quarantined"] += 1
    documents: dict[str, bool] = {}
    stated: defaultdict[str, list[Evidence]] = defaultdict(list)
    for id, found in copies.items():
        names = {id}.union(*(item.document.aliases for item in found))
        if names & gone[WithdrawalKind.DELETED]:
            fate["deleted"] += len(found)
            continue
        best, *others = sorted(found, key=rank)
        best_of_kinds = {
            item.document.full_text: item.document for item in sorted(found, key=rank, reverse=True)
        }
        marked = any(document.retracted for document in best_of_kinds.values())
        documents[id] = marked or bool(names & gone[WithdrawalKind.RETRACTED])
        for other in others:
            fate[_fate(best, other)] += 1
        for item in () if documents[id] else best.evidence:
            stated[item.relation_id].append(item)
    firm = {
        id: found
        for id, found in stated.items()
        if any(e.polarity is Polarity.SUPPORTS and e.certainty is Certainty.CERTAIN for e in found)
    }
    return documents, fate, {id: belief(found, RELIABILITY) for id, found in firm.items()}


def _fate(best: Paper, other: Paper) -> str:
    if best.document.content_hash == other.document.content_hash:
        return "duplicate"
    one, two = best.document, other.document
    same = (one.full_text, one.version, one.revised) == (two.full_text, two.version, two.revised)
    return "quarantined" if same and one.text != two.text else "superseded"


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(items, st.integers(1, 4), st.randoms(use_true_random=False))
def test_the_tables_are_what_the_rules_say_in_any_order_and_split(
    tmp_path: Path, world: list[Item], size: int, random: Random
) -> None:
    one, other = new_workspace(tmp_path), new_workspace(tmp_path)
    whole = packed(one, world, 100)
    assembled(one, *whole)
    shuffled = random.sample(world, len(world))
    parts = packed(other, shuffled, size)
    assembled(other, *parts[: len(parts) // 2])
    assembled(other, *parts)
    assert graph_hash(one) == graph_hash(other)
    assert published(one).manifest.build == published(other).manifest.build
    tables = rows(other)
    documents, fate, beliefs = oracle(world)
    assert {row["id"]: row["retracted"] for row in tables["documents"]} == documents
    found = Counter(ids(tables["withdrawn"], "reason")) + Counter(quarantined=len(tables["quarantine"]))
    assert found == fate
    assert {row["id"]: row["belief"] for row in tables["relations"]} == pytest.approx(beliefs, abs=2e-6)
    records = sum(isinstance(item, Paper | Rejection) for item in world)
    assert len(tables["documents"]) + found.total() == records
