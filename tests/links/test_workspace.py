"""Graph tables as triples."""

from pathlib import Path

import pytest

from kgbuild.domain.relation import Predicate
from kgbuild.errors import TriplesError
from kgbuild.graph.published import published
from kgbuild.links.splits import SplitSettings
from kgbuild.links.workspace import read_workspace
from tests.links.practice import DISEASE, DRUG, entity, paper, practice


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


def test_a_graph_too_small_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TriplesError, match="10 or more relations"):
        read_workspace(practice(tmp_path, drugs=2))
