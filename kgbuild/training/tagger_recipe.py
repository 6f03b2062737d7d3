"""The settings of a tagger's training."""

from dataclasses import dataclass

from kgbuild.errors import OptionError
from kgbuild.mentions.windows import SMALLEST_WINDOW


@dataclass(frozen=True, slots=True)
class TaggerRecipe:
    """How a tagger is trained; `pipelines/train-tagger.toml` says what each setting means."""

    name: str = "tagger"
    version: str = "0"
    seed: int = 13
    epochs: int = 4
    patience: int = 2
    pieces_per_step: int = 2048
    learning_rate: float = 4e-4
    head_factor: float = 3.0
    weight_decay: float = 0.01
    warmup: float = 0.1
    dropout: float = 0.1
    clip: float = 1.0
    average: float = 0.97
    mixed_precision: bool = True
    window: int = 128
    training_windows: tuple[int, ...] = (0, 64, 128)
    checkpoint_every: int = 100

    def __post_init__(self) -> None:
        least = {"epochs": 1, "patience": 1, "checkpoint_every": 1, "window": SMALLEST_WINDOW}
        for name, value in {**least, "pieces_per_step": self.window}.items():
            if getattr(self, name) < value:
                raise OptionError(f"{name} = {getattr(self, name)} should be at least {value}")
        if not 0 <= self.warmup < 1:
            raise OptionError(f"warmup = {self.warmup} should be a share from 0 to below 1")
        sizes = range(SMALLEST_WINDOW, self.window + 1)
        if not self.training_windows or not all(size == 0 or size in sizes for size in self.training_windows):
            raise OptionError(f"training_windows should be some of 0 and {sizes[0]} to window = {sizes[-1]}")
