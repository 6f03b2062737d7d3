"""Compare taggers on the same documents and threads, in one run: size, speed and exact F1.

Speeds differ from machine to machine and hour to hour, so their ratio to the first tagger is what counts.
The taggers take turns, and the fastest turn of each counts: others at work only ever slow one down.
"""

import json
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

from kgbuild.domain.mention import Sentence
from kgbuild.errors import BenchmarkError
from kgbuild.mentions.sentences import SentenceSplitter
from kgbuild.mentions.tagger import CONFIG, MODEL, NAMES, TOKENIZER, Tagger
from kgbuild.training.corpora import AnnotatedDocument
from kgbuild.training.entity_scores import Score
from kgbuild.training.extra import require_learn
from kgbuild.training.splits import digest, evaluation_sets, load_tagger_splits
from kgbuild.training.tagger_evaluation import explained, scores_of

TURNS = 3
INT8, FLOAT32 = "int8", "fp32"
_INT8_OPERATOR = b"MatMulInteger"
"""Names of operators are plain text in ONNX files."""
_NOT_TOLD = "not told"

Say = Callable[[str], None]
Prepared = tuple[AnnotatedDocument, list[Sentence]]


@dataclass(frozen=True, slots=True)
class TaggerRow:
    """One tagger: `layers` and `hidden` are None where its configuration does not tell them."""

    folder: Path
    encoder: str
    layers: int | None
    hidden: int | None
    precision: str
    megabytes: float
    sentences_per_second: float
    ratio: float
    scores: dict[str, Score]

    def as_row(self) -> dict[str, Any]:
        """Return all of it as JSON takes it; scores in percent."""
        return {
            "folder": str(self.folder),
            "encoder": self.encoder,
            "layers": self.layers,
            "hidden": self.hidden,
            "precision": self.precision,
            "megabytes": round(self.megabytes, 1),
            "sentences_per_second": round(self.sentences_per_second, 1),
            "ratio": round(self.ratio, 3),
            "scores": {type: score.as_row() for type, score in self.scores.items()},
        }


def compare_taggers(
    folders: Sequence[Path], data: Path, *, on: str, limit: int | None, threads: int, float32: bool, say: Say
) -> list[TaggerRow]:
    """Return a row for each tagger, the first being what the others' speed is told by.

    `on` names a data set of `evaluation_sets`, `limit` how many of its documents are read, by hash. With
    `float32`, each int8 tagger is followed by its own weights in float32, which needs torch.
    """
    documents = _documents(data, on, limit)
    sentences = sum(len(found) for _, found in documents)
    say(f"{on}: documents {len(documents):,}, sentences {sentences:,}; threads {threads}")
    with _with_twins(folders, float32=float32) as shown:
        taggers = [Tagger.load(folder, threads=threads) for _, folder in shown]
        seconds, scores = [float("inf")] * len(taggers), [_scores(one, documents, say) for one in taggers]
        for turn in range(TURNS):
            say(f"turn {turn + 1} of {TURNS}")
            for place, tagger in enumerate(taggers):
                seconds[place] = min(seconds[place], _seconds(tagger, documents))
        return [
            _row(name, folder, sentences / took, seconds[0] / took, figures)
            for (name, folder), took, figures in zip(shown, seconds, scores, strict=True)
        ]


def precision_of(folder: Path) -> str:
    """Return whether a tagger's matrices are multiplied in int8 or fp32."""
    return INT8 if _INT8_OPERATOR in (folder / MODEL).read_bytes() else FLOAT32


def _documents(data: Path, on: str, limit: int | None) -> list[Prepared]:
    sets = evaluation_sets(load_tagger_splits(data))
    if on not in sets:
        raise BenchmarkError(f"no data set is named {on}; there are {', '.join(sets)}")
    split = SentenceSplitter().split
    chosen = sorted(sets[on], key=lambda one: digest(one.document.id))[:limit]
    return [(one, split(one.document)) for one in chosen]


@contextmanager
def _with_twins(folders: Sequence[Path], *, float32: bool) -> Iterator[list[tuple[Path, Path]]]:
    """Give each tagger's folder, as it is called and where it is, with float32 twins if they are wanted."""
    with tempfile.TemporaryDirectory(prefix="kgbuild-bench-") as scratch:
        shown = []
        for place, folder in enumerate(folders):
            # Says what is wrong with a folder before anything is measured.
            Tagger.load(folder)
            shown.append((folder, folder))
            if float32 and precision_of(folder) == INT8:
                twin = Path(scratch) / str(place)
                _write_twin(folder, twin)
                shown.append((folder, twin))
        yield shown


def _write_twin(folder: Path, twin: Path) -> None:
    """Write a tagger with the same weights, as far as int8 keeps them, in float32."""
    require_learn()
    from kgbuild.training.dequantise import torch_model
    from kgbuild.training.onnx_export import export_float32

    twin.mkdir()
    for name in (TOKENIZER, CONFIG, NAMES):
        if (folder / name).is_file():
            shutil.copyfile(folder / name, twin / name)
    export_float32(torch_model(folder)[0], twin / MODEL)


def _scores(tagger: Tagger, documents: Sequence[Prepared], say: Say) -> dict[str, Score]:
    """Return exact scores, of mentions as a build has them; reading them all warms up as well."""
    say("scoring")
    return scores_of(
        (one, explained(one.document, sentences, tagger.tag(one.document, sentences).mentions))
        for one, sentences in documents
    )


def _seconds(tagger: Tagger, documents: Sequence[Prepared]) -> float:
    start = perf_counter()
    for one, sentences in documents:
        tagger.tag(one.document, sentences)
    return perf_counter() - start


def _row(name: Path, folder: Path, speed: float, ratio: float, scores: dict[str, Score]) -> TaggerRow:
    config: dict[str, Any] = json.loads((folder / CONFIG).read_text("utf-8"))
    shape = config.get("architecture", {})
    return TaggerRow(
        folder=name,
        encoder=str(config.get("encoder", _NOT_TOLD)),
        layers=shape.get("num_hidden_layers"),
        hidden=shape.get("hidden_size"),
        precision=precision_of(folder),
        megabytes=(folder / MODEL).stat().st_size / 1e6,
        sentences_per_second=speed,
        ratio=ratio,
        scores=scores,
    )
