"""Score a tagger on the annotated corpora, run exactly as in a build: sentences, windows, int8, decoding.

Needs no torch. Scores are exact matches of entity and type (`entity_scores.py`); how far the mentions' scores
are from being right so often is told before and after the tagger's own calibration (`calibration.py`). On
`ncbi-dev`, which that was fitted on with other documents, it is by maps that are fitted anew without them.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kgbuild.domain.document import Document
from kgbuild.domain.mention import Mention, Sentence
from kgbuild.mentions.sentences import SentenceSplitter
from kgbuild.mentions.tagger import Tagger
from kgbuild.training.calibration import Calibrated, Judged, cross_fitted, judge
from kgbuild.training.corpora import AnnotatedDocument
from kgbuild.training.entity_scores import MERGED_CORPORA, Score, score_mentions
from kgbuild.training.splits import evaluation_sets, load_tagger_splits

Answered = tuple[AnnotatedDocument, list[Mention]]
Split = Callable[[Document], list[Sentence]]
Progress = Callable[[int, int], None]
"""Told how many documents are done, and of how many."""

CALIBRATION = "calibration"
"""Key of a data set's figures beside those of its types."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """By data set: the scores by type or `overall`, and the mentions' calibration."""

    scores: dict[str, dict[str, Score]]
    calibration: dict[str, Calibrated]

    def as_rows(self) -> dict[str, dict[str, dict[str, float | int | None]]]:
        """Return figures by data set, then type or `overall` (percent and counts), or `calibration`."""
        return {
            name: {
                **{type: dict(score.as_row()) for type, score in types.items()},
                CALIBRATION: self.calibration[name].as_row(),
            }
            for name, types in self.scores.items()
        }


def evaluate_tagger(tagger: Tagger, data: Path, *, progress: Progress) -> Evaluation:
    """Return what the tagger comes to; `data` is the folder that holds the corpora."""
    splits = load_tagger_splits(data)
    sets = evaluation_sets(splits)
    raw = tagger.uncalibrated()
    # Only maps that there are can have seen documents that they are judged on.
    stopping = splits.stopping if tagger.maps else ()
    known = {one.document.id for documents in sets.values() for one in documents}
    others = [one for one in stopping if one.document.id not in known]
    documents = [*(d for documents in sets.values() for d in documents), *others]
    answers = answer(raw, documents, split=SentenceSplitter().split, progress=progress)
    found = {annotated.document.id: mentions for annotated, mentions in answers}

    def judged(documents: Iterable[AnnotatedDocument]) -> list[Judged]:
        return [one for d in documents for one in judge(d, found[d.document.id])]

    fitted_on = judged(stopping)
    held_out = _by_document(fitted_on, cross_fitted(fitted_on))
    return Evaluation(
        {name: scores_of((d, found[d.document.id]) for d in documents) for name, documents in sets.items()},
        {name: _calibrated(judged(documents), tagger, held_out) for name, documents in sets.items()},
    )


def answer(
    tagger: Tagger, documents: Sequence[AnnotatedDocument], *, split: Split, progress: Progress
) -> Iterator[Answered]:
    """Yield each document with what the tagger finds in the sentences that `split` cuts it into."""
    for done, annotated in enumerate(documents, start=1):
        document = annotated.document
        mentions = tagger.tag(document, split(document)).mentions
        progress(done, len(documents))
        yield annotated, mentions


def scores_of(answered: Iterable[Answered]) -> dict[str, Score]:
    """Return the scores of one data set by type or `overall`."""
    answered = list(answered)
    merged = any(annotated.corpus in MERGED_CORPORA for annotated, _ in answered)
    pairs = ((annotated, [(m.span, m.type) for m in mentions]) for annotated, mentions in answered)
    return score_mentions(pairs, merged=merged)


def _by_document(judged: Sequence[Judged], scores: Sequence[float]) -> dict[str, list[float]]:
    by_id: dict[str, list[float]] = {}
    for one, score in zip(judged, scores, strict=True):
        by_id.setdefault(one.document_id, []).append(score)
    return by_id


def _calibrated(judged: Sequence[Judged], tagger: Tagger, held_out: dict[str, list[float]]) -> Calibrated:
    """Return the scores of one data set, for documents of `held_out` by what is held there."""
    after = None
    if tagger.maps:
        places = {id: iter(scores) for id, scores in held_out.items()}
        after = tuple(
            next(places[one.document_id])
            if one.document_id in places
            else tagger.maps.apply(one.type, one.score)
            for one in judged
        )
    return Calibrated(tuple(one.score for one in judged), after, tuple(one.right for one in judged))
