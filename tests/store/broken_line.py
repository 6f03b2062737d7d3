"""A connection to a server that breaks when a test says so."""

import contextlib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class BrokenLine:
    """Passes bytes between clients and a server on this machine until told to drop all connections."""

    def __init__(self, port: int) -> None:
        self._server = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()
        self.url = f"bolt://127.0.0.1:{self._listener.getsockname()[1]}"

    def drop(self) -> None:
        """End all connections that are open now; new ones work."""
        while self._open:
            _hang_up(self._open.pop())

    def close(self) -> None:
        _hang_up(self._listener)
        self.drop()
        for thread in self._threads:
            thread.join()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                server = socket.create_connection(("127.0.0.1", self._server))
                self._open += [client, server]
                for a, b in ((client, server), (server, client)):
                    self._threads.append(threading.Thread(target=_pass_on, args=(a, b), daemon=True))
                    self._threads[-1].start()


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65_536):
            target.sendall(data)
    _hang_up(source)
    _hang_up(target)


def _hang_up(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
    connection.close()


@contextmanager
def broken_line(url: str) -> Iterator[BrokenLine]:
    """Open a line to the server at `url` that the test can break."""
    line = BrokenLine(int(url.rpartition(":")[2]))
    try:
        yield line
    finally:
        line.close()
