"""Score on pairs of mentions that were judged by reading (`relation_checked.py`).

- `checked`, `checked-hpo`, `checked-random`: a classifier's answers on judged pairs of documents that
  training may not use, by how the pairs were drawn.
- `hpo-annotations`: the HPO's annotations taken for answers wherever a sentence names a disease and a symptom
  of it: the precision of distant supervision as it comes. `hpo-seeds`: what of the same pairs seeds
  (`relation_seeds.py`) call HAS_SYMPTOM. Both are over all judged documents, since neither is learnt.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kgbuild.domain.relation import Predicate
from kgbuild.mentions.abbreviations import expand, find_abbreviations
from kgbuild.relations.candidates import PREDICATES
from kgbuild.relations.classifier import RelationClassifier
from kgbuild.relations.phrases import sentence_forms
from kgbuild.training.entity_scores import OVERALL, Score
from kgbuild.training.known_symptoms import KnownSymptoms, load_known_symptoms
from kgbuild.training.relation_answers import judged_answers
from kgbuild.training.relation_checked import ABSTRACTS, ANNOTATED, Drawn, load_checked, load_judgements, only
from kgbuild.training.relation_corpora import Split
from kgbuild.training.relation_documents import HAS_SYMPTOM, RelationDocument
from kgbuild.training.relation_encoding import Encoder
from kgbuild.training.relation_seeds import is_read, seed_label, unannotated_abstracts
from kgbuild.training.relation_splits import Part, checked_part

ANNOTATIONS, SEEDS = "hpo-annotations", "hpo-seeds"

Progress = Callable[[str, int], None]
"""Told a data set's name and how many of its documents have been read."""

Pairs = set[tuple[str, int, int, Predicate]]
"""Document, places of subject and object, predicate."""


@dataclass(frozen=True, slots=True)
class CheckedJudge:
    """What is judged: a classifier on the states of its tagger, and the supervision that needs neither."""

    classifier: RelationClassifier
    encoder: Encoder
    split: Split

    def evaluate(self, data: Path, file: Path, progress: Progress) -> dict[str, dict[str, Score]]:
        """Return the scores by data set, then predicate or `overall`; sets without a pair are left out."""
        judgements = load_judgements(file)
        annotated = only(judgements, Drawn.HPO)
        tested = {id: these for id, these in judgements.items() if checked_part(id) is Part.TEST}
        known = load_known_symptoms(data / "vocab" / "hpo") if annotated else None
        said: dict[str, Pairs] = defaultdict(set)
        true: dict[str, Pairs] = defaultdict(set)
        documents = load_checked(
            {**annotated, **tested},
            unannotated_abstracts(data, ABSTRACTS),
            split=self.split,
            find=self.encoder.find,
        )
        for count, document in enumerate(documents, start=1):
            if document.document.id in tested:
                said[document.corpus] |= self._stated(document)
                true[document.corpus] |= _true(document)
            if document.corpus == ANNOTATED and known:
                for name, pairs in _supervised(document, known).items():
                    said[name] |= pairs
                    true[name] |= _true(document)
            progress(document.corpus, count)
        return {name: _scores(said[name], true[name]) for name in true}

    def _stated(self, document: RelationDocument) -> Pairs:
        stated = judged_answers(self.classifier, self.encoder, document)
        id = document.document.id
        return {(id, pair.subject, pair.object, one.predicate) for pair, one in stated}


def _true(document: RelationDocument) -> Pairs:
    id = document.document.id
    return {
        (id, pair.subject, pair.object, answer)
        for pair, allowed in document.labels.items()
        for answer in allowed
        if answer is not None
    }


def _supervised(document: RelationDocument, known: KnownSymptoms) -> dict[str, Pairs]:
    """Return which of the judged pairs the annotations join, and which of them seeds call HAS_SYMPTOM."""
    text, sentences = document.document, document.sentences
    known_forms = expand(text, sentences, list(document.mentions), find_abbreviations(text, sentences))
    # Mentions that abbreviations add, or take away, have no part in the judged pairs.
    explained = {mention.span: mention for mention in known_forms}
    found = [explained.get(mention.span, mention) for mention in document.mentions]
    read = {sentence.index for sentence in sentences if is_read(text, sentence)}
    forms = sentence_forms(text.text, sentences, found, document.types)
    answers: dict[str, Pairs] = {ANNOTATIONS: set(), SEEDS: set()}
    for pair in document.labels:
        subject, object = found[pair.subject], found[pair.object]
        answer = (text.id, pair.subject, pair.object, Predicate.HAS_SYMPTOM)
        if known.joins(subject, object):
            answers[ANNOTATIONS].add(answer)
        label = seed_label(forms[subject.sentence], found, pair, known)
        if subject.sentence in read and label == HAS_SYMPTOM:
            answers[SEEDS].add(answer)
    return answers


def _scores(said: Pairs, true: Pairs) -> dict[str, Score]:
    """Return the score of each predicate that is said or true of some pair, and of all together."""
    scores: dict[str, Score] = {}
    for predicate in PREDICATES:
        here, gold = ({one for one in pairs if one[-1] is predicate} for pairs in (said, true))
        if here or gold:
            scores[predicate] = Score(len(here & gold), len(here), len(gold))
    scores[OVERALL] = Score(len(said & true), len(said), len(true))
    return scores
