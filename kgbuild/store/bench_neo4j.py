"""Measure loading and importing into an empty Neo4j, against merging row by row into the same server.

The server is a real one that this starts, with a fixed heap of 2 GB and Java's parallel collector, which
writes a third more a second than what Java would choose. First the peer merges its first rows, after a
warm-up; then the database is emptied and the whole graph is loaded, loaded again, and compared row by row. At
last the same graph is imported, in four steps: writing CSV; `neo4j-admin database import`; the start of the
server; and finishing, which is constraints and indexes, awaited.
"""

import os
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

import psutil
import pyarrow.parquet as pq

from kgbuild.errors import BenchmarkError
from kgbuild.graph.export.neo4j_csv import FINISH, SCRIPT, statements, write_neo4j_csv
from kgbuild.graph.workspace import Workspace
from kgbuild.store.bench import PEER_ROWS, WARM_UP_ROWS, merge_all, seconds
from kgbuild.store.bolt import Store, connect
from kgbuild.store.constraints import ensure_constraints
from kgbuild.store.load import is_current, load
from kgbuild.store.made_up import entity_count, made_up
from kgbuild.store.neo4j_server import LocalNeo4j, temporary

HEAP = "2g"
PAGE_CACHE = "512m"
JVM = (f"-Xms{HEAP}", "-XX:+UseParallelGC")
"""Further options of the server's Java."""
REMOVE_BATCH = 10_000
_EMPTY = f"MATCH (n) CALL (n) {{ DETACH DELETE n }} IN TRANSACTIONS OF {REMOVE_BATCH} ROWS"


@dataclass(frozen=True, slots=True)
class Neo4jBenchmark:
    """What one run measured; seconds are by the clock but for those named for a processor.

    `load_seconds` is of everything between an empty database and one that is verified to hold the graph,
    `again_seconds` of loading the same once more, `check_seconds` of comparing every row of it. An import
    takes `csv_seconds`, `import_seconds`, `start_seconds` and `finish_seconds`. `peer_seconds` is
    extrapolated to all relations. Of `hub` relations one end is the same disease.
    """

    entities: int
    relations: int
    hub: int
    load_seconds: float
    server_processor_seconds: float
    own_processor_seconds: float
    again_seconds: float
    check_seconds: float
    csv_seconds: float
    import_seconds: float
    start_seconds: float
    finish_seconds: float
    peer_rows: int
    peer_rows_a_second: float
    peer_seconds: float
    load_average: float

    @property
    def loaded_a_second(self) -> float:
        """Relationships a second of the load, entities and constraints included."""
        return self.relations / self.load_seconds

    @property
    def imported_a_second(self) -> float:
        """Relationships a second of `neo4j-admin database import`, all of it."""
        return self.relations / self.import_seconds

    @property
    def made_available_a_second(self) -> float:
        """Relationships a second of all four steps of an import together."""
        opening = self.start_seconds + self.finish_seconds
        return self.relations / (self.csv_seconds + self.import_seconds + opening)

    @property
    def times(self) -> float:
        """How many times as fast as the peer the load is."""
        return self.peer_seconds / self.load_seconds


def measure_neo4j(
    *,
    relations: int,
    hub: int = 0,
    peer_rows: int = PEER_ROWS,
    jvm: Sequence[str] = JVM,
    say: Callable[[str], None],
) -> Neo4jBenchmark:
    """Measure once, in a temporary folder; `jvm` are further options of the server's Java instead of `JVM`.

    Raises `Neo4jUnavailableError` where no Neo4j can be run, `BenchmarkError` for too large a `hub`.
    """
    if hub > relations // 10:
        raise BenchmarkError("--hub is at most a tenth of --relations")
    with tempfile.TemporaryDirectory(prefix="kgbuild-") as scratch:
        say(f"making up {relations:,} relations, {hub:,} of them of one disease")
        workspace = made_up(Path(scratch) / "ws", relations=relations, evidence=False, hub=hub)
        home = Path(scratch) / "neo4j"
        with _temporary(home, jvm) as server, _connected(server) as store:
            rate, timed = _peer(store, workspace, peer_rows)
            say(f"merged row by row: {rate:,.0f} rows/s")
            processes = psutil.Process(server.pid), psutil.Process()
            before = [_processor(process) for process in processes]
            load_seconds = seconds(lambda: load(store, workspace))
            server_cpu, own_cpu = (_processor(p) - b for p, b in zip(processes, before, strict=True))
            say(f"loaded in {load_seconds:.1f} s")
            again_seconds = seconds(lambda: load(store, workspace))
            check_seconds = seconds(lambda: load(store, workspace, check=True))
            say(f"compared every row in {check_seconds:.1f} s")
        csv = Path(scratch) / "csv"
        csv_seconds = seconds(lambda: write_neo4j_csv(workspace, csv))
        import_seconds = seconds(lambda: _import(csv, server))
        say(f"imported in {import_seconds:.1f} s")
        start_seconds, finish_seconds = _open(workspace, csv / FINISH, server, jvm)
        say(f"started in {start_seconds:.1f} s, finished in {finish_seconds:.1f} s")
        return Neo4jBenchmark(
            entities=entity_count(relations),
            relations=relations,
            hub=hub,
            load_seconds=load_seconds,
            server_processor_seconds=server_cpu,
            own_processor_seconds=own_cpu,
            again_seconds=again_seconds,
            check_seconds=check_seconds,
            csv_seconds=csv_seconds,
            import_seconds=import_seconds,
            start_seconds=start_seconds,
            finish_seconds=finish_seconds,
            peer_rows=timed,
            peer_rows_a_second=rate,
            peer_seconds=relations / rate,
            load_average=psutil.getloadavg()[0],
        )


def _peer(store: Store, workspace: Workspace, peer_rows: int) -> tuple[float, int]:
    """Merge the first rows one by one, forget them, and return how many a second, and of how many."""
    rows = pq.read_table(workspace.table("relations")).slice(0, WARM_UP_ROWS + peer_rows).to_pylist()
    ensure_constraints(store)
    warm_up = min(WARM_UP_ROWS, len(rows) // 2)
    merge_all(store, rows[:warm_up])
    timed = rows[warm_up:]
    taken = seconds(lambda: merge_all(store, timed))
    store.define(_EMPTY)
    return len(timed) / taken, len(timed)


def _temporary(home: Path, jvm: Sequence[str]) -> AbstractContextManager[LocalNeo4j]:
    return temporary(home, heap=HEAP, page_cache=PAGE_CACHE, jvm=jvm)


def _import(csv: Path, server: LocalNeo4j) -> None:
    done = subprocess.run(
        [str(csv / SCRIPT), "neo4j", "--overwrite-destination"],
        env=os.environ | {"NEO4J_ADMIN": str(server.admin)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise BenchmarkError(f"the import failed: {done.stderr.strip() or done.stdout.strip()}")


def _open(workspace: Workspace, finish: Path, server: LocalNeo4j, jvm: Sequence[str]) -> tuple[float, float]:
    """Start the server upon what was imported, and finish that; return the seconds that each takes."""
    started = time.perf_counter()
    with _temporary(server.home, jvm) as again, _connected(again) as store:
        up = time.perf_counter()
        for statement in statements(finish):
            store.define(statement)
        store.define("CALL db.awaitIndexes()")
        taken = up - started, time.perf_counter() - up
        if not is_current(store, workspace):
            raise BenchmarkError("the imported graph is not the one that was written")
    return taken


def _connected(server: LocalNeo4j) -> AbstractContextManager[Store]:
    return connect(server.url, user=server.user, password=server.password)


def _processor(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)
