"""Find sentences that surely state a relation, or surely none, in abstracts that nobody has annotated.

Two things decide: a phrase (`relation_patterns.py`), or that the HPO's annotations give the disease the
symptom and one sentence names both. Everything else is left open. Abstracts that some corpus is scored on are
left out, and so is a hashed tenth of all, on which what the head finds can be checked by reading.
"""

import gzip
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

from kgbuild.documents.reading import read
from kgbuild.documents.sources import Source, iter_sources
from kgbuild.domain.document import Document
from kgbuild.domain.ids import content_hash
from kgbuild.domain.mention import EntityType, Mention, Sentence
from kgbuild.errors import CorpusError
from kgbuild.relations.candidates import candidate_pairs
from kgbuild.relations.phrases import sentence_forms
from kgbuild.training.medical_abstracts import read_medical_abstracts
from kgbuild.training.relation_corpora import Split
from kgbuild.training.relation_documents import HAS_SYMPTOM, NOTHING, RelationDocument
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


@dataclass(frozen=True, slots=True)
class KnownSymptoms:
    """Which disease shows which symptom: ids of symptoms by their names, and by names of diseases."""

    symptoms: Mapping[str, frozenset[str]]
    diseases: Mapping[str, frozenset[str]]

    def holds(self, disease: Mention, symptom: Mention) -> bool:
        """Whether the HPO's annotations say so of what the two mentions name."""
        shown = self.diseases.get(_name(disease.long_form or disease.text), frozenset())
        return not shown.isdisjoint(self.symptoms.get(_name(symptom.long_form or symptom.text), ()))


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
        sentences = [s for s in split(document) if _CUES.search(document.text, *s.span)]
        mentions = tuple(find(document, sentences))
        types = [mention.type for mention in mentions]
        forms = sentence_forms(document.text, sentences, mentions, types)
        labels = {}
        for pair in candidate_pairs(mentions, types):
            subject, object = mentions[pair.subject], mentions[pair.object]
            label = pattern_label(forms[subject.sentence], mentions, pair)
            if subject.text.lower() == object.text.lower():
                continue
            if object.type is EntityType.SYMPTOM and label != NOTHING and known.holds(subject, object):
                label = HAS_SYMPTOM
            if label is not None:
                labels[pair] = label
        if labels:
            concepts = ((),) * len(mentions)
            yield RelationDocument(CORPUS, document, tuple(sentences), mentions, concepts, labels)


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


def load_known_symptoms(folder: Path) -> KnownSymptoms:
    """Return the annotations of `phenotype.hpoa.gz` by the names and synonyms of `hp.obo.gz`."""
    diseases: dict[str, set[str]] = defaultdict(set)
    for line in _gzipped(folder / "phenotype.hpoa.gz"):
        columns = line.rstrip("\n").split("\t")
        # Columns: database id, disease name, qualifier, HPO id, ...; `NOT` says that the symptom is absent.
        if len(columns) > 4 and columns[2] != "NOT" and columns[3].startswith("HP:"):
            # `Marfan syndrome; MFS`, `Usher syndrome, type 1`, `Long QT syndrome 3`
            disease = re.sub(r"[,;].*| (?:type )?\d+[a-z]?$", "", columns[1], flags=re.IGNORECASE)
            diseases[_name(disease)].add(columns[3])
    symptoms: dict[str, set[str]] = defaultdict(set)
    current = ""
    for line in _gzipped(folder / "hp.obo.gz"):
        if line.startswith("id: "):
            current = line[4:].strip()
        elif line.startswith("name: ") and current.startswith("HP:"):
            symptoms[_name(line[6:])].add(current)
        elif line.startswith("synonym: ") and current.startswith("HP:"):
            symptoms[_name(line.split('"')[1])].add(current)
    return KnownSymptoms(_frozen(symptoms), _frozen(diseases))


def _frozen(sets: Mapping[str, set[str]]) -> dict[str, frozenset[str]]:
    return {name: frozenset(ids) for name, ids in sets.items()}


def _name(text: str) -> str:
    """Return a name as it is compared: lower case, one blank between words, without the plural's s."""
    return re.sub(r"(?<=[^s])s\b", "", " ".join(text.lower().split()))


def _pubmed(file: Path) -> Iterator[Document]:
    for source in iter_sources([file]):
        if isinstance(source, Source):
            for record in read(source, format="pubmed"):
                if isinstance(record, Document) and len(record.text) > len(record.title) + 1:
                    yield record


def _gzipped(file: Path) -> Iterator[str]:
    if not file.is_file():
        raise CorpusError(file, "no such file; --data names the folder that holds the corpora")
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        yield from lines
