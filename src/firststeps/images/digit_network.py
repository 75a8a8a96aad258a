"""Two dense layers that tell handwritten digits apart, and the files that small machines run."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence

from firststeps.images.digits import CLASSES, SIDE, Digits
from firststeps.quiet import standard_error_closed

import keras  # type: ignore[import-untyped]
import numpy as np
import tensorflow as tf  # type: ignore[import-untyped]
from ai_edge_litert.interpreter import Interpreter  # type: ignore[import-untyped]
from numpy.typing import NDArray

Floats = NDArray[np.float32]
HIDDEN = 20  # neurons


def network() -> keras.Model:
    """Return two layers, from pictures (n, 28, 28), 0 to 1, to logits (n, 10)."""
    return keras.Sequential(
        [
            keras.Input((SIDE, SIDE)),
            keras.layers.Flatten(),
            keras.layers.Dense(HIDDEN, activation="relu"),
            keras.layers.Dense(CLASSES),
        ]
    )


def scaled(pixels: NDArray[np.uint8]) -> Floats:
    """Return pixels as numbers from 0, paper, to 1, ink."""
    return pixels.astype(np.float32) / np.float32(255)


def trained(
    training: Digits, validation: Digits, epochs: int, callbacks: Sequence[keras.callbacks.Callback] = ()
) -> keras.Model:
    """Return the network, trained, as it was after the epoch with the smallest validation loss; the seed is Keras's."""
    model = network()
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer=keras.optimizers.Adam(3e-3), loss=loss)
    best = keras.callbacks.EarlyStopping(patience=epochs, restore_best_weights=True)  # as patient as training is long
    model.fit(
        scaled(training.pixels),
        training.labels,
        batch_size=64,
        epochs=epochs,
        validation_data=(scaled(validation.pixels), validation.labels),
        verbose=0,
        callbacks=[*callbacks, best],
    )
    return model


def to_lite(model: keras.Model, examples: Floats | None = None) -> bytes:
    """Return a trained network as a LiteRT file.

    Args:
        model: the network.
        examples: pictures that show how large the numbers get, (n, 28, 28); with them the file computes with whole
            numbers of 8 bits, without them with fractions.
    """
    with tempfile.TemporaryDirectory() as folder, standard_error_closed():
        model.export(folder, verbose=False)
        converter = tf.lite.TFLiteConverter.from_saved_model(folder)
        if examples is not None:
            converter.optimizations = [tf.lite.Optimize.DEFAULT]
            converter.representative_dataset = lambda: ([example[np.newaxis]] for example in examples)
            converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
        content: bytes = converter.convert()
    return content


def lite_logits(content: bytes, inputs: Floats) -> Floats:
    """Return the logits that a LiteRT file gives for pictures (n, 28, 28): (n, 10)."""
    with standard_error_closed():
        interpreter = Interpreter(model_content=content, num_threads=1)
        (given,), (got,) = interpreter.get_input_details(), interpreter.get_output_details()
        interpreter.resize_tensor_input(given["index"], inputs.shape)
        interpreter.allocate_tensors()
    interpreter.set_tensor(given["index"], inputs)
    interpreter.invoke()
    logits: Floats = interpreter.get_tensor(got["index"])
    return logits
