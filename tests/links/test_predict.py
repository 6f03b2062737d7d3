"""Predictions and explanations on a workspace with a rule, by a model that was trained on it."""

# ruff: noqa: E402 - the imports below need what is skipped for above them

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

pytest.importorskip("torch")
pytest.importorskip("transformers")
pytestmark = pytest.mark.learn

import torch

from kgbuild.cli.main import command
from kgbuild.domain.prediction import Asked
from kgbuild.errors import (
    ModelFolderError,
    OptionError,
    ScoresError,
    StaleModelError,
    UnknownEntityError,
    UnknownModelRunError,
)
from kgbuild.graph.digest import graph_hash
from kgbuild.graph.predictions import list_runs, read_predictions
from kgbuild.graph.workspace import Workspace
from kgbuild.links.explain import explain
from kgbuild.links.likeliest import likeliest
from kgbuild.links.model_folder import VECTORS, load_predictor
from kgbuild.links.models.paths import Paths
from kgbuild.links.predict import Query, predict
from kgbuild.links.training import train_links
from kgbuild.links.workspace import read_workspace
from tests.links.encoders import tiny_encoder
from tests.links.practice import DISEASE, DRUG, SYMPTOM, Predicate, entity, paper, practice
from tests.links.vectors import SMALL

RECIPE = replace(SMALL, members="text, rgcn, paths", path_steps=80, graph_steps=30, check_every=80)
DENIED = paper(900, entity(DRUG, 0), Predicate.TREATS, entity(DISEASE, 1), denied=True)
# Drugs that cause the same symptom interact, but for drug 0 and drug 4, of which nothing says so.
INTERACTIONS = tuple(
    paper(910 + 12 * n + m, entity(DRUG, n), Predicate.INTERACTS_WITH, entity(DRUG, m))
    for n in range(12)
    for m in range(12)
    if f"X:Drug{n}" < f"X:Drug{m}" and n % 4 == m % 4 and {n, m} != {0, 4}
)
HARM = paper(901, entity(DRUG, 0), Predicate.CAUSES, entity(DISEASE, 2))


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    folder = tmp_path_factory.mktemp("predict")
    made = practice(folder, extra=(DENIED, HARM, *INTERACTIONS))
    train_links(
        RECIPE,
        read_workspace(made, RECIPE.splitting()),
        made.path / "models" / "links",
        encoder=str(tiny_encoder(folder / "encoder")),
        device="cpu",
        threads=1,
        encoding=lambda done, all: None,
        progress=lambda name, step, steps, loss, best: None,
    )
    return made


EMPTY = np.zeros((0, 3), dtype=np.int64)


def run(name: str, workspace: Workspace, *arguments: str) -> Result:
    return CliRunner().invoke(command, [name, "-w", str(workspace.path), *arguments], catch_exceptions=False)


def id_of(kind: str, number: int) -> str:
    return f"X:{kind}{number}"


def predicted(workspace: Workspace, *arguments: str) -> list[dict[str, object]]:
    result = run("predict", workspace, "--relation", "TREATS", "--json", *arguments)
    assert result.exit_code == 0, result.output
    rows: list[dict[str, object]] = json.loads(result.stdout)
    return rows


def test_what_is_missing_comes_first_and_what_is_known_is_left_out(workspace: Workspace) -> None:
    rows = predicted(workspace, "--head", id_of(DRUG, 0), "--top", "3")
    assert [row["rank"] for row in rows] == [1, 2, 3]
    assert rows[0]["object"] == id_of(DISEASE, 0)
    assert rows[0]["type"] == "PREDICTED_TREATS"
    assert not any(row["known"] for row in rows)
    chances = [row["probability"] for row in rows]
    assert chances == sorted(chances, reverse=True)


def test_subjects_can_be_asked_for(workspace: Workspace) -> None:
    rows = predicted(workspace, "--tail", id_of(DISEASE, 0), "--top", "1")
    assert rows[0]["object"] == id_of(DISEASE, 0)
    assert rows[0]["asked"] == "subject"
    assert str(rows[0]["subject"]).startswith("X:Drug")


def test_named_pairs_are_flagged(workspace: Workspace) -> None:
    pairs = [f"--tail={id_of(DISEASE, n)}" for n in (1, 2, 4)]
    rows = {row["object"]: row for row in predicted(workspace, "--head", id_of(DRUG, 0), *pairs)}
    assert len(rows) == 3
    assert rows[id_of(DISEASE, 1)]["contradicted"] == 1
    assert rows[id_of(DISEASE, 2)]["harms"] is True
    assert rows[id_of(DISEASE, 4)]["known"] is True
    assert rows[id_of(DISEASE, 1)]["known"] is False


@pytest.mark.parametrize(("asks", "lacks"), [(0, 4), (4, 0)])
def test_without_direction_a_pair_is_known_and_listed_from_either_side(
    workspace: Workspace, asks: int, lacks: int
) -> None:
    found = {}
    for side in ("--head", "--tail"):
        ask = ("--relation", "INTERACTS_WITH", "--json", side, id_of(DRUG, asks), "--top", "20")
        result = run("predict", workspace, *ask)
        assert result.exit_code == 0, result.output
        found[side] = json.loads(result.stdout)
    # Asking for subjects is asking for objects.
    assert found["--head"] == found["--tail"]
    rows = found["--head"]
    assert all(row["subject"] < row["object"] and not row["known"] for row in rows)
    others = [({row["subject"], row["object"]} - {id_of(DRUG, asks)}).pop() for row in rows]
    assert len(others) == len(set(others)) == 10
    assert others[0] == id_of(DRUG, lacks)
    assert id_of(DRUG, 8) not in others


def test_without_direction_the_likeliest_pairs_are_listed_once(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kgbuild.links.likeliest.KNOWN_WELL", 1)
    predictor = load_predictor(
        workspace.path / "models" / "links", device=torch.device("cpu"), everything_known=True
    )
    found = likeliest(predictor, workspace, "INTERACTS_WITH", top=40)
    pairs = [(one.subject, one.object) for one in found]
    assert len(pairs) > 5
    assert len(pairs) == len({frozenset(pair) for pair in pairs})


@pytest.mark.parametrize(("head", "tail"), [(0, 8), (8, 0)])
def test_without_direction_a_known_pair_does_not_explain_itself(
    workspace: Workspace, head: int, tail: int
) -> None:
    ask = ("--head", id_of(DRUG, head), "--relation", "INTERACTS_WITH", "--tail", id_of(DRUG, tail))
    result = run("explain", workspace, *ask, "--top", "20", "--json")
    steps = [
        [(edge["subject"], edge["relation"], edge["object"]) for edge in path["edges"]]
        for path in json.loads(result.stdout)
    ]
    assert steps
    assert all((id_of(DRUG, 0), "INTERACTS_WITH", id_of(DRUG, 8)) not in path for path in steps)


def test_what_is_new_in_the_graph_is_known(workspace: Workspace) -> None:
    predictor = load_predictor(
        workspace.path / "models" / "links", device=torch.device("cpu"), everything_known=True
    )
    # As a model has it that was trained before drug 4 and drug 8 were known to interact.
    vocabulary, dataset = predictor.material.dataset.vocabulary, predictor.material.dataset
    ends = [vocabulary.entities.index(id_of(DRUG, n)) for n in (4, 8)]
    missing = np.isin(dataset.known[:, [0, 2]], ends).all(axis=1)
    assert missing.sum() == 1
    material = replace(
        predictor.material, dataset=replace(dataset, train=dataset.known[~missing], valid=EMPTY, test=EMPTY)
    )
    query = Query(id_of(DRUG, 8), "INTERACTS_WITH", Asked.OBJECT)
    found = predict(replace(predictor, material=material), workspace, query, top=20)
    assert id_of(DRUG, 4) not in {one.subject for one in found} | {one.object for one in found}
    assert found


def test_predictions_are_kept_by_run_and_can_be_retracted(workspace: Workspace) -> None:
    before = graph_hash(workspace)
    rows = predicted(workspace, "--head", id_of(DRUG, 3), "--top", "2")
    (model_run,) = list_runs(workspace)
    predicted(workspace, "--head", id_of(DRUG, 3), "--top", "2")
    kept = [
        p
        for p in read_predictions(workspace, model_run)
        if p.type == rows[0]["type"] and p.subject == id_of(DRUG, 3)
    ]
    assert [p.id for p in kept] == [row["id"] for row in rows]
    # Neither the graph nor what is learnt from it knows of them.
    assert graph_hash(workspace) == before
    assert len(read_workspace(workspace).known) == len(read_workspace(workspace, RECIPE.splitting()).known)
    result = run("retract", workspace, "--model-run", model_run)
    assert "are removed" in result.output
    assert "store follows with the next query" in result.output
    assert list_runs(workspace) == []
    with pytest.raises(UnknownModelRunError, match="no predictions of this run"):
        run("retract", workspace, "--model-run", model_run)


def test_tables_for_people(workspace: Workspace) -> None:
    shown = run("predict", workspace, "--relation", "TREATS", "--head", id_of(DRUG, 0), "--top", "2")
    assert "disease 0" in shown.output
    assert "not a diagnosis" in shown.output
    none = run("predict", workspace, "--relation", "TREATS", "--head", id_of(DRUG, 0), "--least", "1")
    assert "No candidate is that likely" in none.output


def test_unknown_ids_and_relations_are_explained(workspace: Workspace) -> None:
    with pytest.raises(UnknownEntityError, match="drug 1"):
        predicted(workspace, "--head", "drug 1x")
    with pytest.raises(OptionError, match="knows TREATS, CAUSES, HAS_SYMPTOM"):
        run("predict", workspace, "--relation", "CURES", "--head", id_of(DRUG, 0))
    with pytest.raises(OptionError, match="is a Symptom; on that side TREATS has Drug"):
        predicted(workspace, "--head", id_of(SYMPTOM, 0))
    with pytest.raises(OptionError, match="is a Symptom; on that side TREATS has Disease"):
        predicted(workspace, "--head", id_of(DRUG, 0), "--tail", id_of(SYMPTOM, 0))
    assert run("predict", workspace, "--relation", "TREATS", "--tail", "a", "--tail", "b").exit_code == 2


def test_paths_come_with_sentences_and_what_they_are_worth(workspace: Workspace) -> None:
    arguments = ("--head", id_of(DRUG, 0), "--relation", "TREATS", "--tail", id_of(DISEASE, 0))
    result = run("explain", workspace, *arguments, "--top", "20", "--json")
    paths = json.loads(result.stdout)
    drops = [path["drop"] for path in paths]
    assert drops == sorted(drops, reverse=True)
    assert drops[0] > 0
    edges = {(e["subject"], e["relation"], e["object"]): e for path in paths for e in path["edges"]}
    shared = edges[id_of(DRUG, 0), "CAUSES", id_of(SYMPTOM, 0)]
    assert shared["sentence"] == "drug 0 CAUSES symptom 0."
    assert str(shared["document_id"]).startswith("PMID:")
    assert shared["source"] == "extracted"
    assert (shared["subject_type"], shared["object_type"]) == ("Drug", "Symptom")
    # The way over the shared symptom is worth more than ways of that length elsewhere.
    assert drops[0] > paths[0]["random_drop"]
    shown = run("explain", workspace, *arguments, "--top", "1")
    assert "without it the score falls by" in shown.output
    assert "without random paths as long: by" in shown.output
    assert "“" in shown.output


def test_the_graph_convolution_is_explained_by_single_edges(workspace: Workspace) -> None:
    arguments = ("--head", id_of(DRUG, 0), "--relation", "TREATS", "--tail", id_of(DISEASE, 0))
    result = run("explain", workspace, *arguments, "--member", "rgcn", "--top", "3", "--json")
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    assert [len(one["edges"]) for one in found] == [1, 1, 1]
    drops = [one["drop"] for one in found]
    assert drops == sorted(drops, reverse=True)
    assert drops[0] > 0
    assert all(one["edges"][0]["sentence"] for one in found)
    again = run("explain", workspace, *arguments, "--member", "rgcn", "--top", "3", "--json")
    assert again.stdout == result.stdout


def test_an_explanation_is_drawn(workspace: Workspace, tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    arguments = ("--head", id_of(DRUG, 0), "--relation", "TREATS", "--tail", id_of(DISEASE, 0))
    assert run("explain", workspace, *arguments, "--plot", str(tmp_path / "why.svg")).exit_code == 0
    drawn = (tmp_path / "why.svg").read_text("utf-8")
    for name in ("drug 0", "disease 0", "symptom 0", "has symptom"):
        assert f"<!-- {name} -->" in drawn
    assert run("explain", workspace, *arguments, "--plot", "why.txt").exit_code == 2


def test_what_cannot_be_explained_says_why(workspace: Workspace) -> None:
    arguments = ("--head", id_of(DRUG, 0), "--relation", "TREATS")
    with pytest.raises(UnknownEntityError, match="X:nothing"):
        run("explain", workspace, *arguments, "--tail", "X:nothing")
    predictor = load_predictor(workspace.path / "models" / "links", device=torch.device("cpu"))
    del predictor.blend.members["rgcn"]
    asked = {"head": id_of(DRUG, 0), "relation": "TREATS", "tail": id_of(DISEASE, 0), "top": 1}
    with pytest.raises(OptionError, match="no member `rgcn`"):
        explain(predictor, workspace, **asked, member="rgcn")
    with pytest.raises(OptionError, match="cannot be explained; paths and rgcn can"):
        explain(predictor, workspace, **asked, member="text")
    del predictor.blend.members["paths"]
    with pytest.raises(OptionError, match="member `paths`"):
        explain(predictor, workspace, **asked)


def test_the_likeliest_of_all_are_unknown_and_sound(workspace: Workspace) -> None:
    predictor = load_predictor(
        workspace.path / "models" / "links", device=torch.device("cpu"), everything_known=True
    )
    found = likeliest(predictor, workspace, "TREATS", top=4)
    assert len(found) == 4
    assert len({(one.subject, one.object) for one in found}) == 4
    chances = [one.probability for one in found]
    assert chances == sorted(chances, reverse=True)
    assert not any(one.known or one.harms or one.contradicted or one.hub_only for one in found)
    rows = predicted(workspace, "--top", "4")
    assert [row["id"] for row in rows] == [one.id for one in found]
    likely = [row for row in rows if row["probability"] >= chances[1]]
    assert predicted(workspace, "--top", "4", "--least", str(chances[1])) == likely
    assert predicted(workspace, "--top", "4", "--least", str(chances[0] + 1e-6)) == []


def test_vectors_that_are_no_numbers_are_refused_with_their_folder(
    workspace: Workspace, tmp_path: Path
) -> None:
    model = tmp_path / "model"
    shutil.copytree(workspace.path / "models" / "links", model)
    vectors = np.load(model / VECTORS)
    vectors[3, 0] = np.nan
    np.save(model / VECTORS, vectors)
    with pytest.raises(ModelFolderError, match="1 entities hold NaN"):
        load_predictor(model, device=torch.device("cpu"))


def test_a_model_whose_scores_are_no_numbers_predicts_nothing(workspace: Workspace) -> None:
    predictor = load_predictor(workspace.path / "models" / "links", device=torch.device("cpu"))
    network = predictor.blend.members["paths"]
    assert isinstance(network, Paths)
    with torch.no_grad():
        next(network.module.parameters()).fill_(torch.nan)
    query = Query(id_of(DRUG, 0), "TREATS", Asked.OBJECT)
    with pytest.raises(ScoresError, match="no numbers; train it anew"):
        predict(predictor, workspace, query, top=3)


def test_a_model_of_another_build_is_refused(workspace: Workspace, tmp_path: Path) -> None:
    other = practice(tmp_path)
    model = str(workspace.path / "models" / "links")
    asked = ("--relation", "TREATS", "--head", id_of(DRUG, 0), "--model", model)
    with pytest.raises(StaleModelError, match="--allow-stale"):
        run("predict", other, *asked)
    with pytest.raises(StaleModelError, match="--allow-stale"):
        run("explain", other, *asked, "--tail", id_of(DISEASE, 0))
    assert run("predict", other, *asked, "--allow-stale").exit_code == 0
