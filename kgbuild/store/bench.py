"""Measure loading into an empty embedded store, against merging row by row in the same run.

The graph is made up: as many relations as asked for between a fifth as many entities, some of which have very
many, as in literature. The peer does what a loader does that was written in an afternoon: a transaction a
row, which merges both entities by id and then the relation. It gets the same kind of store, constraints and
indexes, and a warm server; from the rows that it is timed on, its time for all is extrapolated.
"""

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import pyarrow.parquet as pq

from kgbuild.graph.tables import RELATIONS
from kgbuild.store.bolt import Store, embedded
from kgbuild.store.constraints import ensure_constraints
from kgbuild.store.embedded import stop
from kgbuild.store.load import load
from kgbuild.store.made_up import entity_count, made_up
from kgbuild.store.state import recall

WARM_UP_ROWS = 200
PEER_ROWS = 1_000
IDLE_SECONDS = 30.0

_MERGE = """
MERGE (a:Entity {{id: $subject}}) MERGE (b:Entity {{id: $object}})
MERGE (a)-[r:{type} {{id: $id}}]->(b) SET r += $properties
"""


@dataclass(frozen=True, slots=True)
class LoadBenchmark:
    """What one run measured; all seconds are by the clock but for `server_cpu_seconds`.

    `load_seconds` is of everything between an empty store that is up and one that is verified to hold the
    graph: constraints, entities, relations and, where `evidence` is not 0, documents and evidence.
    `again_seconds` is of loading the same once more, `check_seconds` of comparing every row. `peer_seconds`
    is extrapolated.
    """

    entities: int
    relations: int
    evidence: int
    start_seconds: float
    load_seconds: float
    server_cpu_seconds: float
    again_seconds: float
    check_seconds: float
    peer_rows: int
    peer_rows_a_second: float
    peer_seconds: float
    load_average: float

    @property
    def times(self) -> float:
        """How many times as fast as the peer, the server's start left out on both sides."""
        return self.peer_seconds / self.load_seconds


def measure(
    *, relations: int, evidence: bool = False, peer_rows: int = PEER_ROWS, say: Callable[[str], None]
) -> LoadBenchmark:
    """Measure one load and its peer, each in a temporary folder with a server of its own."""
    with tempfile.TemporaryDirectory(prefix="kgbuild-") as scratch:
        say(f"making up {relations:,} relations")
        workspace = made_up(Path(scratch) / "ws", relations=relations, evidence=evidence)
        rows = pq.read_table(workspace.table("relations")).slice(0, WARM_UP_ROWS + peer_rows).to_pylist()
        with _started(workspace.store) as (store, start_seconds):
            before = _processor_seconds(workspace.store)
            load_seconds = seconds(lambda: load(store, workspace))
            server_cpu_seconds = _processor_seconds(workspace.store) - before
            say(f"loaded in {load_seconds:.1f} s, after {start_seconds:.1f} s for starting the server")
            again_seconds = seconds(lambda: load(store, workspace))
            check_seconds = seconds(lambda: load(store, workspace, check=True))
        with _started(Path(scratch) / "peer") as (store, _):
            ensure_constraints(store)
            warm_up = min(WARM_UP_ROWS, len(rows) // 2)
            merge_all(store, rows[:warm_up])
            timed = rows[warm_up:]
            peer_seconds = seconds(lambda: merge_all(store, timed))
        return LoadBenchmark(
            entities=entity_count(relations),
            relations=relations,
            evidence=relations if evidence else 0,
            start_seconds=start_seconds,
            load_seconds=load_seconds,
            server_cpu_seconds=server_cpu_seconds,
            again_seconds=again_seconds,
            check_seconds=check_seconds,
            peer_rows=len(timed),
            peer_rows_a_second=len(timed) / peer_seconds,
            peer_seconds=peer_seconds / len(timed) * relations,
            load_average=psutil.getloadavg()[0],
        )


def merge_all(store: Store, rows: list[dict[str, Any]]) -> None:
    """Merge relations and their entities row by row, each in a transaction of its own: the peer."""
    names = [name for name in RELATIONS.names if name not in {"id", "type", "subject", "object"}]
    for row in rows:
        ends = {"subject": row["subject"], "object": row["object"]}
        properties = {name: row[name] for name in names}
        store.write(_MERGE.format(type=row["type"]), id=row["id"], properties=properties, **ends)


@contextmanager
def _started(folder: Path) -> Iterator[tuple[Store, float]]:
    started = time.perf_counter()
    try:
        with embedded(folder, idle=IDLE_SECONDS) as store:
            yield store, time.perf_counter() - started
    finally:
        stop(folder)


def seconds(work: Callable[[], object]) -> float:
    """Return how long this takes by the clock."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _processor_seconds(folder: Path) -> float:
    state = recall(folder)
    if state is None:
        return 0.0
    times = psutil.Process(state.pid).cpu_times()
    return float(times.user + times.system)
