"""What a .tflite file says about its network: the operations in their order, with shapes and parameters."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from ai_edge_litert import schema_py_generated as schema  # type: ignore[import-untyped]  # ships no types

# Only these have weights; constants of other operations are shapes and axes.
_WITH_WEIGHTS = ("CONV_2D", "DEPTHWISE_CONV_2D", "FULLY_CONNECTED")
_NAMES = {number: name for name, number in vars(schema.BuiltinOperator).items() if isinstance(number, int)}


@dataclass(frozen=True)
class Layer:
    """One operation of a network."""

    operation: str  # as TensorFlow Lite names it, "CONV_2D" for one
    shape: tuple[int, ...]  # of its output, without the axis of the examples
    parameters: int  # weights and biases
    macs: int  # multiplications, each with an addition, of the operations with weights; the others count as none


def layers_of(model: bytes) -> tuple[Layer, ...]:
    """Return the operations of a model, given as the content of its file.

    Raises:
        ValueError: if it is no TensorFlow Lite model.
    """
    if not schema.Model.ModelBufferHasIdentifier(model, 0):
        raise ValueError("this is no TensorFlow Lite model")
    file = schema.Model.GetRootAs(model, 0)
    graph = file.Subgraphs(0)
    operations = (graph.Operators(number) for number in range(graph.OperatorsLength()))
    return tuple(_layer(file, graph, operation) for operation in operations)


def _layer(file: Any, graph: Any, operation: Any) -> Layer:
    code = file.OperatorCodes(operation.OpcodeIndex())
    name = _NAMES[max(code.BuiltinCode(), code.DeprecatedBuiltinCode())]  # old files have the second one only
    inputs = [graph.Tensors(number) for number in operation.InputsAsNumpy() if number >= 0]
    constants = [_shape(tensor) for tensor in inputs if file.Buffers(tensor.Buffer()).DataLength()]
    output = _shape(graph.Tensors(operation.Outputs(0)))
    if name not in _WITH_WEIGHTS:
        return Layer(name, output[1:], 0, 0)
    weights = _shape(inputs[1])
    # For each number of the output: all weights of its channel; a kernel for single channels is (1, height, width, …).
    each = math.prod(weights[1:3] if name == "DEPTHWISE_CONV_2D" else weights[1:])
    return Layer(name, output[1:], sum(map(math.prod, constants)), math.prod(output) * each)


def _shape(tensor: Any) -> tuple[int, ...]:
    return tuple(int(length) for length in tensor.ShapeAsNumpy())
