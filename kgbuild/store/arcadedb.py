"""What the embedded server needs beside Bolt: its HTTP interface for readiness, users, time limits and SQL.

The driver's own time limit and read mode mean nothing to ArcadeDB; a user that may only read and the server's
limit on commands take their place.
"""

import base64
import http.client
import json
import socket

from kgbuild.errors import StoreConnectionError
from kgbuild.store.process import DATABASE, READER_GROUP
from kgbuild.store.state import ServerState

READER = "reader"
ROOT = "root"
HTTP_SECONDS = 30.0
SQL_SECONDS = 600.0
"""For SQL, which may make an index of much."""
READY = 204


def ready(state: ServerState) -> bool:
    """Whether the server has started completely."""
    try:
        return _request(state, "GET", "/api/v1/ready", "", timeout=2.0)[0] == READY
    except (OSError, http.client.HTTPException):
        return False


def bolt_answers(state: ServerState) -> bool:
    """Whether somebody listens where the driver will connect: a port that was taken shows only there."""
    try:
        with socket.create_connection(("127.0.0.1", state.bolt), timeout=2.0):
            return True
    except OSError:
        return False


def create_reader(state: ServerState) -> None:
    """Make the user that queries run as; nothing happens if it is there."""
    user = {"name": READER, "password": state.reader, "databases": {DATABASE: [READER_GROUP]}}
    try:
        _command(state, f"create user {json.dumps(user)}")
    except StoreConnectionError as error:
        if "already exists" not in str(error):
            raise


def set_time_limit(state: ServerState, seconds: float | None) -> None:
    """End every command that starts from now on after `seconds`; None for no limit.

    The limit is the server's, not a query's: two simultaneous queries have that of the one that started last.
    """
    milliseconds = int(seconds * 1000) if seconds else 0
    _command(state, f"set database setting {DATABASE} arcadedb.command.timeout {milliseconds}")


def run_sql(state: ServerState, statement: str) -> None:
    """Run a statement of ArcadeDB's SQL, which defines what its Cypher cannot."""
    _post(state, f"/api/v1/command/{DATABASE}", {"language": "sql", "command": statement}, SQL_SECONDS)


def _command(state: ServerState, command: str) -> None:
    _post(state, "/api/v1/server", {"command": command}, HTTP_SECONDS)


def _post(state: ServerState, path: str, body: dict[str, str], timeout: float) -> None:
    try:
        status, answer = _request(state, "POST", path, json.dumps(body), timeout)
    except (OSError, http.client.HTTPException) as error:
        raise StoreConnectionError(state.url, f"the embedded store does not answer: {error}") from error
    if status >= http.client.BAD_REQUEST:
        raise StoreConnectionError(state.url, f"the embedded store refused {body['command']!r}: {answer}")


def _request(
    state: ServerState, method: str, path: str, body: str, timeout: float = HTTP_SECONDS
) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", state.http, timeout=timeout)
    credentials = base64.b64encode(f"{ROOT}:{state.password}".encode()).decode()
    try:
        connection.request(method, path, body, {"Authorization": f"Basic {credentials}"})
        response = connection.getresponse()
        return response.status, response.read().decode("utf-8", "replace")
    finally:
        connection.close()
