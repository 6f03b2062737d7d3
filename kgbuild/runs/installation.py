"""Examine the installation: what is there, what is missing, and how to mend it.

Imports nothing that could itself be missing.
"""

import re
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

from kgbuild.runs import machine
from kgbuild.runs.findings import Finding, State
from kgbuild.runs.shipped import shipped

OLDEST_PYTHON = (3, 11)
EXTRAS = {
    "vocabulary": "build a lexicon of your own",
    "learn": "train taggers and relation classifiers",
    "ray": "build on a Ray cluster",
    "notebooks": "run the notebooks",
}
"""Optional extras and what each is for."""
_EXTRA = re.compile(r"""\bextra\s*==\s*["']([^"']+)["']""")
_NAME = re.compile(r"[A-Za-z0-9._-]+")


def examine(workspace: Path | None = None) -> Iterator[Finding]:
    """Yield a finding for Python, each package, each shipped file, the store, the machine and each extra."""
    yield _python()
    yield from _packages()
    yield from shipped()
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
    requirements = _requirements()
    if not requirements:
        detail = "runs, but is not installed as a package: what it needs is not known"
        yield Finding("kgbuild", State.MISSING, detail, "pip install . in its folder")
    for name, requirement in requirements.get("", {}).items():
        if found := _version(name):
            yield Finding(name, State.GOOD, found)
        else:
            yield Finding(name, State.MISSING, "not installed", f"pip install '{requirement}'")


def _extras() -> Iterator[Finding]:
    requirements = _requirements()
    for extra, purpose in EXTRAS.items():
        names = requirements.get(extra, {})
        missing = [name for name in names if not _version(name)]
        if names and not missing:
            yield Finding(f"extra {extra}", State.GOOD, f"all {len(names)} packages installed: {purpose}")
        else:
            lacking = f"not installed: {', '.join(missing)}" if missing else "not known"
            mend = f"to {purpose}: pip install 'kgbuild[{extra}]'"
            yield Finding(f"extra {extra}", State.OPTIONAL, lacking, mend)


def _requirements() -> dict[str, dict[str, str]]:
    """Return what kgbuild requires by extra, "" for what it always does: names and how they are required."""
    found: dict[str, dict[str, str]] = {}
    try:
        listed = requires("kgbuild") or []
    except PackageNotFoundError:
        return found
    for line in listed:
        requirement, _, marker = (part.strip() for part in line.partition(";"))
        extra, name = _EXTRA.search(marker), _NAME.match(requirement)
        if name and name.group() != "kgbuild":
            found.setdefault(extra.group(1) if extra else "", {})[name.group()] = requirement
    return found


def _version(name: str) -> str:
    """Return the installed version of a package, nothing where it is not installed."""
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
