"""What the experiments on random starts and on more of everything claim."""

from __future__ import annotations

from itertools import pairwise

from .test_experiments import facts


def test_no_start_of_one_neuron_arrives_and_two_layers_usually_come_nearer() -> None:
    starts = facts("starts")
    assert starts["lowest_prediction"] < starts["article_one"] < starts["highest_prediction"] < starts["answer"]
    assert starts["two_lowest"] < starts["article_two"] < starts["two_highest"] < starts["answer"]
    assert starts["two_median"] < starts["article_two"]  # in the upper half of its heap
    assert starts["off_straight"] < 1e-9
    assert starts["two_wins"] > 99
    assert 0 < starts["beaten_by_all"] < 10
    assert facts("keras_two_layers")["prediction"] > starts["two_best_tenth"]


def test_more_epochs_always_help_and_more_neurons_once() -> None:
    more = facts("more")
    assert all(before > after for before, after in pairwise(more["longer_median"]))
    one, two, *_, most = more["wider_median"]
    assert one > 3 * two
    assert two < 2 * most
    assert all(before > after for before, after in pairwise(more["wider_spread"]))
    assert more["wider_five"][2] < more["wider_five"][-1]
    assert more["wider_median"][2] > more["wider_median"][-1]  # five runs said the opposite


def test_more_layers_help_until_the_steps_are_too_long() -> None:
    more = facts("more")
    assert all(before > after for before, after in pairwise(more["deeper_median"][:4]))
    assert more["deeper_median"][4] > more["deeper_median"][1]
    assert more["broken"][3] < 1
    assert more["broken"][5] > 50
    assert all(before > after for before, after in pairwise(more["slowly_median"]))
    assert more["slowly_broken"] == 0
    one_neuron = facts("keras_single_neuron")
    assert abs(more["answer"] - one_neuron["larger_prediction"]) < more["deeper_median"][3]
