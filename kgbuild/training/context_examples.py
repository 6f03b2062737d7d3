"""Drugs and conditions of labelled abstracts, with what their passages tell: what the context learns from.

BC5CDR and BioRED say of whole abstracts which chemical causes which disease. Each abstract is read twice:
with the mentions that annotators marked, and with those that kgbuild finds and grounds itself, as in use;
of a found entity without MeSH id nothing is known.
Pairs that were judged by reading tell of one sentence each, and count for the entities that they name.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kgbuild.domain.mention import EntityType, Mention
from kgbuild.entities.lexicon import Lexicon
from kgbuild.mentions.assertion import assert_mentions
from kgbuild.relations.classifier import RelationClassifier
from kgbuild.relations.context import PassageFacts, read_passages
from kgbuild.relations.context_facts import CONTEXT_FACTS
from kgbuild.relations.reading import read_pairs
from kgbuild.training.relation_corpora import (
    Causal,
    Split,
    causal_labels,
    load_bc5cdr_relations,
    load_biored_relations,
)
from kgbuild.training.relation_documents import CAUSES, RelationDocument
from kgbuild.training.relation_encoding import Encoder

FOUND = "found"
"""Ends the name of a corpus that was read with found mentions."""
MESH = "MESH:"

Label = Callable[[str, str], bool | None]
"""As `Causal`, of the concepts or entities of one reading."""


@dataclass(frozen=True, slots=True)
class ContextExamples:
    """Pairs (n) of many documents: `facts` (n, CONTEXT_FACTS), whether the one `causes` the other (n,),
    `documents` (n,) and `corpora` (n,)."""

    facts: NDArray[np.float64]
    causes: NDArray[np.bool_]
    documents: NDArray[np.str_]
    corpora: NDArray[np.str_]

    def select(self, rows: NDArray[np.bool_]) -> "ContextExamples":
        """Return some of the pairs."""
        return ContextExamples(self.facts[rows], self.causes[rows], self.documents[rows], self.corpora[rows])


@dataclass(frozen=True, slots=True)
class ContextReader:
    """Reads labelled documents as extraction does; of classifiers only the heads' scores are asked.

    `classifier_of` returns that which scores the document with an id.
    """

    classifier_of: Callable[[str], RelationClassifier]
    encoder: Encoder
    lexicon: Lexicon
    split: Split

    def annotated(self, data: Path, scored: Iterable[str]) -> Iterator[tuple[str, RelationDocument, Causal]]:
        """Yield the abstracts of BC5CDR and BioRED that nothing is scored on, with their labels."""
        left_out = set(scored)
        for corpus, load in (("bc5cdr", load_bc5cdr_relations), ("biored", load_biored_relations)):
            for part in ("train", "dev"):
                labels = causal_labels(data / corpus, part)
                for document in load(data / corpus, part, self.split):
                    if document.document.id not in left_out:
                        yield corpus, document, labels[document.document.id]

    def examples(
        self, annotated: Iterable[tuple[str, RelationDocument, Causal]], judged: Iterable[RelationDocument]
    ) -> ContextExamples:
        """Return the pairs of all documents whose label is known."""
        rows: list[tuple[NDArray[np.float64], bool, str, str]] = []
        for corpus, document, label in annotated:
            rows += self._rows(corpus, document, document.mentions, document.concepts, label)
            found = self.encoder.mentions(document.document, document.sentences)
            entities = self.encoder.ground_all(document.document, found)
            typed = [_typed(m, g.type) for m, g in zip(found, entities, strict=True)]
            concepts = [(grounding.entity_id,) for grounding in entities]
            rows += self._rows(f"{corpus}-{FOUND}", document, typed, concepts, self._by_mesh(label))
        for document in judged:
            entities = self.encoder.ground_all(document.document, document.mentions)
            concepts = [(grounding.entity_id,) for grounding in entities]
            label = _of_judged(document, concepts)
            rows += self._rows(document.corpus, document, document.mentions, concepts, label)
        facts, causes, ids, corpora = zip(*rows, strict=True) if rows else ((), (), (), ())
        return ContextExamples(
            np.array(facts, dtype=np.float64).reshape(-1, CONTEXT_FACTS),
            np.array(causes, dtype=np.bool_),
            np.array(ids, dtype=np.str_),
            np.array(corpora, dtype=np.str_),
        )

    def _rows(
        self,
        corpus: str,
        document: RelationDocument,
        mentions: Sequence[Mention],
        concepts: Sequence[Sequence[str]],
        label: Label,
    ) -> Iterator[tuple[NDArray[np.float64], bool, str, str]]:
        for read in self._read(document, mentions, concepts):
            for place, (drug, condition) in enumerate(read.named):
                causes = label(drug, condition)
                if causes is not None:
                    yield read.facts[place], causes, document.document.id, corpus

    def _read(
        self, document: RelationDocument, mentions: Sequence[Mention], concepts: Sequence[Sequence[str]]
    ) -> Iterator[PassageFacts]:
        text, sentences = document.document, document.sentences
        asserted = assert_mentions(text, sentences, list(mentions))
        types = [mention.type for mention in mentions]
        tokens = self.encoder.tag(text, sentences).tokens
        reading = read_pairs(text, sentences, asserted, types, tokens)
        scores = self.classifier_of(text.id).scores(reading)
        return read_passages(
            text,
            sentences,
            asserted,
            types=types,
            concepts=concepts,
            candidates=reading.candidates,
            scores=scores,
        )

    def _by_mesh(self, label: Causal) -> Label:
        def by_entity(drug: str, condition: str) -> bool | None:
            drugs, conditions = (mesh_ids(id, self.lexicon) for id in (drug, condition))
            if not (in_mesh(drugs) and in_mesh(conditions)):
                return None
            answers = [label(d, c) for d in drugs for c in conditions]
            return True if True in answers else None if None in answers else False

        return by_entity


def mesh_ids(entity_id: str, lexicon: Lexicon) -> list[str]:
    """Return the MeSH ids of an entity; one without any stands for itself."""
    entity = lexicon.entity(entity_id)
    ids = [entity_id, *(entity.xrefs if entity else ())]
    return [id.removeprefix(MESH) for id in ids if id.startswith(MESH)] or [entity_id]


def in_mesh(ids: Iterable[str]) -> bool:
    """Whether these are MeSH's ids, which alone come without their prefix."""
    return not any(":" in id for id in ids)


def _typed(mention: Mention, type: EntityType) -> Mention:
    return replace(mention, type=type)


def _of_judged(document: RelationDocument, concepts: Sequence[Sequence[str]]) -> Label:
    said: dict[tuple[str, str], bool] = defaultdict(bool)
    for pair, allowed in document.labels.items():
        if document.mentions[pair.subject].type is EntityType.DRUG:
            said[concepts[pair.subject][0], concepts[pair.object][0]] |= allowed == CAUSES
    return lambda drug, condition: said.get((drug, condition))
