"""Where a tagger errs: confused types, other borders, what is missed and what is found that is not there.

Mentions count as in `entity_scores.py`: symptoms as Disease where a corpus does not separate them, and only
types that its annotators looked for. Mentions of a document do not overlap, neither gold nor predicted.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from kgbuild.domain.span import Span
from kgbuild.training.averages import Average, averages
from kgbuild.training.corpora import AnnotatedDocument
from kgbuild.training.entity_scores import OVERALL, Predicted, Score, allowed_types, merge

NONE = "none"
"""Where no mention has the same span."""

MOST_FREQUENT = 20


@dataclass(frozen=True, slots=True)
class Frequent:
    """A text, in small letters, that was missed or found wrongly as a type, and how often of how often."""

    text: str
    type: str
    wrong: int
    total: int


@dataclass(frozen=True, slots=True)
class BorderErrors:
    """Gold mentions that no prediction hits, but one of the type overlaps: how its borders are off."""

    longer: int
    shorter: int
    shifted: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.longer + self.shorter + self.shifted


@dataclass(frozen=True, slots=True)
class MentionAnalysis:
    """What is known of one data set; dictionaries are by type.

    `exact` and `relaxed`, where an overlap counts, have `overall` as well. `confusion` counts pairs of gold
    and predicted type of equal spans, `none` where the other side has no such span.
    """

    exact: dict[str, Score]
    relaxed: dict[str, Score]
    borders: dict[str, BorderErrors]
    confusion: dict[tuple[str, str], int]
    missed: tuple[Frequent, ...]
    spurious: tuple[Frequent, ...]

    @property
    def types(self) -> list[str]:
        """The types that occur, in order."""
        return [type for type in self.exact if type != OVERALL]

    @property
    def averages(self) -> dict[str, Average]:
        """Precision, recall and F1 by kind of average (micro, macro, weighted)."""
        return averages([self.exact[type] for type in self.types])

    def as_row(self) -> dict[str, Any]:
        """Return all of it as JSON takes it; shares are percent."""
        frequent = {"missed": self.missed, "spurious": self.spurious}
        return {
            "exact": {type: score.as_row() for type, score in self.exact.items()},
            "averages": {kind: average.as_row() for kind, average in self.averages.items()},
            "relaxed": {type: score.as_row() for type, score in self.relaxed.items()},
            "borders": {
                type: {"longer": one.longer, "shorter": one.shorter, "shifted": one.shifted}
                for type, one in self.borders.items()
            },
            "confusion": [
                {"gold": gold, "predicted": predicted, "count": count}
                for (gold, predicted), count in self.confusion.items()
            ],
            **{
                name: [
                    {"text": one.text, "type": one.type, name: one.wrong, "of": one.total} for one in those
                ]
                for name, those in frequent.items()
            },
        }


@dataclass(frozen=True, slots=True)
class _Mention:
    span: Span
    type: str
    text: str


def analyse(
    documents: Iterable[tuple[AnnotatedDocument, Iterable[Predicted]]], *, merged: bool
) -> MentionAnalysis:
    """Compare what was predicted with what is gold."""
    pairs = [_mentions(annotated, predicted, merged) for annotated, predicted in documents]
    confusion: Counter[tuple[str, str]] = Counter()
    borders: Counter[tuple[str, str]] = Counter()
    for gold, predicted in pairs:
        confusion.update(_confused(gold, predicted))
        borders.update(_borders(gold, predicted))
    counts = [Counter(one.type for pair in pairs for one in pair[side]) for side in (0, 1)]
    types = sorted(counts[0] | counts[1])
    exact = {type: Score(confusion[type, type], counts[1][type], counts[0][type]) for type in types}
    off = {type: BorderErrors(*(borders[type, how] for how in _HOW)) for type in types}
    relaxed = {
        type: Score(score.right + off[type].total, score.predicted, score.gold)
        for type, score in exact.items()
    }
    return MentionAnalysis(
        exact=_with_overall(exact),
        relaxed=_with_overall(relaxed),
        borders=off,
        confusion=dict(sorted(confusion.items())),
        missed=_frequent((gold, predicted) for gold, predicted in pairs),
        spurious=_frequent((predicted, gold) for gold, predicted in pairs),
    )


_HOW = ("longer", "shorter", "shifted")


def _mentions(
    annotated: AnnotatedDocument, predicted: Iterable[Predicted], merged: bool
) -> tuple[list[_Mention], list[_Mention]]:
    """Return gold and predicted mentions in order; an open gold type is the predicted one where it may be."""
    text = annotated.document.text
    answers = {span: merge(type, merged) for span, type in predicted if type in annotated.annotated}

    def mention(span: Span, type: str) -> _Mention:
        return _Mention(span, type, " ".join(text[span.start : span.end].lower().split()))

    gold = []
    for one in annotated.gold:
        types = allowed_types(one, merged)
        answer = answers.get(one.span)
        gold.append(mention(one.span, answer if answer in types else min(types)))
    return gold, [mention(span, type) for span, type in sorted(answers.items())]


def _confused(gold: Sequence[_Mention], predicted: Sequence[_Mention]) -> Iterable[tuple[str, str]]:
    """Yield the types on both sides of each span that either side has."""
    wanted, answers = ({one.span: one.type for one in side} for side in (gold, predicted))
    for span in wanted | answers:
        yield wanted.get(span, NONE), answers.get(span, NONE)


def _borders(gold: Sequence[_Mention], predicted: Sequence[_Mention]) -> Iterable[tuple[str, str]]:
    """Yield type and kind of each pair that overlaps with other borders, a mention in one pair at most."""
    exact = {(one.span, one.type) for one in gold} & {(one.span, one.type) for one in predicted}
    left = [one for one in predicted if (one.span, one.type) not in exact]
    for wanted in gold:
        if (wanted.span, wanted.type) in exact:
            continue
        found = next((p for p in left if p.type == wanted.type and p.span.overlaps(wanted.span)), None)
        if found is not None:
            left.remove(found)
            yield wanted.type, _how(wanted.span, found.span)


def _how(gold: Span, predicted: Span) -> str:
    if predicted.start <= gold.start and gold.end <= predicted.end:
        return "longer"
    if gold.start <= predicted.start and predicted.end <= gold.end:
        return "shorter"
    return "shifted"


def _frequent(pairs: Iterable[tuple[Sequence[_Mention], Sequence[_Mention]]]) -> tuple[Frequent, ...]:
    """Return the texts and types that one side has most often without the other, of those it has."""
    wrong: Counter[tuple[str, str]] = Counter()
    total: Counter[tuple[str, str]] = Counter()
    for these, others in pairs:
        right = {(one.span, one.type) for one in others}
        total.update((one.text, one.type) for one in these)
        wrong.update((one.text, one.type) for one in these if (one.span, one.type) not in right)
    ranked = sorted(wrong.items(), key=lambda item: (-item[1], item[0]))[:MOST_FREQUENT]
    return tuple(Frequent(*key, count, total[key]) for key, count in ranked)


def _with_overall(scores: dict[str, Score]) -> dict[str, Score]:
    parts = ("right", "predicted", "gold")
    return {**scores, OVERALL: Score(*(sum(getattr(one, part) for one in scores.values()) for part in parts))}
