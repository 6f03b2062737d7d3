"""Language codes: MEDLINE writes ISO 639-2, kgbuild ISO 639-1."""

import re

_CODES = """
eng:en afr:af alb:sq sqi:sq amh:am ara:ar arm:hy hye:hy aze:az bos:bs bul:bg cat:ca chi:zh zho:zh
cze:cs ces:cs dan:da dut:nl nld:nl epo:eo est:et fin:fi fre:fr fra:fr geo:ka kat:ka ger:de deu:de
gla:gd gle:ga gre:el ell:el heb:he hin:hi hrv:hr hun:hu ice:is isl:is ind:id ita:it jpn:ja kin:rw
kor:ko lat:la lav:lv lit:lt mac:mk mkd:mk mal:ml mao:mi may:ms msa:ms nor:no nob:nb per:fa fas:fa
pol:pl por:pt pus:ps rum:ro ron:ro rus:ru san:sa slo:sk slk:sk slv:sl spa:es srp:sr swe:sv tha:th
tib:bo tur:tr ukr:uk urd:ur vie:vi wel:cy cym:cy
"""
UNDETERMINED = "und"
_PRIMARY = re.compile(r"[a-z]{2,8}")
_TWO_LETTERS = dict(pair.split(":") for pair in _CODES.split())


def language_code(code: str) -> str:
    """Return the ISO 639-1 code where there is one, else what the source says, in lower case.

    >>> [language_code(c) for c in ("eng", "ger", "EN", "pt-BR", "mul", "")]
    ['en', 'de', 'en', 'pt', 'mul', 'en']
    """
    primary = _PRIMARY.match(code.strip().lower())
    if not primary:
        return UNDETERMINED if code.strip() else "en"
    return _TWO_LETTERS.get(primary.group(), primary.group())
