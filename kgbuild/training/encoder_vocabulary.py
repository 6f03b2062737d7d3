"""Give an encoder whole words for what the text says often, in the places of word pieces that it never uses.

"placebo" and "dysmenorrhea" are several pieces to an encoder of general English. As one piece each, windows
hold more text and reading costs less; the number of pieces stays. A new word starts as the mean of the pieces
that it was (fast vocabulary transfer, Gee et al. 2022) and is learnt with the rest.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import torch
from tokenizers import Tokenizer

from kgbuild.domain.document import ENGLISH, Document
from kgbuild.errors import EncoderError
from kgbuild.mentions.windows import prepare

LEAST = 50
"""A word that the text says less often is not worth a place of its own."""
WORDPIECE = "WordPiece"
CONTINUES = "##"

Progress = Callable[[int], None]
"""Told the number of documents read."""


@dataclass(frozen=True, slots=True)
class NewWord:
    """A word that takes the place `id`, and the ids of the pieces that it was until now."""

    text: str
    id: int
    pieces: tuple[int, ...]


def require_wordpiece(tokenizer: Tokenizer) -> None:
    """Raise EncoderError where words cannot be placed, since the tokenizer is of another kind."""
    if json.loads(tokenizer.to_str())["model"]["type"] != WORDPIECE:
        raise EncoderError(
            "new_words needs an encoder whose tokenizer is WordPiece; set it to 0 for this one"
        )


def count_words(documents: Iterable[Document], tokenizer: Tokenizer, *, progress: Progress) -> Counter[str]:
    """Count the words of English text, as the tokenizer normalises and cuts them before it takes pieces."""
    words: Counter[str] = Counter()
    for count, document in enumerate(documents, 1):
        for section in document.sections:
            if section.language == ENGLISH:
                text = document.text[section.start : section.end]
                if tokenizer.normalizer is not None:
                    text = tokenizer.normalizer.normalize_str(text)
                words.update(word for word, _ in tokenizer.pre_tokenizer.pre_tokenize_str(text))
        progress(count)
    return words


def choose_words(words: Counter[str], tokenizer: Tokenizer, *, limit: int) -> list[NewWord]:
    """Return the words whose places save the most pieces, at most `limit` and as many as there are places.

    A place is that of a piece which none of the words uses. Single characters keep theirs, so that what can
    be read stays so, and so do the special tokens.
    """
    used: set[int] = set()
    gains: list[tuple[int, str, tuple[int, ...]]] = []
    for word, count in words.items():
        pieces = tuple(tokenizer.encode(word, add_special_tokens=False).ids)
        used.update(pieces)
        if len(pieces) > 1 and word.isalpha() and count >= LEAST:
            gains.append((-count * (len(pieces) - 1), word, pieces))
    special = tokenizer.get_added_tokens_decoder()
    places = sorted(
        id_
        for token, id_ in tokenizer.get_vocab(with_added_tokens=False).items()
        if id_ not in used and id_ not in special and len(token.removeprefix(CONTINUES)) > 1
    )
    best = sorted(gains)[:limit]
    return [NewWord(word, id_, pieces) for (_, word, pieces), id_ in zip(best, places, strict=False)]


def place_words(tokenizer: Tokenizer, words: Iterable[NewWord]) -> Tokenizer:
    """Return the tokenizer with the words in their places."""
    settings = json.loads(tokenizer.to_str())
    texts = {word.id: word.text for word in words}
    vocabulary = settings["model"]["vocab"]
    settings["model"]["vocab"] = {texts.get(id_, token): id_ for token, id_ in vocabulary.items()}
    return prepare(Tokenizer.from_str(json.dumps(settings)))


@torch.no_grad()
def place_vectors(vectors: torch.Tensor, words: Iterable[NewWord]) -> None:
    """Set the rows of new words in `vectors` (pieces, hidden), or (pieces,), to the mean of their pieces'."""
    for word in words:
        vectors[word.id] = vectors[list(word.pieces)].mean(dim=0)
