"""Word pieces and windows: everything in a sentence is read exactly once, with context."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from kgbuild.domain.document import Document
from kgbuild.domain.mention import Sentence
from kgbuild.domain.span import Span
from kgbuild.mentions.windows import OVERLAP, SPECIALS, cut_pieces, cut_windows, load_tokenizer
from kgbuild.resources import DEFAULT_TAGGER


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return load_tokenizer(DEFAULT_TAGGER / "tokenizer.json")


def _document(text: str) -> Document:
    return Document(id="d", text=text, title="", sections=())


def _sentences(*spans: tuple[int, int]) -> list[Sentence]:
    return [Sentence("d", index, Span(*span)) for index, span in enumerate(spans)]


lengths = st.lists(st.integers(0, 300), max_size=20)


@given(lengths, st.integers(8, 256), st.integers(0, 100))
def test_cores_tile_all_pieces_and_windows_fit(lengths: list[int], size: int, overlap: int) -> None:
    borders = np.concatenate(([0], np.cumsum(lengths))).astype(np.int64)
    windows = cut_windows(borders, size, overlap=overlap)
    read = [piece for window in windows for piece in range(window.core_start, window.core_end)]
    assert read == list(range(int(borders[-1])))
    for window in windows:
        assert 0 < window.end - window.start <= size - SPECIALS
        assert window.start <= window.core_start < window.core_end <= window.end


@given(lengths, st.integers(8, 256))
def test_only_a_sentence_that_is_too_long_is_cut(lengths: list[int], size: int) -> None:
    borders = np.concatenate(([0], np.cumsum(lengths))).astype(np.int64)
    windows = cut_windows(borders, size)
    cuts = {window.core_start for window in windows} - set(borders.tolist())
    for cut in cuts:
        (start, end) = next((a, b) for a, b in pairwise(borders.tolist()) if a < cut < b)
        assert end - start > size - SPECIALS


def test_a_long_sentence_is_read_with_context_on_both_sides_of_every_cut() -> None:
    windows = cut_windows(np.array([0, 1000]), 256)
    assert len(windows) > 1000 // 256
    for before, after in pairwise(windows):
        assert before.end - before.core_end >= OVERLAP // 2
        assert after.core_start - after.start >= OVERLAP // 2


def test_no_sentence_makes_no_window() -> None:
    assert cut_windows(np.array([0]), 128) == []
    assert cut_windows(np.array([], dtype=np.int64), 128) == []


def test_pieces_point_into_the_document(tokenizer: Tokenizer) -> None:
    text = "Title here\nNaproxen caused dyspnoea."
    pieces = cut_pieces(_document(text), _sentences((0, 10), (11, len(text))), tokenizer)
    words = [text[start:end] for start, end in pieces.word_spans]
    assert words == ["Title", "here", "Naproxen", "caused", "dyspnoea", "."]
    assert pieces.word_sentences.tolist() == [0, 0, 1, 1, 1, 1]
    assert pieces.sentence_starts[0] == 0
    assert pieces.sentence_starts[-1] == len(pieces.ids) == len(pieces.spans)
    assert pieces.words[2] == pieces.sentence_starts[1]


def test_text_outside_of_sentences_has_no_pieces(tokenizer: Tokenizer) -> None:
    text = "Skipped aspirin read this skipped too"
    pieces = cut_pieces(_document(text), _sentences((8, 15), (16, 25)), tokenizer)
    assert [text[start:end] for start, end in pieces.word_spans] == ["aspirin", "read", "this"]


def test_special_tokens_in_a_text_are_text(tokenizer: Tokenizer) -> None:
    text = "a [SEP] b"
    pieces = cut_pieces(_document(text), _sentences((0, len(text))), tokenizer)
    assert tokenizer.token_to_id("[SEP]") not in pieces.ids
    assert text[pieces.word_spans[-1, 0] :] == "b"


def test_no_text_and_no_sentences_have_no_pieces(tokenizer: Tokenizer) -> None:
    for text, sentences in (("", []), ("aspirin", []), ("  ", _sentences((0, 2)))):
        pieces = cut_pieces(_document(text), sentences, tokenizer)
        assert len(pieces.ids) == len(pieces.words) == 0
        assert pieces.sentence_starts.tolist() == [0] * (len(sentences) + 1)


@given(st.text(max_size=60), st.data())
def test_every_piece_lies_in_a_word_of_one_sentence(
    tokenizer: Tokenizer, text: str, data: st.DataObject
) -> None:
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=4)))
    sentences = _sentences(*pairwise(cuts))
    pieces = cut_pieces(_document(text), sentences, tokenizer)
    for (start, end), home in zip(pieces.word_spans.tolist(), pieces.word_sentences.tolist(), strict=True):
        assert sentences[home].span.start <= start < sentences[home].span.end
        assert start < end
    assert (np.diff(pieces.spans[:, 0]) >= 0).all()
