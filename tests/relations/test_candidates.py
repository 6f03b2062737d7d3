"""Candidates: typed as the signatures say, within one sentence, no list too long."""

from kgbuild.domain.mention import EntityType, Mention
from kgbuild.domain.relation import SIGNATURES
from kgbuild.domain.span import Span
from kgbuild.relations.candidates import MAX_MENTIONS, PREDICATES, Pair, candidate_pairs, possible, unpaired

DRUG, DISEASE, SYMPTOM = EntityType.DRUG, EntityType.DISEASE, EntityType.SYMPTOM


def mention(start: int, type: EntityType, *, sentence: int = 0, length: int = 2) -> Mention:
    return Mention("d", Span(start, start + length), "xx", type, 1.0, sentence)


def pairs(*mentions: Mention) -> list[Pair]:
    return candidate_pairs(mentions, [m.type for m in mentions])


def test_the_types_decide_which_pairs_there_are() -> None:
    assert pairs(mention(0, DRUG), mention(5, SYMPTOM), mention(9, DISEASE)) == [
        Pair(0, 1),
        Pair(0, 2),
        Pair(2, 1),
    ]
    assert pairs(mention(0, DISEASE), mention(5, DISEASE)) == [Pair(0, 1), Pair(1, 0)]
    assert not pairs(mention(0, DRUG), mention(5, DRUG))
    assert not pairs(mention(0, SYMPTOM), mention(5, SYMPTOM))


def test_the_types_of_the_entities_count_not_those_of_the_mentions() -> None:
    mentions = [mention(0, DRUG), mention(5, SYMPTOM)]
    assert candidate_pairs(mentions, [DISEASE, SYMPTOM]) == [Pair(0, 1)]


def test_other_sentences_and_overlaps_make_no_pair() -> None:
    assert not pairs(mention(0, DRUG), mention(5, DISEASE, sentence=1))
    assert not pairs(mention(0, DRUG, length=9), mention(5, DISEASE))


def test_a_list_is_paired_to_its_cap() -> None:
    drug = mention(0, DRUG)
    listed = [mention(5 * i, SYMPTOM) for i in range(1, 2 * MAX_MENTIONS)]
    assert len(pairs(drug, *listed)) == MAX_MENTIONS - 1
    assert unpaired([drug, *listed]) == MAX_MENTIONS


def test_what_is_past_the_cap_is_counted_by_sentence() -> None:
    some = [mention(5 * i, SYMPTOM) for i in range(MAX_MENTIONS)]
    others = [mention(5 * i, SYMPTOM, sentence=1) for i in range(MAX_MENTIONS + 2)]
    assert unpaired([]) == unpaired(some) == 0
    assert unpaired([*some, *others]) == unpaired(others) == 2


def test_answers_agree_with_the_signatures() -> None:
    for subject in EntityType:
        for object in EntityType:
            fits = [(subject, object) in SIGNATURES[predicate] for predicate in PREDICATES]
            assert possible(subject, object) == (True, *fits)
