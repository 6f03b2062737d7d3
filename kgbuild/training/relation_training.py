"""Train the heads of a relation model, fit what turns logits into answers, and write the model."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from kgbuild.relations.candidates import PREDICATES
from kgbuild.relations.classifier import RelationClassifier
from kgbuild.relations.head import RelationHeads
from kgbuild.relations.model_folder import RelationFacts, save_folds, save_model
from kgbuild.relations.reading import NO_PHRASE
from kgbuild.training.context_training import per_promised
from kgbuild.training.fold_heads import train_heads
from kgbuild.training.relation_checked import CORPUS as CHECKED
from kgbuild.training.relation_examples import PairExamples
from kgbuild.training.relation_fitting import HeldOut, fit, score_answers
from kgbuild.training.relation_material import Material, example_weights
from kgbuild.training.relation_recipe import RelationRecipe
from kgbuild.training.relation_trainer import Progress


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

    Temperatures, thresholds and reliability are fitted on all pairs that training may use, each as heads see
    it that have not learnt from its document (`TrainedHeads.portions`). The model's own head has learnt from
    all, so that it is a little better than those that score most of these pairs. Reliability is taken from
    judged pairs drawn from what models found in unannotated text: these are like what it answers in use.
    """
    heads = train_heads(material, recipe, progress=progress, checkpoints=checkpoints)
    held_out = HeldOut.joined(
        [
            HeldOut.of(some, examples, example_weights(examples, recipe))
            for some, examples in heads.portions(material)
        ]
    )
    fitted = fit(held_out, precision=recipe.precision)
    facts = RelationFacts(
        name=recipe.name,
        tagger=tagger,
        temperatures=fitted.temperatures,
        thresholds=fitted.thresholds,
        phrases=_phrase_precision(material),
        reliability={},
    )
    facts = replace(facts, reliability=_reliability(facts, heads.portions(material)))
    save_model(folder, facts, heads.whole)
    save_folds(folder, heads.folds)
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


def _reliability(
    facts: RelationFacts, held_out: Iterable[tuple[RelationHeads, PairExamples]]
) -> dict[str, float]:
    """Return how many answers are right for each that their scores promise; see `per_promised`."""
    right: Counter[str] = Counter()
    promised: defaultdict[str, float] = defaultdict(float)
    for heads, examples in held_out:
        classifier = RelationClassifier(facts, heads)
        checked = examples.select(examples.corpora == CHECKED)
        scores = classifier.scores(checked.reading())
        chosen = classifier.chosen(scores)
        for column, predicate in enumerate(PREDICATES):
            right[predicate] += score_answers(chosen, checked.allowed, predicate).right
            promised[predicate] += float(scores[chosen == column, column].sum())
    return {str(p): per_promised(right[p], promised[p]) for p in PREDICATES}
