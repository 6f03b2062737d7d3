"""Pairs of mentions in abstracts of PubMed that were judged by reading them, one table row each.

`pipelines/relations-checked.tsv` says for a document, two places in it and their types what the sentence
states, denied or not: `none` or a predicate. No text is kept there: it is read from the folder of abstracts.
Which documents are scored on and which are learnt from is decided in `relation_splits.py`.
Most pairs were drawn from what a head had found and some from what it had not, so that they measure precision
well and recall only among themselves.
"""

import csv
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
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
ABSTRACTS = 36000
"""Those that are scored on are among the first so many of `unannotated_abstracts`."""
NONE = "none"
COLUMNS = (
    "document_id", "subject_start", "subject_end", "subject_type",
    "object_start", "object_end", "object_type", "answer",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a sentence states of two places in it."""

    subject: Marked
    object: Marked
    answer: Answer


def load_judgements(file: Path) -> dict[str, list[Judgement]]:
    """Return the judgements by document id."""
    found: dict[str, list[Judgement]] = defaultdict(list)
    with file.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t")
        if tuple(rows.fieldnames or ()) != COLUMNS:
            raise CorpusError(file, f"its columns are not {', '.join(COLUMNS)}")
        for row in rows:
            answer = None if row["answer"] == NONE else Predicate(row["answer"])
            subject, object = _marked(row, "subject"), _marked(row, "object")
            found[row["document_id"]].append(Judgement(subject, object, answer))
    return found


def load_checked(
    judgements: dict[str, list[Judgement]], abstracts: Iterable[Document], *, split: Split, find: Find
) -> Iterator[RelationDocument]:
    """Yield the judged documents among the abstracts, with mentions that are found beside the judged ones."""
    for document in abstracts:
        if document.id in judgements:
            sentences = split(document)
            judged = judgements[document.id]
            marked = [m for j in judged for m in (j.subject, j.object)]
            everything = with_found(list(dict.fromkeys(marked)), find(document, sentences))
            yield labelled(CORPUS, document, sentences, everything, _labeller(judged))


def _labeller(judged: list[Judgement]) -> Callable[[Sequence[Marked]], Label]:
    answers = {(j.subject, j.object): j.answer for j in judged}

    def labeller(marked: Sequence[Marked]) -> Label:
        def label(pair: Pair) -> frozenset[Answer] | None:
            key = (marked[pair.subject], marked[pair.object])
            return frozenset({answers[key]}) if key in answers else None

        return label

    return labeller


def _marked(row: dict[str, str], role: str) -> Marked:
    span = Span(int(row[f"{role}_start"]), int(row[f"{role}_end"]))
    return Marked(span, EntityType(row[f"{role}_type"]))
