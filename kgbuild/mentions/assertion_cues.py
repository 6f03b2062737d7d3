"""Words that say how a mention is asserted, as regular expressions over lower-case text.

After the trigger lists of NegEx (Chapman 2001) and ConText (Harkema 2009), for literature rather than notes.
Each list's key says what its cues make of a mention, on which side of it they stand, and how many words may
be between; `pseudo` cues look like others but say nothing. Where several cues begin at one place, the first
list and therein the first cue counts.
"""

import re

_BE = r"(?:is|are|was|were|be|been|being)"
_NOT = r"(?: not|n['’]t| never)"
_ADVERBS = r"(?:\w+ly |yet |ever |been |otherwise |also |again |subsequently )*"
_PEOPLE = (
    r"(?:patients?|subjects?|participants?|individuals?|cases?|child(?:ren)?|adults?|infants?|neonates?|"
    r"women|men|"
    r"animals?|rats?|mice|volunteers?|controls?|recipients?|one|pregnan\w+)"
)
_HAD = (
    r"(?:had|have|has|having|develop(?:ed|s)?|experienc(?:ed|es?)|show(?:ed|s)?|exhibit(?:ed|s)?|"
    r"report(?:ed|s)?|"
    r"suffer(?:ed|s)? from|died (?:of|from)|demonstrated?|presented with|complained of|received?|required)"
)
_HAVE = (
    r"(?:have|develop|experience|show|exhibit|report|reveal|demonstrate|display|present with|present|"
    r"suffer(?: from)?|"
    r"receive|take|use|get|find|observe|detect|see|note|identify|cause|induce|produce|elicit|provoke|trigger|"
    r"lead to|result in|precipitate|evoke|complain of|meet (?:the )?criteria (?:of|for)|carry|contain)"
)
_BEING = (
    r"(?:treated (?:with|for)|diagnosed (?:with|as(?: having)?)|exposed to|affected with|receiving|taking|"
    r"using|"
    r"infected with|on|suffering from|having|showing|experiencing|developing|exhibiting|suggestive of|"
    r"indicative of|"
    r"consistent with|compatible with|complicated by|accompanied by|followed by|known to have)"
)
_BEEN = (
    r"(?:had|developed|experienced|shown|received|reported|exhibited|suffered(?: from)?|taken|used|"
    r"been (?:treated (?:with|"
    r"for)|diagnosed with|exposed to|on|affected by))"
)
_SEEN = (
    r"(?:observed|found|seen|detected|present|noted|evident|reported|identified|demonstrated|apparent|"
    r"confirmed|diagnosed|visible|encountered|induced|produced|elicited|provoked|given|administered|used|"
    r"prescribed|started|experienced|recognized|recognised|a feature|shown|revealed|discovered)"
)
_SIGNS = (
    r"(?:evidence|signs?|symptoms?|indications?|features?|suggestion|history|findings?|manifestations?|proof|"
    r"diagnos[ie]s|cases?|episodes?|presence|occurrence|instances?|complaints?|traces?)"
)
_KIN = (
    r"(?:mother|father|brother|sister|sibling|uncle|aunt|cousin|grandmother|grandfather|grandparent|son|"
    r"daughter|parent|"
    r"twin|niece|nephew|relative|family member)s?"
)
_RELATIVE = (
    r"(?:father|brother|sister|sibling|uncle|aunt|cousin|grand\w+|niece|nephew|relative|family member)s?"
)
_FOUND = rf"(?:(?:{_BE} (?:also )?(?:present|reported|found|diagnosed|frequent|common)|occurred) )?"
_WHOSE = (
    r"(?:his|her|their|(?:the )?(?:patient|proband|child|boy|girl|infant)['’]?s['’]?|whose|maternal|paternal|"
    r"(?:first|second)[- ]degree|affected)"
)
_YOUNG = (
    r"(?:infants|offspring|children|newborns|neonates|babies|pups|rats|mice|born) (?:born )?(?:of|to|from)"
)
_EARLIER = r"(?:previous|prior|past|earlier|former)"
_STUDIES = (
    r"(?:stud(?:y|ies)|reports?|reported|work|research|publi\w+|described|shown|demonstrated|"
    r"investigat\w+|trials?|data|"
    r"findings|results|experiments?|analys[ie]s|meta-analys[ie]s|literature|observ\w+|experience|"
    r"knowledge|years?|months?|"
    r"weeks?|days?|decades?|centur\w+|(?:few|several|two|three|five|ten|\d+) (?:years|months|weeks|days|"
    r"decades)|"
    r"healthy|well|un\w+|established|developed|proposed|suggested|identified|evidence|reviews?|attempts?|"
    r"authors?|"
    r"recommendations?|guidelines?|understanding|estimates?|cohorts?|editions?|versions?)"
)

CUES: dict[str, tuple[str, ...]] = {
    "pseudo": (
        r"not (?:only|just|merely|simply|necessarily|always|all|every|exclusively|solely|uncommon|"
        r"infrequent|rare)",
        r"not (?:free (?:of|from)|negative for|absent|lacking|without)",
        r"no doubt",
        r"no (?:less|more) than",
        r"no matter",
        r"whether or not",
        r"if not",
        rf"{_EARLIER}(?:ly)? (?:\w+ )?{_STUDIES}",
        r"prior to",
        r"with(?:out)? ?(?:or|and|/|vs\.?|versus) ?with(?:out)?",
        r"(?:presence|present) (?:or|and|/|vs\.?|versus) (?:the )?absen(?:ce|t)(?: of)?",
        r"nor (?:is|are|was|were|did|does|do|has|have|had|can|could|should|would)",
        r"(?:current(?:ly)?|present|previous|past|recent) (?:or|and) (?:current(?:ly)?|present|previous|"
        r"past|ongoing|active|recent)",
        rf"previously(?: been)? {_STUDIES}",
        r"(?:\w+|[\d.]+)[- ](?:hour|day|week|month|year|decade)s?['’]?[- ](?:long )?history(?: of)?",
        r"(?:natural|life|short|brief|recent|long|longstanding|long-standing|current|case|treatment|"
        r"evolutionary) "
        r"history(?: of)?",
        r"(?:year|month|week|day)s?[- ]old",
        r"(?:more|less|most|least|as|equally|very|how) likely",
        r"likelihood of",
        r"potential (?:of|to|for)",
        r"risk[- ]free",
        r"(?:in |of )?(?:two|three|four|both) (?:[\w-]+ ){0,2}?(?:siblings|brothers|sisters|twins)",
        r"earlier (?:onset|detection|diagnosis|age|stage|start|initiation|recognition|occurrence)",
        rf"{_KIN} of {_PEOPLE}",
    ),
    "uncertain_either_5": (
        r"(?:cannot|could not|can not|couldn['’]t|not be|not been|did not|does not|not)(?: be|"
        r" been)?(?: \w+ly)? "
        r"(?:ruled? out|excluded?)(?: that)?",
    ),
    "negated_either_4": (
        rf"(?:{_BE}|has|have|had){_NOT} (?:been )?(?:given|administered|offered|prescribed|started on)",
        rf"(?:did|does|do|has|have|had){_NOT} (?:\w+ly |yet |been )?(?:develop(?:ed)?|recur(?:red)?)",
    ),
    "negated_before_6": (
        r"no (?:\w+ ){0,2}?family history (?:of|for)",
        rf"(?:did|does|do|has|have|had){_NOT} have (?:an? |any )?(?:\w+ or )?(?:\w+ )?history (?:of|for|"
        r"concerning for|suggestive of)",
        r"(?:not|un) ?aware of(?: any)?",
        rf"(?:no|without(?: an?| any)?|negative|absence of|lack of) (?:(?!or\b|and\b|"
        rf"\w+ing\b)[\w-]+ ){{0,3}}?{_SIGNS} (?:of|for|that|"
        r"suggestive of|suggesting|consistent with|indicative of|indicating|compatible with)",
        r"family history (?:was|is) (?:negative|unremarkable) for",
        rf"no (?:other )?{_PEOPLE}(?: (?!(?:but|and|that|who|which|when)\b)[\w-]+){{0,9}}? {_HAD}",
        rf"none of (?!the (?:above|following))(?:(?!(?:but|that|who|which|when)\b)[\w-]+ ){{0,8}}?{_HAD}",
        rf"none (?:{_HAD})",
        rf"(?:neither|nobody|no one) (?:(?!nor\b)[\w-]+ ){{0,4}}?{_HAD}",
        rf"(?:did|does|do|could|would|will|can|to){_NOT} {_ADVERBS}{_HAVE}",
        rf"cannot {_ADVERBS}{_HAVE}",
        rf"not to {_ADVERBS}{_HAVE}",
        rf"{_BE}{_NOT} {_ADVERBS}{_BEING}",
        rf"(?:has|have|had){_NOT} {_ADVERBS}{_BEEN}",
        rf"(?:not|never) {_ADVERBS}{_BEING}",
        rf"never {_HAD}",
        rf"fail(?:ed|s|ing)? to {_HAVE}",
        r"den(?:y|ies|ied|ying)",
        r"no longer (?:ha[ds]|have|having|experienced|reported)?",
        r"neither",
        r"nor",
        r"no",
        r"without",
        r"w/o",
        r"(?:in the |the )?(?:complete |total )?absence of",
        r"free(?:dom)? (?:of|from)",
        r"negative for",
        r"(?<!to )(?:rules?|ruled|ruling) out",
        r"(?:excluded|excluding)",
    ),
    "negated_before_3": (r"rather than", r"instead of"),
    "negated_before_2": (r"(?:the )?(?:complete |total )?lack of", r"(?:lacks?|lacked|lacking)", r"absent"),
    "negated_before_0": (r"not(?: an?| the| any| true| typical)?", r"non-"),
    "negated_after_6": (
        rf"{_BE} (?:\w+ly )?(?:ruled out|excluded|absent|lacking|denied|negative(?! for))",
        rf"(?:{_BE}|has|have|had|could|can){_NOT} (?:been |be )?{_ADVERBS}{_SEEN}",
        rf"cannot be {_SEEN}",
        rf"not {_ADVERBS}{_SEEN}",
        rf"(?:did|does|do|has|have|had){_NOT} (?:occur(?:red)?|recur(?:red)?|appear(?:ed)?|arisen?|"
        rf"happen(?:ed)?|exist)",
        r"never (?:occurred|developed|appeared|recurred)",
        rf"(?:occurred|developed|appeared|{_BE} {_SEEN}) in (?:no|none|neither)",
        r"in (?:no|none of the|neither)",
    ),
    "negated_after_0": (
        r"[- ]free(?! (?:of|from)\b)",
        r"[- ]negative(?! for\b)",
        r"[- ]na[iï]ve",
        r": (?:none|no|absent|negative)",
        r" \((?:none|absent)\)",
    ),
    "family_before_6": (
        r"family (?:medical )?histor(?:y|ies)(?: \w+){0,2}? (?:of|for|included?|includes|revealed|with)",
        r"(?:maternal|paternal|parental) history of",
        rf"{_WHOSE} (?:[\w-]+ ){{0,2}}?{_KIN}(?: (?!but\b)[\w-]+){{0,4}}? (?:{_HAD}(?: had)?|with|"
        r"(?:diagnosed|suffering|affected|afflicted) (?:with|from|by))",
        rf"(?:an?|one|two|three|"
        rf"several) (?:[\w-]+ ){{0,2}}?{_RELATIVE} (?:(?!but\b)[\w-]+ ){{0,2}}?(?:{_HAD}|with|(?:diagnosed|"
        r"suffering|affected) (?:with|from|by))",
        r"(?:relatives|siblings|family members) (?:with|who had|affected by)",
        rf"{_YOUNG} (?:[\w-]+ ){{0,2}}?(?:mothers?|fathers?|parents|dams|women) "
        r"(?:with|affected by|treated for|who (?:had had|have had|had|have|developed))",
    ),
    "family_before_3": (
        # "infants of diabetic mothers", "rats born to malnourished dams"
        rf"{_YOUNG}(?= (?:[\w-]+ ){{1,3}}(?:mothers?|fathers?|parents|dams)\b)",
    ),
    "family_before_1": (rf"{_WHOSE} {_KIN}['’]s?",),
    "family_after_3": (
        rf"{_FOUND}(?:in|of|among) (?:(?:{_WHOSE}|an?|one|two|three) (?:[\w-]+ ){{0,2}}?{_KIN}|"
        r"(?:the|his|her|their) (?:immediate )?family|(?:first-degree |close )?relatives|"
        r"the (?:mother|father|parents)|other (?:family members|members of the family))",
        r"(?:runs|ran) in the family",
    ),
    "uncertain_before_5": (
        r"(?:suspected|suspicion|suspicious|suspecting|suspect)(?: (?:diagnosis )?(?:of|for))?(?! that)",
        r"(?:possibility|probability|suggestion|question) of",
        r"(?:suggestive of|suggest(?:s|ed|ing)? (?:an? |the )?(?:diagnosis|presence|possibility|"
        r"existence) of|suggesting(?! that)(?: an?)?)",
        r"differential diagnos[ie]s (?:included?|includes|was|were|is|are)",
        r"(?:to )?(?:rule|ruling) out",
        r"to exclude",
        r"(?:may|might|could)(?: also| well| possibly| probably)? (?:be|have|represent|reflect|indicate|"
        r"suggest|signify)"
        r"(?: had| been)?",
        r"at (?:an? )?(?:\w+ )?risk (?:of|for)",
        r"(?:evaluated|evaluation|work-?up|investigated|screened|tested|assessed|examined|monitored) for",
        r"(?:underwent|undergo(?:ing)?) (?:\w+ )?(?:screening|monitoring|surveillance) for",
        r"in (?:the )?case of (?:suspected|possible)",
        r"prone to",
    ),
    "uncertain_before_2": (
        r"(?:possibl[ey]|probabl[ey]|presum(?:ed|ptive|ably)|questionable|putative|alleged(?:ly)?|perhaps)",
        r"query",
        r"potential",
    ),
    "uncertain_before_1": (r"likely(?: to (?:be|have)| represents?| (?:due|secondary) to)?(?: an?)?",),
    "uncertain_after_4": (
        rf"(?:{_BE}|remains?|remained|seems?|seemed|appears?) (?:\w+ly |also |highly )?(?:"
        r"suspected(?!,? and [^.;]{0,40}confirm)|"
        rf"presumed|questionable|"
        r"doubtful|(?:possible|probable|likely|unlikely)(?! (?:to|that|due|secondary|caused|related|"
        r"because))|considered(?=[.,;]|$))",
        r"(?:is|was|were|are) (?:in|among) the differential",
        r"as (?:a )?(?:possible|probable|likely|presumptive|tentative) diagnos[ie]s",
    ),
    "historical_before_6": (
        r"(?:(?:past|previous|prior|medical|personal|known|positive|remote|psychiatric|obstetric|social|"
        r"smoking|her|his|a|"
        r"the|with) )*histor(?:y|ies)(?: of| (?:was |is )?(?:significant|remarkable|notable|positive) for|"
        r" includ(?:ed|ing)| "
        r"with)",
        r"h/o",
        rf"{_EARLIER} (?:[\w-]+ )?(?:treatment|therapy|exposure|use|diagnos[ie]s|episodes?|attacks?|"
        rf"infections?|bouts?) (?:with|"
        r"of|to|for)",
        r"previously (?:been )?(?:treated (?:with|for)|diagnosed (?:with|as)|had|suffered(?: from)?|"
        r"experienced|received|"
        r"exposed to|on|infected with)",
        r"(?:had|has|have) (?:fully |completely |previously )?recovered from",
        r"recover(?:ed|y|ing) from",
        r"survivors? of",
        r"survived",
        r"(?:status post|s/p)",
        r"(?:had|has|have) had",
    ),
    "historical_before_2": (rf"{_EARLIER}", r"remote", r"old"),
    "historical_after_0": (
        r" histor(?:y|ies)(?=[.,;)]| (?:and|or|in|at|is|was|were|had|have)\b(?! \w+ for)|$)",
    ),
    "historical_after_3": (
        r"(?:in the past(?=[.,;)]|$)|in (?:his|her|early) (?:childhood|youth|infancy)|years? (?:ago|"
        r"earlier|previously))",
        r"(?:\w+|[\d.]+) (?:years?|months?|decades?) (?:ago|earlier|previously|before(?=[.,;)]|$))",
        r"survivors?",
    ),
}
"""`assertion_side_reach`; the side is before or after the mention, or either: before where one follows."""


def compiled() -> re.Pattern[str]:
    """Return all cues as one expression, a group for each list, named for its key.

    Those that follow a mention directly begin with what is no letter: within a word they alone are tried.
    """
    direct = {key: cues for key, cues in CUES.items() if key.endswith("_after_0")}
    words = {key: cues for key, cues in CUES.items() if key not in direct}
    return re.compile(
        rf"(?:(?<![\w-])(?:{_lists(words)})|(?=[- :(])(?:{_lists(direct)}))(?:(?<=-)|(?!\w|-\w))"
    )


def _lists(lists: dict[str, tuple[str, ...]]) -> str:
    return "|".join(f"(?P<{key}>{'|'.join(cues)})" for key, cues in lists.items())
