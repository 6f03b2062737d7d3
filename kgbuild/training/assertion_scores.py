"""Score how mentions are asserted on those that were judged by reading them (`assertion_checked.py`).

- `assertion`: the test part; its classes, `overall` over all mentions, where precision, recall and F1 are the
  accuracy, and `macro`, the mean over the classes.
- `assertion-random`: those of the test part that were drawn at random, nearly all of them present.

A judged mention is asserted among the mentions that the tagger finds in its sentence, as in extraction, since
cues govern lists of mentions.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

from kgbuild.domain.document import Document
from kgbuild.domain.mention import Assertion, Mention, Sentence
from kgbuild.mentions.assertion import assert_mentions
from kgbuild.training.assertion_checked import (
    JudgedMention,
    Sampling,
    as_mention,
    in_documents,
    is_test,
    load_judged_mentions,
)
from kgbuild.training.entity_scores import OVERALL, Score
from kgbuild.training.relation_checked import ABSTRACTS
from kgbuild.training.relation_corpora import Split
from kgbuild.training.relation_seeds import FindMentions, unannotated_abstracts

ASSERTION = "assertion"
RANDOM = "assertion-random"
MACRO = "macro"

Answered = tuple[JudgedMention, Assertion]
"""A judged mention and how the rules take it."""

Row = dict[str, float | int]


@dataclass(frozen=True, slots=True)
class AssertionJudge:
    """What asserts: sentences, the mentions found in them, and the rules of `mentions/assertion.py`."""

    split: Split
    find: FindMentions

    def evaluate(
        self, data: Path, file: Path, progress: Callable[[str, int], None]
    ) -> dict[str, dict[str, Row]]:
        """Return precision, recall and F1 of the test part by data set and class."""
        judged = (one for one in load_judged_mentions(file) if is_test(one.document_id))
        documents = in_documents(judged, unannotated_abstracts(data, ABSTRACTS), file=file)
        answered: list[Answered] = []
        for count, (document, mentions) in enumerate(documents, start=1):
            answered += self.answers(document, mentions)
            progress(ASSERTION, count)
        drawn = [pair for pair in answered if pair[0].sampling is Sampling.RANDOM]
        return {ASSERTION: rows(answered), RANDOM: rows(drawn)}

    def answers(self, document: Document, judged: Sequence[JudgedMention]) -> Iterator[Answered]:
        """Yield how the rules take each judged mention of a document."""
        sentences = self.split(document)
        for one in judged:
            home = next(s for s in reversed(sentences) if s.span.start <= one.span.start)
            mention = as_mention(one, document, sentence=home.index)
            asserted = assert_mentions(document, sentences, self._among_found(document, home, mention))
            yield one, next(m.assertion for m in asserted if m.span == one.span)

    def _among_found(self, document: Document, home: Sentence, mention: Mention) -> list[Mention]:
        found = [m for m in self.find(document, [home]) if not m.span.overlaps(mention.span)]
        return sorted([*found, mention], key=lambda m: m.span)


def rows(answered: Iterable[Answered]) -> dict[str, Row]:
    """Return the figures of each class that occurs, `overall` and `macro`; none where nothing was judged."""
    pairs = [(one.assertion, answer) for one, answer in answered]
    if not pairs:
        return {}
    gold, said = Counter(true for true, _ in pairs), Counter(answer for _, answer in pairs)
    right = Counter(true for true, answer in pairs if true is answer)
    scores = {kind: Score(right[kind], said[kind], gold[kind]) for kind in Assertion if gold[kind]}
    overall = Score(right.total(), len(pairs), len(pairs))
    return {
        **{str(kind): score.as_row() for kind, score in scores.items()},
        OVERALL: overall.as_row(),
        MACRO: _mean([score.as_row() for score in scores.values()], overall),
    }


def _mean(classes: list[Row], overall: Score) -> Row:
    counts = {"right": overall.right, "predicted": overall.predicted, "gold": overall.gold}
    means = {name: round(fmean(row[name] for row in classes), 2) for name in ("precision", "recall", "f1")}
    return {**means, **counts}
