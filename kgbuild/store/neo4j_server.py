"""Run a real Neo4j on this machine, out of jars and with the machine's own Java.

A home is a folder: settings, password, data and logs of one server, which listens on 127.0.0.1 alone.
"""

import os
import secrets
import shlex
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from kgbuild.errors import Neo4jUnavailableError, StoreConnectionError
from kgbuild.store.bolt import connect
from kgbuild.store.locks import START_LOCK, Busy, lock
from kgbuild.store.neo4j_jars import jars, java
from kgbuild.store.process import NOT_INHERITED, die_with_parent, free_port, port_is_free, quoted
from kgbuild.store.state import ServerState, forget, recall, remember

USER = "neo4j"
HEAP = "1g"
PAGE_CACHE = "256m"
START_SECONDS = 300.0
"""Eight seconds on a quiet machine; a busy one may take minutes."""
STOP_SECONDS = 60.0
LOOK_EVERY = 0.1
LOG_FILE = "server.log"
PASSWORD_FILE = "password"
LISTEN = "server.bolt.listen_address"
ADMIN_FILE = Path("bin") / "neo4j-admin"
MAIN = "org.neo4j.server.CommunityEntryPoint"
ADMIN = "org.neo4j.cli.AdminTool"
SHORT_LIVED = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
"""Options of a Java that has one small thing to do: nothing is compiled at length."""
_OPENS = tuple(f"--add-opens=java.base/{name}=ALL-UNNAMED" for name in ("java.nio", "java.io", "sun.nio.ch"))


@dataclass(frozen=True, slots=True)
class LocalNeo4j:
    """A server that runs and answers. `admin` is a `neo4j-admin` that works on its home."""

    home: Path
    pid: int
    url: str
    user: str
    password: str
    admin: Path


def prepare(home: Path, *, port: int = 0, page_cache: str = PAGE_CACHE) -> Path:
    """Write settings, password and `bin/neo4j-admin` into `home`, where they are missing; return the last.

    Needs no running server, and an import into an empty database must have none. A `port` of 0 keeps the
    one in the settings.
    """
    binary, classes = java(), f"{jars()}/*"
    try:
        for name in ("conf", "bin"):
            (home / name).mkdir(parents=True, exist_ok=True)
        _write_settings(home / "conf" / "neo4j.conf", port, page_cache)
        admin = home / ADMIN_FILE
        variables = " ".join(f"{k}={shlex.quote(v)}" for k, v in _places(home).items())
        call = shlex.join([str(binary), "-cp", classes, ADMIN])
        admin.write_text(f'#!/bin/sh\nexport {variables}\nexec {call} "$@"\n', encoding="utf-8")
        admin.chmod(0o755)
        if not (home / PASSWORD_FILE).exists():
            _set_password(home, binary, classes, secrets.token_hex(24))
    except OSError as error:
        raise Neo4jUnavailableError(f"{home} cannot be written: {error.strerror or error}") from error
    return admin


def start(
    home: Path, *, port: int = 0, heap: str = HEAP, page_cache: str = PAGE_CACHE, jvm: Sequence[str] = ()
) -> LocalNeo4j:
    """Start the server of `home` and wait until it answers; nothing is started where it runs already.

    It goes on until `stop`. A `port` of 0 keeps that of the settings, or chooses a free one; `jvm` are
    further options of Java. Raises `Neo4jUnavailableError`.
    """
    home = home.resolve()
    with _starting(home):
        state = recall(home)
        if state is None:
            if port and not port_is_free(port):
                raise Neo4jUnavailableError(f"port {port} is taken; choose another with --port")
            prepare(home, port=port, page_cache=page_cache)
            state = _remember(home, _detached(home, _command(home, [f"-Xmx{heap}", *jvm])))
        _until_it_answers(home, state)
    return _local(home, state)


@contextmanager
def temporary(
    home: Path, *, heap: str = HEAP, page_cache: str = PAGE_CACHE, jvm: Sequence[str] = ()
) -> Iterator[LocalNeo4j]:
    """Run the server of `home` within this context, and on Linux not after this process has ended, however.

    Options and errors are those of `start`.
    """
    home = home.resolve()
    process = None
    try:
        with _starting(home):
            prepare(home, page_cache=page_cache)
            with (home / LOG_FILE).open("wb") as log:
                process = subprocess.Popen(
                    _command(home, [f"-Xmx{heap}", *jvm]),
                    cwd=home,
                    env=_environment(home),
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    preexec_fn=die_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509
                )
            state = _remember(home, process.pid)
            _until_it_answers(home, state)
        yield _local(home, state)
    finally:
        stop(home)
        if process is not None:
            process.wait()


def stop(home: Path) -> bool:
    """Stop the server of `home`, which keeps its data; return whether one was running."""
    state = recall(home.resolve())
    if state is None:
        return False
    with suppress(psutil.NoSuchProcess):
        process = psutil.Process(state.pid)
        process.terminate()
        if psutil.wait_procs([process], STOP_SECONDS)[1]:
            process.kill()
            process.wait()
    forget(home.resolve(), state.pid)
    return True


def _write_settings(path: Path, port: int, page_cache: str) -> None:
    """Write what is missing: in settings that are there, which may be the user's own, only another port."""
    if not path.exists():
        lines = [f"{name}={value}" for name, value in _settings(port or free_port(), page_cache).items()]
    elif port and port != _port(path.parents[1]):
        lines = path.read_text(encoding="utf-8").splitlines()
        listen = f"{LISTEN}=127.0.0.1:{port}"
        lines = [listen if line.startswith(LISTEN) else line for line in lines]
    else:
        return
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _settings(port: int, page_cache: str) -> dict[str, str]:
    return {
        "server.default_listen_address": "127.0.0.1",
        LISTEN: f"127.0.0.1:{port}",
        "server.http.enabled": "false",
        # By default it waits for ten seconds at its end, lest somebody should still connect.
        "internal.dbms.bolt.netty_server_shutdown_quiet_period": "0",
        "server.memory.pagecache.size": page_cache,
        "dbms.usage_report.enabled": "false",
        # Queries may be anybody's: files of this machine are none of their business.
        "dbms.security.allow_csv_import_from_file_urls": "false",
        # A graph that can be loaded again needs no log of what was written to it before.
        "db.tx_log.rotation.retention_policy": "false",
    }


def _places(home: Path) -> dict[str, str]:
    return {"NEO4J_HOME": str(home.resolve()), "NEO4J_CONF": str(home.resolve() / "conf")}


def _environment(home: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in NOT_INHERITED}
    return kept | _places(home)


def _set_password(home: Path, binary: Path, classes: str, password: str) -> None:
    """Set it by way of a file that only its owner can read: everybody can see command lines."""
    options = [*SHORT_LIVED, "-cp", classes, ADMIN, "dbms", "set-initial-password", password]
    arguments = _secret(home / ".password.args", "\n".join(map(quoted, options)))
    try:
        done = subprocess.run(
            [str(binary), f"@{arguments}"],
            capture_output=True,
            text=True,
            env=_environment(home),
            check=False,
        )
    finally:
        arguments.unlink()
    if done.returncode:
        raise Neo4jUnavailableError(f"its password cannot be set: {(done.stderr or done.stdout).strip()}")
    _secret(home / PASSWORD_FILE, password)


def _secret(path: Path, text: str) -> Path:
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    path.write_text(text, encoding="utf-8")
    return path


def _command(home: Path, options: Sequence[str]) -> list[str]:
    folders = (f"--home-dir={home}", f"--config-dir={home / 'conf'}")
    return [str(java()), *options, *_OPENS, "-cp", f"{jars()}/*", MAIN, *folders]


def _detached(home: Path, command: Sequence[str]) -> int:
    """Start a process that is nobody's child; return its id."""
    script = '"$@" >"$0" 2>&1 </dev/null & echo $!'
    shell = ["sh", "-c", script, str(home / LOG_FILE), *command]
    started = subprocess.run(
        shell, cwd=home, env=_environment(home), stdout=subprocess.PIPE, start_new_session=True, check=True
    )
    return int(started.stdout)


def _remember(home: Path, pid: int) -> ServerState:
    place = home.stat()
    state = ServerState(
        pid=pid,
        started=psutil.Process(pid).create_time(),
        keeper=os.getpid(),
        bolt=_port(home),
        http=0,
        password=(home / PASSWORD_FILE).read_text(encoding="utf-8"),
        reader="",
        folder=str(home),
        device=place.st_dev,
        inode=place.st_ino,
    )
    remember(home, state)
    return state


def _local(home: Path, state: ServerState) -> LocalNeo4j:
    return LocalNeo4j(home, state.pid, state.url, USER, state.password, home / ADMIN_FILE)


@contextmanager
def _starting(home: Path) -> Iterator[None]:
    """Keep others from starting the server of this home meanwhile."""
    try:
        home.mkdir(parents=True, exist_ok=True)
        with lock(home / START_LOCK, wait=START_SECONDS):
            yield
    except Busy as error:
        raise Neo4jUnavailableError(f"another process has been starting it in {home} for too long") from error
    except OSError as error:
        raise Neo4jUnavailableError(f"{home}: {error.strerror or error}") from error


def _port(home: Path) -> int:
    lines = (home / "conf" / "neo4j.conf").read_text(encoding="utf-8").splitlines()
    address = next(line for line in lines if line.startswith(LISTEN))
    return int(address.rpartition(":")[2])


def _until_it_answers(home: Path, state: ServerState) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            if not port_is_free(state.bolt):
                with connect(state.url, user=USER, password=state.password):
                    return
        except StoreConnectionError as error:
            problem = error.problem
        else:
            problem = "nobody listens"
        if not state.alive:
            raise Neo4jUnavailableError(f"it ended by itself: {_last_words(home)} (log: {home / LOG_FILE})")
        if time.monotonic() > deadline:
            stop(home)
            raise Neo4jUnavailableError(
                f"it has not answered for {START_SECONDS:.0f} s: {problem} (log: {home / LOG_FILE})"
            )
        time.sleep(LOOK_EVERY)


def _last_words(home: Path) -> str:
    lines = [line.strip() for line in (home / LOG_FILE).read_text("utf-8", "replace").splitlines()]
    telling = [line for line in lines if any(word in line for word in ("ERROR", "Error", "Exception"))]
    return (telling or [line for line in lines if line][-1:] or ["it left no log"])[0]
