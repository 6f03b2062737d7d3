"""New whole words in the places of word pieces that the text never uses."""

import json
from collections import Counter
from pathlib import Path

import pytest

pytest.importorskip("torch")

import torch
from tokenizers import Tokenizer
from tokenizers.models import BPE, WordPiece
from tokenizers.pre_tokenizers import BertPreTokenizer
from tokenizers.processors import BertProcessing

from kgbuild.domain.document import Document, Section
from kgbuild.errors import EncoderError
from kgbuild.mentions.tagger import TOKENIZER
from kgbuild.mentions.windows import load_tokenizer, prepare
from kgbuild.training.encoder_recipe import EncoderRecipe
from kgbuild.training.encoder_run import EncoderRun, run_encoder_training
from kgbuild.training.encoder_vocabulary import (
    LEAST,
    NewWord,
    choose_words,
    count_words,
    place_vectors,
    place_words,
    require_wordpiece,
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
    require_wordpiece(tokenizer())
    with pytest.raises(EncoderError, match="new_words needs an encoder whose tokenizer is WordPiece"):
        require_wordpiece(Tokenizer(BPE()))


def test_an_adapted_encoder_has_the_new_words(tmp_path: Path) -> None:
    from transformers import BertConfig, BertForMaskedLM

    encoder, data = tmp_path / "small", tmp_path / "data"
    config = BertConfig(
        vocab_size=len(PIECES), hidden_size=8, num_hidden_layers=1, num_attention_heads=2, intermediate_size=8
    )
    BertForMaskedLM(config).save_pretrained(encoder)
    tokenizer().save(str(encoder / TOKENIZER))
    (data / "pubmed").mkdir(parents=True)
    records = [{"id": f"PMID:{i}", "text": "placebo statins " * 40} for i in range(30)]
    (data / "pubmed" / "some.jsonl").write_text("".join(json.dumps(r) + "\n" for r in records), "utf-8")

    def adapt(folder: Path, new_words: int) -> EncoderRun:
        recipe = EncoderRecipe(block=16, pieces_per_step=64, pieces=256, new_words=new_words)
        return run_encoder_training(
            recipe, data, folder, encoder=str(encoder), device="cpu", reading=int, progress=lambda *_: None
        )

    grown, plain = adapt(tmp_path / "grown", 1), adapt(tmp_path / "plain", 0)
    assert len(load_tokenizer(plain.folder / TOKENIZER).encode("statins").ids) == 5
    assert len(load_tokenizer(grown.folder / TOKENIZER).encode("statins").ids) == 3
    assert grown.pieces < plain.pieces
