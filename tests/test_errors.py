"""Errors that are raised on purpose."""

import pickle
from pathlib import Path

from kgbuild.errors import ModelFolderError, UnreadableSourceError


def test_errors_pass_between_processes() -> None:
    for error in (
        ModelFolderError(Path("model"), "there is no config.json"),
        UnreadableSourceError("papers.zip", "broken", "it ends too early"),
    ):
        same = pickle.loads(pickle.dumps(error))
        assert type(same) is type(error)
        assert str(same) == str(error)
        assert vars(same) == vars(error)
