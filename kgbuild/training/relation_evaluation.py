"""Score a relation classifier on held-out documents.

- `bc5cdr`: pairs of chemical and disease of whole abstracts, with gold mentions. A pair is predicted where
  there is evidence that the chemical causes the disease.
- `bc5cdr-in-one-sentence`: the same, but only gold pairs that some sentence names both of.
- `bc5cdr-end-to-end`: as `bc5cdr`, with the mentions and MeSH ids that kgbuild finds itself. Asked is which
  MeSH concepts are related, as it was of the challenge's systems: a pair with an entity that has no MeSH id
  is no answer, and an entity that has several ids, one of them a former one, is one concept.
- `bc5cdr-end-to-end-all`: the same, pairs with an entity without MeSH id counted as wrong.
- `ade`: pairs of gold mentions in the sentences of ADE that state an adverse effect; `ade-all-sentences`:
  all pairs in all sentences, with the mentions that the tagger finds beside the gold ones.
- `biotext`: sentences, TREAT_FOR_DIS against NONE, DISONLY and TREATONLY. One is predicted where it is said
  of some pair of gold or found mentions that one treats the other. `biotext-found-mentions`: the same with
  found mentions alone, so that the marks do not give an answer away.
- what `checked_evaluation.py` lists: pairs of mentions of PubMed that were judged by reading; only where the
  file of judgements is given.

Held out are BC5CDR's test part and a hashed tenth of the abstracts of ADE and of the sentences of BioText.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from kgbuild.domain.evidence import Evidence, Polarity
from kgbuild.domain.relation import Predicate
from kgbuild.entities.lexicon import Lexicon
from kgbuild.graph.belief import belief
from kgbuild.mentions.assertion import assert_mentions
from kgbuild.relations.classifier import RelationClassifier
from kgbuild.training.calibration import Calibrated
from kgbuild.training.checked_evaluation import CheckedJudge, Progress
from kgbuild.training.context_examples import in_mesh, mesh_ids
from kgbuild.training.entity_scores import OVERALL, Score
from kgbuild.training.relation_answers import concept_pairs, drug_names, stated_concepts, stated_pairs
from kgbuild.training.relation_corpora import Split, causal_concepts, load_bc5cdr_relations
from kgbuild.training.relation_documents import CAUSES, RelationDocument, labelled
from kgbuild.training.relation_encoding import Encoder
from kgbuild.training.relation_sentences import load_ade, load_biotext
from kgbuild.training.relation_splits import BIOTEXT_FILE, TEST_BUCKETS, abstract_id
from kgbuild.training.splits import bucket

Scores = dict[str, dict[str, Score]]
"""By data set, then predicate or `overall`."""

Sets = tuple[set[Hashable], set[Hashable]]
"""What is predicted, and what is right."""

ConceptPair = tuple[str, str]

Believed = tuple[dict[ConceptPair, float], set[ConceptPair]]
"""What is said with the belief in it, and what is right."""

NEAR = "bc5cdr-in-one-sentence"
END_TO_END = "bc5cdr-end-to-end"
END_TO_END_ALL = f"{END_TO_END}-all"
BIOTEXT_TREATS = "biotext/TREAT_FOR_DIS"
BIOTEXT_NONE = frozenset({"biotext/NONE", "biotext/DISONLY", "biotext/TREATONLY"})


@dataclass(frozen=True, slots=True)
class RelationFigures:
    """Scores, and by data set the beliefs in what is said of BC5CDR's abstracts with which of it is right."""

    scores: Scores
    beliefs: dict[str, Calibrated]


@dataclass(frozen=True, slots=True)
class Judge:
    """What is judged: a classifier on the states of its tagger, and a lexicon for the end-to-end figure."""

    classifier: RelationClassifier
    encoder: Encoder
    split: Split
    judgements: Path | None
    """File of the pairs that were judged by reading, None where there is none to score on."""
    lexicon: Lexicon

    def evaluate(self, data: Path, progress: Progress) -> RelationFigures:
        """Return the figures on all data sets below `data`."""
        scores: Scores = {}
        beliefs: dict[str, Calibrated] = {}
        for name, read in self._bc5cdr(data / "bc5cdr", progress).items():
            scores[name] = _one(Predicate.CAUSES, (({*said}, {*gold}) for said, gold in read))
            if name not in (NEAR, END_TO_END_ALL):
                beliefs[name] = _beliefs(read)
        ade = [self._ade(document) for document in _counted("ade", self._ade_documents(data), progress)]
        scores["ade"] = _one(Predicate.CAUSES, (gold for gold, _ in ade))
        scores["ade-all-sentences"] = _one(Predicate.CAUSES, (every for _, every in ade))
        biotext = list(_counted("biotext", self._biotext_documents(data), progress))
        scores["biotext"] = _one(Predicate.TREATS, map(self._biotext, biotext))
        scores["biotext-found-mentions"] = _one(
            Predicate.TREATS, (self._biotext(self._unmarked(document)) for document in biotext)
        )
        if self.judgements is not None:
            checked = CheckedJudge(self.classifier, self.encoder, self.split)
            scores.update(checked.evaluate(data, self.judgements, progress))
        return RelationFigures(scores, beliefs)

    def _bc5cdr(self, folder: Path, progress: Progress) -> dict[str, list[Believed]]:
        truth = causal_concepts(folder, "test")
        documents: list[Believed] = []
        within: list[Believed] = []
        found: list[Believed] = []
        every: list[Believed] = []
        test = load_bc5cdr_relations(folder, "test", self.split)
        for document in _counted("bc5cdr", test, progress):
            gold: set[ConceptPair] = set(truth[document.document.id])
            said = self._believed(stated_concepts(self.classifier, self.encoder, document))
            near = concept_pairs(iter(document.labels), document.concepts)
            documents.append((said, gold))
            within.append((said, gold & near))
            everything = self._end_to_end(document, gold)
            found.append(({pair: one for pair, one in everything.items() if in_mesh(pair)}, gold))
            every.append((everything, gold))
        return {"bc5cdr": documents, NEAR: within, END_TO_END: found, END_TO_END_ALL: every}

    def _believed(self, found: Mapping[ConceptPair, list[Evidence]]) -> dict[ConceptPair, float]:
        """Return the belief in each pair, by its evidence in one document."""
        facts = self.classifier.facts
        reliability = {f"{facts.name}/{p}": value for p, value in facts.reliability.items()}
        return {pair: belief(evidence, reliability) for pair, evidence in found.items()}

    def _end_to_end(self, document: RelationDocument, gold: set[ConceptPair]) -> dict[ConceptPair, float]:
        """Return pairs of MeSH ids with their beliefs, nothing known of the document but its text.

        Of entities with several ids they are those that `gold` has, else the first.
        """
        text, sentences = document.document, document.sentences
        mentions = assert_mentions(text, sentences, self.encoder.mentions(text, sentences))
        groundings = self.encoder.ground_all(text, mentions)
        tokens = self.encoder.tag(text, sentences).tokens
        drugs = drug_names(mentions, [one.entity_id for one in groundings])
        found: dict[ConceptPair, list[Evidence]] = defaultdict(list)
        for e in self.classifier.evidence(text, sentences, mentions, groundings, tokens):
            if e.predicate is Predicate.CAUSES and e.polarity is Polarity.SUPPORTS and e.subject in drugs:
                pairs = list(product(mesh_ids(e.subject, self.lexicon), mesh_ids(e.object, self.lexicon)))
                found[next((pair for pair in pairs if pair in gold), pairs[0])].append(e)
        return self._believed(found)

    def _ade_documents(self, data: Path) -> Iterator[RelationDocument]:
        yield from load_ade(data / "ade", self.encoder.find, only=_held_out)

    def _ade(self, document: RelationDocument) -> tuple[Sets, Sets]:
        """Return answers and truth of the pairs of gold mentions, and of all."""
        stated = stated_pairs(self.classifier, self.encoder, document)
        predicted = {p for p, e in stated.items() if e.predicate is Predicate.CAUSES and p in document.labels}
        gold = {p for p, allowed in document.labels.items() if allowed == CAUSES}
        marked = {p for p in document.labels if document.concepts[p.subject] and document.concepts[p.object]}
        return ({*(predicted & marked)}, {*gold}), ({*predicted}, {*gold})

    def _biotext_documents(self, data: Path) -> Iterator[RelationDocument]:
        wanted = {BIOTEXT_TREATS, *BIOTEXT_NONE}
        for document in load_biotext(data / "biotext" / BIOTEXT_FILE, self.encoder.find, only=_held_out):
            if document.corpus in wanted:
                yield document

    def _biotext(self, document: RelationDocument) -> Sets:
        """Return the sentence where it is predicted, and where it is right."""
        stated = stated_pairs(self.classifier, self.encoder, document)
        said = any(e.predicate is Predicate.TREATS for e in stated.values())
        id = document.document.id
        return ({id} if said else set()), ({id} if document.corpus == BIOTEXT_TREATS else set())

    def _unmarked(self, document: RelationDocument) -> RelationDocument:
        found = self.encoder.find(document.document, document.sentences)
        return labelled(
            document.corpus, document.document, document.sentences, found, lambda marked: lambda pair: None
        )


def _beliefs(documents: Iterable[Believed]) -> Calibrated:
    """Return the beliefs in all that is said, and which of it is right."""
    said = [(belief, pair in gold) for pairs, gold in documents for pair, belief in pairs.items()]
    return Calibrated(tuple(belief for belief, _ in said), None, tuple(right for _, right in said))


def _one(predicate: Predicate, sets: Iterable[Sets]) -> dict[str, Score]:
    """Return the score over all documents; with one predicate, `overall` is its own."""
    score = _score(list(sets))
    return {predicate: score, OVERALL: score}


def _score(pairs: list[Sets]) -> Score:
    return Score(
        right=sum(len(predicted & gold) for predicted, gold in pairs),
        predicted=sum(len(predicted) for predicted, _ in pairs),
        gold=sum(len(gold) for _, gold in pairs),
    )


def _held_out(document_id: str) -> bool:
    return bucket(abstract_id(document_id)) in TEST_BUCKETS


def _counted(
    name: str, documents: Iterable[RelationDocument], progress: Progress
) -> Iterator[RelationDocument]:
    for count, document in enumerate(documents, start=1):
        yield document
        progress(name, count)
