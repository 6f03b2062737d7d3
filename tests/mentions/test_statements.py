"""Statements: whether a sentence denies or hedges the link between the two mentions marked in it."""

import re
from time import process_time

import pytest

from kgbuild.domain.span import Span
from kgbuild.mentions.statements import Statement, assess_statement

_MARK = re.compile(r"\[([^]]*)\]")

STATED = """
[Cisplatin] caused [vomiting].
[Vomiting] was induced by [cisplatin].
[Aspirin] reduced [pain] but did not cause nausea.
[Propranolol] is not only safe in [angina] but cheap.
We aimed to study [cisplatin]-induced [nephrotoxicity] in rats.
[Tamoxifen]-induced [haemolysis] is not related to oxidation.
Patients without diabetes received [insulin] for [hyperkalaemia].
[Warfarin] caused [bleeding], while untreated controls did not have any.
[Lithium] was stopped because of [tremor]; it may recur.
[Metformin] lowered weight and improved [diabetes], which may be useful.
[Paralysis] is not an uncommon effect of [atracurium].
[Carbamazepine] controlled the [seizures], and no rash occurred.
""".strip().splitlines()

NEGATED = """
[Aspirin] did not cause [ulcers].
[Clozapine] does not induce [catalepsy] in mice.
Aspirin reduced pain but [it] did not cause [nausea].
No association between [aspirin] and [asthma] was found.
There was no evidence that [vaccines] cause [autism].
There was no [bleeding] with [heparin].
[Oxytocin] failed to prevent [haemorrhage].
[Diphenhydramine] was ineffective in [anaphylaxis].
[Vitamin C] intake was unrelated to [stroke].
[Levodopa] had no significant effect on [depression].
[Sertraline] for [obesity] was not effective.
The use of [lidocaine] was not associated with [seizures].
[Ramipril] lowered blood pressure without [cough].
Neither [atenolol] nor placebo caused [syncope].
[Propofol] is contraindicated in [egg allergy].
We could not confirm that [caffeine] prevents [dementia].
Lack of benefit of [statins] in [heart failure] was shown.
""".strip().splitlines()

UNCERTAIN = """
[Statins] may cause [myalgia].
[Metformin] might protect against [cancer].
It is unclear whether [aspirin] prevents [cancer].
The possible association of [cocaine] with [stroke] is discussed.
These data suggest that [ketamine] relieves [depression].
[Amiodarone] appears to cause [hepatitis].
[Myopathy] was possibly caused by [colchicine].
The aim of this study was to assess the effect of [zinc] on [diarrhoea].
To determine the efficacy of [insulin] in [ketoacidosis], 40 adults were studied.
We hypothesized that [melatonin] reduces [delirium].
The effect of [ritanserin] on [amnesia] was investigated.
The role of [vitamin D] in [multiple sclerosis] remains unclear.
[Thalidomide] is a potential treatment of [leprosy].
Whether [proteinuria] was due to [sirolimus] is not known.
""".strip().splitlines()

NO_EFFECT = """
Our RCT data show no effect of [vitamin D] supplementation on [inflammation] markers.
There was no reduction in [pain] with [aspirin].
There was no clinically relevant improvement in [pain] with [aspirin].
No dose-dependent influence of [aspirin] on [pain] was found.
[Zinc] was given without benefit for [depression].
[Aspirin] did not lower [pain] to normal levels.
[Aspirin] did not improve [pain] over 6 weeks.
[Morphine] relieved pain without significant increases in side effects (e.g., [nausea]).
Lack of effect of [zinc] in [depression] was seen.
There is a lack of association between [aspirin] use and [dementia].
These trials show no benefit of [aspirin] for [migraine].
Zinc did not relieve pain, nor did [aspirin] relieve [migraine].
No adverse effects of [aspirin] such as [bleeding] were seen.
""".strip().splitlines()

NEITHER = """
Neither [aspirin] nor ibuprofen relieved [migraine].
Neither aspirin nor [ibuprofen] relieved [migraine].
Neither aspirin, naproxen nor [ibuprofen] relieved [migraine].
Neither low-dose aspirin nor high-dose [ibuprofen] relieved [migraine].
Fever fell, but neither aspirin nor [ibuprofen] relieved [migraine].
[Migraine] was relieved by neither aspirin nor [ibuprofen].
[Aspirin] relieved neither migraine nor [fever].
""".strip().splitlines()

LIKE_PLACEBO = """
[Vitamin D] and placebo groups did not differ in any [inflammation] markers.
[Vitamin D] did not differ significantly from placebo in [pain].
[Pain] did not differ between [vitamin D] and placebo.
There was no difference in [pain] between the [aspirin] and control groups.
[Aspirin] was similar to placebo for [pain].
[Pain] scores were comparable in the [aspirin] and placebo groups.
The effect of [aspirin] on [pain] was similar to that of placebo.
[Aspirin] and placebo were equally effective in [migraine].
In patients with [migraine], [aspirin] did not differ from placebo.
[Aspirin] was no better than placebo for [migraine].
[Aspirin] was not superior to placebo for [migraine].
[Aspirin] is no more effective than placebo in the treatment of [migraine].
[Aspirin] failed to show superiority over placebo in [migraine].
[Aspirin] was not significantly more effective than no treatment in [migraine].
For [migraine], [aspirin] was no better than placebo.
[Aspirin] users were no more likely than non-users to develop [asthma].
There was no difference in outcome between [uveitis] and [glaucoma].
""".strip().splitlines()

NOT_DENIED = """
No adverse effects; [aspirin] relieved [migraine].
There were no adverse effects and [aspirin] relieved [migraine].
[Aspirin] had no side effects in [migraine].
Not only [aspirin] but also ibuprofen relieved [migraine].
Not only aspirin but also [ibuprofen] relieved [migraine].
With no effect on mood, [aspirin] treated [migraine].
Without any effect on weight, [metformin] improved [diabetes].
[Aspirin] relieved [migraine] with no effect on mood.
Neither placebo nor sham relieved pain, but [aspirin] relieved [migraine].
The pain ceased without the need to increase [morphine] in [cancer].
Since neither agent affects [sodium] movement, this is due to [thirst].
Neither drug changed mood; [aspirin] relieved [migraine].
[Aspirin] was no less effective than ibuprofen for [migraine].
[Aspirin] was not inferior to ibuprofen for [migraine].
[Aspirin] was no more effective than ibuprofen in relieving [migraine].
[Aspirin] was similar to ibuprofen in [migraine].
[Aspirin] and ibuprofen did not differ in relieving [migraine].
There was no difference between aspirin and [ibuprofen] in [migraine].
Groups did not differ in age; [aspirin] reduced [pain].
The groups did not differ in age and [aspirin] reduced [pain].
Baseline pain was similar in placebo and treated groups, and [aspirin] reduced [pain].
[Aspirin] relieved [migraine] and did not differ from placebo in adverse events.
[Aspirin] relieved [migraine] with side effects similar to placebo.
[Aspirin] was effective in [migraine] and its safety was comparable to placebo.
[Pain] fell more (p less than or equal to 0.05) with [aspirin] than with placebo.
Zinc was no better than placebo, and [aspirin] reduced [pain].
[Aspirin] reduced [pain], while zinc was no better than placebo.
[Aspirin] was better than placebo for [migraine].
[Aspirin] relieved [migraine] similarly to ibuprofen and better than placebo.
Patients were equally randomised to [aspirin] or placebo for [migraine].
""".strip().splitlines()


def assessed(marked: str) -> Statement:
    text, spans, at = "", [], 0
    for mark in _MARK.finditer(marked):
        text += marked[at : mark.start()]
        spans.append(Span(len(text), len(text) + len(mark[1])))
        text += mark[1]
        at = mark.end()
    first, second = spans
    text += marked[at:]
    statement = assess_statement(text, first, second)
    assert statement == assess_statement(text, second, first), "the order of the arguments must not matter"
    return statement


@pytest.mark.parametrize("marked", STATED)
def test_stated(marked: str) -> None:
    assert assessed(marked) == Statement()


@pytest.mark.parametrize("marked", NEGATED)
def test_negated(marked: str) -> None:
    assert assessed(marked).negated


@pytest.mark.parametrize("marked", [*NO_EFFECT, *NEITHER, *LIKE_PLACEBO])
def test_no_effect_is_denied_in_other_words(marked: str) -> None:
    assert assessed(marked).negated


@pytest.mark.parametrize("marked", NOT_DENIED)
def test_denials_of_other_things_deny_nothing(marked: str) -> None:
    assert assessed(marked) == Statement()


@pytest.mark.parametrize("marked", UNCERTAIN)
def test_uncertain(marked: str) -> None:
    assert assessed(marked) == Statement(uncertain=True)


def test_long_sentences_cost_no_more_than_their_length() -> None:
    text = "Aspirin may not cause no ulcers, " * 60
    start = process_time()
    for at in range(7, 1000, 33):
        assess_statement(text, Span(at - 7, at), Span(at + 19, at + 25))
    assert process_time() - start < 2
