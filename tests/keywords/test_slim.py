"""A slim file is smaller, and says and computes the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from firststeps.keywords import export
from firststeps.keywords.inputs import quantised, scaled, thinned
from firststeps.keywords.runtime import LiteRTRunner, TFLMRunner
from firststeps.keywords.slim import Sharing, packed, slimmed
from firststeps.keywords.store import model_path

import numpy as np
import pytest
from ai_edge_litert import schema_py_generated as schema  # type: ignore[import-untyped]
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as nps
from numpy.typing import NDArray
from tests.keywords.conftest import Exported
from tests.missing import needed


@pytest.fixture
def as_converted(exported: Exported, monkeypatch: pytest.MonkeyPatch) -> bytes:
    """Return the file as TensorFlow's converter writes it."""
    monkeypatch.setattr(export, "slimmed", bytes)
    return export.to_int8(exported.model, exported.examples)


def opened(content: bytes) -> Any:
    return schema.ModelT.InitFromObj(schema.Model.GetRootAsModel(content, 0))


def said(thing: Any) -> Any:
    """Return a parsed file, or a part of it, as lists and dictionaries that can be compared."""
    if isinstance(thing, np.ndarray):
        return thing.tolist()
    if isinstance(thing, list):
        return [said(part) for part in thing]
    return {name: said(part) for name, part in vars(thing).items()} if hasattr(thing, "__dict__") else thing


def test_both_runtimes_compute_the_same_bytes(
    exported: Exported, as_converted: bytes, clips: NDArray[np.uint8], tmp_path: Path
) -> None:
    needed("tflite_micro")
    before, after = tmp_path / "before.tflite", model_path(exported.folder)
    before.write_bytes(as_converted)
    assert after.stat().st_size < 0.8 * before.stat().st_size
    inputs = quantised(scaled(thinned(clips, exported.frames)))
    for runner in (LiteRTRunner, TFLMRunner):
        outputs = runner(after).probabilities(inputs)
        assert len(np.unique(outputs)) > 20
        np.testing.assert_array_equal(outputs, runner(before).probabilities(inputs))
    assert TFLMRunner(after).arena_bytes() < TFLMRunner(before).arena_bytes()


def test_sharing_changes_nothing_that_is_said(as_converted: bytes) -> None:
    shared = packed(opened(as_converted))
    assert len(shared) < len(as_converted)
    assert said(opened(shared)) == said(opened(as_converted))


def test_every_operation_keeps_its_numbers(as_converted: bytes) -> None:
    """Tensors and buffers have other numbers afterwards; what they hold is the same."""
    before, after = opened(as_converted), opened(slimmed(as_converted))
    kept = before.subgraphs[0].operators[1:]  # the first one only gives the input another shape
    assert len(after.subgraphs[0].operators) == len(kept)
    for old, new in zip(kept, after.subgraphs[0].operators, strict=True):
        assert said(old.builtinOptions) == said(new.builtinOptions)
        assert said(before.operatorCodes[old.opcodeIndex]) == said(after.operatorCodes[new.opcodeIndex])
        tensors = [*zip(old.inputs, new.inputs, strict=True), *zip(old.outputs, new.outputs, strict=True)]
        for old_number, new_number in tensors:
            assert tensor(before, old_number) == tensor(after, new_number)


def tensor(model: Any, number: int) -> Any:
    found = model.subgraphs[0].tensors[number]
    scaling = found.quantization
    steps = (scaling.scale, scaling.zeroPoint, scaling.quantizedDimension) if scaling else ()
    return said([found.shape, found.type, model.buffers[found.buffer].data, *steps])


def test_a_slim_file_stays_as_it_is(exported: Exported) -> None:
    content = model_path(exported.folder).read_bytes()
    assert slimmed(content) == content
    model = opened(content)
    assert model.buffers[0].data is None
    assert all(buffer.data is not None for buffer in model.buffers[1:])


@given(
    st.lists(
        st.sampled_from(["<i8", "<i4", "<f4", "|u1"]).flatmap(
            lambda kind: nps.arrays(kind, st.integers(0, 5), elements={"min_value": 0, "max_value": 2})
        ),
        min_size=1,
        max_size=20,
    )
)
def test_equal_vectors_stand_once_and_aligned(vectors: list[NDArray[Any]]) -> None:
    builder = Sharing(64)
    places = [builder.CreateNumpyVector(vector) for vector in vectors]
    written = bytes(builder.Bytes)
    for vector, place in zip(vectors, places, strict=True):
        start = len(written) - place
        assert int.from_bytes(written[start : start + 4], "little") == len(vector)
        assert written[start + 4 : start + 4 + vector.nbytes] == vector.tobytes()
        assert (place - 4) % vector.itemsize == 0
    assert len(set(places)) == len({(vector.dtype.str, vector.tobytes()) for vector in vectors})
