"""What is imported from the files is what a load makes, down to the last character."""

import csv
import os
import subprocess
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from kgbuild.cli.main import command
from kgbuild.errors import OptionError, OutputFileError, TablesDamagedError
from kgbuild.graph.export.neo4j_csv import FINISH, SCRIPT, statements, write_neo4j_csv
from kgbuild.graph.predictions import add_predictions
from kgbuild.graph.published import published
from kgbuild.graph.workspace import Workspace
from kgbuild.store.bolt import Store, connect
from kgbuild.store.digest import stored_hash
from kgbuild.store.embeddings import embed
from kgbuild.store.load import is_current, load
from kgbuild.store.neo4j_server import prepare
from kgbuild.store.pull import pull
from tests.store.clinic import ASPIRIN, FLU, TREATS, clinic
from tests.store.conftest import neo4j_store  # noqa: F401 - a fixture
from tests.store.graphs import DISEASE, DRUG, entity, evidence, prediction, publish_tables
from tests.store.letters import Letters
from tests.store.neo4j_server import QUICK_TOOLS, need_neo4j, running
from tests.store.test_load import content
from tests.store.ward import annotated_ward

AWKWARD = 'He said: "one, two";\nthree\t\\four\r\n\x1f— ß 疾病 🫀'


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    tables = clinic()
    tables["entities"] += [
        entity("X:1", DRUG, AWKWARD, ["a;b", 'c"d', " e ", "f\x1fg", "h,i"], xrefs=["'"]),
        entity("X:2", DISEASE, " "),
    ]
    tables["evidence"].append(
        evidence("PMID:1", "X:1", TREATS, FLU, sentence=AWKWARD, score=1e-17, section="")
    )
    workspace = publish_tables(tmp_path / "ws", tables)
    add_predictions(workspace, [prediction(ASPIRIN, TREATS, FLU, 0.5), prediction("X:9", TREATS, FLU, 0.5)])
    return workspace


def test_headers_are_typed_and_empty_parts_left_out(workspace: Workspace, tmp_path: Path) -> None:
    written = write_neo4j_csv(workspace, tmp_path / "csv")
    rows = written.rows
    assert rows["PREDICTED_TREATS.csv"] == 1
    assert written.left_out == {"predictions about entities that the graph lacks": 1}
    assert rows["Drug.csv"] == 4
    assert rows["SUBJECT.csv"] == rows["Evidence.csv"] == 11
    assert "INTERACTS_WITH.csv" not in rows
    with (tmp_path / "csv" / "Drug.csv").open(newline="") as file:
        header, *drugs = csv.reader(file)
    assert header == [
        "id:ID(Entity)", "name", "synonyms:string[]", "xrefs:string[]", "grounded:boolean",
        "n_documents:long", "search_names:string[]",
    ]  # fmt: skip
    assert ASPIRIN in {row[0] for row in drugs}
    with (tmp_path / "csv" / "TREATS.csv").open() as file:
        assert file.readline().startswith(":START_ID(Entity),:END_ID(Entity),id,predicate,belief:double,")
    script = (tmp_path / "csv" / SCRIPT).read_text()
    assert "--nodes=Entity:Drug=Drug.csv" in script
    assert "INTERACTS_WITH" not in script
    assert "--array-delimiter=U+001E --multiline-fields=true" in script  # a name holds U+001F and lines


def test_vectors_go_along_where_they_are_asked_for(workspace: Workspace, tmp_path: Path) -> None:
    write_neo4j_csv(workspace, tmp_path / "csv", encoder=(encoder := Letters()))
    with (tmp_path / "csv" / "Drug.csv").open(newline="") as file:
        aspirin = next(row for row in csv.DictReader(file) if row["id:ID(Entity)"] == ASPIRIN)
    numbers = [float(number) for number in aspirin["embedding:float[]"].split("\x1e")]
    assert (
        np.array(numbers, np.float32).tolist()
        == encoder.encode(["aspirin; acetylsalicylic acid"])[0].tolist()
    )
    assert "CREATE VECTOR INDEX" in (tmp_path / "csv" / FINISH).read_text()
    done = CliRunner().invoke(
        command, ["export", "neo4j-csv", "-w", str(workspace.path), "--out", str(tmp_path / "csv")]
    )
    assert done.exit_code == 0, done.output
    assert "embedding" not in (tmp_path / "csv" / "Drug.csv").read_text()
    assert "VECTOR" not in (tmp_path / "csv" / FINISH).read_text()


def test_an_earlier_export_is_replaced_and_nothing_else(workspace: Workspace, tmp_path: Path) -> None:
    write_neo4j_csv(workspace, tmp_path / "csv")
    for name in ("mine.csv", "notes/a.txt"):
        (tmp_path / "csv" / name).parent.mkdir(exist_ok=True)
        (tmp_path / "csv" / name).touch()
    (tmp_path / "csv" / "TREATS.csv").write_text("old", encoding="utf-8")
    write_neo4j_csv(workspace, tmp_path / "csv")
    assert (tmp_path / "csv" / "mine.csv").exists()
    assert (tmp_path / "csv" / "notes" / "a.txt").exists()
    assert (tmp_path / "csv" / "TREATS.csv").read_text() != "old"
    assert os.access(tmp_path / "csv" / SCRIPT, os.X_OK)
    for path in (workspace.path, workspace.path / "workspace.json"):
        with pytest.raises(OutputFileError, match="something else"):
            write_neo4j_csv(workspace, path)
    assert not [path for path in tmp_path.rglob("*") if path.name.startswith(".tmp")]


def test_only_lists_that_are_empty_are_filled(tmp_path: Path) -> None:
    tables = clinic()
    for row in tables["entities"]:
        row["synonyms"] = ["a synonym"]
    for name, empty in (("some", "xrefs"), ("none", "")):
        write_neo4j_csv(publish_tables(tmp_path / name, tables), tmp_path / "csv")
        filled = [each for each in statements(tmp_path / "csv" / FINISH) if "IN TRANSACTIONS" in each]
        assert [each.split(" CALL ")[0] for each in filled] == (
            [f"MATCH (n:Entity) WHERE n.{empty} IS NULL"] if empty else []
        )
        for row in tables["entities"]:
            row["xrefs"] = ["UMLS:C1"]


def test_the_folder_one_is_in_can_be_written(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    write_neo4j_csv(workspace, Path())
    assert (tmp_path / "here" / SCRIPT).is_file()


def test_only_allowed_licences_are_written(tmp_path: Path) -> None:
    tables = annotated_ward()
    imported = [row for row in tables["relations"] if row["source"] != "extracted"]
    imported[0]["licence"], imported[1]["licence"] = "CC0-1.0", "CC0-1.0; CC-BY-4.0"
    workspace = publish_tables(tmp_path / "ws", tables)
    wanted = {row["id"] for row in tables["relations"] if row["source"] == "extracted"}
    for licences, more in ((["cc0-1.0"], imported[:1]), (["CC0-1.0", "CC-BY-4.0"], imported[:2])):
        write_neo4j_csv(workspace, tmp_path / "csv", licences=licences)
        found = set()
        for path in (tmp_path / "csv").glob("*.csv"):
            with path.open(newline="") as file:
                rows = list(csv.DictReader(file))
            found |= {row["id"] for row in rows if ":START_ID(Entity)" in row and "predicate" in row}
        assert found == wanted | {row["id"] for row in more}
        with (tmp_path / "csv" / "Build.csv").open(newline="") as file:
            assert next(csv.DictReader(file))["id"] != published(workspace).manifest.build
    asked = ["export", "neo4j-csv", "-w", str(workspace.path), "--out", str(tmp_path / "x")]
    done = CliRunner().invoke(command, [*asked, "--license-allow", "CC0"])
    assert isinstance(done.exception, OptionError)
    assert "no relation has the licence 'CC0'; there are 'CC-BY-4.0', 'CC0-1.0'" in str(done.exception)
    assert not (tmp_path / "x").exists()


def test_damaged_pages_are_told(workspace: Workspace, tmp_path: Path) -> None:
    path = workspace.table("relations")
    content = bytearray(path.read_bytes())
    content[4:44] = b"\xff" * 40
    path.write_bytes(content)
    with pytest.raises(TablesDamagedError, match="tables: damaged"):
        write_neo4j_csv(workspace, tmp_path / "csv")
    assert not (tmp_path / "csv").exists()


@pytest.mark.neo4j
def test_an_import_gives_what_a_load_gives(
    neo4j_store: Store,  # noqa: F811
    workspace: Workspace,
    tmp_path: Path,
) -> None:
    need_neo4j()
    write_neo4j_csv(workspace, tmp_path / "c s v", encoder=Letters())
    admin = prepare(tmp_path / "home", page_cache="64m")
    imported = subprocess.run(
        [str(tmp_path / "c s v" / SCRIPT)],
        env=os.environ | QUICK_TOOLS | {"NEO4J_ADMIN": str(admin)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert imported.returncode == 0, imported.stdout + imported.stderr
    load(neo4j_store, workspace)
    embed(neo4j_store, workspace, Letters())
    with (
        running(tmp_path / "home") as server,
        connect(server.url, user=server.user, password=server.password) as store,
    ):
        assert not is_current(store, workspace)
        for statement in statements(tmp_path / "c s v" / FINISH):
            store.define(statement)
        assert is_current(store, workspace)
        assert content(store) == content(neo4j_store)
        assert not load(store, workspace, check=True).changed
        assert not embed(store, workspace, Letters()).written
        pull(store, tmp_path / "pulled")
        assert stored_hash(Workspace.open(tmp_path / "pulled")) == stored_hash(workspace)
        names = "SHOW INDEXES YIELD name RETURN name ORDER BY name"
        assert store.query(names).rows == neo4j_store.query(names).rows
