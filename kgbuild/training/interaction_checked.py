"""Score what phrases say of two drugs on pairs that were judged by reading.

`pipelines/interactions-checked.tsv` has places in abstracts of PubMed, as `relation_checked.py` has, and for
each pair which `part` it belongs to: phrases were made with those for `development` in view, the others are
for scoring. `interactions-development` and `interactions-scored` are all pairs of either part; of those that
a phrase links all were drawn, of the rest a sample from sentences with such words: so recall is among these
alone.
"""

import csv
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from kgbuild.domain.document import Document
from kgbuild.domain.relation import Predicate
from kgbuild.domain.span import Span
from kgbuild.errors import CorpusError
from kgbuild.mentions.assertion import assert_mentions
from kgbuild.relations.interactions import interactions
from kgbuild.training.entity_scores import Score
from kgbuild.training.relation_checked import ABSTRACTS, NONE
from kgbuild.training.relation_corpora import Split
from kgbuild.training.relation_encoding import Encoder
from kgbuild.training.relation_seeds import unannotated_abstracts

COLUMNS = (
    "document_id", "subject_start", "subject_end", "subject_type",
    "object_start", "object_end", "object_type", "answer", "drawn", "part",
)  # fmt: skip
PREFIX = "interactions-"

Progress = Callable[[str, int], None]
"""Told a data set's name and how many of its documents have been read."""


@dataclass(frozen=True, slots=True)
class JudgedDrugs:
    """Places of two drugs, whether their sentence says that they interact, and the part they are for."""

    places: frozenset[Span]
    interact: bool
    part: str


def load_judged_drugs(file: Path) -> dict[str, list[JudgedDrugs]]:
    """Return the judged pairs by document; CorpusError says what is wrong with the table."""
    found: dict[str, list[JudgedDrugs]] = defaultdict(list)
    with file.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t")
        if tuple(rows.fieldnames or ()) != COLUMNS:
            raise CorpusError(file, f"its columns are not {', '.join(COLUMNS)}")
        for row in rows:
            if row["answer"] not in (NONE, Predicate.INTERACTS_WITH):
                raise CorpusError(
                    file, f"line {rows.line_num}: the answer {row['answer']!r} is none of drugs"
                )
            try:
                spans = [
                    Span.read(row[f"{role}_start"], row[f"{role}_end"]) for role in ("subject", "object")
                ]
            except ValueError as error:
                raise CorpusError(file, f"line {rows.line_num}: {error}") from error
            judged = JudgedDrugs(frozenset(spans), row["answer"] != NONE, row["part"])
            found[row["document_id"]].append(judged)
    return found


@dataclass(frozen=True, slots=True)
class InteractionJudge:
    """Reads the judged documents as extraction does."""

    encoder: Encoder
    split: Split

    def evaluate(self, data: Path, file: Path, progress: Progress) -> dict[str, Score]:
        """Return the score of each part by the name of its data set."""
        judged = load_judged_drugs(file)
        right, said, gold = Counter[str](), Counter[str](), Counter[str]()
        read = 0
        for document in unannotated_abstracts(data, ABSTRACTS):
            if document.id not in judged:
                continue
            stated = set(self._stated(document))
            for one in judged[document.id]:
                name = f"{PREFIX}{one.part}"
                gold[name] += one.interact
                said[name] += one.places in stated
                right[name] += one.interact and one.places in stated
            read += 1
            progress("interactions", read)
        return {name: Score(right[name], said[name], gold[name]) for name in sorted(gold)}

    def _stated(self, document: Document) -> Iterator[frozenset[Span]]:
        """Yield the places of all mentions of two drugs in a sentence that says that they interact."""
        sentences = self.split(document)
        found = self.encoder.mentions(document, sentences)
        mentions = assert_mentions(document, sentences, found)
        groundings = self.encoder.ground_all(document, mentions)
        places: dict[tuple[Span, str], list[Span]] = defaultdict(list)
        spans = {sentence.index: sentence.span for sentence in sentences}
        for mention, grounding in zip(mentions, groundings, strict=True):
            places[spans[mention.sentence], grounding.entity_id].append(mention.span)
        for one in interactions(document, sentences, mentions, groundings):
            for subject in places[one.span, one.subject]:
                for object in places[one.span, one.object]:
                    yield frozenset((subject, object))
