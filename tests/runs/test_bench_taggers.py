"""`kgbuild bench taggers`: the shipped tagger and its weights in float32, on a document of the tests' own."""

import gzip
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from kgbuild.cli.main import command
from kgbuild.errors import BenchmarkError
from kgbuild.resources import DEFAULT_TAGGER
from kgbuild.runs.bench_taggers import compare_taggers, precision_of

TITLE, ABSTRACT = "Naproxen induced headache", "A man with pneumonia took naproxen."
BLOCK = (
    f"1|t|{TITLE}\n1|a|{ABSTRACT}\n1\t0\t8\tNaproxen\tChemical\tD009288\n1\t17\t25\theadache\tDisease\tD006261\n"
    "1\t37\t46\tpneumonia\tDisease\tD011014\n1\t52\t60\tnaproxen\tChemical\tD009288\n"
)


@pytest.fixture
def corpora(tmp_path: Path) -> Path:
    """Return a folder whose corpora are one abstract each, BC5CDR's test part two."""
    data = tmp_path / "corpora"
    files = {
        "bc5cdr/train.pubtator": BLOCK.replace("1|", "11|").replace("\n1\t", "\n11\t"),
        "bc5cdr/dev.pubtator": "",
        "bc5cdr/test.pubtator": BLOCK + "\n" + BLOCK.replace("1|", "12|").replace("\n1\t", "\n12\t"),
        "biored/train.pubtator": "",
        "biored/dev.pubtator": "",
        "ncbi_disease/train.pubtator": "",
        "ncbi_disease/dev.pubtator": "",
        "maccrobat2020/13.txt": "She had asthma.",
        "maccrobat2020/13.ann": "T1\tDisease_disorder 8 14\tasthma\n",
    }
    for name, text in files.items():
        (data / name).parent.mkdir(parents=True, exist_ok=True)
        (data / name).write_text(text, "utf-8")
    table = data / "vocab" / "mesh2015" / "tree-numbers.tsv.gz"
    table.parent.mkdir(parents=True)
    with gzip.open(table, "wt", encoding="utf-8") as file:
        file.write("mesh_id\tmesh_tree_number\nD006261\tC23.888.592.612.441\n")
    return data


def test_two_taggers_are_told_side_by_side(corpora: Path) -> None:
    rows = compare_taggers(
        [DEFAULT_TAGGER, DEFAULT_TAGGER], corpora, on="bc5cdr-test", limit=1, threads=1, float32=False,
        say=lambda line: None,
    )  # fmt: skip
    assert rows[0].ratio == 1.0
    assert rows[1].ratio == pytest.approx(rows[1].sentences_per_second / rows[0].sentences_per_second)
    assert (rows[0].layers, rows[0].hidden, rows[0].precision) == (6, 384, "int8")
    assert rows[0].scores == rows[1].scores
    assert rows[0].scores["overall"].gold == 4
    assert rows[0].megabytes == pytest.approx((DEFAULT_TAGGER / "model.onnx").stat().st_size / 1e6)


@pytest.mark.learn
def test_the_same_weights_in_float32_stand_below(corpora: Path) -> None:
    pytest.importorskip("torch")
    pytest.importorskip("onnx")
    arguments = ["bench", "taggers", "--data", str(corpora), "--fp32"]
    result = CliRunner().invoke(command, [*arguments, "--json"], catch_exceptions=False)
    assert result.exit_code == 0
    int8, fp32 = json.loads(result.stdout)
    assert (int8["precision"], fp32["precision"]) == ("int8", "fp32")
    assert fp32["megabytes"] > 3 * int8["megabytes"]
    assert fp32["scores"]["overall"]["f1"] == int8["scores"]["overall"]["f1"] == 100.0
    assert fp32["folder"] == int8["folder"]


def test_the_command_prints_a_table(corpora: Path) -> None:
    result = CliRunner().invoke(command, ["bench", "taggers", "--data", str(corpora), "--limit", "1"])
    assert result.exit_code == 0
    assert "sentences/s" in result.stdout
    assert "1.00" in result.stdout
    assert "bc5cdr-test: documents 1, sentences 2; threads 1" in result.stderr


def test_an_unknown_data_set_is_refused(corpora: Path) -> None:
    with pytest.raises(BenchmarkError, match="bc5cdr-test"):
        compare_taggers(
            [DEFAULT_TAGGER], corpora, on="bc5cdr", limit=None, threads=1, float32=False,
            say=lambda line: None,
        )  # fmt: skip


def test_the_shipped_tagger_is_int8() -> None:
    assert precision_of(DEFAULT_TAGGER) == "int8"
