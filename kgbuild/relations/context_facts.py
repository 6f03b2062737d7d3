"""What a passage tells of each drug and condition that it names, as numbers for boosted trees.

Where and how often either is named, how near they come, which words stand around them, how much more general
or special the condition is than others, and what the head makes of the sentences that name both. Nothing here
knows a drug or a disease by its name.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from kgbuild.domain.mention import Assertion, EntityType
from kgbuild.relations.context_pairs import Nearest, Passage

CUES = (
    "induced", "associat", "toxic", "following", "after", "caus", "due to", "develop", "treat", "therap",
    "effect", "during", "patients with", "prevent", "receiv", "adverse", "secondary", "reduc", "dose",
    "history", "complicat", "report", "increase", "case", "withdraw", "overdose", "experienc",
)  # fmt: skip
"""Beginnings of words that tell what harms from what helps."""
REACH = 40
"""Characters before and after a mention in which they are looked for, within its sentence."""
_UNSURE = frozenset({Assertion.UNCERTAIN, Assertion.HISTORICAL})
_NONE = -0.1
"""Stands for the score of a sentence that does not exist: less than every score."""
_DECIMALS = 4
"""Facts are rounded, so that another order of a sum cannot lead to another branch of a tree."""

_OF_CONCEPT, _OF_PAIR, _OF_SCORES, _OF_PASSAGE = 11 + 2 * len(CUES), 11, 13, 3 + 2 * len(CUES)
CONTEXT_FACTS = 2 * _OF_CONCEPT + _OF_PAIR + len(CUES) + _OF_SCORES + _OF_PASSAGE

ScoresOf = Mapping[tuple[str, str], Sequence[tuple[float, float]]]
"""By drug and condition the head's scores of TREATS and CAUSES in each sentence that names both."""


def context_facts(passage: Passage, near: Nearest, scores: ScoresOf) -> NDArray[np.float64]:
    """Return (drugs * conditions, CONTEXT_FACTS), the conditions of the first drug first."""
    text = passage.text.lower()
    drugs = np.array([_of_concept(passage, text, these) for these in passage.drugs.values()])
    conditions = np.array([_of_concept(passage, text, these) for these in passage.conditions.values()])
    n, m = near.apart.shape
    blocks = (
        np.repeat(_with_ranks(drugs)[:, None], m, axis=1),
        np.repeat(_with_ranks(conditions)[None], n, axis=0),
        _of_pairs(passage, near),
        _between(passage, text, near),
        _of_scores(passage, scores),
        np.broadcast_to(_of_passage(passage, text, n, m), (n, m, _OF_PASSAGE)),
    )
    return np.round(np.concatenate(blocks, axis=2).reshape(n * m, -1), _DECIMALS)


def _of_concept(passage: Passage, text: str, mentions: Sequence[int]) -> list[float]:
    """Return how often, where and how one concept is named; the number of its mentions is the first fact."""
    places = [passage.place(i) for i in mentions]
    count, length = len(mentions), len(passage.sentences)
    assertions = [passage.mentions[i].assertion for i in mentions]
    before, after = [0] * len(CUES), [0] * len(CUES)
    for i in mentions:
        sentence, (start, end) = passage.sentences[passage.place(i)].span, passage.mentions[i].span
        left = text[max(sentence.start, start - REACH) : start]
        right = text[end : min(sentence.end, end + REACH)]
        for k, cue in enumerate(CUES):
            before[k] += cue in left
            after[k] += cue in right
    return [
        count,
        passage.mentions[mentions[0]].span.start < passage.title_end,
        places[0] / length,
        places[-1] / length,
        places[-1] >= length - 2,
        len(set(places)) / length,
        assertions.count(Assertion.NEGATED) / count,
        sum(a in _UNSURE for a in assertions) / count,
        sum(passage.types[i] is EntityType.SYMPTOM for i in mentions) / count,
        *(k / count for k in before),
        *(k / count for k in after),
    ]


def _with_ranks(concepts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the facts with each concept's share of mentions, and how many concepts are named more often."""
    counts = concepts[:, 0]
    more = (counts[None] > counts[:, None]).sum(axis=1)
    return np.column_stack((concepts, counts / counts.sum(), more))


def _of_pairs(passage: Passage, near: Nearest) -> NDArray[np.float64]:
    """Return (drugs, conditions, facts): how near they come, and beside which others."""
    key = near.apart * (len(passage.text) + 1) + near.gap
    together = near.apart == 0
    special, general = _kin(passage)
    subjects = [{passage.place(i) for i in these} for these in passage.drugs.values()]
    objects = [{passage.place(i) for i in these} for these in passage.conditions.values()]
    spans = [mention.span for mention in passage.mentions]
    return np.stack(
        (
            near.apart,
            near.gap,
            [[spans[p.subject] < spans[p.object] for p in row] for row in near.pairs],
            [[len(s & o) for o in objects] for s in subjects],
            [[min(o) - min(s) for o in objects] for s in subjects],
            (key[None] < key[:, None]).sum(axis=1),
            (key[:, None] < key[:, :, None]).sum(axis=2),
            np.broadcast_to(together.sum(axis=0), together.shape),
            np.broadcast_to(together.sum(axis=1)[:, None], together.shape),
            np.broadcast_to(special, together.shape),
            np.broadcast_to(general, together.shape),
        ),
        axis=2,
    ).astype(np.float64)


def _kin(passage: Passage) -> tuple[list[int], list[int]]:
    """Return for each condition how many others have a name that holds its name, and the other way round.

    "Failure" is within "renal failure": the longer name is the more special disease.
    """
    names = []
    for these in passage.conditions.values():
        mentions = [passage.mentions[i] for i in these]
        names.append({n.lower() for m in mentions for n in (m.text, m.long_form) if n})

    def holds(longer: set[str], shorter: set[str]) -> bool:
        return any(a != b and b in a for a in longer for b in shorter)

    special = [sum(holds(other, own) for other in names if other is not own) for own in names]
    general = [sum(holds(own, other) for other in names if other is not own) for own in names]
    return special, general


def _between(passage: Passage, text: str, near: Nearest) -> NDArray[np.float64]:
    """Return (drugs, conditions, cues): which cues stand between the nearest mentions of one sentence."""
    found = np.zeros((*near.apart.shape, len(CUES)))
    for row, column in np.argwhere(near.apart == 0).tolist():
        pair = near.pairs[row][column]
        first, second = sorted((passage.mentions[pair.subject].span, passage.mentions[pair.object].span))
        middle = text[first.end : second.start]
        found[row, column] = [cue in middle for cue in CUES]
    return found


def _of_scores(passage: Passage, scores: ScoresOf) -> NDArray[np.float64]:
    """Return (drugs, conditions, facts): the head's scores, also beside those of the others."""
    shape = (len(passage.drugs), len(passage.conditions))
    best, second, treats = (np.full(shape, _NONE) for _ in range(3))
    either, mean = np.zeros(shape), np.zeros(shape)
    for row, drug in enumerate(passage.drugs):
        for column, condition in enumerate(passage.conditions):
            pairs = scores.get((drug, condition))
            if not pairs:
                continue
            causes = np.sort(np.array([cause for _, cause in pairs]))[::-1]
            best[row, column] = causes[0]
            second[row, column] = causes[1] if len(causes) > 1 else _NONE
            treats[row, column] = max(treat for treat, _ in pairs)
            either[row, column] = 1 - np.prod(1 - causes)
            mean[row, column] = causes.mean()
    by_others, of_others = _best_other(best, axis=0), _best_other(best, axis=1)
    return np.stack(
        (
            best,
            second,
            treats,
            either,
            mean,
            by_others,
            of_others,
            _best_other(treats, axis=0),
            _best_other(treats, axis=1),
            best - np.maximum(by_others, 0),
            best - np.maximum(of_others, 0),
            best - best.max(),
            np.full(shape, best.max()),
        ),
        axis=2,
    )


def _best_other(scores: NDArray[np.float64], *, axis: int) -> NDArray[np.float64]:
    """Return the highest score among the others along the axis."""
    if scores.shape[axis] < 2:
        return np.full(scores.shape, _NONE)
    top = np.sort(scores, axis=axis)
    first, second = np.take(top, [-1], axis=axis), np.take(top, [-2], axis=axis)
    return np.where(
        scores == first, np.where((scores == first).sum(axis, keepdims=True) > 1, first, second), first
    )


def _of_passage(passage: Passage, text: str, drugs: int, conditions: int) -> NDArray[np.float64]:
    start, end = passage.sentences[0].span.start, passage.sentences[-1].span.end
    whole, title = text[start:end], text[: passage.title_end]
    cues = [cue in part for part in (whole, title) for cue in CUES]
    return np.array([drugs, conditions, len(passage.sentences), *cues], dtype=np.float64)
