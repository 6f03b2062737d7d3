"""Training with documents that are about the entities of a graph, by its command."""

# ruff: noqa: E402 - the imports below need what is skipped for above them

import json
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
from kgbuild.errors import OptionError, TrainingStateError
from kgbuild.links.model_folder import load_predictor
from kgbuild.links.portable import detach
from tests.links.encoders import tiny_encoder
from tests.links.graphs import mirrored, write_triples
from tests.links.practice import practice
from tests.links.vectors import SMALL

RECIPE = replace(SMALL, members="text, kronecker")
KNOWN = [(0, 1, 2), (1, 16, 1)]
"""Drugs 0 and 1 are named together in two documents, drug 1 and disease 0 in one."""


def papers(folder: Path, *, more: str = "") -> Path:
    names = mirrored().vocabulary.names
    said = [f"{names[a]} and {names[b]}" for a, b, count in KNOWN for _ in range(count)]
    lines = [json.dumps({"id": f"PMID:{number + 1}", "text": text}) for number, text in enumerate(said)]
    path = folder / "papers.jsonl"
    path.write_text("\n".join(lines) + "\n" + more, "utf-8")
    return path


def about(folder: Path, members: str = RECIPE.members) -> tuple[str, ...]:
    """Return the command that trains on triples, which are written into the folder as its encoder is."""
    write_triples(mirrored(), folder / "triples")
    recipe = folder / "recipe.toml"
    values = asdict(replace(RECIPE, members=members)).items()
    recipe.write_text("".join(f"{name} = {json.dumps(value)}\n" for name, value in values), "utf-8")
    encoder = tiny_encoder(folder / "encoder")
    given = ("--recipe", recipe, "--encoder", encoder, "--out", folder / "m", "--threads", "1")
    return ("train", "links", "--triples", str(folder / "triples"), *map(str, given))


def run(*arguments: object) -> Result:
    return CliRunner().invoke(command, list(map(str, arguments)), catch_exceptions=False)


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def test_a_model_learns_and_keeps_who_is_named_with_whom(tmp_path: Path) -> None:
    train, literature = about(tmp_path), papers(tmp_path)
    trained = run(*train, "--literature", literature)
    assert trained.exit_code == 0
    assert "3 documents name 3 of 28 entities, and 2 pairs of these together" in trained.output
    predictor = load_predictor(tmp_path / "m", device=torch.device("cpu"))
    assert predictor.material.dataset.together.tolist() == [list(each) for each in KNOWN]
    assert list(predictor.blend.members) == ["text", "kronecker", "literature"]
    score = predictor.blend.members["literature"].score(np.array([1]), np.array([2]))[0]
    assert np.flatnonzero(score).tolist() == [0, 16]
    scored = run("evaluate", "links", "--triples", tmp_path / "triples", "--model", tmp_path / "m", "--json")
    assert "literature" in json.loads(scored.stdout)
    assert run(*train, "--literature", literature).exit_code == 0


def test_a_training_with_other_documents_is_another_one(tmp_path: Path) -> None:
    train, literature = about(tmp_path), papers(tmp_path)
    run(*train, "--literature", literature)
    with pytest.raises(TrainingStateError, match="other classes or documents"):
        run(*train)
    names = mirrored().vocabulary.names
    papers(tmp_path, more=json.dumps({"id": "PMID:9", "text": f"{names[5]} and {names[6]}"}))
    with pytest.raises(TrainingStateError, match="other classes or documents"):
        run(*train, "--literature", literature)


def test_what_could_not_be_read_is_told_and_shows_at_the_end(tmp_path: Path) -> None:
    literature = papers(tmp_path, more="{\n" * 7)
    trained = run(*about(tmp_path), "--literature", literature)
    assert trained.exit_code == 3
    assert trained.output.count("left out: ") == 6
    assert "left out: 2 more records" in trained.output
    unread = tmp_path / "m" / "unread.tsv"
    assert len(unread.read_text("utf-8").splitlines()) == 8
    assert f"7 records could not be read: {unread}" in trained.output
    # Mended, the documents are the same.
    assert run(*about(tmp_path), "--literature", papers(tmp_path)).exit_code == 0
    assert not unread.exists()
    assert (tmp_path / "m" / "model.json").is_file()


def test_literature_about_something_else_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text("Of cabbages and kings.", "utf-8")
    refused = run(*about(tmp_path), "--literature", other)
    assert refused.exit_code == 1
    assert refused.output.count("left out: ") == 0
    assert "none of 1 documents names two entities of the graph together" in refused.output
    assert not (tmp_path / "m").exists()
    (tmp_path / "none").mkdir()
    assert (
        "no document there could be read" in run(*about(tmp_path), "--literature", tmp_path / "none").output
    )


def test_a_workspace_has_documents_of_its_own(tmp_path: Path) -> None:
    refused = run("train", "links", "-w", practice(tmp_path).path, "--literature", papers(tmp_path))
    assert refused.exit_code == 2
    assert "a workspace knows who its documents name" in refused.output
    recipe = tmp_path / "reads.toml"
    recipe.write_text('members = "literature"\n', "utf-8")
    refused = run("train", "links", "-w", practice(tmp_path).path, "--recipe", recipe)
    assert refused.exit_code == 2
    assert "are for --triples" in refused.output


def test_a_recipe_that_reads_needs_documents(tmp_path: Path) -> None:
    refused = run(*about(tmp_path, "text, literature"))
    assert refused.exit_code == 2
    assert "name some by --literature" in refused.output
    with_some = run(*about(tmp_path, "text, literature"), "--literature", papers(tmp_path))
    assert with_some.exit_code == 0


def test_a_model_that_reads_stays_with_its_graph(tmp_path: Path) -> None:
    run(*about(tmp_path), "--literature", papers(tmp_path))
    with pytest.raises(OptionError, match="train without --literature"):
        detach(tmp_path / "m", tmp_path / "out")
