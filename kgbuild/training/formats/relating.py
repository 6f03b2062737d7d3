"""Load a user's annotated documents as labelled pairs of mentions, with their own labels of relations.

A pair in one sentence is labelled by the relations that the file states of it: of these two markings, or,
where relations are of concepts (PubTator), of their concepts. What joins types the other way round only, as
"treated by" does, is turned. A pair of which only a relation is stated whose label is left out tells nothing.
Of a pair without any, predicates by which nothing in the path joins such types stay open: nobody looked for
them.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, product
from pathlib import Path

from kgbuild.domain.mention import EntityType
from kgbuild.domain.relation import SIGNATURES, Predicate
from kgbuild.domain.span import Span
from kgbuild.errors import AnnotationError
from kgbuild.relations.candidates import PREDICATES
from kgbuild.training.formats.corpus_names import corpus_names
from kgbuild.training.formats.findings import Findings, Note
from kgbuild.training.formats.gold import span_of
from kgbuild.training.formats.labels import LabelMap
from kgbuild.training.formats.loading import check_labels, read_path
from kgbuild.training.formats.marked import MarkedDocument, Relating
from kgbuild.training.relation_corpora import Split
from kgbuild.training.relation_documents import Answer, Marked, RelationDocument, labelled

Joined = tuple[Predicate, EntityType, EntityType]
"""A predicate with the types of its subject and object."""


@dataclass(frozen=True, slots=True)
class OwnRelations:
    """The documents of a path with their labelled pairs.

    `looked_for` are the predicates with the types that some relation of the path joins by them; `labels`
    counts its relations by label as the files have them.
    """

    name: str
    documents: tuple[RelationDocument, ...]
    looked_for: frozenset[Joined]
    labels: Mapping[str, int]
    notes: tuple[Note, ...]

    @property
    def pairs(self) -> dict[str, int]:
        """How many pairs are labelled, by predicate or `none`, without those that may be several."""
        counts = Counter(allowed for one in self.documents for allowed in one.labels.values())
        single = {next(iter(allowed)): count for allowed, count in counts.items() if len(allowed) == 1}
        return {str(answer or "none"): single[answer] for answer in (*PREDICATES, None) if answer in single}


def load_relations(
    paths: Sequence[Path],
    labels: LabelMap[EntityType],
    relations: LabelMap[Predicate],
    *,
    format: str | None,
    split: Split,
) -> tuple[OwnRelations, ...]:
    """Return the labelled pairs of each path; AnnotationError tells all problems of all of them."""
    findings = [Findings() for _ in paths]
    corpora = []
    for path, name, own in zip(paths, corpus_names(paths), findings, strict=True):
        marked, _ = read_path(path, own, format=format)
        check_labels([m for one in marked for m in one.markings], labels, own)
        counted = _count(marked, relations, own)
        read = [_Read.of(one, labels, relations, own) for one in marked]
        looked_for = frozenset(joined for one in read for joined in one.joined())
        if marked and not looked_for and not own.problems:
            ours = ", ".join(PREDICATES)
            own.problem(str(path), f"no relation in its {len(marked):,} documents stands for any of {ours}")
        documents = tuple(one.labelled(name, looked_for, split, own) for one in read)
        corpora.append(OwnRelations(name, documents, looked_for, counted, own.notes))
    if problems := [problem for own in findings for problem in own.problems]:
        raise AnnotationError(problems)
    return tuple(corpora)


def _count(
    marked: Sequence[MarkedDocument], relations: LabelMap[Predicate], findings: Findings
) -> dict[str, int]:
    """Return how often each label of relations occurs; what cannot be read or is not known is a problem."""
    stated = [relation for one in marked for relation in one.relations]
    for relation in stated:
        if relation.problem:
            findings.problem(relation.place, relation.problem)
    return check_labels([relation for relation in stated if not relation.problem], relations, findings)


@dataclass(frozen=True, slots=True)
class _Stated:
    """A relation between mentions of known types; no predicate where its label is left out."""

    relation: Relating
    predicates: frozenset[Predicate]

    def answers(self, subject: Marked, object: Marked) -> frozenset[Predicate] | None:
        """Return what it says of a pair, None where it is about another one."""
        names = self.relation.subject, self.relation.object
        forth = names[0] in subject.concepts and names[1] in object.concepts
        back = names[1] in subject.concepts and names[0] in object.concepts
        if not (forth or back):
            return None
        types = subject.type, object.type
        return frozenset(
            predicate
            for predicate in self.predicates
            if _fits(predicate, *types) and (forth or not _fits(predicate, *reversed(types)))
        )


@dataclass(frozen=True, slots=True)
class _Read:
    """A document with its mentions, each stretch once, and the relations between them."""

    marked: MarkedDocument
    marks: tuple[Marked, ...]
    stated: tuple[_Stated, ...]

    @classmethod
    def of(
        cls,
        one: MarkedDocument,
        labels: LabelMap[EntityType],
        relations: LabelMap[Predicate],
        findings: Findings,
    ) -> "_Read":
        """Read one document; of several types of a mention the first is taken."""
        by_span: dict[Span, Marked] = {}
        for marking in one.markings:
            types = labels.get(marking.label)
            span = span_of(one.document.text, marking, findings) if types else None
            if types and span:
                type = next(type for type in EntityType if type in types)
                same = by_span.setdefault(span, Marked(span, type))
                by_span[span] = Marked(span, same.type, (*same.concepts, *marking.names))
        marks = tuple(by_span.values())
        return cls(one, marks, tuple(_stated(one, marks, relations, findings)))

    def joined(self) -> Iterator[Joined]:
        """Yield what its relations join, whether or not one sentence holds both mentions."""
        named = _by_name(self.marks)
        for stated in self.stated:
            ends = named[stated.relation.subject], named[stated.relation.object]
            for subject, object in chain(product(*ends), product(*reversed(ends))):
                for predicate in stated.answers(subject, object) or ():
                    yield predicate, subject.type, object.type

    def labelled(
        self, name: str, looked_for: frozenset[Joined], split: Split, findings: Findings
    ) -> RelationDocument:
        """Return the document with its pairs labelled."""
        document, used = self.marked.document, set[str]()

        def answer(subject: Marked, object: Marked) -> frozenset[Answer] | None:
            if self.marked.by_concept and not (subject.concepts and object.concepts):
                return None
            said = [(stated, stated.answers(subject, object)) for stated in self.stated]
            about = [(stated, answers) for stated, answers in said if answers is not None]
            used.update(stated.relation.place for stated, _ in about)
            if answers := frozenset[Answer]().union(*(answers for _, answers in about)):
                return answers
            if any(not stated.predicates for stated, _ in about):
                return None
            return _nothing(looked_for, subject.type, object.type)

        result = labelled(
            name, document, split(document), self.marks,
            lambda marks: lambda pair: answer(marks[pair.subject], marks[pair.object]),
        )  # fmt: skip
        for stated in self.stated:
            if stated.predicates and stated.relation.place not in used:
                what = "relations between mentions that no sentence pairs, not learnt from"
                findings.note(what, stated.relation.place)
        return result


def _nothing(
    looked_for: frozenset[Joined], subject: EntityType, object: EntityType
) -> frozenset[Answer] | None:
    """Return what a pair of these types may be of which nothing is stated, None where that is anything."""
    fitting = [predicate for predicate in PREDICATES if _fits(predicate, subject, object)]
    open_ = [predicate for predicate in fitting if (predicate, subject, object) not in looked_for]
    return frozenset([None, *open_]) if len(open_) < len(fitting) else None


def _stated(
    one: MarkedDocument, marks: Sequence[Marked], relations: LabelMap[Predicate], findings: Findings
) -> Iterator[_Stated]:
    """Yield the relations between mentions; those of unknown annotations are problems."""
    types = {name: {mark.type for mark in those} for name, those in _by_name(marks).items()}
    known = {name for marking in one.markings for name in marking.names}
    for relation in one.relations:
        predicates = relations.get(relation.label)
        if relation.problem or predicates is None:
            continue
        ends = (relation.subject, relation.object)
        unknown = [name for name in ends if name not in known]
        if unknown and not one.by_concept:
            findings.problem(relation.place, f"there is no annotation {unknown[0]!r} in this document")
        elif not all(name in types for name in ends):
            findings.note("relations of what is left out, or not marked", relation.place)
        elif predicates and not _can_join(predicates, types[ends[0]], types[ends[1]]):
            findings.note("relations between types that nothing they stand for can join", relation.place)
        else:
            yield _Stated(relation, predicates)


def _by_name(marks: Sequence[Marked]) -> dict[str, list[Marked]]:
    """Return the mentions that relations may call by each name."""
    named: dict[str, list[Marked]] = {}
    for mark in marks:
        for name in mark.concepts:
            named.setdefault(name, []).append(mark)
    return named


def _can_join(
    predicates: Iterable[Predicate], subjects: Iterable[EntityType], objects: Iterable[EntityType]
) -> bool:
    """Whether one of the predicates may join some of these types, in either direction."""
    return any(_fits(p, s, o) or _fits(p, o, s) for p, s, o in product(predicates, subjects, objects))


def _fits(predicate: Predicate, subject: EntityType, object: EntityType) -> bool:
    return (subject, object) in SIGNATURES[predicate]
