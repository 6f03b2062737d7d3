"""Train a tagger from a recipe and the corpora: the parts put together."""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer

from kgbuild.domain.document import Document
from kgbuild.domain.mention import Sentence
from kgbuild.domain.span import Span
from kgbuild.mentions.decoding import decode
from kgbuild.mentions.windows import Pieces, cut_pieces, cut_windows
from kgbuild.training.corpora import AnnotatedDocument
from kgbuild.training.encoder import load_encoder
from kgbuild.training.entity_scores import (
    MERGED_CORPORA,
    OVERALL,
    Predicted,
    Score,
    pooled_f1,
    score_mentions,
)
from kgbuild.training.labelling import allowed_labels
from kgbuild.training.splits import TaggerSplits
from kgbuild.training.tagger_batches import Labelled, Specials
from kgbuild.training.tagger_recipe import TaggerRecipe
from kgbuild.training.tagger_trainer import Progress, TaggerTrainer, seed_everything

Split = Callable[[Document], list[Sentence]]


@dataclass(frozen=True, slots=True)
class Prepared:
    """An annotated document with its word pieces."""

    annotated: AnnotatedDocument
    pieces: Pieces

    def labelled(self) -> Labelled:
        """Return what is trained on."""
        return Labelled(self.pieces, allowed_labels(self.annotated, self.pieces))


def train_tagger(
    recipe: TaggerRecipe,
    splits: TaggerSplits,
    *,
    encoder: str,
    split: Split,
    folder: Path,
    device: torch.device,
    progress: Progress,
) -> dict[str, float]:
    """Fine-tune the encoder into `folder` and return the best figures on the stopping documents.

    `split` cuts documents into sentences. Called again after a kill, training goes on.
    """
    seed_everything(recipe.seed)
    model, tokenizer = load_encoder(encoder, dropout=recipe.dropout)
    training = [one.labelled() for one in prepare_documents(splits.train, split, tokenizer)]
    stopping = prepare_documents(splits.stopping, split, tokenizer)
    trainer = TaggerTrainer(model, tokenizer, recipe, folder, device=device)

    def evaluate(model: Any) -> dict[str, float]:
        started = time.monotonic()
        figures = stopping_figures(model, stopping, Specials.of(tokenizer), window=recipe.window)
        return {**figures, "seconds": round(time.monotonic() - started, 1)}

    best = trainer.train(training, evaluate, progress)
    tokenizer.save(str(folder / "tokenizer.json"))
    return best


def prepare_documents(
    documents: Iterable[AnnotatedDocument], split: Split, tokenizer: Tokenizer
) -> list[Prepared]:
    """Cut annotated documents into sentences and word pieces."""
    return [Prepared(d, cut_pieces(d.document.text, split(d.document), tokenizer)) for d in documents]


def stopping_figures(
    model: Any, documents: Sequence[Prepared], specials: Specials, *, window: int
) -> dict[str, float]:
    """Return F1 by corpus and type, and `f1` pooled over all mentions; nothing is rounded in `f1`."""
    by_corpus: dict[str, list[tuple[AnnotatedDocument, list[Predicted]]]] = {}
    for one in documents:
        predicted = predict(model, one.pieces, specials, window=window)
        by_corpus.setdefault(one.annotated.corpus, []).append((one.annotated, predicted))
    figures: dict[str, float] = {}
    overall: list[Score] = []
    for corpus, pairs in by_corpus.items():
        scores = score_mentions(pairs, merged=corpus in MERGED_CORPORA)
        overall.append(scores[OVERALL])
        figures.update({f"{corpus}/{type}": score.as_row()["f1"] for type, score in scores.items()})
    return {"f1": pooled_f1(overall), **figures}


def predict(model: Any, pieces: Pieces, specials: Specials, *, window: int) -> list[Predicted]:
    """Return the mentions that a torch model finds in a document, as `Tagger` does with the exported one."""
    if not len(pieces.words):
        return []
    logits = np.concatenate(list(_logits(model, pieces, specials, window=window)))
    spans = decode(logits[pieces.words], pieces.word_sentences)
    return [
        (Span(int(pieces.word_spans[s.first, 0]), int(pieces.word_spans[s.end - 1, 1])), s.type)
        for s in spans
    ]


def _logits(model: Any, pieces: Pieces, specials: Specials, *, window: int) -> Iterable[NDArray[np.float32]]:
    for one in cut_windows(pieces.sentence_starts, window):
        ids = [specials.first, *pieces.ids[one.start : one.end].tolist(), specials.last]
        with torch.inference_mode():
            output = model(input_ids=torch.tensor([ids], device=model.device)).logits[0]
        core = output[one.core_start - one.start + 1 : one.core_end - one.start + 1]
        yield core.float().cpu().numpy()
