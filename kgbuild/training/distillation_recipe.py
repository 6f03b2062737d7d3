"""The settings of learning from teachers."""

from dataclasses import dataclass

from kgbuild.errors import OptionError


@dataclass(frozen=True, slots=True)
class DistillationRecipe:
    """How teachers are followed, where there are any.

    `weight` is the share of the teachers' labels in the loss, at a softmax of `temperature`; at most
    `unlabelled` documents without annotation are read.
    """

    temperature: float = 1.0
    weight: float = 0.5
    unlabelled: int = 2000

    def __post_init__(self) -> None:
        if self.temperature <= 0:
            raise OptionError(f"distillation.temperature = {self.temperature} should be above 0")
        if not 0 < self.weight <= 1:
            raise OptionError(f"distillation.weight = {self.weight} should be above 0 and at most 1")
        if self.unlabelled < 1:
            raise OptionError(f"distillation.unlabelled = {self.unlabelled} should be at least 1")
