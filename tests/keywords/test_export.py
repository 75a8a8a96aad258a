"""One network in Keras, LiteRT, TensorFlow Lite Micro and NumPy, on real clips and on any others."""

from __future__ import annotations

import base64
import json
from pathlib import Path

from firststeps.data.places import located
from firststeps.keywords.inputs import as_floats, quantised, scaled, thinned
from firststeps.keywords.labels import MICRO_LABELS
from firststeps.keywords.plain import PlainRunner
from firststeps.keywords.runtime import LiteRTRunner, TFLMRunner
from firststeps.keywords.store import float_path, model_path, web_path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from tests.keywords.conftest import Exported
from tests.missing import needed

ROUNDED = 0.15  # how far a probability may be off with all numbers rounded to integers
HALVED = 0.005  # with the weights rounded to float16
SAME = 1e-5  # with nothing rounded
STEP = 1 / 256  # of an int8 probability


def test_what_is_not_rounded_is_the_same(exported: Exported, clips: NDArray[np.uint8]) -> None:
    inputs = quantised(scaled(thinned(clips, exported.frames)))
    expected = exported.expected(inputs)
    assert len(inputs) > 40
    assert np.ptp(expected, axis=0).max() > 0.2  # the clips are not all one to it
    floats, plain = LiteRTRunner(float_path(exported.folder)), PlainRunner(web_path(exported.folder))
    assert (floats.frames, plain.frames) == (exported.frames, exported.frames)
    np.testing.assert_allclose(floats.probabilities(inputs), expected, atol=SAME)
    np.testing.assert_allclose(plain.probabilities(inputs), expected, atol=HALVED)


def test_integers_say_nearly_the_same(exported: Exported, clips: NDArray[np.uint8]) -> None:
    inputs = quantised(scaled(thinned(clips, exported.frames)))
    expected, probabilities = exported.expected(inputs), LiteRTRunner(model_path(exported.folder)).probabilities(inputs)
    assert probabilities.dtype == np.float32
    np.testing.assert_allclose(probabilities, expected, atol=ROUNDED)
    assert np.mean(probabilities.argmax(1) == expected.argmax(1)) > 0.95


def test_a_laptop_and_a_microcontroller_agree_to_a_step_or_two(exported: Exported, clips: NDArray[np.uint8]) -> None:
    needed("tflite_micro")
    inputs = quantised(scaled(thinned(clips, exported.frames)))
    path = model_path(exported.folder)
    laptop, micro = LiteRTRunner(path), TFLMRunner(path)
    assert micro.frames == exported.frames
    differences = np.abs(laptop.probabilities(inputs) - micro.probabilities(inputs))
    assert differences.max() <= 8 * STEP
    assert differences.mean() <= STEP


@settings(max_examples=30)
@given(st.integers(0, 2**32 - 1), st.floats(0, 127))
def test_noise_of_any_kind_is_heard_alike(exported: Exported, seed: int, spread: float) -> None:
    noise = np.random.default_rng(seed).normal(0, spread, (2, exported.frames, 40))
    inputs = noise.clip(-128, 127).astype(np.int8)
    expected = exported.expected(inputs)
    floats, plain = LiteRTRunner(float_path(exported.folder)), PlainRunner(web_path(exported.folder))
    np.testing.assert_allclose(floats.probabilities(inputs), expected, atol=SAME)
    np.testing.assert_allclose(plain.probabilities(inputs), expected, atol=2 * HALVED)


def test_the_page_gets_every_weight_once_and_nothing_else(exported: Exported) -> None:
    file = json.loads(web_path(exported.folder).read_text(encoding="utf-8"))
    assert file["labels"] == list(MICRO_LABELS)
    numbers = np.frombuffer(base64.b64decode(file["numbers"]), "<f2")
    layers = [operation for operation in file["operations"] if "kernel" in operation]
    ends = [operation["biases"] + operation["kernel"][-1] for operation in layers]
    assert [operation["weights"] for operation in layers] == [0, *ends[:-1]]
    assert ends[-1] == len(numbers)


def test_an_int8_is_a_feature_less_128(exported: Exported) -> None:
    from ai_edge_litert.interpreter import Interpreter  # type: ignore[import-untyped]

    features = np.arange(256, dtype=np.uint8)
    assert quantised(scaled(features)).tolist() == list(range(-128, 128))
    np.testing.assert_array_equal(as_floats(quantised(scaled(features))), scaled(features))
    (details,) = Interpreter(model_path=str(model_path(exported.folder))).get_input_details()
    assert details["dtype"] == np.int8
    assert details["shape"].prod() == exported.frames * 40
    assert details["quantization"] == (1 / 64, 0)


def test_the_arena_is_what_tensorflow_says_of_its_own_model(tmp_path: Path) -> None:
    """7,584 bytes, by the allocator's own record."""
    needed("tflite_micro")
    place = located("micro-speech", tmp_path)
    if place is None:
        pytest.skip("TensorFlow's model is missing; to run this test: firststeps data fetch micro-speech")
    runner = TFLMRunner(place.path / "micro_speech_quantized.tflite")
    assert runner.frames == 49
    assert runner.arena_bytes() == 7584


def test_a_model_runs_in_the_arena_that_it_is_said_to_need(exported: Exported) -> None:
    needed("tflite_micro")
    from tflite_micro.python.tflite_micro import runtime  # type: ignore[import-untyped]

    path = model_path(exported.folder)
    arena = TFLMRunner(path).arena_bytes()
    interpreter = runtime.Interpreter.from_bytes(path.read_bytes(), arena_size=arena)
    shape = interpreter.get_input_details(0)["shape"]
    interpreter.set_input(np.zeros(shape, np.int8), 0)
    interpreter.invoke()
    outputs = TFLMRunner(path).probabilities(np.zeros((1, exported.frames, 40), np.int8))
    np.testing.assert_allclose((interpreter.get_output(0)[0].astype(np.float32) + 128) / 256, outputs[0])
