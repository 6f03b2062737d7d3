"""Measure tagging and the whole build against torch on the same abstracts and threads, in one run.

Speeds differ from machine to machine and hour to hour, so the ratios are what counts. Loading of models is
left out on all sides.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from importlib.util import find_spec
from pathlib import Path
from time import perf_counter

from kgbuild.documents.reading import read
from kgbuild.documents.sources import Source, iter_sources
from kgbuild.domain.document import Document
from kgbuild.errors import BenchmarkError
from kgbuild.runs.bench_peer import Request, Setting, as_json
from kgbuild.runs.build import build
from kgbuild.runs.fingerprints import config_fingerprint, fingerprints
from kgbuild.runs.local import LocalEngine
from kgbuild.runs.options import BuildOptions
from kgbuild.runs.pubmed_slice import cut
from kgbuild.runs.tasks import Job, Task

BATCH_SIZES = (1, 4, 8, 16, 32, 64)
"""Those tried for the peer's best."""
SWEEP = 100
"""Abstracts that the best batch size is looked for on."""
SHARD = 25
"""Documents in a shard here: with so few abstracts, larger ones would leave a worker idle at the end."""
TASK = 5
"""Documents in a task of tagging alone, for the same reason; nothing is written, so that it costs nothing."""
COMPLAINT_CHARACTERS = 500
TAGGING = "kgbuild.runs.bench_tagging:TaggingOnly"

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class PeerRun:
    """One setting of the peer and its abstracts per second; `batch_size` None is its default."""

    unit: str
    batch_size: int | None
    speed: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """Speeds are abstracts per second by the clock; `sweep` is on fewer abstracts."""

    abstracts: int
    sentences: int
    threads: int
    tagging: float
    build: float
    default: PeerRun
    best: PeerRun
    sweep: list[PeerRun] = field(default_factory=list)

    @property
    def times_default(self) -> float:
        """How many times as fast as the peer's default our tagging is."""
        return self.tagging / self.default.speed

    @property
    def times_best(self) -> float:
        """How many times as fast as the peer's best our tagging is."""
        return self.tagging / self.best.speed

    @property
    def build_over_tagging(self) -> float:
        """Time of the whole build as a multiple of that of tagging alone."""
        return self.tagging / self.build


def compare(
    data: Sequence[Path], *, abstracts: int, threads: int, options: BuildOptions, say: Say
) -> Comparison:
    """Run all sides one after the other on the first abstracts of some PubMed files."""
    if find_spec("torch") is None or find_spec("transformers") is None:
        raise BenchmarkError("the peer needs torch and transformers: pip install 'kgbuild[learn]'")
    with tempfile.TemporaryDirectory(prefix="kgbuild-bench-") as scratch:
        file = Path(scratch) / "abstracts.xml.gz"
        found = cut(data, abstracts, file)
        if not found:
            raise BenchmarkError("the data hold no abstract; name PubMed files with --data")
        documents = _documents(file)
        say(f"{found} abstracts, {threads} threads; loading of models is left out on all sides")
        tagging_seconds, sentences = _tagging(documents, options, Path(scratch))
        say(f"tagging alone: {found / tagging_seconds:.1f} abstracts/s")
        build_seconds = _build(file, options, Path(scratch) / "ws")
        say(f"whole build: {found / build_seconds:.1f} abstracts/s")
        texts = {"abstract": [document.text for document in documents], "sentence": sentences}
        peer = _Peer(options.tagger, threads, texts, found)
        part = min(1.0, SWEEP / found)
        tried = [Setting(unit, size, part) for unit in texts for size in BATCH_SIZES]
        default, *sweep = peer.run([Setting("abstract", None, 1.0), *tried])
        say(f"peer at its default settings: {default.speed:.1f} abstracts/s")
        for run in sweep:
            say(f"  {run.unit}s in batches of {run.batch_size}: {run.speed:.1f} abstracts/s")
        fastest = max(sweep, key=lambda run: run.speed)
        (best,) = peer.run([Setting(fastest.unit, fastest.batch_size, 1.0)])
        say(f"peer at its best, {best.unit}s in batches of {best.batch_size}: {best.speed:.1f} abstracts/s")
    return Comparison(
        abstracts=found,
        sentences=len(sentences),
        threads=threads,
        tagging=found / tagging_seconds,
        build=found / build_seconds,
        default=default,
        best=best,
        sweep=sweep,
    )


def _documents(file: Path) -> list[Document]:
    sources = (source for source in iter_sources([file]) if isinstance(source, Source))
    return [record for source in sources for record in read(source) if isinstance(record, Document)]


def _tagging(documents: list[Document], options: BuildOptions, scratch: Path) -> tuple[float, list[str]]:
    """Return the seconds that tagging takes, and the sentences for the peer."""
    from kgbuild.mentions.sentences import SentenceSplitter

    engine = LocalEngine(Job(scratch, options, config="", maker=TAGGING))
    engine.start()
    tasks = [tuple(documents[at : at + TASK]) for at in range(0, len(documents), TASK)]
    start = perf_counter()
    for _ in engine.run(Task(str(at), task) for at, task in enumerate(tasks)):
        pass
    seconds = perf_counter() - start
    split = SentenceSplitter().split
    return seconds, [d.text[s.span.start : s.span.end] for d in documents for s in split(d)]


def _build(file: Path, options: BuildOptions, workspace: Path) -> float:
    options = replace(options, shard_size=SHARD)
    engine = LocalEngine(Job(workspace, options, config_fingerprint(fingerprints(options))))
    engine.start()
    start = perf_counter()
    build([file], workspace, options=options, engine=engine)
    return perf_counter() - start


class _Peer:
    """Runs the peer in a new process; `texts` are all abstracts by unit: whole, or cut up."""

    def __init__(self, tagger: Path, threads: int, texts: dict[str, list[str]], abstracts: int) -> None:
        self._tagger = tagger
        self._threads = threads
        self._texts = texts
        self._abstracts = abstracts

    def run(self, settings: list[Setting]) -> list[PeerRun]:
        """Return the speed for each setting."""
        request = Request(str(self._tagger), self._threads, self._texts, settings)
        program = [sys.executable, "-P", "-W", "ignore", "-m", "kgbuild.runs.bench_peer"]
        done = subprocess.run(program, input=as_json(request), capture_output=True, text=True, check=False)
        if done.returncode:
            said = done.stderr[-COMPLAINT_CHARACTERS:].strip() or "nothing"
            raise BenchmarkError(f"the peer ended with status {done.returncode}; it said: {said}")
        return [
            PeerRun(setting.unit, setting.batch_size, setting.part * self._abstracts / seconds)
            for setting, seconds in zip(settings, json.loads(done.stdout), strict=True)
        ]
