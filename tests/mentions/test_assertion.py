"""Assertion: a table of sentences in the style of the literature, each mention marked with what is right."""

import re

import pytest

from kgbuild.domain.document import Document, Section
from kgbuild.domain.mention import Assertion, EntityType, Mention, Sentence
from kgbuild.domain.span import Span
from kgbuild.mentions.assertion import assert_mentions

_MARK = re.compile(r"\{([pnufh])(d?):([^}]*)\}")
_KINDS = {kind[0]: kind for kind in Assertion}

# {n:fever}: a disease or symptom that is negated; {nd:aspirin}: such a drug. p, n, u, f and h are the
# first letters of the five assertions.
SENTENCES = """
No {n:fever} was recorded.
There was no evidence of {n:metastasis} on imaging.
There were no signs or symptoms of {n:heart failure}.
He had no {n:fever}, {n:rash} or {n:arthralgia}.
No {n:fever}, {n:rash}, or {n:arthralgia} were observed.
She denied {n:chest pain}, {n:dyspnoea} and {n:palpitations}.
Examination was negative for {n:lymphadenopathy}.
The patient was free of {n:pain} at discharge.
Animals remained free from {n:seizures} throughout.
All but two were {n:seizure}-free after one year.
The absence of {n:proteinuria} argued for another cause.
Two thirds of carriers lack {n:anosmia} altogether.
Lack of {n:fever} does not exclude {u:sepsis}.
He did not develop {n:hypoglycaemia}.
None of the treated children developed {n:nephrotoxicity}.
No patient in the {pd:ramipril} group developed {n:angioedema}.
No patients receiving {pd:propranolol} had {n:bradycardia}.
Patients who had never experienced {n:migraine} served as controls.
{n:Pulmonary embolism} was ruled out by computed tomography.
Computed tomography ruled out {n:pulmonary embolism}.
{n:Hepatotoxicity} was not observed in any group.
{n:Nausea} and {n:vomiting} were absent.
{n:Thrombosis} or {n:bleeding} did not occur.
{n:Vomiting} due to {pd:cisplatin} was not seen.
{n:Cardiotoxicity} occurred in none of the 40 patients.
Patients with {n:renal failure} were excluded.
Neither {n:hypotension} nor {n:syncope} was reported.
The lesion was not a {n:melanoma}.
The drug failed to induce {n:catalepsy}.
{pd:Clozapine} did not cause {n:dystonia}.
She had {p:anaemia} but no {n:bleeding}.
There was no {n:bleeding}, but {p:anaemia} persisted.
There was no {n:bleeding}; {p:anaemia} persisted.
No {n:rash} was seen, whereas {p:pruritus} was frequent.
No {n:fever} was noted although {p:cough} continued.
He had no {n:fever} and {p:cough} improved within days.
Without {n:hypertension}, {p:stroke} is less frequent.
He was treated without {nd:heparin}.
Eight patients not receiving {nd:insulin} were compared.
Controls were not treated with {nd:lithium}.
{nd:Warfarin} was not given.
The patients had not been given {nd:morphine}.
Seizures stopped in the absence of {nd:phenytoin}.
{nd:Levodopa}-naive patients were enrolled.
There was no {pd:cisplatin}-induced {n:vomiting}.
No {n:myocardial infarction} ({n:MI}) occurred.
Her {n:fever} had not recurred.
{n:Relapse} did not occur in patients with {p:nephrotic syndrome}.
{n:COVID-19}-negative adults were tested again.
{n:Oedema}: none.
The infant was non-{n:icteric}.
The biopsy did not reveal {n:vasculitis} or {n:granuloma}.
She had neither a history of {n:epilepsy} nor {n:head injury}.
He had no history of {n:diabetes}.
There was no family history of {n:colon cancer}.
The pain was due to {p:gout} rather than {n:septic arthritis}.
There was no significant increase in {p:blood loss}.
No change in {p:depression} was noted.
There was no difference in {p:mortality} or {p:stroke} between groups.
No effect on {p:seizures} was found.
There was no association between {pd:aspirin} and {p:asthma}.
Treatment did not reduce {p:pain}.
{pd:Losartan} did not prevent {p:albuminuria}.
{p:Depression} was not associated with {p:stroke}.
Not only {p:nausea} but also {p:vomiting} was frequent.
It was not necessarily {p:psoriasis}.
There is no treatment for {p:Huntington disease}.
No drug for {p:rabies} exists.
There was no risk of {p:hypoglycaemia}.
Without treatment of {p:hypertension}, risk rises.
{p:Pain} reduction without {nd:opioids} is feasible.
There was no {p:pain} reduction.
No {pd:insulin} effect was seen.
The patient was not free of {p:pain}.
{p:Fever} is not uncommon.
{u:Tuberculosis} could not be ruled out.
We could not rule out {u:tuberculosis}.
A possible {u:encephalitis} was treated.
Patients with suspected {u:appendicitis} were enrolled.
The findings were suggestive of {u:sarcoidosis}.
She probably had {p:dengue}.
This may represent an early {u:lymphoma}.
The patient may have {u:endometriosis}.
{u:Meningitis} was suspected.
{u:Malaria} is unlikely.
Differential diagnosis included {u:lupus}, {u:sarcoidosis} and {u:lymphoma}.
Adults were screened for {u:depression}.
A scan was done to rule out {u:stroke}.
These children are at high risk of {u:asthma}.
{pd:Tamoxifen} may cause {p:thrombosis}.
{pd:Statins} reduce the risk of {p:stroke}.
Likely {u:viral hepatitis} was recorded.
Boys were more likely to have {p:autism}.
The potential of {pd:metformin} in {p:cancer} is discussed.
Possible causes of {p:delirium} are listed.
Suspected {pd:penicillin} {u:allergy} was common.
He had a family history of {f:breast cancer}.
She had a family history of {f:diabetes}, {f:obesity} and {f:gout}.
His mother had {f:schizophrenia}.
Her father died of {f:stroke} at 50.
One brother was diagnosed with {f:haemophilia}.
Her sister had no {n:epilepsy}.
There was a maternal history of {f:depression}.
{f:Psoriasis} was present in his father.
Relatives with {f:melanoma} were interviewed.
Siblings of patients with {p:autism} were studied.
The mother to child transmission of {p:HIV infection} fell.
{p:Familial hypercholesterolaemia} was treated.
Patients had a history of {h:myocardial infarction}.
A past medical history of {h:hypertension}, {h:asthma} and {h:gout} was noted.
He presented with a two-week history of {p:fever} and {p:cough}.
She had a 10-year history of {p:psoriasis}.
The natural history of {p:hepatitis C} is variable.
Women with previous {h:preeclampsia} were enrolled.
Prior {h:stroke} was the strongest predictor.
Previous studies of {p:asthma} were small.
Previously reported {p:neuropathy} was milder.
Prior to {p:surgery} she felt well.
She had had {h:hepatitis} 10 years earlier.
He suffered a {h:stroke} three years ago.
He had recovered from {h:COVID-19}.
Survivors of {h:childhood leukaemia} were invited.
{h:Breast cancer} survivors were invited.
An old {h:myocardial infarction} was seen.
A 65-year-old {p:hypertensive} man collapsed.
Patients previously treated with {hd:interferon} were included.
A history of {hd:cocaine} use was common.
In the absence of {nd:caffeine}, {pd:paracetamol} (up to 300 mg) did not alter it.
Signs were lack of {n:appetite}, {p:fever}, {p:rash} and {p:alopecia}.
Both verapamil and {pd:nifedipine} helped, and neither {pd:verapamil} nor {pd:diltiazem} changed it.
{pd:NO}-induced {p:migraine} was severe.
It was applied with or without {pd:zinc}.
Absence of {n:fever} and {n:rash} was the rule.
Patients with non-{p:melanoma skin cancer} were eligible.
The heparin-induced test with {pd:heparin} was negative.
An analysis of {p:dysautonomia} is lacking.
There is no instrument evaluating {p:fatigue}.
No evidence of an {p:obesity} paradox was found.
There was no excess of {p:cancer}.
These lacked {pd:lactoferrin} altogether.
The presence or absence of {p:dyskinesia} was noted.
We strongly suspect that this {p:anuria} was due to it.
Whether it contributes to {p:neurotoxicity} remains unclear.
{p:Seizures} were likely due to hypoxia.
Finally the drug resolved {p:hiccups}.
Previously treated {p:breast cancer} was common.
DNA recovered from {pd:cefuroxime} was pure.
One of the twins developed {p:heart block}.
Infants of {f:diabetic} mothers were heavier.
Rats born to {f:protein malnourished} dams were small.
Children of parents with {f:schizophrenia} were followed.
Infants of mothers who had had {f:influenza} were examined.
{f:Anaemia} of the mother was common.
A history of {f:colon cancer} was found in other members of the family.
{f:Glaucoma} was frequent among the immediate family.
Two sisters with {p:albinism} are described.
{p:Ataxia} in three siblings was studied.
Her two sisters had {f:asthma}.
They did not have a personal or family history of {n:gout}.
She did not have any history concerning for {n:lupus}.
She was not aware of any {n:rash}.
He was unaware of {n:hypertension}.
Patients with a {h:breast cancer} history were asked.
A psychiatric history was taken and {p:anxiety} measured.
The earlier onset of {p:dementia} was striking.
Earlier {h:pneumonia} was a risk factor.
Screening for {p:hypothyroidism} saves costs.
She underwent screening for {u:tuberculosis}.
Carriers are prone to {u:thrombosis}.
{u:Osteoma} was suspected.
{p:Osteoma} was suspected, and histology confirmed it.
{p:Glioma} surgery is possible.
{p:Cancer} progression was not observed.
They routinely screened for {u:depression} less often.
The group without {nd:pancreatin} developed {p:diarrhoea}.
""".strip().splitlines()


def parsed(marked: str) -> tuple[str, list[tuple[int, int, bool]], list[str]]:
    text, spans, kinds = "", [], []
    at = 0
    for mark in _MARK.finditer(marked):
        text += marked[at : mark.start()]
        spans.append((len(text), len(text) + len(mark[3]), mark[2] == "d"))
        kinds.append(_KINDS[mark[1]])
        text += mark[3]
        at = mark.end()
    return text + marked[at:], spans, kinds


@pytest.mark.parametrize("marked", SENTENCES)
def test_table(marked: str) -> None:
    text, spans, right = parsed(marked)
    assert [*map(str, answers(text, spans))] == [*map(str, right)]


def answers(text: str, spans: list[tuple[int, int, bool]]) -> list[Assertion]:
    document = Document("PMID:1", text, "", (Section("abstract", 0, len(text)),))
    sentence = Sentence("PMID:1", 0, Span(0, len(text)))
    return [one.assertion for one in assert_mentions(document, [sentence], mentions(text, spans))]


def mentions(text: str, spans: list[tuple[int, int, bool]], *, sentence: int = 0) -> list[Mention]:
    return [
        Mention(
            "PMID:1",
            Span(start, end),
            text[start:end],
            EntityType.DRUG if drug else EntityType.DISEASE,
            0.9,
            sentence,
        )
        for start, end, drug in spans
    ]
