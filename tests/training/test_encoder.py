"""Which names of encoders are taken for a hub's."""

from pathlib import Path

import pytest

from kgbuild.errors import EncoderError
from kgbuild.training.encoder import require_encoder


def test_hub_ids_and_folders_pass(tmp_path: Path) -> None:
    for name in ("bert-base-uncased", "org/model-v1.5", str(tmp_path)):
        require_encoder(name)


def test_a_folder_that_is_not_there_is_named_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "encoders").mkdir()
    for name in ("./model", "encoders/mine", str(tmp_path / "none"), "a/b/c", "~/model"):
        with pytest.raises(EncoderError, match="no folder"):
            require_encoder(name)
