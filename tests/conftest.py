"""Settings of all tests, and what they share."""

import os
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
# Servers of tests never work for long: compiled at length, their code would cost more than it gives.
os.environ.setdefault("KGBUILD_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1")

SHARING = (
    "store/test_query_library.py",
    "store/test_load.py",
    "store/test_neo4j_load.py",
    "store/test_bolt.py",
    "store/test_read_only.py",
    "graph/export/test_neo4j_csv.py",
    "store/test_pull.py",
    "store/test_embeddings.py",
    "store/test_named.py",
    "store/test_neo4j_server.py",
)
"""Files that share one Neo4j: one process takes them all, so that another need not start its own."""
LONGEST = (
    *SHARING,
    "test_order_and_crashes.py",
    "test_notebooks.py",
    "store/test_bench.py",
    "store/test_embedded.py",
    "cli/test_bad_disk.py",
    "cli/test_bench.py",
    "store/test_crashes.py",
    "cli/test_query.py",
    "training/test_tagger_training.py",
    "runs/test_build.py",
    "cli/test_bad_input.py",
    "runs/test_local.py",
)
"""Files that take longest: begun first, so that two processes that take files in turn end together."""


def pytest_sessionstart(session: pytest.Session) -> None:
    """Have the classes made, once on a machine, with which the many servers of the tests start fast."""
    if not hasattr(session.config, "workerinput"):
        from kgbuild.store.process import wheel
        from kgbuild.store.warm_start import warm_up_in_background

        warm_up_in_background(*wheel(Path.cwd()))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the longest files be first."""
    ranks = {Path(__file__).parent / name: rank for rank, name in enumerate(LONGEST)}
    items.sort(key=lambda item: ranks.get(item.path, len(LONGEST)))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    """Hand out whole files, as `--dist loadfile` does, but those that share a Neo4j together."""
    if config.getoption("dist") != "loadfile":
        return None
    from xdist.scheduler import LoadFileScheduling

    class Sharing(LoadFileScheduling):  # type: ignore[misc]
        def _split_scope(self, nodeid: str) -> str:
            file: str = super()._split_scope(nodeid)
            return SHARING[0] if file.removeprefix("tests/") in SHARING else file

    return Sharing(config, log)


@pytest.fixture(scope="session")
def neo4j_server(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[LocalNeo4j]":
    """A real Neo4j, shared by all tests with the marker `neo4j`: each clears the database first."""
    from tests.store.neo4j_server import running

    with running(tmp_path_factory.mktemp("neo4j") / "wörk 'home'") as server:
        yield server
