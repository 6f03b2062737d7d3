"""The summary: counts that add up, and examples with the sentence they rest on."""

from pathlib import Path

import pytest

from kgbuild.domain.evidence import Certainty, Polarity
from kgbuild.domain.relation import Predicate
from kgbuild.errors import NothingToLoadError, TablesDamagedError
from kgbuild.graph.assemble import assemble
from kgbuild.graph.published import published
from kgbuild.graph.summary import Summary, TopEntity, summarise
from kgbuild.graph.workspace import Workspace
from tests.graph.papers import (
    CONFIG,
    KNOWLEDGE,
    Claim,
    broken,
    deleted,
    grounding,
    meets,
    new_workspace,
    packed,
    paper,
    treats,
)

ITEMS = (
    paper("PMID:1", treats(score=0.9), year=1999),
    paper("PMID:2", treats(score=0.8), Claim("migraine", Predicate.HAS_SYMPTOM, "headache"), year=2001),
    paper("PMID:3", treats(polarity=Polarity.CONTRADICTS, score=1.0), language="fr", year=None),
    paper(
        "PMID:4", treats("ibuprofen", "foopathy", certainty=Certainty.UNCERTAIN), meets("aspirin", "foopathy")
    ),
    paper("PMID:5", treats(), retracted=True),
    paper("PMID:6"),
    deleted("PMID:6"),
    broken(),
)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    workspace = new_workspace(tmp_path)
    reliability = {"re-v1": 1.0}
    shards = packed(workspace, ITEMS, 9)
    assemble(workspace, shards, config=CONFIG, knowledge=KNOWLEDGE, reliability=reliability)
    return workspace


def test_counts_add_up(workspace: Workspace) -> None:
    summary = summarise(workspace)
    assert summary.records == 7
    assert (summary.rows["documents"], summary.withdrawn, summary.quarantine) == (
        5,
        {"deleted": 1},
        {"broken-xml": 1},
    )
    assert summary.years == {"1999": 1, "2000": 2, "2001": 1, "unknown": 1}
    assert summary.languages == {"en": 4, "fr": 1}
    assert summary.retracted == 1
    assert summary.grounded == {"Drug": 2, "Disease": 1, "Symptom": 1}
    assert summary.ungrounded == {"Disease": 1}
    assert summary.relation_types == {"CO_OCCURS_WITH": 1, "HAS_SYMPTOM": 1, "TREATS": 1}
    assert (summary.polarities, summary.certainties) == (
        {"supports": 5, "contradicts": 1},
        {"certain": 5, "uncertain": 1},
    )
    assert summary.models == {"re-v1": 5, "co-occurrence": 1}
    assert summary.loose_evidence == 1
    assert summary.build == published(workspace).manifest.build
    for counts in (summary.mention_types, summary.assertions):
        assert sum(counts.values()) == summary.rows["mentions"]


def test_examples_quote_their_best_supporting_sentence(workspace: Workspace) -> None:
    summary = summarise(workspace)
    (treatment,) = summary.treatments
    assert (treatment.subject, treatment.object, treatment.document_id) == ("Aspirin", "Headache", "PMID:1")
    assert treatment.sentence == ITEMS[0].evidence[0].sentence  # type: ignore[union-attr]
    assert (treatment.belief, treatment.n_support, treatment.n_contradict) == (0.98, 2, 1)
    (symptom,) = summary.symptoms
    assert (symptom.subject, symptom.object) == ("Migraine", "Headache")
    assert summary.causes == []


def test_top_entities_are_those_of_most_documents(workspace: Workspace) -> None:
    summary = summarise(workspace, top=1)
    assert summary.top_entities["Drug"] == [TopEntity(grounding("aspirin").entity_id, "Aspirin", 5)]
    assert len(summary.top_entities["Disease"]) == 1


def test_an_empty_graph_has_a_summary(tmp_path: Path) -> None:
    workspace = new_workspace(tmp_path)
    assemble(workspace, [], config=CONFIG)
    summary: Summary = summarise(workspace)
    assert (summary.records, summary.treatments) == (0, [])


def test_no_tables_are_an_error(tmp_path: Path) -> None:
    with pytest.raises(NothingToLoadError):
        summarise(new_workspace(tmp_path))


def test_damaged_tables_are_an_error(workspace: Workspace) -> None:
    path = published(workspace).path("evidence")
    data = bytearray(path.read_bytes())
    data[4:200] = b"\xff" * 196
    path.write_bytes(data)
    with pytest.raises(TablesDamagedError, match="damaged"):
        summarise(workspace)
