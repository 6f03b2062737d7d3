"""Run the tagger over documents: its states for the head to read, its mentions to add to a corpus' own."""

from collections.abc import Sequence
from dataclasses import replace

from kgbuild.domain.document import Document
from kgbuild.domain.entity import Grounding
from kgbuild.domain.mention import Mention, Sentence
from kgbuild.entities.composites import separate
from kgbuild.entities.induced import ground_together
from kgbuild.entities.linker import Linker
from kgbuild.mentions.abbreviations import expand, find_abbreviations
from kgbuild.mentions.tagger import Tagged, Tagger
from kgbuild.training.relation_documents import Marked


class Encoder:
    """A tagger that remembers the last document: it is asked for its mentions, then for its states."""

    def __init__(self, tagger: Tagger, linker: Linker) -> None:
        self._tagger = tagger
        self._linker = linker
        self._last: tuple[Document, tuple[Sentence, ...], Tagged] | None = None
        self.fingerprint = tagger.fingerprint

    def tag(self, document: Document, sentences: Sequence[Sentence]) -> Tagged:
        """Return what the tagger finds and sees in these sentences of the document."""
        asked = (document, tuple(sentences))
        if self._last is None or self._last[:2] != asked:
            self._last = (*asked, self._tagger.tag(document, sentences))
        return self._last[2]

    def mentions(self, document: Document, sentences: Sequence[Sentence]) -> list[Mention]:
        """Return the mentions as extraction makes them: abbreviations expanded, composites taken apart."""
        found = self.tag(document, sentences).mentions
        expanded = expand(document, sentences, found, find_abbreviations(document, sentences))
        return separate(self._linker, expanded)

    def typed_mentions(self, document: Document, sentences: Sequence[Sentence]) -> list[Mention]:
        """Return the mentions with the types of the entities that they name, which are what counts in use."""
        found = self.mentions(document, sentences)
        groundings = self.ground_all(document, found)
        return [replace(mention, type=g.type) for mention, g in zip(found, groundings, strict=True)]

    def ground_all(self, document: Document, mentions: Sequence[Mention]) -> list[Grounding]:
        """Return what the document's mentions name, as extraction grounds them."""
        return ground_together(self._linker, document.text, mentions)

    def find(self, document: Document, sentences: Sequence[Sentence]) -> list[Marked]:
        """Return the typed mentions as a corpus marks them; they have no concepts."""
        return [Marked(mention.span, mention.type) for mention in self.typed_mentions(document, sentences)]
