"""A workspace: the folder that holds shards, tables, run records and the store."""

import json
import secrets
from pathlib import Path

from kgbuild.errors import NotAWorkspaceError, WorkspaceFormatError, WorkspaceWriteError
from kgbuild.graph.atomic import write_text

FORMAT = 2
"""Version of the layout; a newer one is refused, an older one would be migrated here."""
ID_BYTES = 8
MARKER = "workspace.json"


class Workspace:
    """Where everything of a workspace lies. Tables are the truth; the store is a view of them."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @classmethod
    def create(cls, path: Path) -> "Workspace":
        """Open the workspace, made where it is not there yet; raises where `path` holds something else."""
        marker = path / MARKER
        if not marker.exists():
            if path.exists() and (not path.is_dir() or not all(map(_ours, path.iterdir()))):
                raise NotAWorkspaceError(path, "there is something else; name a new or empty folder with -w")
            try:
                write_text(marker, _marker())
            except WorkspaceWriteError as error:
                hint = "name a folder with -w that you may write to, and that has room"
                raise NotAWorkspaceError(path, f"cannot be written: {error.problem}; {hint}") from error
        return cls.open(path)

    @classmethod
    def open(cls, path: Path) -> "Workspace":
        """Open an existing workspace; raises `NotAWorkspaceError` or `WorkspaceFormatError`."""
        try:
            found = json.loads((path / MARKER).read_text(encoding="utf-8"))["format"]
        except FileNotFoundError as error:
            hint = f"no workspace there; make one with `kgbuild build INPUT -w {path}`"
            raise NotAWorkspaceError(path, hint) from error
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise NotAWorkspaceError(path, f"its workspace.json cannot be read ({error})") from error
        if found != FORMAT:
            raise WorkspaceFormatError(path, found, FORMAT)
        return cls(path)

    @property
    def id(self) -> str:
        """What a store calls this workspace's graph by; copies of a workspace have the same.

        One of an earlier version is given its id now, which raises `WorkspaceWriteError` where it cannot be
        written to.
        """
        marker = self.path / MARKER
        found = json.loads(marker.read_text(encoding="utf-8")).get("id")
        if not found:
            write_text(marker, _marker())
            return self.id
        return str(found)

    @property
    def shards(self) -> Path:
        """What extraction wrote, a folder a shard."""
        return self.path / "shards"

    @property
    def inputs(self) -> Path:
        """The ledger of finished sources."""
        return self.path / "inputs"

    @property
    def withdrawals(self) -> Path:
        """What users withdrew, a file a document."""
        return self.path / "withdrawals"

    @property
    def curated(self) -> Path:
        """What was imported from elsewhere, a folder a source."""
        return self.path / "curated"

    @property
    def tables(self) -> Path:
        """The graph tables."""
        return self.path / "tables"

    @property
    def runs(self) -> Path:
        """The run records."""
        return self.path / "runs"

    @property
    def store(self) -> Path:
        """The embedded store's files."""
        return self.path / "store"

    def table(self, name: str) -> Path:
        """Return the Parquet file of one graph table."""
        return self.tables / f"{name}.parquet"

    def has_shard(self, fingerprint: str) -> bool:
        """Whether the shard is completely there."""
        return (self.shards / fingerprint).exists()


def _marker() -> str:
    return json.dumps({"format": FORMAT, "id": secrets.token_hex(ID_BYTES)}) + "\n"


def _ours(path: Path) -> bool:
    """Whether this lies in a folder because it was about to become a workspace, and somebody was killed."""
    return path.name == ".lock" or path.name.startswith(".tmp-workspace")
