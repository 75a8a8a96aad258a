"""Keras's arithmetic replayed, against ``fit`` itself."""

from typing import Any

from firststeps.learning.dense import glorot_starts
from firststeps.learning.fit_replay import FitReplay, count_same_digits, polish_start
from firststeps.learning.printed_run import PrintedRun, find_starts, starts_near

import numpy as np
import pytest
from tests.missing import needed

keras: Any = needed("keras")

X = np.array([-1.0, 0.0, 1.0, 2.0, 3.0, 4.0])
Y = 2 * X - 1
ONE_NEURON = PrintedRun((1,), 0.01, 50, ("0.2339", "0.2291", "0.2244"), 10.0, "17.614405")
TWO_LAYERS = PrintedRun((2, 1), 0.01, 50, ("0.0343", "0.0321", "0.0300"), 10.0, "18.552378")


def compiled(units: tuple[int, ...]) -> Any:
    """Return a model as the book's scripts make it."""
    model = keras.Sequential([keras.Input(shape=(1,)), *(keras.layers.Dense(count) for count in units)])
    model.compile(optimizer=keras.optimizers.SGD(0.01), loss="mean_squared_error")
    return model


@pytest.mark.parametrize("units", [(1,), (2, 1)])
def test_gives_the_numbers_of_fit_bit_by_bit(units: tuple[int, ...]) -> None:
    keras.utils.set_random_seed(1)
    model = compiled(units)
    start = model.get_weights()
    replay = FitReplay(model, X, Y, epochs=12, question=10.0)
    replay.run(start)  # a second run must not see what the first one left in the model's metrics
    replayed = replay.run(start)
    model.set_weights(start)
    losses = model.fit(X, Y, epochs=12, shuffle=False, verbose=0).history["loss"]
    assert replayed.losses.tolist() == losses
    assert replayed.prediction == model.predict(np.array([10.0]), verbose=0)[0, 0]


def test_the_order_of_the_points_moves_the_last_digits_only() -> None:
    model = compiled((2, 1))
    start = model.get_weights()
    replay = FitReplay(model, X, Y, epochs=12, question=10.0)
    straight = replay.run(start)
    shuffled = replay.run_shuffled(start, np.random.default_rng(2))
    np.testing.assert_allclose(shuffled.losses, straight.losses, rtol=1e-5)
    assert shuffled.prediction == pytest.approx(straight.prediction, rel=1e-5)
    backwards = replay.run(start, np.tile(np.arange(6)[::-1], (12, 1)))
    assert backwards.prediction == pytest.approx(straight.prediction, rel=1e-5)


# On other processors the last digit may round differently.  A unit in the last place is 1.9e-6 here.
LAST_DIGIT = 4e-6


@pytest.mark.parametrize(("run", "radii"), [(ONE_NEURON, ()), (TWO_LAYERS, (2e-2, 1e-2, 5e-3))])
def test_recovers_the_published_runs(run: PrintedRun, radii: tuple[float, ...]) -> None:
    random = np.random.default_rng(7)
    candidates = find_starts(run, X, Y, glorot_starts(run.units, 100_000, random))
    for radius in radii:
        candidates = find_starts(run, X, Y, starts_near(candidates.starts, radius, 10_000, random))
    replay = FitReplay(compiled(run.units), X, Y, run.epochs, run.question)
    found = polish_start(replay, run, candidates.starts.weights(0), tries=400)
    assert run.prints_losses(found.replayed.losses)
    assert found.replayed.prediction == pytest.approx(float(run.prediction), abs=LAST_DIGIT)
    assert found.exact is run.prints_prediction(found.replayed.prediction)
    again = replay.run(found.weights)
    assert again.prediction == found.replayed.prediction


def test_returns_the_nearest_start_when_none_is_exact() -> None:
    odd = PrintedRun((1,), 0.01, 50, ("9.9999",), 10.0, "17.614405")
    replay = FitReplay(compiled((1,)), X, Y, odd.epochs, odd.question)
    found = polish_start(replay, odd, [np.array([[1.0]]), np.zeros(1)], tries=5)
    assert not found.exact
    assert found.replayed.prediction == pytest.approx(17.614405, abs=1e-4)


def test_counts_the_neighbours_that_print_the_same() -> None:
    replay = FitReplay(compiled((1,)), X, Y, epochs=3, question=10.0)
    start = [np.array([[1.0]], np.float32), np.zeros(1, np.float32)]
    ended = replay.run(start)
    losses = tuple(f"{loss:.4f}" for loss in ended.losses)
    run = PrintedRun((1,), 0.01, 3, losses, 10.0, str(np.float32(ended.prediction)))
    found = polish_start(replay, run, [np.array([[1.0]]), np.zeros(1)], tries=50)
    assert found.exact
    assert count_same_digits(replay, run, found, reach=0) == 1
    weight = found.weights[0][0, 0]
    neighbours = [np.nextafter(weight, weight + side, dtype=np.float32) for side in (-1, 1)]
    ends = [replay.run([np.array([[value]]), start[1]]).prediction for value in neighbours]
    same = sum(run.prints_prediction(end) for end in ends)
    assert count_same_digits(replay, run, found, reach=1) == 1 + same
    assert count_same_digits(replay, run, found, reach=100) < 201  # far enough away, other digits


def test_refuses_to_try_nothing() -> None:
    replay = FitReplay(compiled((1,)), X, Y, epochs=1, question=10.0)
    with pytest.raises(ValueError, match="at least 1"):
        polish_start(replay, ONE_NEURON, [np.array([[1.0]]), np.zeros(1)], tries=0)
