"""Label pairs of unannotated text by the phrases that link them, and by what surely links nothing.

No corpus at hand says which disease shows which symptom, or which disease causes which. Sentences that say it
in a phrase are taken for examples, most others are left out; the head then also reads what is said in other
words.
"""

import re
from collections.abc import Sequence

from kgbuild.domain.mention import EntityType, Mention
from kgbuild.domain.relation import Predicate
from kgbuild.relations.candidates import Pair
from kgbuild.relations.phrases import REACH, SentenceForm, stated
from kgbuild.training.relation_documents import NOTHING, Answer

_JOINED = re.compile(
    "|".join(
        f"(?:{phrase})"
        for phrase in (
            r"\bSUBJ(?: \(COND\))?,? (?:and|or|and/or|as well as) (?:[\w'-]+ ){0,1}OBJ\b",
            r"\bOBJ(?: \(COND\))?,? (?:and|or|and/or|as well as) (?:[\w'-]+ ){0,1}SUBJ\b",
            r"\bSUBJ, (?:COND,? )*(?:and |or )?OBJ\b",
            r"\bOBJ, (?:COND,? )*(?:and |or )?SUBJ\b",
            r"\b(?:SUBJ|OBJ)\b.{0,80}\b(?:compared with|versus|vs\.?|but not|rather than|excluding)\b"
            r".{0,80}\b(?:SUBJ|OBJ)\b",
            r"\bDRUG (?:for|in) (?:\w+ ){0,4}(?:SUBJ|OBJ),? (?:and|or) (?:\w+ ){0,2}(?:SUBJ|OBJ)\b",
        )
    )
)
_CAUSAL = re.compile(
    r"caus|due to|secondary|induc|lead|\bled to|result|complic|produc|trigger|tiolog|attribut|consequen|"
    r"precipit|\bfrom\b|after|follow|associat|relat|develop|origin|underl|contribut|progress|role|risk|effect|"
    r"\bin\b|-"
)
"""Between two diseases of which one causes the other stands nearly always one of these."""


def pattern_label(form: SentenceForm, mentions: Sequence[Mention], pair: Pair) -> frozenset[Answer] | None:
    """Return what the sentence says of the pair where phrases decide it, else None."""
    types = [mention.type for mention in mentions]
    predicate = stated(form, mentions, types, pair)
    if predicate is not None:
        return frozenset({predicate})
    subject, object = mentions[pair.subject], mentions[pair.object]
    if subject.type is EntityType.DRUG:
        return None
    diseases = object.type is EntityType.DISEASE
    reverse = Pair(pair.object, pair.subject)
    if diseases and stated(form, mentions, types, reverse) is Predicate.CAUSES:
        return NOTHING
    first, second = sorted((subject.span, object.span))
    masked = form.mask(pair)
    if second.start - first.end > REACH or _JOINED.search(masked):
        return NOTHING
    return NOTHING if diseases and not _CAUSAL.search(_between(masked)) else None


def _between(masked: str) -> str:
    start, end = sorted((masked.find("SUBJ"), masked.find("OBJ")))
    return masked[start:end]
