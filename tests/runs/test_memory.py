"""The memory watch sees children, and what has gone again."""

import subprocess
import sys

from kgbuild.runs.memory import MemoryWatch

MEGABYTES = 60


def test_counts_a_child_that_has_ended() -> None:
    with MemoryWatch() as watch:
        hold = f"import time; held = bytearray({MEGABYTES} << 20); time.sleep(0.5)"
        subprocess.run([sys.executable, "-c", hold], check=True)
        during = watch.peak.resident
    with MemoryWatch() as after:
        pass
    assert watch.peak.samples > 1
    # Meanwhile the system may take pages back from this process, so not all of them show.
    assert during >= after.peak.resident + (MEGABYTES << 20) // 2
    assert watch.peak.proportional <= watch.peak.resident
