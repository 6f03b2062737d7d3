"""Find sentences that surely state a relation, or surely none, in abstracts that nobody has annotated.

Two things decide: a phrase (`relation_patterns.py`), or that the HPO's annotations give the disease the
symptom and one sentence names both (`known_symptoms.py`). Everything else is left open. Abstracts that some
corpus is scored on are left out, and so is a hashed tenth of all, on which what the head finds can be checked
by reading.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path

from kgbuild.documents.reading import read
from kgbuild.documents.sources import Source, iter_sources
from kgbuild.domain.document import Document
from kgbuild.domain.ids import content_hash
from kgbuild.domain.mention import EntityType, Mention, Sentence
from kgbuild.relations.candidates import Pair, candidate_pairs
from kgbuild.relations.phrases import SentenceForm, sentence_forms
from kgbuild.training.known_symptoms import KnownSymptoms
from kgbuild.training.medical_abstracts import read_medical_abstracts
from kgbuild.training.relation_corpora import Split
from kgbuild.training.relation_documents import HAS_SYMPTOM, NOTHING, Answer, RelationDocument
from kgbuild.training.relation_patterns import pattern_label
from kgbuild.training.relation_splits import TEST_BUCKETS
from kgbuild.training.splits import bucket

CORPUS = "seeds"

_CUES = re.compile(
    r"symptom|manifest|present(?:ed|ing|s) (?:with|as)|characteri[sz]ed by|complain|caused by|-induced|"
    r"due to|secondary to|complicat|leading to|resulting in|led to|treatment of|treated with|efficacy of|"
    r"prevalence of|incidence of|common in|should be (?:considered|suspected)|"
    r"patients with [^.]{,40} (?:had|presented|developed|reported|experienced|showed)",
    re.IGNORECASE,
)
"""Sentences without any of these hold no phrase of ours, and are not read."""

FindMentions = Callable[[Document, Sequence[Sentence]], Sequence[Mention]]


def load_seeds(
    abstracts: Iterable[Document],
    *,
    split: Split,
    find: FindMentions,
    known: KnownSymptoms,
    scored: Collection[str],
) -> Iterator[RelationDocument]:
    """Yield the abstracts that hold labelled pairs."""
    for document in abstracts:
        if document.id in scored or bucket(document.id) in TEST_BUCKETS:
            continue
        sentences = [s for s in split(document) if is_read(document, s)]
        mentions = tuple(find(document, sentences))
        types = [mention.type for mention in mentions]
        forms = sentence_forms(document.text, sentences, mentions, types)
        labels = {}
        for pair in candidate_pairs(mentions, types):
            label = seed_label(forms[mentions[pair.subject].sentence], mentions, pair, known)
            if label is not None:
                labels[pair] = label
        if labels:
            concepts = ((),) * len(mentions)
            yield RelationDocument(CORPUS, document, tuple(sentences), mentions, concepts, labels)


def is_read(document: Document, sentence: Sentence) -> bool:
    """Whether the sentence holds any of the words without which none of our phrases is there."""
    return _CUES.search(document.text, *sentence.span) is not None


def seed_label(
    form: SentenceForm, mentions: Sequence[Mention], pair: Pair, known: KnownSymptoms
) -> frozenset[Answer] | None:
    """Return what phrases or the annotations say of the pair, or None where they leave it open."""
    subject, object = mentions[pair.subject], mentions[pair.object]
    if subject.text.lower() == object.text.lower():
        return None
    label = pattern_label(form, mentions, pair)
    if object.type is EntityType.SYMPTOM and label != NOTHING and known.holds(subject, object):
        return HAS_SYMPTOM
    return label


def unannotated_abstracts(data: Path, count: int) -> Iterator[Document]:
    """Yield `count` abstracts: those of `medical_abstracts`, then equally many of each file of `pubmed`.

    Of equal texts the first alone counts.
    """
    files = sorted((data / "pubmed").glob("*.xml.gz"))
    seen: set[str] = set()
    table = read_medical_abstracts(data / "medical_abstracts" / "medical_tc_test.csv")
    medical = list(islice(_first_of_each(table, seen), count))
    each = (count - len(medical)) // max(1, len(files))
    return chain(medical, *(islice(_first_of_each(_pubmed(file), seen), each) for file in files))


def _first_of_each(documents: Iterable[Document], seen: set[str]) -> Iterator[Document]:
    """Yield the documents whose text has not been seen, and remember their texts by hash."""
    for document in documents:
        text = content_hash(document.text)
        if text not in seen:
            seen.add(text)
            yield document


def _pubmed(file: Path) -> Iterator[Document]:
    for source in iter_sources([file]):
        if isinstance(source, Source):
            for record in read(source, format="pubmed"):
                if isinstance(record, Document) and len(record.text) > len(record.title) + 1:
                    yield record
