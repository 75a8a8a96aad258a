"""The weights that a .tflite file holds."""

from __future__ import annotations

from pathlib import Path

from firststeps.keywords.layers import layers_of
from firststeps.keywords.weights import weights_of

import flatbuffers  # type: ignore[import-untyped]
import numpy as np
import pytest
from ai_edge_litert import schema_py_generated as schema  # type: ignore[import-untyped]

MICRO = Path(__file__).resolve().parents[2] / "models" / "micro" / "micro.tflite"


def repacked(change: object) -> bytes:
    """Return the file of micro with its first convolution changed."""
    model = schema.ModelT.InitFromObj(schema.Model.GetRootAs(MICRO.read_bytes(), 0))
    graph = model.subgraphs[0]
    first = next(one for one in graph.operators if len(one.inputs) == 3)  # input, weights and biases
    tensor = graph.tensors[first.inputs[1]]
    change(model, tensor)  # type: ignore[operator]
    builder = flatbuffers.Builder(100_000)
    builder.Finish(model.Pack(builder), b"TFL3")
    return bytes(builder.Output())


def test_every_weight_is_there_once() -> None:
    layers = [layer for layer in layers_of(MICRO.read_bytes()) if layer.parameters]
    weights = weights_of(MICRO.read_bytes())
    assert [one.operation for one in weights] == [layer.operation for layer in layers]
    biases = [one.values.shape[0] for one in weights]
    assert [one.values.size + n for one, n in zip(weights, biases, strict=True)] == [x.parameters for x in layers]


def test_weights_are_whole_numbers_of_steps_and_use_the_whole_byte() -> None:
    for one in weights_of(MICRO.read_bytes()):
        assert one.steps is not None
        whole = one.values / one.steps[:, None]
        np.testing.assert_allclose(whole, np.rint(whole), atol=1e-3)
        largest = np.abs(whole).max(axis=1) if one.operation != "FULLY_CONNECTED" else np.abs(whole).max()
        np.testing.assert_allclose(largest, 127, atol=1e-3)


def test_floats_are_given_as_they_are() -> None:
    values: list[np.ndarray[tuple[int, ...], np.dtype[np.float32]]] = []

    def to_floats(model: schema.ModelT, tensor: schema.TensorT) -> None:
        values.append(np.random.default_rng(0).normal(size=tuple(tensor.shape)).astype("<f4"))
        model.buffers[tensor.buffer].data = np.frombuffer(values[0].tobytes(), np.uint8)
        tensor.type = schema.TensorType.FLOAT32

    changed = [one for one in weights_of(repacked(to_floats)) if one.steps is None]
    assert len(changed) == 1
    assert sorted(changed[0].values.ravel()) == sorted(values[0].ravel())


def test_other_files_are_refused() -> None:
    with pytest.raises(ValueError, match="no TensorFlow Lite model"):
        weights_of(bytes(100))

    def to_halves(model: schema.ModelT, tensor: schema.TensorT) -> None:
        tensor.type = schema.TensorType.FLOAT16

    with pytest.raises(ValueError, match="neither float32 nor int8"):
        weights_of(repacked(to_halves))
