"""Train one model in several processes, as `torchrun` starts them: each asks a share of a step's questions.

Gradients are averaged over the processes, so that all have the weights that one alone would have come to, up
to the rounding of sums. All see one folder; only the first writes into it.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

import torch
from torch import distributed

LONGEST_WAIT = timedelta(hours=12)
"""How long processes wait for each other: the first one encodes names and judges while the others wait."""


@dataclass(frozen=True, slots=True)
class Share:
    """What one of several processes has of each step: number `rank` of `processes`."""

    rank: int = 0
    processes: int = 1

    @property
    def is_first(self) -> bool:
        """Whether this process writes and reports."""
        return self.rank == 0

    def of(self, questions: int) -> tuple[slice, float]:
        """Return which of a step's questions are asked here, and what their mean counts.

        The mean over processes of what is counted so is the mean over all questions. If there are too few for
        all processes, each asks all.

        >>> Share(1, 2).of(5), Share(1, 2).of(1)
        ((slice(1, None, 2), 0.8), (slice(0, None, 1), 1.0))
        """
        if questions < self.processes:
            return slice(0, None, 1), 1.0
        mine = slice(self.rank, None, self.processes)
        return mine, len(range(questions)[mine]) * self.processes / questions


ALONE = Share()


def started_share() -> Share:
    """Return the share of this process, by the variables that `torchrun` sets; all of it without them."""
    return Share(int(os.environ.get("RANK", "0")), int(os.environ.get("WORLD_SIZE", "1")))


@contextmanager
def joined(device: torch.device) -> Iterator[tuple[Share, torch.device]]:
    """Join the other processes, if there are some; yield this one's share and its own device.

    Of several GPUs, each process on a machine takes the one of its number.
    """
    share = started_share()
    if share.processes == 1:
        yield share, device
        return
    if device.type == "cuda":
        device = torch.device("cuda", int(os.environ.get("LOCAL_RANK", "0")))
        torch.cuda.set_device(device)
    distributed.init_process_group("nccl" if device.type == "cuda" else "gloo", timeout=LONGEST_WAIT)
    try:
        yield share, device
    finally:
        distributed.destroy_process_group()


def wait_for_all(share: Share) -> None:
    """Return when all processes have come here."""
    if share.processes > 1:
        distributed.barrier()


def told_by_first(figures: dict[str, float], share: Share) -> dict[str, float]:
    """Return the figures that the first process has."""
    if share.processes == 1:
        return figures
    told = [figures]
    distributed.broadcast_object_list(told, src=0)
    return told[0]


def average_gradients(module: torch.nn.Module, share: Share) -> None:
    """Replace each gradient by its mean over all processes, which have touched the same vectors."""
    if share.processes == 1:
        return
    for parameter in module.parameters():
        if parameter.grad is None:
            continue
        if parameter.grad.is_sparse:
            # Coalesced, rows are in one order everywhere, and the mean is that of the values.
            parameter.grad = parameter.grad.coalesce()
            values = parameter.grad.values()
        else:
            values = parameter.grad
        distributed.all_reduce(values)
        values.div_(share.processes)
