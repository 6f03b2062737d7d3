"""A head that learns from all documents, and for each fold of these one that learns from all others.

On documents that a head has learnt from its scores are better than they are in use, so that nothing can be
fitted on them. But of each document there is one head of the folds which has not.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
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

FOLDER, WHOLE = "folds", "all"
"""Below the folder of checkpoints: a folder for each head, that of the one that learns from all last."""


@dataclass(frozen=True, slots=True)
class TrainedHeads:
    """The head that has learnt from all documents, and those of the folds, in order."""

    whole: RelationHeads
    folds: RelationHeads

    def unlearnt(self, document_id: str) -> RelationHeads:
        """Return a head that has not learnt from a document: its fold's, or else that of all."""
        if learning_part(abstract_id(document_id)) is not Part.TRAIN:
            return self.whole
        return RelationHeads((self.folds.heads[fold_of(document_id, len(self.folds.heads))],))

    def portions(self, material: Material) -> Iterator[tuple[RelationHeads, PairExamples]]:
        """Yield all pairs, in portions, each with a head that has not learnt from their documents.

        Those of a fold come with its head, those of the fitting part with the head of all.
        """
        folds = folds_of(material.train, len(self.folds.heads))
        for number, head in enumerate(self.folds.heads):
            yield RelationHeads((head,)), material.train.select(folds == number)
        yield self.whole, material.fitting


def train_heads(
    material: Material, recipe: RelationRecipe, *, progress: Progress, checkpoints: Path | None
) -> TrainedHeads:
    """Return a head for each fold, trained without it, and one for all; each has a seed of its own.

    The best of a head's epochs is that with the least loss on the fitting part, from which none learns.
    `progress` is told epochs of all heads on end. With a folder for `checkpoints` it goes on after a kill.
    """
    fitting, held_out = material.fitting, example_weights(material.fitting, recipe)
    folds = folds_of(material.train, recipe.folds)
    heads = []
    for number, name in enumerate(_names(recipe)):
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
            folder=checkpoints / FOLDER / name if checkpoints else None,
        )
        heads.append(RelationHead.of(arrays))
    return TrainedHeads(RelationHeads((heads.pop(),)), RelationHeads(tuple(heads)))


def _names(recipe: RelationRecipe) -> list[str]:
    """Return what the heads are called, in the order in which they are trained."""
    return [*map(str, range(recipe.folds)), WHOLE]


def in_words(epoch: int, recipe: RelationRecipe) -> str:
    """Return where a training is, as `train_heads` counts epochs.

    >>> in_words(25, RelationRecipe(folds=3, epochs=12))
    'head 3 of 4, epoch 1'
    """
    head, past = divmod(epoch - 1, recipe.epochs)
    return f"head {head + 1} of {recipe.folds + 1}, epoch {past + 1}"


def forget_checkpoints(checkpoints: Path, recipe: RelationRecipe) -> None:
    """Remove what `train_heads` keeps in a folder to go on after a kill, and nothing else."""
    folder = checkpoints / FOLDER
    for name in _names(recipe):
        (folder / name / CHECKPOINT).unlink(missing_ok=True)
    for emptied in (*(folder / name for name in _names(recipe)), folder):
        if emptied.is_dir() and not any(emptied.iterdir()):
            emptied.rmdir()
