"""The list of files that tests begin with names files that there are."""

from pathlib import Path

from tests.conftest import LONGEST


def test_the_longest_files_are_there() -> None:
    missing = [name for name in LONGEST if not (Path(__file__).parent / name).exists()]
    assert not missing, "rename it in LONGEST of tests/conftest.py as well"
