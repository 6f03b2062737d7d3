"""The encoder of names as a store takes it."""

from collections.abc import Sequence
from pathlib import Path

from kgbuild.links.features import Vectors, identity, text_vectors


class NameEncoder:
    """Encodes by a folder or hub id, the default encoder where None; another `identity` gives others."""

    def __init__(self, encoder: str | None = None, *, cache: Path | None = None) -> None:
        self._encoder = encoder
        self._cache = cache
        self.identity = identity(encoder)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors (texts, width), each of length 1; raises `EncoderError`."""
        return text_vectors(texts, encoder=self._encoder, cache=self._cache)
