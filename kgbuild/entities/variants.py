"""Other ways to look a name up when the name itself is unknown, from the nearest to the farthest."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from kgbuild.domain.mention import EntityType
from kgbuild.entities.normalise import key, plain_words, without_parentheses, words
from kgbuild.entities.word_forms import nouns, possible_nouns, synonyms

Words = tuple[str, ...]
"""Words of a name in reading order."""

MODIFIERS = frozenset(
    "active acute adult advanced asymptomatic attack atypical benign bilateral case childhood chronic "
    "classic classical clinical common complaint complete congenital diffuse early episode episodic "
    "established event existing experimental extensive familial fatal focal frequent generalized grade "
    "hereditary idiopathic intermittent intractable isolated late left lethal life local localized "
    "major malignant marked massive metastatic mild minor mixed moderate new newly nonspecific "
    "occasional old onset overt partial patient pediatric persistent possible postoperative pre "
    "preexisting primary profound progressive prolonged rapid reaction recent recurrent refractory "
    "relapsed relapsing resistant reversible right secondary severe sign significant slight spontaneous "
    "sporadic stage subacute subclinical sudden symptom symptomatic threatening total transient typical "
    "uncontrolled underlying unilateral unspecified unstable untreated worsening".split()
)
"""Words that narrow a disease or symptom and may be dropped where no concept has them in its name."""

DRUG_MODIFIERS = frozenset(
    "acetate agent anhydrous base besylate bromide calcium capsule chloride citrate compound d "
    "dihydrate dihydrochloride disodium dl dose drug fumarate gluconate hcl high hydrate hydrobromide "
    "hydrochloride infusion inhaled injection intrathecal intravenous iodide iv l lactate low magnesium "
    "maleate medication mesylate methanesulfonate monohydrate nitrate oral phosphate potassium "
    "preparation r racemic regimen s salt sodium succinate sulfate tablet tartrate therapy topical "
    "tosylate transdermal treatment trihydrate".split()
)
"""Salts, forms and the like, which name no other drug."""

CAUSED = frozenset({"induced", "related", "associated"})
"""In `levodopa-induced dyskinesia` what follows names the disease; what goes before is another mention."""
BY_DRUGS = (("drug", "induced"), ("substance", "induced"), ("drug",))
"""How vocabularies say of a disease that a drug causes it: `Dyskinesia, Drug-Induced`, `Drug Overdose`."""

HARM = frozenset(
    "abnormality alteration change complication damage defect deficit disease disorder disturbance dyscrasia "
    "dysfunction illness impairment injury insult involvement lesion problem toxicity".split()
)
"""Words that say no more than that something is wrong with what the rest of the name names."""
_HARMED = ("disease", "disorder", "infection")
"""What vocabularies say for that, in the order of trust; microbes cause infections."""
_MOST_HARMED = 3
"""Words of the longest name of an organ or microbe that is looked up so."""


class Change(StrEnum):
    """What was done to a name to find it."""

    NONE = ""
    PARENTHESIS = "parenthesis dropped"
    HYPHEN = "spelling"
    MODIFIER = "modifier dropped"
    ADJECTIVE = "adjective"
    SYNONYMOUS_WORD = "synonymous word"
    DRUG = "a drug as cause"
    HARM = "disease of that kind"


@dataclass(frozen=True, slots=True)
class Query:
    """A way to look a name up; `words` and `plain` are in reading order."""

    words: Words
    plain: Words
    key: str
    change: Change = Change.NONE


def queries(text: str, type: EntityType, is_drug: Callable[[Words], bool]) -> Iterator[Query]:
    """Yield ways to look `text` up, the nearest first, duplicates left out.

    `is_drug` says whether plain words are the name of a drug.

    >>> [q.key for q in queries("severe headaches (sudden)", EntityType.SYMPTOM, lambda words: False)]
    ['headache severe sudden', 'headache severe', 'headache']
    """
    seen: set[str] = set()
    for query in _all(text, type, is_drug):
        if query.key and query.key not in seen:
            seen.add(query.key)
            yield query


def _all(text: str, type: EntityType, is_drug: Callable[[Words], bool]) -> Iterator[Query]:
    yield _query(words(text), Change.NONE)
    bare = without_parentheses(text)
    found = words(bare)
    if bare != text:
        yield _query(found, Change.PARENTHESIS)
    if "-" in bare:
        for i in range(len(found) - 1):
            yield _query((*found[:i], found[i] + found[i + 1], *found[i + 2 :]), Change.HYPHEN)
    plain = plain_words(found)
    if type is EntityType.DRUG:
        yield from _without_modifiers(plain, DRUG_MODIFIERS)
        return
    caused = next((i for i in range(1, len(plain) - 1) if plain[i] in CAUSED), 0)
    if caused:
        cause, plain = plain[:caused], plain[caused + 1 :]
        if _ends_in_drug(cause, is_drug):
            yield from _by_drugs(plain)
        yield _plain(plain, Change.MODIFIER)
    yield from _without_modifiers(plain, MODIFIERS)
    yield from _related_words(plain)
    yield from _harm(plain)
    for i in range(len(plain) - 1, 0, -1):
        if is_drug(plain[:i]):
            yield from _by_drugs(plain[i:])
            yield _plain(plain[i:], Change.DRUG)


def _ends_in_drug(cause: Words, is_drug: Callable[[Words], bool]) -> bool:
    """Whether a cause is a drug, or ends in one, as in `high-dose cisplatin`."""
    return any(is_drug(cause[i:]) for i in range(len(cause)))


def _by_drugs(plain: Words) -> Iterator[Query]:
    for said in BY_DRUGS:
        yield _plain((*said, *plain), Change.DRUG)


def _without_modifiers(plain: Words, modifiers: frozenset[str]) -> Iterator[Query]:
    droppable = [i for i, word in enumerate(plain) if word in modifiers]
    if len(droppable) == len(plain):
        return
    if len(droppable) > 1:
        for i in droppable:
            yield _plain((*plain[:i], *plain[i + 1 :]), Change.MODIFIER)
    if droppable:
        yield _plain(tuple(word for word in plain if word not in modifiers), Change.MODIFIER)


_OTHER_WORDS: tuple[tuple[Change, Callable[[str], tuple[str, ...]]], ...] = (
    (Change.ADJECTIVE, nouns),
    (Change.SYNONYMOUS_WORD, synonyms),
    (Change.ADJECTIVE, possible_nouns),
)


def _related_words(plain: Words) -> Iterator[Query]:
    cores = [plain]
    stripped = tuple(word for word in plain if word not in MODIFIERS)
    if stripped and stripped != plain:
        cores.append(stripped)
    for change, others in _OTHER_WORDS:
        for core in cores:
            for i, word in enumerate(core):
                for other in others(word):
                    yield _plain((*core[:i], *other.split(), *core[i + 1 :]), change)


def _harm(plain: Words) -> Iterator[Query]:
    """Yield `liver disease` for `hepatic involvement`, `lesions of the liver` and the like."""
    harmed = tuple(word for word in plain if word not in HARM and word not in MODIFIERS)
    if not 0 < len(harmed) <= _MOST_HARMED or HARM.isdisjoint(plain):
        return
    forms = [harmed]
    for i, word in enumerate(harmed):
        forms += [
            (*harmed[:i], other, *harmed[i + 1 :]) for other in (*synonyms(word), *possible_nouns(word))
        ]
    for said in _HARMED:
        for form in forms:
            yield _plain((*form, said), Change.HARM)


def _query(found: Words, change: Change) -> Query:
    plain = plain_words(found)
    return Query(found, plain, key(plain), change)


def _plain(plain: Words, change: Change) -> Query:
    return Query(plain, plain, key(plain), change)
