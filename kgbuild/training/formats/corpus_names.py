"""Name corpora after their paths, each differently, and none like what is built in."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from kgbuild.errors import OptionError
from kgbuild.training.splits import BUILT_IN

RESERVED = BUILT_IN | {
    "bc5cdr-test", "maccrobat-test", "ncbi-dev", "ade", "ade-all-sentences", "bc5cdr-end-to-end",
    "bc5cdr-in-one-sentence", "biotext", "biotext-found-mentions", "checked", "seeds",
}  # fmt: skip
"""Corpora that are built in, and the sets that they are scored by."""

_COMPRESSED = frozenset({".gz", ".bz2", ".xz"})


def corpus_names(paths: Sequence[Path]) -> list[str]:
    """Return the stem of each path, with as much of the path as tells it from others and from `RESERVED`.

    >>> corpus_names([Path("/a/dev.jsonl"), Path("/a/train.jsonl"), Path("/b/train.jsonl")])
    ['dev', 'a/train.jsonl', 'b/train.jsonl']
    """
    resolved = [path.resolve() for path in paths]
    for path in paths:
        if resolved.count(path.resolve()) > 1:
            raise OptionError(f"{path} is given more than once; name it once")
    lengths = [0] * len(resolved)
    while True:
        names = [_name(path, length) for path, length in zip(resolved, lengths, strict=True)]
        counts = Counter(names)
        unclear = [i for i, name in enumerate(names) if counts[name] > 1 or name in RESERVED]
        if not unclear:
            return names
        for i in unclear:
            lengths[i] += 1


def _name(path: Path, length: int) -> str:
    """Return the stem, or so many last parts of the path."""
    if length:
        return "/".join(path.parts[-length:])
    name = path.stem if path.suffix in _COMPRESSED and path.is_file() else path.name
    return name if path.is_dir() else Path(name).stem
