"""What a tagger is told of a word besides its letters: the known name that it is in, and the kind of text.

Case reports are annotated otherwise than abstracts: what was found in one patient, however it is put, is a
symptom there. A section that its label calls a case report is read as one; all else as abstracts are.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from kgbuild.domain.document import Document
from kgbuild.domain.mention import Sentence
from kgbuild.mentions.known_names import KnownNames
from kgbuild.mentions.labels import LABELS

KINDS = 2
"""Other text, and case reports."""
HINTS = KINDS * len(LABELS)
"""A hint is the label that a word would have if the known name around it were a mention; of case reports plus
the number of labels."""

_CASE_REPORT = re.compile(r"(?:clinical )?cases?(?: (?:report|presentation|description|history|summary)s?)?")


def is_case_report(label: str) -> bool:
    """Whether a section of this label is a case report.

    >>> [is_case_report(label) for label in ("case report", "cases", "case presentation", "case control", "")]
    [True, True, True, False, False]
    """
    return _CASE_REPORT.fullmatch(label) is not None


def hint_words(
    names: KnownNames,
    document: Document,
    sentences: Sequence[Sentence],
    word_spans: NDArray[np.int32],
    word_sentences: NDArray[np.int64],
) -> NDArray[np.int64]:
    """Return the hint of each word (words,).

    `word_spans` (words, 2) are offsets into the document, `word_sentences` (words,) places in `sentences`.
    """
    hints = names.hints(document.text, word_spans, word_sentences)
    reports = sorted((s.start, s.end) for s in document.sections if is_case_report(s.label))
    if reports:
        firsts = [first for first, _ in reports]
        ends = [0, *accumulate((end for _, end in reports), max)]
        starts = [sentence.span.start for sentence in sentences]
        inside = [start < ends[bisect_right(firsts, start)] for start in starts]
        hints += len(LABELS) * np.array(inside, dtype=np.int64)[word_sentences]
    return hints
