"""Co-occurrence: which entities a sentence names together, and what is left out."""

from itertools import combinations

from kgbuild.domain.document import Document, Section
from kgbuild.domain.entity import Grounding
from kgbuild.domain.evidence import Certainty, Evidence, Polarity
from kgbuild.domain.mention import Assertion, EntityType, Mention, Sentence
from kgbuild.domain.relation import Predicate
from kgbuild.domain.span import Span
from kgbuild.relations.cooccurrence import MAX_ENTITIES, cooccurrences, crowded_sentences

TEXT = "Fever and cough. " + " ".join(f"word{i}" for i in range(40)) + "."
SECTIONS = (Section("title", 0, 16), Section("abstract", 17, len(TEXT)))
DOCUMENT = Document("PMID:1", TEXT, "", SECTIONS)
SENTENCES = [Sentence("PMID:1", 0, Span(0, 16)), Sentence("PMID:1", 1, Span(17, len(TEXT)))]


def mention(
    start: int, *, sentence: int = 0, score: float = 1.0, assertion: Assertion = Assertion.PRESENT
) -> Mention:
    span = Span(start, start + 3)
    text = TEXT[span.start : span.end]
    return Mention("PMID:1", span, text, EntityType.DISEASE, score, sentence, assertion)


def grounding(id: str) -> Grounding:
    return Grounding(id, id, EntityType.DISEASE, 1.0, "exact name")


def found(*pairs: tuple[Mention, str]) -> list[Evidence]:
    mentions = [m for m, _ in pairs]
    return cooccurrences(DOCUMENT, SENTENCES, mentions, [grounding(id) for _, id in pairs])


def test_the_lesser_id_is_the_subject_and_the_score_is_that_of_both_mentions() -> None:
    (one,) = found((mention(0, score=0.8), "X:2"), (mention(10, score=0.5), "X:1"))
    assert (one.subject, one.predicate, one.object) == ("X:1", Predicate.CO_OCCURS_WITH, "X:2")
    assert (one.subject_mention, one.object_mention) == (mention(10).id, mention(0).id)
    assert (one.score, one.section, one.sentence) == (0.4, "title", "Fever and cough.")
    assert (one.polarity, one.certainty, one.model) == (
        Polarity.SUPPORTS,
        Certainty.CERTAIN,
        "co-occurrence",
    )


def test_two_mentions_of_one_entity_are_no_pair_and_the_better_one_counts() -> None:
    (one,) = found((mention(0, score=0.5), "X:1"), (mention(5, score=0.9), "X:1"), (mention(10), "X:2"))
    assert one.subject_mention == mention(5).id
    assert one.score == 0.9


def test_only_what_is_present_counts() -> None:
    for assertion in set(Assertion) - {Assertion.PRESENT}:
        assert not found((mention(0), "X:1"), (mention(10, assertion=assertion), "X:2"))


def test_entities_of_different_sentences_do_not_meet() -> None:
    assert not found((mention(0), "X:1"), (mention(20, sentence=1), "X:2"))


def test_a_sentence_names_all_pairs_up_to_the_cap_and_none_beyond_it() -> None:
    def listed(count: int) -> list[Evidence]:
        return found(*((mention(20 + 4 * i, sentence=1), f"X:{i:02}") for i in range(count)))

    full = listed(MAX_ENTITIES)
    assert [(e.subject, e.object) for e in full] == list(
        combinations([f"X:{i:02}" for i in range(MAX_ENTITIES)], 2)
    )
    assert len({e.id for e in full}) == len(full)
    assert not listed(MAX_ENTITIES + 1)


def test_crowded_sentences_are_those_of_too_many_present_entities() -> None:
    def crowded(count: int, *, entities: int, absent: int = 0) -> set[int]:
        mentions = [mention(20 + 4 * i, sentence=1) for i in range(count)]
        mentions += [mention(0, assertion=Assertion.NEGATED)] * absent
        ids = [grounding(f"X:{i % entities}") for i in range(len(mentions))]
        return crowded_sentences(mentions, ids)

    assert crowded(MAX_ENTITIES + 1, entities=MAX_ENTITIES + 1) == {1}
    assert crowded(MAX_ENTITIES, entities=MAX_ENTITIES) == set()
    assert crowded(2 * MAX_ENTITIES, entities=MAX_ENTITIES) == set()
    assert crowded(1, entities=99, absent=2 * MAX_ENTITIES) == set()


def test_the_order_of_the_mentions_does_not_show() -> None:
    pairs = [(mention(0, score=0.5), "X:1"), (mention(5, score=0.9), "X:1"), (mention(10), "X:2")]
    assert found(*pairs) == found(*reversed(pairs))
