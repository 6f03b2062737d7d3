"""Ground mentions: look their names up, rank what is found, and say by which rule it was found.

After gilda (Gyori 2022): names are looked up in a normalised form, and what is found is scored by how far the
text had to be changed and by the status of the name that it matches, with the reason beside the score.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from kgbuild.domain.entity import Grounding, ungrounded_id
from kgbuild.domain.mention import EntityType, Mention
from kgbuild.entities.acronyms import in_capitals, is_numbered
from kgbuild.entities.concept import Status
from kgbuild.entities.lexicon import Lexicon
from kgbuild.entities.normalise import (
    key,
    plain_name,
    plain_words,
    uninverted,
    without_articles,
    without_parentheses,
    words,
)
from kgbuild.entities.types import preference
from kgbuild.entities.variants import Change, Query, queries
from kgbuild.mentions.spelling import american

CACHED = 50_000
"""Names whose grounding is remembered: the frequent ones, within about 20 MB."""

STATUS_SCORE = {Status.NAME: 1.0, Status.EXACT: 0.95, Status.ENTRY: 0.94, Status.RELATED: 0.8}
MATCH_SCORE = {"exact": 1.0, "spelling": 0.98, "plural": 0.97, "word order": 0.9, "abbreviation": 0.9}
CHANGE_SCORE = {
    Change.NONE: 1.0,
    Change.PARENTHESIS: 0.97,
    Change.HYPHEN: 0.95,
    Change.MODIFIER: 0.75,
    Change.ADJECTIVE: 0.7,
    Change.SYNONYMOUS_WORD: 0.65,
    Change.DRUG: 0.6,
    Change.HARM: 0.5,
}
VOCABULARY_SCORE = {"HP": 0.91, "ORPHA": 0.9, "OMIM": 0.89, "kgbuild": 0.85}
"""By the prefix of a concept's id. MeSH knows diseases as the literature speaks of them; OMIM's `Breast
cancer` is an inherited disposition, and what only HPO knows is often one finding
of many; a concept without public id comes last."""
LONG_FORM_SCORE = 0.98
"""A match through the long form depends on the definition having been found right."""
OTHER_TYPE_SCORE = 0.95
"""A symptom may be grounded to a disease and the other way round, but of like matches the type seen wins: a
`depression` seen as a symptom is that, one seen as a disease is a depressive disorder."""

ABBREVIATION = "abbreviation"
UNGROUNDED = "ungrounded"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A concept that a name may mean; `row` is the lexicon's row of the name that matched."""

    id: str
    type: EntityType
    row: int
    score: float
    reason: str


class Linker:
    """Grounds mentions; what it says depends on a mention's text, long form and type alone."""

    def __init__(self, lexicon: Lexicon, *, cached: int = CACHED) -> None:
        self._lexicon = lexicon
        self._cached: Callable[[str, str, EntityType], Grounding] = lru_cache(cached)(self._ground)

    def ground(self, mention: Mention) -> Grounding:
        """Return the concept that a mention means, or an ungrounded entity of its own name."""
        return self._cached(mention.text, mention.long_form, mention.type)

    def candidates(self, text: str, type: EntityType) -> list[Candidate]:
        """Return what `text` may mean, the best first: all that the nearest way to look it up finds."""
        as_acronym = in_capitals(text) or is_numbered(text)
        for query in queries(text, type, self._is_drug):
            found: dict[str, Candidate] = {}
            for row in self._lexicon.find(query.key):
                candidate = self._candidate(query, row, type, as_acronym)
                if candidate is not None:
                    known = found.get(candidate.id)
                    if known is None or candidate.score > known.score:
                        found[candidate.id] = candidate
            if found:
                return sorted(found.values(), key=lambda c: (-c.score, preference(c.id, c.type)))
        return []

    def _is_drug(self, plain: tuple[str, ...]) -> bool:
        lexicon = self._lexicon
        return any(lexicon.type(lexicon.concept(row)) is EntityType.DRUG for row in lexicon.find(key(plain)))

    def _ground(self, text: str, long_form: str, type: EntityType) -> Grounding:
        name = long_form or text
        candidates = self.candidates(name, type)
        if not candidates:
            return _ungrounded(name, type)
        best = candidates[0]
        score, reason = (
            (best.score * LONG_FORM_SCORE, ABBREVIATION) if long_form else (best.score, best.reason)
        )
        concept = self._lexicon.concept(best.row)
        return Grounding(best.id, self._lexicon.preferred_name(concept), best.type, round(score, 4), reason)

    def _candidate(self, query: Query, row: int, type: EntityType, as_acronym: bool) -> Candidate | None:
        lexicon = self._lexicon
        concept = lexicon.concept(row)
        its_type = lexicon.type(concept)
        if (its_type is EntityType.DRUG) != (type is EntityType.DRUG):
            return None
        acronym = lexicon.is_acronym(row)
        if acronym and not as_acronym:
            return None
        id = lexicon.id(concept)
        status = lexicon.status(row)
        match = ABBREVIATION if acronym else _match(query, lexicon.name(row))
        score = STATUS_SCORE[status] * MATCH_SCORE[match] * CHANGE_SCORE[query.change]
        score *= VOCABULARY_SCORE.get(id.partition(":")[0], 1.0)
        if its_type is not type:
            score *= OTHER_TYPE_SCORE
        if query.change is not Change.NONE:
            reason = str(query.change)
        elif match == "exact":
            reason = "exact name" if status is Status.NAME else "exact synonym"
        else:
            reason = match
        return Candidate(id, its_type, row, score, reason)


def _match(query: Query, name: str) -> str:
    """Return how the query's words agree with a name under the same key."""
    found = words(uninverted(name))
    if found == query.words:
        return "exact"
    if without_articles(plain_words(found)) != without_articles(query.plain):
        return "word order"
    spelled = [without_articles(american(word) for word in one) for one in (found, query.words)]
    return "spelling" if spelled[0] == spelled[1] else "plural"


def _ungrounded(text: str, type: EntityType) -> Grounding:
    """Return an entity of a name that is in no vocabulary; variants of the name give the same one."""
    name = plain_name(without_parentheses(text)) or plain_name(text) or text.strip().casefold()
    return Grounding(ungrounded_id(name, type), name, type, 0.0, UNGROUNDED)
