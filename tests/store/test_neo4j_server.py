"""The server's life: jars that are fetched whole or not at all, one server a home, gone when it should be."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from kgbuild.errors import Neo4jUnavailableError
from kgbuild.store import neo4j_jars
from kgbuild.store.bolt import connect
from kgbuild.store.neo4j_server import LocalNeo4j, _write_settings, start

OWNER_ONLY = 0o600


def _script(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return path


class TestJars:
    def test_without_java_it_says_so(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("JAVA_HOME", raising=False)
        monkeypatch.setenv("PATH", str(tmp_path))
        with pytest.raises(Neo4jUnavailableError, match=r"install Java 17 or 21.*docker compose"):
            neo4j_jars.java()

    @pytest.mark.parametrize("said", ['openjdk version "11.0.2" 2019-01-15', "nonsense"])
    def test_another_java_is_named(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str) -> None:
        _script(tmp_path / "bin" / "java", f"echo '{said}' >&2")
        monkeypatch.setenv("JAVA_HOME", str(tmp_path))
        with pytest.raises(Neo4jUnavailableError, match=r"is Java (11|\?) and Neo4j .* needs 17 or 21"):
            neo4j_jars.java()

    def test_without_maven_it_says_so(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PATH", str(tmp_path))
        with pytest.raises(Neo4jUnavailableError, match="mvn"):
            neo4j_jars.jars(tmp_path / "cache")

    def test_a_failed_fetch_leaves_nothing(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        _script(tmp_path / "bin" / "mvn", "echo '[ERROR] no such host'; exit 1")
        monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
        with pytest.raises(Neo4jUnavailableError, match="no such host"):
            neo4j_jars.jars(tmp_path / "cache")
        assert not list((tmp_path / "cache").iterdir())


def test_settings_of_the_user_stay(tmp_path: Path) -> None:
    (tmp_path / "conf").mkdir()
    path = tmp_path / "conf" / "neo4j.conf"
    _write_settings(path, 7001, "64m")
    path.write_text(path.read_text() + "db.logs.query.enabled=VERBOSE\n")
    before = path.read_text()
    _write_settings(path, 0, "128m")
    assert path.read_text() == before
    _write_settings(path, 7002, "64m")
    assert path.read_text() == before.replace(":7001", ":7002")


@pytest.mark.neo4j
class TestServer:
    def test_starting_again_finds_it(self, neo4j_server: LocalNeo4j) -> None:
        assert start(neo4j_server.home) == neo4j_server

    def test_its_secrets_are_its_owners(self, neo4j_server: LocalNeo4j) -> None:
        for name in ("password", "server.json"):
            assert stat.S_IMODE((neo4j_server.home / name).stat().st_mode) == OWNER_ONLY
        assert neo4j_server.password not in " ".join(psutil.Process(neo4j_server.pid).cmdline())

    def test_only_this_machine_can_reach_it(self, neo4j_server: LocalNeo4j) -> None:
        listening = psutil.Process(neo4j_server.pid).net_connections(kind="inet")
        places = {each.laddr.ip for each in listening if each.status == psutil.CONN_LISTEN}
        assert {place.removeprefix("::ffff:") for place in places} == {"127.0.0.1"}

    def test_a_taken_port_is_named(self, neo4j_server: LocalNeo4j, tmp_path: Path) -> None:
        port = int(neo4j_server.url.rpartition(":")[2])
        with pytest.raises(Neo4jUnavailableError, match=f"port {port} is taken"):
            start(tmp_path / "other", port=port)

    def test_the_command_line_finds_it(self, neo4j_server: LocalNeo4j) -> None:
        command = [sys.executable, "-m", "kgbuild", "store", "neo4j-start", "--home", str(neo4j_server.home)]
        shown = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        assert neo4j_server.url in shown
        assert neo4j_server.password in shown
        with connect(neo4j_server.url, user=neo4j_server.user, password=neo4j_server.password) as store:
            assert store.is_neo4j
