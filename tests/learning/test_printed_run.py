"""The search for the start of a printed run."""

from dataclasses import replace

from firststeps.learning.dense import DenseNetworks, glorot_starts, train
from firststeps.learning.printed_run import PrintedRun, find_starts, starts_near

import numpy as np
import pytest

X = np.array([-1.0, 0.0, 1.0, 2.0, 3.0, 4.0])
Y = 2 * X - 1
RUN = PrintedRun(
    units=(1,),
    learning_rate=0.01,
    epochs=50,
    last_losses=("0.2339", "0.2291", "0.2244"),
    question=10.0,
    prediction="17.614405",
)


@pytest.mark.parametrize(
    ("losses", "same"),
    [([9.9, 0.23394, 0.2291, 0.2244], True), ([0.2339, 0.2291, 0.22446], False), ([0.2291, 0.2244], False)],
)
def test_compares_losses_as_printed(losses: list[float], same: bool) -> None:
    assert RUN.prints_losses(np.array(losses)) is same


def test_compares_the_prediction_as_a_float32() -> None:
    there = np.float32("17.614405")
    assert RUN.prints_prediction(float(there))
    assert not RUN.prints_prediction(float(np.nextafter(there, np.float32(18))))


def all_weights(count: int) -> DenseNetworks:
    """Return one-neuron starts that fill Glorot's range evenly."""
    return DenseNetworks((np.linspace(-(3**0.5), 3**0.5, count).reshape(1, 1, -1),), (np.zeros((1, count)),))


def test_finds_the_one_start_of_one_neuron() -> None:
    starts = all_weights(50_001)  # more than two blocks, the last one of a single start
    found = find_starts(RUN, X, Y, starts)
    best = found.starts.select(np.array([0]))
    trained = train(best, X, Y, RUN.learning_rate, RUN.epochs)
    assert best.kernels[0].item() == pytest.approx(1.52876, abs=3e-4)
    assert trained.networks.predict(np.array([10.0])).item() == pytest.approx(17.614405, abs=1e-4)
    assert RUN.prints_losses(trained.losses[:, 0])


def test_matches_are_the_starts_that_print_the_losses() -> None:
    starts = all_weights(20_001)
    losses = train(starts, X, Y, RUN.learning_rate, RUN.epochs).losses
    printing = [copy for copy in range(starts.copies) if RUN.prints_losses(losses[:, copy])]
    assert find_starts(RUN, X, Y, starts).matches.tolist() == printing
    assert printing


def test_without_a_match_the_nearest_starts_remain() -> None:
    impossible = replace(RUN, last_losses=("0.0001", "0.0001", "0.0001"))
    found = find_starts(impossible, X, Y, all_weights(101))
    assert found.matches.size == 0
    assert found.starts.kernels[0][0, 0].tolist() == all_weights(101).kernels[0][0, 0, :-11:-1].tolist()


def test_fewer_starts_than_asked_for_are_all_kept() -> None:
    assert find_starts(RUN, X, Y, all_weights(3)).starts.copies == 3


def test_new_starts_stay_near_the_old_ones_by_turns() -> None:
    random = np.random.default_rng(5)
    middles = glorot_starts((2, 1), 3, random)
    near = starts_near(middles, 0.1, 400, random)
    for kernel, around in zip(middles.kernels, near.kernels, strict=True):
        assert around.shape == (*kernel.shape[:2], 400)
        moves = np.abs(around - kernel[..., np.arange(400) % 3])
        assert 0.09 < moves.max() <= 0.1
    assert [bias.shape for bias in near.biases] == [(2, 400), (1, 400)]
