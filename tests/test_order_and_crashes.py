"""One input, one graph: in any order, any parts and with any number of workers, and however often killed."""

import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from gzip import decompress
from pathlib import Path

import psutil
import pyarrow.parquet as pq
import pytest

from kgbuild.graph.digest import graph_hash
from kgbuild.graph.workspace import Workspace
from kgbuild.resources import SAMPLE
from kgbuild.runs.build import build
from kgbuild.runs.options import BuildOptions
from kgbuild.runs.record import RunRecord

RECORDS = 60
FILES = 6
SHARD = 5
SMALL_SHARD = 2
"""Where the build is to be killed, so that there are many moments."""
VERSIONED = b"30271887"
"""A record that the sample holds in two versions."""
RETRACTED = (b"27602157", b"34093767")
DELETED = 3
REPEATED = (5, 6)
"""Which of the other records come a second time with another title, under the same id and version."""
SPOILT = 7
"""Which of them is not well-formed."""
KILLS = 8
"""During extraction."""
LONGEST_START = 3.0
"""Seconds within which a build is killed that need not have made any shard."""
LONGEST_JITTER = 0.15
"""Seconds from a new shard to the killing; about what two shards take."""
ASSEMBLING = (
    *(
        f".tmp-tables-*/{name}"
        for name in ("work/documents.parquet", "evidence.parquet", "relations.parquet")
    ),
    "tables-*/assembly.json",
)
"""What appears in a workspace, one after the other, as its tables are made; the last when they count."""
LOOK_EVERY = 0.002
QUARANTINED = 3
PATIENCE = 120.0

_ARTICLE = re.compile(rb"<PubmedArticle>.*?</PubmedArticle>", re.DOTALL)
_TEXT = re.compile(rb"<AbstractText.*?</AbstractText>", re.DOTALL)
_PMID = re.compile(rb'<PMID Version="\d+">(\d+)</PMID>')


@dataclass(frozen=True)
class Input:
    """PubMed records, and the ids that one of the files will say are deleted."""

    records: Sequence[bytes]
    deleted: Sequence[bytes]

    def write(self, folder: Path, *, order: random.Random | None = None) -> list[Path]:
        """Write the records as several files; `order` shuffles records over files, and files."""
        folder.mkdir()
        records = list(self.records)
        if order is not None:
            order.shuffle(records)
        names = [folder / f"{n}.xml" for n in range(FILES)]
        if order is not None:
            order.shuffle(names)
        # Uneven on purpose: some files fill shards of their own, others share one.
        cuts = [len(records) * n * n // FILES**2 for n in range(FILES + 1)]
        for name, start, end in zip(names, cuts[:-1], cuts[1:], strict=True):
            name.write_bytes(_file(records[start:end], self.deleted if name is names[1] else ()))
        return names


def _file(records: Iterable[bytes], deleted: Iterable[bytes]) -> bytes:
    deletions = b"".join(b'<PMID Version="1">%s</PMID>' % pmid for pmid in deleted)
    body = b"\n".join(records) + (b"<DeleteCitation>%s</DeleteCitation>" % deletions if deletions else b"")
    return b'<?xml version="1.0" encoding="utf-8"?>\n<PubmedArticleSet>%s</PubmedArticleSet>\n' % body


def _length(record: bytes) -> int:
    return sum(map(len, _TEXT.findall(record)))


def _pmid(record: bytes) -> bytes:
    found = _PMID.search(record)
    assert found is not None
    return found.group(1)


@dataclass(frozen=True)
class Outcome:
    """What must not depend on how a workspace was built."""

    hash: str
    quarantine: Sequence[tuple[str, str, str]]
    """Reason, document and excerpt of each row."""


@dataclass(frozen=True)
class Whole:
    """The workspace that all others are held against: built at once."""

    workspace: Path
    record: RunRecord
    outcome: Outcome


@pytest.fixture(scope="module")
def sample() -> Input:
    (file,) = SAMPLE.glob("*.xml.gz")
    articles = _ARTICLE.findall(decompress(file.read_bytes()))
    special = [article for article in articles if _pmid(article) in (VERSIONED, *RETRACTED)]
    assert len(special) == 4
    count = RECORDS - len(special) - len(REPEATED)
    # The shortest that have an abstract: how records are shared out is tested, not how long they take.
    told = [article for article in articles if _length(article) and article not in special]
    others = sorted(told, key=_length)[:count]
    copies = [others[n].replace(b"<ArticleTitle>", b"<ArticleTitle>Once more: ", 1) for n in REPEATED]
    deleted = [_pmid(article) for article in others[-DELETED:]]
    others[SPOILT] = others[SPOILT].replace(b"</ArticleTitle>", b"", 1)
    return Input(special + others + copies, deleted)


@pytest.fixture(scope="module")
def whole(sample: Input, tmp_path_factory: pytest.TempPathFactory) -> Whole:
    folder = tmp_path_factory.mktemp("whole")
    record = make(sample.write(folder / "in"), folder / "ws", workers=2)
    return Whole(folder / "ws", record, outcome_of(folder / "ws"))


def make(inputs: Iterable[Path], workspace: Path, *, workers: int, shard: int = SHARD) -> RunRecord:
    return build(inputs, workspace, options=BuildOptions(workers=workers, shard_size=shard))


def outcome_of(workspace: Path) -> Outcome:
    opened = Workspace.open(workspace)
    rows = pq.read_table(opened.table("quarantine"), partitioning=None).to_pylist()
    columns = ("reason", "document_id", "excerpt")
    return Outcome(graph_hash(opened), sorted(tuple(row[name] for name in columns) for row in rows))


def shards_of(workspace: Path) -> set[Path]:
    return set(Workspace(workspace).shards.glob("[!.]*"))


def test_the_sample_exercises_what_matters(sample: Input, whole: Whole) -> None:
    record, tables = whole.record, whole.record.tables
    assert len(sample.records) == RECORDS
    assert (
        record.workspace_records
        == RECORDS
        == tables["documents"] + tables["withdrawn"] + tables["quarantine"]
    )
    assert tables["withdrawn"] == DELETED + 1
    assert record.quarantine == {"broken-xml": 1, "conflicting-copy": len(REPEATED)}
    assert [row[0] for row in whole.outcome.quarantine].count("conflicting-copy") == len(REPEATED)
    assert record.shards_made > RECORDS / SHARD
    assert tables["relations"] > 0


def test_order_and_number_of_workers_do_not_show(sample: Input, whole: Whole, tmp_path: Path) -> None:
    for seed, workers in ((1, 1), (2, 2)):
        inputs = sample.write(tmp_path / f"in{seed}", order=random.Random(seed))
        make(inputs, tmp_path / f"ws{seed}", workers=workers)
        assert outcome_of(tmp_path / f"ws{seed}") == whole.outcome


@pytest.mark.parametrize("backwards", [False, True])
def test_halves_added_one_after_the_other_make_the_whole(
    sample: Input, whole: Whole, tmp_path: Path, backwards: bool
) -> None:
    inputs = sample.write(tmp_path / "in", order=random.Random(3))
    halves = [inputs[:3], inputs[3:]]
    for half in reversed(halves) if backwards else halves:
        make(half, tmp_path / "ws", workers=2)
    assert outcome_of(tmp_path / "ws") == whole.outcome


def test_killed_at_random_moments_and_resumed(sample: Input, whole: Whole, tmp_path: Path) -> None:
    """Twelve times: while shards are made and while tables are, the parent alone and with its workers."""
    seed = random.randrange(2**32)
    print(f"seed of the moments: {seed}")  # noqa: T201 - pytest shows it where the test fails
    moments = random.Random(seed)
    inputs, workspace = sample.write(tmp_path / "in"), tmp_path / "ws"
    whom = [os.kill, os.killpg] * (KILLS // 2)
    moments.shuffle(whom)
    processes: list[psutil.Process] = []
    for kill in whom:
        while not (killed := _killed(inputs, workspace, _extracting(workspace, moments), kill)):
            # It was faster than we: it is held against the others as it is, and another one begun.
            assert outcome_of(workspace) == whole.outcome
            shutil.rmtree(workspace)
        processes += killed
    for pattern, kill in zip(ASSEMBLING, [os.killpg, os.kill] * 2, strict=True):
        while not (killed := _killed(inputs, workspace, _appears(workspace, pattern), kill)):
            assert outcome_of(workspace) == whole.outcome
            (workspace / "tables").unlink()  # to be made again, as from then on they are each time
        processes += killed
    before = shards_of(workspace)
    record = make(inputs, workspace, workers=2, shard=SMALL_SHARD)
    assert before <= shards_of(workspace)
    assert len(shards_of(workspace)) == len(before) + record.shards_made
    assert not list(workspace.rglob(".tmp-*"))
    assert outcome_of(workspace) == whole.outcome
    assert psutil.wait_procs(processes, PATIENCE)[1] == []  # workers do not outlive their parent


Moment = Callable[[], bool]
Kill = Callable[[int, int], None]


def _extracting(workspace: Path, moments: random.Random) -> Moment:
    """A moment soon after some more shards are there, or some time after the start."""
    before, new = len(shards_of(workspace)), moments.randrange(3)
    jitter = moments.uniform(0, LONGEST_JITTER if new else LONGEST_START)
    reached: list[float] = []

    def come() -> bool:
        if len(shards_of(workspace)) >= before + new:
            reached.append(time.monotonic())
        return bool(reached) and time.monotonic() > reached[0] + jitter

    return come


def _appears(workspace: Path, pattern: str) -> Moment:
    """The moment when such a file is written; one that an earlier build left does not count."""

    def there() -> set[tuple[Path, int]]:
        with suppress(FileNotFoundError):  # removed while we look
            return {(path, path.stat().st_ctime_ns) for path in workspace.glob(pattern)}
        return set()

    before = there()
    return lambda: not there() <= before


def _killed(inputs: Sequence[Path], workspace: Path, moment: Moment, kill: Kill) -> list[psutil.Process]:
    """Start a build and kill it when the moment has come; return its processes, none if it was faster."""
    command = [sys.executable, "-m", "kgbuild", "build", *map(str, inputs), "-w", str(workspace), "--quiet"]
    command += ["--workers", "2", "--shard-size", str(SMALL_SHARD)]
    deadline = time.monotonic() + PATIENCE
    family: list[psutil.Process] = []
    with subprocess.Popen(command, start_new_session=True) as process:
        while not moment() and process.poll() is None:
            assert time.monotonic() < deadline
            time.sleep(LOOK_EVERY)
        if process.poll() is None:
            parent = psutil.Process(process.pid)
            family = [parent, *parent.children()]
            kill(process.pid, signal.SIGKILL)
    assert process.returncode in {0, QUARANTINED, -signal.SIGKILL}
    return family if process.returncode == -signal.SIGKILL else []


def test_building_twice_writes_nothing(whole: Whole) -> None:
    before = _state(whole.workspace)
    record = make([whole.workspace.parent / "in"], whole.workspace, workers=2)
    assert _state(whole.workspace) == before
    assert not record.did_anything


def _state(folder: Path) -> dict[Path, tuple[int, int, int]]:
    """What writing anything would change, temporary files included: they touch their folder."""
    paths = [folder, *folder.rglob("*")]
    return {path: (path.stat().st_mtime_ns, path.stat().st_size, path.stat().st_ino) for path in paths}
