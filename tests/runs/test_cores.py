"""Counting cores and keeping workers apart."""

import os
from pathlib import Path

import pytest

from kgbuild.runs.cores import allowed_cores, assign, pin, usable_cores


@pytest.mark.parametrize(
    ("limit", "share"), [("max 100000", None), ("100000 100000", 1), ("50000 100000", 1), ("rubbish", None)]
)
def test_a_container_limit_lowers_the_count(tmp_path: Path, limit: str, share: int | None) -> None:
    file = tmp_path / "cpu.max"
    file.write_text(limit + "\n")
    assert usable_cores(file) == (share or len(allowed_cores()))


def test_without_a_container_all_allowed_cores_count(tmp_path: Path) -> None:
    assert usable_cores(tmp_path / "missing") == len(allowed_cores())


def test_workers_do_not_share_cores() -> None:
    cores = assign(3, 2, list(range(2, 8)))
    assert sorted(core for own in cores for core in own) == [2, 3, 4, 5, 6, 7]


@pytest.mark.parametrize("count", [5, 7])
def test_workers_that_do_not_take_all_cores_are_left_to_the_scheduler(count: int) -> None:
    assert assign(3, 2, list(range(count))) == [[], [], []]


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="this system cannot pin processes")
def test_pinning_with_no_cores_changes_nothing() -> None:
    before = os.sched_getaffinity(0)
    pin([])
    assert os.sched_getaffinity(0) == before
    try:
        pin([min(before)])
        assert os.sched_getaffinity(0) == {min(before)}
    finally:
        os.sched_setaffinity(0, before)
