"""Decoding: the likeliest labels that obey BIO, sentence by sentence."""

from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from kgbuild.domain.mention import EntityType
from kgbuild.mentions.decoding import best_labels, decode
from kgbuild.mentions.labels import LABELS, OUTSIDE, begin, inside

DRUG, SYMPTOM = EntityType.DRUG, EntityType.SYMPTOM


def _logits(*labels: int) -> NDArray[np.float64]:
    logits = np.zeros((len(labels), len(LABELS)))
    logits[np.arange(len(labels)), labels] = 5.0
    return logits


def _obeys(labels: list[int]) -> bool:
    names = ["O", *(LABELS[label] for label in labels)]
    pairs = pairwise(names)
    return all(not now.startswith("I-") or before[1:] == now[1:] for before, now in pairs)


def test_reads_mentions() -> None:
    found = decode(
        _logits(begin(DRUG), OUTSIDE, begin(SYMPTOM), inside(SYMPTOM)), np.zeros(4, dtype=np.int64)
    )
    assert [(span.first, span.end, span.type) for span in found] == [(0, 1, DRUG), (2, 4, SYMPTOM)]
    assert found[0].score == pytest.approx(np.exp(5) / (np.exp(5) + len(LABELS) - 1), abs=1e-4)


def test_neighbours_stay_apart() -> None:
    found = decode(_logits(begin(DRUG), begin(DRUG), inside(DRUG)), np.zeros(3, dtype=np.int64))
    assert [(span.first, span.end) for span in found] == [(0, 1), (1, 3)]


def test_a_mention_ends_with_its_sentence() -> None:
    found = decode(_logits(begin(DRUG), inside(DRUG)), np.array([0, 1]))
    assert [(span.first, span.end) for span in found] == [(0, 1)]


def test_nothing_in_nothing_out() -> None:
    assert decode(np.zeros((0, len(LABELS))), np.zeros(0, dtype=np.int64)) == []
    assert decode(_logits(OUTSIDE, OUTSIDE), np.zeros(2, dtype=np.int64)) == []


scores = st.integers(1, 12).flatmap(
    lambda words: st.tuples(
        arrays(np.float64, (words, len(LABELS)), elements=st.floats(-9, 9, width=32)),
        st.lists(st.integers(0, 2), min_size=words, max_size=words).map(sorted).map(np.array),
    )
)


@given(scores)
def test_labels_obey_bio_in_every_sentence(drawn: tuple[NDArray[np.float64], NDArray[np.int64]]) -> None:
    logits, sentences = drawn
    labels = best_labels(logits, sentences)
    for sentence in set(sentences.tolist()):
        assert _obeys(labels[sentences == sentence].tolist())


@given(scores)
def test_mentions_never_cross_sentences_or_overlap(
    drawn: tuple[NDArray[np.float64], NDArray[np.int64]],
) -> None:
    logits, sentences = drawn
    found = decode(logits, sentences)
    for span in found:
        assert len(set(sentences[span.first : span.end].tolist())) == 1
        assert 0.0 <= span.score <= 1.0
    assert all(a.end <= b.first for a, b in pairwise(found))


@given(arrays(np.float64, (3, len(LABELS)), elements=st.floats(-9, 9, width=16)))
def test_no_allowed_sequence_scores_higher(logits: NDArray[np.float64]) -> None:
    labels = best_labels(logits, np.zeros(3, dtype=np.int64))
    words = np.arange(3)
    allowed = (p for p in product(range(len(LABELS)), repeat=3) if _obeys(list(p)))
    best = max(logits[words, list(path)].sum() for path in allowed)
    assert logits[words, labels].sum() == pytest.approx(best)
