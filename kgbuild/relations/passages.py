"""Cut a document into passages: what is told of a drug and a condition is weighed within one of them."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from kgbuild.domain.mention import Sentence

LONGEST = 30
"""Sentences of a passage. Abstracts are shorter; a full text is cut, for counts over all of it would be
unlike those of the abstracts that the weighing was learnt from."""
FEWEST = 4
"""Sentences below which a text has no context to speak of: its sentences are read one by one."""


def passages(sentences: Sequence[Sentence]) -> Iterator[Sequence[Sentence]]:
    """Yield runs of sentences of nearly equal length; none of a text with fewer than `FEWEST` sentences."""
    if len(sentences) < FEWEST:
        return
    count = -(-len(sentences) // LONGEST)
    borders = [len(sentences) * i // count for i in range(count + 1)]
    for first, end in pairwise(borders):
        yield sentences[first:end]
