"""A real Neo4j for tests: small, on a free port, and gone at the end, even where the tests are killed."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kgbuild.errors import Neo4jUnavailableError
from kgbuild.store.neo4j_jars import jars, java
from kgbuild.store.neo4j_server import LocalNeo4j, temporary

QUICK = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
"""What makes a server start faster that never works for long."""
QUICK_TOOLS = {"JAVA_TOOL_OPTIONS": " ".join(QUICK)}
"""The same in the environment of `neo4j-admin`."""


def need_neo4j() -> None:
    """Skip the test, or all that ask for the fixture, where this machine cannot run a Neo4j."""
    try:
        java()
        jars()
    except Neo4jUnavailableError as error:
        pytest.skip(f"no Neo4j: {error.problem}")


@contextmanager
def running(home: Path) -> Iterator[LocalNeo4j]:
    """Run a server on this home."""
    need_neo4j()
    with temporary(home, heap="512m", page_cache="64m", jvm=QUICK) as server:
        yield server
