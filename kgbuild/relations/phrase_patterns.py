"""The phrases of `phrases.py` as regular expressions over sentences with `SUBJ`, `OBJ`, `COND` and `DRUG`."""

import re

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

_S, _O = r"(?:COND \()?SUBJ\b\)?", r"(?:COND \()?\bOBJ\b"
"""Also as the short form in brackets after the long one."""
_NOT_A_TOPIC = (
    r"(?![ -](?:screening|surgery|treatment|models?|cells?|trials?|care|clinic|diets?|therapy|patient|ct|"
    r"imaging|intoxication)\b)"
)
"""What follows a disease where it is no sick person's: "obesity in cancer screening"."""


def _gap(characters: int) -> str:
    """Return a pattern of some text in one clause without a drug, whose effect the sentence may tell."""
    return rf"(?:(?!DRUG)[^.;:]){{0,{characters}}}?"


def _either(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


SHOWN = _either(
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
    # "X (XS) is a rare disorder characterised by small stature, short fingers and OBJ"
    rf"{_S} (?:\(COND\) )?(?:is|are|was|were|,)\b{_gap(130)}\b(?:(?:characteri[sz]ed|manifested|defined) by|"
    rf"consisting of|(?:manifest|present)(?:s|ing)? (?:as|with|by)){_gap(110)}{_O}",
    rf"{_S} comprises?\b{_gap(90)}{_O}",
    rf"\bOBJ\)?(?: \(COND\))? in (?:(?:a|an|the) )?(?:case of )?(?:{_SICK})?(?:[\w'-]+ )?{_S}{_NOT_A_TOPIC}",
    rf"\bOBJ (?:\(COND\) )?(?:is|was|were|are) (?:\w+ )?"
    rf"(?:due to|caused by|secondary to|because of) {_WORDS}{_S}",
    rf"\bOBJ (?:because of|complicating|from) {_WORDS}{_S}",
    rf"{_S}(?: \(COND\))?-(?:associated|related) {_O}",
    rf"{_S}{_gap(90)}\b(?:present|manifest)(?:s|ed|ing) (?:\w+ )?(?:with|as|by)\b{_gap(90)}{_O}",
    rf"{_S}{_gap(90)}\b{_SIGN}\b{_gap(25)}\b(?:such as|includ(?:e|es|ed|ing)|like)\b{_gap(90)}{_O}",
    rf"\b{_SIGN} (?:of|in) (?:{_SICK})?{_S}{_gap(25)}\b"
    rf"(?:includ(?:e|es|ed|ing)|are|were|such as)\b{_gap(120)}{_O}",
    rf"\bOBJ symptoms (?:of|in) {_WORDS}(?:{_SICK})?{_S}",
    rf"{_O} (?:\(COND\) )?(?:is|are|was|were|as) {_WORDS}"
    rf"(?:complication|feature|manifestation|sign|symptom)s? (?:of|in) {_WORDS}(?:{_SICK})?{_S}",
    rf"{_O}\)?(?: \(COND\))? (?:is|are|was|were) {_WORDS}(?:common|frequent|prevalent|highest) (?:in|among) "
    rf"{_WORDS}(?:{_SICK})?{_S}",
    rf"\b{_SICK}{_WORDS}{_S}{_gap(50)}\b(?:had|developed|presented with|reported|experienced|showed|"
    rf"exhibited|have a high incidence of|suffer(?:ed)? from){_gap(60)}{_O}",
    rf"{_S}{_gap(60)}\b(?:should|must) be (?:considered|suspected){_gap(70)}{_O}",
)
CAUSED = _either(
    rf"\bOBJ (?:\(COND\) )?(?:is |are |was |were )?(?:\w+ )?{_BY} {_LIST}SUBJ\b",
    r"\bSUBJ-induced OBJ\b",
    rf"\bSUBJ (?:\(COND\) )?(?:\w+ )?{_MAKES} {_LIST}OBJ\b",
    rf"\bSUBJ (?:\(COND\) )?(?:is|are|was|were|being|as) {_WORDS}causes? of {_LIST}OBJ\b",
    rf"\bOBJ (?:is|are|was|were|as|,) {_WORDS}complications? (?:of|in) {_LIST}(?:{_SICK})?SUBJ\b",
)
TREATED = _either(
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
HARMED = _either(
    r"\bSUBJ[- ](?:induced|related|associated) OBJ\b",
    r"\bOBJ (?:\(COND\) )?(?:induced by|caused by|due to|secondary to|"
    r"associated with the use of) (?:(?:[\w'-]+ )?DRUG,? (?:and |or )?){0,4}(?:[\w'-]+ )?SUBJ\b",
    rf"\b(?:side|adverse) (?:effects?|events?|reactions?) of {_WORDS}SUBJ (?:\w+ )?"
    rf"(?:include[sd]?|were|are|such as) {_LIST}OBJ\b",
)
