"""One input, one graph: in any order, any parts and with any number of workers, and however often killed."""

import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from gzip import decompress
from pathlib import Path

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
KILLS = 10
LONGEST_START = 3.0
"""Seconds within which a build is killed that need not have made any shard."""
LONGEST_JITTER = 0.3
"""Seconds from a new shard to the killing; about what two shards take."""
PATIENCE = 120.0

_ARTICLE = re.compile(rb"<PubmedArticle>.*?</PubmedArticle>", re.DOTALL)
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


def _pmid(record: bytes) -> bytes:
    found = _PMID.search(record)
    assert found is not None
    return found.group(1)


@pytest.fixture(scope="module")
def sample() -> Input:
    (file,) = SAMPLE.glob("*.xml.gz")
    articles = _ARTICLE.findall(decompress(file.read_bytes()))
    special = [article for article in articles if _pmid(article) in (VERSIONED, *RETRACTED)]
    others = [article for article in articles if article not in special][: RECORDS - len(special)]
    assert len(special) == 4
    return Input(special + others, [_pmid(article) for article in others[-DELETED:]])


@pytest.fixture(scope="module")
def whole(sample: Input, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, RunRecord, str]:
    """The workspace that all others are held against, its record and its hash."""
    folder = tmp_path_factory.mktemp("whole")
    record = make(sample.write(folder / "in"), folder / "ws", workers=2)
    return folder / "ws", record, hash_of(folder / "ws")


def make(inputs: Iterable[Path], workspace: Path, *, workers: int, shard: int = SHARD) -> RunRecord:
    return build(inputs, workspace, options=BuildOptions(workers=workers, shard_size=shard))


def hash_of(workspace: Path) -> str:
    return graph_hash(Workspace.open(workspace))


def shards_of(workspace: Path) -> set[Path]:
    return set(Workspace(workspace).shards.glob("[!.]*"))


def test_the_sample_exercises_what_matters(whole: tuple[Path, RunRecord, str]) -> None:
    _, record, _ = whole
    tables = record.tables
    assert (
        record.workspace_records
        == RECORDS
        == tables["documents"] + tables["withdrawn"] + tables["quarantine"]
    )
    assert tables["withdrawn"] == DELETED + 1
    assert record.shards_made > RECORDS / SHARD
    assert tables["relations"] > 0


def test_order_and_number_of_workers_do_not_show(
    sample: Input, whole: tuple[Path, RunRecord, str], tmp_path: Path
) -> None:
    for seed, workers in ((1, 1), (2, 2)):
        inputs = sample.write(tmp_path / f"in{seed}", order=random.Random(seed))
        make(inputs, tmp_path / f"ws{seed}", workers=workers)
        assert hash_of(tmp_path / f"ws{seed}") == whole[2]


@pytest.mark.parametrize("backwards", [False, True])
def test_halves_added_one_after_the_other_make_the_whole(
    sample: Input, whole: tuple[Path, RunRecord, str], tmp_path: Path, backwards: bool
) -> None:
    inputs = sample.write(tmp_path / "in", order=random.Random(3))
    halves = [inputs[:3], inputs[3:]]
    for half in reversed(halves) if backwards else halves:
        make(half, tmp_path / "ws", workers=2)
    assert hash_of(tmp_path / "ws") == whole[2]


def test_killed_at_random_moments_and_resumed(
    sample: Input, whole: tuple[Path, RunRecord, str], tmp_path: Path
) -> None:
    seed = random.randrange(2**32)
    print(f"seed of the moments: {seed}")  # noqa: T201 - pytest shows it where the test fails
    moments = random.Random(seed)
    inputs, workspace = sample.write(tmp_path / "in"), tmp_path / "ws"
    kills = 0
    while kills < KILLS:
        if _killed(inputs, workspace, moments):
            kills += 1
        else:  # it was faster than we: it is held against the others as it is, and another one begun
            assert hash_of(workspace) == whole[2]
            shutil.rmtree(workspace)
    before = shards_of(workspace)
    record = make(inputs, workspace, workers=2, shard=SMALL_SHARD)
    assert before <= shards_of(workspace)
    assert len(shards_of(workspace)) == len(before) + record.shards_made
    assert not list(workspace.rglob(".tmp-*"))
    assert hash_of(workspace) == whole[2]


def _killed(inputs: Sequence[Path], workspace: Path, moments: random.Random) -> bool:
    """Start a build, kill its processes at a random moment, and return whether it still ran then."""
    command = [sys.executable, "-m", "kgbuild", "build", *map(str, inputs), "-w", str(workspace), "--quiet"]
    command += ["--workers", "2", "--shard-size", str(SMALL_SHARD)]
    before, new = len(shards_of(workspace)), moments.randrange(3)
    deadline = time.monotonic() + PATIENCE
    with subprocess.Popen(command, start_new_session=True) as process:
        while len(shards_of(workspace)) < before + new and process.poll() is None:
            assert time.monotonic() < deadline
            time.sleep(0.01)
        time.sleep(moments.uniform(0, LONGEST_JITTER if new else LONGEST_START))
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
    assert process.returncode in {0, -signal.SIGKILL}
    return process.returncode == -signal.SIGKILL


def test_building_twice_writes_nothing(
    sample: Input, whole: tuple[Path, RunRecord, str], tmp_path: Path
) -> None:
    workspace = whole[0]
    before = _state(workspace)
    record = make([workspace.parent / "in"], workspace, workers=2)
    assert _state(workspace) == before
    assert not record.did_anything


def _state(folder: Path) -> dict[Path, tuple[int, int, int]]:
    """What writing anything would change, temporary files included: they touch their folder."""
    paths = [folder, *folder.rglob("*")]
    return {path: (path.stat().st_mtime_ns, path.stat().st_size, path.stat().st_ino) for path in paths}
