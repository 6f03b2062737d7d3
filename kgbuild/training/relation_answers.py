"""What a relation classifier says about labelled documents, asked as extraction asks it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from kgbuild.domain.entity import Grounding
from kgbuild.domain.evidence import Evidence, Polarity
from kgbuild.domain.mention import EntityType, Mention
from kgbuild.domain.relation import Predicate
from kgbuild.mentions.assertion import assert_mentions
from kgbuild.relations.candidates import Pair
from kgbuild.relations.classifier import RelationClassifier
from kgbuild.training.relation_documents import RelationDocument
from kgbuild.training.relation_encoding import Encoder

MENTION = "mention:"
_JOINT = " "


def stated_pairs(
    classifier: RelationClassifier, encoder: Encoder, document: RelationDocument
) -> dict[Pair, Evidence]:
    """Return what is said of the document's pairs; each mention is taken for an entity of its own."""
    names = [f"{MENTION}{i}" for i in range(len(document.mentions))]
    evidence = _evidence(classifier, encoder, document, names)
    return {Pair(_number(e.subject), _number(e.object)): e for e in evidence}


def stated_concepts(
    classifier: RelationClassifier, encoder: Encoder, document: RelationDocument
) -> dict[tuple[str, str], list[Evidence]]:
    """Return the evidence that a drug causes a condition, by their concepts; a composite counts for each."""
    names = [_JOINT.join(concepts) or f"{MENTION}{i}" for i, concepts in enumerate(document.concepts)]
    drugs = drug_names(document.mentions, names)
    found: dict[tuple[str, str], list[Evidence]] = defaultdict(list)
    for one in _evidence(classifier, encoder, document, names):
        if one.predicate is Predicate.CAUSES and one.polarity is Polarity.SUPPORTS and one.subject in drugs:
            for subject in _concepts(one.subject):
                for object in _concepts(one.object):
                    found[subject, object].append(one)
    return found


def drug_names(mentions: Iterable[Mention], names: Iterable[str]) -> frozenset[str]:
    """Return the names of entities that mentions call drugs: what a disease causes is another question."""
    pairs = zip(mentions, names, strict=True)
    return frozenset(name for mention, name in pairs if mention.type is EntityType.DRUG)


def judged_answers(
    classifier: RelationClassifier, encoder: Encoder, document: RelationDocument
) -> Iterator[tuple[Pair, Evidence]]:
    """Yield what the sentences of labelled pairs are said to state of the entities that they name."""
    names = [one.entity_id for one in encoder.ground_all(document.document, document.mentions)]
    spans = {sentence.index: sentence.span for sentence in document.sentences}
    found = defaultdict(list)
    for one in _evidence(classifier, encoder, document, names):
        found[one.span, one.subject, one.object].append(one)
    for pair in document.labels:
        span = spans[document.mentions[pair.subject].sentence]
        for one in found[span, names[pair.subject], names[pair.object]]:
            yield pair, one


def concept_pairs(pairs: Iterator[Pair], concepts: Sequence[Sequence[str]]) -> set[tuple[str, str]]:
    """Return the pairs of concepts that pairs of mentions are about; a composite mention counts for each."""
    return {(s, o) for pair in pairs for s in concepts[pair.subject] for o in concepts[pair.object]}


def _evidence(
    classifier: RelationClassifier, encoder: Encoder, document: RelationDocument, names: Sequence[str]
) -> list[Evidence]:
    """Return all evidence where each mention is taken for the entity of this name."""
    text, sentences = document.document, document.sentences
    mentions = assert_mentions(text, sentences, list(document.mentions))
    groundings = [_grounding(m, name) for m, name in zip(mentions, names, strict=True)]
    return classifier.evidence(text, sentences, mentions, groundings, encoder.tag(text, sentences).tokens)


def _grounding(mention: Mention, name: str) -> Grounding:
    return Grounding(name, mention.text, mention.type, 1.0, "gold")


def _concepts(name: str) -> list[str]:
    return [] if name.startswith(MENTION) else name.split(_JOINT)


def _number(entity_id: str) -> int:
    return int(entity_id.removeprefix(MENTION))
