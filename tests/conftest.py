"""Settings of all tests, and what they share."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from kgbuild.store.neo4j_server import LocalNeo4j

# How long an example takes says more about what else the machine does than about the code.
settings.register_profile("kgbuild", deadline=None)
settings.load_profile("kgbuild")

LONGEST = (
    "test_order_and_crashes.py",
    "store/test_query_library.py",
    "store/test_neo4j_load.py",
    "store/test_bench.py",
    "store/test_load.py",
    "store/test_read_only.py",
    "store/test_embedded.py",
    "store/test_named.py",
    "graph/export/test_neo4j_csv.py",
    "cli/test_bad_disk.py",
    "cli/test_bench.py",
    "test_notebooks.py",
    "store/test_crashes.py",
    "cli/test_query.py",
    "store/test_bolt.py",
    "training/test_tagger_training.py",
    "runs/test_build.py",
    "cli/test_bad_input.py",
    "runs/test_local.py",
)
"""Files that take longest: begun first, so that two processes that take files in turn end together."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the longest files be first."""
    ranks = {Path(__file__).parent / name: rank for rank, name in enumerate(LONGEST)}
    items.sort(key=lambda item: ranks.get(item.path, len(LONGEST)))


@pytest.fixture(scope="session")
def neo4j_server(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[LocalNeo4j]":
    """A real Neo4j, shared by all tests with the marker `neo4j`: each clears the database first."""
    from tests.store.neo4j_server import running

    with running(tmp_path_factory.mktemp("neo4j") / "wörk 'home'") as server:
        yield server
