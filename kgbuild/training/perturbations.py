"""Write the gold mentions of a document in another way, and keep their offsets right.

Each perturbation changes the text of mentions alone, by rules and a hash of document and place, so that it is
the same in every run. What is around the mentions stays, and moves with them.
"""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from kgbuild.domain.document import Section
from kgbuild.domain.span import Span
from kgbuild.training.corpora import AnnotatedDocument, Gold

Change = Callable[[str, str], str]
"""Given a mention's text and a key to draw by, returns how it is written instead."""

_GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "κ": "kappa", "λ": "lambda",
    "μ": "mu", "ω": "omega",
}  # fmt: skip
_LETTERS = {name: letter for letter, name in _GREEK.items()}
_GREEK_NAME = re.compile(rf"(?<![^\W_])(?:{'|'.join(_LETTERS)})(?![^\W_])", re.IGNORECASE)
_INITIALS_SKIP = frozenset("a an and by due for from in of on or the to with".split())
_TYPO_LENGTH = 5
_PLURAL_LENGTH = 4


@dataclass(frozen=True, slots=True)
class Perturbed:
    """A document whose mentions are written otherwise: `touched[i]` says whether gold mention i is."""

    annotated: AnnotatedDocument
    touched: tuple[bool, ...]


def perturb(annotated: AnnotatedDocument, name: str) -> Perturbed:
    """Return the document with its gold mentions changed by the perturbation of this name.

    Gold mentions must be in order and not overlap, as the loaders have them.
    """
    change = PERTURBATIONS[name]
    document = annotated.document
    parts: list[str] = []
    gold: list[Gold] = []
    touched: list[bool] = []
    done = length = 0
    for one in annotated.gold:
        text = document.text[one.span.start : one.span.end]
        new = change(text, f"{name} {document.id} {one.span.start}")
        # A mention that would be empty or end in white space is no mention any more.
        new = new if new and new == new.strip() else text
        parts += [document.text[done : one.span.start], new]
        start = length + one.span.start - done
        gold.append(replace(one, span=Span(start, start + len(new))))
        touched.append(new != text)
        done, length = one.span.end, start + len(new)
    parts.append(document.text[done:])
    sections = tuple(_moved(section, annotated.gold, gold) for section in document.sections)
    moved = replace(document, text="".join(parts), sections=sections)
    return Perturbed(replace(annotated, document=moved, gold=tuple(gold)), tuple(touched))


def _moved(section: Section, old: tuple[Gold, ...], new: list[Gold]) -> Section:
    def place(at: int) -> int:
        shift = 0
        for before, after in zip(old, new, strict=True):
            if at < before.span.end:
                # Within a mention: at most to its new end.
                return min(at + shift, after.span.end) if at > before.span.start else at + shift
            shift = after.span.end - before.span.end
        return at + shift

    return replace(section, start=place(section.start), end=place(section.end))


def typo(text: str, key: str) -> str:
    """Return the text with one slip inside a word: letters swapped, one left out, or one doubled.

    >>> sorted({typo("aspirin", str(key)) for key in range(30)})[:3]
    ['apirin', 'apsirin', 'asiprin']
    """
    words = [word for word in re.finditer(r"[^\W\d_]+", text) if len(word[0]) >= _TYPO_LENGTH]
    if not words:
        return text
    word = words[_draw(f"{key} word", len(words))]
    at = word.start() + 1 + _draw(f"{key} letter", len(word[0]) - 3)
    one, two = text[at], text[at + 1]
    written = (two + one, two, one + one + two)[_draw(f"{key} kind", 3)]
    return text[:at] + written + text[at + 2 :]


def other_hyphens(text: str, key: str) -> str:
    """Return the text with spaces for its hyphens, or with a hyphen for its first space if it has none.

    >>> other_hyphens("beta-blocker", ""), other_hyphens("chest pain", "")
    ('beta blocker', 'chest-pain')
    """
    inner = re.compile(r"(?<=\w)-(?=\w)")
    if inner.search(text):
        return inner.sub(" ", text)
    return re.sub(r"(?<=\w) (?=\w)", "-", text, count=1)


def other_greek(text: str, key: str) -> str:
    """Return the text with Greek letters spelled out, or spelled ones as letters if there are none.

    >>> other_greek("interferon-α", ""), other_greek("alpha-tocopherol", "")
    ('interferon-alpha', 'α-tocopherol')
    """
    spelled = "".join(_GREEK.get(letter, letter) for letter in text)
    if spelled != text:
        return spelled
    return _GREEK_NAME.sub(lambda found: _LETTERS[found[0].lower()], text)


def other_number(text: str, key: str) -> str:
    """Return the text with its last word in the plural, or in the singular if it looks like a plural.

    >>> [other_number(word, "") for word in ("seizures", "biopsy", "abscess", "arthritis", "allergies")]
    ['seizure', 'biopsies', 'abscesses', 'arthritis', 'allergy']
    """
    found = re.search(r"[a-z]+$", text)
    if not found or len(found[0]) < _PLURAL_LENGTH:
        return text
    word = found[0]
    if word.endswith(("is", "us")):
        return text
    for ending, written in (("ies", "y"), ("sses", "ss"), ("xes", "x")):
        if word.endswith(ending):
            return text[: -len(ending)] + written
    if word.endswith("s") and not word.endswith("ss"):
        return text[:-1]
    if re.search(r"[^aeiou]y$", word):
        return f"{text[:-1]}ies"
    return text + ("es" if word.endswith(("ss", "x", "ch", "sh")) else "s")


def initials(text: str, key: str) -> str:
    """Return the initials of a mention of several words, as an abbreviation that is nowhere defined.

    >>> [initials(text, "") for text in ("congestive heart failure", "carcinoma of the breast", "pain")]
    ['CHF', 'CB', 'pain']
    """
    words = [word for word in re.findall(r"[^\W\d_]+", text) if word.lower() not in _INITIALS_SKIP]
    return "".join(word[0] for word in words).upper() if len(words) > 1 else text


PERTURBATIONS: dict[str, Change] = {
    "typo": typo,
    "lower case": lambda text, key: text.lower(),
    "upper case": lambda text, key: text.upper(),
    "hyphens": other_hyphens,
    "greek": other_greek,
    "number": other_number,
    "abbreviation": initials,
}


def _draw(key: str, choices: int) -> int:
    """Return 0 to `choices` - 1 from the SHA-256 of the key."""
    return int(hashlib.sha256(key.encode()).hexdigest(), 16) % choices
