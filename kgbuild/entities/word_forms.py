"""Words of names of diseases and symptoms that stand for one another: adjectives and nouns, synonyms."""

from collections.abc import Iterator
from functools import lru_cache

_LISTED: tuple[tuple[str, str], ...] = (
    ("nephrotic", "nephrotic syndrome"),
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

_ENDINGS = tuple(ending for ending, _ in _LISTED)

_REGULAR: tuple[tuple[str, str], ...] = (
    ("ical", "ic"),
    ("matic", "ma"),
    ("matous", "ma"),
    ("ptic", "psia"),
    ("tic", "sis"),
    ("iac", "ia"),
    ("ic", "ia"),
    ("ic", "y"),
    ("ic", "a"),
    ("ic", "us"),
    ("ic", "e"),
    ("ic", ""),
    ("ous", ""),
    ("al", ""),
    ("al", "e"),
    ("ful", ""),
    ("ory", "ion"),
    ("ed", "ion"),
    ("ed", "e"),
    ("ed", ""),
    ("ing", "ion"),
    ("ing", "e"),
    ("ing", ""),
)
"""Endings of adjectives and participles at large; what they give is a guess, and the lexicon is the judge."""
_SHORTEST_STEM = 4
"""Letters that a word must keep when it loses such an ending."""

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
        "increased increase elevated elevation raised high",
        "decreased decrease reduced reduction lowered low",
        "prolonged prolongation",
        "impaired impairment",
        "illness disease disorder",
        "auditory hearing",
        "visual vision",
        "arterial artery",
        "venous vein",
        "vascular vessel",
        "neuronal nerve",
        "myocardial cardiac heart",
        "retinal retina",
    )
)
"""Words that stand for one another in names of diseases and symptoms."""

_SYNONYMS: dict[str, tuple[str, ...]] = {
    word: tuple(sorted(set().union(*(group for group in _SAME_WORDS if word in group)) - {word}))
    for word in sorted(set().union(*_SAME_WORDS))
}


def synonyms(word: str) -> tuple[str, ...]:
    """Return the words that mean the same in such names.

    >>> synonyms("renal"), synonyms("foo")
    (('kidney',), ())
    """
    return _SYNONYMS.get(word, ())


def nouns(word: str) -> tuple[str, ...]:
    """Return what an adjective of medicine is made from.

    >>> nouns("hypertensive"), nouns("foo")
    (('hypertension',), ())
    """
    if not word.endswith(_ENDINGS):
        return ()
    return tuple(word.removesuffix(ending) + noun for ending, noun in _LISTED if word.endswith(ending))


@lru_cache(maxsize=16384)
def possible_nouns(word: str) -> tuple[str, ...]:
    """Return what an adjective or participle of any kind may be made from.

    >>> possible_nouns("amnesic")
    ('amnesia', 'amnesy', 'amnesa', 'amnesus', 'amnese', 'amnes')
    """
    return tuple(_possible_nouns(word))


def _possible_nouns(word: str) -> Iterator[str]:
    for ending, noun in _REGULAR:
        stem = word.removesuffix(ending)
        if stem != word and len(stem) >= _SHORTEST_STEM:
            yield stem + noun
