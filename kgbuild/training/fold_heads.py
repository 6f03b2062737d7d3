"""Heads that have each learnt from all documents but a fold: the model is their mean, each scores its fold.

On documents that a head has learnt from its scores are better than they are in use, so that nothing can be
fitted on them. But of each document that training learns from there is one head which has not.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from kgbuild.relations.head import RelationHead, RelationHeads
from kgbuild.training.checkpoints import CHECKPOINT
from kgbuild.training.recipes import SEEDS
from kgbuild.training.relation_examples import PairExamples
from kgbuild.training.relation_fitting import loss
from kgbuild.training.relation_material import Material, example_weights, folds_of
from kgbuild.training.relation_recipe import RelationRecipe
from kgbuild.training.relation_splits import Part, abstract_id, fold_of, learning_part
from kgbuild.training.relation_trainer import Progress, train_head

FOLDER = "folds"
"""Below the folder of checkpoints: a folder for each head."""


def train_fold_heads(
    material: Material, recipe: RelationRecipe, *, progress: Progress, checkpoints: Path | None
) -> RelationHeads:
    """Return a head for each fold, in order, trained without it; each has a seed of its own.

    The best of a head's epochs is that with the least loss on the fitting part, from which none learns.
    `progress` is told epochs of all heads on end. With a folder for `checkpoints` it goes on after a kill.
    """
    fitting, held_out = material.fitting, example_weights(material.fitting, recipe)
    folds = folds_of(material.train, recipe.folds)
    heads = []
    for number in range(recipe.folds):
        train = material.train.select(folds != number)
        done = number * recipe.epochs

        def told(epoch: int, step: int, steps: int, loss: float, *, done: int = done) -> None:
            progress(done + epoch, step, steps, loss)

        arrays, _ = train_head(
            train,
            example_weights(train, recipe),
            replace(recipe, seed=(recipe.seed + number) % len(SEEDS)),
            lambda head: -loss(head, fitting, held_out),
            told,
            folder=checkpoints / FOLDER / str(number) if checkpoints else None,
        )
        heads.append(RelationHead.of(arrays))
    return RelationHeads(tuple(heads))


def in_words(epoch: int, recipe: RelationRecipe) -> str:
    """Return where a training is, as `train_fold_heads` counts epochs.

    >>> in_words(25, RelationRecipe(folds=3, epochs=12))
    'head 3 of 3, epoch 1'
    """
    head, past = divmod(epoch - 1, recipe.epochs)
    return f"head {head + 1} of {recipe.folds}, epoch {past + 1}"


def forget_checkpoints(checkpoints: Path, recipe: RelationRecipe) -> None:
    """Remove what `train_fold_heads` keeps in a folder to go on after a kill, and nothing else."""
    folder = checkpoints / FOLDER
    for number in range(recipe.folds):
        (folder / str(number) / CHECKPOINT).unlink(missing_ok=True)
    for emptied in (*(folder / str(number) for number in range(recipe.folds)), folder):
        if emptied.is_dir() and not any(emptied.iterdir()):
            emptied.rmdir()


def with_unlearnt(heads: RelationHeads, material: Material) -> Iterator[tuple[RelationHeads, PairExamples]]:
    """Yield all pairs, in portions, each with the heads that have not learnt from their documents.

    Those of a fold come with its head, those of the fitting part with all heads.
    """
    folds = folds_of(material.train, len(heads.heads))
    for number, head in enumerate(heads.heads):
        yield RelationHeads((head,)), material.train.select(folds == number)
    yield heads, material.fitting


def unlearnt(heads: RelationHeads, document_id: str) -> RelationHeads:
    """Return those of a model's heads that have not learnt from a document: its fold's, or all of them."""
    if learning_part(abstract_id(document_id)) is not Part.TRAIN:
        return heads
    return RelationHeads((heads.heads[fold_of(document_id, len(heads.heads))],))
