"""Heads that have not learnt from a document, to score it for the context that learns from scores.

On documents that a head has learnt from its scores are better than they are in use. So the documents that
training may learn from are cut into folds, and each is scored by a head that was trained without its fold:
like the head that is kept, but on the corpora alone, without seeds, and for fewer epochs.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from shutil import rmtree

import numpy as np

from kgbuild.entities.lexicon import Lexicon
from kgbuild.errors import CorpusError
from kgbuild.relations.head import RelationHead
from kgbuild.relations.model_folder import RelationFacts
from kgbuild.training.context_training import add_context
from kgbuild.training.relation_corpora import Split
from kgbuild.training.relation_encoding import Encoder
from kgbuild.training.relation_fitting import loss
from kgbuild.training.relation_recipe import RelationRecipe
from kgbuild.training.relation_splits import fold_of
from kgbuild.training.relation_trainer import Progress, train_head
from kgbuild.training.relation_training import Reading, example_weights, gather

FOLDER = "folds"
"""In a model's folder while it is trained: heads that are there already are not trained again."""


def add_cross_fitted_context(
    head: Path,
    data: Path,
    recipe: RelationRecipe,
    *,
    encoder: Encoder,
    lexicon: Lexicon,
    split: Split,
    folder: Path,
    reading: Reading,
    progress: Progress,
) -> RelationFacts:
    """Write into `folder` the model of `head` with a context that was fitted on scores of such heads.

    CorpusError where there is nothing to learn from. It goes on after a kill, with the same result.
    """
    heads = train_fold_heads(
        data, recipe, encoder=encoder, split=split, folder=folder / FOLDER, reading=reading, progress=progress
    )
    facts = add_context(
        head,
        data,
        recipe,
        encoder=encoder,
        lexicon=lexicon,
        split=split,
        folder=folder,
        folds=heads,
        reading=reading,
    )
    rmtree(folder / FOLDER)
    return facts


def train_fold_heads(
    data: Path,
    recipe: RelationRecipe,
    *,
    encoder: Encoder,
    split: Split,
    folder: Path,
    reading: Reading,
    progress: Progress,
) -> list[RelationHead]:
    """Return a head for each fold, trained without it, and keep them in `folder`.

    CorpusError where a fold holds all there is to learn from.
    """
    files = [folder / f"{number}.npz" for number in range(recipe.context_folds)]
    if not all(file.is_file() for file in files):
        folder.mkdir(parents=True, exist_ok=True)
        _train(data, recipe, files, encoder=encoder, split=split, reading=reading, progress=progress)
    return [_load(file) for file in files]


def _train(
    data: Path,
    recipe: RelationRecipe,
    files: Sequence[Path],
    *,
    encoder: Encoder,
    split: Split,
    reading: Reading,
    progress: Progress,
) -> None:
    recipe = replace(recipe, seed_abstracts=0, epochs=recipe.fold_epochs)
    material = gather(data, recipe, encoder=encoder, split=split, reading=reading)
    weights = example_weights(material.fitting, recipe)
    folds = np.array([fold_of(id, len(files)) for _, id in material.train.origins])[material.train.documents]
    for number, file in enumerate(files):
        if file.is_file():
            continue
        train = material.train.select(folds != number)
        if not len(train.pairs):
            raise CorpusError(data, f"all its labelled pairs are in fold {number}; are the corpora complete?")
        arrays, _ = train_head(
            train,
            example_weights(train, recipe),
            recipe,
            lambda head: -loss(head, material.fitting, weights),
            progress,
        )
        partial = file.with_name(f"{file.name}.part")
        with partial.open("wb") as out:
            np.savez(out, allow_pickle=False, **arrays)
        partial.replace(file)


def _load(file: Path) -> RelationHead:
    with np.load(file, allow_pickle=False) as arrays:
        return RelationHead.of(dict(arrays))
