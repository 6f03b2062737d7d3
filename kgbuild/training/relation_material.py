"""Gather what relation heads learn from and are fitted on: pairs of all corpora and of a user's documents."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kgbuild.errors import CorpusError, OptionError
from kgbuild.training.known_symptoms import load_known_symptoms
from kgbuild.training.relation_checked import ABSTRACTS, ANNOTATED, Judgement, load_checked, load_judgements
from kgbuild.training.relation_checked import CORPUS as CHECKED
from kgbuild.training.relation_corpora import Split
from kgbuild.training.relation_documents import RelationDocument
from kgbuild.training.relation_encoding import Encoder
from kgbuild.training.relation_examples import PairExamples, make_examples
from kgbuild.training.relation_recipe import RelationRecipe
from kgbuild.training.relation_seeds import CORPUS as SEEDS
from kgbuild.training.relation_seeds import load_seeds, unannotated_abstracts
from kgbuild.training.relation_splits import (
    FITTING_BUCKETS,
    Assigned,
    Part,
    abstract_id,
    assign,
    check_no_shared_abstract,
    checked_part,
    fold_of,
    gold_documents,
    scored_abstracts,
)

Reading = Callable[[str, int], None]
"""Told the name of a corpus and how many documents have been read."""


@dataclass(frozen=True, slots=True)
class Material:
    """Examples by what they are for; what is scored on is no business of training.

    `dropped` counts a user's documents that some corpus is scored on.
    """

    train: PairExamples
    fitting: PairExamples
    dropped: int = 0


def gather(
    data: Path | None,
    recipe: RelationRecipe,
    *,
    encoder: Encoder,
    split: Split,
    reading: Reading,
    own: Sequence[RelationDocument] = (),
) -> Material:
    """Read all corpora below `data`, the pairs that the recipe names as judged, and a user's own documents.

    Of these, those that a corpus is scored on are dropped. LeakError where an abstract is in two parts,
    CorpusError where there is nothing to learn from, or all of it in one fold; OptionError where it is own.
    """
    scored = scored_abstracts(data, split=split) if data else frozenset[str]()
    held_out = scored | {id for id in _judged(recipe) if data and checked_part(id) is Part.TEST}
    learnt = [
        one for one in own if held_out.isdisjoint((abstract_id(one.document.id), *one.document.aliases))
    ]
    built_in = _built_in(data, recipe, encoder=encoder, split=split, scored=scored) if data else iter(())
    parts: dict[str, Part] = {}
    ids: dict[Part, set[str]] = {part: set() for part in Part}

    def documents() -> Iterator[RelationDocument]:
        assigned = chain(assign(((one, False) for one in learnt), scored), built_in)
        for count, one in enumerate(assigned, start=1):
            id = one.document.document.id
            parts[id] = one.part
            ids[one.part].add(id)
            if one.part is not Part.TEST:
                yield one.document
            reading(one.document.corpus.partition("/")[0], count)

    examples = make_examples(documents(), encoder.tag)
    check_no_shared_abstract(ids)
    part_of = np.array([parts[id] for _, id in examples.origins])[examples.documents]
    for part in (Part.TRAIN, Part.FITTING):
        if not (part_of == part).any():
            if data:
                raise CorpusError(
                    data, f"the corpora there hold no labelled pair for {part}; are they complete?"
                )
            raise OptionError(
                f"--documents hold no labelled pair for {part}; {len(FITTING_BUCKETS)} % of them, by a hash "
                "of their ids, are for fitting thresholds: give more documents, or --data as well"
            )
    train, fitting = (examples.select(part_of == part) for part in (Part.TRAIN, Part.FITTING))
    check_folds(train, recipe.folds, data)
    return Material(train, fitting, dropped=len(own) - len(learnt))


def check_folds(train: PairExamples, folds: int, data: Path | None) -> None:
    """Raise CorpusError, of the corpora below `data`, or OptionError where a head cannot learn anything."""
    full = np.unique(folds_of(train, folds))
    if len(full) > 1:
        return
    if data:
        raise CorpusError(
            data, f"all labelled pairs for train are in fold {full[0]}; are the corpora complete?"
        )
    raise OptionError(
        f"--documents for training are all in one of {folds} folds, by a hash of their ids, and each "
        "head learns from the other folds: give more documents, or --data as well"
    )


def folds_of(examples: PairExamples, folds: int) -> NDArray[np.int64]:
    """Return (pairs,): the number of the fold that each pair's document is in."""
    by_document = [fold_of(id, folds) for _, id in examples.origins]
    return np.array(by_document, dtype=np.int64)[examples.documents]


def _judged(recipe: RelationRecipe) -> dict[str, list[Judgement]]:
    return load_judgements(Path(recipe.checked)) if recipe.checked else {}


def _built_in(
    data: Path, recipe: RelationRecipe, *, encoder: Encoder, split: Split, scored: Collection[str]
) -> Iterator[Assigned]:
    """Return the documents of all corpora, the seeds, and those with judged pairs."""
    seeds = load_seeds(
        unannotated_abstracts(data, recipe.seed_abstracts),
        split=split,
        find=encoder.typed_mentions,
        known=load_known_symptoms(data / "vocab" / "hpo"),
        scored=scored,
    )
    checked = load_checked(
        _judged(recipe),
        unannotated_abstracts(data, max(ABSTRACTS, recipe.seed_abstracts)),
        split=split,
        find=encoder.find,
    )
    return chain(
        gold_documents(data, split=split, find=encoder.find, scored=scored),
        assign(((d, False) for d in seeds), scored),
        assign(((d, checked_part(d.document.id) is Part.TEST) for d in checked), scored),
    )


def example_weights(examples: PairExamples, recipe: RelationRecipe) -> NDArray[np.float64]:
    """Return (pairs,): how much each pair counts, by its corpus."""
    weights = np.ones(len(examples.pairs))
    weights[examples.corpora == SEEDS] = recipe.seed_weight
    weights[np.isin(examples.corpora, (CHECKED, ANNOTATED))] = recipe.checked_weight
    return weights
