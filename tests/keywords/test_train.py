"""Training on made-up words: it learns, and being stopped changes nothing."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from firststeps.errors import PlainError
from firststeps.files import save_arrays
from firststeps.keywords import make
from firststeps.keywords.examples import Corpus
from firststeps.keywords.make import begin
from firststeps.keywords.models import network
from firststeps.keywords.recipes import PLANS, Plan
from firststeps.keywords.train import Epoch, Recipe, Training, log_text, one_cycle, train

import keras  # type: ignore[import-untyped]
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


def test_a_learner_comes_close_to_its_teacher(
    corpus: Corpus, plan: Plan, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The teacher is a network that has not learnt anything, so that nothing but its probabilities leads there."""
    other = dataclasses.replace(plan.architecture, frames=98, labels=("_silence_", "_unknown_", "no", "yes"))
    monkeypatch.setitem(PLANS, "teacher", Plan(other, plan.recipe))
    monkeypatch.setattr(make, "MODELS", tmp_path)
    weights = [3 * values for values in network(other).get_weights()]
    save_arrays(tmp_path / "teacher" / "weights.npz", {f"{n:02d}": values for n, values in enumerate(weights)})
    recipe = dataclasses.replace(plan.recipe, distilled=1.0)
    training = begin(Plan(plan.architecture, recipe, teacher="teacher"), corpus)
    train(training, tmp_path / "state.npz", ignore, ignore)

    teacher = make.taught_by("teacher", plan.architecture.labels)
    features, _ = corpus.validation_batch(plan.architecture.labels, 98)
    said = keras.ops.softmax(teacher.model.predict(features, verbose=0)).numpy()
    np.testing.assert_array_equal(said @ teacher.merged, said[:, [0, 1, 3, 2]])
    learnt = training.averaged.predict(training.validation[0], verbose=0).argmax(1)
    assert (learnt == (said @ teacher.merged).argmax(1)).mean() > 0.9


def test_words_that_a_learner_does_not_know_are_other_words(
    corpus: Corpus, plan: Plan, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    other = dataclasses.replace(plan.architecture, labels=("_silence_", "_unknown_", "up", "yes"))
    monkeypatch.setitem(PLANS, "teacher", Plan(other, plan.recipe))
    monkeypatch.setattr(make, "MODELS", tmp_path)
    with pytest.raises(PlainError, match=r"weights.npz: not there; run `firststeps train teacher`"):
        make.taught_by("teacher", plan.architecture.labels)
    weights = network(other).get_weights()
    save_arrays(tmp_path / "teacher" / "weights.npz", {f"{n:02d}": values for n, values in enumerate(weights)})
    merged = make.taught_by("teacher", plan.architecture.labels).merged
    assert merged.tolist() == [[1, 0, 0, 0], [0, 1, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0]]


def test_too_few_clips_are_said_in_a_line(corpus: Corpus, plan: Plan) -> None:
    wide = dataclasses.replace(plan, recipe=dataclasses.replace(plan.recipe, batch=1000))
    with pytest.raises(PlainError, match="the data give 192 clips an epoch, and a batch takes 1000"):
        begin(wide, corpus)


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
