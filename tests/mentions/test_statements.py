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


@pytest.mark.parametrize("marked", UNCERTAIN)
def test_uncertain(marked: str) -> None:
    assert assessed(marked) == Statement(uncertain=True)


def test_long_sentences_cost_no_more_than_their_length() -> None:
    text = "Aspirin may not cause no ulcers, " * 60
    start = process_time()
    for at in range(7, 1000, 33):
        assess_statement(text, Span(at - 7, at), Span(at + 19, at + 25))
    assert process_time() - start < 2
