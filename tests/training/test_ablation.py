"""An ablation: variants from a file, each measured once, and compared."""

# ruff: noqa: E402 - the imports below need what is skipped for above them
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

pytest.importorskip("torch")
pytest.importorskip("transformers")
pytest.importorskip("peft")
pytestmark = pytest.mark.learn

from kgbuild.cli.main import command
from kgbuild.errors import OptionError, RecipeError
from kgbuild.training.ablation import run_ablation
from kgbuild.training.ablation_plan import RunOptions, load_plan
from kgbuild.training.ablation_row import Job, measure, parameter_counts, subset
from kgbuild.training.adapter_recipe import AdapterRecipe
from kgbuild.training.splits import load_tagger_splits
from kgbuild.training.tagger_recipe import TaggerRecipe
from tests.training.tiny import write_tiny_encoder

SHIPPED = Path(__file__).parents[2] / "pipelines" / "ablation.toml"
PLAN = """
[base]
epochs = 1
pieces_per_step = 48
window = 32
training_windows = [0, 32]

[rows.frozen]
frozen_layers = 1

[rows.int8]
run = { int8 = true }
"""


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "plan.toml"
    path.write_text(PLAN, "utf-8")
    return path


def test_the_shipped_plan_has_a_row_for_every_option() -> None:
    variants = {variant.name: variant for variant in load_plan(SHIPPED)}
    base = variants["base"].recipe
    assert base == TaggerRecipe(epochs=2, patience=3, pieces_per_step=1024)
    rows = [variant for name, variant in variants.items() if name != "base"]
    assert all(row.recipe != base or row.run != RunOptions() for row in rows)
    changed = {
        name
        for row in rows
        for name in TaggerRecipe.__dataclass_fields__
        if getattr(row.recipe, name) != getattr(base, name)
    }
    options = set(TaggerRecipe.__dataclass_fields__) - {
        "name", "version", "seed", "epochs", "patience", "head_factor", "clip", "window", "training_windows",
        "checkpoint_every",
    }  # fmt: skip
    assert changed == options


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[rows.a]\nepoch = 3", "unknown setting 'rows.a.epoch'"),
        ("[row.a]\nepochs = 3", "unknown table 'row'; known: base, rows"),
        ("[rows]\na = 3", "rows.a should be a table"),
        ("rows = 3", "rows = 3 should be a table"),
        ("base = 3", "base = 3 should be a table"),
        ("[rows.base]\nepochs = 3", "rows.base is the name of the base itself"),
        ("[rows.a]\nrun = { seeds = 0 }", "run.seeds = 0 should be at least 1"),
        ("[rows.a]\nrun = { unlabelled = true }", "run.unlabelled needs run.teacher"),
        ("[rows.a]\nwarmup = 2", "warmup = 2.0 should be a share"),
        ("[rows.a", "no valid TOML"),
    ],
)
def test_mistakes_are_explained(tmp_path: Path, text: str, problem: str) -> None:
    path = tmp_path / "plan.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(RecipeError, match=problem):
        load_plan(path)


def test_the_command_measures_a_row_in_a_process(corpora: Path, plan: Path, tmp_path: Path) -> None:
    encoder, out = write_tiny_encoder(tmp_path / "encoder"), tmp_path / "out"
    (out / "rows").mkdir(parents=True)
    options = {
        "--data": corpora, "--out": out, "--recipe": plan, "--documents": 3, "--encoder": encoder,
        "--device": "cpu", "--only": "int8",
    }  # fmt: skip
    arguments = ["bench", "training", *(str(part) for pair in options.items() for part in pair)]
    result = CliRunner().invoke(command, arguments, catch_exceptions=False)
    assert result.exit_code == 0
    assert "3 documents of BC5CDR" in result.stdout
    row = json.loads((out / "ablation.json").read_text("utf-8"))["rows"]["int8"]
    assert 0 <= row["f1"] <= 1
    assert row["peak_bytes"] > 1e8
    again = CliRunner().invoke(command, [*arguments, "--json"], catch_exceptions=False)
    assert json.loads(again.stdout)["rows"] == {"int8": row}
    assert sorted(path.name for path in out.iterdir()) == ["ablation.json", "rows"]


def test_rows_are_measured_anew_where_they_differ(corpora: Path, plan: Path, tmp_path: Path) -> None:
    encoder = str(write_tiny_encoder(tmp_path / "encoder"))
    measured = []

    def measuring(job: Job) -> dict[str, Any]:
        measured.append(job.variant.name)
        return measure(job)

    def run(documents: int, *only: str) -> dict[str, Any]:
        measured.clear()
        rows: dict[str, Any] = run_ablation(
            load_plan(plan), corpora, tmp_path / "out", documents=documents, only=only, encoder=encoder,
            device="cpu", measuring=measuring, progress=lambda *told: None,
        )["rows"]  # fmt: skip
        return rows

    first = run(3, "frozen")
    assert (list(first), measured) == (["frozen"], ["frozen"])
    both = run(3, "base")
    assert measured == ["base"]
    assert list(both) == ["base", "frozen"]
    assert both["frozen"] == first["frozen"]
    assert both["frozen"]["trained_parameters"] < both["base"]["trained_parameters"]
    assert list(run(4, "base")) == ["base"]
    assert measured == ["base"]


def test_unknown_rows_are_named(corpora: Path, plan: Path, tmp_path: Path) -> None:
    with pytest.raises(OptionError, match="--only focal: no such row; there are base, frozen, int8"):
        run_ablation(
            load_plan(plan), corpora, tmp_path, documents=3, only=["focal"], measuring=measure,
            progress=lambda *told: None,
        )  # fmt: skip


def test_the_subset_is_of_one_corpus_and_grows_by_hash(corpora: Path) -> None:
    splits = load_tagger_splits(corpora)
    small, large = subset(splits, 2), subset(splits, 4)
    assert {one.corpus for one in (*large.train, *large.stopping)} == {"bc5cdr"}
    assert [one.document.id for one in large.train][:2] == [one.document.id for one in small.train]


def test_parameters_are_counted_as_they_are_trained_and_exported(tmp_path: Path) -> None:
    encoder = str(write_tiny_encoder(tmp_path / "encoder"))
    recipe = {"window": 32, "pieces_per_step": 32, "training_windows": (0,)}
    whole = parameter_counts(TaggerRecipe(**recipe), encoder)
    assert whole["parameters"] == whole["trained_parameters"]
    pruned = parameter_counts(TaggerRecipe(**recipe, pruned_units=0.5), encoder)
    assert whole["parameters"] - pruned["parameters"] == 2 * (32 * 32 * 2 + 32)
    lora = parameter_counts(TaggerRecipe(**recipe, adapters=AdapterRecipe(kind="lora", rank=2)), encoder)
    assert lora["parameters"] == whole["parameters"]
    assert lora["trained_parameters"] == 4 * 2 * (32 + 32) + 32 * 7 + 7
