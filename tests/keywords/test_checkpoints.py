"""A training goes on from its own state only: not from a broken one, nor one of other data, teachers or code."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

from firststeps.data.lock import sole_run
from firststeps.errors import PlainError
from firststeps.files import Arrays, load_arrays
from firststeps.keywords import checkpoints
from firststeps.keywords.checkpoints import checkpoint_path, resume, save
from firststeps.keywords.examples import Corpus
from firststeps.keywords.make import begin
from firststeps.keywords.recipes import Plan

import numpy as np
import pytest


class Counting:
    """A training that has come as far as a number."""

    def __init__(self, reached: int) -> None:
        self.reached = reached

    def state(self) -> Arrays:
        return {"reached": np.array(self.reached)}

    def restore(self, state: Arrays) -> None:
        self.reached = int(state["reached"])


@pytest.fixture
def path(tmp_path: Path) -> Path:
    place = tmp_path / "small-0123.npz"
    save(place, Counting(7))
    return place


def resumed(path: Path) -> tuple[int, list[str]]:
    training, notes = Counting(0), list[str]()
    resume(path, training, notes.append)
    return training.reached, notes


def test_it_goes_on_from_its_own_state(path: Path) -> None:
    assert resumed(path) == (7, [])
    assert resumed(path.with_name("none.npz")) == (0, [])


@pytest.mark.parametrize("place", [0, 40, 200, -40, -1])
def test_a_broken_state_is_kept_aside(path: Path, place: int) -> None:
    whole = path.read_bytes()
    path.write_bytes(whole[:place])
    reached, (note,) = resumed(path)
    assert reached == 0
    assert note == f"{path}: training can't go on from it, it is broken; kept as {path.name}.1, beginning anew"
    assert not path.exists()
    path.write_bytes(b"again")
    assert resumed(path)[0] == 0
    kept = [path.with_name(f"{path.name}.{number}").read_bytes() for number in (1, 2)]
    assert kept == [whole[:place], b"again"]


def test_a_changed_byte_is_noticed(path: Path) -> None:
    whole = bytearray(path.read_bytes())
    whole[whole.index(b"\x07\0\0\0\0\0\0\0")] = 8
    path.write_bytes(whole)
    reached, notes = resumed(path)
    assert (reached, len(notes)) == (0, 1)


def test_the_state_of_other_code_is_kept_aside(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = checkpoints._code()
    monkeypatch.setattr(checkpoints, "_code", lambda: code | {"augment.py": "other", "numpy": "1.0"})
    reached, (note,) = resumed(path)
    assert reached == 0
    assert "it was made with another augment.py, another numpy" in note
    assert json.loads(str(load_arrays(path.with_name(f"{path.name}.1"))["code"])) == code


def test_the_state_of_another_network_changes_nothing(corpus: Corpus, plan: Plan, tmp_path: Path) -> None:
    wide = dataclasses.replace(plan, architecture=dataclasses.replace(plan.architecture, width=16))
    path = tmp_path / "small-0123.npz"
    save(path, begin(wide, corpus))
    training, notes = begin(plan, corpus), list[str]()
    before = training.state()
    resume(path, training, notes.append)
    assert len(notes) == 1
    for name, values in training.state().items():
        np.testing.assert_array_equal(values, before[name])


def test_other_settings_data_or_teachers_have_another_place(tmp_path: Path) -> None:
    path = checkpoint_path(tmp_path, "small", b"recipe", b"data")
    assert path == checkpoint_path(tmp_path, "small", b"recipe", b"data")
    others = [(b"recipe", b"other"), (b"other", b"data"), (b"recipe", b"data", b"teacher"), (b"reciped", b"ata")]
    assert len({path, *(checkpoint_path(tmp_path, "small", *made_from) for made_from in others)}) == 5


def test_other_data_have_another_digest(corpus: Corpus) -> None:
    changed = corpus.training.features.copy()
    changed[3, 50, 20] += 1
    renamed = corpus.training.words.copy()
    renamed[0] = "no"
    parts = [
        dataclasses.replace(corpus.training, features=changed),
        dataclasses.replace(corpus.training, words=renamed),
    ]
    others = [dataclasses.replace(corpus, training=part) for part in parts]
    others.append(dataclasses.replace(corpus, validation_noise=corpus.validation_noise[1:]))
    assert len({corpus.digest(), *(other.digest() for other in others)}) == 4


def test_a_second_run_is_turned_away_and_leftovers_go(tmp_path: Path) -> None:
    states, small, tiny = (tmp_path / name for name in ("states", "small", "tiny"))
    for folder, *names in ((states, ".small-01.npz.99", ".tiny-01.npz.99"), (small, ".small.tflite.99", "log.csv")):
        folder.mkdir()
        for name in names:
            (folder / name).write_bytes(b"half")
    with sole_run(states, small):
        assert {path.name for path in states.iterdir()} == {"small.lock", ".tiny-01.npz.99"}
        assert [path.name for path in small.iterdir()] == ["log.csv"]
        with pytest.raises(PlainError, match="another run is training 'small'"), sole_run(states, small):
            pass
        with sole_run(states, tiny):
            pass
    with sole_run(states, small):
        pass
