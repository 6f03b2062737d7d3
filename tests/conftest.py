"""Settings of all tests, and what they share."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from kgbuild.store.neo4j_server import LocalNeo4j

# How long an example takes says more about what else the machine does than about the code.
settings.register_profile("kgbuild", deadline=None)
settings.load_profile("kgbuild")


@pytest.fixture(scope="session")
def neo4j_server(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[LocalNeo4j]":
    """A real Neo4j, shared by all tests with the marker `neo4j`: each clears the database first."""
    from tests.store.neo4j_server import running

    with running(tmp_path_factory.mktemp("neo4j") / "wörk 'home'") as server:
        yield server
