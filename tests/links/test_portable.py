"""A model off its graph: what it learnt of one is asked about others, and what that takes is checked."""

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
from kgbuild.errors import ModelFolderError, NotPromotedError, OptionError, TriplesError
from kgbuild.graph.predictions import list_runs
from kgbuild.graph.published import published
from kgbuild.graph.workspace import Workspace
from kgbuild.links.explain import explain
from kgbuild.links.model_folder import FACTS, GRAPH, MEMBERS, load_predictor
from kgbuild.links.portable import PORTABLE, Terms, bind, detach, in_terms, is_portable
from kgbuild.links.predict import Query, predict
from kgbuild.links.promotion import PROMOTION, Verdict, write_verdict
from kgbuild.links.training import train_links
from kgbuild.links.triples import Dataset, Vocabulary
from kgbuild.links.workspace import read_context, read_workspace
from tests.links.encoders import tiny_encoder
from tests.links.graphs import array, clinic
from tests.links.practice import DISEASE, DRUG, SYMPTOM, Predicate, entity, paper, practice
from tests.links.vectors import SMALL
from tests.store.graphs import curated, publish_tables
from tests.store.graphs import entity as store_entity

CPU = torch.device("cpu")
RECIPE = replace(SMALL, members="text, kronecker, paths", path_steps=80, check_every=80)
QUESTION = Query("X:Drug0", "TREATS", Asked.OBJECT)


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_encoder(tmp_path_factory.mktemp("encoder"))


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory, encoder: Path) -> Path:
    """Return the folder of a model that was trained on one graph, and promoted."""
    folder = tmp_path_factory.mktemp("trained")
    run = train_links(
        RECIPE,
        read_workspace(practice(folder, drugs=16), RECIPE.splitting()),
        folder / "model",
        encoder=str(encoder),
        device="cpu",
        threads=1,
        encoding=lambda done, all: None,
        progress=lambda name, step, steps, loss, best: None,
    )
    write_verdict(run.folder, Verdict(run.facts.run, (), {"ensemble": 0.5, "degree": 0.1, "text": 0.2}))
    return run.folder


@pytest.fixture(scope="module")
def portable(trained: Path) -> Path:
    out = trained.parent / "portable"
    detach(trained, out)
    return out


def test_a_model_that_knows_classes_stays_with_its_graph(tmp_path: Path, trained: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(trained, folder)
    with np.load(folder / GRAPH) as arrays:
        np.savez_compressed(
            tmp_path / "graph.npz", **(dict(arrays) | {"classes": np.array([[0, 0], [1, 0]])})
        )
    shutil.move(tmp_path / "graph.npz", folder / GRAPH)
    with pytest.raises(OptionError, match="train without --classes"):
        detach(folder, tmp_path / "out")


def off(*arguments: str | Path) -> Result:
    return CliRunner().invoke(command, ["detach", *map(str, arguments)], catch_exceptions=False)


def test_weights_leave_and_the_graph_stays(trained: Path, portable: Path) -> None:
    assert is_portable(portable)
    assert not is_portable(trained)
    files = {path.relative_to(portable).as_posix() for path in portable.rglob("*") if path.is_file()}
    weights = {f"{MEMBERS}/{name}/weights.pt" for name in ("kronecker", "paths")}
    assert files == {FACTS, PORTABLE, PROMOTION} | weights
    # Of what is solved anew, only the penalties, which the validation part chose.
    assert list(torch.load(portable / MEMBERS / "kronecker" / "weights.pt")) == ["chosen"]
    assert not any(b"X:Drug0" in path.read_bytes() for path in portable.rglob("*.*"))
    shown = off("--model", trained, "--out", portable.parent / "again")
    assert shown.exit_code == 0, shown.output
    assert "ask it: kgbuild predict -w WORKSPACE --model" in shown.output


def test_without_the_penalties_it_is_refused_unless_the_recipe_says_them(
    tmp_path: Path, trained: Path, portable: Path, encoder: Path
) -> None:
    folder = tmp_path / "portable"
    shutil.copytree(portable, folder)
    weights = folder / MEMBERS / "kronecker" / "weights.pt"
    dataset = load_predictor(trained, device=CPU).material.dataset
    for broken, said in (
        ({"factor": torch.ones(2)}, "no penalties that can be read"),
        ({"chosen": torch.ones(2)}, "2 penalties for 3 relations"),
    ):
        torch.save(broken, weights)
        with pytest.raises(ModelFolderError, match=said):
            bind(folder, dataset, encoder=str(encoder), device=CPU)
    weights.write_bytes(b"")
    with pytest.raises(ModelFolderError, match="no penalties that can be read"):
        bind(folder, dataset, encoder=str(encoder), device=CPU)
    weights.unlink()
    facts = json.loads((folder / FACTS).read_text("utf-8"))
    facts["recipe"]["kernel_ridge"] = 3.0
    (folder / FACTS).write_text(json.dumps(facts), "utf-8")
    bound = bind(folder, dataset, encoder=str(encoder), device=CPU)
    given = bound.blend.members["kronecker"].module.get_parameter("chosen")  # type: ignore[attr-defined]
    assert set(given.tolist()) == {3.0}


def test_on_the_graph_that_it_learnt_from_it_says_what_it_said(
    trained: Path, portable: Path, encoder: Path
) -> None:
    whole = load_predictor(trained, device=CPU)
    bound = bind(portable, whole.material.dataset, encoder=str(encoder), device=CPU)
    asked = np.array([0, 1, 20]), np.array([0, 0, 3])
    assert np.array_equal(bound.blend.score(*asked), whole.blend.score(*asked))


def test_what_another_graph_lacks_comes_first(tmp_path: Path, portable: Path, encoder: Path) -> None:
    # Fewer drugs, and relations that the model has not learnt.
    extra = tuple(
        paper(900 + n, entity(DRUG, n), Predicate.INTERACTS_WITH, entity(DRUG, n + 1)) for n in range(3)
    )
    workspace = practice(tmp_path, drugs=8, extra=extra)
    predictor = bind(portable, read_context(workspace), encoder=str(encoder), device=CPU)
    assert predictor.material.dataset.skipped == {"INTERACTS_WITH, which the model has not learnt": 3}
    (found,) = predict(predictor, workspace, QUESTION, top=1)
    # Among 8 diseases an answer's share is larger than among the 16 where probabilities were fitted.
    assert predictor.facts.candidates[0] == 16
    alike = replace(predictor.facts, candidates=())
    (as_it_is,) = predict(replace(predictor, facts=alike), workspace, QUESTION, top=1)
    assert found.probability <= as_it_is.probability
    assert found.object == "X:Disease0"
    assert not found.known
    build = published(workspace).manifest.build
    assert found.build == build
    assert found.model_run.endswith(f".{build[:8]}")
    paths = explain(predictor, workspace, head="X:Drug0", relation="TREATS", tail="X:Disease0", top=3)
    assert any(edge.sentence == "drug 0 CAUSES symptom 0." for path in paths for edge in path.edges)


def test_relations_go_by_their_names() -> None:
    dataset = clinic()
    turned = in_terms(dataset, Terms(("CAUSES", "HAS_SYMPTOM", "TREATS"), ("CAUSES",), "e"))
    assert turned.vocabulary.relations == ("CAUSES", "HAS_SYMPTOM", "TREATS")
    assert turned.vocabulary.directions.symmetric == {0}
    assert turned.train.tolist() == [[0, 2, 2], [0, 2, 3], [1, 0, 4]]
    assert turned.test.tolist() == [[1, 2, 3]]
    assert turned.skipped == {}
    less = in_terms(dataset, Terms(("HAS_SYMPTOM", "TREATS"), (), "e"))
    assert less.train.tolist() == [[0, 1, 2], [0, 1, 3]]
    assert less.skipped == {"CAUSES, which the model has not learnt": 1}


def test_a_relation_that_the_graph_has_not_is_not_asked_for(
    tmp_path: Path, portable: Path, encoder: Path
) -> None:
    entities = [store_entity("D:1", DRUG, "drug 1"), store_entity("S:1", SYMPTOM, "symptom 1")]
    entities.append(store_entity("M:1", DISEASE, "disease 1"))
    rows = [curated("M:1", Predicate.HAS_SYMPTOM, "S:1")]
    workspace = publish_tables(tmp_path / "ws", {"entities": entities, "relations": rows})
    predictor = bind(portable, read_context(workspace), encoder=str(encoder), device=CPU)
    assert len(predictor.material.dataset.train) == 1
    with pytest.raises(OptionError, match="holds no relation TREATS so far"):
        predict(predictor, workspace, Query("D:1", "TREATS", Asked.OBJECT), top=1)


def test_a_graph_without_any_known_relation_is_refused(portable: Path, encoder: Path) -> None:
    none = array()
    other = Dataset(Vocabulary(("a", "b"), ("CURES",), ("A", "B")), array((0, 0, 1)), none, none, build="b")
    with pytest.raises(TriplesError, match=r"no relation that .* has learnt"):
        bind(portable, other, encoder=str(encoder), device=CPU)


def test_names_must_be_read_by_the_same_encoder(tmp_path: Path, portable: Path) -> None:
    other = tiny_encoder(tmp_path / "other")
    with pytest.raises(ModelFolderError, match="another encoder read the names"):
        bind(portable, clinic(), encoder=str(other), device=CPU)


def test_a_folder_that_is_not_whole_is_told(tmp_path: Path, portable: Path, encoder: Path) -> None:
    broken = tmp_path / "broken"
    shutil.copytree(portable, broken)
    (broken / MEMBERS / "paths" / "weights.pt").write_bytes(b"no weights")
    with pytest.raises(ModelFolderError, match="its weights cannot be read"):
        bind(broken, clinic(), encoder=str(encoder), device=CPU)
    torch.save({"another": torch.ones(1)}, broken / MEMBERS / "paths" / "weights.pt")
    with pytest.raises(ModelFolderError, match="its paths was trained by another version"):
        bind(broken, clinic(), encoder=str(encoder), device=CPU)
    stated = json.loads((portable / PORTABLE).read_text("utf-8"))
    (broken / PORTABLE).write_text(json.dumps(stated | {"relations": None}))
    with pytest.raises(ModelFolderError, match="cannot be understood"):
        bind(broken, clinic(), encoder=str(encoder), device=CPU)


def test_only_a_promoted_model_is_taken_off(tmp_path: Path, trained: Path) -> None:
    model = tmp_path / "model"
    shutil.copytree(trained, model)
    run = json.loads((model / FACTS).read_text("utf-8"))["run"]
    (model / PROMOTION).unlink()
    with pytest.raises(ModelFolderError, match="not judged yet"):
        detach(model, tmp_path / "out")
    write_verdict(model, Verdict(run, ("text",), {"ensemble": 0.1, "text": 0.2}))
    with pytest.raises(NotPromotedError, match="loses to text"):
        detach(model, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_tables_of_entities_stay_with_their_graph(tmp_path: Path, trained: Path) -> None:
    model = tmp_path / "model"
    shutil.copytree(trained, model)
    stated = json.loads((model / FACTS).read_text("utf-8"))
    stated["recipe"]["members"] = "text, complex, paths"
    (model / FACTS).write_text(json.dumps(stated))
    with pytest.raises(
        OptionError, match=r"what complex learn.* no members but degree, kronecker, paths, spelling, text"
    ):
        detach(model, tmp_path / "out")


def test_commands_take_it_and_say_so(
    tmp_path: Path, portable: Path, encoder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = practice(tmp_path, drugs=8)
    asked = ["--relation", "TREATS", "--head", "X:Drug0", "--model", str(portable)]
    with pytest.raises(ModelFolderError, match="another encoder"):
        said(workspace, "predict", *asked)
    assert list_runs(workspace) == []
    judged = ["evaluate", "links", "-w", str(workspace.path), "--model", str(portable), "--promote"]
    refused = CliRunner().invoke(command, judged, catch_exceptions=False)
    assert refused.exit_code == 2
    assert "promoted where it was trained" in refused.output


def said(workspace: Workspace, name: str, *arguments: str) -> Result:
    return CliRunner().invoke(command, [name, "-w", str(workspace.path), *arguments], catch_exceptions=False)
