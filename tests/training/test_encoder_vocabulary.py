"""New whole words in the places of word pieces that the text never uses."""

from collections import Counter

import pytest

pytest.importorskip("torch")

import torch
from tokenizers import Tokenizer
from tokenizers.models import BPE, WordPiece
from tokenizers.pre_tokenizers import BertPreTokenizer
from tokenizers.processors import BertProcessing

from kgbuild.domain.document import Document, Section
from kgbuild.errors import EncoderError
from kgbuild.mentions.windows import prepare
from kgbuild.training.encoder_vocabulary import (
    LEAST,
    NewWord,
    choose_words,
    count_words,
    place_vectors,
    place_words,
)

pytestmark = pytest.mark.learn

PIECES = [
    "[PAD]",
    "[UNK]",
    "[CLS]",
    "[SEP]",
    "[MASK]",
    "place",
    "##bo",
    "sta",
    "##tin",
    "##s",
    "chess",
    "z",
    "pawn",
]


def tokenizer() -> Tokenizer:
    made = Tokenizer(WordPiece({piece: i for i, piece in enumerate(PIECES)}, unk_token="[UNK]"))
    made.add_special_tokens(PIECES[:5])
    made.pre_tokenizer = BertPreTokenizer()
    made.post_processor = BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    return prepare(made)


def test_words_are_counted_in_english_text_alone() -> None:
    text = "Placebo, statin. Studie"
    sections = (Section("abstract", 0, 16), Section("abstract", 17, 23, "de"))
    documents = [Document(id="PMID:1", text=text, title="", sections=sections)]
    told: list[int] = []
    counted = count_words(documents, tokenizer(), progress=told.append)
    assert counted == Counter({"Placebo": 1, ",": 1, "statin": 1, ".": 1})
    assert told == [1]


def test_the_words_that_save_most_take_the_places_of_unused_pieces() -> None:
    words = Counter({"placebo": LEAST, "statins": LEAST, "statin": LEAST - 1, "place": 1000})
    new = choose_words(words, tokenizer(), limit=9)
    # "chess" and "pawn" are not used; "z" is not either, but a single character.
    assert new == [NewWord("statins", 10, (7, 8, 9)), NewWord("placebo", 12, (5, 6))]
    assert choose_words(words, tokenizer(), limit=1) == new[:1]


def test_a_placed_word_is_one_piece_and_others_stay() -> None:
    old = tokenizer()
    placed = place_words(old, [NewWord("statins", 10, (7, 8, 9))])
    assert placed.encode("statins place").ids == [2, 10, 5, 3]
    assert placed.encode("statin").ids == old.encode("statin").ids
    assert placed.get_vocab_size() == old.get_vocab_size()
    assert placed.encode("[SEP]").ids != [2, 3, 3]


def test_a_new_word_starts_as_the_mean_of_its_pieces() -> None:
    vectors = torch.nn.Parameter(torch.arange(26.0).reshape(13, 2))
    before = vectors.detach().clone()
    place_vectors(vectors, [NewWord("statins", 10, (7, 8, 9))])
    assert torch.equal(vectors[10], before[[7, 8, 9]].mean(dim=0))
    others = [i for i in range(13) if i != 10]
    assert torch.equal(vectors[others], before[others])


def test_other_tokenizers_are_refused() -> None:
    made = Tokenizer(BPE())
    with pytest.raises(EncoderError, match="new_words needs an encoder whose tokenizer is WordPiece"):
        choose_words(Counter(), made, limit=1)
