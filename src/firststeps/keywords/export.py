"""Trained networks as files that small machines run."""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Iterator

from firststeps.keywords.inputs import SPREAD
from firststeps.keywords.slim import slimmed
from firststeps.quiet import standard_error_closed

import keras  # type: ignore[import-untyped]
import numpy as np
import tensorflow as tf  # type: ignore[import-untyped]
from numpy.typing import NDArray


def to_float(model: keras.Model) -> bytes:
    """Return a trained network, (n, frames, bands) to logits, as a TFLite file, from such inputs to probabilities."""
    return _converted(model, None)


def to_int8(model: keras.Model, examples: NDArray[np.float32]) -> bytes:
    """Return a TFLite file of integers only, from features less 128 to probabilities.

    Args:
        model: a trained network that ends in logits.
        examples: training inputs that show the converter how large the numbers get, (n, frames, bands).
    """
    return _converted(model, examples)


def _converted(model: keras.Model, examples: NDArray[np.float32] | None) -> bytes:
    """Return the file, of integers where there are examples."""
    inputs = keras.Input(model.input_shape[1:], batch_size=1)  # a fixed size leaves no shape to compute on the device
    whole = keras.Model(inputs, keras.layers.Softmax()(model(inputs)))
    with tempfile.TemporaryDirectory() as folder, standard_error_closed(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Statistics for quantized inputs")  # it takes them from the examples
        whole.export(folder, verbose=False)
        converter = tf.lite.TFLiteConverter.from_saved_model(folder)
        if examples is not None:
            converter.optimizations = [tf.lite.Optimize.DEFAULT]
            converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
            converter.inference_input_type = converter.inference_output_type = tf.int8
            converter.representative_dataset = lambda: _one_by_one(examples)
        return slimmed(converter.convert())


def _one_by_one(examples: NDArray[np.float32]) -> Iterator[list[NDArray[np.float32]]]:
    """Yield each input, and before them one that goes from the lowest to the highest value.

    With it the converter takes a step of 1 / 64 for the input, so that an int8 is a feature of 0 to 255, less 128.
    """
    lowest, highest = -128 / SPREAD, 127 / SPREAD
    yield [np.linspace(lowest, highest, examples[0].size, dtype=np.float32).reshape(examples[:1].shape)]
    for example in examples:
        yield [example[None]]
