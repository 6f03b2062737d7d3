"""American spellings of British words, and Latin letters for Greek ones."""

import re
from functools import lru_cache

GREEK = {
    "α": "alpha",
    "β": "beta",
    "γ": "gamma",
    "δ": "delta",
    "ε": "epsilon",
    "ζ": "zeta",
    "η": "eta",
    "θ": "theta",
    "ι": "iota",
    "κ": "kappa",
    "λ": "lambda",
    "μ": "mu",
    "ν": "nu",
    "ξ": "xi",
    "π": "pi",
    "ρ": "rho",
    "σ": "sigma",
    "ς": "sigma",
    "τ": "tau",
    "υ": "upsilon",
    "φ": "phi",
    "χ": "chi",
    "ψ": "psi",
    "ω": "omega",
}
GREEK_TABLE = str.maketrans({letter: f" {name} " for letter, name in GREEK.items()})
"""Greek letters as words of their own, for `str.translate` on lower-case text."""

_BRITISH: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        # haemorrhage, anaemia, paediatric, aetiology, caecum; not aerobic, not Israel.
        (r"(?<!^)ae(?!l)|^ae(?!r)", "e"),
        # oedema, oesophagus, diarrhoea, foetal, coeliac, amoebic; not coenzyme, not toe.
        (r"^oe|(?<=f)oe(?=t)|(?<=c)oe(?=li)|(?<=am)oe(?=b)|oe(?=d?ema|a|ic$)", "e"),
        (r"(tum|behavi|col|od|hum|lab|vap)our", r"\1or"),
        (r"sulph", "sulf"),
        (r"isation", "ization"),
        (r"leuco", "leuko"),
        (r"fibre$", "fiber"),
        (r"centre$", "center"),
        (r"aluminium", "aluminum"),
        (r"paralyse", "paralyze"),
    )
)


_PERHAPS_BRITISH = re.compile(r"ae|oe|our|ph|isation|leuco|fibre|centre|minium|yse")
"""Most words have none of these, and need no further look."""


@lru_cache(maxsize=16384)
def american(word: str) -> str:
    """Return the American spelling of a lower-case word.

    >>> [american(word) for word in ("haemorrhage", "oedema", "tumour", "diarrhoea", "coenzyme", "aerobic")]
    ['hemorrhage', 'edema', 'tumor', 'diarrhea', 'coenzyme', 'aerobic']
    """
    if _PERHAPS_BRITISH.search(word) is None:
        return word
    for pattern, replacement in _BRITISH:
        word = pattern.sub(replacement, word)
    return word
