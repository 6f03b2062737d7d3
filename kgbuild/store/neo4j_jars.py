"""Fetch a real Neo4j, Community Edition, with Maven: for those who have Java but no Docker."""

import os
import re
import shutil
import subprocess
from importlib.resources import files
from pathlib import Path

from kgbuild.errors import Neo4jUnavailableError
from kgbuild.store.warm_start import cache_folder

VERSION = "5.26.16"
"""Long-term support; the same as in `resources/neo4j/pom.xml`."""
JAVA = (17, 21)
"""Releases of Java that this Neo4j runs on."""
PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies"
FETCH_SECONDS = 900.0
_RELEASE = re.compile(r'version "(\d+)')


def java() -> Path:
    """Return the Java to run Neo4j with: that of `$JAVA_HOME`, or the one on the path.

    Raises `Neo4jUnavailableError` where there is none, or one of another release.
    """
    home = os.environ.get("JAVA_HOME", "")
    found = shutil.which("java", path=str(Path(home) / "bin") if home else None)
    wanted = " or ".join(map(str, JAVA))
    if found is None:
        raise Neo4jUnavailableError(f"no Java here; install Java {wanted}")
    said = subprocess.run([found, "-version"], capture_output=True, text=True, check=False).stderr
    release = _RELEASE.search(said)
    if release is None or int(release[1]) not in JAVA:
        raise Neo4jUnavailableError(
            f"{found} is Java {release[1] if release else '?'} and Neo4j {VERSION} needs {wanted}; install "
            "one of these and let JAVA_HOME name it"
        )
    return Path(found)


def jars(folder: Path | None = None) -> Path:
    """Return the folder that holds Neo4j's jars, fetched once (116 MB) and whole or not at all.

    Raises `Neo4jUnavailableError` where Maven is missing or cannot fetch them.
    """
    folder = folder or cache_folder(f"neo4j-{VERSION}")
    target = folder / "jars"
    if target.is_dir():
        return target
    maven = shutil.which("mvn")
    if maven is None:
        raise Neo4jUnavailableError("no Maven here to fetch it with; install the command mvn")
    temporary = folder / f".tmp-jars-{os.getpid()}"
    shutil.rmtree(temporary, ignore_errors=True)
    try:
        temporary.mkdir(parents=True)
        pom = temporary / "pom.xml"
        pom.write_text((files("kgbuild.resources") / "neo4j" / "pom.xml").read_text(encoding="utf-8"))
        _fetch(maven, pom, temporary / "jars")
        if not target.is_dir():  # Somebody may have fetched them meanwhile.
            (temporary / "jars").rename(target)
    except OSError as error:
        raise Neo4jUnavailableError(f"{folder} cannot be written: {error.strerror or error}") from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return target


def _fetch(maven: str, pom: Path, target: Path) -> None:
    command = [
        maven,
        "-q",
        "-B",
        "-f",
        str(pom),
        PLUGIN,
        f"-DoutputDirectory={target}",
        "-DincludeScope=runtime",
    ]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=FETCH_SECONDS, check=False)
    except subprocess.TimeoutExpired as error:
        raise Neo4jUnavailableError(f"Maven has not fetched it in {FETCH_SECONDS:.0f} s") from error
    if done.returncode or not any(target.glob("neo4j-*.jar")):
        errors = [line for line in done.stdout.splitlines() if "ERROR" in line]
        raise Neo4jUnavailableError(
            f"Maven could not fetch it: {errors[0] if errors else done.stderr.strip()}"
        )
