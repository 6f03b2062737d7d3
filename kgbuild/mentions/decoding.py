"""Turn the label scores of words into mentions that obey BIO: inside follows begin or inside of its type."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kgbuild.domain.mention import EntityType
from kgbuild.mentions.labels import LABELS, OUTSIDE, begin, inside

_TYPES = tuple(EntityType)
_BEGINS = {begin(type): type for type in _TYPES}
_INSIDE_OF = {begin(type): inside(type) for type in _TYPES}


def _may_follow() -> NDArray[np.bool_]:
    """Return (before, after): whether a label may follow another."""
    allowed = np.ones((len(LABELS), len(LABELS)), dtype=np.bool_)
    for type in _TYPES:
        allowed[:, inside(type)] = False
        allowed[[begin(type), inside(type)], inside(type)] = True
    return allowed


_MAY_FOLLOW = _may_follow()
_PENALTY = np.where(_MAY_FOLLOW, 0.0, -np.inf)


@dataclass(frozen=True, slots=True)
class WordSpan:
    """Words `first` to `end` (excluded) name something of `type`; `score` is their mean probability."""

    first: int
    end: int
    type: EntityType
    score: float


def decode(logits: NDArray[np.floating], sentences: NDArray[np.int64]) -> list[WordSpan]:
    """Return the mentions of the likeliest label sequence that obeys BIO within each sentence.

    `logits` (words, labels); `sentences` (words,) says which sentence each word is in, ascending.
    """
    if not len(logits):
        return []
    scores = logits.astype(np.float64)
    scores -= scores.max(axis=1, keepdims=True)
    scores -= np.log(np.exp(scores).sum(axis=1, keepdims=True))
    labels = best_labels(scores, sentences)
    if not labels.any():
        return []
    probabilities = np.exp(scores[np.arange(len(labels)), labels])
    spans = []
    for first in np.flatnonzero(np.isin(labels, list(_BEGINS))).tolist():
        label = int(labels[first])
        end = first + 1
        # A sentence's first word is never inside, so that a run of inside labels ends with its sentence.
        while end < len(labels) and labels[end] == _INSIDE_OF[label]:
            end += 1
        score = round(float(probabilities[first:end].mean()), 4)
        spans.append(WordSpan(first, end, _BEGINS[label], score))
    return spans


def best_labels(scores: NDArray[np.float64], sentences: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the likeliest labels that obey BIO, given log-probabilities.

    The word-wise best labels are the answer wherever they obey; only other sentences need Viterbi's search.
    """
    labels: NDArray[np.int64] = scores.argmax(axis=1)
    before = np.empty_like(labels)
    before[0], before[1:] = OUTSIDE, labels[:-1]
    before[1:][sentences[1:] != sentences[:-1]] = OUTSIDE
    for sentence in np.unique(sentences[~_MAY_FOLLOW[before, labels]]):
        first, end = np.searchsorted(sentences, (sentence, sentence + 1))
        labels[first:end] = _viterbi(scores[first:end])
    return labels


def _viterbi(scores: NDArray[np.float64]) -> NDArray[np.int64]:
    best = scores[0] + _PENALTY[OUTSIDE]
    back = np.zeros(scores.shape, dtype=np.int64)
    for word in range(1, len(scores)):
        paths = best[:, None] + _PENALTY
        back[word] = paths.argmax(axis=0)
        best = paths.max(axis=0) + scores[word]
    labels = np.zeros(len(scores), dtype=np.int64)
    labels[-1] = best.argmax()
    for word in range(len(scores) - 1, 0, -1):
        labels[word - 1] = back[word, labels[word]]
    return labels
