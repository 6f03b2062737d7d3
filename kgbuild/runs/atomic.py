"""Write a small file whole or not at all."""

import os
from pathlib import Path

from kgbuild.errors import WorkspaceWriteError


def write_text(path: Path, text: str) -> None:
    """Put `text` into `path`, by way of a temporary file beside it; raises `WorkspaceWriteError`."""
    temporary = path.with_name(f".tmp-{path.name}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise WorkspaceWriteError(path, error.strerror or str(error)) from error
