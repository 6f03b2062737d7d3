"""The settings of a tagger's training."""

from dataclasses import dataclass, field
from math import inf

from kgbuild.errors import OptionError
from kgbuild.mentions.windows import SMALLEST_WINDOW
from kgbuild.training.adapter_recipe import AdapterRecipe
from kgbuild.training.distillation_recipe import DistillationRecipe
from kgbuild.training.recipes import SEEDS


@dataclass(frozen=True, slots=True)
class TaggerRecipe:
    """How a tagger is trained; `pipelines/train-tagger.toml` says what each setting means."""

    name: str = "tagger"
    version: str = "0"
    seed: int = 13
    epochs: int = 4
    patience: int = 2
    pieces_per_step: int = 2048
    accumulate: int = 1
    learning_rate: float = 4e-4
    head_factor: float = 3.0
    layer_decay: float = 1.0
    weight_decay: float = 0.01
    warmup: float = 0.1
    dropout: float = 0.1
    clip: float = 1.0
    average: float = 0.97
    mixed_precision: bool = True
    known_names: bool = False
    window: int = 128
    training_windows: tuple[int, ...] = (0, 64, 128)
    frozen_layers: int = 0
    freeze_embeddings: bool = False
    unfreeze_per_epoch: int = 0
    pruned_units: float = 0.0
    class_weights: float = 0.0
    focal: float = 0.0
    entity_swap: float = 0.0
    misspelt: float = 0.0
    adversarial: float = 0.0
    checkpoint_every: int = 100
    repeat: dict[str, int] = field(default_factory=dict)
    adapters: AdapterRecipe = field(default_factory=AdapterRecipe)
    distillation: DistillationRecipe = field(default_factory=DistillationRecipe)

    def __post_init__(self) -> None:
        least = {
            "epochs": 1, "patience": 1, "checkpoint_every": 1, "accumulate": 1, "frozen_layers": 0,
            "unfreeze_per_epoch": 0, "focal": 0, "adversarial": 0, "window": SMALLEST_WINDOW,
            "weight_decay": 0,
        }  # fmt: skip
        for name, value in {**least, "pieces_per_step": self.window}.items():
            if not getattr(self, name) >= value:
                raise OptionError(f"{name} = {getattr(self, name)} should be at least {value}")
        if self.seed not in SEEDS:
            raise OptionError(f"seed = {self.seed} should be from 0 to {SEEDS[-1]}")
        for name in ("learning_rate", "head_factor", "clip"):
            if not 0 < getattr(self, name) < inf:
                raise OptionError(f"{name} = {getattr(self, name)} should be above 0")
        for name in ("warmup", "pruned_units", "dropout", "average"):
            if not 0 <= getattr(self, name) < 1:
                raise OptionError(f"{name} = {getattr(self, name)} should be a share from 0 to below 1")
        for name in ("class_weights", "entity_swap", "misspelt"):
            if not 0 <= getattr(self, name) <= 1:
                raise OptionError(f"{name} = {getattr(self, name)} should be from 0 to 1")
        if not 0 < self.layer_decay <= 1:
            raise OptionError(f"layer_decay = {self.layer_decay} should be above 0 and at most 1")
        sizes = range(SMALLEST_WINDOW, self.window + 1)
        if not self.training_windows or not all(size == 0 or size in sizes for size in self.training_windows):
            raise OptionError(f"training_windows should be some of 0 and {sizes[0]} to window = {sizes[-1]}")
        self._refuse_contradictions()

    def _refuse_contradictions(self) -> None:
        for corpus, times in self.repeat.items():
            if type(times) is not int or times < 1:
                raise OptionError(f"repeat.{corpus} = {times!r} should be a whole number of at least 1")
        freezing = [
            name
            for name in ("frozen_layers", "freeze_embeddings", "unfreeze_per_epoch")
            if getattr(self, name)
        ]
        if self.known_names and (self.freeze_embeddings or self.unfreeze_per_epoch or self.adapters.kind):
            raise OptionError(
                "known_names are learnt in the embeddings, so that these cannot be frozen, "
                "nor adapters trained in their place; take one of them"
            )
        if self.adapters.kind and freezing:
            raise OptionError(
                f"adapters.kind = {self.adapters.kind!r} trains no weight of the encoder, "
                f"so that {freezing[0]} has nothing to freeze; take one of them"
            )
