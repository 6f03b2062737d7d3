"""The settings of an encoder's adaptation to biomedical text."""

from dataclasses import dataclass
from math import inf

from kgbuild.errors import OptionError
from kgbuild.training.recipes import SEEDS

SHORTEST_BLOCK = 16


@dataclass(frozen=True, slots=True)
class EncoderRecipe:
    """How an encoder is adapted; `pipelines/train-encoder.toml` says what each setting means."""

    seed: int = 13
    epochs: int = 1
    pieces: int = 0
    block: int = 128
    pieces_per_step: int = 8192
    masked: float = 0.2
    new_words: int = 4000
    learning_rate: float = 5e-4
    weight_decay: float = 0.01
    warmup: float = 0.05
    clip: float = 1.0
    mixed_precision: bool = True
    checkpoint_every: int = 50

    def __post_init__(self) -> None:
        least = {
            "epochs": 1,
            "pieces": 0,
            "weight_decay": 0,
            "block": SHORTEST_BLOCK,
            "pieces_per_step": self.block,
            "new_words": 0,
            "checkpoint_every": 1,
        }
        for name, value in least.items():
            if not getattr(self, name) >= value:
                raise OptionError(f"{name} = {getattr(self, name)} should be at least {value}")
        if self.seed not in SEEDS:
            raise OptionError(f"seed = {self.seed} should be from 0 to {SEEDS[-1]}")
        for name in ("learning_rate", "clip"):
            if not 0 < getattr(self, name) < inf:
                raise OptionError(f"{name} = {getattr(self, name)} should be above 0")
        for name in ("masked", "warmup"):
            if not 0 < getattr(self, name) < 1:
                raise OptionError(f"{name} = {getattr(self, name)} should be a share between 0 and 1")
