"""Where the scope of a cue ends, and what a list or a noun phrase looks like, over lower-case text."""

import re

_NOUNS = (
    r"(?:increas|decreas|reduc|chang|differ|improv|alter|affect|influenc|associat|correlat|interact|"
    r"prevent|worsen|"
    r"exacerbat|aggravat|attenuat|progress|protect|enhanc|predict|inhibit|modif|relat(?:ion|ed)|revers|"
    r"suppress|"
    r"contribut|effective|mechanism|treat|therap)\w*|impact|benefits?|roles?|links?|responses?|risks?|"
    r"cures?|causes?|"
    r"consensus|need|shifts?|models?|less|fewer|markers?|biomarkers?|factors?|targets?|"
    r"(?<!adverse )(?<!side )(?<!toxic )(?<!untoward )effects?|"
    r"excess|determinants?|explanations?|mediators?|triggers?|sources?|deplet\w+|relie\w+|medications?|"
    r"drugs?|scores?|scales?|"
    r"rates?|rehabilitation|screening|prevalence|incidence(?! of)|susceptib\w+|impair\w+|withdraw\w*|"
    r"discontinu\w+|"
    r"interruption|cessation|reports?|origins?|a?etiolog\w+|basis|pathogenesis|nature|applications?|"
    r"survivors?|mention|studies|"
    r"data|information|values?|research|paradox|instruments?|tools?|analys[ie]s|evaluat\w+|assessment|"
    r"knowledge|understanding|combinations?|"
    r"release|anti|relevance|resistance|tolerance|candidates?|agents?|usefulness|efficacy"
)
_BREAKERS = (
    r"but|however|although|though|whereas|while|whilst|except|because|since|unless|yet|until|than|when|"
    r"where|if|(?<!such )as|"
    r"so|only|regarding|concerning|about|whether|(?<!-)(?:caused|provoked|induced|triggered|precipitated|"
    r"produced)|who|whose|which|that|in|among|after|following|during|with|on|by|from|for|before|between|"
    r"within|under|despite|"
    r"through|via|at|to|into|against|due|versus|vs|is|are|was|were|be|been|has|have|had|do|does|did|may|"
    r"might|can|could|"
    r"would|should|will|must|showed|developed|received|occurred|led|resulted|became|underwent|died|remained"
)
BREAK = re.compile(rf"[;:]|\b(?:{_BREAKERS}|{_NOUNS})\b")
"""What a mention cannot be in the scope of a cue across."""

NITRIC_OXIDE = re.compile(r"\bNO\b")

BREAK_BACK = re.compile(
    r"[;:,]|\b(?:but|however|although|though|whereas|while|because|since|which|who|that|is|are|was|were|"
    r"has|have|had|did|"
    r"does)\b"
)
"""The same for cues that follow."""

JOINT = re.compile(r"[,/]|\b(?:and|or)\b")
OR = re.compile(r"\b(?:or|nor)\b")
NOT_OF_DRUGS = re.compile(
    r"(?:the )?(?:complete |total )?lack(?: of|s|ed|ing)?|neither|nor|not(?: (?:an?|the|any|true|typical))?"
)
"""Before a drug they mostly deny what is said about it, or tell of a nutrient or a gene."""
OF_DRUGS_AFTER = re.compile(
    r".*\b(?:given|administered|used|prescribed|offered|started|detected|found|present|absent)\b.*"
)
"""Of drugs only these cues speak that follow at a distance; others tell of tests and results."""
NOT_HISTORY_OF_DRUGS = re.compile(r".*\b(?:recover|surviv|had had|have had|has had)")
NAIVE = re.compile(r".?na")
"""Only drugs have naive patients; cells are naive as well."""
EFFECTS = re.compile(r"\beffects?\b")
"""Between a cue and a drug: the drug is there, its effects are not."""
NOUN_BEFORE = re.compile(rf"\b(?:{_NOUNS}) [^,;]*\b(?:of|on|in|with|for|against|to|between|into) [^,;]*$")
"""Before a mention: what a cue after it speaks of is this noun."""

VERB = re.compile(
    r"[\s)]+(?:\w+ly |still |also )?(?:is|are|was|were|has|have|had|did|does|may|can|could|occurred|"
    r"developed|improved|resolved|"
    r"increased|decreased|appeared|persisted|became|remained|responded|led|caused|resulted|reduced|"
    r"prevented)\b"
)
"""Directly after a mention: it is the subject of a clause."""
MODIFIES = re.compile(rf"[ -](?!less |fewer )(?:{_NOUNS}|surgery|operations?)\b")
"""Directly after a mention: what a cue before it governs is this noun."""
DRUG_ENDS = re.compile(
    r"\s*(?:$|[,.;:()\[\]]|(?:and|or|nor|but|in|on|at|for|to|with|by|from|after|before|during|is|are|was|"
    r"were|had|has|have|"
    r"did|treatment|therapy|use|administration|exposure|intake|alone|groups?|users?|given|as|than|when|"
    r"while|which|who|revealed|showed|produced|developed|resulted|caused|"
    r"that|because|if|pretreatment|supplementation|prophylaxis|medication|did|added|within|prior|until|"
    r"co-?treatment)\b)"
)
"""After a drug of which a cue speaks; elsewhere ("no insulin effect") it speaks of the noun that follows."""
LIST = re.compile(
    r"\s*[)\]]?\s*(?:(,|/)\s*)?((?:and/or|and|or|nor|as well as)\b,?)?\s*[(\[]?\s*((?:[\w'’-]+\s+){0,3})"
)
"""Between two items of a list: separator, conjunction, words before the second item."""
WITHIN = re.compile(r"[ -](?:(?:induced|related|associated|dependent|mediated|provoked|caused|like) )?")
"""Between two mentions of one noun phrase, the second being its head: "cisplatin-induced vomiting"."""
OF = re.compile(
    r" (?:[\w-]+ )?(?:in|with|of|after|during|following|due to|from|by|to|on|for|"
    r"associated with) (?:[\w-]+ ){0,4}"
)
"""Between two mentions of one noun phrase, the first being its head: "vomiting due to cisplatin"."""
