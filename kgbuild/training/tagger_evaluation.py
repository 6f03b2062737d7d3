"""Score a tagger on the annotated corpora, run exactly as in a build: sentences, windows, int8, decoding.

Needs no torch. Scores are exact matches of entity and type (`entity_scores.py`).
"""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from kgbuild.mentions.sentences import SentenceSplitter
from kgbuild.mentions.tagger import Tagger
from kgbuild.training.corpora import AnnotatedDocument
from kgbuild.training.entity_scores import MERGED_CORPORA, Predicted, Score, score_mentions
from kgbuild.training.splits import evaluation_sets

Answered = tuple[AnnotatedDocument, list[Predicted]]
Progress = Callable[[int, int], None]
"""Told how many documents are done, and of how many."""


def evaluate_tagger(tagger: Tagger, data: Path, *, progress: Progress) -> dict[str, dict[str, Score]]:
    """Return scores by data set, then type or `overall`; `data` is the folder that holds the corpora."""
    sets = evaluation_sets(data)
    total = sum(map(len, sets.values()))
    splitter = SentenceSplitter()
    done = 0

    def answers(documents: Sequence[AnnotatedDocument]) -> Iterator[Answered]:
        nonlocal done
        for annotated in documents:
            document = annotated.document
            mentions = tagger.tag(document, splitter.split(document)).mentions
            done += 1
            progress(done, total)
            yield annotated, [(mention.span, mention.type) for mention in mentions]

    return {
        name: score_mentions(answers(documents), merged=any(d.corpus in MERGED_CORPORA for d in documents))
        for name, documents in sets.items()
    }
