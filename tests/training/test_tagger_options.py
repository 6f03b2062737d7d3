"""Every option of a tagger's training goes on after a kill to the weights of a run that was not killed."""

# ruff: noqa: E402 - the imports below need what is skipped for above them
from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("torch")
pytest.importorskip("transformers")
pytest.importorskip("peft")
pytestmark = pytest.mark.learn

import torch
from safetensors.torch import load_file

from kgbuild.errors import OptionError
from kgbuild.mentions.sentences import SentenceSplitter
from kgbuild.mentions.tagger import Tagger
from kgbuild.resources import DEFAULT_TAGGER
from kgbuild.training.adapter_recipe import AdapterRecipe
from kgbuild.training.splits import load_tagger_splits
from kgbuild.training.tagger_recipe import TaggerRecipe
from kgbuild.training.tagger_seeds import train_seeds
from kgbuild.training.tagger_training import train_tagger
from kgbuild.training.teaching import Teaching
from tests.training.tiny import RECIPE, write_tiny_encoder

OPTIONS = {
    "accumulate": replace(RECIPE, accumulate=2, checkpoint_every=2),
    "layer_decay": replace(RECIPE, layer_decay=0.8),
    "frozen": replace(RECIPE, frozen_layers=1, freeze_embeddings=True),
    "unfreezing": replace(RECIPE, unfreeze_per_epoch=1),
    "pruned": replace(RECIPE, pruned_units=0.5),
    "class_weights": replace(RECIPE, class_weights=0.5, focal=2.0),
    "known_names": replace(RECIPE, known_names=True),
    "repeat": replace(RECIPE, repeat={"maccrobat": 2}),
    "entity_swap": replace(RECIPE, entity_swap=0.5),
    "misspelt": replace(RECIPE, misspelt=0.5),
    "adversarial": replace(RECIPE, adversarial=1.0),
    "lora": replace(RECIPE, adapters=AdapterRecipe(kind="lora", rank=2)),
    "adalora": replace(RECIPE, adapters=AdapterRecipe(kind="adalora", rank=1, initial_rank=4)),
    "teacher": RECIPE,
}


@pytest.fixture
def encoder(tmp_path: Path) -> Path:
    """Return the folder of a BERT of 2 layers with random weights, and its tokenizer."""
    return write_tiny_encoder(tmp_path / "encoder")


class Killed(BaseException):
    """Stands for the end of the process: what was not written is lost."""


class Training:
    """Trains on the hand-written corpora, again and again."""

    def __init__(self, corpora: Path, encoder: Path) -> None:
        self.splits = load_tagger_splits(corpora)
        self.split = SentenceSplitter().split
        self.encoder = encoder

    def run(
        self, recipe: TaggerRecipe, folder: Path, *, teaching: Teaching | None = None, kill_at: int = 0
    ) -> dict[str, torch.Tensor]:
        """Return the last weights; raise Killed when `kill_at` steps are done."""
        done = 0

        def progress(epoch: int, step: int, steps: int, loss: float) -> None:
            nonlocal done
            done += 1
            if done == kill_at:
                raise Killed

        train_tagger(
            recipe, self.splits, encoder=str(self.encoder), encoder_name="tiny", split=self.split,
            folder=folder, device=torch.device("cpu"), progress=progress, teaching=teaching,
        )  # fmt: skip
        held = torch.load(folder / "checkpoint.pt", weights_only=True)
        best = load_file(folder / "best" / "model.safetensors")
        return {**held["model"], **{f"best.{name}": tensor for name, tensor in best.items()}}


def _teaching(option: str, folder: Path) -> Teaching | None:
    return Teaching((Tagger.load(DEFAULT_TAGGER),), folder / "teachers") if option == "teacher" else None


@pytest.mark.parametrize("option", OPTIONS)
def test_a_killed_run_goes_on_to_the_same_weights(
    corpora: Path, encoder: Path, tmp_path: Path, option: str
) -> None:
    recipe, training = OPTIONS[option], Training(corpora, encoder)
    teaching = _teaching(option, tmp_path)
    torch.set_num_threads(1)
    plain = training.run(RECIPE, tmp_path / "plain")
    whole = training.run(recipe, tmp_path / "whole", teaching=teaching)
    with pytest.raises(Killed):
        training.run(recipe, tmp_path / "killed", teaching=teaching, kill_at=5 // recipe.accumulate + 1)
    assert (tmp_path / "killed" / "checkpoint.pt").is_file()
    resumed = training.run(recipe, tmp_path / "killed", teaching=teaching)
    assert whole.keys() == resumed.keys()
    assert all(torch.equal(whole[name], resumed[name]) for name in whole)
    assert not torch.equal(whole["classifier.weight"], plain["classifier.weight"]), "the option does nothing"


def test_the_frozen_stays_as_it_was(corpora: Path, encoder: Path, tmp_path: Path) -> None:
    trained = Training(corpora, encoder).run(OPTIONS["frozen"], tmp_path / "out")
    before = load_file(encoder / "model.safetensors")
    same = {name for name, tensor in before.items() if torch.equal(trained[f"bert.{name}"], tensor)}
    assert same == {name for name in before if "embeddings" in name or "layer.0." in name}


@pytest.mark.parametrize("option", ["entity_swap", "misspelt"])
def test_other_words_and_teachers_contradict_each_other(
    option: str, corpora: Path, encoder: Path, tmp_path: Path
) -> None:
    with pytest.raises(OptionError, match=f"{option} changes the words .* set it to 0"):
        Training(corpora, encoder).run(
            OPTIONS[option], tmp_path / "out", teaching=_teaching("teacher", tmp_path)
        )


def test_a_soup_of_seeds_is_kept_where_it_is_better(corpora: Path, encoder: Path, tmp_path: Path) -> None:
    training = Training(corpora, encoder)
    found = train_seeds(
        RECIPE, training.splits, seeds=2, encoder=str(encoder), encoder_name="tiny", split=training.split,
        folder=tmp_path, device=torch.device("cpu"), progress=lambda *told: None,
    )  # fmt: skip
    assert list(found.singles) == [13, 14]
    folders = {str(seed): tmp_path / f"seed-{seed}" / "best" / "model.safetensors" for seed in found.singles}
    weights = {name: load_file(path) for name, path in folders.items()}
    assert not torch.equal(weights["13"]["classifier.weight"], weights["14"]["classifier.weight"])
    weights["soup"] = {name: (weights["13"][name] + weights["14"][name]) / 2 for name in weights["13"]}
    best = load_file(tmp_path / "best" / "model.safetensors")
    chosen = weights[found.as_row()["chosen"]]
    for name, tensor in best.items():
        torch.testing.assert_close(tensor, chosen[name])
    assert found.chosen["f1"] == max([found.soup["f1"], *(one["f1"] for one in found.singles.values())])
    assert (tmp_path / "best" / "tokenizer.json").is_file()
