"""Document ids as CURIEs, however a source writes them: one article must have one id."""

import re
from collections.abc import Iterable

from kgbuild.documents.text import clean
from kgbuild.domain.ids import content_hash

PMID, PMC, DOI = "PMID:", "PMC:", "DOI:"

_SCHEMES = {
    PMID: re.compile(r"(?:pmid[:\s]*|https?://pubmed\.ncbi\.nlm\.nih\.gov/)+", re.I),
    PMC: re.compile(r"(?:pmcid:\s*|pmc[:\s]*)+", re.I),
    DOI: re.compile(r"(?:info:doi/|doi:\s*|https?://(?:dx\.)?doi\.org/)+", re.I),
}
_NUMBER = re.compile(r"([0-9]+)(?:\.0*)?")
"""Spreadsheets and data frames write whole numbers so when a column has gaps."""
_PMC_NUMBER = re.compile(r"PMC[0-9]+", re.I)
_DIGITS = re.compile(r"[0-9]+")


def curie(prefix: str, value: str) -> str:
    """Return an id of one of the three kinds, or an empty string where `value` is blank.

    >>> curie(PMC, "PMC123"), curie(DOI, "https://doi.org/10.1/ABC"), curie(PMID, " 7.0 ")
    ('PMC:123', 'DOI:10.1/abc', 'PMID:7')
    """
    value = clean(value)
    if scheme := _SCHEMES[prefix].match(value):
        value = value[scheme.end() :]
    if prefix != DOI and (number := _NUMBER.fullmatch(value)):
        value = number.group(1)
    elif prefix == DOI:
        value = value.lower()  # DOIs are the same in any case
    return prefix + value if value else ""


def other_names(curies: Iterable[str], id: str) -> tuple[str, ...]:
    """Return what a document is called besides its id, each name once and sorted.

    >>> other_names(["PMC:2", "", "PMID:1", "DOI:10.1/a", "PMC:2"], "PMID:1")
    ('DOI:10.1/a', 'PMC:2')
    """
    return tuple(sorted(set(curies).difference(("", id))))


def guessed_curie(value: str) -> str:
    """Return an id that stands without its kind: digits are a PMID, `PMC…` is what it says, others stay.

    >>> [guessed_curie(id) for id in ("7", "PMC7", "case-7")]
    ['PMID:7', 'PMC:7', 'case-7']
    """
    value = clean(value)
    if _DIGITS.fullmatch(value):
        return curie(PMID, value)
    return curie(PMC, value) if _PMC_NUMBER.fullmatch(value) else value


def text_id(text: str) -> str:
    """Return the id of a document that states none: the same text is the same document wherever it lies."""
    return f"text:{content_hash(text)}" if text else ""
