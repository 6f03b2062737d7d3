"""The memory watch sees children, and what has gone again."""

import subprocess
import sys
from time import sleep

from kgbuild.runs.memory import MemoryWatch

MEGABYTES = 60
HOLD = f"import sys; held = bytearray({MEGABYTES} << 20); print(flush=True); sys.stdin.read()"


def test_counts_a_child_that_has_ended() -> None:
    with MemoryWatch() as watch:
        with subprocess.Popen(
            [sys.executable, "-c", HOLD], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        ) as child:
            assert child.stdin
            assert child.stdout
            child.stdout.readline()
            # One sample may have begun before: the next is all of it.
            enough = watch.peak.samples + 2
            while watch.peak.samples < enough:
                sleep(0.01)
            child.stdin.close()
        during = watch.peak.resident
    with MemoryWatch() as after:
        pass
    assert watch.peak.samples > 1
    # Meanwhile the system may take pages back from this process, so not all of them show.
    assert during >= after.peak.resident + (MEGABYTES << 20) // 2
    assert watch.peak.proportional <= watch.peak.resident
