"""Rebuild the float32 torch model from the int8 weights of an exported tagger, for comparisons with torch.

A weight is `(quantised - zero point) * scale` (ONNX, operator DequantizeLinear), by output channel in
matrices and by row in the table of words (`quantise.py`). The exporter names initializers and nodes after the
modules of the wrapped model, which says which parameter a weight is: torch lays out linear weights (out, in),
ONNX (in, out).
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper

from kgbuild.errors import ModelFolderError
from kgbuild.mentions.tagger import CONFIG, MODEL, TOKENIZER
from kgbuild.mentions.windows import load_tokenizer
from kgbuild.training.onnx_export import ARCHITECTURE, WRAPPED
from kgbuild.training.tagger_batches import Specials

_QUANTISED, _SCALE, _ZERO = "_quantized", "_scale", "_zero_point"
_LINEAR = "/MatMul_quant"


def torch_model(folder: Path) -> tuple[Any, Any]:
    """Return a token classification model and a fast tokenizer with the weights of a tagger's folder.

    What `transformers.pipeline("token-classification")` takes. The model is in evaluation mode on the
    processor. ModelFolderError where the folder holds no tagger that `kgbuild train tagger` exported.
    """
    import transformers

    # Parts of the package are typed and parts are not.
    library: Any = transformers
    try:
        facts = json.loads((folder / CONFIG).read_text("utf-8"))
        architecture = dict(facts[ARCHITECTURE])
        labels = list(facts["labels"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelFolderError(folder, f"{CONFIG} does not tell the model's shape: {error!r}") from error
    config = library.AutoConfig.for_model(
        **architecture,
        id2label=dict(enumerate(labels)),
        label2id={label: i for i, label in enumerate(labels)},
    )
    model = library.AutoModelForTokenClassification.from_config(config)
    weights = {name: torch.from_numpy(array) for name, array in _weights(onnx.load(folder / MODEL).graph)}
    own = model.state_dict()
    if missing := sorted(own.keys() - weights.keys()):
        raise ModelFolderError(folder, f"{MODEL} lacks {', '.join(missing[:3])}")
    model.load_state_dict({name: weights[name] for name in own})
    return model.eval(), _fast_tokenizer(folder, max_length=config.max_position_embeddings)


def _fast_tokenizer(folder: Path, *, max_length: int) -> Any:
    import transformers

    library: Any = transformers
    tokenizer = load_tokenizer(folder / TOKENIZER)
    specials = Specials.of(tokenizer)
    return library.PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        cls_token=tokenizer.id_to_token(specials.first),
        sep_token=tokenizer.id_to_token(specials.last),
        pad_token=tokenizer.id_to_token(specials.padding),
        unk_token=tokenizer.model.unk_token,
        model_max_length=max_length,
    )


def _weights(graph: Any) -> Iterator[tuple[str, NDArray[np.float32]]]:
    """Yield parameters by torch name, as float32 arrays."""
    tensors = {one.name: numpy_helper.to_array(one) for one in graph.initializer}
    for name, tensor in tensors.items():
        parameter = name.removeprefix(f"{WRAPPED}.")
        if parameter == name or name.endswith(_SCALE):
            continue
        if name.endswith(_QUANTISED):
            table = name.removesuffix(_QUANTISED)
            yield parameter.removesuffix(_QUANTISED), _table(tensor, tensors[table + _SCALE])
        else:
            yield parameter, np.array(tensor, dtype=np.float32)
    for node in graph.node:
        if node.op_type == "MatMulInteger" and node.name.endswith(_LINEAR):
            module = node.name.removesuffix(_LINEAR).strip("/").replace("/", ".").removeprefix(f"{WRAPPED}.")
            matrix = node.input[1].removesuffix(_QUANTISED)
            zeros, scales = tensors[matrix + _ZERO], tensors[matrix + _SCALE]
            yield f"{module}.weight", _matrix(tensors[node.input[1]], zeros, scales)


def _table(rows: NDArray[np.int8], scales: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return (rows, hidden) from int8 with one scale a row (rows, 1)."""
    return rows.astype(np.float32) * scales


def _matrix(
    quantised: NDArray[np.int8], zeros: NDArray[np.int8], scales: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Return (out, in) from int8 (in, out) with one zero point and scale for each column."""
    centred = quantised.astype(np.float32) - zeros.astype(np.float32)
    return np.ascontiguousarray((centred * scales).T)
