"""The settings of low-rank adapters."""

from dataclasses import dataclass

from kgbuild.errors import OptionError

LORA, ADALORA = "lora", "adalora"


@dataclass(frozen=True, slots=True)
class AdapterRecipe:
    """Which adapters are trained in place of the encoder's weights; none where `kind` is empty.

    `rank` is that of each adapter, for AdaLoRA the mean one at the end of pruning, which goes on from the
    share `prune_from` to the share `prune_until` of all steps. `targets` are names of linear layers.
    """

    kind: str = ""
    rank: int = 8
    alpha: float = 16.0
    targets: tuple[str, ...] = ("query", "value")
    initial_rank: int = 12
    prune_from: float = 0.1
    prune_until: float = 0.7
    orthogonality: float = 0.5

    def __post_init__(self) -> None:
        if self.kind not in ("", LORA, ADALORA):
            raise OptionError(f'adapters.kind = {self.kind!r} should be "{LORA}", "{ADALORA}" or ""')
        if self.rank < 1:
            raise OptionError(f"adapters.rank = {self.rank} should be at least 1")
        if self.alpha <= 0 or self.orthogonality < 0:
            raise OptionError("adapters.alpha should be above 0, and adapters.orthogonality not below")
        if not self.targets or "classifier" in self.targets:
            raise OptionError(
                "adapters.targets should name linear layers of the encoder; the classifier is trained whole"
            )
        if self.kind != ADALORA:
            return
        if self.initial_rank <= self.rank:
            raise OptionError(
                f"adapters.initial_rank = {self.initial_rank} should be above rank = {self.rank}, "
                "or AdaLoRA has nothing to prune"
            )
        if not 0 <= self.prune_from < self.prune_until < 1:
            raise OptionError("adapters.prune_from and prune_until should be rising shares from 0 to below 1")
