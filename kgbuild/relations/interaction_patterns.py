"""Phrases that say that two drugs interact, over sentences in which they are `SUBJ` and `OBJ`.

As in `phrase_patterns.py` other drugs are `DRUG` and conditions `COND`. An interaction has no direction: each
sentence is matched with the two in either role. What is said of how a drug changes the body's handling of
another (its concentration, clearance, metabolism), or its effect, counts; two drugs that are given, measured
or praised together do not interact for that.
"""

import re

_WORDS = r"(?:(?!DRUG|COND|SUBJ|OBJ)[\w'/%-]+ ){0,4}?"
_FEW = r"(?:(?!DRUG|COND|SUBJ|OBJ)[\w'/%-]+ ){0,2}?"
_OTHERS = r"(?:(?:DRUG|SUBJ)(?: \(DRUG\))?(?:,| and| or|, and|, or) ){0,4}"
_NOT_ITSELF = (
    r"(?![ -]{0,2}(?:receptors?|antagonists?|agonists?|blockers?|analog(?:ue)?s?|derivatives?|antibod|"
    r"channels?|"
    r"transporters?|synth|dehydrogenase|oxidase|reductase|transferase|udp|group|resistan|sensitiv|"
    r"binding site))"
)
"""What follows a drug's name where something else is meant."""
_SUBJ = rf"(?<!not )(?<!than )(?<!without )\bSUBJ\b{_NOT_ITSELF}(?: \([^()]{{1,40}}\))?"
_OBJ = rf"(?<!not )\bOBJ\b{_NOT_ITSELF}(?: \([^()]{{1,40}}\))?"
_NO_MATTER = (
    r"(?<!physical )(?<!chemical )(?<!electrostatic )(?<!hydrophobic )(?<!coordination )(?<!molecular )"
)
"""Interactions of two substances in a vessel are none of two drugs in a body."""
_WHICH = r"(?:,? (?:which|that))?(?: (?:but|and) not DRUG)?"
_GIVEN = r"(?:(?:the|both|either|a|an|oral|intravenous|single|repeated|high|low|[\w-]+ doses? of) ){0,2}"
"""What may stand between `of` and a drug."""
_LEVEL = (
    r"(?:concentrations?|levels?|clearances?|metabolism|catabolism|biotransformation|bioavailability|"
    r"absorption|"
    r"elimination|half-li(?:fe|ves)|pharmacokinetics|disposition|auc|exposure|excretion|protein binding|"
    r"hydroxylation|glucuronidation|demethylation|steady-state)"
)
_EFFECT = (
    r"(?:effects?|actions?|activity|toxicity|hepatotoxicity|nephrotoxicity|neurotoxicity|cardiotoxicity|"
    r"responses?|responsiveness|analgesia|anesthesia|anaesthesia|hypnosis|sedation|blockade|"
    r"inhibition|depression|"
    r"efficacy|potency|requirements?|dose requirements?|withdrawal)"
)
_CHANGE = (
    r"(?:increase[sd]?|decrease[sd]?|reduce[sd]?|elevate[sd]?|raise[sd]?|lower(?:s|ed)?|alter(?:s|ed)?|"
    r"affect(?:s|ed)?|enhance[sd]?|inhibit(?:s|ed)?|induce[sd]?|prolong(?:s|ed)?|accelerate[sd]?|"
    r"delay(?:s|ed)?|"
    r"impair(?:s|ed)?|change[sd]?|influence[sd]?|modif(?:y|ies|ied)|interfere[sd]? with|slow(?:s|ed)?|"
    r"potentiate[sd]?|block(?:s|ed)?|diminish(?:es|ed)?|stimulate[sd]?|double[sd]?)"
)
_CHANGED = (
    r"(?:increased|decreased|reduced|elevated|raised|lowered|altered|affected|enhanced|inhibited|prolonged|"
    r"accelerated|delayed|impaired|changed|influenced|modified|higher|lower|doubled)"
)
_CHANGES_EFFECT = (
    r"(?:potentiate[sd]?|antagoni[sz]e[sd]?|augment(?:s|ed)?|attenuate[sd]?|enhance[sd]?|prolong(?:s|ed)?|"
    r"reverse[sd]?|block(?:s|ed)?|abolish(?:es|ed)?|inhibit(?:s|ed)?|reduce[sd]?|decrease[sd]?|increase[sd]?|"
    r"diminish(?:es|ed)?|counteract(?:s|ed)?|suppress(?:es|ed)?|prevent(?:s|ed)?|intensif(?:y|ies|ied))"
)
_NOUN_OF_CHANGE = (
    r"(?:potentiation|antagonism|augmentation|attenuation|enhancement|prolongation|reversal|inhibition|"
    r"induction|increase|decrease|reduction|alteration|impairment|elevation)"
)
_TOGETHER = (
    r"(?:co-?administ(?:ration|ered)|co-?medicat(?:ion|ed)|concomitant(?:ly)?(?: use| administration| "
    r"treatment|"
    r" therapy| administered| given)?|concurrent(?:ly)?(?: use| administration| treatment| therapy|"
    r" administered| given)?|simultaneous(?:ly)? (?:use|administration|administered|given)|"
    r"combined (?:use|administration)|combination)"
)
_WARNING = (
    r"(?:contraindicated|avoided|not recommended|not be (?:used|given|administered|combined|taken|"
    r"co-?administered)|"
    r"with caution|dangerous|hazardous)"
)


def _either(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


INTERACTS = _either(
    rf"{_NO_MATTER}\binteractions? {_FEW}between {_FEW}{_OTHERS}{_SUBJ},? (?:and|with) {_FEW}{_OTHERS}{_OBJ}",
    rf"{_NO_MATTER}\binteractions? of {_FEW}{_OTHERS}{_SUBJ} (?:and|with) {_FEW}{_OTHERS}{_OBJ}(?! with)",
    rf"\binteractions? with {_FEW}{_SUBJ} (?:of|by|for) {_FEW}{_OBJ}",
    rf"{_SUBJ} {_FEW}interact(?:s|ed|ing)? {_FEW}with {_FEW}{_OTHERS}{_OBJ}",
    rf"{_SUBJ} {_FEW}(?:and|with) {_FEW}{_OBJ} {_FEW}interact(?:s|ed)?\b(?! with)",
    r"\bSUBJ ?[-/\u2013\u2014] ?OBJ (?:drug |pharmacokinetic |pharmacodynamic )?interactions?\b",
    rf"{_SUBJ} {_FEW}(?:and|with) {_OBJ} (?:drug |pharmacokinetic |pharmacodynamic )?interactions?\b",
    rf"\b(?:synergism|antagonism|incompatibility) between {_FEW}{_SUBJ} and {_FEW}{_OBJ}",
    # How one changes what the body does with the other.
    rf"{_SUBJ} (?:\w+ly )?(?:did not |does not |do not |may |might |can |could |has been shown to |was "
    rf"shown to |"
    rf"was found to |significantly |markedly |also )?{_FEW}{_CHANGE} (?:\w+ly )?{_WORDS}{_LEVEL}"
    rf"(?: and {_WORDS}{_LEVEL})? (?:of|for) {_FEW}{_OTHERS}{_OBJ}",
    rf"{_SUBJ} (?:did not |does not |may |can |could |significantly |markedly |also )?{_FEW}{_CHANGE} "
    rf"{_WORDS}{_OBJ} {_FEW}{_LEVEL}",
    rf"\b(?:effects?|influence|impact) of {_FEW}{_OTHERS}{_SUBJ} {_WORDS}on {_WORDS}{_LEVEL} (?:and "
    rf"{_WORDS})?"
    rf"(?:of|for) {_FEW}{_OTHERS}{_OBJ}",
    rf"\b(?:effects?|influence|impact) of {_FEW}{_OTHERS}{_SUBJ} {_WORDS}on {_FEW}{_OBJ} {_FEW}"
    rf"(?:pharmacokinetics|clearance|metabolism|disposition|concentrations|absorption|bioavailability|"
    rf"elimination)",
    rf"\b{_LEVEL} of {_FEW}{_OBJ} (?:was|were|is|are) {_FEW}{_CHANGED} {_WORDS}"
    rf"(?:by|during|after|when|with|in the presence of|following) {_WORDS}{_SUBJ}",
    rf"{_OBJ} {_FEW}{_LEVEL} (?:was|were|is|are) {_FEW}{_CHANGED} {_WORDS}"
    rf"(?:by|during|when|in the presence of) {_WORDS}{_SUBJ}",
    rf"{_SUBJ}[- ]induced {_NOUN_OF_CHANGE} (?:of|in) {_WORDS}{_LEVEL} of {_FEW}{_OBJ}",
    rf"{_SUBJ} (?:is|are|was|were|as) {_FEW}(?:inhibitors?|inducers?) of {_WORDS}{_OBJ} {_FEW}{_LEVEL}",
    # How one changes the effect of the other.
    rf"{_SUBJ}{_WHICH} (?:did not |does not |do not |may |might |can |could |significantly |markedly |"
    rf"also )?{_FEW}"
    rf"{_CHANGES_EFFECT} {_WORDS}{_EFFECT} (?:of|to|produced by|induced by|caused by) "
    rf"{_GIVEN}{_OTHERS}{_OBJ}",
    rf"{_SUBJ}{_WHICH} (?:did not |does not |significantly |markedly |also )?{_CHANGES_EFFECT} "
    rf"{_WORDS}\bOBJ[- ]induced",
    rf"\b(?:caused|produced|induced|evoked|elicited) by {_GIVEN}{_OTHERS}{_OBJ}[^.;]{{0,60}}? (?:was|"
    rf"were|is|are) "
    rf"{_FEW}(?:potentiated|antagoni[sz]ed|attenuated|enhanced|prolonged|reversed|blocked|abolished|"
    rf"prevented) "
    rf"{_FEW}by {_GIVEN}{_OTHERS}{_SUBJ}",
    rf"\b{_EFFECT} of {_FEW}{_OBJ} (?:was|were|is|are) {_FEW}"
    rf"(?:potentiated|antagoni[sz]ed|augmented|attenuated|enhanced|prolonged|reversed|blocked|"
    rf"abolished|inhibited|"
    rf"prevented|reduced|increased|diminished|counteracted) {_WORDS}by {_WORDS}{_OTHERS}{_SUBJ}",
    rf"{_OBJ}[- ]induced {_FEW}(?:{_EFFECT}|COND) (?:was|were|is|are) {_FEW}"
    rf"(?:potentiated|antagoni[sz]ed|augmented|attenuated|enhanced|prolonged|reversed|blocked|abolished) "
    rf"{_WORDS}by {_WORDS}{_OTHERS}{_SUBJ}",
    rf"\b(?:potentiation|antagonism|augmentation|enhancement|prolongation|reversal) (?:of|by) {_WORDS}"
    rf"(?:{_EFFECT} of )?{_FEW}{_OBJ} (?:by|of|with) {_FEW}{_SUBJ}",
    rf"{_SUBJ} (?:potentiate[sd]?|antagoni[sz]e[sd]?) {_FEW}{_OBJ}",
    # What giving them together changes.
    rf"\b(?:co-?administration|concomitant (?:use|administration)|addition) of {_FEW}{_SUBJ} "
    rf"(?:with {_FEW}DRUG )?{_FEW}{_CHANGE} {_WORDS}{_LEVEL} of {_FEW}{_OBJ}",
    rf"\b{_TOGETHER} of {_FEW}{_SUBJ} (?:and|with) {_FEW}{_OBJ} {_FEW}(?:increase[sd]?|decrease[sd]?|"
    rf"reduce[sd]?|"
    rf"result(?:s|ed) in|led to|leads to|may cause|can cause|caused) {_WORDS}(?:{_LEVEL}|{_EFFECT}|COND)",
)

WARNED = _either(
    rf"\b{_TOGETHER} {_FEW}(?:of|with) {_FEW}{_SUBJ} {_FEW}(?:and|with|or) "
    rf"{_FEW}{_OBJ}[^.;]{{0,60}}\b{_WARNING}",
    rf"{_SUBJ} {_FEW}(?:is|are|should|must) {_WARNING} {_FEW}(?:with|in combination with|together "
    rf"with) {_WORDS}{_OBJ}",
    rf"{_SUBJ} (?:and|with) {_OBJ} (?:is|are|should|must) {_FEW}{_WARNING}",
    rf"\bcontraindicat(?:ed|ion)s? {_WORDS}(?:with|of) {_FEW}{_SUBJ} (?:and|with|in combination with) "
    rf"{_FEW}{_OBJ}",
)
"""What is warned against: said of two drugs it speaks for an interaction, however it negates."""

OF_THE_BODY = frozenset(
    "acetylcholine, adenosine, adrenaline, alanine, aldosterone, amino acid, arginine, ascorbate, "
    "ammonia, androgen, angiotensin, atp, "
    "bicarbonate, bilirubin, calcium, camp, carbon, carbon dioxide, carbon monoxide, catecholamine, "
    "chloride, chlorine, cholesterol, choline, copper, cortisol, "
    "corticosterone, creatinine, dopamine, endorphin, enkephalin, epinephrine, estradiol, estrogen, "
    "fatty acid, "
    "free fatty acid, gaba, glucose, glutamate, glutathione, glycerol, glycine, glycogen, growth hormone, "
    "hemoglobin, histamine, hormone, hydrogen, iron, ketone, lactate, lactic acid, leucine, lipid, "
    "magnesium, melatonin, "
    "nitric oxide, nitrogen, noradrenaline, norepinephrine, oestradiol, oestrogen, oxygen, peptide, "
    "phosphate, phosphorus, "
    "phospholipid, potassium, prolactin, pge1, pge2, pgf2alpha, pgi2, prostaglandin, protein, "
    "pyruvate, 5 ht, 5 "
    "hydroxytryptamine, serotonin, sodium, sugar, "
    "testosterone, thyroxine, triglyceride, triiodothyronine, tyrosine, urea, uric acid, urate, water, "
    "zinc".split(", ")
)
"""Substances that are measured in the body: that a drug changes how much of them there is, is its effect and
no interaction."""
