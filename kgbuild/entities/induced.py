"""Ground the mentions of one document together: whether a drug causes a condition may be said only once.

`Levodopa-induced dyskinesia` is two mentions, of which the second alone names *Dyskinesia, Drug-Induced*.
Where a document says so of a condition, and a vocabulary knows that kind of it, the document is taken to mean
it wherever it names the condition.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from kgbuild.domain.entity import Grounding
from kgbuild.domain.mention import EntityType, Mention
from kgbuild.entities.linker import Linker
from kgbuild.entities.variants import Change

FARTHEST = 40
"""Characters between the drug and the condition."""
_CAUSES = re.compile(r"[- ](?:induced|related|associated)[- ](?:\w+[- ]){0,2}")
_KNOWN = frozenset({"exact name", "exact synonym", "spelling", "plural", "word order", str(Change.DRUG)})
"""How the name of that kind must be found: it says that a drug is the cause."""


def ground_together(linker: Linker, text: str, mentions: Sequence[Mention]) -> list[Grounding]:
    """Return what the mentions of a document with this text mean; the mentions are in order."""
    groundings = [linker.ground(mention) for mention in mentions]
    induced: dict[str, Grounding] = {}
    for i, mention in enumerate(mentions):
        if i and groundings[i].type is not EntityType.DRUG and groundings[i - 1].type is EntityType.DRUG:
            between = text[mentions[i - 1].span.end : mention.span.start]
            if len(between) <= FARTHEST and _CAUSES.fullmatch(between):
                name = f"drug-induced {mention.long_form or mention.text}"
                found = linker.ground(replace(mention, text=name, long_form=""))
                if found.reason in _KNOWN:
                    induced.setdefault(groundings[i].entity_id, found)
    return [induced.get(grounding.entity_id, grounding) for grounding in groundings]
