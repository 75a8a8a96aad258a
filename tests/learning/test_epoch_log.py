"""The training log."""

from typing import Any

import numpy as np
import pytest
from tests.missing import needed

keras: Any = needed("keras")


def test_prints_one_line_per_epoch_and_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    from firststeps.learning.epoch_log import epoch_log

    model = keras.Sequential([keras.Input(shape=(1,)), keras.layers.Dense(1, kernel_initializer="zeros")])
    model.compile(optimizer="sgd", loss="mean_squared_error")
    x = np.array([1.0, 2.0])
    losses = model.fit(x, x, epochs=10, verbose=0, callbacks=[epoch_log(10)]).history["loss"]
    printed = capsys.readouterr().out
    assert printed == "".join(f"Epoch {epoch:2d}/10 - loss: {loss:.4f}\n" for epoch, loss in enumerate(losses, start=1))
    assert printed.startswith("Epoch  1/10 - loss: 2.5000\n")


def test_validation_loss_is_told_where_there_is_one(capsys: pytest.CaptureFixture[str]) -> None:
    from firststeps.learning.epoch_log import epoch_log

    model = keras.Sequential([keras.Input(shape=(1,)), keras.layers.Dense(1, kernel_initializer="zeros")])
    model.compile(optimizer=keras.optimizers.SGD(0.0), loss="mean_squared_error")
    x = np.array([1.0, 2.0])
    model.fit(x, x, epochs=1, verbose=0, validation_data=(x, 2 * x), callbacks=[epoch_log(1)])
    assert capsys.readouterr().out == "Epoch 1/1 - loss: 2.5000 - validation: 10.0000\n"
