"""Choose where to train, and whether in bf16."""

import ctypes

import torch

from kgbuild.errors import DeviceError

AUTO = "auto"

_TRIM_THRESHOLD, _MMAP_MAX = -1, -4
"""Of glibc's `malloc.h`: how much is kept free, and how many blocks may lie outside the heap."""


def choose_device(name: str = AUTO) -> torch.device:
    """Return the device of that name; `auto` is a GPU where there is one."""
    if name == AUTO:
        if torch.cuda.is_available():
            return torch.device("cuda")
        return torch.device("mps" if torch.backends.mps.is_available() else "cpu")
    try:
        device = torch.device(name)
        torch.empty(1, device=device)
    except (RuntimeError, AssertionError) as error:
        raise DeviceError(name, str(error).splitlines()[0]) from error
    return device


def use_threads(count: int | None) -> None:
    """Have torch compute with so many threads from now on, in this whole process; None leaves its choice."""
    if count is not None:
        torch.set_num_threads(count)


def keep_freed_memory() -> None:
    """Have glibc keep freed memory for the next tensors, in this whole process; elsewhere do nothing.

    By default it gives large blocks back at once and asks for them anew, which on a processor takes a third
    of the time of a step that makes many tensors of tens of megabytes.
    """
    try:
        mallopt = ctypes.CDLL("libc.so.6").mallopt
    except (OSError, AttributeError):
        return
    mallopt(_MMAP_MAX, 0)
    mallopt(_TRIM_THRESHOLD, -1)


def supports_bf16(device: torch.device) -> bool:
    """Whether bf16 arithmetic is done in hardware; elsewhere it is slower than float32."""
    if device.type == "cuda":
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    # Not a public function of torch: where a version lacks it, float32 is the safe answer.
    probe = getattr(torch.cpu, "_is_avx512_bf16_supported", None)
    return device.type == "cpu" and probe is not None and bool(probe())
