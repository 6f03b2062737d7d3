"""`kgbuild query`, `load` and `store` from the command line, on one workspace."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from kgbuild.cli.main import command
from kgbuild.errors import KgbuildError
from kgbuild.graph.workspace import Workspace
from kgbuild.store.embedded import stop
from kgbuild.store.named import query_names
from tests.store.clinic import clinic
from tests.store.graphs import publish_tables

TREATMENTS = "MATCH (d:Drug)-[r:TREATS]->(x) RETURN d.name AS drug, r.belief AS belief ORDER BY belief DESC"


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    path = tmp_path_factory.mktemp("query") / "ws"
    publish_tables(path, clinic())
    yield path
    stop(path / "store", force=True)


def _run(*arguments: Any, status: int = 0) -> Result:
    result = CliRunner().invoke(command, [str(argument) for argument in arguments])
    assert isinstance(result.exception, SystemExit | KgbuildError | None)
    assert (1 if isinstance(result.exception, KgbuildError) else result.exit_code) == status
    return result


def test_the_first_query_loads_the_store_and_says_so(workspace: Path) -> None:
    first = _run("query", "-w", workspace, TREATMENTS)
    assert "Loading the graph" in first.stderr
    assert [line.split() for line in first.stdout.splitlines()] == [
        ["drug", "belief"], ["lisinopril", "0.96"], ["aspirin", "0.8"],
    ]  # fmt: skip
    assert not _run("query", "-w", workspace, TREATMENTS).stderr


def test_json_is_an_array_of_objects(workspace: Path) -> None:
    result = _run("query", "-w", workspace, TREATMENTS, "--json")
    assert json.loads(result.stdout) == [
        {"drug": "lisinopril", "belief": 0.96},
        {"drug": "aspirin", "belief": 0.8},
    ]
    assert json.loads(_run("query", "-w", workspace, "MATCH (n:Nothing) RETURN n", "--json").stdout) == []


def test_csv_has_a_header_and_whole_values(workspace: Path) -> None:
    result = _run(
        "query", "-w", workspace, "RETURN 'a,\"b\"\nc' AS text, 1.0/3 AS third, [1, 'x'] AS list", "--csv"
    )
    rows = list(csv.reader(io.StringIO(result.stdout)))
    assert rows == [["text", "third", "list"], ['a,"b"\nc', str(1 / 3), "[1, x]"]]


def test_named_queries_take_parameters(workspace: Path) -> None:
    result = _run(
        "query", "-w", workspace, "--name", "drugs-for-disease", "-p", "disease=HYPERTENSION", "--json"
    )
    assert [row["drug"] for row in json.loads(result.stdout)] == ["lisinopril"]
    given = ["-p", "a=1", "-p", "b=x", "-p", "c=[1]"]
    result = _run("query", "-w", workspace, "RETURN $a + 1 AS n, $b AS t, $c AS l", *given, "--json")
    assert json.loads(result.stdout) == [{"n": 2, "t": "x", "l": [1]}]


def test_a_table_is_cut_and_says_so(workspace: Path) -> None:
    result = _run("query", "-w", workspace, "UNWIND range(1, 101) AS i RETURN i")
    assert len(result.stdout.splitlines()) == 101  # with its header
    assert "more rows than these 100" in result.stderr
    result = _run("query", "-w", workspace, "UNWIND range(1, 101) AS i RETURN i", "--csv")
    assert (len(result.stdout.splitlines()), result.stderr) == (102, "")
    assert (
        "these 2:" in _run("query", "-w", workspace, "UNWIND range(1, 3) AS i RETURN i", "--limit", 2).stderr
    )


def test_a_query_of_somebody_else_is_answered_within_limits(workspace: Path) -> None:
    result = _run(
        "query",
        "-w",
        workspace,
        "--read-only",
        "UNWIND range(1, $n) AS i RETURN i",
        "-p",
        "n=10001",
        "--limit",
        20_000,
        "--json",
    )
    assert len(json.loads(result.stdout)) == 10_000
    assert "more rows than these 10,000: --read-only gives no more" in result.stderr
    named = _run("query", "-w", workspace, "--read-only", "--name", "top-treatments", "--json")
    assert len(json.loads(named.stdout)) == 2


def test_a_long_text_is_cut_in_a_table_alone(workspace: Path) -> None:
    statement = "RETURN reduce(s = '', i IN range(1, 400) | s + 'x') AS long"
    assert _run("query", "-w", workspace, statement).stdout.split()[-1] == "x" * 299 + "…"
    assert json.loads(_run("query", "-w", workspace, statement, "--json").stdout) == [{"long": "x" * 400}]


def test_nothing_found_is_said(workspace: Path) -> None:
    result = _run("query", "-w", workspace, "MATCH (n:Drug {name: 'none'}) RETURN n")
    assert (result.stdout, result.stderr) == ("Nothing found.\n", "")


def test_a_name_that_no_entity_has_is_said(workspace: Path) -> None:
    asked = ("query", "-w", workspace, "--name", "symptoms-of-disease", "-p")
    assert "No entity of the graph is called 'hypertensoin'" in _run(*asked, "disease=hypertensoin").stderr
    known = json.loads(
        _run("query", "-w", workspace, "MATCH (n:Drug) RETURN n.name AS name", "--json").stdout
    )
    result = _run(*asked, f"disease={known[0]['name']}")
    assert (result.stdout, result.stderr) == ("Nothing found.\n", "")
    alike = _run("query", "-w", workspace, "--name", "entities-alike", "-p", f"entity={known[0]['name']}")
    assert "No entity has a vector of its name yet: `kgbuild load --embeddings`" in alike.stderr


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["MATCH (n"], 1, "syntax error at line 1"),
        (["MATCH (n) DETACH DELETE n"], 1, "only read"),
        (["--read-only", "CALL dbms.listConfig()"], 1, "the procedure dbms.listConfig is none"),
        (["--read-only", "RETURN $a"], 1, "-p a="),
        (["--name", "drugs-for-diseases"], 1, "did you mean drugs-for-disease"),
        (["--name", "drugs-for-disease"], 1, "needs -p disease"),
        (["RETURN 1", "-p", "x"], 1, "name=value"),
        (["RETURN 1", "--timeout", "nan"], 1, "a millisecond to a day, not nan"),
        (["RETURN 1", "--timeout", "inf", "--read-only"], 1, "a millisecond to a day, not inf"),
        (["RETURN 1", "--timeout", "1e300"], 1, "a millisecond to a day, not 1e+300"),
        (["RETURN 1", "--timeout", "0.0004"], 1, "a millisecond to a day, not 0.0004"),
        (
            ["RETURN $n", "-p", "n=99999999999999999999"],
            1,
            "the parameter n is a whole number beyond 64 bits",
        ),
        (["RETURN $n", "-p", "n=[[-9223372036854775809]]"], 1, "the parameter n is a whole number beyond"),
        (["RETURN '\udcff'"], 1, "the query holds a byte that is no UTF-8, at character 9"),
        (["RETURN $n", "-p", "n=\udcff"], 1, "the parameter n holds a byte that is no UTF-8"),
        (["--name", "drugs-for-disease", "-p", "disease=a\udcff"], 1, "no UTF-8, at character 2"),
        ([], 2, "--list shows them"),
        (["RETURN 1", "--name", "hubs"], 2, "--list shows them"),
        (["RETURN 1", "--json", "--csv"], 2, "not both"),
        (["--list", "--csv"], 2, "with --json, as JSON"),
        (["RETURN 1", "--vectors"], 2, "goes with --json"),
        (["RETURN 1", "--encoder", "x"], 2, "takes a text by meaning"),
        (["RETURN 1", "--database", "x"], 2, "--store"),
    ],
)
def test_wrong_use_is_explained(workspace: Path, arguments: list[str], status: int, message: str) -> None:
    result = _run("query", "-w", workspace, *arguments, status=status)
    assert message in f"{result.stderr}{result.exception}"


def test_the_list_names_every_query() -> None:
    listed = _run("query", "--list").stdout.splitlines()
    told = json.loads(_run("query", "--list", "--json").stdout)
    assert [query["name"] for query in told] == query_names()
    lines = iter(listed)
    for query in told:  # Whatever its length, each is on one line.
        assert next(lines) == f"{query['name']}  {query['question']}"
        for parameter in query["parameters"]:
            default = "" if parameter["required"] else f" = {json.dumps(parameter['default'])}"
            assert next(lines) == f"    -p {parameter['name']}{default}: {parameter['meaning']}"
    assert next(lines, None) is None


def test_load_says_what_it_did(workspace: Path) -> None:
    _run("query", "-w", workspace, "RETURN 1")
    assert "Nothing to do" in _run("load", "-w", workspace).stdout
    assert "exactly what the tables hold" in _run("load", "-w", workspace, "--check").stdout
    report = json.loads(_run("load", "-w", workspace, "--check", "--json").stdout)
    assert (report["compared"], report["changed"], report["held"]["Drug nodes"]) == (True, False, 3)
    assert _run("load", "-w", workspace, "--quiet").output == ""


def test_new_tables_are_loaded_before_a_query(workspace: Path) -> None:
    _run("load", "-w", workspace)
    tables = clinic()
    tables["entities"][0]["name"] = "High tension"
    publish_tables(workspace, tables)
    result = _run("query", "-w", workspace, "MATCH (n:Disease {name: 'High tension'}) RETURN n.id", "--csv")
    assert len(result.stdout.splitlines()) == 2
    assert "Loading" in result.stderr


def test_another_store_is_asked_but_never_loaded_by_a_query(
    workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kgbuild.store.state import recall

    _run("load", "-w", workspace)
    state = recall(workspace / "store")
    assert state is not None
    monkeypatch.setenv("KGBUILD_STORE_PASSWORD", state.password)
    other = tmp_path / "other"
    publish_tables(other, {**clinic(), "evidence": []})
    there = ["--store", state.url, "--user", "root", "--database", "kg"]
    result = _run("query", "-w", other, "MATCH (e:Evidence) RETURN count(e) AS n", *there, "--json")
    assert json.loads(result.stdout) == [{"n": 10}]
    assert "kgbuild load" in result.stderr
    assert "Evidence" not in _run("load", "-w", other, *there, "--replace").stdout.splitlines()[-1]
    assert json.loads(_run("query", "MATCH (e:Evidence) RETURN count(e) AS n", *there, "--json").stdout) == [
        {"n": 0}
    ]


def test_the_server_can_be_looked_at_and_stopped(workspace: Path) -> None:
    _run("query", "-w", workspace, "RETURN 1")
    assert json.loads(_run("store", "status", "-w", workspace, "--json").stdout)["running"] is True
    assert "running: True" in _run("store", "status", "-w", workspace).stdout
    assert _run("store", "stop", "-w", workspace).stdout == "Stopped.\n"
    assert _run("store", "stop", "-w", workspace).stdout == "Not running.\n"
    assert json.loads(_run("store", "status", "-w", workspace, "--json").stdout)["running"] is False


@pytest.mark.parametrize("name", [["query", "RETURN 1"], ["load"], ["store", "status"], ["store", "stop"]])
def test_what_is_no_workspace_is_said_and_left_alone(tmp_path: Path, name: list[str]) -> None:
    result = _run(*name, "-w", tmp_path, status=1)
    assert "no workspace there" in str(result.exception)
    assert not list(tmp_path.iterdir())


def test_without_tables_no_server_is_started(tmp_path: Path) -> None:
    Workspace.create(tmp_path / "ws")
    for name in (["load"], ["query", "RETURN 1"]):
        assert "no graph tables" in str(_run(*name, "-w", tmp_path / "ws", status=1).exception)
    assert not (tmp_path / "ws" / "store").exists()
