"""Export a token classifier to ONNX, int8-quantised or as it is, as the folder that `Tagger.load` reads.

The graph takes one window without padding: no attention mask, so none of the work that masks cost.
"""

import json
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer

from kgbuild.errors import EncoderError
from kgbuild.mentions.known_names import KnownNames
from kgbuild.mentions.tagger import CONFIG, HINTS_INPUT, INPUT, MODEL, NAMES, OUTPUTS, TOKENIZER
from kgbuild.training.hints import hint_inputs, takes_hints
from kgbuild.training.quantise import quantise

OPSET = 17
ARCHITECTURE = "architecture"
"""Key of `config.json`: the transformer's own configuration."""
WRAPPED = "_model"
"""What the exporter names every module below."""


@dataclass(frozen=True, slots=True)
class TaggerFacts:
    """What `config.json` tells about a tagger."""

    name: str
    version: str
    encoder: str
    window: int
    labels: tuple[str, ...]


class _WithStates(torch.nn.Module):
    """A token classifier that also returns the last hidden layer."""

    def __init__(self, model: Any) -> None:
        super().__init__()
        self._model = model

    def forward(
        self, input_ids: torch.Tensor, hints: torch.Tensor | None = None
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Return logits (1, L, labels) and states (1, L, hidden) of ids and perhaps hints (1, L)."""
        more = {} if hints is None else hint_inputs(self._model, hints)
        output = self._model(input_ids=input_ids, **more, output_hidden_states=True)
        return output.logits, output.hidden_states[-1]


def export_tagger(
    model: Any,
    tokenizer: Tokenizer,
    facts: TaggerFacts,
    folder: Path,
    *,
    names: KnownNames | None = None,
    float32: bool = False,
) -> None:
    """Write `model.onnx` (int8, or as it is), `tokenizer.json` and `config.json` into the folder.

    With `names`, which a model that takes hints needs, also `names.bin`.
    EncoderError where only one of them is given. The model is left in evaluation mode on the processor.
    """
    if takes_hints(model) != (names is not None):
        raise EncoderError("a model that takes hints is exported with names, any other without them")
    folder.mkdir(parents=True, exist_ok=True)
    if float32:
        export_float32(model, folder / MODEL)
    else:
        with tempfile.TemporaryDirectory() as scratch:
            full = Path(scratch) / "full.onnx"
            export_float32(model, full)
            quantise(full, folder / MODEL)
    tokenizer.save(str(folder / TOKENIZER))
    (folder / NAMES).unlink(missing_ok=True)
    if names is not None:
        names.save(folder / NAMES)
    config = {
        "name": facts.name,
        "version": facts.version,
        "encoder": facts.encoder,
        "window": facts.window,
        "labels": list(facts.labels),
        ARCHITECTURE: _architecture(model),
    }
    (folder / CONFIG).write_text(json.dumps(config, indent=2) + "\n", "utf-8")


def export_float32(model: Any, path: Path) -> None:
    """Write the model as it is, with logits and last hidden layer as outputs and any length of input.

    Attention is exported step by step (`eager`), which ONNX Runtime fuses better than torch's own operator.
    """
    model = model.cpu().eval()
    former = model.config._attn_implementation
    model.set_attn_implementation("eager")
    inputs = [INPUT, HINTS_INPUT] if takes_hints(model) else [INPUT]
    with _quiet_export():
        torch.onnx.export(
            _WithStates(model).eval(),
            tuple(torch.ones((1, 8), dtype=torch.int64) for _ in inputs),
            str(path),
            dynamo=False,
            opset_version=OPSET,
            input_names=inputs,
            output_names=list(OUTPUTS),
            dynamic_axes={name: {1: "length"} for name in (*inputs, *OUTPUTS)},
        )
    model.set_attn_implementation(former)


def _architecture(model: Any) -> dict[str, Any]:
    """Return the settings that, with the weights, make the model again; labels are ours to know."""
    settings: dict[str, Any] = model.config.to_diff_dict()
    left_out = ("id2label", "label2id", "architectures", "transformers_version", "torch_dtype", "dtype")
    kept = {name: value for name, value in settings.items() if name not in left_out and name[0] != "_"}
    return {"model_type": model.config.model_type, **kept}


@contextmanager
def _quiet_export() -> Iterator[None]:
    """Silence what tracing warns of: constants that our inputs never change, and its own deprecation."""
    with warnings.catch_warnings():
        # TracerWarning is a plain Warning that torch does not export by name.
        warnings.simplefilter("ignore")
        yield
