"""Write files and folders whole or not at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kgbuild.errors import WorkspaceWriteError


def write_text(path: Path, text: str) -> None:
    """Put `text` into `path`, by way of a temporary file beside it; raises `WorkspaceWriteError`."""
    temporary = path.with_name(f".tmp-{path.name}")
    with explained(path):
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with temporary.open("w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(path)
        except OSError:
            temporary.unlink(missing_ok=True)
            raise


def sync(folder: Path) -> None:
    """Have the system write a folder's files, and the folder itself, to the disk."""
    for path in [*folder.iterdir(), folder]:
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn what the system says of a failed write into a `WorkspaceWriteError` about `path`."""
    try:
        yield
    except OSError as error:
        raise WorkspaceWriteError(path, error.strerror or str(error)) from error
