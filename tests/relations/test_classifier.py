"""The shipped head on the shipped tagger's states, on sentences made for it."""

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import pytest

from kgbuild.domain.document import Document, Section
from kgbuild.domain.entity import Grounding
from kgbuild.domain.evidence import Certainty, Evidence, Polarity
from kgbuild.domain.mention import EntityType, Mention, Sentence
from kgbuild.domain.relation import SIGNATURES, Predicate
from kgbuild.domain.span import Span
from kgbuild.mentions.sentences import SentenceSplitter
from kgbuild.mentions.tagger import Tagger
from kgbuild.relations.classifier import RelationClassifier
from kgbuild.relations.model_folder import load_model
from kgbuild.relations.reading import read_pairs
from kgbuild.resources import DEFAULT_RELATIONS

Read = Callable[..., list[Evidence]]
DRUG, DISEASE, SYMPTOM = EntityType.DRUG, EntityType.DISEASE, EntityType.SYMPTOM
TREATS, CAUSES, HAS_SYMPTOM = Predicate.TREATS, Predicate.CAUSES, Predicate.HAS_SYMPTOM

ABSTRACT = (
    "Cisplatin-induced nausea was severe in patients with ovarian cancer. "
    "Ondansetron relieved the nausea. "
    "Fever is a common symptom of malaria."
)
NAMED = (
    ("Cisplatin", DRUG),
    ("nausea", SYMPTOM),
    ("ovarian cancer", DISEASE),
    ("Ondansetron", DRUG),
    ("nausea", SYMPTOM),
    ("Fever", SYMPTOM),
    ("malaria", DISEASE),
)


def triples(found: list[Evidence]) -> list[tuple[str, str, str]]:
    return [(e.subject, e.predicate, e.object) for e in found]


@pytest.mark.parametrize(
    ("text", "named", "triple"),
    [
        (
            "Aspirin relieved the headache.",
            (("Aspirin", DRUG), ("headache", SYMPTOM)),
            ("aspirin", TREATS, "headache"),
        ),
        (
            "Hypertension was successfully treated with lisinopril.",
            (("Hypertension", DISEASE), ("lisinopril", DRUG)),
            ("lisinopril", TREATS, "hypertension"),
        ),
        (
            "Warfarin prevents stroke in atrial fibrillation.",
            (("Warfarin", DRUG), ("stroke", DISEASE)),
            ("warfarin", TREATS, "stroke"),
        ),
        (
            "Cisplatin-induced nausea was severe.",
            (("Cisplatin", DRUG), ("nausea", SYMPTOM)),
            ("cisplatin", CAUSES, "nausea"),
        ),
        (
            "We report hepatitis caused by isoniazid.",
            (("hepatitis", DISEASE), ("isoniazid", DRUG)),
            ("isoniazid", CAUSES, "hepatitis"),
        ),
        (
            "Fever is a common symptom of malaria.",
            (("Fever", SYMPTOM), ("malaria", DISEASE)),
            ("malaria", HAS_SYMPTOM, "fever"),
        ),
        (
            "Patients with migraine presented with photophobia.",
            (("migraine", DISEASE), ("photophobia", SYMPTOM)),
            ("migraine", HAS_SYMPTOM, "photophobia"),
        ),
        (
            "She had renal failure due to diabetes mellitus.",
            (("renal failure", DISEASE), ("diabetes mellitus", DISEASE)),
            ("diabetes mellitus", CAUSES, "renal failure"),
        ),
    ],
)
def test_plain_statements_are_found(
    read: Read,
    classifier: RelationClassifier,
    text: str,
    named: tuple[tuple[str, EntityType], ...],
    triple: tuple[str, str, str],
) -> None:
    (one,) = read(text, *named)
    assert triples([one]) == [triple]
    assert (one.polarity, one.certainty) == (Polarity.SUPPORTS, Certainty.CERTAIN)
    assert classifier.facts.thresholds[one.predicate] <= one.score < 1
    assert (one.sentence, one.section) == (text, "abstract")


def test_a_denied_treatment_is_evidence_against_it(read: Read) -> None:
    (one,) = read("Aspirin did not relieve the headache.", ("Aspirin", DRUG), ("headache", SYMPTOM))
    assert triples([one]) == [("aspirin", TREATS, "headache")]
    assert one.polarity is Polarity.CONTRADICTS


def test_what_is_hedged_is_weak(read: Read) -> None:
    (one,) = read("Isoniazid may cause hepatitis.", ("Isoniazid", DRUG), ("hepatitis", DISEASE))
    assert triples([one]) == [("isoniazid", CAUSES, "hepatitis")]
    assert (one.polarity, one.certainty) == (Polarity.SUPPORTS, Certainty.UNCERTAIN)


def test_what_is_merely_named_together_is_nothing(read: Read) -> None:
    text = "We studied asthma and eczema in schools."
    assert not read(text, ("asthma", DISEASE), ("eczema", DISEASE))


def test_an_abstract_gives_ordered_evidence_that_obeys_the_signatures(read: Read) -> None:
    found = read(ABSTRACT, *NAMED)
    assert {
        ("cisplatin", CAUSES, "nausea"),
        ("ondansetron", TREATS, "nausea"),
        ("malaria", HAS_SYMPTOM, "fever"),
    } <= set(triples(found))
    types = {words.lower(): type for words, type in NAMED}
    assert all((types[e.subject], types[e.object]) in SIGNATURES[e.predicate] for e in found)
    assert all(a.span <= b.span for a, b in pairwise(found))
    assert len({e.id for e in found}) == len(found)


def test_the_order_of_the_mentions_does_not_show(read: Read) -> None:
    assert read(ABSTRACT, *NAMED) == read(ABSTRACT, *NAMED, reverse=True)


def test_what_was_read_before_does_not_show(read: Read) -> None:
    alone = read(ABSTRACT, *NAMED)
    read("Aspirin relieved the headache.", ("Aspirin", DRUG), ("headache", SYMPTOM), id="PMID:2")
    assert read(ABSTRACT, *NAMED) == alone


def test_of_two_mentions_of_an_entity_the_better_one_is_kept(read: Read) -> None:
    text = "Aspirin was given, and patients with headache treated with aspirin did well."
    found = read(text, ("Aspirin", DRUG), ("headache", SYMPTOM), ("aspirin", DRUG))
    (alone,) = read(text, ("headache", SYMPTOM), ("aspirin", DRUG))
    (kept,) = [e for e in found if e.object == "headache"]
    assert (kept.subject_mention, kept.predicate) == (alone.subject_mention, TREATS)


def test_an_entity_has_no_relation_to_itself(read: Read) -> None:
    assert not read("Sepsis due to sepsis.", ("Sepsis", DISEASE), ("sepsis", DISEASE))


def test_of_both_directions_the_likelier_one_is_kept(classifier: RelationClassifier, tagger: Tagger) -> None:
    """With thresholds that everything reaches, both directions are found before one is kept."""
    _, heads, _ = load_model(DEFAULT_RELATIONS)
    eager = RelationClassifier(
        replace(classifier.facts, thresholds=dict.fromkeys(classifier.facts.thresholds, 0.0)), heads
    )
    text = "Stroke was common in those with diabetes."
    document = Document("PMID:1", text, "", (Section("abstract", 0, len(text)),))
    sentences = [Sentence("PMID:1", 0, Span(0, len(text)))]
    places = (("Stroke", 0), ("diabetes", text.index("diabetes")))
    mentions = [
        Mention("PMID:1", Span(start, start + len(words)), words, DISEASE, 1.0, 0) for words, start in places
    ]
    tokens = tagger.tag(document, sentences).tokens
    scores = eager.scores(read_pairs(document, sentences, mentions, [DISEASE, DISEASE], tokens))
    assert (eager.chosen(scores) >= 0).tolist() == [True, True]
    groundings = [Grounding(m.text, m.text, DISEASE, 1.0, "given") for m in mentions]
    (kept,) = eager.evidence(document, sentences, mentions, groundings, tokens)
    forwards, backwards = scores.max(axis=1).tolist()
    assert forwards != backwards
    assert kept.score == max(forwards, backwards)
    assert kept.subject == ("Stroke" if forwards > backwards else "diabetes")


CASE = (
    "Cisplatin nephrotoxicity. A woman received cisplatin for ovarian cancer. "
    "Hearing loss developed after three weeks. Hearing loss was severe. "
    "The drug was stopped and she recovered."
)
IN_CASE = (
    ("Cisplatin", DRUG),
    ("nephrotoxicity", DISEASE),
    ("cisplatin", DRUG),
    ("ovarian cancer", DISEASE),
    ("Hearing loss", SYMPTOM),
    ("Hearing loss", SYMPTOM),
)


def test_what_two_sentences_tell_together_is_quoted_from_the_one_to_the_other(read: Read) -> None:
    (one,) = [e for e in read(CASE, *IN_CASE, title="Cisplatin nephrotoxicity.") if "hearing" in e.object]
    assert triples([one]) == [("cisplatin", CAUSES, "hearing loss")]
    assert one.sentence == CASE[one.span.start : one.span.end]
    assert one.sentence.startswith("A woman received cisplatin")
    assert one.sentence.endswith("Hearing loss developed after three weeks.")


def test_a_passage_is_read_the_same_whatever_the_order_of_its_mentions(read: Read) -> None:
    assert read(CASE, *IN_CASE) == read(CASE, *IN_CASE, reverse=True)


def test_what_a_sentence_denies_is_kept_in_context(read: Read) -> None:
    text = f"{CASE} Cisplatin did not cause deafness."
    found = read(text, *IN_CASE, ("Cisplatin", DRUG), ("deafness", DISEASE))
    (one,) = [
        e for e in found if e.object == "deafness" and e.sentence == "Cisplatin did not cause deafness."
    ]
    assert (one.predicate, one.polarity) == (CAUSES, Polarity.CONTRADICTS)


def test_a_head_alone_reads_sentence_by_sentence(classifier: RelationClassifier, tagger: Tagger) -> None:
    facts, heads, _ = load_model(DEFAULT_RELATIONS)
    alone = RelationClassifier(replace(facts, context=None), heads)
    document = Document("PMID:1", CASE, "", (Section("abstract", 0, len(CASE)),))
    sentences = SentenceSplitter().split(document)
    start = CASE.index("Hearing")
    mentions = [
        Mention("PMID:1", Span(43, 52), "cisplatin", DRUG, 1.0, 1),
        Mention("PMID:1", Span(start, start + 12), "Hearing loss", SYMPTOM, 1.0, 2),
    ]
    groundings = [Grounding(m.text, m.text, m.type, 1.0, "given") for m in mentions]
    tokens = tagger.tag(document, sentences).tokens
    assert not alone.evidence(document, sentences, mentions, groundings, tokens)


def test_texts_without_pairs_are_passed_over(read: Read) -> None:
    assert read("") == []
    assert read("Nothing here.") == []
    assert read("Aspirin is cheap. Headache is common.", ("Aspirin", DRUG), ("Headache", SYMPTOM)) == []


def test_every_predicate_has_a_reliability(classifier: RelationClassifier) -> None:
    assert set(classifier.facts.reliability) == {TREATS, CAUSES, HAS_SYMPTOM}
    # After Laplace no predicate is quite sure, nor quite without worth.
    assert all(0 < value < 1 for value in classifier.facts.reliability.values())
