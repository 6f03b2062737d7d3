"""The notebooks run from top to bottom."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kgbuild.store.embedded import stop
from tests.links.practice import practice

NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))
SECONDS = 300
ON_A_GRAPH = ("03_predict_and_explain",)
"""They start from a graph that is there: a small one, made for the test."""
PACKAGES = {
    "02_query": ("pandas",),
    "03_predict_and_explain": ("torch", "transformers", "sklearn"),
}
"""What a notebook needs beside what all do."""


@pytest.fixture(scope="module")
def temporary(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder for what notebooks write; those that need the same build find it there."""
    folder = tmp_path_factory.mktemp("notebooks")
    yield folder
    for store in folder.glob("*/ws/store"):
        stop(store, force=True)


def test_there_are_notebooks() -> None:
    assert NOTEBOOKS


# The packages that run and draw them warn of their own deprecations.
@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_runs(path: Path, temporary: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nbformat = pytest.importorskip("nbformat")
    nbclient = pytest.importorskip("nbclient")
    for package in ("ipykernel", "matplotlib", "networkx", *PACKAGES.get(path.stem, ())):
        pytest.importorskip(package)
    monkeypatch.setenv("TMPDIR", str(temporary))
    if path.stem in ON_A_GRAPH:
        monkeypatch.setenv("KGBUILD_WORKSPACE", str(practice(tmp_path, drugs=16).path))
        monkeypatch.setenv("OMP_NUM_THREADS", "1")
    # As in Jupyter, where pictures appear below their cells.
    monkeypatch.delenv("MPLBACKEND", raising=False)
    notebook = nbformat.read(path, as_version=4)
    nbclient.NotebookClient(notebook, timeout=SECONDS, kernel_name="python3").execute()
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert all(cell.execution_count for cell in cells)
    assert any("image/png" in output.get("data", {}) for cell in cells for output in cell.outputs)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_no_outputs_are_kept(path: Path) -> None:
    nbformat = pytest.importorskip("nbformat")
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    assert all(cell.outputs == [] for cell in notebook.cells if cell.cell_type == "code")
