"""`kgbuild vocabulary` and `kgbuild evaluate grounding` as a user meets them."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kgbuild.cli.evaluate_grounding import command as evaluate
from kgbuild.cli.vocabulary import command
from kgbuild.errors import LexiconError, VocabularyFileError

TABLE = "id\tname\ttype\nHP:1\tFever\tsymptom\nHP:1\tpyrexia\nDRUGBANK:1\tAspirin\tdrug\n"


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(command, [str(one) for one in arguments], catch_exceptions=True)


@pytest.fixture
def lexicon(tmp_path: Path) -> Path:
    (tmp_path / "names.tsv").write_text(TABLE, encoding="utf-8")
    out = tmp_path / "lexicon.parquet"
    result = run("build", "--only-added", "--add", tmp_path / "names.tsv", "--out", out)
    assert result.exit_code == 0, result.output
    return out


def test_build_says_what_was_written(tmp_path: Path, lexicon: Path) -> None:
    result = run("build", "--only-added", "--add", tmp_path / "names.tsv", "--out", lexicon, "--json")
    report = json.loads(result.stdout)
    assert report["names"] == 3
    assert report["entities_by_type"] == {"Drug": 1, "Symptom": 1}


def test_type_before_a_file(tmp_path: Path) -> None:
    (tmp_path / "n.tsv").write_text("id\tname\nX:1\tfoo\n", encoding="utf-8")
    out = tmp_path / "l.parquet"
    result = run("build", "--only-added", "--add", f"drug={tmp_path / 'n.tsv'}", "--out", out)
    assert result.exit_code == 0
    assert "of type Drug" in result.stdout


def test_a_bad_file_is_an_explained_error(tmp_path: Path) -> None:
    (tmp_path / "n.tsv").write_text("id\tname\ttype\nfever\tx\tdrug\n", encoding="utf-8")
    result = run("build", "--only-added", "--add", tmp_path / "n.tsv", "--out", tmp_path / "l.parquet")
    assert isinstance(result.exception, VocabularyFileError)
    assert not (tmp_path / "l.parquet").exists()


def test_only_added_needs_a_file(tmp_path: Path) -> None:
    assert run("build", "--only-added", "--out", tmp_path / "l.parquet").exit_code == 2


def test_lookup(lexicon: Path) -> None:
    result = run("lookup", "pyrexia", "--type", "symptom", "--lexicon", lexicon)
    assert result.exit_code == 0
    assert "HP:1  Fever  [Symptom]" in result.stdout
    assert "exact synonym: 'pyrexia' of user file names.tsv (as its owner says)" in result.stdout


def test_lookup_as_json(lexicon: Path) -> None:
    result = run("lookup", "aspirin", "--type", "Drug", "--lexicon", lexicon, "--json")
    (answer,) = json.loads(result.stdout)
    (candidate,) = answer["candidates"]
    assert (candidate["id"], candidate["score"], candidate["reason"]) == ("DRUGBANK:1", 1.0, "exact name")


def test_lookup_of_an_unknown_name_shows_its_own_id(lexicon: Path) -> None:
    (answer,) = json.loads(run("lookup", "foo", "--type", "Drug", "--lexicon", lexicon, "--json").stdout)
    assert answer["candidates"] == []
    assert answer["ungrounded"].startswith("kgbuild:")


def test_lookup_of_nothing(lexicon: Path) -> None:
    result = run("lookup", " ", "--lexicon", lexicon)
    assert result.exit_code == 2
    assert "NAME: a name has at least one letter" in result.output


def test_lookup_in_the_shipped_lexicon() -> None:
    assert "DRUGBANK:DB00316" in run("lookup", "paracetamol", "--type", "Drug").stdout


def test_lookup_without_lexicon(tmp_path: Path) -> None:
    assert isinstance(run("lookup", "x", "--lexicon", tmp_path / "no.parquet").exception, LexiconError)


def test_evaluate_grounding(tmp_path: Path, lexicon: Path) -> None:
    (tmp_path / "bc5cdr").mkdir()
    (tmp_path / "bc5cdr" / "test.pubtator").write_text(
        "1|t|Fever and pyrexia.\n1|a|Aspirin.\n1\t0\t5\tFever\tDisease\tHP:1\n"
        "1\t10\t17\tpyrexia\tDisease\tHP:2\n1\t19\t26\tAspirin\tChemical\t-1\n",
        encoding="utf-8",
    )
    arguments = ["--data", str(tmp_path), "--corpus", "bc5cdr", "--lexicon", str(lexicon), "--json"]
    result = CliRunner().invoke(evaluate, arguments)
    scores = json.loads(result.stdout)["bc5cdr-test"]
    assert scores["Disease"]["mentions"] == 2
    assert scores["Disease"]["accuracy"] == 0.5
    assert scores["Disease"]["end_to_end"]["precision"] <= 0.5
    assert scores["Drug"]["mentions"] == 0
    assert scores["Drug"]["end_to_end"]["found"] == 0
    text = CliRunner().invoke(evaluate, [*arguments[:-1], "--gold-spans"]).stdout
    assert "bc5cdr-test Disease, gold spans: mentions 2" in text
    assert "end to end" not in text


def test_evaluate_grounding_on_a_part_that_is_not_there(tmp_path: Path) -> None:
    result = CliRunner().invoke(evaluate, ["--data", str(tmp_path), "--corpus", "ncbi", "--part", "test"])
    assert (result.exit_code, "no part test" in result.stderr) == (2, True)
