"""`kgbuild build` and `kgbuild load` where the disk takes nothing, or no more: explained, and resumable."""

import random
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from kgbuild.graph.digest import graph_hash
from kgbuild.graph.workspace import Workspace
from tests.cli.articles import TREATED, pubmed, ran

LIMITED = (
    "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
    "resource.setrlimit(resource.RLIMIT_FSIZE, ({0}, {0}))"
)
"""No file can grow beyond so many bytes: a write then fails as it does on a full disk."""
LESS_THAN_A_TABLE = 500
"""Bytes; even a table without rows takes more."""
ROWS = 5_000_000
"""Bytes that a file of the embedded store outgrows while rows are written."""
DOCUMENTS = 40
SHARD = 10


@dataclass(frozen=True, slots=True)
class Example:
    """Documents, and the workspace of a build of them that nothing disturbed."""

    papers: Path
    workspace: Path
    hash: str

    def size(self, pattern: str) -> int:
        """Return the size of the largest of these files of the workspace, in bytes."""
        return max(path.stat().st_size for path in self.workspace.glob(pattern))


def build(papers: Path, workspace: Path, *, limit: int | None = None) -> tuple[int, str]:
    """Run `kgbuild build`; return its exit status and what it says on standard error."""
    return kgbuild("build", papers, "-w", workspace, "--workers", 1, "--shard-size", SHARD, "-q", limit=limit)


def kgbuild(*arguments: object, limit: int | None = None) -> tuple[int, str]:
    done = ran(*arguments, first="pass" if limit is None else LIMITED.format(limit))
    return done.returncode, done.stderr


def hash_of(workspace: Path) -> str:
    return graph_hash(Workspace.open(workspace))


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Example:
    root = tmp_path_factory.mktemp("example")
    chance = random.Random(5)
    texts = tuple(f"{TREATED} Number {chance.randbytes(300).hex()}.".encode() for _ in range(DOCUMENTS))
    (root / "papers.xml").write_bytes(pubmed(range(DOCUMENTS), text="%s") % texts)
    assert build(root / "papers.xml", root / "ws") == (0, "")
    return Example(root / "papers.xml", root / "ws", hash_of(root / "ws"))


class TestFull:
    def test_while_the_workspace_is_made(self, example: Example, tmp_path: Path) -> None:
        status, told = build(example.papers, tmp_path / "ws", limit=1)
        assert status == 1
        assert told.startswith(
            f"kgbuild: {tmp_path / 'ws'}: cannot be written: File too large; name a folder"
        )
        assert list((tmp_path / "ws").iterdir()) == []

    def test_while_shards_are_written(self, example: Example, tmp_path: Path) -> None:
        limit = example.size("shards/*/*.parquet") - 1
        status, told = build(example.papers, tmp_path / "ws", limit=limit)
        assert status == 1
        assert told.startswith(f"kgbuild: {tmp_path / 'ws' / 'shards'}")
        assert "cannot be written" in told
        assert "File too large; what is finished is kept" in told
        assert not (tmp_path / "ws" / "tables").exists()
        self._goes_on(example, tmp_path / "ws")

    def test_while_tables_are_made(self, example: Example, tmp_path: Path) -> None:
        limit = (example.size("shards/*/*.parquet") + example.size("tables/*.parquet")) // 2
        status, told = build(example.papers, tmp_path / "ws", limit=limit)
        assert status == 1
        assert told.startswith(f"kgbuild: {tmp_path / 'ws' / 'tables'}: cannot be written: ")
        assert "File too large; what is finished is kept" in told
        assert "{" not in told  # as DuckDB would have it
        made = shards_of(tmp_path / "ws")
        assert len(made) == DOCUMENTS / SHARD
        assert not (tmp_path / "ws" / "tables").exists()
        self._goes_on(example, tmp_path / "ws")
        assert shards_of(tmp_path / "ws") == made

    def test_before_the_first_table_is_made(self, example: Example, tmp_path: Path) -> None:
        shutil.copytree(example.workspace, tmp_path / "ws", symlinks=True)
        (tmp_path / "ws" / "tables").unlink()
        status, told = build(example.papers, tmp_path / "ws", limit=LESS_THAN_A_TABLE)
        assert status == 1
        assert told.startswith(f"kgbuild: {tmp_path / 'ws' / 'tables'}: cannot be written: ")
        self._goes_on(example, tmp_path / "ws")

    def _goes_on(self, example: Example, workspace: Path) -> None:
        assert not list(workspace.glob(".tmp-*"))
        assert build(example.papers, workspace) == (0, "")
        assert hash_of(workspace) == example.hash
        assert not list(workspace.rglob(".tmp-*"))

    def test_while_the_store_is_loaded(self, example: Example, store: Path) -> None:
        status, told = kgbuild("load", "-w", store, "-q", limit=ROWS)
        assert status == 1
        assert told.startswith(f"kgbuild: {store / 'store'}: writing failed: ")
        assert "File too large). What was written is kept: mend that and load again" in told
        assert hash_of(store) == example.hash
        assert kgbuild("load", "-w", store, "-q") == (0, "")
        done = ran("query", "-w", store, "MATCH (d:Document) RETURN count(d) AS documents", "--csv")
        assert done.stdout.split() == ["documents", str(DOCUMENTS)]

    @pytest.fixture
    def store(self, example: Example, tmp_path: Path) -> Iterator[Path]:
        """A workspace with nothing in its store; whatever server is left at the end is stopped."""
        shutil.copytree(example.workspace, tmp_path / "ws", symlinks=True)
        yield tmp_path / "ws"
        assert kgbuild("store", "stop", "-w", tmp_path / "ws", "--force")[0] == 0


def shards_of(workspace: Path) -> set[Path]:
    return {path.relative_to(workspace) for path in workspace.glob("shards/[!.]*")}


class TestUnwritable:
    """As anybody, and as root too, who may write nearly everywhere."""

    @pytest.mark.parametrize(
        "place", ["/proc/ws", "/proc/self/ws", "/dev/full/ws", "papers.xml/ws", "dead/ws"]
    )
    @pytest.mark.skipif(sys.platform != "linux", reason="there is no /proc")
    def test_a_place_where_no_folder_can_be(self, example: Example, tmp_path: Path, place: str) -> None:
        (tmp_path / "papers.xml").write_bytes(example.papers.read_bytes())
        (tmp_path / "dead").symlink_to("/proc/nobody")
        workspace = tmp_path / place
        status, told = build(example.papers, workspace)
        assert status == 1
        assert told.startswith(f"kgbuild: {workspace}: cannot be written: ")
        assert told.endswith("; name a folder with -w that you may write to, and that has room\n")
        assert not workspace.exists()

    def test_what_is_no_folder(self, example: Example) -> None:
        status, told = build(example.papers, Path("/dev/full"))
        assert status == 1
        assert told == "kgbuild: /dev/full: there is something else; name a new or empty folder with -w\n"

    @pytest.mark.parametrize("part", ["shards", "inputs", "runs"])
    def test_a_part_of_the_workspace_where_nothing_can_be(
        self, example: Example, tmp_path: Path, part: str
    ) -> None:
        workspace = tmp_path / "ws"
        shutil.copytree(example.workspace, workspace, symlinks=True)
        (tmp_path / "more.xml").write_bytes(pubmed([1000]))
        shutil.rmtree(workspace / part)
        (workspace / part).touch()
        status, told = build(tmp_path / "more.xml", workspace)
        assert status == 1
        assert told.startswith(f"kgbuild: {workspace / part}")
        assert "mend that and run the same again" in told
