"""Find diseases, symptoms and drugs with the token classifier, on the processor, without torch.

The encoder reads one window at a time: int8 quantisation scales activations over everything in a batch, so
that with batch mates an answer would depend on them. Whole windows make up for the speed, having no padding.
"""

import hashlib
import json
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from onnxruntime.capi.onnxruntime_pybind11_state import (
    Fail,
    InvalidArgument,
    InvalidGraph,
    InvalidProtobuf,
    RuntimeException,
)
from tokenizers import Tokenizer

from kgbuild.domain.document import Document
from kgbuild.domain.mention import Mention, Sentence
from kgbuild.domain.span import Span
from kgbuild.errors import ModelFolderError
from kgbuild.mentions.borders import mend
from kgbuild.mentions.decoding import decode
from kgbuild.mentions.known_names import KnownNames
from kgbuild.mentions.labels import LABELS
from kgbuild.mentions.score_maps import ScoreMaps
from kgbuild.mentions.windows import (
    SMALLEST_WINDOW,
    SPECIALS,
    Pieces,
    Window,
    cut_pieces,
    cut_windows,
    load_tokenizer,
)

MODEL = "model.onnx"
TOKENIZER = "tokenizer.json"
CONFIG = "config.json"
CALIBRATION = "calibration"
"""Key of `config.json`, may be missing: the maps of scores by type."""
NAMES = "names.bin"
"""Known names that the encoder is told of; there is none where the model has no such input."""
INPUT, HINTS_INPUT = "input_ids", "hints"
OUTPUTS = ("logits", "states")

SLOW_FUSION = "SkipLayerNormFusion"
"""ONNX Runtime's kernel for it takes several times as long as the two operators that it replaces."""


@dataclass(frozen=True, slots=True)
class TokenStates:
    """What the encoder makes of each word piece of a document's sentences, in order.

    `spans` (n, 2) int32 document offsets; `states` (n, hidden) float32, the last hidden layer.
    """

    spans: NDArray[np.int32]
    states: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Tagged:
    """The mentions of a document, in order, and the encoder's states, for later steps to reuse."""

    mentions: list[Mention]
    tokens: TokenStates


class Tagger:
    """A token classifier in ONNX with its tokenizer; `fingerprint` names what it makes of text as states.

    Where there are `maps`, scores are calibrated by them, else they are mean probabilities of labels.
    """

    def __init__(
        self,
        session: Any,
        tokenizer: Tokenizer,
        *,
        window: int,
        fingerprint: str,
        names: KnownNames | None = None,
        maps: ScoreMaps | None = None,
    ) -> None:
        self._session = session
        self.names = names
        self._tokenizer = tokenizer
        self._window = window
        self._hidden = int(session.get_outputs()[1].shape[-1])
        specials = tokenizer.encode("a").ids
        self._first, self._last = specials[0], specials[-1]
        self.fingerprint = fingerprint
        self.maps = maps

    @classmethod
    def load(cls, folder: Path, *, threads: int = 1) -> "Tagger":
        """Load the model that `kgbuild train tagger` wrote; ModelFolderError says why a folder is none."""
        for name in (MODEL, TOKENIZER, CONFIG):
            if not (folder / name).is_file():
                raise ModelFolderError(folder, f"there is no {name}")
        window, maps = _settings(folder)
        try:
            tokenizer = load_tokenizer(folder / TOKENIZER)
        # The package raises plain Exception.
        except Exception as error:
            raise ModelFolderError(folder, f"{TOKENIZER} cannot be read: {error}") from error
        session, fingerprint = _session(folder, threads), _fingerprint(folder, window)
        names = KnownNames.load(folder / NAMES) if (folder / NAMES).is_file() else None
        return cls(session, tokenizer, window=window, fingerprint=fingerprint, names=names, maps=maps)

    def uncalibrated(self) -> "Tagger":
        """Return the same tagger without its maps, for fitting and judging them."""
        return Tagger(
            self._session,
            self._tokenizer,
            window=self._window,
            fingerprint=self.fingerprint,
            names=self.names,
        )

    def tag(self, document: Document, sentences: Sequence[Sentence]) -> Tagged:
        """Return the mentions in the sentences, which must be in order and not overlap.

        Depends on the document and its sentences alone. Text outside the sentences is not read.
        """
        pieces = self._cut(document, sentences)
        if not len(pieces.ids):
            return Tagged([], TokenStates(pieces.spans, np.empty((0, self._hidden), dtype=np.float32)))
        logits, states = self._read(pieces)
        mentions = []
        for found in decode(logits[pieces.words], pieces.word_sentences):
            start = int(pieces.word_spans[found.first, 0])
            end = _with_accents(document.text, int(pieces.word_spans[found.end - 1, 1]))
            sentence = sentences[int(pieces.word_sentences[found.first])].index
            score = self.maps.apply(found.type, found.score) if self.maps else found.score
            for span in mend(document.text, Span(start, end), found.type):
                text = document.text[span.start : span.end]
                mentions.append(Mention(document.id, span, text, found.type, score, sentence))
        return Tagged(mentions, TokenStates(pieces.spans, states))

    def judge_words(
        self, document: Document, sentences: Sequence[Sentence]
    ) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """Return the spans of the sentences' words (words, 2), and the logits of their labels (words, 7)."""
        pieces = self._cut(document, sentences)
        return pieces.word_spans, self._read(pieces)[0][pieces.words]

    def _cut(self, document: Document, sentences: Sequence[Sentence]) -> Pieces:
        return cut_pieces(document, sentences, self._tokenizer, self.names)

    def _read(self, pieces: Pieces) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Return logits and states of all pieces."""
        logits = np.empty((len(pieces.ids), len(LABELS)), dtype=np.float32)
        states = np.empty((len(pieces.ids), self._hidden), dtype=np.float32)
        for window in cut_windows(pieces.sentence_starts, self._window):
            core = slice(window.core_start, window.core_end)
            logits[core], states[core] = self._run(pieces, window)
        return logits, states

    def _run(self, pieces: Pieces, window: Window) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Return logits and states of the window's core."""
        ids = np.empty((1, window.end - window.start + SPECIALS), dtype=np.int64)
        ids[0, 0], ids[0, -1] = self._first, self._last
        ids[0, 1:-1] = pieces.ids[window.start : window.end]
        inputs = {INPUT: ids}
        if self.names is not None:
            hints = np.zeros_like(ids)
            hints[0, 1:-1] = pieces.hints[window.start : window.end]
            inputs[HINTS_INPUT] = hints
        logits, states = self._session.run(OUTPUTS, inputs)
        core = slice(window.core_start - window.start + 1, window.core_end - window.start + 1)
        return logits[0, core], states[0, core]


def _with_accents(text: str, end: int) -> int:
    """Return the end of a word with the combining marks that the tokenizer strips from it."""
    while end < len(text) and unicodedata.combining(text[end]):
        end += 1
    return end


def _settings(folder: Path) -> tuple[int, ScoreMaps | None]:
    """Return the window's size and the maps of scores from the configuration, whose labels must be ours."""
    try:
        config = json.loads((folder / CONFIG).read_text("utf-8"))
        labels, window = tuple(config["labels"]), config["window"]
    except (ValueError, KeyError, TypeError) as error:
        raise ModelFolderError(folder, f"{CONFIG} is not a tagger's: {error!r}") from error
    if labels != LABELS:
        raise ModelFolderError(
            folder, f"its labels are {', '.join(map(str, labels))}, not {', '.join(LABELS)}"
        )
    if not isinstance(window, int) or window < SMALLEST_WINDOW:
        raise ModelFolderError(folder, f"its window is {window!r}, not a number of word pieces")
    try:
        return window, ScoreMaps.of(config[CALIBRATION]) if CALIBRATION in config else None
    except ValueError as error:
        raise ModelFolderError(folder, f"its {CALIBRATION} cannot be used: {error}") from error


def _session(folder: Path, threads: int) -> Any:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    # Idle threads that spin would take the cores from the other workers.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        session = onnxruntime.InferenceSession(
            str(folder / MODEL),
            sess_options=options,
            providers=["CPUExecutionProvider"],
            disabled_optimizers=[SLOW_FUSION],
        )
    except (Fail, InvalidArgument, InvalidGraph, InvalidProtobuf, RuntimeException) as error:
        raise ModelFolderError(folder, f"{MODEL} cannot be loaded: {error}") from error
    inputs = tuple(one.name for one in session.get_inputs())
    outputs = tuple(one.name for one in session.get_outputs())
    expected = (INPUT, HINTS_INPUT) if (folder / NAMES).is_file() else (INPUT,)
    if inputs != expected or outputs != OUTPUTS:
        raise ModelFolderError(
            folder,
            f"{MODEL} makes {', '.join(outputs)} of {', '.join(inputs)}, not {', '.join(OUTPUTS)} of "
            f"{', '.join(expected)} (the latter is wanted where there is a {NAMES})",
        )
    return session


def _fingerprint(folder: Path, window: int) -> str:
    """Return a digest of what decides the states; maps of scores do not."""
    digest = hashlib.sha256(str(window).encode())
    for name in (MODEL, TOKENIZER, *([NAMES] if (folder / NAMES).is_file() else [])):
        digest.update(hashlib.sha256((folder / name).read_bytes()).digest())
    return digest.hexdigest()[:20]
