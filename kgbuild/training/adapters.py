"""Train low-rank adapters in place of an encoder's weights, and merge them into the weights at the end.

LoRA (Hu 2021) and AdaLoRA (Zhang 2023), which begins with a higher rank and takes it from the matrices that
need it least. Both are those of `peft`, put around the linear layers of the model itself.
"""

import copy
from pathlib import Path
from typing import Any

import torch

from kgbuild.errors import OptionError
from kgbuild.training.adapter_recipe import ADALORA, AdapterRecipe

_NAME = "default"
_IMPORTANCE = ("ipt", "exp_avg_ipt", "exp_avg_unc")
"""What AdaLoRA's allocator of ranks remembers between steps."""


class Adapters:
    """The adapters of a model, which is changed in place: of it they and the head alone are trained."""

    def __init__(self, model: Any, recipe: AdapterRecipe, *, steps: int) -> None:
        self._recipe = recipe
        self._model = model
        self._tuner = _tuner(model, recipe, steps)
        for parameter in model.classifier.parameters():
            parameter.requires_grad_(True)

    def penalty(self) -> torch.Tensor | None:
        """Return what AdaLoRA's matrices cost for not being orthogonal; None for LoRA."""
        if self._recipe.kind != ADALORA or not self._recipe.orthogonality:
            return None
        costs = []
        for name, parameter in self._model.named_parameters():
            if "lora_A" in name or "lora_B" in name:
                product = parameter @ parameter.T if "lora_A" in name else parameter.T @ parameter
                costs.append(
                    torch.linalg.matrix_norm(product - torch.eye(len(product), device=product.device))
                )
        return self._recipe.orthogonality * torch.stack(costs).mean()

    def stepped(self, step: int) -> None:
        """Allocate ranks anew after the optimizer's step, counted from 1; gradients must still be there."""
        if self._recipe.kind == ADALORA:
            self._tuner.update_and_allocate(step)

    def mask(self) -> None:
        """Clear again what was pruned, where the weights were replaced by a mean of former ones."""
        pattern = self._pattern()
        if pattern:
            self._tuner.rankallocator.mask_using_rank_pattern(self._model, pattern)

    def ranks(self) -> dict[str, int]:
        """Return the rank of each adapted layer by its name."""
        found: dict[str, int] = {}
        for name, parameter in self._model.named_parameters():
            if ".lora_E." in name:
                found[name.partition(".lora_E.")[0]] = int(parameter.count_nonzero())
            elif ".lora_A." in name:
                found.setdefault(name.partition(".lora_A.")[0], len(parameter))
        return found

    def save_merged(self, folder: Path) -> None:
        """Write the model with the adapters added to its weights, as if it had never had any."""
        copy.deepcopy(self._tuner).merge_and_unload().save_pretrained(folder)

    def state(self) -> dict[str, Any]:
        """Return what changes during training besides the weights."""
        if self._recipe.kind != ADALORA:
            return {}
        allocator = self._tuner.rankallocator
        return {"pattern": self._pattern(), **{name: getattr(allocator, name) for name in _IMPORTANCE}}

    def load_state(self, state: dict[str, Any]) -> None:
        """Go on from a state."""
        if self._recipe.kind != ADALORA:
            return
        self._tuner.peft_config[_NAME].rank_pattern = state["pattern"]
        for name in _IMPORTANCE:
            device = self._model.device
            setattr(
                self._tuner.rankallocator, name, {key: one.to(device) for key, one in state[name].items()}
            )

    def _pattern(self) -> dict[str, list[bool]] | None:
        pattern: dict[str, list[bool]] | None = self._tuner.peft_config[_NAME].rank_pattern or None
        return pattern


def _tuner(model: Any, recipe: AdapterRecipe, steps: int) -> Any:
    import peft

    # Parts of the package are typed and parts are not.
    library: Any = peft
    common = {"lora_alpha": recipe.alpha, "target_modules": list(recipe.targets)}
    try:
        if recipe.kind != ADALORA:
            return library.LoraModel(model, library.LoraConfig(r=recipe.rank, **common), _NAME)
        begin, end = int(recipe.prune_from * steps), int(recipe.prune_until * steps)
        if end <= begin:
            raise OptionError(
                f"{steps} steps are too few for AdaLoRA to prune in; take more epochs or documents"
            )
        config = library.AdaLoraConfig(
            init_r=recipe.initial_rank, target_r=recipe.rank, total_step=steps, tinit=begin,
            tfinal=steps - end, orth_reg_weight=recipe.orthogonality, **common,
        )  # fmt: skip
        return library.AdaLoraModel(model, config, _NAME)
    except ValueError as error:
        raise OptionError(f"adapters.targets = {', '.join(recipe.targets)}: {error}") from error
