"""The shipped tagger and head, loaded once, and a way to read a text with them."""

from collections.abc import Callable

import pytest

from kgbuild.domain.document import Document, Section
from kgbuild.domain.entity import Grounding
from kgbuild.domain.evidence import Evidence
from kgbuild.domain.mention import EntityType, Mention
from kgbuild.domain.span import Span
from kgbuild.mentions.assertion import assert_mentions
from kgbuild.mentions.sentences import SentenceSplitter
from kgbuild.mentions.tagger import Tagger
from kgbuild.relations.classifier import RelationClassifier
from kgbuild.resources import DEFAULT_RELATIONS, DEFAULT_TAGGER

Read = Callable[..., list[Evidence]]


@pytest.fixture(scope="session")
def tagger() -> Tagger:
    return Tagger.load(DEFAULT_TAGGER)


@pytest.fixture(scope="session")
def classifier(tagger: Tagger) -> RelationClassifier:
    return RelationClassifier.load(DEFAULT_RELATIONS, tagger=tagger.fingerprint)


@pytest.fixture(scope="session")
def read(tagger: Tagger, classifier: RelationClassifier) -> Read:
    """Return what is found in a text whose mentions are given: their words in order of occurrence, and types.

    An entity's id is its mention's text, so that the same words are the same entity.
    """
    split = SentenceSplitter().split

    def run(
        text: str, *named: tuple[str, EntityType], reverse: bool = False, id: str = "PMID:1", title: str = ""
    ) -> list[Evidence]:
        document = Document(id, text, title, (Section("abstract", 0, len(text)),))
        sentences = split(document)
        mentions, end = [], 0
        for words, type in named:
            start = text.index(words, end)
            end = start + len(words)
            home = next(s.index for s in sentences if s.span.start <= start < s.span.end)
            mentions.append(Mention(id, Span(start, end), words, type, 1.0, home))
        mentions = assert_mentions(document, sentences, mentions)
        groundings = [Grounding(m.text.lower(), m.text, m.type, 1.0, "given") for m in mentions]
        if reverse:
            mentions, groundings = mentions[::-1], groundings[::-1]
        tokens = tagger.tag(document, sentences).tokens
        return classifier.evidence(document, sentences, mentions, groundings, tokens)

    return run
