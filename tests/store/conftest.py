"""One embedded server and one Neo4j for all tests that do not kill them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kgbuild.store.arcadedb import _command
from kgbuild.store.bolt import Store, connect, embedded
from kgbuild.store.constraints import constraints, full_text
from kgbuild.store.embedded import running, stop
from kgbuild.store.neo4j_server import LocalNeo4j
from kgbuild.store.process import DATABASE

STORES = ("embedded", pytest.param("neo4j", marks=pytest.mark.neo4j))
"""What the contract of a store is tested on."""
LOADED = {statement.split(" IF NOT EXISTS")[0].split()[-1] for statement in (*constraints(), full_text())}
"""Names of the constraints and indexes that a load makes."""


@pytest.fixture(scope="session")
def server_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder, awkward to name, on which a server runs from its first use to the end of the tests."""
    folder = tmp_path_factory.mktemp("wörk späce") / 'it\'s "ws"' / "store"
    yield folder
    stop(folder, force=True)


@contextmanager
def opened(request: pytest.FixtureRequest, kind: str) -> Iterator[Store]:
    """Open a store of this kind that holds nothing, not even the constraints of an earlier test."""
    if kind == "neo4j":
        server: LocalNeo4j = request.getfixturevalue("neo4j_server")
        with connect(server.url, user=server.user, password=server.password) as store:
            _empty_neo4j(store)
            yield store
    else:
        folder: Path = request.getfixturevalue("server_folder")
        with running(folder) as state:
            for verb in ("drop", "create"):
                _command(state, f"{verb} database {DATABASE}")
        with embedded(folder) as store:
            yield store


def _empty_neo4j(store: Store) -> None:
    """Remove all that a new server does not have; Community Edition cannot replace its only database.

    Constraints and indexes that each load makes may stay: without them Neo4j would plan every query anew.
    """
    store.write("MATCH (n) DETACH DELETE n")
    for kind, found in (
        ("CONSTRAINT", "SHOW CONSTRAINTS YIELD name RETURN name"),
        ("INDEX", "SHOW INDEXES YIELD name, type WHERE type <> 'LOOKUP' RETURN name"),
    ):
        for (name,) in store.query(found).rows:
            if name not in LOADED:
                store.define(f"DROP {kind} `{name}`")


@pytest.fixture
def embedded_store(request: pytest.FixtureRequest) -> Iterator[Store]:
    """An open embedded store that holds nothing."""
    with opened(request, "embedded") as store:
        yield store


@pytest.fixture
def neo4j_store(request: pytest.FixtureRequest) -> Iterator[Store]:
    """An open Neo4j that holds nothing."""
    with opened(request, "neo4j") as store:
        yield store


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    """An open store that holds nothing, of each kind in turn."""
    with opened(request, request.param) as found:
        yield found
