"""Quantise an exported model to int8: matrices by output channel, embeddings by row.

Matrices get 7 bits (`reduce_range`), so that processors without VNNI, whose 16-bit sums could overflow,
compute the same. Activations are quantised while running, by one scale for all, which is why the tagger runs
one window at a time.
"""

import logging
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import helper, numpy_helper

LARGE = 1000
"""Rows from which a table is worth quantising: of words, not of positions or token types."""
LEVELS = 127


def quantise(full: Path, path: Path, *, reduce_range: bool = True) -> None:
    """Write a dynamically quantised int8 copy of a float32 model."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    root = logging.getLogger()
    level = root.level
    # It warns on the root logger about missing pre-processing, which changes nothing in this model.
    root.setLevel(logging.ERROR)
    try:
        with tempfile.TemporaryDirectory() as scratch:
            matrices = Path(scratch) / "matrices.onnx"
            quantize_dynamic(
                str(full),
                str(matrices),
                op_types_to_quantize=["MatMul"],
                per_channel=True,
                reduce_range=reduce_range,
                weight_type=QuantType.QInt8,
                extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT},
            )
            model = onnx.load(matrices)
    finally:
        root.setLevel(level)
    _quantise_tables(model.graph)
    onnx.save(model, path)


def _quantise_tables(graph: Any) -> None:
    """Replace each look-up in a large float table by one in int8, times the scale of its row."""
    tables = {one.name: one for one in graph.initializer if one.dims and one.dims[0] >= LARGE}
    for node in list(graph.node):
        if node.op_type != "Gather" or node.input[0] not in tables:
            continue
        table = tables.pop(node.input[0])
        values = numpy_helper.to_array(table)
        scales = np.abs(values).max(axis=1, keepdims=True).astype(np.float32) / LEVELS
        # A row of zeros has no scale; any will do.
        scales[scales == 0] = 1.0
        rows = np.rint(values / scales).astype(np.int8)
        names = {part: f"{table.name}_{part}" for part in ("quantized", "scale")}
        found = {part: f"{node.output[0]}_{part}" for part in ("quantized", "float", "scale")}
        ids = node.input[1]
        replacement = [
            helper.make_node("Gather", [names["quantized"], ids], [found["quantized"]]),
            helper.make_node("Cast", [found["quantized"]], [found["float"]], to=onnx.TensorProto.FLOAT),
            helper.make_node("Gather", [names["scale"], ids], [found["scale"]]),
            helper.make_node("Mul", [found["float"], found["scale"]], [node.output[0]], name=node.name),
        ]
        place = list(graph.node).index(node)
        graph.node.remove(node)
        for offset, new in enumerate(replacement):
            graph.node.insert(place + offset, new)
        graph.initializer.remove(table)
        arrays = {"quantized": rows, "scale": scales}
        graph.initializer.extend(numpy_helper.from_array(arrays[part], names[part]) for part in names)
