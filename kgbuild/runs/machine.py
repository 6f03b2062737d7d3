"""Examine the machine: processor, graphics processor, disk, and whether the embedded store can start here."""

import shutil
import subprocess
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from kgbuild.runs.cores import usable_cores
from kgbuild.runs.findings import Finding, State

FREE_BYTES = 2 * 2**30
"""Room for a workspace of some ten thousand abstracts with its store."""
CPUINFO = Path("/proc/cpuinfo")
VNNI = ("avx512_vnni", "avx_vnni")
"""How Linux calls the instructions that int8 models gain most from."""
NVIDIA = Path("/proc/driver/nvidia/version")
"""There while a driver of NVIDIA's is loaded."""
JAVA_SECONDS = 30.0


def processor() -> Finding:
    """Say how many cores a build may use, and what they can do."""
    flags = CPUINFO.read_text(encoding="ascii", errors="replace") if CPUINFO.exists() else ""
    fast = any(name in flags for name in VNNI)
    speed = (
        "with int8 instructions (VNNI)"
        if fast
        else "no VNNI seen: the int8 tagger runs, two to three times slower"
    )
    return Finding("processor", State.GOOD, f"usable cores: {usable_cores()}, {speed}")


def graphics() -> Finding:
    """Say whether training can use a graphics processor; torch itself is not imported for it."""
    name = "graphics processor"
    if not NVIDIA.exists():
        return Finding(name, State.OPTIONAL, "none of NVIDIA's seen: training runs on the processor")
    try:
        return Finding(name, State.GOOD, f"a driver of NVIDIA's is loaded; torch {version('torch')}")
    except PackageNotFoundError:
        mend = "to train on it: pip install 'kgbuild[learn]'"
        return Finding(name, State.OPTIONAL, "a driver of NVIDIA's is loaded, but there is no torch", mend)


def disk(folder: Path) -> Finding:
    """Say how much room there is for a workspace."""
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    detail = f"{free / 1e9:.1f} GB free at {folder}"
    if free >= FREE_BYTES:
        return Finding("disk", State.GOOD, detail)
    return Finding("disk", State.MISSING, detail, "free some space, or put the workspace elsewhere with -w")


def embedded_store() -> Finding:
    """Start the Java that the store's package brings, to see that it runs on this machine."""
    name, mend = "embedded store", "pip install --force-reinstall arcadedb-embedded"
    package = find_spec("arcadedb_embedded")
    if package is None or package.origin is None:
        return Finding(name, State.MISSING, "its package is not installed", "pip install arcadedb-embedded")
    java = Path(package.origin).parent / "jre" / "bin" / "java"
    try:
        asked = subprocess.run(
            [java, "-version"], capture_output=True, text=True, timeout=JAVA_SECONDS, check=True
        )
    except FileNotFoundError:
        return Finding(name, State.MISSING, f"no {java}", mend)
    except (OSError, subprocess.SubprocessError) as error:
        return Finding(name, State.MISSING, f"its Java does not start: {error}", mend)
    return Finding(name, State.GOOD, f"with its own Java: {asked.stderr.partition(chr(10))[0].strip()}")
