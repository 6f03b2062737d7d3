"""Find the comparisons of a sentence, and say which of them deny that what is compared has an effect.

"No better than placebo" and "did not differ from placebo" deny an effect; "no better than ibuprofen", "not
inferior to" and "did not differ" of two treatments say nothing against either. What is compared matters as
well: that side effects, or the groups at baseline, were alike says nothing of what a treatment does.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kgbuild.domain.span import Span
from kgbuild.mentions.statement_cues import CLAUSE_WORDS, NEW_SUBJECT

_NOT = r"(?:no|not|never|cannot|n['’]t|without(?: any)?|lack of|absence of|fail(?:s|ed|ing)? to)"
_WORDS = r"(?:(?!(?:and|but|or|which|who)\b)[\w-]+ )"
_PLACEBO = r"(?:placebos?|sham|vehicle|dummy|saline)"
_BETTER = (
    rf"(?:(?:better|greater|higher|larger|stronger|faster|lower|fewer|smaller|less|"
    r"more (?:\w+ly )?(?:effective|efficacious|beneficial|useful|potent|successful|active|helpful|likely|"
    rf"often)(?:ly)?)(?= {_WORDS}{{0,6}}?(?:than|versus|vs)\b)"
    rf"|superior(?:ity)?(?= {_WORDS}{{0,6}}?(?:than|to|over|versus|vs)\b)"
    r"|(?:advantages?|benefits?)(?= over (?!\d|time\b|the (?:course|period)\b)))"
)
_NO_WORSE = (
    r"(?:(?:non-?)?inferior(?:ity)?|less (?:\w+ly )?(?:effective|efficacious|potent|active|useful|beneficial|"
    r"successful|well))"
)
_DIFFER = r"(?:differ(?:ed|s)?|differences?|different|distinguishable|distinguish)"
_ALIKE = r"(?:similar(?:ly)?|comparabl[ey]|equivalent|equally|identical|indistinguishable)"

_TO = r"(?:to|with|as|in|for|between|among|after|during|on)"

_COMPARISON = re.compile(
    rf"(?<![\w-])(?:(?P<worse>{_NOT} {_WORDS}{{0,3}}?{_NO_WORSE})"
    rf"|(?P<better>{_NOT} {_WORDS}{{0,3}}?{_BETTER})"
    rf"|(?P<differ>{_NOT} {_WORDS}{{0,4}}?{_DIFFER})"
    rf"|(?P<alike>(?<!not ){_ALIKE}(?= {_WORDS}{{0,2}}?{_TO}\b)))(?!\w)"
)
_RIVAL = re.compile(rf" {_WORDS}{{0,6}}?(?:than|to|over|versus|vs\.?) (?P<rival>(?:[\w-]+ ){{0,5}}[\w-]+)")
_CONTROL = re.compile(
    rf"(?<!active )(?<!-)\b(?:{_PLACEBO}|controls?|no (?:treatment|therapy|intervention)|untreated|"
    r"usual care|baseline|before|pre-?treatment|expected|background|general population|unexposed|without|not|"
    r"never|non-?\w+|healthy|normal)\b"
)
"""What is without effect by itself, or what was before: to be no better is to have none."""
_INERT = re.compile(rf"(?<!-)(?<!than )(?<!superior to )(?<!over )\b{_PLACEBO}\b(?!-controlled| controlled)")
"""What is given for nothing: to be like it is to have no effect. To be like controls may be to be healthy."""
_ARMS = re.compile(
    r" (?:[\w-]+ ){0,6}?(?:between|among) (?:\S+ ){1,6}?(?:and|or|versus|vs\.?) (?!after\b)|"
    r" (?:\w+ )?from (?!baseline\b|zero\b|those before\b|before\b)"
)
_IN_EFFECT = re.compile(
    r" (?:\w+ly )?in (?:the(?:ir)? )?(?:\w+ing|effects?|efficacy|effectiveness|activity)\b"
)
_BETWEEN = re.compile(r"\b(?:between|among) (?:\S+ ){0,3}$")
_AND = re.compile(r" (?:[^\s;:]+ ){0,3}?(?:and|or|versus|vs\.?) (?:[^\s;:]+ ){0,3}")
_THAN = re.compile(r"\b(?:than|superior|exceed\w*)\b")
_SEGMENT = re.compile(
    r"[;:]|, (?:and|which|with)\b|\b(?:but|however|although|though|whereas|while|because|since|yet|"
    r"and (?:both|they|it|all))\b"
)
_ASIDE = re.compile(
    r"\b(?:safety|safe|tolera\w+|adverse|side[- ]effects?|toxicit\w+|baseline|demographic\w*|"
    r"characteristics|age|sex|gender|withdrawals?|drop-?outs?|compliance|adherence|"
    r"complications|randomi[sz]ed|allocated|assigned|doses?)\b"
    r"(?! (?:\w+ )?(?:such as|like|includ))"
)
_CLAUSE_END = re.compile(CLAUSE_WORDS)
_AFTER_WORDS, _ASIDE_REACH = 5, 60
_COORDINATED = re.compile(rf"[,;]|\b(?:and|with|but|which|who|whose)\b(?! (?:the |a |matching )?{_PLACEBO})")


@dataclass(frozen=True, slots=True)
class Comparison:
    """Where the words of a comparison are, and whether it denies an effect of what it compares."""

    start: int
    end: int
    denies: bool


def comparisons(text: str) -> Iterator[Comparison]:
    """Yield the comparisons of a lower-case sentence that other cues should not judge, in order.

    >>> list(comparisons("it was no better than placebo")), list(comparisons("it was no better than zinc"))
    ([Comparison(start=7, end=16, denies=True)], [Comparison(start=7, end=16, denies=False)])
    """
    for match in _COMPARISON.finditer(text):
        denies = _denies(text, match)
        if denies is not None:
            yield Comparison(match.start(), match.end(), denies)


def _denies(text: str, match: re.Match[str]) -> bool | None:
    """Return whether a comparison denies an effect; None where it is none, or only of one thing."""
    kind, end = match.lastgroup, match.end()
    if kind == "worse":
        return False
    if kind == "better":
        rival = _RIVAL.match(text, end)
        return rival is not None and _CONTROL.search(_segment(rival["rival"], 0)[1]) is not None
    start, segment = _segment(text, match.start())
    if _INERT.search(segment) and not (kind == "alike" and _THAN.search(segment)):
        return True
    if kind == "alike" or not (_ARMS.match(text, end) or _IN_EFFECT.match(text, end)):
        return None
    return None if _CONTROL.search(segment[: match.start() - start] + segment[end - start :]) else False


def _segment(text: str, position: int) -> tuple[int, str]:
    """Return start and text of the part of a sentence in which a comparison names what it compares."""
    start = max((m.end() for m in _SEGMENT.finditer(text, 0, position)), default=0)
    after = _SEGMENT.search(text, position)
    return start, text[start : after.start() if after else len(text)]


def denied(text: str, cue: Comparison, first: Span, second: Span) -> bool:
    """Return whether a comparison denies the link between two mentions.

    What is compared with one another is not linked, whatever came of it.
    """
    if not cue.denies:
        rivals = cue.end <= first.start and _AND.fullmatch(text, first.end, second.start) is not None
        return rivals and _BETWEEN.search(text, cue.end, first.start) is not None
    if second.end <= cue.start:
        gap, between = text[second.end : cue.start], text[first.end : second.start]
        tail = text[cue.end : cue.end + _ASIDE_REACH]
        near = gap.count(" ") <= _AFTER_WORDS + 2 and not _COORDINATED.search(gap)
        return near and not _CLAUSE_END.search(between) and not _ASIDE.search(gap + tail)
    if first.end <= cue.start:
        before, after = text[first.end : cue.start], text[cue.end : second.start]
        return not (
            NEW_SUBJECT.search(before) or _CLAUSE_END.search(after) or _ASIDE.search(before + "|" + after)
        )
    if cue.end > first.start:
        return False
    return not (
        _CLAUSE_END.search(text[cue.end : second.start]) or _ASIDE.search(text[cue.end : first.start])
    )
