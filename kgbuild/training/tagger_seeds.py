"""Train a tagger with several seeds, and take the mean of their weights where that is better than each.

The seeds share their start, new weights of the head included: they differ in the order of documents and in
what dropout drops, and so end where a mean of weights still makes sense.
"""

import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch

from kgbuild.mentions.tagger import TOKENIZER
from kgbuild.training.encoder import load_encoder
from kgbuild.training.hints import names_for
from kgbuild.training.soup import uniform_soup
from kgbuild.training.splits import TaggerSplits
from kgbuild.training.tagger_batches import Specials
from kgbuild.training.tagger_predictions import Split, prepare_documents, stopping_figures
from kgbuild.training.tagger_recipe import TaggerRecipe
from kgbuild.training.tagger_trainer import BEST, Progress
from kgbuild.training.tagger_training import train_tagger
from kgbuild.training.teaching import Teaching


@dataclass(frozen=True, slots=True)
class Seeds:
    """Figures on the stopping documents: of each seed's best epoch, and of the mean of their weights."""

    singles: dict[int, dict[str, float]]
    soup: dict[str, float]

    @property
    def best_seed(self) -> int:
        """The seed of the best single one, the first of several."""
        return max(self.singles, key=lambda seed: self.singles[seed]["f1"])

    @property
    def takes_soup(self) -> bool:
        """Whether the mean of weights is better than each single one."""
        return self.soup["f1"] > self.singles[self.best_seed]["f1"]

    @property
    def chosen(self) -> dict[str, float]:
        """The figures of what is left in `best/`."""
        return self.soup if self.takes_soup else self.singles[self.best_seed]

    def in_words(self) -> str:
        """Return what each came to, in percent, and what was taken."""
        told = [
            *((f"seed {seed}", one) for seed, one in self.singles.items()),
            ("mean of weights", self.soup),
        ]
        shares = ", ".join(f"{name} {100 * figures['f1']:.2f}" for name, figures in told)
        return f"{shares}; taken: {'mean of weights' if self.takes_soup else f'seed {self.best_seed}'}"

    def as_row(self) -> dict[str, Any]:
        """Return all of it for a report."""
        return {
            "singles": {str(seed): figures for seed, figures in self.singles.items()},
            "soup": self.soup,
            "chosen": "soup" if self.takes_soup else str(self.best_seed),
        }


def seed_folder(folder: Path, seed: int) -> Path:
    """Return where below the folder of a training that of one seed is."""
    return folder / f"seed-{seed}"


def train_seeds(
    recipe: TaggerRecipe,
    splits: TaggerSplits,
    *,
    seeds: int,
    encoder: str,
    encoder_name: str,
    split: Split,
    folder: Path,
    device: torch.device,
    progress: Progress,
    teaching: Teaching | None = None,
) -> Seeds:
    """Train into `seed-…/` below the folder, from the recipe's seed up, and leave the better in `best/`."""
    singles = {}
    folders = []
    for seed in range(recipe.seed, recipe.seed + seeds):
        folders.append(seed_folder(folder, seed))
        singles[seed] = train_tagger(
            replace(recipe, seed=seed), splits, encoder=encoder, encoder_name=encoder_name, split=split,
            folder=folders[-1], device=device, progress=progress, teaching=teaching, head_seed=recipe.seed,
        )  # fmt: skip
    model, tokenizer = load_encoder(str(folders[0] / BEST), dropout=recipe.dropout)
    model.load_state_dict(uniform_soup([one / BEST for one in folders]))
    stopping = prepare_documents(splits.stopping, split, tokenizer, names_for(recipe))
    figures = stopping_figures(
        model.eval().to(device), stopping, Specials.of(tokenizer), window=recipe.window
    )
    found = Seeds(singles, figures)
    if found.takes_soup:
        model.save_pretrained(folder / BEST)
        tokenizer.save(str(folder / BEST / TOKENIZER))
    else:
        shutil.copytree(seed_folder(folder, found.best_seed) / BEST, folder / BEST, dirs_exist_ok=True)
    return found
