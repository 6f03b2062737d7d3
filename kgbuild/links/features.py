"""Vectors of what entities are called, by a BERT-like encoder; computed once for a text and an encoder.

Mean of the last layer's states over the pieces, of length 1: what sentence-transformers does with MiniLM.
"""

import os
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from kgbuild.domain.ids import content_hash
from kgbuild.errors import EncoderError, ScoresError
from kgbuild.training.encoder import DEFAULT_NAME, DEFAULT_SHA256, default_encoder, require_encoder

BATCH = 64
PIECES = 64
"""Word pieces of an entity's text that are read: names are short."""

Vectors = NDArray[np.float32]
Progress = Callable[[int, int], None]


def cache_folder() -> Path:
    """Return where vectors are kept between trainings: `kgbuild` in the user's cache."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "kgbuild" / "vectors"


def text_vectors(
    texts: Sequence[str],
    *,
    encoder: str | None = None,
    cache: Path | None = None,
    device: torch.device | None = None,
    progress: Progress | None = None,
) -> Vectors:
    """Return the vectors (texts, width), each of length 1; raises `EncoderError`.

    `encoder` is a folder or hub id, the default one where None; `cache` a folder where the vectors of equal
    texts and encoder are found again.
    """
    kept = cache / f"{content_hash(identity(encoder), PIECES, *texts)}.npy" if cache else None
    if kept and kept.is_file():
        vectors: Vectors = np.load(kept)
    else:
        name = encoder or str(default_encoder())
        vectors = _encode(texts, name, device or torch.device("cpu"), progress)
        if kept:
            kept.parent.mkdir(parents=True, exist_ok=True)
            partial = kept.with_suffix(f".{os.getpid()}.partial")
            with partial.open("wb") as file:
                np.save(file, vectors)
            partial.replace(kept)
    check_vectors(vectors, len(texts))
    return vectors


def identity(encoder: str | None) -> str:
    """Return what changes when an encoder, given as to `text_vectors`, does."""
    return DEFAULT_SHA256 if encoder is None else f"{encoder}\t{_stamp(Path(encoder))}"


def check_vectors(vectors: Vectors, entities: int) -> None:
    """Raise `ScoresError` where vectors are not numbers, or not one for each entity."""
    if vectors.ndim != 2 or len(vectors) != entities:
        raise ScoresError(f"{vectors.shape} vectors for {entities} entities; delete the cache of vectors")
    bad = np.flatnonzero(~np.isfinite(vectors).all(axis=1))
    if len(bad):
        raise ScoresError(
            f"the vectors of {len(bad)} entities hold NaN or infinite numbers (first: number {bad[0]}); "
            "try another --encoder"
        )


def _stamp(folder: Path) -> str:
    """Return what changes when an encoder's folder does."""
    if not folder.is_dir():
        return ""
    return "\t".join(f"{p.name}:{p.stat().st_size}:{p.stat().st_mtime_ns}" for p in sorted(folder.iterdir()))


def _encode(texts: Sequence[str], name: str, device: torch.device, progress: Progress | None) -> Vectors:
    from transformers import AutoModel, AutoTokenizer

    require_encoder(name)
    try:
        tokenizer, model = AutoTokenizer.from_pretrained(name), AutoModel.from_pretrained(name)
    except (OSError, ValueError) as error:
        raise EncoderError(f"the encoder {name or DEFAULT_NAME} cannot be loaded: {error}") from error
    model.eval().to(device)
    order = np.argsort([len(text) for text in texts], kind="stable")
    vectors = np.zeros((len(texts), model.config.hidden_size), dtype=np.float32)
    for start in range(0, len(order), BATCH):
        rows = order[start : start + BATCH]
        batch = tokenizer(
            [texts[row] for row in rows],
            padding=True,
            truncation=True,
            max_length=PIECES,
            return_tensors="pt",
        ).to(device)
        with torch.inference_mode():
            states = model(**batch).last_hidden_state
        mask = batch["attention_mask"][..., None]
        means = (states * mask).sum(1) / mask.sum(1).clamp(min=1)
        vectors[rows] = torch.nn.functional.normalize(means, dim=1).cpu().numpy()
        if progress:
            progress(start + len(rows), len(order))
    return vectors
