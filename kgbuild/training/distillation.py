"""Have taggers judge the words of documents, for a smaller or better one to learn from (Hinton 2015).

What a teacher says is kept on disk, a file for so many documents, under a name that changes with the teacher
and the documents: asked again, as after a kill, only what is missing is judged.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kgbuild.domain.document import Document
from kgbuild.domain.mention import EntityType, Sentence
from kgbuild.mentions.labels import LABELS, begin, inside
from kgbuild.mentions.tagger import Tagger
from kgbuild.mentions.windows import Pieces

SHARD = 64
"""Documents that share a file, and of which a kill costs at most so many."""

Progress = Callable[[int, int], None]
"""Told how many documents are judged, and of how many, all teachers together."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """A document that is learnt from, its sentences, and the learner's word pieces."""

    document: Document
    sentences: list[Sentence]
    pieces: Pieces


@dataclass(frozen=True, slots=True)
class _Judged:
    """The words of a document as a teacher cuts them, and their logits."""

    spans: NDArray[np.int32]
    logits: NDArray[np.float32]


def soft_labels(
    teachers: Sequence[Tagger],
    lessons: Sequence[Lesson],
    *,
    temperature: float,
    cache: Path,
    progress: Progress,
) -> list[NDArray[np.float32]]:
    """Return the mean of the teachers' probabilities for the words (words, labels) of each document.

    A word that some teacher has not read has a row of zeros.
    """
    found: list[NDArray[np.float32]] = []
    total = len(teachers) * len(lessons)
    for number, teacher in enumerate(teachers):
        folder = cache / teacher.fingerprint
        folder.mkdir(parents=True, exist_ok=True)
        for start in range(0, len(lessons), SHARD):
            shard = lessons[start : start + SHARD]
            for place, judged in enumerate(_shard(teacher, shard, folder), start):
                soft = softmax(judged.logits / temperature)
                own = align(lessons[place].pieces.word_spans, judged.spans, soft)
                own /= len(teachers)
                if number == 0:
                    found.append(own)
                else:
                    missing = ~(own.any(axis=1) & found[place].any(axis=1))
                    found[place] += own
                    found[place][missing] = 0.0
            progress(number * len(lessons) + start + len(shard), total)
    return found


def align(
    words: NDArray[np.int32], theirs: NDArray[np.int32], soft: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Return the probabilities of words (n, 2) from those of the words of another tokenizer (m, 2).

    A word takes those of the one that holds its first character, zeros where there is none. Where it only
    goes on with that, what began there is inside here.
    """
    places = np.searchsorted(theirs[:, 0], words[:, 0], side="right") - 1
    held = places >= 0
    held[held] = words[held, 0] < theirs[places[held], 1]
    aligned = np.zeros((len(words), len(LABELS)), dtype=np.float32)
    aligned[held] = soft[places[held]]
    goes_on = held.copy()
    goes_on[held] = words[held, 0] > theirs[places[held], 0]
    for type in EntityType:
        aligned[goes_on, inside(type)] += aligned[goes_on, begin(type)]
        aligned[goes_on, begin(type)] = 0.0
    return aligned


def softmax(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return probabilities (words, labels)."""
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), dtype=np.float32)


def _shard(teacher: Tagger, lessons: Sequence[Lesson], folder: Path) -> list[_Judged]:
    """Return what the teacher says of the documents, from its file where there is one."""
    path = folder / f"{_key(lessons)}.npz"
    if not path.is_file():
        judged = [_Judged(*teacher.judge_words(one.document, one.sentences)) for one in lessons]
        partial = path.with_suffix(".partial")
        with partial.open("wb") as file:
            np.savez(
                file,
                counts=np.array([len(one.spans) for one in judged]),
                spans=np.concatenate([one.spans for one in judged]),
                logits=np.concatenate([one.logits for one in judged]).astype(np.float16),
            )
        partial.replace(path)
    with np.load(path) as held:
        borders = np.cumsum(held["counts"])[:-1]
        spans, logits = np.split(held["spans"], borders), np.split(held["logits"], borders)
    return [_Judged(*pair) for pair in zip(spans, [one.astype(np.float32) for one in logits], strict=True)]


def _key(lessons: Sequence[Lesson]) -> str:
    digest = hashlib.sha256()
    for one in lessons:
        spans = [tuple(sentence.span) for sentence in one.sentences]
        digest.update(repr((one.document.text, spans)).encode())
    return digest.hexdigest()[:20]
