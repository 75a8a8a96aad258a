"""TFLite files without what no runtime needs, and with what they say twice said once; they compute the same."""

from __future__ import annotations

from typing import Any

import flatbuffers  # type: ignore[import-untyped]
import numpy as np
from ai_edge_litert import schema_py_generated as schema  # type: ignore[import-untyped]
from numpy.typing import NDArray

_RESHAPING = (schema.BuiltinOperator.RESHAPE, schema.BuiltinOperator.EXPAND_DIMS)


class Sharing(flatbuffers.Builder):  # type: ignore[misc]  # ships no types
    """Writes equal vectors of numbers once.

    Each tensor that is quantised by channels has a vector of zeros, eight bytes a channel: the largest part of a small
    file after its weights.  Vectors of references are written as they are, for equal bytes there mean unequal things.
    """

    def __init__(self, size: int) -> None:
        """Begin a file of about so many bytes."""
        super().__init__(size)
        self._written: dict[tuple[str, bytes], int] = {}

    def CreateNumpyVector(self, x: NDArray[np.generic]) -> int:  # noqa: N802  # the name that generated code calls
        """Return where the vector stands."""
        key = x.dtype.str, x.tobytes()
        if key not in self._written:
            self._written[key] = super().CreateNumpyVector(x)
        return self._written[key]


def slimmed(content: bytes) -> bytes:
    """Return a TFLite file of one graph, made smaller: the same operations on the same numbers.

    What goes: names, signatures, what was calibrated, shapes for batches of other sizes, buffers without data, and a
    copy of the input into another shape, so that the input has that shape.
    """
    model = schema.ModelT.InitFromObj(schema.Model.GetRootAsModel(content, 0))
    (graph,) = model.subgraphs
    model.metadata = model.signatureDefs = model.description = graph.name = None
    for tensor in graph.tensors:
        tensor.name = tensor.shapeSignature = None
        tensor.hasRank = False
        if tensor.quantization:
            tensor.quantization.min = tensor.quantization.max = None
    _without_first_copy(model, graph)
    _without_unused_tensors(graph)
    _without_unused_buffers(model, graph)
    return packed(model)


def packed(model: Any) -> bytes:
    """Return a ``schema.ModelT`` as the content of a file."""
    builder = Sharing(1 << 16)
    builder.Finish(model.Pack(builder), b"TFL3")
    return bytes(builder.Output())


def _without_first_copy(model: Any, graph: Any) -> None:
    first = graph.operators[0]
    code = model.operatorCodes[first.opcodeIndex]
    if max(code.builtinCode, code.deprecatedBuiltinCode) not in _RESHAPING or first.inputs[0] not in graph.inputs:
        return
    del graph.operators[0]
    graph.inputs = first.outputs
    used = sorted({operator.opcodeIndex for operator in graph.operators})
    model.operatorCodes = [model.operatorCodes[number] for number in used]
    for operator in graph.operators:
        operator.opcodeIndex = used.index(operator.opcodeIndex)


def _without_unused_tensors(graph: Any) -> None:
    users = [graph, *graph.operators]
    used = np.unique(np.concatenate([numbers for user in users for numbers in (user.inputs, user.outputs)]))
    used = used[used >= 0]  # -1 stands for an input that an operation does without
    graph.tensors = [graph.tensors[number] for number in used]

    def renumbered(numbers: NDArray[np.int32]) -> NDArray[np.int32]:
        return np.where(numbers < 0, numbers, np.searchsorted(used, numbers)).astype(np.int32)

    for user in users:
        user.inputs, user.outputs = renumbered(user.inputs), renumbered(user.outputs)


def _without_unused_buffers(model: Any, graph: Any) -> None:
    """Keep the buffers with data, after the first one, which has none by agreement and serves all other tensors."""
    kept = [model.buffers[0]]
    for tensor in graph.tensors:
        buffer = model.buffers[tensor.buffer]
        if buffer.data is None:
            tensor.buffer = 0
            continue
        tensor.buffer = len(kept)
        kept.append(buffer)
    model.buffers = kept
