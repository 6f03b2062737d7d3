"""Pairs of entities that one sentence names: evidence that they are talked of together, and of nothing more.

How surprising it is that two entities meet so often is computed from the tables when the graph is assembled.
"""

from collections import Counter
from collections.abc import Sequence
from itertools import combinations, groupby

from kgbuild.domain.document import Document
from kgbuild.domain.entity import Grounding
from kgbuild.domain.evidence import Certainty, Evidence, Polarity
from kgbuild.domain.mention import Assertion, Mention, Sentence
from kgbuild.domain.relation import Predicate
from kgbuild.relations.sections import section_label

MODEL = "co-occurrence"

MAX_ENTITIES = 12
"""Of one sentence. Where it names more it is a list or a table: n entities would make n(n-1)/2 pairs of which
none is what the sentence is about, so that it gives no pairs at all."""


def cooccurrences(
    document: Document,
    sentences: Sequence[Sentence],
    mentions: Sequence[Mention],
    groundings: Sequence[Grounding],
) -> list[Evidence]:
    """Return one piece of evidence for each two entities that a sentence names as present, in order.

    The lesser id is the subject. `score` is the product of the tagger's probabilities of the best mention of
    either: whether the sentence names both is all that is in doubt.
    """
    by_index = {sentence.index: sentence for sentence in sentences}
    crowded = crowded_sentences(mentions, groundings)
    present = [i for i, mention in enumerate(mentions) if mention.assertion is Assertion.PRESENT]
    present.sort(key=lambda i: (mentions[i].sentence, -mentions[i].score, mentions[i].span))
    found = []
    for index, members in groupby(present, key=lambda i: mentions[i].sentence):
        if index in crowded:
            continue
        best: dict[str, Mention] = {}
        for i in members:
            best.setdefault(groundings[i].entity_id, mentions[i])
        found += _evidence(document, by_index[index], best)
    return found


def crowded_sentences(mentions: Sequence[Mention], groundings: Sequence[Grounding]) -> set[int]:
    """Return the sentences, by their index, that name too many entities as present to give pairs."""
    named = {
        (mention.sentence, grounding.entity_id)
        for mention, grounding in zip(mentions, groundings, strict=True)
        if mention.assertion is Assertion.PRESENT
    }
    counts = Counter(sentence for sentence, _ in named)
    return {sentence for sentence, count in counts.items() if count > MAX_ENTITIES}


def _evidence(document: Document, sentence: Sentence, best: dict[str, Mention]) -> list[Evidence]:
    text = document.text[sentence.span.start : sentence.span.end]
    section = section_label(document, sentence)
    return [
        Evidence(
            document_id=document.id,
            span=sentence.span,
            sentence=text,
            section=section,
            subject=subject,
            predicate=Predicate.CO_OCCURS_WITH,
            object=object,
            subject_mention=best[subject].id,
            object_mention=best[object].id,
            polarity=Polarity.SUPPORTS,
            certainty=Certainty.CERTAIN,
            score=round(best[subject].score * best[object].score, 4),
            model=MODEL,
        )
        for subject, object in combinations(sorted(best), 2)
    ]
