"""Train a relation head from a recipe and the corpora: the parts put together."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kgbuild.errors import CorpusError, OptionError
from kgbuild.relations.candidates import PREDICATES
from kgbuild.relations.classifier import RelationClassifier
from kgbuild.relations.head import RelationHead
from kgbuild.relations.model_folder import RelationFacts, save_model
from kgbuild.relations.reading import NO_PHRASE
from kgbuild.training.context_training import per_promised
from kgbuild.training.known_symptoms import load_known_symptoms
from kgbuild.training.relation_checked import ABSTRACTS, ANNOTATED, Judgement, load_checked, load_judgements
from kgbuild.training.relation_checked import CORPUS as CHECKED
from kgbuild.training.relation_corpora import Split
from kgbuild.training.relation_documents import RelationDocument
from kgbuild.training.relation_encoding import Encoder
from kgbuild.training.relation_examples import PairExamples, make_examples
from kgbuild.training.relation_fitting import fit, loss, score_answers
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
    gold_documents,
    scored_abstracts,
)
from kgbuild.training.relation_trainer import Progress, train_head

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
    CorpusError where there is nothing to learn from.
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
    return Material(train, fitting, dropped=len(own) - len(learnt))


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


def train_relations(
    recipe: RelationRecipe,
    material: Material,
    *,
    tagger: str,
    folder: Path,
    progress: Progress,
    checkpoints: Path | None = None,
) -> RelationFacts:
    """Train, fit and write the model into `folder`; `tagger` is the fingerprint of the tagger that read.

    Where there is a folder for `checkpoints`, training goes on after a kill.

    The reliability of a predicate is taken from the judged pairs of the fitting part: of all that
    training may use they alone are drawn from what a head finds in unannotated text, and not learnt from.
    """
    fitting, held_out = material.fitting, example_weights(material.fitting, recipe)
    arrays, _ = train_head(
        material.train,
        example_weights(material.train, recipe),
        recipe,
        lambda head: -loss(head, fitting, held_out),
        progress,
        folder=checkpoints,
    )
    head = RelationHead.of(arrays)
    fitted = fit(head, fitting, held_out, precision=recipe.precision)
    facts = RelationFacts(
        name=recipe.name,
        tagger=tagger,
        temperatures=fitted.temperatures,
        thresholds=fitted.thresholds,
        phrases=_phrase_precision(material),
        reliability={},
    )
    checked = fitting.select(fitting.corpora == CHECKED)
    facts = replace(facts, reliability=_reliability(RelationClassifier(facts, head), checked))
    save_model(folder, facts, arrays)
    return facts


def _phrase_precision(material: Material) -> dict[str, float]:
    """Return how often phrases are right, after Laplace, in judged pairs that are not scored on."""
    right, said = Counter[str](), Counter[str]()
    for examples in (material.train, material.fitting):
        rows = (examples.corpora == CHECKED) & (examples.phrases != NO_PHRASE)
        for column, allowed in zip(examples.phrases[rows].tolist(), examples.allowed[rows], strict=True):
            said[PREDICATES[column]] += 1
            right[PREDICATES[column]] += bool(allowed[column + 1])
    return {p: round((right[p] + 1) / (said[p] + 2), 4) for p in PREDICATES}


def example_weights(examples: PairExamples, recipe: RelationRecipe) -> NDArray[np.float64]:
    """Return (pairs,): how much each pair counts, by its corpus."""
    weights = np.ones(len(examples.pairs))
    weights[examples.corpora == SEEDS] = recipe.seed_weight
    weights[np.isin(examples.corpora, (CHECKED, ANNOTATED))] = recipe.checked_weight
    return weights


def _reliability(classifier: RelationClassifier, checked: PairExamples) -> dict[str, float]:
    """Return how many answers are right for each that their scores promise; see `per_promised`."""
    scores = classifier.scores(checked.reading())
    chosen = classifier.chosen(scores)
    reliability = {}
    for column, predicate in enumerate(PREDICATES):
        right = score_answers(chosen, checked.allowed, predicate).right
        reliability[str(predicate)] = per_promised(right, float(scores[chosen == column, column].sum()))
    return reliability
