"""A BERT that trains in a moment, and a recipe for it."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("torch")
pytest.importorskip("transformers")

import torch
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
from transformers import BertConfig, BertForTokenClassification, BertModel

from kgbuild.mentions.labels import LABELS
from kgbuild.training.tagger_recipe import TaggerRecipe

WORDS = """
[PAD] [UNK] [CLS] [SEP] naproxen induced headache a man with pneumonia took she had chest pain and asthma
salbutamol was given . ; , e ##n ##s
""".split()
RECIPE = TaggerRecipe(
    epochs=3, patience=3, pieces_per_step=48, learning_rate=5e-3, window=32, training_windows=(0, 32),
    average=0.5, checkpoint_every=3,
)  # fmt: skip
ABLE = replace(RECIPE, epochs=30, patience=30, learning_rate=3e-3, dropout=0.0)
"""Learns the hand-written corpora by heart."""


def tiny_config() -> Any:
    """Return the shape of a BERT of 2 layers."""
    return BertConfig(
        vocab_size=len(WORDS), hidden_size=32, num_hidden_layers=2, num_attention_heads=2,
        intermediate_size=64, max_position_embeddings=64, num_labels=len(LABELS),
        attention_probs_dropout_prob=0.0,
    )  # fmt: skip


def tiny_tagger() -> Any:
    """Return a token classifier with random weights, the same at each call."""
    torch.manual_seed(1)
    return BertForTokenClassification(tiny_config())


def tiny_tokenizer() -> Tokenizer:
    """Return a tokenizer that knows the words of the hand-written corpora."""
    vocabulary = {word: id for id, word in enumerate(WORDS)}
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    tokenizer.add_special_tokens(WORDS[:4])
    return tokenizer


def write_tiny_encoder(folder: Path) -> Path:
    """Write a BERT with random weights and its tokenizer; return the folder."""
    torch.manual_seed(1)
    BertModel(tiny_config(), add_pooling_layer=False).save_pretrained(folder)
    tiny_tokenizer().save(str(folder / "tokenizer.json"))
    return folder
