"""Of the causes that are stated, only drugs answer what chemicals induce."""

from kgbuild.domain.document import Document, Section
from kgbuild.domain.mention import EntityType, Mention, Sentence
from kgbuild.domain.relation import Predicate
from kgbuild.domain.span import Span
from kgbuild.entities.lexicon import Lexicon
from kgbuild.entities.linker import Linker
from kgbuild.mentions.tagger import Tagger
from kgbuild.relations.classifier import RelationClassifier
from kgbuild.resources import DEFAULT_LEXICON, DEFAULT_RELATIONS, DEFAULT_TAGGER
from kgbuild.training.relation_answers import stated_concepts, stated_pairs
from kgbuild.training.relation_documents import RelationDocument
from kgbuild.training.relation_encoding import Encoder

TEXT = "Hypertension-induced stroke was seen. Naproxen-induced gastritis was seen."
NAMED = (
    ("Hypertension", EntityType.DISEASE),
    ("stroke", EntityType.DISEASE),
    ("Naproxen", EntityType.DRUG),
    ("gastritis", EntityType.DISEASE),
)


def test_what_a_disease_causes_is_no_answer() -> None:
    tagger = Tagger.load(DEFAULT_TAGGER)
    encoder = Encoder(tagger, Linker(Lexicon.load(DEFAULT_LEXICON)))
    classifier = RelationClassifier.load(DEFAULT_RELATIONS, tagger=tagger.fingerprint)
    document = Document("PMID:1", TEXT, "", (Section("abstract", 0, len(TEXT)),))
    border = TEXT.index(" Naproxen")
    sentences = (
        Sentence("PMID:1", 0, Span(0, border)),
        Sentence("PMID:1", 1, Span(border + 1, len(TEXT))),
    )
    mentions = tuple(
        Mention("PMID:1", Span(at, at + len(text)), text, type, 1.0, int(at > border))
        for text, type in NAMED
        for at in (TEXT.index(text),)
    )
    concepts = tuple((f"MESH:{number}",) for number in range(len(NAMED)))
    annotated = RelationDocument("own", document, sentences, mentions, concepts, {})
    causes = [
        e for e in stated_pairs(classifier, encoder, annotated).values() if e.predicate is Predicate.CAUSES
    ]
    assert len(causes) == 2
    assert list(stated_concepts(classifier, encoder, annotated)) == [("MESH:2", "MESH:3")]
