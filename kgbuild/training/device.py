"""Choose where to train, and whether in bf16."""

import torch

from kgbuild.errors import DeviceError

AUTO = "auto"


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


def supports_bf16(device: torch.device) -> bool:
    """Whether bf16 arithmetic is done in hardware; elsewhere it is slower than float32."""
    if device.type == "cuda":
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    # Not a public function of torch: where a version lacks it, float32 is the safe answer.
    probe = getattr(torch.cpu, "_is_avx512_bf16_supported", None)
    return device.type == "cpu" and probe is not None and bool(probe())
