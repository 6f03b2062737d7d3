"""Turn gold mentions into the labels that each word may have."""

import numpy as np
from numpy.typing import NDArray

from kgbuild.domain.mention import EntityType
from kgbuild.mentions.labels import LABELS, OUTSIDE, begin, inside
from kgbuild.mentions.windows import Pieces
from kgbuild.training.corpora import AnnotatedDocument


def allowed_labels(annotated: AnnotatedDocument, pieces: Pieces) -> NDArray[np.bool_]:
    """Return (words, labels): which labels the annotation allows for each word.

    Mostly one; several where a mention's type is open, and for words outside of mentions where the annotators
    did not look for some type. A mention covers every word that it shares a character with.
    """
    allowed = np.zeros((len(pieces.words), len(LABELS)), dtype=np.bool_)
    starts, ends = pieces.word_spans[:, 0], pieces.word_spans[:, 1]
    for gold in annotated.gold:
        first = int(np.searchsorted(ends, gold.span.start, side="right"))
        last = int(np.searchsorted(starts, gold.span.end, side="left"))
        for type in gold.types:
            allowed[first : first + 1, begin(type)] = first < last
            allowed[first + 1 : last, inside(type)] = True
    outside = np.zeros(len(LABELS), dtype=np.bool_)
    outside[OUTSIDE] = True
    for type in EntityType:
        if type not in annotated.annotated:
            outside[[begin(type), inside(type)]] = True
    allowed[~allowed.any(axis=1)] = outside
    return allowed
