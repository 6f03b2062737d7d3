"""The one adapter through which kgbuild talks to a graph store: the official driver, over Bolt.

What ArcadeDB does otherwise than Neo4j is decided here and in `arcadedb.py`, nowhere else: concurrent MERGE
may duplicate relationships there (so one writer, which may then CREATE), and read mode and the driver's time
limit mean nothing to it (so a user that can only read, and the server's limit). Until its next start, it
refuses an id that is there already only among nodes of the same labels: a CREATE of somebody else may give a
drug's id to a disease. MERGE and loading look for the id among all entities, and comparing removes the other.
"""

import logging
from asyncio import CancelledError
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import neo4j
from neo4j.exceptions import (
    AuthError,
    ConfigurationError,
    DriverError,
    Forbidden,
    Neo4jError,
    ServiceUnavailable,
    SessionExpired,
    TransientError,
)

from kgbuild.errors import QueryError, StoreBusyError, StoreConnectionError, StoreLostError, StoreWriteError
from kgbuild.store.arcadedb import READER, ROOT, run_sql, set_time_limit
from kgbuild.store.embedded import IDLE_SECONDS, LOG_FILE, MEMORY, known_cause, running, stop
from kgbuild.store.guard import only_reading
from kgbuild.store.parameters import check_seconds, check_sendable
from kgbuild.store.process import DATABASE
from kgbuild.store.sizes import size_in_bytes
from kgbuild.store.state import ServerState
from kgbuild.store.syntax import point_out
from kgbuild.store.watchdog import watching

FETCH_SIZE = 5_000
"""Records asked for at a time: few round trips, yet a bounded buffer."""
CAPPED_FETCH_SIZE = 100
"""The same where an answer may end before: what has been asked for is received in any case."""
RETRY_SECONDS = 60.0
"""How long a write is tried again where a cluster elects another leader, say."""
EMBEDDED_RETRY_SECONDS = 3.0
"""The embedded server has nobody to elect: when it is gone, it is gone."""
SCHEMES = tuple(f"{name}{security}://" for name in ("neo4j", "bolt") for security in ("", "+s", "+ssc"))
TIMED_OUT = ("TransactionTimedOut", "TransactionTimedOutClientConfiguration")
UNAVAILABLE = "DatabaseUnavailable"
OUT_OF_TIME = "exceeded the arcadedb.command.timeout"
"""What ArcadeDB says, under a general code, where the time is up while it walks along a path."""
WRITE_REFUSED = "Neo.ClientError.Statement.AccessMode"

OUT_OF_MEMORY = "OutOfMemoryError"
"""End of the codes of Neo4j that say that a query needs more memory than it may have."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a query returned: at most the rows asked for, and whether there were more.

    `reason` says what they are more than: `rows` or `bytes`; it is empty where there are no more.
    """

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    truncated: bool
    reason: str = ""


class Store:
    """An open graph store; make one with `connect` or `embedded`."""

    def __init__(
        self,
        url: str,
        driver: neo4j.Driver,
        *,
        reader: neo4j.Driver | None = None,
        database: str | None = None,
        server: ServerState | None = None,
    ) -> None:
        self.url = url
        self._driver = driver
        self._reader = reader or driver
        self._database = database
        self._server = server
        self.is_neo4j = "ArcadeDB" not in driver.get_server_info().agent

    @property
    def is_embedded(self) -> bool:
        """Whether it is a workspace's own, and nobody else's."""
        return self._server is not None

    def query(
        self,
        statement: str,
        parameters: Mapping[str, Any] | None = None,
        *,
        limit: int | None = None,
        most_bytes: int | None = None,
        timeout: float | None = None,
    ) -> Answer:
        """Run a query that may only read; raises `QueryError` where it writes, is wrong or takes too long.

        The answer ends before the row that has more than `limit` rows, or more than `most_bytes` with those
        before it; where that is the first, `QueryError` is raised. `timeout` is 0.001 to 86,400 seconds, or
        `OptionError`.
        """
        if timeout is not None:
            check_seconds(timeout)
        check_sendable(statement, parameters or {})
        if self._server is not None:
            set_time_limit(self._server, timeout)
        elif not self.is_neo4j:
            statement = only_reading(statement)

        def work(transaction: neo4j.ManagedTransaction) -> Answer:
            try:
                return answered(transaction)
            except Neo4jError as error:
                # Tried again, as the driver would, it would take the same memory again.
                if (error.code or "").endswith(OUT_OF_MEMORY):
                    raise QueryError(
                        "it takes more memory than the server gives a query: ask for less at a time, with "
                        "LIMIT or a narrower MATCH"
                    ) from error
                raise

        def answered(transaction: neo4j.ManagedTransaction) -> Answer:
            result = transaction.run(statement, dict(parameters or {}))
            columns = tuple(result.keys())
            rows: list[tuple[Any, ...]] = []
            taken = 0
            for record in result:
                row = tuple(record.values())
                taken += size_in_bytes(row) if most_bytes is not None else 0
                if most_bytes is not None and taken > most_bytes:
                    return Answer(columns, rows, truncated=True, reason="bytes")
                if limit is not None and len(rows) == limit:
                    return Answer(columns, rows, truncated=True, reason="rows")
                rows.append(row)
            return Answer(columns, rows, truncated=False)

        limited = neo4j.unit_of_work(timeout=timeout if self.is_neo4j else None)(work)
        size = FETCH_SIZE if most_bytes is None else CAPPED_FETCH_SIZE
        size = size if limit is None else min(size, limit + 1)
        folder = Path(self._server.folder) if self._server else None
        with (
            _interruptible(self._reader.session(database=self._database, fetch_size=size)) as session,
            watching(folder, timeout) as watch,
        ):
            try:
                answer = session.execute_read(limited)
            except (Neo4jError, DriverError) as error:
                if watch.fired:
                    raise QueryError(_stopped(timeout)) from error
                raise self._query_error(error, statement, timeout) from error
        if answer.reason == "bytes" and not answer.rows:
            raise QueryError(
                f"one row of the answer is larger than {most_bytes:,} bytes, which is all that it may have: "
                "ask for fewer values at a time, or for parts of long lists, as in collect(x)[..100]"
            )
        return answer

    def stream(self, statement: str, **parameters: object) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of one of our own statements, without holding them all."""
        with self._driver.session(database=self._database, fetch_size=FETCH_SIZE) as session:
            try:
                for record in session.run(statement, parameters):
                    yield tuple(record.values())
            except (Neo4jError, DriverError) as error:
                raise self._lost(error) from error

    def write(self, statement: str, rows: Sequence[object] = (), **parameters: object) -> int:
        """Run one of our own statements over `rows`, retried; return the single number it gives, if any."""

        def work(transaction: neo4j.ManagedTransaction) -> int:
            record = transaction.run(statement, {"rows": rows, **parameters}).single(strict=False)
            return int(record[0]) if record else 0

        with self._driver.session(database=self._database) as session:
            try:
                try:
                    return session.execute_write(work)
                except Neo4jError as error:
                    # The embedded server has one time limit for all, and a query may just have set its own.
                    if self._server is None or not _timed_out(error):
                        raise
                    set_time_limit(self._server, None)
                    return session.execute_write(work)
            except (Neo4jError, DriverError) as error:
                raise self._write_error(error) from error

    def define(self, statement: str) -> None:
        """Change the schema, outside of any transaction of ours."""
        with self._driver.session(database=self._database) as session:
            try:
                session.run(statement).consume()
            except (Neo4jError, DriverError) as error:
                raise self._write_error(error) from error

    def define_in_sql(self, statement: str) -> None:
        """Change the schema of the embedded store in its SQL, for what it does not take in Cypher.

        Raises `StoreWriteError`, also for another ArcadeDB, whose SQL no driver reaches.
        """
        if self._server is None:
            problem = "vector indexes need Neo4j or the embedded store: other servers take none over Bolt"
            raise StoreWriteError(self.url, problem)
        try:
            run_sql(self._server, statement)
        except StoreConnectionError as error:
            raise StoreWriteError(self._server.folder, str(error)) from error

    def answers(self) -> bool:
        """Whether the store can be reached and used now."""
        try:
            with self._driver.session(database=self._database) as session:
                session.run("RETURN 1").consume()
        except (Neo4jError, DriverError):
            return False
        return True

    def prepare_to_write(self) -> None:
        """Lift the time limit that a query may have left."""
        if self._server is not None:
            set_time_limit(self._server, None)

    def close(self) -> None:
        """Close all connections."""
        self._driver.close()
        if self._reader is not self._driver:
            self._reader.close()

    def _query_error(
        self, error: Neo4jError | DriverError, statement: str, timeout: float | None
    ) -> Exception:
        if isinstance(error, Forbidden) or getattr(error, "code", "") == WRITE_REFUSED:
            return QueryError("queries may only read: this one would change the graph, so it was refused")
        if _timed_out(error):
            return QueryError(_stopped(timeout))
        if isinstance(error, Neo4jError) and not isinstance(error, TransientError):
            return QueryError(point_out(statement, _message(error)))
        return self._lost(error)

    def _write_error(self, error: Neo4jError | DriverError) -> StoreWriteError | StoreLostError:
        if self._server is None:
            kind = StoreLostError if _connection_lost(error) else StoreWriteError
            return kind(self.url, _message(error))
        folder = Path(self._server.folder)
        cause = known_cause(folder) or f"log: {folder / LOG_FILE}"
        return StoreWriteError(str(folder), f"{_message(error)} ({cause})")

    def _lost(self, error: Neo4jError | DriverError) -> StoreConnectionError:
        if self._server is None and _connection_lost(error):
            return StoreLostError(self.url, _message(error))
        return StoreConnectionError(self.url, f"the store went away or failed: {_message(error)}; try again")


@contextmanager
def _interruptible(session: neo4j.Session) -> Iterator[neo4j.Session]:
    """Drop the connection at Ctrl-C: to end the session the driver would wait for the busy server's answer.

    It drops one of its own accord at asyncio's cancellation alone.
    """
    try:
        with session:
            try:
                yield session
            except KeyboardInterrupt as stop:
                raise CancelledError from stop
    except CancelledError as cancelled:
        raise KeyboardInterrupt from cancelled


@contextmanager
def embedded(folder: Path, *, memory: str = MEMORY, idle: float = IDLE_SECONDS) -> Iterator[Store]:
    """Open the store of a workspace, its server started if need be.

    A server that failed to write, or to answer, is stopped unless others use it: it may go on with half a
    file in memory, or under a limit that is lifted since, where a new one recovers what is on the disk.
    """
    try:
        with _opened(folder, memory, idle) as store:
            yield store
    except (StoreConnectionError, StoreWriteError):
        with suppress(StoreBusyError):
            stop(folder)
        raise


@contextmanager
def _opened(folder: Path, memory: str, idle: float) -> Iterator[Store]:
    with running(folder, memory=memory, idle=idle) as server, served(server) as store:
        yield store


@contextmanager
def served(server: ServerState) -> Iterator[Store]:
    """Open the store of an embedded server that answers."""
    driver, reader = (
        _driver(server.url, auth, database=DATABASE, retry=EMBEDDED_RETRY_SECONDS)
        for auth in ((ROOT, server.password), (READER, server.reader))
    )
    store = Store(server.url, driver, reader=reader, database=DATABASE, server=server)
    try:
        yield store
    finally:
        store.close()


@contextmanager
def connect(url: str, *, user: str = "", password: str = "", database: str | None = None) -> Iterator[Store]:
    """Open a store by its URL (`neo4j://`, `neo4j+s://`, `bolt://`, …); raises `StoreConnectionError`."""
    driver = _driver(url, (user, password) if user else None, database=database)
    try:
        yield Store(url, driver, database=database)
    finally:
        driver.close()


def _driver(
    url: str, auth: tuple[str, str] | None, *, database: str | None, retry: float = RETRY_SECONDS
) -> neo4j.Driver:
    if not url.startswith(SCHEMES):
        raise StoreConnectionError(url, f"not a usable address; it begins with one of {', '.join(SCHEMES)}")
    # Notifications reach the user of the driver through a logger, and without a handler Python prints them.
    logging.getLogger("neo4j").addHandler(logging.NullHandler())
    try:
        driver = neo4j.GraphDatabase.driver(
            url, auth=auth, max_transaction_retry_time=retry, warn_notification_severity="OFF"
        )
    except (ConfigurationError, ValueError) as error:
        raise StoreConnectionError(url, f"not a usable address: {error}") from error
    try:
        with driver.session(database=database) as session:
            # Some servers accept any name of a database until it is used.
            session.run("RETURN 1").consume()
    except AuthError as error:
        driver.close()
        raise StoreConnectionError(
            url, "user or password refused; see --user and KGBUILD_STORE_PASSWORD"
        ) from error
    except (ServiceUnavailable, SessionExpired, DriverError, Neo4jError) as error:
        driver.close()
        raise StoreConnectionError(url, f"cannot be reached: {_message(error)}") from error
    return driver


def _connection_lost(error: Neo4jError | DriverError) -> bool:
    # A server that has been started anew answers before its database does.
    return isinstance(error, ServiceUnavailable | SessionExpired) or (
        isinstance(error, TransientError) and str(error.code).endswith(UNAVAILABLE)
    )


def _timed_out(error: Exception) -> bool:
    code, message = (str(getattr(error, name, "") or "") for name in ("code", "message"))
    return code.endswith(TIMED_OUT) or OUT_OF_TIME in message


def _stopped(timeout: float | None) -> str:
    limit = f"after {timeout:g} s" if timeout else "by the store"
    return f"the query was stopped {limit}; narrow it, or allow more time with --timeout"


def _message(error: Neo4jError | DriverError) -> str:
    return (error.message if isinstance(error, Neo4jError) else str(error)) or type(error).__name__
