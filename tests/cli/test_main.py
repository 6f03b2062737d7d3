"""The command line as a whole: light to start, documented throughout, no traceback for explained errors."""

import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from kgbuild.cli.lazy import LazyGroup
from kgbuild.cli.main import COMMANDS, command

HEAVY = set("torch transformers spacy onnxruntime neo4j duckdb pyarrow lxml numpy rich ray".split())
README = Path(__file__).parents[2] / "README.md"


def _leaves(group: click.Group, path: tuple[str, ...] = ()) -> dict[tuple[str, ...], click.Command]:
    context = click.Context(group)
    found: dict[tuple[str, ...], click.Command] = {}
    for name in group.list_commands(context):
        child = group.get_command(context, name)
        assert child is not None
        if isinstance(child, click.Group):
            found |= _leaves(child, (*path, name))
        else:
            found[(*path, name)] = child
    return found


LEAVES = _leaves(command)


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys\n"
        "from click.testing import CliRunner\n"
        "from kgbuild.cli.main import command\n"
        "assert CliRunner().invoke(command, ['--help']).exit_code == 0\n"
        f"print(sorted(sys.modules.keys() & {HEAVY!r}))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("path", LEAVES, ids=" ".join)
def test_every_command_explains_itself_with_an_example(path: tuple[str, ...]) -> None:
    result = CliRunner().invoke(command, [*path, "--help"])
    assert result.exit_code == 0
    assert f"kgbuild {' '.join(path)}" in result.output
    assert "Example" in result.output
    undocumented = [p.name for p in LEAVES[path].params if isinstance(p, click.Option) and not p.help]
    assert not undocumented


@pytest.mark.parametrize("name", COMMANDS)
def test_the_readme_names_every_command(name: str) -> None:
    assert f"kgbuild {name}" in README.read_text(encoding="utf-8")


def test_an_unknown_command_names_the_nearest() -> None:
    result = CliRunner().invoke(command, ["biuld"])
    assert result.exit_code == 2
    assert "build" in result.output


def test_an_explained_error_is_one_line_and_status_1(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "kgbuild", "stats", "-w", str(tmp_path / "nothing")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("kgbuild: ")
    assert "Traceback" not in done.stderr


def test_a_lazy_command_must_be_a_command() -> None:
    group = LazyGroup("g", commands_by_name={"x": "kgbuild.errors:KgbuildError"})
    with pytest.raises(TypeError, match="is not a command"):
        group.get_command(click.Context(group), "x")
