"""Batches of an epoch: each word once, the same for the same seed and epoch."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kgbuild.mentions.hints import HINTS
from kgbuild.mentions.labels import LABELS
from kgbuild.mentions.windows import Pieces, load_tokenizer
from kgbuild.resources import DEFAULT_TAGGER
from kgbuild.training.tagger_batches import Labelled, Specials, epoch_batches
from kgbuild.training.tagger_recipe import TaggerRecipe

SPECIALS = Specials(first=1, last=2, padding=0)


def _document(first_id: int, sentences: list[int]) -> Labelled:
    """Return a document of one-piece words with ids that count up, labelled by their ids."""
    count = sum(sentences)
    ids = np.arange(first_id, first_id + count)
    spans = np.stack((np.arange(count), np.arange(count) + 1), axis=1).astype(np.int32)
    homes = np.repeat(np.arange(len(sentences)), sentences)
    borders = np.concatenate(([0], np.cumsum(sentences))).astype(np.int64)
    allowed = np.zeros((count, len(LABELS)), dtype=np.bool_)
    allowed[np.arange(count), ids % len(LABELS)] = True
    return Labelled(Pieces(ids, spans, np.arange(count), spans, homes, borders, ids % HINTS), allowed)


documents = st.lists(st.lists(st.integers(1, 60), min_size=1, max_size=5), min_size=1, max_size=6)


@given(documents, st.integers(0, 3))
def test_every_word_is_learnt_from_once(lengths: list[list[int]], epoch: int) -> None:
    made = [_document(1000 * (n + 1), sentences) for n, sentences in enumerate(lengths)]
    recipe = TaggerRecipe(pieces_per_step=64, window=32, training_windows=(0, 16, 32))
    batches = epoch_batches(made, recipe, SPECIALS, epoch=epoch)
    words = np.concatenate([batch.ids.ravel()[batch.words] for batch in batches])
    assert sorted(words) == sorted(np.concatenate([document.pieces.ids for document in made]))
    labels = np.concatenate([batch.allowed.argmax(axis=1) for batch in batches])
    assert (labels == words % len(LABELS)).all()
    for batch in batches:
        assert batch.ids.size <= 64
        assert (batch.ids[:, 0] == SPECIALS.first).all()
        assert ((batch.ids != SPECIALS.padding) == (batch.mask == 1)).all()
        read = batch.ids >= 1000
        assert (batch.hints == np.where(read, batch.ids % HINTS, 0)).all()


def test_batches_depend_on_seed_and_epoch_alone() -> None:
    made = [_document(1000 * (n + 1), [20, 9, 30]) for n in range(5)]
    recipe = TaggerRecipe(pieces_per_step=64, window=32, training_windows=(0, 16, 32))

    def order(seed: int, epoch: int) -> list[int]:
        settings = TaggerRecipe(
            **{**{f: getattr(recipe, f) for f in recipe.__dataclass_fields__}, "seed": seed}
        )
        return [int(id) for b in epoch_batches(made, settings, SPECIALS, epoch=epoch) for id in b.ids.ravel()]

    assert order(1, 0) == order(1, 0)
    assert order(1, 0) != order(1, 1)
    assert order(1, 0) != order(2, 0)


def test_specials_are_those_of_the_tokenizer() -> None:
    tokenizer = load_tokenizer(DEFAULT_TAGGER / "tokenizer.json")
    specials = Specials.of(tokenizer)
    names = [tokenizer.id_to_token(id) for id in (specials.first, specials.last, specials.padding)]
    assert names == ["[CLS]", "[SEP]", "[PAD]"]
