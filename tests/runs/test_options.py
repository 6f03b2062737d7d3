"""Options are checked when made."""

from pathlib import Path

import pytest

from kgbuild.errors import OptionError
from kgbuild.runs.options import BuildOptions


@pytest.mark.parametrize("name", ["workers", "threads", "shard_size", "shard_characters"])
def test_numbers_must_be_positive(name: str) -> None:
    with pytest.raises(OptionError, match=f"{name} must be at least 1, not 0"):
        BuildOptions(**{name: 0})


def test_an_unknown_engine_is_refused() -> None:
    with pytest.raises(OptionError, match=r"engine 'spark' is not known; take one of local, ray"):
        BuildOptions(engine="spark")


@pytest.mark.parametrize("name", ["tagger", "relations", "lexicon"])
def test_a_missing_model_is_named(name: str, tmp_path: Path) -> None:
    paths = {"tagger": tmp_path, "relations": tmp_path, "lexicon": tmp_path} | {name: tmp_path / "nowhere"}
    with pytest.raises(OptionError, match=f"{name}: there is no .*nowhere"):
        BuildOptions(**paths)
