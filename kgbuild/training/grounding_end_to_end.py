"""Score tagging and grounding together: the mentions are those that a tagger finds, as in a build."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from kgbuild.domain.mention import EntityType
from kgbuild.entities.composites import separate
from kgbuild.entities.induced import ground_together
from kgbuild.entities.lexicon import Lexicon
from kgbuild.entities.linker import Linker
from kgbuild.mentions.abbreviations import expand, find_abbreviations
from kgbuild.mentions.tagger import Tagger
from kgbuild.training.grounding_scores import GoldDocument, is_concept


@dataclass(slots=True)
class EndToEndScores:
    """A mention that is found is right if its first and last character, its type and its concept are.

    `gold` counts the annotated mentions of one known concept, `found` what the tagger finds but where
    annotators gave several concepts or none, `spans` those at the right place with the right type, and
    `right` those of them with the right concept.
    """

    gold: int = 0
    found: int = 0
    spans: int = 0
    right: int = 0

    @property
    def precision(self) -> float:
        """The share of what is found that is right."""
        return self.right / max(1, self.found)

    @property
    def recall(self) -> float:
        """The share of the annotated mentions that is found and right."""
        return self.right / max(1, self.gold)

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return 2 * self.right / max(1, self.found + self.gold)


def score_end_to_end(
    documents: Iterable[GoldDocument], tagger: Tagger, lexicon: Lexicon
) -> dict[EntityType, EndToEndScores]:
    """Return the scores by type; symptoms count as diseases, since the corpora do not tell them apart."""
    linker = Linker(lexicon)
    scores: dict[EntityType, EndToEndScores] = defaultdict(EndToEndScores)
    for one in documents:
        gold = {(mention.mention.span, mention.mention.type): mention.id for mention in one.mentions}
        for _, type in gold:
            scores[type].gold += 1
        tagged = tagger.tag(one.document, one.sentences)
        abbreviations = find_abbreviations(one.document, one.sentences)
        expanded = expand(one.document, one.sentences, tagged.mentions, abbreviations)
        mentions = separate(linker, expanded)
        groundings = ground_together(linker, one.document.text, mentions)
        for mention, grounding in zip(mentions, groundings, strict=True):
            if any(span.contains(mention.span) for span in one.unjudged):
                continue
            type = EntityType.DRUG if mention.type is EntityType.DRUG else EntityType.DISEASE
            id = gold.get((mention.span, type))
            scores[type].found += 1
            if id is not None:
                scores[type].spans += 1
                scores[type].right += is_concept(grounding.entity_id, id, lexicon)
    return scores
