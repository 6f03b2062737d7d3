"""How much memory a process and its descendants take together, sampled while they work."""

from contextlib import suppress
from dataclasses import dataclass
from threading import Event, Thread
from types import TracebackType

import psutil

INTERVAL = 0.1
"""Seconds between samples."""


@dataclass(slots=True)
class Peak:
    """Highest sums seen, in bytes.

    `resident` counts pages that processes share once for each of them, `proportional` (Linux) once for all.
    """

    resident: int = 0
    proportional: int = 0
    samples: int = 0


class MemoryWatch:
    """A context in which a thread of ours samples the tree of processes from `pid` downward."""

    def __init__(self, pid: int | None = None) -> None:
        self._root = psutil.Process(pid)
        self._stopped = Event()
        self._thread = Thread(target=self._watch, daemon=True)
        self.peak = Peak()

    def __enter__(self) -> "MemoryWatch":
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopped.set()
        self._thread.join()

    def _watch(self) -> None:
        while True:
            self._sample()
            if self._stopped.wait(INTERVAL):
                return

    def _sample(self) -> None:
        resident = proportional = 0
        with suppress(psutil.NoSuchProcess):
            for process in (self._root, *self._root.children(recursive=True)):
                with suppress(psutil.NoSuchProcess, psutil.AccessDenied):
                    facts = process.memory_full_info()
                    resident += facts.rss
                    proportional += getattr(facts, "pss", facts.uss)
        self.peak.resident = max(self.peak.resident, resident)
        self.peak.proportional = max(self.peak.proportional, proportional)
        self.peak.samples += 1
