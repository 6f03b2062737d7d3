"""The demo's second half, on a small graph and with a small recipe."""

# ruff: noqa: E402 - the imports below need what is skipped for above them

from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

pytest.importorskip("torch")
pytest.importorskip("transformers")
pytestmark = pytest.mark.learn

import kgbuild.entities.sources.hpo
import kgbuild.resources
from kgbuild.cli.demo_links import SHOWN, model_folder, predict_links
from kgbuild.graph.curated import list_curated
from kgbuild.graph.predictions import list_runs, read_predictions
from kgbuild.links.recipe import load_link_recipe
from tests.links.practice import practice

ANNOTATION = "{disease}\t{disease}\t\tHP:0002315\tPMID:1\tPCS\t\t\t\t\tP\tHPO:x\n"
HEADER = (
    "#version: 2025-01-16\n"
    "database_id\tdisease_name\tqualifier\thpo_id\treference\tevidence\tonset\tfrequency\tsex\tmodifier\t"
    "aspect\tbiocuration\n"
)
SMALL = """
name = "demo"
members = "text, paths"
neighbours = 3
check_every = 120
path_width = 8
path_layers = 3
path_steps = 120
path_batch = 8
path_rate = 0.02
"""


def test_predicts_explains_and_does_not_train_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    annotations = tmp_path / "phenotype.hpoa"
    rows = [ANNOTATION.format(disease=id) for id in (*(f"X:Disease{n}" for n in range(8)), "OMIM:1")]
    annotations.write_text(HEADER + "".join(rows), "utf-8")
    monkeypatch.setattr(kgbuild.entities.sources.hpo, "annotations_file", lambda: annotations)
    (tmp_path / "recipe.toml").write_text(SMALL, "utf-8")
    monkeypatch.setattr(kgbuild.resources, "DEMO_LINKS", tmp_path / "recipe.toml")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    workspace = practice(tmp_path)
    console = Console(file=StringIO(), width=200)
    first = predict_links(console, workspace.path)
    assert isinstance(console.file, StringIO)
    said = console.file.getvalue()
    assert first is not None
    assert (first.known, first.harms, first.hub_only) == (False, False, False)
    assert [source.relations for source in list_curated(workspace)] == [8]
    assert "8 annotations of their diseases by the Human Phenotype Ontology, version 2025-01-16" in said
    assert " may treat disease " in said
    assert "PMID:" in said
    (run,) = list_runs(workspace)
    kept = read_predictions(workspace, run)
    assert 0 < len(kept) <= SHOWN
    assert len({one.subject for one in kept}) == len({one.object for one in kept}) == len(kept)
    weights = list(model_folder(workspace.path).rglob("weights.pt"))
    before = [path.stat().st_mtime_ns for path in weights]
    assert predict_links(console, workspace.path) == first
    assert [path.stat().st_mtime_ns for path in weights] == before


def test_the_recipe_that_ships_is_one() -> None:
    assert load_link_recipe(kgbuild.resources.DEMO_LINKS).chosen == ("text", "spelling", "kronecker", "paths")
