"""Examine the files that ship with the package: each is opened, as far as that is cheap.

Works without any other package: what a missing one would open is only looked at from outside.
"""

import gzip
import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

from kgbuild.resources import DEFAULT_LEXICON, DEFAULT_RELATIONS, DEFAULT_TAGGER, SAMPLE
from kgbuild.runs.findings import Finding, State

SAMPLE_FILE = "pubmed21n1298-sample.xml.gz"
MEND = "pip install --force-reinstall --no-deps kgbuild, whose wheel ships this file"
NAME_BYTES = 5
"""Bytes of a name in `names.bin` (kgbuild/mentions/known_names.py, which needs numpy)."""
_PARQUET = b"PAR1"
_ONNX = b"\x08"
"""How a model begins: the tag of its format's version."""


def shipped(
    *,
    tagger: Path = DEFAULT_TAGGER,
    relations: Path = DEFAULT_RELATIONS,
    lexicon: Path = DEFAULT_LEXICON,
    sample: Path = SAMPLE,
) -> Iterator[Finding]:
    """Yield a finding for each shipped file; the paths are given for tests."""
    files: tuple[tuple[str, Path, Callable[[Path], str]], ...] = (
        ("tagger model.onnx", tagger / "model.onnx", _model),
        ("tagger tokenizer.json", tagger / "tokenizer.json", _json),
        ("tagger config.json", tagger / "config.json", _json),
        ("tagger names.bin", tagger / "names.bin", _names),
        ("relations weights.npz", relations / "weights.npz", _arrays),
        ("relations context.npz", relations / "context.npz", _arrays),
        ("relations config.json", relations / "config.json", _json),
        ("lexicon", lexicon, _table),
        ("sample abstracts", sample / SAMPLE_FILE, _articles),
    )
    for name, path, look in files:
        yield _finding(name, path, look)


def _finding(name: str, path: Path, look: Callable[[Path], str]) -> Finding:
    if not path.is_file():
        return Finding(name, State.MISSING, f"no {path}", MEND)
    try:
        return Finding(name, State.GOOD, f"{path.stat().st_size / 1e6:.1f} MB{look(path)}")
    except Exception as error:  # noqa: BLE001 - each library has errors of its own for a damaged file
        problem = (str(error).splitlines() or [type(error).__name__])[0]
        return Finding(name, State.MISSING, f"{path} is damaged: {problem}", MEND)


def _json(path: Path) -> str:
    if not json.loads(path.read_text(encoding="utf-8")):
        raise ValueError("it is empty")
    return ""


def _names(path: Path) -> str:
    count, rest = divmod(path.stat().st_size, NAME_BYTES)
    if rest or not count:
        raise ValueError("it is cut off")
    return f", {count:,} names"


def _arrays(path: Path) -> str:
    with zipfile.ZipFile(path) as archive:
        if bad := archive.testzip():
            raise ValueError(f"{bad} in it has another checksum")
        return f", {len(archive.namelist())} arrays"


def _model(path: Path) -> str:
    try:
        import onnxruntime
    except ImportError:
        with path.open("rb") as file:
            if not file.read(1).startswith(_ONNX):
                raise ValueError("it is no ONNX model") from None
        return ""
    onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    return ", loads"


def _table(path: Path) -> str:
    try:
        import pyarrow.parquet as pq
    except ImportError:
        data = path.read_bytes()
        if not (data.startswith(_PARQUET) and data.endswith(_PARQUET)):
            raise ValueError("it is no Parquet table") from None
        return ""
    return f", {pq.read_metadata(path).num_rows:,} rows"


def _articles(path: Path) -> str:
    with gzip.open(path) as file:
        count = file.read().count(b"<PubmedArticle>")
    if not count:
        raise ValueError("it holds no articles")
    return f", {count:,} articles"
