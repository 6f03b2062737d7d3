"""Phrases that state a relation between two mentions beyond doubt.

Of pairs that were judged by reading, some nine in ten of those that a phrase links are so related, whatever
the head thinks of them. A sentence is matched with its mentions replaced: the two in question by `SUBJ` and
`OBJ`, the others by `COND` (disease or symptom) and `DRUG`.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kgbuild.domain.mention import EntityType, Mention, Sentence
from kgbuild.domain.relation import Predicate
from kgbuild.domain.span import Span
from kgbuild.relations.candidates import Pair

_WORDS = r"(?:[\w'/-]+ ){0,3}?"
_LIST = rf"(?:{_WORDS}(?:COND|DRUG)(?: \((?:COND|DRUG)\))?,? (?:and |or |as well as |with )?){{0,6}}{_WORDS}"
"""Up to six members of a list before the one in question, and an article or adjectives before each."""
_SICK = (
    r"(?:patients?|children|adults?|cases?|individuals|subjects|women|woman|men|man|infants?|boy|girl|"
    r"people) with "
)
_SIGN = r"(?:symptoms?|signs?|manifestations?|features?|complaints?|presentations?|findings?)"
_SHOWS = (
    r"(?:had|presented with|presenting with|presents with|reported|experienced|complained of|suffered from|"
    r"exhibited|showed|developed)"
)
_BY = (
    r"(?:caused by|due to|secondary to|resulting from|attributable to|as a (?:complication|"
    r"consequence|result) of|as a (?:symptom|sign|manifestation) of)"
)
_MAKES = (
    r"(?:causes?|caused|causing|leads? to|led to|leading to|results? in|resulted in|resulting in|induces?|"
    r"triggers?|triggered|precipitates?|precipitated|complicated by)(?! by)"
)


def _either(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


_SHOWN = _either(
    rf"\bOBJ,? (?:is|are|was|were|being|as) {_WORDS}(?:\w+ )?{_SIGN} (?:of|in) {_LIST}(?:{_SICK})?SUBJ\b",
    rf"\bSUBJ (?:\(COND\) )?(?:is |are |was |were )?{_WORDS}(?:characteri[sz]ed|manifested) (?:\w+ )?by "
    rf"{_LIST}OBJ\b",
    rf"\bSUBJ (?:\(COND\) )?{_WORDS}(?:presents?|presented|presenting|manifests?|manifested|manifesting) "
    rf"(?:\w+ )?(?:with|as) {_LIST}OBJ\b",
    rf"\b{_SIGN} (?:of|in|associated with|related to) (?:{_SICK})?SUBJ,? (?:\(COND\) )?(?:[\w'-]+ ){{0,4}}"
    rf"(?:includ(?:e|es|ed|ing)|such as|are|were|is|was|like) {_LIST}OBJ\b",
    rf"\bSUBJ (?:\(COND\) )?(?:\w+ )?{_SIGN},? ?\(?"
    rf"(?:includ(?:e|es|ed|ing)|such as|are|were|like|e\.g\.,?) {_LIST}OBJ\b",
    rf"\b{_SICK}{_WORDS}SUBJ,? (?:\w+ ){{0,3}}{_SHOWS} {_LIST}OBJ\b",
    rf"\bOBJ {_BY} {_LIST}SUBJ\b",
    rf"\bOBJ (?:is|are|was|were) {_WORDS}(?:common|frequent|prevalent|seen|observed|present|reported) in "
    rf"{_LIST}(?:{_SICK})?SUBJ\b",
    rf"\b(?:prevalence|incidence|frequency|occurrence|severity) of {_LIST}OBJ (?:in|among) "
    rf"{_LIST}(?:{_SICK})?SUBJ\b",
    rf"\bSUBJ (?:patients|children|cases|survivors) (?:\w+ )?"
    rf"(?:had|with|reported|experienced|developed|showed) {_LIST}OBJ\b",
    rf"\bSUBJ (?:\(COND\) )?(?:should|must) be (?:considered|suspected) .{{0,60}}\b(?:with|of) {_LIST}OBJ\b",
    rf"\bOBJ (?:in|of|among) {_WORDS}{_SICK}{_LIST}SUBJ\b",
    r"\bSUBJ[- ](?:associated|related|induced) OBJ\b",
    rf"\b{_SHOWS} {_LIST}OBJ\b.{{0,120}}\b"
    rf"(?:diagnosed with|diagnosis of|due to|diagnosed as having) {_WORDS}SUBJ\b",
    rf"\bSUBJ (?:\(COND\) )?{_MAKES} {_LIST}OBJ\b",
)
_CAUSED = _either(
    rf"\bOBJ (?:\(COND\) )?(?:is |are |was |were )?(?:\w+ )?{_BY} {_LIST}SUBJ\b",
    r"\bSUBJ-induced OBJ\b",
    rf"\bSUBJ (?:\(COND\) )?(?:\w+ )?{_MAKES} {_LIST}OBJ\b",
    rf"\bSUBJ (?:\(COND\) )?(?:is|are|was|were|being|as) {_WORDS}causes? of {_LIST}OBJ\b",
    rf"\bOBJ (?:is|are|was|were|as|,) {_WORDS}complications? (?:of|in) {_LIST}(?:{_SICK})?SUBJ\b",
)
_TREATED = _either(
    rf"\bSUBJ (?:\(DRUG\) )?{_WORDS}(?:for|in) (?:the )?(?:\w+ )?"
    rf"(?:treatment|management|prevention|prophylaxis|therapy) "
    rf"(?:of|in) {_LIST}(?:{_SICK})?OBJ\b",
    rf"\b(?:treatment|management|prevention|prophylaxis|therapy) (?:of|in) {_LIST}(?:{_SICK})?OBJ "
    rf"(?:\(COND\) )?(?:with|by|using) {_LIST}SUBJ\b",
    rf"\b{_SICK}{_WORDS}OBJ (?:\(COND\) )?(?:who )?(?:were |was )?"
    rf"(?:treated with|receiving|received|given) {_LIST}SUBJ\b",
    rf"\bOBJ (?:\(COND\) )?(?:was|were|is|are) {_WORDS}treated with {_LIST}SUBJ\b",
    rf"\b(?:efficacy|effectiveness|safety|use) of {_LIST}SUBJ (?:\(DRUG\) )?"
    rf"(?:in|for|against) {_LIST}(?:{_SICK})?OBJ\b",
    r"\banti-?OBJ (?:drug|agent|effect)s? (?:of )?SUBJ\b",
    rf"\bSUBJ (?:\(DRUG\) )?(?:therapy |treatment )?(?:improve[sd]?|relieve[sd]?|alleviate[sd]?|"
    rf"ameliorate[sd]?|attenuate[sd]?|prevent(?:s|ed)?|cure[sd]?) {_LIST}OBJ\b",
)
_HARMED = _either(
    r"\bSUBJ[- ](?:induced|related|associated) OBJ\b",
    r"\bOBJ (?:\(COND\) )?(?:induced by|caused by|due to|secondary to|"
    r"associated with the use of) (?:(?:[\w'-]+ )?DRUG,? (?:and |or )?){0,4}(?:[\w'-]+ )?SUBJ\b",
    rf"\b(?:side|adverse) (?:effects?|events?|reactions?) of {_WORDS}SUBJ (?:\w+ )?"
    rf"(?:include[sd]?|were|are|such as) {_LIST}OBJ\b",
)
REACH = 160
"""Characters between two mentions from which on no phrase holds them together."""


@dataclass(frozen=True, slots=True)
class SentenceForm:
    """A sentence in lower case, cut at its mentions: `texts` are before, between and after the `members`.

    `members` are positions in the document's list; `kinds` say what each is, `DRUG` or `COND`.
    """

    texts: tuple[str, ...]
    members: tuple[int, ...]
    kinds: tuple[str, ...]

    def mask(self, pair: Pair) -> str:
        """Return the sentence with its mentions replaced by what they are to the pair."""
        names = {pair.subject: "SUBJ", pair.object: "OBJ"}
        parts = [self.texts[0]]
        for member, kind, text in zip(self.members, self.kinds, self.texts[1:], strict=True):
            parts += [names.get(member, kind), text]
        return "".join(parts)


def sentence_forms(
    text: str, sentences: Iterable[Sentence], mentions: Sequence[Mention], types: Sequence[EntityType]
) -> dict[int, SentenceForm]:
    """Return the form of each sentence by its index; of mentions that overlap the first is a member."""
    by_sentence: dict[int, list[int]] = defaultdict(list)
    for i in sorted(range(len(mentions)), key=lambda i: mentions[i].span):
        by_sentence[mentions[i].sentence].append(i)
    return {s.index: _form(text, s.span, by_sentence[s.index], mentions, types) for s in sentences}


def _form(
    text: str, span: Span, positions: list[int], mentions: Sequence[Mention], types: Sequence[EntityType]
) -> SentenceForm:
    texts, members, end = [], [], span.start
    for i in positions:
        if mentions[i].span.start >= end:
            texts.append(text[end : mentions[i].span.start].lower())
            members.append(i)
            end = mentions[i].span.end
    texts.append(text[end : span.end].lower())
    kinds = tuple("DRUG" if types[i] is EntityType.DRUG else "COND" for i in members)
    return SentenceForm(tuple(texts), tuple(members), kinds)


def stated(
    form: SentenceForm, mentions: Sequence[Mention], types: Sequence[EntityType], pair: Pair
) -> Predicate | None:
    """Return what a phrase of the sentence says of the pair, None where there is none or two disagree."""
    first, second = sorted((mentions[pair.subject].span, mentions[pair.object].span))
    if second.start - first.end > REACH:
        return None
    masked = form.mask(pair)
    if types[pair.subject] is EntityType.DRUG:
        helps, harms = _TREATED.search(masked), _HARMED.search(masked)
        if bool(helps) == bool(harms):
            return None
        return Predicate.TREATS if helps else Predicate.CAUSES
    if types[pair.object] is EntityType.SYMPTOM:
        return Predicate.HAS_SYMPTOM if _SHOWN.search(masked) else None
    return Predicate.CAUSES if _CAUSED.search(masked) else None
