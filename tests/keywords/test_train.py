"""Training on made-up words: it learns, and being stopped changes nothing."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from firststeps.errors import PlainError
from firststeps.keywords.examples import Corpus
from firststeps.keywords.make import begin
from firststeps.keywords.recipes import Plan
from firststeps.keywords.train import Epoch, Recipe, Training, checkpoint_path, log_text, one_cycle, train

import numpy as np
import pytest


class KilledError(Exception):
    """In place of a signal."""


def ignore(*_: object) -> None:
    pass


def figures(training: Training) -> list[tuple[float, ...]]:
    return [dataclasses.astuple(line)[:-1] for line in training.log]  # all but the seconds


def test_it_learns_and_a_kill_changes_nothing(corpus: Corpus, plan: Plan, tmp_path: Path) -> None:
    whole = begin(plan, corpus)
    train(whole, tmp_path / "whole.npz", ignore, ignore)
    assert [line.epoch for line in whole.log] == [1, 2, 3, 4, 5, 6]
    assert whole.log[-1].loss < whole.log[0].loss
    assert whole.log[-1].validation_accuracy > 0.9

    steps = whole.steps * 2 + 3  # in the middle of the third epoch

    def kill(step: int, of: int) -> None:
        if step == steps:
            raise KilledError

    with pytest.raises(KilledError):
        train(begin(plan, corpus), tmp_path / "cut.npz", kill, ignore)
    resumed, seen = begin(plan, corpus), list[Epoch]()
    train(resumed, tmp_path / "cut.npz", ignore, seen.append)
    assert [line.epoch for line in seen] == [3, 4, 5, 6]
    assert figures(resumed) == figures(whole)
    for one, other in zip(resumed.averaged.get_weights(), whole.averaged.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)


def test_too_few_clips_are_said_in_a_line(corpus: Corpus, plan: Plan) -> None:
    wide = dataclasses.replace(plan, recipe=dataclasses.replace(plan.recipe, batch=1000))
    with pytest.raises(PlainError, match="the data give 192 clips an epoch, and a batch takes 1000"):
        begin(wide, corpus)


def test_another_recipe_has_another_checkpoint(plan: Plan, tmp_path: Path) -> None:
    longer = dataclasses.replace(plan.recipe, epochs=5)
    first = checkpoint_path(tmp_path, plan.architecture, plan.recipe)
    assert first == checkpoint_path(tmp_path, plan.architecture, dataclasses.replace(plan.recipe))
    assert first != checkpoint_path(tmp_path, plan.architecture, longer)


def test_the_rate_goes_up_once_and_down_to_nothing() -> None:
    recipe = Recipe(peak_rate=0.01, warm_up=0.25)
    rates = np.array([one_cycle(progress, recipe) for progress in np.linspace(0, 1, 101)])
    assert rates[0] == pytest.approx(0.0004)
    assert rates.argmax() == 25
    assert rates[25] == pytest.approx(0.01)
    assert rates[-1] == pytest.approx(0)
    assert (np.diff(rates[:26]) > 0).all()
    assert (np.diff(rates[25:]) < 0).all()


def test_the_log_is_csv() -> None:
    assert log_text([]) == "epoch,loss,validation_accuracy,learning_rate,seconds\n"
