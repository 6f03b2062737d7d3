"""Graph tables as triples."""

from itertools import pairwise
from pathlib import Path

import pytest

from kgbuild.domain.relation import Predicate
from kgbuild.errors import TriplesError
from kgbuild.graph.assemble import assemble
from kgbuild.graph.published import published
from kgbuild.links.flags import read_flags
from kgbuild.links.splits import SplitSettings
from kgbuild.links.triples import Dataset
from kgbuild.links.workspace import read_context, read_workspace
from tests.graph.papers import CONFIG, Paper, new_workspace, shard
from tests.links.practice import DISEASE, DRUG, SYMPTOM, entity, paper, practice
from tests.store.graphs import curated, document, evidence, publish_tables, relation
from tests.store.graphs import entity as store_entity


def test_relations_become_triples_and_the_build_is_kept(tmp_path: Path) -> None:
    workspace = practice(tmp_path)
    dataset = read_workspace(workspace)
    assert dataset.vocabulary.relations == ("TREATS", "CAUSES", "HAS_SYMPTOM")
    assert len(dataset.known) == 12 + 12 + 35
    assert dataset.build == published(workspace).manifest.build
    treats = dataset.known[dataset.known[:, 1] == 0]
    kinds = {(dataset.vocabulary.kinds[h], dataset.vocabulary.kinds[t]) for h, _, t in treats}
    assert kinds == {("Drug", "Disease")}


def test_rare_types_and_loops_are_counted_and_co_occurrence_is_left_out(tmp_path: Path) -> None:
    extra = (
        paper(900, entity(DRUG, 0), Predicate.INTERACTS_WITH, entity(DRUG, 1)),
        paper(901, entity(DISEASE, 0), Predicate.CAUSES, entity(DISEASE, 0)),
        paper(902, entity(DISEASE, 0), Predicate.CO_OCCURS_WITH, entity(DISEASE, 1)),
    )
    dataset = read_workspace(practice(tmp_path, extra=extra))
    assert dataset.skipped == {"INTERACTS_WITH": 1, "of an entity to itself": 1}
    assert "CO_OCCURS_WITH" not in dataset.vocabulary.relations


def test_years_split_by_first_publication(tmp_path: Path) -> None:
    settings = SplitSettings("year", valid_from=2008, test_from=2010)
    dataset = read_workspace(practice(tmp_path), settings)
    # Treatments of disease 10 and 11 are of 2010 and later, those of 8 and 9 of the years before.
    names = dataset.vocabulary.names
    assert {names[t] for _, _, t in dataset.test} == {"disease 10", "disease 11"}
    assert {names[t] for _, _, t in dataset.valid} == {"disease 8", "disease 9"}


def test_documents_split_by_what_they_alone_state(tmp_path: Path) -> None:
    settings = SplitSettings("documents", seed=1)
    made = practice(tmp_path / "once")
    once = read_workspace(made, settings)
    assert len(once.known) == 12 + 12 + 35
    assert len(once.valid)
    assert len(once.test)
    # Stated a second time, by other documents, less is held out, and nothing that was not.
    again = [
        paper(900 + n, entity(DRUG, n), Predicate.CAUSES, entity(SYMPTOM, n % 4)) for n in range(12)
    ]  # fmt: skip
    twice = read_workspace(practice(tmp_path / "twice", extra=tuple(again)), settings)
    held = {tuple(t) for t in twice.test.tolist() if t[1] == 1}
    assert held < {tuple(t) for t in once.test.tolist() if t[1] == 1}


@pytest.mark.parametrize("by", ["year", "documents"])
def test_what_is_curated_is_context(tmp_path: Path, by: str) -> None:
    entities = [store_entity(f"D:{n}", DRUG, f"drug {n}") for n in range(20)]
    entities += [store_entity(f"M:{n}", DISEASE, f"disease {n}") for n in range(20)]
    pairs = [(f"D:{n}", Predicate.TREATS, f"M:{m}") for n in range(20) for m in range(20)]
    rows = [relation(*pair, first_year=2000 + n % 30, last_year=2030) for n, pair in enumerate(pairs)]
    read = [evidence(f"PMID:{n}", *pair) for n, pair in enumerate(pairs)]
    tables = {"entities": entities, "relations": rows, "evidence": read}
    tables["documents"] = [document(f"PMID:{n}") for n in range(len(pairs))]
    settings = SplitSettings(by, valid_from=2015, test_from=2020)
    before = read_workspace(publish_tables(tmp_path / "read", tables), settings)
    stated = set(pairs[::2])
    tables["relations"] = rows + [curated(*pair) for pair in pairs[::2]]
    after = read_workspace(publish_tables(tmp_path / "stated", tables), settings)

    def held(dataset: Dataset) -> set[tuple[str, Predicate, str]]:
        ids = dataset.vocabulary.entities
        return {(ids[h], Predicate.TREATS, ids[t]) for h, _, t in dataset.test}

    assert held(before) & stated
    assert held(after) == held(before) - stated
    assert len(after.known) == len(before.known)


def test_entities_without_relation_can_be_left_out(tmp_path: Path) -> None:
    alone = paper(900, entity(DISEASE, 50), Predicate.CO_OCCURS_WITH, entity(DISEASE, 51))
    made = practice(tmp_path, extra=(alone,))
    whole, related = read_workspace(made), read_workspace(made, SplitSettings(related=True))
    assert set(whole.vocabulary.names) - set(related.vocabulary.names) == {"disease 50", "disease 51"}
    assert len(related.known) == len(whole.known)
    ids = related.vocabulary.entities
    assert ids == tuple(id for id in whole.vocabulary.entities if id in ids)


def test_what_no_document_states_cannot_be_split_by_documents(tmp_path: Path) -> None:
    entities = [store_entity(f"D:{n}", DRUG, f"drug {n}") for n in range(6)]
    entities += [store_entity(f"M:{n}", DISEASE, f"disease {n}") for n in range(3)]
    rows = [curated(f"D:{n}", Predicate.TREATS, f"M:{m}") for n in range(6) for m in range(3)]
    made = publish_tables(tmp_path / "ws", {"entities": entities, "relations": rows})
    with pytest.raises(TriplesError, match="nothing is left to tune on"):
        read_workspace(made, SplitSettings("documents"))


def test_a_graph_too_small_is_refused(tmp_path: Path) -> None:
    with pytest.raises(
        TriplesError, match=r"10 or more relations .*; 2 relations CAUSES; 2 relations HAS_SYMPTOM"
    ):
        read_workspace(practice(tmp_path, drugs=2))


def test_types_of_which_nothing_can_be_learnt_are_counted(tmp_path: Path) -> None:
    late = tuple(
        paper(900 + n, entity(DRUG, 0), Predicate.INTERACTS_WITH, entity(DRUG, n), year=2015)
        for n in range(1, 12)
    )
    made = practice(tmp_path, extra=late)
    dataset = read_workspace(made, SplitSettings("year", valid_from=2008, test_from=2010))
    assert dataset.vocabulary.relations == ("TREATS", "CAUSES", "HAS_SYMPTOM")
    assert dataset.skipped == {"INTERACTS_WITH, which has no training triples": 11}
    with pytest.raises(TriplesError, match="12 relations CAUSES, which has no training triples"):
        read_workspace(made, SplitSettings("year", valid_from=1990, test_from=1995))


def test_types_with_one_entity_to_choose_from_are_counted(tmp_path: Path) -> None:
    papers = [paper(n, entity(DRUG, n), Predicate.CAUSES, entity(SYMPTOM, 0)) for n in range(1, 13)]
    papers += [
        paper(100 + 12 * n + m, entity(DRUG, n), Predicate.TREATS, entity(DISEASE, m))
        for n in range(1, 6) for m in range(3)
    ]  # fmt: skip
    workspace = new_workspace(tmp_path)
    assemble(workspace, [shard(workspace, *papers)], config=CONFIG, reliability={"re-v1": 1.0})
    dataset = read_workspace(workspace)
    assert dataset.vocabulary.relations == ("TREATS",)
    (problem,) = dataset.skipped
    assert problem.startswith("CAUSES, which has the type Symptom as object, of which there is one entity")


def test_what_others_predicted_is_not_learnt_from(tmp_path: Path) -> None:
    entities = [store_entity(f"D:{n}", DRUG, f"drug {n}") for n in range(6)]
    entities += [store_entity(f"M:{n}", DISEASE, f"disease {n}") for n in range(3)]
    pairs = [(f"D:{n}", Predicate.TREATS, f"M:{m}") for n in range(6) for m in range(3)]
    rows = [relation(*pair) for pair in pairs[:-1]]
    rows.append(curated(*pairs[-1], "theirs", knowledge_level="prediction"))
    dataset = read_workspace(publish_tables(tmp_path / "ws", {"entities": entities, "relations": rows}))
    assert len(dataset.known) == 17
    assert dataset.skipped == {"that an import calls predictions": 1}


def test_relations_without_direction_are_told_and_stay_in_one_part(tmp_path: Path) -> None:
    drugs = sorted((entity(DRUG, n) for n in range(12)), key=lambda drug: drug.entity_id or "")
    extra = tuple(paper(900 + n, a, Predicate.INTERACTS_WITH, b) for n, (a, b) in enumerate(pairwise(drugs)))
    dataset = read_workspace(practice(tmp_path, extra=extra))
    assert dataset.vocabulary.symmetric == ("INTERACTS_WITH",)
    number = dataset.vocabulary.relations.index("INTERACTS_WITH")
    assert dataset.vocabulary.directions.symmetric == {number}
    of_it = dataset.known[dataset.known[:, 1] == number]
    assert len(of_it) == 11
    # By numbers, too, the lesser end comes first.
    assert (of_it[:, 0] < of_it[:, 2]).all()


def test_what_is_known_without_direction_is_known_from_either_side(tmp_path: Path) -> None:
    workspace = practice(
        tmp_path, extra=(paper(900, entity(DRUG, 0), Predicate.INTERACTS_WITH, entity(DRUG, 1)),)
    )
    for asked in ("X:Drug0", "X:Drug1"):
        known = read_flags(workspace, "INTERACTS_WITH", asked).known
        assert known == {("X:Drug0", "X:Drug1"), ("X:Drug1", "X:Drug0")}
    assert ("X:Disease4", "X:Drug0") not in read_flags(workspace, "TREATS", "X:Drug0").known


def named_together(id: int, a: int, b: int, *, year: int = 2000) -> Paper:
    return paper(id, entity(DISEASE, b), Predicate.CO_OCCURS_WITH, entity(DRUG, a), year=year)


def counts(dataset: Dataset) -> dict[frozenset[str], int]:
    names = dataset.vocabulary.names
    return {frozenset((names[a], names[b])): count for a, b, count in dataset.together.tolist()}


def test_who_is_named_together_is_counted_by_document(tmp_path: Path) -> None:
    extra = (named_together(900, 0, 1), named_together(901, 0, 1), named_together(902, 2, 3))
    dataset = read_workspace(practice(tmp_path, extra=extra))
    assert counts(dataset) == {frozenset(("drug 0", "disease 1")): 2, frozenset(("drug 2", "disease 3")): 1}
    assert counts(read_context(practice(tmp_path / "again", extra=extra))) == counts(dataset)


def test_documents_that_are_held_out_do_not_tell_who_is_named_together(tmp_path: Path) -> None:
    extra = (
        *(named_together(900 + n, 0, 1, year=2000 + n) for n in range(12)),
        # Treatments of disease 10 are of 2010: no earlier document may hint at one.
        named_together(950, 2, 10, year=2000),
    )
    workspace = practice(tmp_path, extra=extra)
    by_year = read_workspace(workspace, SplitSettings("year", valid_from=2008, test_from=2010))
    assert counts(by_year) == {frozenset(("drug 0", "disease 1")): 8}
    settings = SplitSettings("documents", seed=1)
    learnt = [n for n in range(12) if settings.learns_from(f"PMID:{900 + n}", 2000 + n)]
    assert 0 < len(learnt) < 12
    assert counts(read_workspace(workspace, settings))[frozenset(("drug 0", "disease 1"))] == len(learnt)
