"""Where Java's ready-made classes are kept, with which the embedded server starts in less than half the time.

Java 25 loads, checks and links thousands of classes before the server answers. It can keep the outcome in a
file (JEP 483 and 514), which belongs to exactly these jars and this Java.
"""

import hashlib
import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

SUFFIX = ".aot"


def cache_folder(name: str) -> Path:
    """Return the folder of this name below `~/.cache/kgbuild`, or below `$XDG_CACHE_HOME`."""
    cache = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(cache) if cache else Path.home() / ".cache") / "kgbuild" / name


def classes_file(jars: Path, java: Path) -> Path | None:
    """Return where the classes of these jars are, or are to be, kept; None where nobody has a home.

    The file is empty where Java was found unable to make it.
    """
    try:
        folder = cache_folder("embedded-store")
    except RuntimeError:
        return None
    digest = hashlib.sha256()
    for path in (java, *sorted(jars.glob("*.jar"))):
        found = path.stat()
        digest.update(f"{path}\0{found.st_size}\0{found.st_mtime_ns}\0".encode())
    return folder / f"{digest.hexdigest()[:20]}{SUFFIX}"


def warm_options(jars: Path, java: Path) -> list[str]:
    """Return the options of Java that use the classes kept, none where there are none."""
    path = classes_file(jars, java)
    try:
        usable = path is not None and path.stat().st_size > 0
    except OSError:
        usable = False
    return [f"-XX:AOTCache={path}"] if usable else []


def warm_up_in_background(jars: Path, java: Path) -> None:
    """Begin to make the file, unless it is there, in a process that nobody waits for."""
    path = classes_file(jars, java)
    if path is None or path.exists():
        return
    shell = ["sh", "-c", '"$@" >/dev/null 2>&1 </dev/null &', "sh"]
    with suppress(OSError):
        subprocess.run(
            [*shell, sys.executable, "-m", "kgbuild.store.warm_up"],
            cwd="/",
            start_new_session=True,
            check=False,
        )
