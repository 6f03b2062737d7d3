"""What a relation classifier says about labelled documents, asked as extraction asks it."""

from collections.abc import Iterator, Sequence

from kgbuild.domain.entity import Grounding
from kgbuild.domain.evidence import Evidence, Polarity
from kgbuild.domain.relation import Predicate
from kgbuild.mentions.assertion import assert_mentions
from kgbuild.relations.candidates import Pair
from kgbuild.relations.classifier import RelationClassifier
from kgbuild.training.relation_documents import RelationDocument
from kgbuild.training.relation_encoding import Encoder


def stated_pairs(
    classifier: RelationClassifier, encoder: Encoder, document: RelationDocument
) -> dict[Pair, Evidence]:
    """Return what is said of the document's pairs; each mention is taken for an entity of its own."""
    mentions = assert_mentions(document.document, document.sentences, list(document.mentions))
    groundings = [Grounding(f"mention:{i}", m.text, m.type, 1.0, "gold") for i, m in enumerate(mentions)]
    tokens = encoder.tag(document.document, document.sentences).tokens
    evidence = classifier.evidence(document.document, document.sentences, mentions, groundings, tokens)
    return {Pair(_number(e.subject), _number(e.object)): e for e in evidence}


def supported(found: dict[Pair, Evidence], predicate: Predicate) -> Iterator[Pair]:
    """Yield the pairs of which the document says that they are so related, not that they are not."""
    for pair, evidence in found.items():
        if evidence.predicate is predicate and evidence.polarity is Polarity.SUPPORTS:
            yield pair


def _number(entity_id: str) -> int:
    return int(entity_id.partition(":")[2])


def concept_pairs(pairs: Iterator[Pair], concepts: Sequence[Sequence[str]]) -> set[tuple[str, str]]:
    """Return the pairs of concepts that pairs of mentions are about; a composite mention counts for each."""
    return {(s, o) for pair in pairs for s in concepts[pair.subject] for o in concepts[pair.object]}
