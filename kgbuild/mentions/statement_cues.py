"""Words that negate or hedge a statement about two things, as regular expressions over lower-case text."""

import re

REACH, WHOLE_REACH, CLOSE_REACH = 12, 40, 5
"""Words between a cue and the later mention; more for cues that govern a clause, fewer for adjectives."""

_BE = r"(?:is|are|was|were|be|been|being)"
_AUX = r"(?:do(?:es)?|did|is|are|was|were|has|have|had|can|could|would|will|may|might|should)"
_ONLY = (
    r"(?! (?:only|just|merely|simply|necessarily|always|fully|completely|all|without|until|known|"
    r"clear|yet clear|understood|established|(?:an? )?(?:common|usual|frequent|infrequent|uncommon|rare)))"
)
_NOT = rf"(?:{_AUX} not{_ONLY}|{_AUX}n['’]t{_ONLY}|cannot|never|(?:has|have|had) (?:not|never) been)"
_ADVERB = r"(?:(?!not\b)\w+ly |yet |always |been )?"
_LINK = (
    r"(?:associations?|correlations?|relations?|relationships?|links?|interactions?|effects?|influence|"
    r"impact|"
    r"benefits?|efficacy|effectiveness|role|evidence|improvements?|differences?|changes?|connection|response|"
    r"relief|reductions?|decreases?|protection|advantages?|superiority|contribution)"
)

_NEGATED_FORWARD = (
    rf"{_NOT}",
    r"not (?=\w+(?:ed|ing|able|ive|due)\b)",
    r"not (?:due|secondary|related|attributable)",
    rf"(?:no|without(?: any)?|lack(?:s|ed|ing)?(?: of)?|absence of) (?:\w+ ){{0,3}}?{_LINK}",
    r"no longer",
    r"fail(?:s|ed|ing)? to",
    r"failure (?:of|to)",
    r"(?:is|are|was|were|being|proved|remained|largely|totally|completely) (?:\w+ )?"
    r"(?:ineffective|ineffectual|inefficacious|useless|inactive|contraindicated)",
    r"unable to",
    r"without (?:\w+ly )?(?:\w+ing\b )?",
    r"(?<!and )neither",
    r"rather than",
    r"unrelated to",
    r"no\b(?! (?:doubt|less|more|later|longer|matter))",
)
_UNCERTAIN_FORWARD = (
    r"(?:may|might|could)(?! (?:not|\d))(?: also| have| possibly)?",
    r"(?:appear|seem)(?:s|ed|ing)? (?:to|likely)",
    r"(?:thought|believed|supposed|suspected|presumed|assumed|hypothesi[sz]ed|postulated|speculated|"
    r"proposed|suggested|"
    r"expected|considered) to",
    r"suggest(?:s|ed|ing|ive)?(?: that| of| a| an)?",
    r"whether",
)
_CLOSE_FORWARD = (
    r"(?:possibly|probably|presumably|perhaps|conceivably|seemingly|purportedly)",
    r"(?:potentially|likely) (?=\w+(?:ing|ed|s)?\b)(?!\w+(?:ible|able|ic|al|ous|ful|ening|ent|ant)\b)",
    r"(?:possible|probable|potential|putative|presumed|suspected|hypothetical|promising|plausible)",
)
_PSEUDO_FORWARD = (
    r"(?:no|without(?: any)?) (?:\w+ ){0,2}?(?:side|adverse|toxic|untoward)[- ]"
    r"(?:effects?|events?|reactions?)(?! (?:of|on|like|such|includ\w+|\())",
    r"not only",
    r"not just",
    r"not merely",
    r"not without",
    r"no doubt",
    r"can not only",
    r"no (?:\w+ )?(?:studies|reports?|data|information)(?: \w+)? (?:on|of|about|regarding)",
)
_NEGATED_WHOLE = (
    rf"(?:no|lack of|absence of|without|neither) (?:(?!(?:adverse|side|toxic|untoward)\b(?! effects? "
    rf"(?:\(|of|on|from|due|such))|(?:and|need)\b)[\w-]+ ){{0,4}}?{_LINK}",
    rf"nor {_AUX}",
    r"no (?:\w+ ){0,3}?(?:evidence|indication|proof|sign|suggestion|support|data)(?: (?:that|of|for|to))?",
    r"(?:not|cannot|failed to|unable to|n['’]t) (?:\w+ ){0,2}?(?:support|confirm|find|show|demonstrate|"
    r"detect|observe|"
    r"reveal|establish|indicate|prove)",
    r"(?:unlikely|not true|not the case|excludes?|excluded) that",
)
_UNCERTAIN_WHOLE = (
    r"(?:unclear|unknown|uncertain|not (?:\w+ )?(?:clear|known|established|certain)|controversial|debated|"
    r"questionable) "
    r"(?:whether|if|how|that)",
    r"(?:whether|if and how)",
    r"(?:possible|probable|potential|putative|suspected|likely|hypothetical|plausible) (?:\w+ ){0,2}?"
    r"(?:associations?|correlations?|relations?|relationships?|links?|interactions?|effects?|influence|"
    r"role|benefits?|"
    r"efficacy|impact|causes?|treatments?|cases?)",
    r"(?:possible|probable|likely|conceivable|plausible) that",
    r"suggest(?:s|ed|ing)? (?:that|an?)",
    r"(?:hypothesi[sz]ed?|hypothesis|postulated?|speculated?|suspect(?:ed)?|suspicion|assum(?:e|ed|ption)|"
    r"notion) that",
    r"(?:aims?|aimed|objectives?|purpose|goal|designed|undertaken|conducted|carried out|performed|planned|"
    r"attempt|sought|"
    r"wished|intended)(?: \w+){0,6}? to (?:\w+ )?(?:determine|investigate|examine|assess|evaluate|test|"
    r"explore|"
    r"study|compare|clarify|find out|elucidate|ascertain|establish|see)",
    r"^to (?:\w+ )?(?:determine|investigate|examine|assess|evaluate|test|explore|study|compare|clarify|"
    r"find out|elucidate|"
    r"ascertain|establish|see)",
    r"(?:may|might|could) (?:\w+ )?be (?:\w+ )?(?:caused|due|associated|related|linked)",
)
_NEGATED_AFTER = (
    rf"{_BE} (?:\w+ )?not {_ADVERB}(?:\w+ ){{0,1}}?(?:observed|found|seen|detected|noted|demonstrated|"
    rf"shown|established|"
    r"significant|effective|successful|confirmed|supported|evident|apparent|present|recommended|"
    r"justified|warranted|useful|beneficial|reported|indicated|proven|proved)",
    rf"{_BE} (?:\w+ )?(?:ineffective|unsuccessful|absent|unlikely|contraindicated|disproved|refuted|"
    rf"ruled out|"
    r"excluded|nonsignificant|non-significant|insignificant|lacking|futile|useless)",
    r"(?:did|does|do) not (?:occur|exist|differ|work|develop|support)",
    r"(?:failed|never occurred)",
)
_UNCERTAIN_AFTER = (
    r"(?:is|are|was|were|remain(?:s|ed)?|seems?|appears?)(?: still| as yet|"
    r" currently)? (?:\w+ly )?(?:unclear|unknown|"
    r"uncertain|controversial|debated|questionable|possible|probable|suspected|hypothetical|speculative|"
    r"doubtful|"
    r"conceivable|disputed|unproven|not (?:\w+ )?(?:clear|known|certain|established|understood)|likely)",
    r"(?:may|might|could) (?:\w+ )?(?:occur|exist|be (?:\w+ )?(?:effective|useful|beneficial|helpful|"
    r"efficacious|possible|"
    r"related|associated|considered|of (?:value|benefit|use)|due|caused|promising|safe|appropriate|"
    r"warranted))",
    r"(?:is|are|was|were|has|have|had) (?:not )?(?:been )?(?:investigated|examined|assessed|evaluated|"
    r"tested|explored|studied|"
    r"suspected|suggested|proposed|hypothesi[sz]ed|considered)",
    r"(?:needs?|remains?|has yet) to be (?:\w+ )?(?:determined|established|investigated|elucidated|"
    r"confirmed|proven|studied|"
    r"clarified|evaluated|tested)",
    r"(?:requires?|deserves?|warrants?|merits?|needs?) (?:\w+ )?(?:investigation|study|studies|evaluation|"
    r"confirmation)",
)


def _compiled(**groups: tuple[str, ...]) -> re.Pattern[str]:
    lists = "|".join(f"(?P<{name}>(?:{'|'.join(cues)}))" for name, cues in groups.items())
    return re.compile(rf"(?<![\w-])(?:{lists})(?!\w)")


FORWARD = _compiled(
    pseudo=_PSEUDO_FORWARD, negated=_NEGATED_FORWARD, uncertain=_UNCERTAIN_FORWARD, close=_CLOSE_FORWARD
)
"""Cues between two mentions that govern what follows them."""
WHOLE = _compiled(negated=_NEGATED_WHOLE, uncertain=_UNCERTAIN_WHOLE)
"""Cues that govern the clause after them, both mentions in it."""
AFTER = _compiled(negated=_NEGATED_AFTER, uncertain=_UNCERTAIN_AFTER)
"""Predicates whose subject holds both mentions."""

_FINITE = (
    r"(?:is|are|was|were|has|have|had|did|does|do|can|may|might|could|resulted|caused|improved|reduced|"
    r"increased|"
    r"decreased|enhanced|produced|induced|prevented)"
)
CLAUSE_WORDS = (
    r"[;:—]|--|, the |\b(?:but|however|although|though|whereas|while|because|since|except|unless|yet|thus|"
    r"therefore|hence|in contrast|unlike)\b"
    rf"|, (?:(?:and|which|who|so|or|it|this|that|these|they|he|she|we|there) (?:\w+ )?)?{_FINITE}\b"
    rf"| and (?:also )?(?:{_FINITE}|it|this|they|we|that)\b"
    r"|, (?:and|or) (?:\S+ ){4}"
)
"""Where a clause ends."""
CLAUSE_END = re.compile(rf"{CLAUSE_WORDS}|\b(?:than|(?:as )?compared (?:to|with))\b")
"""Where the scope of a cue ends."""
NEW_SUBJECT = re.compile(
    r"(?:[;:]|\b(?:but|however|although|though|whereas|while|because|since)\b|, and\b) ?(?:\S+ ){2,}$"
)
"""Before a cue: its clause began after the first mention, with a subject of its own."""
ADVERBIAL = re.compile(r"\b(?:with|despite|having|showing|given|exhibiting)(?: \w+ly)? $")
"""Before a cue: it is part of a phrase, which ends at the first comma."""
COPULA = re.compile(rf"\b{_BE} (?:\w+ly )?$")
NEW_CLAUSE_BEFORE = re.compile(r"(?:,|\band|, and)(?: (?:the|an?|\w+ly|\w+ing))? $")
NEW_CLAUSE_AFTER = re.compile(
    rf" (?:(?:treatment|therapy|\w+ly) )?(?!{_BE} |used |given |based |treated |administered |added )"
    r"(?:\w+ed|led|kept|had|did|can|may)\b"
)
"""Before and after a mention: a clause begins with it that has a verb of its own."""
NEITHER = re.compile(r"(?:^|[,;:] |\b(?:and|but|that|while|whereas|although|because|since) )neither ")
"""Before a subject: what is said of it and of what "nor" adds to it is denied."""
NOR = re.compile(r"\bnor\b")
NEITHER_WORDS = re.compile(rf"(?:.*\bnor )?(?:(?!{_BE}\b|{_AUX}\b|(?!combined)\w+ed\b)[\w-]+,? ){{0,4}}")
"""Between "neither" and a subject: no verb, at least not after the last "nor"."""
PEOPLE_BEFORE = re.compile(
    r"\b(?:patients?|subjects?|participants?|individuals?|people|persons?|child(?:ren)?|adults?|infants?|"
    r"women|men|"
    r"animals?|rats?|mice|dogs?|volunteers?|controls?|those|cases?|groups?|eyes|survivors?|\w+s who|who|"
    r"man|woman|boy|girl|"
    r"untreated|placebo|\d+|victims|kindreds|families)(?: with| and(?: \w+)?| or| who| that)?(?: (?:an?|"
    r"the|were|was|are|had))? $"
)
"""Before a cue: it says whom the sentence is about."""
COMPOUND = re.compile(
    r"(?: \([^()]*\))?(?:[- ](?:induced|related|associated|mediated|evoked|elicited|provoked|triggered|"
    r"caused) "
    r"| ?(?:induced|caused|produced|elicited|evoked|provoked|triggered) by )(?:[\w-]+ ){0,3}"
)
"""Between two mentions of which a noun phrase says that one brings about the other."""
