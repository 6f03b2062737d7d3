"""Java's ready-made classes: used where they are, made in the background where they are not, never needed."""

import time
from pathlib import Path

import psutil
import pytest

from kgbuild.store.bolt import embedded
from kgbuild.store.embedded import stop
from kgbuild.store.locks import lock
from kgbuild.store.process import wheel
from kgbuild.store.warm_start import classes_file, warm_options
from kgbuild.store.warm_up import warm_up

PATIENCE = 120.0


def test_a_server_starts_with_what_was_made(tmp_path: Path) -> None:
    kept = warm_up()
    assert kept is not None
    assert warm_up() == kept
    with embedded(tmp_path / "store") as store:
        assert store.query("RETURN 1").rows == [(1,)]
    stop(tmp_path / "store")
    assert f"-XX:AOTCache={kept}" in (tmp_path / "store" / "java.args").read_text()
    assert "[warning][aot" not in (tmp_path / "store" / "server.log").read_text()


def test_a_server_starts_without_and_has_it_made_at_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("KGBUILD_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1 '-Dsaid=a b'")
    path = classes_file(*wheel(tmp_path))
    assert path is not None
    path.parent.mkdir(parents=True)
    path.write_text("no classes")
    with embedded(tmp_path / "store") as store:
        assert store.query("RETURN 1").rows == [(1,)]
    options = (tmp_path / "store" / "java.args").read_text().splitlines()
    assert options[:3] == [f'"-XX:AOTCache={path}"', '"-XX:TieredStopAtLevel=1"', '"-Dsaid=a b"']
    path.unlink()
    with lock(path.parent / "lock"):  # so that it only waits
        stop(tmp_path / "store")
        maker = _maker(tmp_path)
        maker.kill()
        maker.wait(PATIENCE)


def _maker(cache: Path) -> psutil.Process:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        for process in psutil.process_iter(["cmdline", "environ"]):
            named = (process.info["cmdline"] or [])[1:] == ["-m", "kgbuild.store.warm_up"]
            if named and (process.info["environ"] or {}).get("XDG_CACHE_HOME") == str(cache):
                return process
        time.sleep(0.1)
    raise AssertionError("nobody makes it")


def test_other_jars_have_another_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    java, jar = tmp_path / "java", tmp_path / "a.jar"
    java.touch()
    jar.write_text("one")
    first = classes_file(tmp_path, java)
    jar.write_text("other")
    second = classes_file(tmp_path, java)
    assert first != second
    assert second is not None
    assert warm_options(tmp_path, java) == []
    second.parent.mkdir(parents=True)
    second.touch()  # it could not be made
    assert warm_options(tmp_path, java) == []
    second.write_text("classes")
    assert warm_options(tmp_path, java) == [f"-XX:AOTCache={second}"]
