"""The command line of the ArcadeDB server that the wheel `arcadedb-embedded` brings with its own Java."""

import ctypes
import json
import os
import shlex
import signal
import socket
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from kgbuild.errors import StoreStartError
from kgbuild.store.warm_start import warm_options

DATABASE = "kg"
READER_GROUP = "reader"
ALL_RECORDS = ["createRecord", "readRecord", "updateRecord", "deleteRecord"]
SCHEMA = ["updateSecurity", "updateSchema", "updateDatabaseSettings"]
PR_SET_PDEATHSIG = 1
NOT_INHERITED = ("JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS", "CLASSPATH")
"""What another Java of the user's may need, but the bundled one may not even start with."""
OPTIONS = "KGBUILD_JAVA_OPTIONS"
"""The variable that holds further options of the bundled one, as a shell would read them."""


def write_configuration(
    folder: Path, *, bolt: int, http: int, password: str, memory: str, first: Sequence[str] | None = None
) -> list[str]:
    """Write the files that the server starts from and return the command that starts it.

    `first` are further options of Java, in place of those that use the classes kept from earlier and of those
    that the environment names.

    The password goes into a file that only its owner can read, never on the command line, which everybody
    can.
    """
    jars, java = wheel(folder)
    configuration = folder / "server" / "config"
    configuration.mkdir(parents=True, exist_ok=True)
    # Users are made anew with each start, so that a lost password never locks anyone out of a view.
    (configuration / "server-users.jsonl").unlink(missing_ok=True)
    (configuration / "server-groups.json").write_text(json.dumps(_groups()), encoding="utf-8")
    arguments = folder / "java.args"
    arguments.unlink(missing_ok=True)
    arguments.touch(mode=0o600)
    if first is None:
        first = [*warm_options(jars, java), *shlex.split(os.environ.get(OPTIONS, ""))]
    options = [
        *first,
        *_options(folder, jars, bolt=bolt, http=http, password=password, memory=memory),
    ]
    arguments.write_text("\n".join(map(quoted, options)), encoding="utf-8")
    return [str(java), f"@{arguments}"]


def free_port() -> int:
    """Return a port of 127.0.0.1 that nobody listens on now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
    return port


def quoted(option: str) -> str:
    """Return an option as it stands in a file of arguments for Java, which splits at white space."""
    escaped = option.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def port_is_free(port: int) -> bool:
    """Whether nobody listens on this port of 127.0.0.1."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def die_with_parent() -> None:
    """Have the system end this process with the one that started it; only Linux can."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def environment() -> dict[str, str]:
    """Return the environment of the server."""
    return {name: value for name, value in os.environ.items() if name not in NOT_INHERITED}


def wheel(folder: Path) -> tuple[Path, Path]:
    """Return the jars and the Java that start the server of `folder`; raises `StoreStartError`."""
    found = find_spec("arcadedb_embedded")
    if found is None or found.origin is None:
        raise StoreStartError(
            folder, "the package arcadedb-embedded is not installed (pip install arcadedb-embedded)"
        )
    home = Path(found.origin).parent
    java = home / "jre" / "bin" / "java"
    if not java.exists():
        raise StoreStartError(folder, f"{java} is missing; reinstall the package arcadedb-embedded")
    return home / "jars", java


def _options(folder: Path, jars: Path, *, bolt: int, http: int, password: str, memory: str) -> list[str]:
    settings = {
        "server.name": "kgbuild",
        # Production mode hides what is wrong with a query; of what else it sets, the following is wanted.
        "server.mode": "development",
        "txWalFlush": 1,
        "opencypher.loadCsv.allowFileUrls": "false",
        "opencypher.loadCsv.allowRemoteUrls": "false",
        "server.rootPath": folder / "server",
        "server.rootPassword": password,
        "server.defaultDatabases": f"{DATABASE}[]",
        "server.plugins": "Bolt:com.arcadedb.bolt.BoltProtocolPlugin",
        "server.httpIncomingHost": "127.0.0.1",
        "server.httpIncomingPort": http,
        "bolt.host": "127.0.0.1",
        "bolt.port": bolt,
    }
    return [
        f"-Xmx{memory}",
        # A load is short and allocates fast: this collector takes a fifth less processor time for it than G1.
        "-XX:+UseParallelGC",
        # The server warns of its own optional modules; none of them serves a graph of this kind.
        "--enable-native-access=ALL-UNNAMED",
        "-Djava.awt.headless=true",
        "-Dpolyglot.engine.WarnInterpreterOnly=false",
        *(f"-Darcadedb.{name}={value}" for name, value in settings.items()),
        "-cp",
        f"{jars}/*",
        "com.arcadedb.server.ArcadeDBServer",
    ]


def _groups() -> dict[str, object]:
    def group(access: list[str], records: list[str]) -> dict[str, object]:
        return {
            "resultSetLimit": -1,
            "readTimeout": -1,
            "access": access,
            "types": {"*": {"access": records}},
        }

    groups = {
        "admin": group(SCHEMA, ALL_RECORDS),
        READER_GROUP: group([], ["readRecord"]),
        "*": group([], []),
    }
    return {"version": 2, "databases": {"*": {"groups": groups}}}
