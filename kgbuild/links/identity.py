"""What entities of a graph go by in vocabularies and in texts: ids and names."""

import re

LONGEST = 5
"""Letters of a symbol without digits, at most."""

TOKEN = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*")
_SMALL = re.compile(r"[a-z]{4}")
_PREFIXES = (("MESH:", re.compile(r"[CD]\d{6,9}")), ("DRUGBANK:", re.compile(r"DB\d{5}")))


def own_id(id: str) -> str:
    """Return the id of a graph as it is compared: without its kind, with the prefix that it goes by.

    >>> own_id("Disease::DOID:3"), own_id("Symptom::D002637"), own_id("MESH:D002637"), own_id("DB00945")
    ('DOID:3', 'MESH:D002637', 'MESH:D002637', 'DRUGBANK:DB00945')
    """
    own = id.rpartition("::")[2]
    return next((prefix + own for prefix, form in _PREFIXES if form.fullmatch(own)), own)


def is_symbol(name: str) -> bool:
    """Whether a name is one that is written in one way: a word with two capitals or digits that is no text.

    Long words all in capitals are text, and so are parts of four small letters.

    >>> is_symbol("TNF"), is_symbol("C1orf112"), is_symbol("Gout"), is_symbol("Vitamin D3"), is_symbol("10")
    (True, True, False, False, False)
    >>> is_symbol("L-Arginine"), is_symbol("SIMEPREVIR"), is_symbol("SARS-CoV-2")
    (False, False, True)
    """
    if not TOKEN.fullmatch(name) or _SMALL.search(name) or (name.isalpha() and len(name) > LONGEST):
        return False
    return any(map(str.isalpha, name)) and sum(c.isupper() or c.isdigit() for c in name) > 1
