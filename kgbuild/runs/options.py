"""The options of a build, checked when made."""

from dataclasses import dataclass
from pathlib import Path

from kgbuild.documents.reading import find_reader
from kgbuild.errors import OptionError
from kgbuild.resources import DEFAULT_LEXICON, DEFAULT_RELATIONS, DEFAULT_TAGGER
from kgbuild.runs.cores import usable_cores

SHARD_DOCUMENTS = 200
SHARD_CHARACTERS = 500_000
"""A shard is closed when it holds this much text, so that full texts make shards no larger than abstracts."""
ENGINES = ("local", "ray")


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildOptions:
    """How to build: models, the size of a shard, and who does the work.

    Only `tagger`, `relations` and `lexicon` change what is extracted; the others change how fast. `workers`
    None means one for each usable core, `format` None means that each source's format is sniffed.
    """

    tagger: Path = DEFAULT_TAGGER
    relations: Path = DEFAULT_RELATIONS
    lexicon: Path = DEFAULT_LEXICON
    format: str | None = None
    workers: int | None = None
    threads: int = 1
    retry_quarantined: bool = False
    """Whether documents whose extraction failed are tried again, as far as the inputs hold them."""
    shard_size: int = SHARD_DOCUMENTS
    shard_characters: int = SHARD_CHARACTERS
    engine: str = "local"
    address: str | None = None
    """Address of the Ray cluster; None starts one on this machine."""

    def __post_init__(self) -> None:
        for name in ("workers", "threads", "shard_size", "shard_characters"):
            value = getattr(self, name)
            if value is not None and value < 1:
                raise OptionError(f"{name} must be at least 1, not {value}")
        if self.engine not in ENGINES:
            raise OptionError(f"engine {self.engine!r} is not known; take one of {', '.join(ENGINES)}")
        if self.format:
            find_reader(self.format)
        for name, path in (("tagger", self.tagger), ("relations", self.relations), ("lexicon", self.lexicon)):
            if not path.exists():
                raise OptionError(f"{name}: there is no {path}; name another one, or see `kgbuild doctor`")

    @property
    def worker_count(self) -> int:
        """How many worker processes to start."""
        return self.workers or max(1, usable_cores() // self.threads)
