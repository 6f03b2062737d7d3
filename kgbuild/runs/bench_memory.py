"""Measure the memory that a whole build takes, all its processes together."""

import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from kgbuild.errors import BenchmarkError
from kgbuild.runs.memory import MemoryWatch, Peak
from kgbuild.runs.options import BuildOptions
from kgbuild.runs.pubmed_slice import cut

QUARANTINED = 3
"""Exit status of a build that has put records into the quarantine."""


@dataclass(frozen=True, slots=True)
class BuildPeak:
    """What a build took, from the first import to the last table."""

    abstracts: int
    peak: Peak
    seconds: float


def peak_of_build(data: Sequence[Path], *, abstracts: int, options: BuildOptions) -> BuildPeak:
    """Run `kgbuild build` on the first abstracts of some PubMed files and watch it from outside."""
    with tempfile.TemporaryDirectory(prefix="kgbuild-bench-") as scratch:
        file = Path(scratch) / "abstracts.xml.gz"
        found = cut(data, abstracts, file)
        program = [sys.executable, "-P", "-m", "kgbuild", "build", str(file), "-w", str(Path(scratch) / "ws")]
        program += ["--quiet", "--workers", str(options.worker_count), "--tagger", str(options.tagger)]
        start = perf_counter()
        with subprocess.Popen(program) as process, MemoryWatch(process.pid) as watch:
            status = process.wait()
        if status not in {0, QUARANTINED}:
            raise BenchmarkError(f"the build ended with status {status}")
        return BuildPeak(found, watch.peak, perf_counter() - start)
