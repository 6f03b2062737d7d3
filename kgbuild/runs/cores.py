"""Which processor cores this process may use, and keeping a worker on its own."""

import os
from pathlib import Path

CGROUP_LIMIT = Path("/sys/fs/cgroup/cpu.max")
"""Where Linux says `quota period` (microseconds) of the container's share of the processor."""


def allowed_cores() -> list[int]:
    """Return the numbers of the cores that the scheduler may put this process on."""
    if hasattr(os, "sched_getaffinity"):
        return sorted(os.sched_getaffinity(0))
    return list(range(os.cpu_count() or 1))


def usable_cores(limit: Path = CGROUP_LIMIT) -> int:
    """Return how many cores may work at once: those allowed, or fewer where a container is given less."""
    allowed = len(allowed_cores())
    try:
        quota, period = limit.read_text(encoding="ascii").split()
        share = int(quota) // int(period)
    except (OSError, ValueError):
        return allowed
    return max(1, min(allowed, share))


def assign(workers: int, threads: int, allowed: list[int]) -> list[list[int]]:
    """Give each worker its own cores where together they take all of them, else none: the scheduler decides.

    With cores to spare, a fixed one may be the one that something else is using: another build, say, or the
    neighbour of a container, which would be told the same numbers.

    >>> assign(2, 1, [0, 1]), assign(1, 1, [0, 1]), assign(4, 1, [0, 1])
    ([[0], [1]], [[]], [[], [], [], []])
    """
    if workers == 1 or workers * threads != len(allowed):
        return [[] for _ in range(workers)]
    return [allowed[i * threads : (i + 1) * threads] for i in range(workers)]


def pin(cores: list[int]) -> None:
    """Keep this process on these cores, where the system can; an empty list changes nothing."""
    if cores and hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, cores)
