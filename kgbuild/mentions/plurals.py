"""Singular forms of English and Latin words in medical names, by rule; exceptions are listed."""

from functools import lru_cache

_UNCHANGED = frozenset(
    "aids ards ascites atlas biceps bias calcaneus caries diabetes dts facies forceps herpes hives ids lens "
    "measles mers mumps pancreas pcos rabies rickets sars scabies series shingles sids species tabes triceps "
    "yaws always perhaps thus".split()
)
"""Words that end like a plural and are none."""

_IRREGULAR = {
    "bacteria": "bacterium",
    "bacilli": "bacillus",
    "bronchi": "bronchus",
    "bullae": "bulla",
    "calculi": "calculus",
    "crises": "crisis",
    "criteria": "criterion",
    "cortices": "cortex",
    "emboli": "embolus",
    "feet": "foot",
    "foci": "focus",
    "fungi": "fungus",
    "ganglia": "ganglion",
    "gases": "gas",
    "men": "man",
    "naevi": "nevus",
    "nevi": "nevus",
    "nuclei": "nucleus",
    "teeth": "tooth",
    "thrombi": "thrombus",
    "ulcera": "ulcus",
    "uses": "use",
    "varices": "varix",
    "women": "woman",
}
_KEEP_E = ("causes", "abuses", "pauses", "doses", "noses", "glucoses", "lactoses", "fructoses")
"""Endings whose singular ends in `se`, where the rules below would say `sis` or `s`."""

_RULES: tuple[tuple[str, str], ...] = (
    ("cocci", "coccus"),
    ("itides", "itis"),
    ("stases", "stasis"),
    ("oses", "osis"),
    ("yses", "ysis"),
    ("eses", "esis"),
    ("omata", "oma"),
    ("emata", "ema"),
    ("igmata", "igma"),
    ("aches", "ache"),
    ("ches", "ch"),
    ("shes", "sh"),
    ("sses", "ss"),
    ("xes", "x"),
    ("uses", "us"),
    ("ies", "y"),
    ("ae", "a"),
    ("ss", "ss"),
    ("us", "us"),
    ("is", "is"),
    ("s", ""),
)
"""The first ending that fits is replaced."""

_ENDINGS = tuple(ending for ending, _ in _RULES)

SHORTEST = 4
"""Words of fewer letters are left alone: among them are acronyms and symbols."""


@lru_cache(maxsize=16384)
def singular(word: str) -> str:
    """Return the singular of a lower-case word, or the word itself where it has none.

    >>> [singular(word) for word in ("seizures", "metastases", "diabetes", "neuropathies", "abscesses")]
    ['seizure', 'metastasis', 'diabetes', 'neuropathy', 'abscess']
    """
    if len(word) < SHORTEST or word in _UNCHANGED:
        return word
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word.endswith(_KEEP_E):
        return word[:-1]
    if not word.endswith(_ENDINGS):
        return word
    for ending, replacement in _RULES:
        if word.endswith(ending):
            return word[: -len(ending)] + replacement
    return word
