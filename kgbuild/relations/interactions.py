"""Find statements that two drugs interact: by phrases, since no corpus is large enough to learn from.

Whether the sentence denies the interaction or merely considers it is judged as for all relations.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations

from kgbuild.domain.document import Document
from kgbuild.domain.entity import Grounding
from kgbuild.domain.evidence import Evidence, Polarity
from kgbuild.domain.mention import EntityType, Mention, Sentence
from kgbuild.domain.relation import Predicate
from kgbuild.entities.normalise import plain_name
from kgbuild.relations.candidates import MAX_MENTIONS, Pair
from kgbuild.relations.interaction_patterns import INTERACTS, OF_THE_BODY, WARNED
from kgbuild.relations.phrases import REACH, SentenceForm, sentence_forms
from kgbuild.relations.quoting import Quotation, Quoter, best_of_each

MODEL = "interaction-phrases"

MEDICINES = ("DRUGBANK:", "RXNORM:", "ATC:")
"""What the ids of medicines begin with: of other chemicals much the same is said in vessels and in fields."""


def interactions(
    document: Document,
    sentences: Sequence[Sentence],
    mentions: Sequence[Mention],
    groundings: Sequence[Grounding],
) -> list[Evidence]:
    """Return the statements found, in order; the drug with the lesser id is the subject.

    The score is 1: how far a phrase can be relied on was measured (`kgbuild.graph.belief`).
    """
    types = [grounding.type for grounding in groundings]
    if types.count(EntityType.DRUG) < 2:
        return []
    quoter = Quoter(document, sentences, mentions, groundings, MODEL)
    forms = sentence_forms(document.text, sentences, mentions, types)
    return best_of_each([one for form in forms.values() for one in _of_sentence(form, quoter)])


def _of_sentence(form: SentenceForm, quoter: Quoter) -> Iterator[Quotation]:
    drugs = [i for i in form.members[:MAX_MENTIONS] if _is_given(quoter.mentions[i], quoter.groundings[i])]
    for pair in combinations(drugs, 2):
        first, second = sorted(pair, key=lambda i: quoter.groundings[i].entity_id)
        gap = abs(quoter.mentions[first].span.start - quoter.mentions[second].span.start)
        different = quoter.groundings[first].entity_id != quoter.groundings[second].entity_id
        if not different or gap > REACH:
            continue
        roles = Pair(first, second), Pair(second, first)
        warned, stated = (_says(form, roles, pattern) for pattern in (WARNED, INTERACTS))
        if warned or stated:
            found = quoter.sentence(roles[0], Predicate.INTERACTS_WITH, 1.0)
            yield (
                replace(found, evidence=replace(found.evidence, polarity=Polarity.SUPPORTS))
                if warned
                else found
            )


def _says(form: SentenceForm, roles: Iterable[Pair], pattern: re.Pattern[str]) -> bool:
    return any(pattern.search(form.mask(one)) is not None for one in roles)


def _is_given(mention: Mention, grounding: Grounding) -> bool:
    """Whether a mention is a medicine, as far as its id and its name tell."""
    if not grounding.entity_id.startswith(MEDICINES):
        return False
    names = {plain_name(name) for name in (mention.text, mention.long_form, grounding.name) if name}
    return names.isdisjoint(OF_THE_BODY)
