"""What extraction leaves out of what it keeps: reasons to count, and how to say them."""

from collections.abc import Mapping
from enum import StrEnum

from kgbuild.relations.candidates import MAX_MENTIONS
from kgbuild.relations.cooccurrence import MAX_ENTITIES


class Skip(StrEnum):
    """Why something was left out; the run record counts by these."""

    LANGUAGE = "language"
    NO_TEXT = "no-text"
    FOREIGN_SECTION = "foreign-section"
    CROWDED_SENTENCE = "crowded-sentence"
    UNPAIRED_MENTION = "unpaired-mention"


MEANINGS = {
    Skip.LANGUAGE: "documents in another language than English, not searched",
    Skip.NO_TEXT: "documents without text",
    Skip.FOREIGN_SECTION: "sections in another language than English, not searched",
    Skip.CROWDED_SENTENCE: f"sentences of more than {MAX_ENTITIES} entities, without co-occurrence",
    Skip.UNPAIRED_MENTION: f"mentions past the first {MAX_MENTIONS} of a sentence, without other relations",
}


def told(counts: Mapping[str, int]) -> str:
    """Return what was left out in words, empty where nothing was.

    >>> told({"no-text": 1, "language": 2000, "foreign-section": 0})
    '2,000 documents in another language than English, not searched; 1 documents without text'
    """
    return "; ".join(f"{counts[skip]:,} {meaning}" for skip, meaning in MEANINGS.items() if counts.get(skip))
