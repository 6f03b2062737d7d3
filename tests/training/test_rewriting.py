"""Mentions swapped for others of their types, or misspelt: offsets follow, and each epoch has its own."""

import numpy as np
import pytest

from kgbuild.domain.document import Document, Section
from kgbuild.domain.mention import EntityType, Sentence
from kgbuild.domain.span import Span
from kgbuild.mentions.windows import load_tokenizer
from kgbuild.resources import DEFAULT_TAGGER
from kgbuild.training.corpora import AnnotatedDocument, Gold
from kgbuild.training.rewriting import Cut, Rewriting, misspell, pool_of, swap

TEXT = "Naproxen cures gout. Gout and asthma need naproxen; he had gout."
GOLD = (
    (0, 8, "Drug"), (15, 19, "Disease"), (21, 25, "Disease"), (30, 36, "Disease"), (42, 50, "Drug"),
    (59, 63, "Disease"),
)  # fmt: skip
SENTENCES = ((0, 20), (21, 64))


def _cut(text: str, gold: tuple[tuple[int, int, str], ...], sentences: tuple[tuple[int, int], ...]) -> Cut:
    document = Document("PMID:1", text, "", (Section("abstract", 0, len(text)),))
    found = tuple(Gold(Span(a, b), frozenset({EntityType(type)})) for a, b, type in gold)
    spans = [Sentence("PMID:1", index, Span(a, b)) for index, (a, b) in enumerate(sentences)]
    return Cut(AnnotatedDocument("made", document, found), spans)


ORIGINAL = _cut(TEXT, GOLD, SENTENCES)
OTHER = _cut("Very long disease name: aspirin.", ((0, 22, "Disease"), (24, 31, "Drug")), ((0, 32),))
POOL = pool_of([ORIGINAL.annotated, OTHER.annotated])


def _texts(cut: Cut) -> list[str]:
    text = cut.annotated.document.text
    return [text[gold.span.start : gold.span.end] for gold in cut.annotated.gold]


@pytest.mark.parametrize("seed", range(8))
def test_offsets_follow_and_types_stay(seed: int) -> None:
    swapped = swap(ORIGINAL, POOL, np.random.default_rng(seed), share=1.0)
    texts = _texts(swapped)
    for gold, text in zip(swapped.annotated.gold, texts, strict=True):
        assert text in POOL[gold.types]
    between = [TEXT[a:b] for a, b in ((8, 15), (19, 21), (25, 30), (36, 42), (50, 59), (63, 64))]
    whole = swapped.annotated.document.text
    assert whole == "".join(part for pair in zip(texts, between, strict=True) for part in pair)
    assert [whole[s.span.end - 1] for s in swapped.sentences] == [".", "."]
    assert whole[swapped.sentences[1].span.start :].startswith(texts[2])
    assert swapped.annotated.document.sections[0].end == len(whole)
    # "Gout" is the same disease wherever it stands.
    assert texts[1].lower() == texts[2].lower() == texts[5].lower()


def test_a_share_of_none_changes_nothing() -> None:
    assert swap(ORIGINAL, POOL, np.random.default_rng(1), share=0.0) == ORIGINAL


def test_a_mention_across_sentences_stays() -> None:
    crossing = _cut("Gout. Asthma", ((0, 12, "Disease"),), ((0, 5), (6, 12)))
    for seed in range(5):
        assert swap(crossing, POOL | {frozenset({EntityType.DISEASE}): ["flu"]}, np.random.default_rng(seed),
                    share=1.0) == crossing  # fmt: skip


def test_the_misspelt_are_found_where_they_are() -> None:
    written = misspell(ORIGINAL, np.random.default_rng(2), share=1.0)
    texts = _texts(written)
    before = _texts(ORIGINAL)
    # A slip needs a word of five letters.
    assert [text == old for text, old in zip(texts, before, strict=True)] == [
        False,
        True,
        True,
        False,
        False,
        True,
    ]
    assert all(abs(len(text) - len(old)) <= 1 for text, old in zip(texts, before, strict=True))
    whole = written.annotated.document.text
    assert whole.endswith("; he had gout.")
    assert whole[written.sentences[1].span.start :].startswith("Gout and ")
    some = [_texts(misspell(ORIGINAL, np.random.default_rng(seed), share=0.5)) for seed in range(20)]
    assert {one == before for one in some} == {True, False}


@pytest.mark.parametrize(
    "how", [{"entity_swap": 0.7}, {"misspelt": 0.7}, {"entity_swap": 0.5, "misspelt": 0.5}]
)
def test_epochs_differ_and_come_again_the_same(how: dict[str, float]) -> None:
    tokenizer = load_tokenizer(DEFAULT_TAGGER / "tokenizer.json")
    settings = {"entity_swap": 0.0, "misspelt": 0.0, **how}
    rewriting = Rewriting([ORIGINAL, OTHER], tokenizer, **settings, seed=3)
    first = [one.pieces.ids.tolist() for one in rewriting.epoch(0)]
    assert first == [one.pieces.ids.tolist() for one in rewriting.epoch(0)]
    assert len({str([one.pieces.ids.tolist() for one in rewriting.epoch(n)]) for n in range(6)}) > 1
    for one in rewriting.epoch(1):
        assert one.allowed.shape == (len(one.pieces.words), 7)
        assert one.allowed[:, 1:].any()
