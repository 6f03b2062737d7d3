"""What a tagger finds where mentions are written in another way (`perturbations.py`). Needs no torch."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import compress, islice

from kgbuild.mentions.sentences import SentenceSplitter
from kgbuild.mentions.tagger import Tagger
from kgbuild.training.corpora import AnnotatedDocument
from kgbuild.training.entity_scores import OVERALL
from kgbuild.training.perturbations import PERTURBATIONS, Perturbed, perturb
from kgbuild.training.splits import digest
from kgbuild.training.tagger_evaluation import Answered, Progress, answer, scores_of

SAMPLE = 60
"""Documents of each data set that are read in each way: the ones it changes whose hashes come first."""

Taken = list[tuple[AnnotatedDocument, Perturbed]]


@dataclass(frozen=True, slots=True)
class Robustness:
    """Figures of one data set under one perturbation, on the documents that it changes, shares in 0..1.

    `touched` gold mentions are written otherwise; recall is over these alone, F1 over all mentions.
    """

    touched: int
    recall_before: float
    recall_after: float
    f1_before: float
    f1_after: float

    def as_row(self) -> dict[str, float | int | None]:
        """Return percentages, rounded to 2 decimals, and the count; None where nothing is touched."""
        names = ("recall_before", "recall_after", "f1_before", "f1_after")
        shares = {name: round(100 * getattr(self, name), 2) if self.touched else None for name in names}
        return {"touched": self.touched, **shares}


def evaluate_robustness(
    tagger: Tagger, sets: Mapping[str, Sequence[AnnotatedDocument]], *, progress: Progress
) -> dict[str, dict[str, Robustness]]:
    """Return figures by data set and perturbation."""
    taken = {
        (set, name): sample(documents, name) for set, documents in sets.items() for name in PERTURBATIONS
    }
    plain = list(dict.fromkeys(one for those in taken.values() for one, _ in those))
    changed = [perturbed.annotated for those in taken.values() for _, perturbed in those]
    answers = answer(tagger, [*plain, *changed], split=SentenceSplitter().split, progress=progress)
    # In the order of the documents: first those as they are, then each sample as it is changed.
    before = dict(islice(answers, len(plain)))
    results: dict[str, dict[str, Robustness]] = {set: {} for set in sets}
    for (set, name), those in taken.items():
        after = list(islice(answers, len(those)))
        touched = [perturbed.touched for _, perturbed in those]
        results[set][name] = _compare([(one, before[one]) for one, _ in those], after, touched)
    return results


def sample(documents: Sequence[AnnotatedDocument], name: str) -> Taken:
    """Return at most 60 documents that the perturbation changes, as they are and changed."""
    ordered = sorted(documents, key=lambda one: digest(one.document.id))
    pairs = ((one, perturb(one, name)) for one in ordered)
    return list(islice((pair for pair in pairs if any(pair[1].touched)), SAMPLE))


def _compare(
    before: Sequence[Answered], after: Sequence[Answered], touched: Sequence[tuple[bool, ...]]
) -> Robustness:
    recalls = [scores_of(_only(answered, touched))[OVERALL] for answered in (before, after)]
    f1s = [scores_of(answered)[OVERALL].f1 for answered in (before, after)]
    return Robustness(recalls[0].gold, recalls[0].recall, recalls[1].recall, *f1s)


def _only(answered: Sequence[Answered], touched: Sequence[tuple[bool, ...]]) -> list[Answered]:
    """Return the documents with those of their gold mentions that are touched."""
    return [
        (replace(annotated, gold=tuple(compress(annotated.gold, flags))), mentions)
        for (annotated, mentions), flags in zip(answered, touched, strict=True)
    ]
