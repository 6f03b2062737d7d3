"""What a torch model finds in prepared documents, decoded and scored as the exported one is.

Borders are not mended and abbreviations not explained: epochs are compared by the classifier alone.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer

from kgbuild.domain.document import Document
from kgbuild.domain.mention import Sentence
from kgbuild.domain.span import Span
from kgbuild.mentions.decoding import decode
from kgbuild.mentions.known_names import KnownNames
from kgbuild.mentions.labels import LABELS
from kgbuild.mentions.windows import Pieces, cut_pieces, cut_windows
from kgbuild.training.corpora import AnnotatedDocument
from kgbuild.training.entity_scores import (
    MERGED_CORPORA,
    OVERALL,
    Predicted,
    Score,
    pooled_f1,
    score_mentions,
)
from kgbuild.training.hints import hint_inputs
from kgbuild.training.labelling import allowed_labels
from kgbuild.training.tagger_batches import Labelled, Specials

Split = Callable[[Document], list[Sentence]]
Answered = tuple[AnnotatedDocument, list[Predicted]]


@dataclass(frozen=True, slots=True)
class Prepared:
    """An annotated document with its word pieces."""

    annotated: AnnotatedDocument
    pieces: Pieces

    def labelled(self) -> Labelled:
        """Return what is trained on."""
        return Labelled(self.pieces, allowed_labels(self.annotated, self.pieces))


def prepare_documents(
    documents: Iterable[AnnotatedDocument],
    split: Split,
    tokenizer: Tokenizer,
    names: KnownNames | None = None,
) -> list[Prepared]:
    """Cut annotated documents into sentences and word pieces."""
    return [Prepared(d, cut_pieces(d.document, split(d.document), tokenizer, names)) for d in documents]


def stopping_figures(
    model: Any, documents: Sequence[Prepared], specials: Specials, *, window: int
) -> dict[str, float]:
    """Return F1 by corpus and type, and `f1` pooled over all mentions; nothing is rounded in `f1`."""
    answered = [(one.annotated, predict(model, one.pieces, specials, window=window)) for one in documents]
    by_corpus = scores_by_corpus(answered)
    figures = {
        f"{corpus}/{type}": score.as_row()["f1"]
        for corpus, scores in by_corpus.items()
        for type, score in scores.items()
    }
    return {"f1": pooled_f1(scores[OVERALL] for scores in by_corpus.values()), **figures}


def scores_by_corpus(answered: Iterable[Answered]) -> dict[str, dict[str, Score]]:
    """Return the scores of each corpus by type."""
    by_corpus: dict[str, list[Answered]] = {}
    for one in answered:
        by_corpus.setdefault(one[0].corpus, []).append(one)
    return {
        corpus: score_mentions(pairs, merged=corpus in MERGED_CORPORA) for corpus, pairs in by_corpus.items()
    }


def predict(model: Any, pieces: Pieces, specials: Specials, *, window: int) -> list[Predicted]:
    """Return the mentions that a torch model finds in a document, as `Tagger` does with the exported one."""
    return spans_of(pieces, word_logits(model, pieces, specials, window=window))


def spans_of(pieces: Pieces, logits: NDArray[np.floating]) -> list[Predicted]:
    """Return the mentions that are decoded from the logits of words (words, labels)."""
    spans = decode(logits, pieces.word_sentences)
    return [
        (Span(int(pieces.word_spans[s.first, 0]), int(pieces.word_spans[s.end - 1, 1])), s.type)
        for s in spans
    ]


def word_logits(model: Any, pieces: Pieces, specials: Specials, *, window: int) -> NDArray[np.float32]:
    """Return the logits of each word's first piece (words, labels)."""
    if not len(pieces.words):
        return np.zeros((0, len(LABELS)), dtype=np.float32)
    read = np.concatenate(list(_logits(model, pieces, specials, window=window)))
    return np.asarray(read[pieces.words], dtype=np.float32)


def _logits(model: Any, pieces: Pieces, specials: Specials, *, window: int) -> Iterator[NDArray[np.float32]]:
    for one in cut_windows(pieces.sentence_starts, window):
        ids = [specials.first, *pieces.ids[one.start : one.end].tolist(), specials.last]
        hints = torch.tensor([[0, *pieces.hints[one.start : one.end].tolist(), 0]], device=model.device)
        with torch.inference_mode():
            read = torch.tensor([ids], device=model.device)
            output = model(input_ids=read, **hint_inputs(model, hints)).logits[0]
        core = output[one.core_start - one.start + 1 : one.core_end - one.start + 1]
        yield core.float().cpu().numpy()
