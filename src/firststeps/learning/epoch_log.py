"""A training log that is the same on every run: no timings, no progress bar."""

from __future__ import annotations

from collections.abc import Mapping

import keras  # type: ignore[import-untyped]


def epoch_log(epochs: int) -> keras.callbacks.Callback:
    """Return a Keras callback that prints one line per epoch, ``Epoch  1/50 - loss: 12.3456``.

    Args:
        epochs: how many epochs ``fit`` is asked for.
    """
    width = len(str(epochs))

    def print_epoch(epoch: int, logs: Mapping[str, float]) -> None:
        print(f"Epoch {epoch + 1:{width}d}/{epochs} - loss: {logs['loss']:.4f}")

    return keras.callbacks.LambdaCallback(on_epoch_end=print_epoch)
