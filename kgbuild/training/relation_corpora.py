"""Load the corpora that relate the concepts of whole abstracts: BC5CDR and BioRED.

They say which chemical and disease are related in an abstract, not in which sentence: every sentence that
names both is taken to state it. BC5CDR annotates chemically induced diseases alone, so that its other pairs
may be treatments. In BioRED a chemical's positive correlation with a disease means that it causes or worsens
it, its negative correlation that it treats or prevents it; what an association means is not said.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from kgbuild.documents.pubtator import PubTatorRecord, parse_pubtator
from kgbuild.domain.document import Document
from kgbuild.domain.mention import EntityType, Sentence
from kgbuild.errors import CorpusError
from kgbuild.relations.candidates import Pair
from kgbuild.training.relation_documents import (
    CAUSES,
    NOT_CAUSES,
    NOTHING,
    TREATS,
    Answer,
    Label,
    Marked,
    RelationDocument,
    labelled,
)

Split = Callable[[Document], list[Sentence]]
ConceptPairs = frozenset[tuple[str, str]]

_TYPES = {
    "Chemical": EntityType.DRUG,
    "ChemicalEntity": EntityType.DRUG,
    "Disease": EntityType.DISEASE,
    "DiseaseOrPhenotypicFeature": EntityType.DISEASE,
}
UNKNOWN_CONCEPT = "-1"


def load_bc5cdr_relations(folder: Path, part: str, split: Split) -> Iterator[RelationDocument]:
    """Yield one part (`train`, `dev`, `test`) of BC5CDR."""
    for record in _records(folder / f"{part}.pubtator"):
        yield _labelled("bc5cdr", record, split, _causes_or_unknown(_pairs(record, {"CID"})))


def load_biored_relations(folder: Path, part: str, split: Split) -> Iterator[RelationDocument]:
    """Yield one part (`train`, `dev`) of BioRED, its chemicals as drugs."""
    for record in _records(folder / f"{part}.pubtator"):
        label = _by_correlation(
            positive=_pairs(record, {"Positive_Correlation"}),
            negative=_pairs(record, {"Negative_Correlation"}),
            related=_pairs(record, {line.type for line in record.relations}),
        )
        yield _labelled("biored", record, split, label)


def causal_concepts(folder: Path, part: str) -> dict[str, ConceptPairs]:
    """Return by document of BC5CDR the pairs of chemical and disease that it says are cause and effect."""
    return {r.document.id: _pairs(r, {"CID"}) for r in _records(folder / f"{part}.pubtator")}


Causal = Callable[[str, str], bool | None]
"""Says of a drug's and a condition's concept whether the document says that the one causes the other, None
where it leaves that open."""


def causal_labels(folder: Path, part: str) -> dict[str, Causal]:
    """Return by document of BC5CDR or BioRED what it says of its concepts.

    An association, of which BioRED does not say what it means, is left open.
    """
    labels: dict[str, Causal] = {}
    for record in _records(folder / f"{part}.pubtator"):
        harms = _pairs(record, {"CID", "Positive_Correlation"})
        helps = _pairs(record, {"Negative_Correlation"})
        related = _pairs(record, {line.type for line in record.relations})
        labels[record.document.id] = partial(_causal, harms, helps, related)
    return labels


def _causal(
    harms: ConceptPairs, helps: ConceptPairs, related: ConceptPairs, drug: str, condition: str
) -> bool | None:
    both = {(drug, condition), (condition, drug)}
    if bool(both & harms) != bool(both & helps):
        return bool(both & harms)
    return None if both & related else False


def _labelled(
    corpus: str, record: PubTatorRecord, split: Split, label: Callable[[Sequence[Marked]], Label]
) -> RelationDocument:
    marked = [
        Marked(
            annotation.span, _TYPES[annotation.type], tuple(a for a in annotation.ids if a != UNKNOWN_CONCEPT)
        )
        for annotation in record.annotations
        if annotation.type in _TYPES
    ]
    return labelled(corpus, record.document, split(record.document), marked, label)


def _pairs(record: PubTatorRecord, types: set[str]) -> ConceptPairs:
    """Return the related concepts, in the order that the file has them."""
    return frozenset((line.subject, line.object) for line in record.relations if line.type in types)


def _causes_or_unknown(pairs: ConceptPairs) -> Callable[[Sequence[Marked]], Label]:
    def rule(subject: Marked, object: Marked) -> frozenset[Answer] | None:
        return CAUSES if _holds(pairs, subject, object) else NOT_CAUSES

    return _drug_rule(rule)


def _by_correlation(
    *, positive: ConceptPairs, negative: ConceptPairs, related: ConceptPairs
) -> Callable[[Sequence[Marked]], Label]:
    def rule(subject: Marked, object: Marked) -> frozenset[Answer] | None:
        harms, helps = _holds(positive, subject, object), _holds(negative, subject, object)
        if harms != helps:
            return CAUSES if harms else TREATS
        return None if _holds(related, subject, object) else NOTHING

    return _drug_rule(rule)


def _drug_rule(
    rule: Callable[[Marked, Marked], frozenset[Answer] | None],
) -> Callable[[Sequence[Marked]], Label]:
    """Return a labeller of the pairs whose subject is a drug and whose concepts are both known."""

    def labeller(marked: Sequence[Marked]) -> Label:
        def label(pair: Pair) -> frozenset[Answer] | None:
            subject, object = marked[pair.subject], marked[pair.object]
            if subject.type is not EntityType.DRUG or not (subject.concepts and object.concepts):
                return None
            return rule(subject, object)

        return label

    return labeller


def _holds(pairs: ConceptPairs, subject: Marked, object: Marked) -> bool:
    return any((s, o) in pairs or (o, s) in pairs for s in subject.concepts for o in object.concepts)


def _records(file: Path) -> Iterator[PubTatorRecord]:
    if not file.is_file():
        raise CorpusError(file, "no such file; --data names the folder that holds the corpora")
    with file.open(encoding="utf-8") as lines:
        yield from parse_pubtator(lines)
