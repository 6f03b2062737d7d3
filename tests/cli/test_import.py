"""`kgbuild import` from the command line, into a workspace that has read nothing."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from kgbuild.cli.main import command
from kgbuild.errors import KgbuildError
from tests.graph.curated_files import write_files


def _run(*arguments: Any, status: int = 0) -> Result:
    result = CliRunner().invoke(command, [str(argument) for argument in arguments])
    assert isinstance(result.exception, SystemExit | KgbuildError | None)
    assert (1 if isinstance(result.exception, KgbuildError) else result.exit_code) == status
    return result


@pytest.fixture
def files(tmp_path: Path) -> Path:
    return write_files(tmp_path)


def test_says_what_it_took_and_what_not_and_stats_show_it(files: Path) -> None:
    workspace = files / "ws"
    said = _run("import", "hpo", files / "phenotype.hpoa", "-w", workspace).stdout
    assert "3 relations between 3 entities from hpo (HPO licence" in said
    assert "1 left out: with the qualifier NOT" in said
    done = json.loads(
        _run("import", "triples", files / "mine.tsv", "-w", workspace, "--source", "clinic", "--json").stdout
    )
    assert (done["name"], done["relations"], done["licence"]) == ("clinic", 2, "not stated")
    stats = json.loads(_run("stats", "-w", workspace, "--json").stdout)
    assert [(s["name"], s["licence"][:3]) for s in stats["curated"]] == [("clinic", "not"), ("hpo", "HPO")]
    assert "relations imported from hpo 2025-01-16" in _run("stats", "-w", workspace).stdout
    assert "out of the graph" in _run("import", "hpo", "--remove", "-w", workspace).stdout
    assert "nothing to do" in _run("import", "hpo", "--remove", "-w", workspace).stdout


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["obo"], 2, "--remove and no PATH"),
        (["obo", "--installed"], 2, "--installed goes with hpo"),
        (["hpo", "x", "--installed"], 2, "and no PATH"),
        (["owl", "x"], 2, "is not one of"),
        (["obo", "nowhere.obo"], 1, "no such file"),
    ],
)
def test_wrong_use_is_explained(files: Path, arguments: list[str], status: int, message: str) -> None:
    result = _run("import", *arguments, "-w", files / "ws", status=status)
    assert message in f"{result.stderr}{result.exception}"
