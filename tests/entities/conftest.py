"""Small lexicons made of text."""

from collections.abc import Callable
from pathlib import Path

import pytest

from kgbuild.entities.lexicon import Lexicon
from kgbuild.entities.vocabulary import Vocabulary, build_lexicon


@pytest.fixture
def build(tmp_path: Path) -> Callable[..., Lexicon]:
    """Return a function that builds a lexicon of files given by name (`__` for the dot) and text."""

    def build(**files: str) -> Lexicon:
        vocabulary = Vocabulary()
        for name, text in files.items():
            path = tmp_path / name.replace("__", ".")
            path.write_text(text, encoding="utf-8")
            vocabulary.add_file(path)
        out = tmp_path / "lexicon.parquet"
        build_lexicon(vocabulary, out)
        return Lexicon.load(out)

    return build
