"""Training, evaluation and their commands from end to end, with a tiny encoder."""

# ruff: noqa: E402 - the imports below need what is skipped for above them

import json
import re
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

pytest.importorskip("torch")
pytest.importorskip("transformers")
pytestmark = pytest.mark.learn

import torch

from kgbuild.cli.main import command
from kgbuild.errors import (
    EncoderError,
    ModelFolderError,
    NotPromotedError,
    ScoresError,
    TrainingStateError,
    TriplesError,
    VocabularyFileError,
)
from kgbuild.links.features import check_vectors, text_vectors
from kgbuild.links.model_folder import GRAPH, MEMBERS, load_predictor, read_facts
from kgbuild.links.models.kronecker import Kronecker
from kgbuild.links.promotion import check_promoted, judge_rows, read_verdict, write_verdict
from kgbuild.links.recipe import LinkRecipe
from kgbuild.links.training import LinkRun, train_links
from kgbuild.links.triples import Dataset
from kgbuild.training.checkpoints import CHECKPOINT
from tests.links.encoders import tiny_encoder
from tests.links.graphs import mirrored
from tests.links.practice import practice
from tests.links.vectors import SMALL

CPU = torch.device("cpu")
QUICK = replace(SMALL, embedding_steps=30, path_steps=30, check_every=10)


@pytest.fixture
def encoder(tmp_path: Path) -> Path:
    return tiny_encoder(tmp_path / "encoder")


class Killed(BaseException):
    """Stands for the end of the process: what was not written is lost."""


def train(
    dataset: Dataset, folder: Path, encoder: Path, *, recipe: LinkRecipe = QUICK, kill_at: int = 0
) -> LinkRun:
    done = 0

    def progress(name: str, step: int, steps: int, loss: float, best: float) -> None:
        nonlocal done
        done += 1
        if done == kill_at:
            raise Killed

    return train_links(
        recipe,
        dataset,
        folder,
        encoder=str(encoder),
        device="cpu",
        threads=1,
        encoding=lambda done, all: None,
        progress=progress,
    )


def test_a_killed_training_comes_to_the_same_weights(tmp_path: Path, encoder: Path) -> None:
    dataset = mirrored()
    whole = train(dataset, tmp_path / "whole", encoder)
    # In the first member after its checkpoint at 25; then in the second, to which it comes after 5 steps.
    for kill_at in (28, 32):
        with pytest.raises(Killed):
            train(dataset, tmp_path / "killed", encoder, kill_at=kill_at)
    again = train(dataset, tmp_path / "killed", encoder)
    assert again.facts.run == whole.facts.run
    scores = [
        load_predictor(tmp_path / name, device=CPU).blend.score(np.array([0, 1]), np.array([2, 5]))
        for name in ("whole", "killed")
    ]
    assert np.array_equal(*scores)


def test_a_folder_of_another_training_is_refused(tmp_path: Path, encoder: Path) -> None:
    only_text = replace(QUICK, members="text")
    train(mirrored(), tmp_path / "m", encoder, recipe=only_text)
    with pytest.raises(TrainingStateError, match="another recipe"):
        train(mirrored(), tmp_path / "m", encoder, recipe=replace(only_text, seed=5))
    with pytest.raises(TrainingStateError, match="another recipe"):
        train(mirrored(seed=3), tmp_path / "m", encoder, recipe=only_text)


def test_a_training_of_another_version_is_refused(tmp_path: Path, encoder: Path) -> None:
    only_paths = replace(QUICK, members="paths")
    train(mirrored(), tmp_path / "m", encoder, recipe=only_paths)
    checkpoint = tmp_path / "m" / MEMBERS / "paths" / CHECKPOINT
    kept = torch.load(checkpoint, weights_only=True)
    torch.save(kept | {"module": {"another": torch.ones(1)}}, checkpoint)
    with pytest.raises(TrainingStateError, match="begun by another version"):
        train(mirrored(), tmp_path / "m", encoder, recipe=only_paths)


def test_an_unfinished_folder_is_no_model(tmp_path: Path, encoder: Path) -> None:
    with pytest.raises(Killed):
        train(mirrored(), tmp_path / "m", encoder, kill_at=3)
    with pytest.raises(ModelFolderError, match="not finished"):
        load_predictor(tmp_path / "m", device=CPU)


def test_vectors_are_kept_by_content(tmp_path: Path, encoder: Path) -> None:
    first = text_vectors(["drug 1", "disease 2"], encoder=str(encoder), cache=tmp_path / "cache")
    assert np.linalg.norm(first, axis=1).tolist() == pytest.approx([1, 1])
    (kept,) = (tmp_path / "cache").iterdir()
    np.save(kept, first[::-1])
    assert np.array_equal(
        text_vectors(["drug 1", "disease 2"], encoder=str(encoder), cache=tmp_path / "cache"), first[::-1]
    )
    other = text_vectors(["drug 1", "disease 3"], encoder=str(encoder), cache=tmp_path / "cache")
    assert np.allclose(other[0], first[0], atol=1e-6)


def test_vectors_that_are_no_numbers_are_refused() -> None:
    with pytest.raises(ScoresError, match="of 1 entities hold NaN"):
        check_vectors(np.array([[1, 0], [np.nan, 0]], dtype=np.float32), 2)


def test_an_encoder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match="there is no folder"):
        text_vectors(["a"], encoder=str(tmp_path / "nowhere"))


def run(*arguments: object) -> Result:
    return CliRunner().invoke(command, [str(a) for a in arguments], catch_exceptions=False)


def recipe_file(folder: Path, recipe: LinkRecipe) -> Path:
    path = folder / "recipe.toml"
    path.write_text("\n".join(f"{key} = {json.dumps(value)}" for key, value in asdict(recipe).items()))
    return path


def test_the_commands_train_and_score_a_workspace(
    tmp_path: Path, encoder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    workspace = practice(tmp_path).path
    recipe = recipe_file(tmp_path, QUICK)
    trained = run(
        "train",
        "links",
        "-w",
        workspace,
        "--recipe",
        recipe,
        "--encoder",
        encoder,
        "--threads",
        1,
        "--seed",
        3,
    )
    assert trained.exit_code == 0, trained.output
    folder = workspace / "models" / "links"
    assert read_facts(folder).recipe.seed == 3
    scored = run("evaluate", "links", "-w", workspace, "--json", "--threads", 1, "--explained", 2)
    assert scored.exit_code == 0, scored.output
    rows = json.loads(scored.stdout)
    assert list(rows) == ["ensemble", "degree", "text", "complex", "paths", "spelling", "explanations"]
    checked = rows["explanations"]["overall"]
    assert checked["questions"] == 2
    assert 0 <= checked["larger"] <= 1
    overall = rows["ensemble"]["overall"]
    assert 0 < overall["mrr"] <= overall["typed_mrr"] <= 1
    assert 0 <= overall["ece"] <= 1
    assert overall["questions"] == rows["degree"]["overall"]["questions"]
    table = run("evaluate", "links", "-w", workspace, "--threads", 1, "--limit", 2)
    assert "calibration error" in table.output
    assert re.search(r"^overall +4 ", table.output, re.MULTILINE)
    assert "explanations of" not in table.output


def test_a_model_of_another_graph_is_not_scored(tmp_path: Path, encoder: Path) -> None:
    dataset = mirrored()
    train(dataset, tmp_path / "m", encoder, recipe=replace(QUICK, members="degree"))
    with pytest.raises(ModelFolderError, match="another graph"):
        run("evaluate", "links", "-w", practice(tmp_path).path, "--model", tmp_path / "m")


def test_a_model_that_loses_to_a_baseline_is_not_promoted(
    tmp_path: Path, encoder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    workspace = practice(tmp_path).path
    # What is made of degree alone knows no names.
    recipe = recipe_file(tmp_path, replace(QUICK, members="degree"))
    run("train", "links", "-w", workspace, "--recipe", recipe, "--encoder", encoder, "--threads", 1)
    ask = ("predict", "-w", workspace, "--relation", "TREATS", "--head", "X:Drug0", "--json")
    assert run(*ask).exit_code == 0
    with pytest.raises(NotPromotedError, match=r"loses to .*text.*\n +model +MRR\n"):
        run("evaluate", "links", "-w", workspace, "--promote", "--threads", 1)
    with pytest.raises(NotPromotedError, match="train it for longer"):
        run(*ask)


def test_a_model_that_beats_the_baselines_is_promoted(tmp_path: Path) -> None:
    rows = {"ensemble": 0.3, "paths": 0.35, "degree": 0.1, "text": 0.2}
    verdict = judge_rows(
        "r1", {name: {"overall": {"mrr": mrr}} for name, mrr in rows.items()}, model="ensemble"
    )
    write_verdict(tmp_path, verdict)
    assert read_verdict(tmp_path, "r1") == verdict
    rows["literature"] = 0.3
    assert judge_rows(
        "r1", {name: {"overall": {"mrr": mrr}} for name, mrr in rows.items()}, model="ensemble"
    ).lost_to == ("literature",)
    check_promoted(tmp_path, "r1")
    # What was said of a model that was there before says nothing of this one.
    write_verdict(tmp_path, replace(verdict, lost_to=("text",)))
    check_promoted(tmp_path, "r2")
    with pytest.raises(NotPromotedError, match=r"paths +0.350\n +ensemble +0.300"):
        check_promoted(tmp_path, "r1")


def test_either_a_workspace_or_triples(tmp_path: Path) -> None:
    result = CliRunner().invoke(command, ["train", "links", "--out", str(tmp_path)])
    assert result.exit_code == 2
    assert "either a workspace" in result.output


def test_a_graph_without_a_test_part_is_not_scored(tmp_path: Path, encoder: Path) -> None:
    dataset = replace(mirrored(), test=mirrored().test[:0])
    train(dataset, tmp_path / "m", encoder, recipe=replace(QUICK, members="degree"))
    from kgbuild.links.report import evaluate_links

    with pytest.raises(TriplesError, match="no test part"):
        evaluate_links(load_predictor(tmp_path / "m", device=CPU), progress=lambda done, all: None)


def test_the_shipped_recipe_says_all_settings_and_their_defaults() -> None:
    import tomllib

    stated = tomllib.loads(Path("pipelines/train-links.toml").read_text("utf-8"))
    assert stated == asdict(LinkRecipe())


def test_what_is_solved_at_once_is_kept_and_read_again(tmp_path: Path, encoder: Path) -> None:
    together = np.array([[0, 1, 2], [3, 4, 1]])
    dataset, folder = replace(mirrored(), together=together), tmp_path / "m"
    recipe = replace(QUICK, members="kronecker, degree")
    train(dataset, folder, encoder, recipe=recipe)
    weights = folder / MEMBERS / "kronecker" / "weights.pt"
    before = weights.stat().st_mtime_ns
    train(dataset, folder, encoder, recipe=recipe)
    assert weights.stat().st_mtime_ns == before
    loaded = load_predictor(folder, device=CPU)
    np.testing.assert_array_equal(loaded.material.dataset.together, together)
    fresh = Kronecker(loaded.material, recipe)
    fresh.solve(lambda done, of: None)
    asked = np.arange(12), np.full(12, 2)
    given = loaded.blend.members["kronecker"].score(*asked)
    np.testing.assert_allclose(given, fresh.score(*asked), atol=1e-5)


def test_a_graph_that_a_former_version_wrote_names_nobody_together(tmp_path: Path, encoder: Path) -> None:
    folder = tmp_path / "m"
    train(mirrored(), folder, encoder, recipe=replace(QUICK, members="degree"))
    with np.load(folder / GRAPH) as arrays:
        former = {part: arrays[part] for part in ("train", "valid", "test")}
    np.savez_compressed(folder / GRAPH, **former)
    dataset = load_predictor(folder, device=CPU).material.dataset
    assert dataset.together.shape == (0, 3)
    assert dataset.classes.shape == (0, 2)


def test_a_model_keeps_the_classes_that_it_was_trained_with(
    tmp_path: Path, encoder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    workspace = practice(tmp_path).path
    classes = tmp_path / "classes.tsv"
    classes.write_text("id\tclass\nX:Drug0\tantibiotics\nX:Drug4\tantibiotics\nX:Drug1\tothers\n", "utf-8")
    recipe = recipe_file(tmp_path, replace(QUICK, members="kronecker"))
    about = ("train", "links", "-w", workspace, "--recipe", recipe, "--encoder", encoder, "--threads", 1)
    trained = run(*about, "--classes", classes)
    assert "2 of " in trained.output
    assert "entities share classes with others" in trained.output
    folder = workspace / "models" / "links"
    dataset = load_predictor(folder, device=CPU).material.dataset
    named = [dataset.vocabulary.entities[entity] for entity in dataset.classes[:, 0]]
    assert sorted(named) == ["X:Drug0", "X:Drug4"]
    # It is scored as it was trained, and a training with other classes, or none, is another one.
    assert run("evaluate", "links", "-w", workspace, "--threads", 1).exit_code == 0
    assert run(*about, "--classes", classes).exit_code == 0
    with pytest.raises(TrainingStateError, match="other classes"):
        run(*about)
    classes.write_text("id\tclass\nX:Drug0\tantibiotics\nX:Drug3\tantibiotics\n", "utf-8")
    with pytest.raises(TrainingStateError, match="other classes"):
        run(*about, "--classes", classes)


def test_classes_without_a_member_that_learns_from_them_are_refused(tmp_path: Path) -> None:
    recipe = recipe_file(tmp_path, replace(QUICK, members="text"))
    about = ("train", "links", "-w", practice(tmp_path).path, "--recipe", recipe, "--classes", recipe)
    shown = run(*about)
    assert shown.exit_code == 2
    assert "add it to the recipe's members" in shown.output


def test_classes_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    path = tmp_path / "x.tsv"
    path.write_text("name\tcolour\n", "utf-8")
    about = ("train", "links", "-w", practice(tmp_path).path, "--classes", path)
    with pytest.raises(VocabularyFileError, match=r"neither an \.obo file"):
        run(*about)
