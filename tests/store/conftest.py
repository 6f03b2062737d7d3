"""One embedded server for all tests that do not kill it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kgbuild.store.bolt import Store, embedded
from kgbuild.store.embedded import stop


@pytest.fixture(scope="session")
def server_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder, awkward to name, on which a server runs from its first use to the end of the tests."""
    folder = tmp_path_factory.mktemp("wörk späce") / 'it\'s "ws"' / "store"
    yield folder
    stop(folder, force=True)


@pytest.fixture
def store(server_folder: Path) -> Iterator[Store]:
    """An open store that holds nothing."""
    with embedded(server_folder) as opened:
        opened.prepare_to_write()
        opened.write("MATCH (n) DETACH DELETE n")
        yield opened
