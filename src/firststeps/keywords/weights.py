"""The weights in a .tflite file, as its network uses them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from ai_edge_litert import schema_py_generated as schema  # type: ignore[import-untyped]  # ships no types
from numpy.typing import NDArray

# The operations with weights, and the axis of these that runs along the output channels, each of which has a step of
# its own where weights are rounded.
_AXES = {
    schema.BuiltinOperator.CONV_2D: ("CONV_2D", 0),
    schema.BuiltinOperator.DEPTHWISE_CONV_2D: ("DEPTHWISE_CONV_2D", 3),
    schema.BuiltinOperator.FULLY_CONNECTED: ("FULLY_CONNECTED", 0),
}


@dataclass(frozen=True)
class Weights:
    """The weights of one operation, without its biases."""

    operation: str  # as TensorFlow Lite names it, "CONV_2D" for one
    values: NDArray[np.float32]  # (output channels, weights of each)
    steps: NDArray[np.float32] | None  # what 1 of the whole numbers in the file stands for, (output channels,)


def weights_of(model: bytes) -> tuple[Weights, ...]:
    """Return the weights of all operations of a model, given as the content of its file.

    Raises:
        ValueError: if it is no TensorFlow Lite model, or its weights are neither float32 nor int8.
    """
    if not schema.Model.ModelBufferHasIdentifier(model, 0):
        raise ValueError("this is no TensorFlow Lite model")
    file = schema.ModelT.InitFromObj(schema.Model.GetRootAs(model, 0))
    graph = file.subgraphs[0]
    found = []
    for operation in graph.operators:
        code = file.operatorCodes[operation.opcodeIndex]
        kind = max(code.builtinCode, code.deprecatedBuiltinCode)  # old files have the second one only
        if kind in _AXES:
            name, axis = _AXES[kind]
            tensor = graph.tensors[operation.inputs[1]]
            found.append(_weights(name, axis, tensor, np.asarray(file.buffers[tensor.buffer].data, np.uint8)))
    return tuple(found)


def _weights(name: str, axis: int, tensor: schema.TensorT, content: NDArray[np.uint8]) -> Weights:
    kinds = {schema.TensorType.FLOAT32: "<f4", schema.TensorType.INT8: "i1"}
    if tensor.type not in kinds:
        raise ValueError(f"weights of {name} are neither float32 nor int8")
    stored = np.frombuffer(content.tobytes(), kinds[tensor.type]).reshape(tuple(tensor.shape))
    channels = np.moveaxis(stored, axis, 0).reshape(stored.shape[axis], -1).astype(np.float32)
    if tensor.type == schema.TensorType.FLOAT32:
        return Weights(name, channels, None)
    steps = np.broadcast_to(np.asarray(tensor.quantization.scale, np.float32), (len(channels),))
    return Weights(name, channels * steps[:, None], steps)
