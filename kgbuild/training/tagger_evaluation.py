"""Score a tagger on the annotated corpora, run exactly as in a build: sentences, windows, int8, decoding,
and what the abbreviations that a document defines say about its mentions.

Needs no torch. Scores are exact matches of entity and type (`entity_scores.py`); how far the mentions' scores
are from being right so often is told before and after the tagger's own calibration (`calibration.py`). On
`ncbi-dev`, which that was fitted on with other documents, it is by maps that are fitted anew without them.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from kgbuild.domain.document import Document
from kgbuild.domain.mention import Mention, Sentence
from kgbuild.mentions.abbreviations import expand, find_abbreviations
from kgbuild.mentions.sentences import SentenceSplitter
from kgbuild.mentions.tagger import Tagger
from kgbuild.training.calibration import Calibrated, Judged, cross_fitted, judge
from kgbuild.training.corpora import AnnotatedDocument
from kgbuild.training.entity_scores import MERGED_CORPORA, Score, score_mentions
from kgbuild.training.mention_analysis import MentionAnalysis, analyse
from kgbuild.training.splits import TaggerSplits, evaluation_sets

Answered = tuple[AnnotatedDocument, list[Mention]]
Split = Callable[[Document], list[Sentence]]
Progress = Callable[[int, int], None]
"""Told how many documents are done, and of how many."""

CALIBRATION = "calibration"
"""Key of a data set's figures beside those of its types."""
ALONE = "-alone"
"""Ends the name of a data set that is scored without what abbreviations say."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """By data set: the scores by type or `overall`, the mentions' calibration, and what the errors are.

    `scores` holds each data set twice: as a build has it, and with `-alone` after its name as the token
    classifier has it, without what abbreviations say.
    """

    scores: dict[str, dict[str, Score]]
    calibration: dict[str, Calibrated]
    analyses: dict[str, MentionAnalysis]

    def as_rows(self) -> dict[str, dict[str, dict[str, float | int | None]]]:
        """Return figures by data set, then type or `overall` (percent and counts), or `calibration`."""
        return {
            name: {
                **{type: dict(score.as_row()) for type, score in types.items()},
                **({CALIBRATION: self.calibration[name].as_row()} if name in self.calibration else {}),
            }
            for name, types in self.scores.items()
        }

    def f1_by_name(self) -> dict[str, float]:
        """Return F1 in percent as `data set/type`, as trackers take figures."""
        return {
            f"{name}/{type}": round(100 * score.f1, 2)
            for name, types in self.scores.items()
            for type, score in types.items()
        }


def evaluate_tagger(tagger: Tagger, splits: TaggerSplits, *, progress: Progress) -> Evaluation:
    """Return what the tagger comes to on the splits' evaluation sets."""
    return evaluate_sets(tagger, evaluation_sets(splits), stopping=splits.stopping, progress=progress)


def evaluate_sets(
    tagger: Tagger,
    sets: Mapping[str, Sequence[AnnotatedDocument]],
    *,
    stopping: Sequence[AnnotatedDocument],
    progress: Progress,
) -> Evaluation:
    """Return what the tagger comes to on each set; its calibration was fitted on the `stopping` documents."""
    # Only maps that there are can have seen documents that they are judged on.
    stopping = stopping if tagger.maps else ()
    documents = list(dict.fromkeys([*chain.from_iterable(sets.values()), *stopping]))
    raw, split, alone, found = tagger.uncalibrated(), SentenceSplitter().split, {}, {}
    for done, one in enumerate(documents, start=1):
        sentences = split(one.document)
        alone[one] = raw.tag(one.document, sentences).mentions
        found[one] = explained(one.document, sentences, alone[one])
        progress(done, len(documents))
    fitted_on = [(one, judge(one, found[one])) for one in stopping]
    held_out = iter(cross_fitted([one for _, judged in fitted_on for one in judged]))
    anew = {document: list(islice(held_out, len(judged))) for document, judged in fitted_on}
    return Evaluation(
        {
            f"{name}{suffix}": scores_of((d, mentions[d]) for d in documents)
            for name, documents in sets.items()
            for suffix, mentions in (("", found), (ALONE, alone))
        },
        {
            name: _calibrated([(d, judge(d, found[d])) for d in documents], tagger, anew)
            for name, documents in sets.items()
        },
        {name: _analysis((d, found[d]) for d in documents) for name, documents in sets.items()},
    )


def answer(
    tagger: Tagger, documents: Sequence[AnnotatedDocument], *, split: Split, progress: Progress
) -> Iterator[Answered]:
    """Yield each document with what a build finds in the sentences that `split` cuts it into."""
    for done, annotated in enumerate(documents, start=1):
        document, sentences = annotated.document, split(annotated.document)
        mentions = explained(document, sentences, tagger.tag(document, sentences).mentions)
        progress(done, len(documents))
        yield annotated, mentions


def explained(
    document: Document, sentences: Sequence[Sentence], mentions: Sequence[Mention]
) -> list[Mention]:
    """Return the mentions with what the document's abbreviations say about them."""
    return expand(document, sentences, mentions, find_abbreviations(document, sentences))


def scores_of(answered: Iterable[Answered]) -> dict[str, Score]:
    """Return the scores of one data set by type or `overall`."""
    answered = list(answered)
    merged = any(annotated.corpus in MERGED_CORPORA for annotated, _ in answered)
    pairs = ((annotated, [(m.span, m.type) for m in mentions]) for annotated, mentions in answered)
    return score_mentions(pairs, merged=merged)


def _analysis(answered: Iterable[Answered]) -> MentionAnalysis:
    answered = list(answered)
    merged = any(annotated.corpus in MERGED_CORPORA for annotated, _ in answered)
    return analyse(((one, [(m.span, m.type) for m in mentions]) for one, mentions in answered), merged=merged)


def _calibrated(
    documents: Sequence[tuple[AnnotatedDocument, list[Judged]]],
    tagger: Tagger,
    anew: Mapping[AnnotatedDocument, list[float]],
) -> Calibrated:
    """Return the scores of one data set, for documents of `anew` the calibrated ones that are held there."""
    judged = [one for _, those in documents for one in those]
    after = None
    if maps := tagger.maps:
        after = tuple(
            score
            for document, those in documents
            for score in anew.get(document) or [maps.apply(one.type, one.score) for one in those]
        )
    return Calibrated(tuple(one.score for one in judged), after, tuple(one.right for one in judged))
