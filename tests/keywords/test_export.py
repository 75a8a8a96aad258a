"""One network in Keras, LiteRT and TensorFlow Lite Micro."""

from __future__ import annotations

from pathlib import Path

from firststeps.data.places import located
from firststeps.keywords.examples import Corpus
from firststeps.keywords.export import to_int8
from firststeps.keywords.inputs import quantised, scaled
from firststeps.keywords.make import begin, calibration_inputs
from firststeps.keywords.models import network
from firststeps.keywords.recipes import Plan
from firststeps.keywords.runtime import LiteRTRunner, TFLMRunner
from firststeps.keywords.train import train

import keras  # type: ignore[import-untyped]
import numpy as np
import pytest
from tests.missing import needed

CALIBRATED = 0.06  # how far a probability may be off after rounding to integers


def ignore(*_: object) -> None:
    pass


def test_three_runtimes_agree(corpus: Corpus, plan: Plan, tmp_path: Path) -> None:
    needed("tflite_micro")
    training = begin(plan, corpus)
    train(training, tmp_path / "state.npz", ignore, ignore)
    path = tmp_path / "small.tflite"
    path.write_bytes(to_int8(training.averaged, calibration_inputs(plan, corpus)))
    inputs, _ = training.validation
    expected = keras.ops.softmax(training.averaged.predict(inputs, verbose=0)).numpy()
    laptop, micro = LiteRTRunner(path), TFLMRunner(path)
    assert (laptop.frames, micro.frames) == (49, 49)
    for runner in (laptop, micro):
        probabilities = runner.probabilities(quantised(inputs))
        assert probabilities.dtype == np.float32
        np.testing.assert_allclose(probabilities, expected, atol=CALIBRATED)
        clear = np.ptp(np.sort(expected, axis=1)[:, -2:], axis=1) > CALIBRATED
        np.testing.assert_array_equal(probabilities[clear].argmax(1), expected[clear].argmax(1))


def test_an_int8_is_a_feature_less_128(corpus: Corpus, plan: Plan, tmp_path: Path) -> None:
    from ai_edge_litert.interpreter import Interpreter  # type: ignore[import-untyped]

    features = np.arange(256, dtype=np.uint8)
    assert quantised(scaled(features)).tolist() == list(range(-128, 128))
    path = tmp_path / "small.tflite"
    path.write_bytes(to_int8(network(plan.architecture), calibration_inputs(plan, corpus)))
    (details,) = Interpreter(model_path=str(path)).get_input_details()
    assert details["dtype"] == np.int8
    assert details["shape"].tolist() == [1, 49, 40]
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
