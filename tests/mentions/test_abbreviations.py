"""Abbreviations: definitions after Schwartz and Hearst, and what they do to mentions."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kgbuild.domain.document import Document, Section
from kgbuild.domain.mention import EntityType, Mention, Sentence
from kgbuild.domain.span import Span
from kgbuild.mentions.abbreviations import Abbreviation, expand, find_abbreviations

DISEASE, SYMPTOM, DRUG = EntityType.DISEASE, EntityType.SYMPTOM, EntityType.DRUG


def document(text: str) -> Document:
    return Document("PMID:1", text, "", (Section("abstract", 0, len(text)),))


def sentences(text: str) -> list[Sentence]:
    """Return the sentences, which end with full stop and space."""
    found, start = [], 0
    while start < len(text):
        end = text.find(". ", start) + 1 or len(text)
        found.append(Sentence("PMID:1", len(found), Span(start, end)))
        start = end + 1
    return found


def definitions(text: str) -> list[tuple[str, str]]:
    return [(one.short_text, one.long_text) for one in find_abbreviations(document(text), sentences(text))]


def mention(
    text: str, name: str, type: EntityType = DISEASE, *, occurrence: int = 1, score: float = 0.9
) -> Mention:
    at = -1
    for _ in range(occurrence):
        at = text.index(name, at + 1)
    (sentence,) = (one.index for one in sentences(text) if one.span.start <= at < one.span.end)
    return Mention("PMID:1", Span(at, at + len(name)), name, type, score, sentence)


def expanded(text: str, *mentions: Mention) -> list[Mention]:
    abbreviations = find_abbreviations(document(text), sentences(text))
    return expand(document(text), sentences(text), mentions, abbreviations)


def names(mentions: list[Mention]) -> list[str]:
    return [one.text for one in mentions]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Acute myocardial infarction (AMI) is frequent.", [("AMI", "Acute myocardial infarction")]),
        ("Patients with heart failure (HF) died.", [("HF", "heart failure")]),
        ("We gave ASA (acetylsalicylic acid) to all.", [("ASA", "acetylsalicylic acid")]),
        ("The angiotensin receptor blockers (ARBs) helped.", [("ARBs", "angiotensin receptor blockers")]),
        ("Use of 5-hydroxytryptamine (5-HT) rose.", [("5-HT", "5-hydroxytryptamine")]),
        ("Type 2 diabetes [T2D] was studied.", [("T2D", "Type 2 diabetes")]),
        ("Multiple sclerosis (MS; n = 12) was studied.", [("MS", "Multiple sclerosis")]),
        ("Magnetic resonance imaging (MRI, 3 T) was done.", [("MRI", "Magnetic resonance imaging")]),
        ("Tumour necrosis factor (TNF) and interleukin 6 (IL-6).", [
            ("TNF", "Tumour necrosis factor"), ("IL-6", "interleukin 6")]),
        ("It rose in half of the patients (50%).", []),
        ("It rose in all groups (P < 0.05).", []),
        ("It was seen in winter (Table 2).", []),
        ("The drug was stopped (see below).", []),
        ("Selectivity of phenyl-2(5H)-furanone was high.", []),
        ("No words match here (XQZ).", []),
        ("(AMI) opens the sentence.", []),
        ("Unbalanced heart failure (HF is here.", []),
    ],
)  # fmt: skip
def test_definitions(text: str, found: list[tuple[str, str]]) -> None:
    assert definitions(text) == found


def test_a_definition_does_not_cross_sentences() -> None:
    assert definitions("He had heart failure. (HF) was frequent.") == []


def test_spans_are_exact() -> None:
    text = "In 9 men  with  heart\nfailure  ( HF ) it rose."
    (one,) = find_abbreviations(document(text), [Sentence("PMID:1", 0, Span(0, len(text)))])
    assert one == Abbreviation(Span(33, 35), Span(16, 29), "HF", "heart\nfailure")


def test_without_definitions_mentions_stay() -> None:
    text = "Fever fell."
    assert expanded(text, mention(text, "Fever")) == [mention(text, "Fever")]


def test_short_forms_carry_the_long_form_and_its_type() -> None:
    text = "Orthostatic dizziness (OD) is rare. OD was mild."
    found = expanded(
        text,
        mention(text, "Orthostatic dizziness", SYMPTOM),
        mention(text, "OD"),
        mention(text, "OD", occurrence=2),
    )
    assert [(one.long_form, one.type) for one in found] == [
        ("", SYMPTOM),
        ("Orthostatic dizziness", SYMPTOM),
        ("Orthostatic dizziness", SYMPTOM),
    ]


def test_missed_short_forms_become_mentions() -> None:
    text = "Heart failure (HF) is frequent. Two had HF, and HF-related death, but no Hf or HFpEF. Three HFs."
    found = expanded(text, mention(text, "Heart failure", score=0.8))
    assert names(found) == ["Heart failure", "HF", "HF", "HF", "HFs"]
    assert {one.score for one in found} == {0.8}
    assert [one.sentence for one in found] == [0, 0, 1, 1, 2]
    assert all(text[one.span.start : one.span.end] == one.text for one in found)


def test_other_names_that_hold_the_short_form_are_none() -> None:
    text = "Human disease (HD) is here. The HD-1 strain, anti-HD serum and the HD are."
    assert names(expanded(text, mention(text, "Human disease"))) == ["Human disease", "HD", "HD"]


def test_nothing_is_added_where_a_mention_is() -> None:
    text = "Heart failure (HF) is here. Acute HF rose."
    found = expanded(text, mention(text, "Heart failure"), mention(text, "HF"), mention(text, "Acute HF"))
    assert names(found) == ["Heart failure", "HF", "Acute HF"]
    assert found[2].long_form == "Acute Heart failure"


def test_lower_case_short_forms_are_not_sought() -> None:
    text = "Acute leukaemia (al) is here. Smith et al and others."
    assert names(expanded(text, mention(text, "Acute leukaemia"))) == ["Acute leukaemia"]


def test_a_mention_that_holds_the_definition_is_cut_in_two() -> None:
    text = "Severe heart failure (HF) is frequent."
    found = expanded(text, mention(text, "Severe heart failure (HF)"))
    assert [(one.text, one.long_form) for one in found] == [
        ("Severe heart failure", ""),
        ("HF", "heart failure"),
    ]
    text = "Take ASA (acetylsalicylic acid) daily."
    found = expanded(text, mention(text, "ASA (acetylsalicylic acid)", DRUG))
    assert names(found) == ["ASA", "acetylsalicylic acid"]


def test_short_forms_of_other_things_are_dropped() -> None:
    text = "A confidence interval (CI) was given. The CI was wide. Fever fell."
    found = expanded(text, mention(text, "CI", occurrence=2), mention(text, "Fever", SYMPTOM))
    assert names(found) == ["Fever"]


def test_the_head_of_a_long_form_gives_the_type() -> None:
    text = "Contrast-medium-induced acute nephropathy (CIAN) is here. CIAN fell. CIAN rose."
    found = expanded(text, mention(text, "nephropathy"), mention(text, "CIAN", DRUG, occurrence=2))
    assert [(one.text, one.type) for one in found] == [("nephropathy", DISEASE), ("CIAN", DISEASE)]


def test_plurals_find_their_definition() -> None:
    text = "Brain tumours (BTs) grow. A BT grew. Myocardial infarction (MI) came. Two MIs came."
    found = expanded(text, mention(text, "BT", occurrence=2), mention(text, "MIs"))
    assert found == []
    marked = [mention(text, "Brain tumours"), mention(text, "BT", occurrence=2)]
    marked += [mention(text, "Myocardial infarction"), mention(text, "MIs")]
    found = [one for one in expanded(text, *marked) if one.long_form]
    assert [(one.text, one.long_form) for one in found] == [
        ("BTs", "Brain tumours"),
        ("BT", "Brain tumours"),
        ("MI", "Myocardial infarction"),
        ("MIs", "Myocardial infarction"),
    ]


def test_the_nearest_definition_before_counts_else_the_first() -> None:
    text = "PD in men. Parkinson disease (PD) is here. PD rose. Panic disorder (PD) is there. PD fell."
    found = expanded(text, mention(text, "Parkinson disease"), mention(text, "Panic disorder"))
    assert [one.long_form for one in found if one.text == "PD"] == [
        "Parkinson disease",
        "Parkinson disease",
        "Parkinson disease",
        "Panic disorder",
        "Panic disorder",
    ]


WORDS = st.sampled_from(
    "heart failure (HF) HF HFs [MI] myocardial infarction (MI) MI-related acute ( ) . HF".split()
)


@settings(deadline=None, max_examples=150)
@given(st.lists(WORDS, max_size=30), st.data())
def test_mentions_stay_ordered_apart_and_exact(words: list[str], data: st.DataObject) -> None:
    text = " ".join(words)
    spots = data.draw(st.lists(st.integers(0, len(text)), max_size=8, unique=True).map(sorted))
    spans = [Span(a, b) for a, b in zip(spots[::2], spots[1::2], strict=False) if text[a:b].strip()]
    index = {place: one.index for one in sentences(text) for place in range(one.span.start, one.span.end + 1)}
    given = [Mention("PMID:1", s, text[s.start : s.end], DISEASE, 0.5, index.get(s.start, 0)) for s in spans]
    found = expanded(text, *given)
    assert all(one.text == text[one.span.start : one.span.end] for one in found)
    assert all(a.span.end <= b.span.start for a, b in pairwise(found))
