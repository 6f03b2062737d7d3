"""Other ways to look a name up when the name itself is unknown, from the nearest to the farthest."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from kgbuild.domain.mention import EntityType
from kgbuild.entities.normalise import key, plain_words, without_parentheses, words

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

CAUSED = "induced"
"""In `levodopa-induced dyskinesia` what follows names the disease; what goes before is another mention."""

_SAME_STEM: tuple[tuple[str, str], ...] = (
    ("tensive", "tension"),
    ("emic", "emia"),
    ("uric", "uria"),
    ("rhythmic", "rhythmia"),
    ("cardic", "cardia"),
    ("kinetic", "kinesia"),
    ("leptic", "lepsy"),
    ("plegic", "plegia"),
    ("paretic", "paresis"),
    ("penic", "penia"),
    ("phobic", "phobia"),
    ("phrenic", "phrenia"),
    ("otic", "osis"),
    ("itic", "itis"),
    ("toxic", "toxicity"),
    ("pathic", "pathy"),
    ("trophic", "trophy"),
    ("asthmatic", "asthma"),
    ("diabetic", "diabetes"),
    ("allergic", "allergy"),
    ("depressed", "depression"),
    ("depressive", "depression"),
    ("anxious", "anxiety"),
    ("nauseated", "nausea"),
    ("demented", "dementia"),
    ("obese", "obesity"),
    ("comatose", "coma"),
    ("delirious", "delirium"),
    ("cirrhotic", "cirrhosis"),
    ("ischemic", "ischemia"),
    ("convulsive", "convulsion"),
    ("dystonic", "dystonia"),
    ("catatonic", "catatonia"),
    ("manic", "mania"),
    ("agitated", "agitation"),
    ("confused", "confusion"),
    ("fatigued", "fatigue"),
    ("febrile", "fever"),
    ("edematous", "edema"),
    ("necrotic", "necrosis"),
    ("hemorrhagic", "hemorrhage"),
    ("anorexic", "anorexia"),
)
"""Endings of adjectives and of the nouns that they are made from: `hypertensive` is said of hypertension."""

_SAME_WORDS: tuple[frozenset[str], ...] = tuple(
    frozenset(group.split())
    for group in (
        "renal kidney",
        "hepatic liver",
        "cardiac heart",
        "pulmonary lung",
        "cerebral brain",
        "gastric stomach",
        "mammary breast",
        "cutaneous skin dermal",
        "ocular eye",
        "tumor cancer neoplasm carcinoma malignancy",
        "failure insufficiency",
        "disease disorder",
        "damage injury",
        "impairment dysfunction disorder",
        "hemorrhage bleeding",
        "convulsion seizure",
        "deficit impairment",
        "abnormality defect",
        "itching pruritus",
        "enlargement hypertrophy",
        "prostatic prostate",
        "ovarian ovary",
        "thyroidal thyroid",
        "pancreatic pancreas",
        "colonic colon",
        "vesical bladder",
        "neuropathy neuropathic",
        "cognitive cognition",
    )
)
"""Words that stand for one another in names of diseases and symptoms."""

_ADJECTIVES = tuple(adjective for adjective, _ in _SAME_STEM)
_SYNONYMS: dict[str, tuple[str, ...]] = {
    word: tuple(sorted(set().union(*(group for group in _SAME_WORDS if word in group)) - {word}))
    for word in sorted(set().union(*_SAME_WORDS))
}


class Change(StrEnum):
    """What was done to a name to find it."""

    NONE = ""
    PARENTHESIS = "parenthesis dropped"
    HYPHEN = "spelling"
    MODIFIER = "modifier dropped"
    ADJECTIVE = "adjective"
    SYNONYMOUS_WORD = "synonymous word"


@dataclass(frozen=True, slots=True)
class Query:
    """A way to look a name up; `words` and `plain` are in reading order."""

    words: tuple[str, ...]
    plain: tuple[str, ...]
    key: str
    change: Change = Change.NONE


def queries(text: str, type: EntityType) -> Iterator[Query]:
    """Yield ways to look `text` up, the nearest first, duplicates left out.

    >>> [q.key for q in queries("severe headaches (sudden)", EntityType.SYMPTOM)]
    ['headache severe sudden', 'headache severe', 'headache']
    """
    seen: set[str] = set()
    for query in _all(text, type):
        if query.key and query.key not in seen:
            seen.add(query.key)
            yield query


def _all(text: str, type: EntityType) -> Iterator[Query]:
    yield _query(words(text), Change.NONE)
    bare = without_parentheses(text)
    found = words(bare)
    if bare != text:
        yield _query(found, Change.PARENTHESIS)
    if "-" in bare:
        for i in range(len(found) - 1):
            yield _query((*found[:i], found[i] + found[i + 1], *found[i + 2 :]), Change.HYPHEN)
    plain = plain_words(found)
    if CAUSED in plain[1:-1]:
        plain = plain[plain.index(CAUSED) + 1 :]
        yield _plain(plain, Change.MODIFIER)
    yield from _without_modifiers(plain, DRUG_MODIFIERS if type is EntityType.DRUG else MODIFIERS)
    if type is not EntityType.DRUG:
        yield from _related_words(plain)


def _without_modifiers(plain: tuple[str, ...], modifiers: frozenset[str]) -> Iterator[Query]:
    droppable = [i for i, word in enumerate(plain) if word in modifiers]
    if len(droppable) == len(plain):
        return
    if len(droppable) > 1:
        for i in droppable:
            yield _plain((*plain[:i], *plain[i + 1 :]), Change.MODIFIER)
    if droppable:
        yield _plain(tuple(word for word in plain if word not in modifiers), Change.MODIFIER)


def _related_words(plain: tuple[str, ...]) -> Iterator[Query]:
    cores = [plain]
    stripped = tuple(word for word in plain if word not in MODIFIERS)
    if stripped and stripped != plain:
        cores.append(stripped)
    for core in cores:
        for i, word in enumerate(core):
            if word.endswith(_ADJECTIVES):
                for adjective, noun in _SAME_STEM:
                    if word.endswith(adjective):
                        other = word.removesuffix(adjective) + noun
                        yield _plain((*core[:i], other, *core[i + 1 :]), Change.ADJECTIVE)
        for i, word in enumerate(core):
            for other in _SYNONYMS.get(word, ()):
                yield _plain((*core[:i], other, *core[i + 1 :]), Change.SYNONYMOUS_WORD)


def _query(found: tuple[str, ...], change: Change) -> Query:
    plain = plain_words(found)
    return Query(found, plain, key(plain), change)


def _plain(plain: tuple[str, ...], change: Change) -> Query:
    return Query(plain, plain, key(plain), change)
