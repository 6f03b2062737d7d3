"""Pairs of mentions in abstracts of PubMed that were judged by reading them, one table row each.

`pipelines/relations-checked.tsv` says for a document, two places in it and their types what the sentence
states, denied or not: `none` or a predicate. No text is kept there: it is read from the folder of abstracts.
Which documents are scored on and which are learnt from is decided in `relation_splits.py`.
How a pair was drawn decides what it measures (`Drawn`); `pipelines/relations-checked.md` tells how they were
judged.
"""

import csv
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from kgbuild.domain.document import Document
from kgbuild.domain.mention import EntityType
from kgbuild.domain.relation import Predicate
from kgbuild.domain.span import Span
from kgbuild.errors import CorpusError
from kgbuild.relations.candidates import Pair
from kgbuild.training.relation_corpora import Split
from kgbuild.training.relation_documents import Answer, Label, Marked, RelationDocument, labelled
from kgbuild.training.relation_sentences import Find, with_found

CORPUS = "checked"
ANNOTATED = "checked-hpo"
RANDOM = "checked-random"
"""The corpora that pairs belong to, by how they were drawn."""
ABSTRACTS = 36000
"""Those that are scored on are among the first so many of `unannotated_abstracts`."""
NONE = "none"
COLUMNS = (
    "document_id", "subject_start", "subject_end", "subject_type",
    "object_start", "object_end", "object_type", "answer", "drawn",
)  # fmt: skip


class Drawn(StrEnum):
    """How a pair came to be judged."""

    MODELS = "models"
    """Mostly from what some head had found, some from what it had not: they measure precision well, and
    recall only among themselves."""
    HPO = "hpo"
    """Disease and symptom in one sentence where the HPO's annotations join them: they measure the annotations
    as supervision."""
    RANDOM = "random"
    """At random from disease and symptom in one sentence of documents that are scored on: they measure
    precision and recall of HAS_SYMPTOM."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a sentence states of two places in it."""

    subject: Marked
    object: Marked
    answer: Answer
    drawn: Drawn


def load_judgements(file: Path) -> dict[str, list[Judgement]]:
    """Return the judgements by document id."""
    found: dict[str, list[Judgement]] = defaultdict(list)
    with file.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t")
        if tuple(rows.fieldnames or ()) != COLUMNS:
            raise CorpusError(file, f"its columns are not {', '.join(COLUMNS)}")
        try:
            for row in rows:
                found[row["document_id"]].append(_judgement(row))
        except ValueError as error:
            raise CorpusError(file, f"line {rows.line_num}: {error}") from error
    return found


def only(judgements: dict[str, list[Judgement]], drawn: Drawn) -> dict[str, list[Judgement]]:
    """Return the judgements of pairs that were drawn so, without documents that have none."""
    kept = {id: [one for one in these if one.drawn is drawn] for id, these in judgements.items()}
    return {id: these for id, these in kept.items() if these}


def load_checked(
    judgements: dict[str, list[Judgement]], abstracts: Iterable[Document], *, split: Split, find: Find
) -> Iterator[RelationDocument]:
    """Yield the judged documents among the abstracts, with mentions that are found beside the judged ones.

    A document with pairs that were drawn in several ways comes once for each.
    """
    drawn = {CORPUS: Drawn.MODELS, ANNOTATED: Drawn.HPO, RANDOM: Drawn.RANDOM}
    corpora = {corpus: only(judgements, these) for corpus, these in drawn.items()}
    for document in abstracts:
        for corpus, its_judgements in corpora.items():
            judged = its_judgements.get(document.id, ())
            if judged:
                sentences = split(document)
                marked = [m for j in judged for m in (j.subject, j.object)]
                everything = with_found(list(dict.fromkeys(marked)), find(document, sentences))
                yield labelled(corpus, document, sentences, everything, _labeller(judged))


def _labeller(judged: Sequence[Judgement]) -> Callable[[Sequence[Marked]], Label]:
    answers = {(j.subject, j.object): j.answer for j in judged}

    def labeller(marked: Sequence[Marked]) -> Label:
        def label(pair: Pair) -> frozenset[Answer] | None:
            key = (marked[pair.subject], marked[pair.object])
            return frozenset({answers[key]}) if key in answers else None

        return label

    return labeller


def _judgement(row: dict[str, str]) -> Judgement:
    answer = None if row["answer"] == NONE else Predicate(row["answer"])
    return Judgement(_marked(row, "subject"), _marked(row, "object"), answer, Drawn(row["drawn"]))


def _marked(row: dict[str, str], role: str) -> Marked:
    span = Span.read(row[f"{role}_start"], row[f"{role}_end"])
    return Marked(span, EntityType(row[f"{role}_type"]))
