"""A training log that is the same on every run: no timings, no progress bar."""

from __future__ import annotations

from collections.abc import Mapping

import keras  # type: ignore[import-untyped]


def epoch_log(epochs: int) -> keras.callbacks.Callback:
    """Return a Keras callback that prints one line per epoch, ``Epoch  1/50 - loss: 12.3456``.

    Where ``fit`` has validation data, their loss stands at the end of the line.

    Args:
        epochs: how many epochs ``fit`` is asked for.
    """
    width = len(str(epochs))

    def print_epoch(epoch: int, logs: Mapping[str, float]) -> None:
        held_back = f" - validation: {logs['val_loss']:.4f}" if "val_loss" in logs else ""
        print(f"Epoch {epoch + 1:{width}d}/{epochs} - loss: {logs['loss']:.4f}{held_back}")

    return keras.callbacks.LambdaCallback(on_epoch_end=print_epoch)
