"""Export a token classifier to ONNX, int8-quantised, as the folder that `Tagger.load` reads."""

import json
import logging
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer

OPSET = 17
MODEL = "model.onnx"
TOKENIZER = "tokenizer.json"
CONFIG = "config.json"


@dataclass(frozen=True, slots=True)
class TaggerFacts:
    """What `config.json` tells about a tagger."""

    name: str
    version: str
    encoder: str
    window: int
    labels: tuple[str, ...]


class _WithStates(torch.nn.Module):
    """A token classifier that also returns the last hidden layer, and always takes token types."""

    def __init__(self, model: Any) -> None:
        super().__init__()
        self._model = model
        self._typed = bool(getattr(model.config, "type_vocab_size", 0))

    def forward(
        self, input_ids: torch.Tensor, attention_mask: torch.Tensor, token_type_ids: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Return logits (1, L, labels) and states (1, L, hidden)."""
        types = {"token_type_ids": token_type_ids} if self._typed else {}
        output = self._model(
            input_ids=input_ids, attention_mask=attention_mask, output_hidden_states=True, **types
        )
        return output.logits, output.hidden_states[-1]


def export_tagger(model: Any, tokenizer: Tokenizer, facts: TaggerFacts, folder: Path) -> None:
    """Write `model.onnx` (int8), `tokenizer.json` and `config.json` into the folder.

    Weights are quantised by channel to 7 bits (`reduce_range`), so that processors without VNNI, whose 16-bit
    sums could overflow, compute the same. The model is left in evaluation mode on the processor.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        full = Path(scratch) / "full.onnx"
        export_float32(model, full)
        quantise(full, folder / MODEL)
    tokenizer.save(str(folder / TOKENIZER))
    config = {
        "name": facts.name,
        "version": facts.version,
        "encoder": facts.encoder,
        "window": facts.window,
        "labels": list(facts.labels),
    }
    (folder / CONFIG).write_text(json.dumps(config, indent=2) + "\n", "utf-8")


def export_float32(model: Any, path: Path) -> None:
    """Write the model as it is, with logits and last hidden layer as outputs and any length of input."""
    wrapped = _WithStates(model.cpu().eval()).eval()
    ids = torch.ones((1, 8), dtype=torch.int64)
    with _quiet_export():
        torch.onnx.export(
            wrapped,
            (ids, ids, torch.zeros_like(ids)),
            str(path),
            dynamo=False,
            opset_version=OPSET,
            input_names=["input_ids", "attention_mask", "token_type_ids"],
            output_names=["logits", "states"],
            dynamic_axes={
                name: {0: "batch", 1: "length"}
                for name in ("input_ids", "attention_mask", "token_type_ids", "logits", "states")
            },
        )


def quantise(full: Path, path: Path, *, reduce_range: bool = True) -> None:
    """Write a dynamically quantised int8 copy of a float32 model."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    root = logging.getLogger()
    level = root.level
    # It warns on the root logger about missing pre-processing, which changes nothing in this model.
    root.setLevel(logging.ERROR)
    try:
        quantize_dynamic(
            str(full), str(path), per_channel=True, reduce_range=reduce_range, weight_type=QuantType.QInt8, extra_options={"DefaultTensorType": 1}
        )
    finally:
        root.setLevel(level)


@contextmanager
def _quiet_export() -> Iterator[None]:
    """Silence what tracing warns of: constants that our inputs never change, and its own deprecation."""
    with warnings.catch_warnings():
        # TracerWarning is a plain Warning that torch does not export by name.
        warnings.simplefilter("ignore")
        yield
