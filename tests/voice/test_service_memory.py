"""What a service knows after a restart, and what it does with a file that somebody has broken."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

from firststeps.voice.actions import Action, Open, Outcome, Result, Run
from firststeps.voice.obeying import Obeying
from firststeps.voice.service_memory import Kept
from firststeps.voice.systems import Linux

import pytest

GO = Action(("go",), 4, Run((sys.executable, "-c", "pass"), False), None, 5, 30, 2, 60, 1)
NO = Action(("no", "no"), 4, Run((sys.executable, "-c", "pass"), False), "yes", 60, 30, 1, 60, 2)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "service" / "acted.json"


def heard(path: Path, *words: str, notes: list[str] | None = None) -> list[Result]:
    """Return what becomes of words that are heard, a second apart, by a service that was just started."""
    told: list[str] = [] if notes is None else notes
    obeying = Obeying([GO, NO], Linux(), memory=Kept(path, [GO, NO], told.append))
    for number, word in enumerate(words):
        obeying.heard(float(number), word)
    obeying.settle()
    outcomes: list[Outcome] = obeying.outcomes()
    obeying.close()
    return [outcome.result for outcome in outcomes]


def test_a_restart_does_not_forget_a_limit(path: Path) -> None:
    assert heard(path, "go") == [Result.DONE]
    assert heard(path, "go", "go") == [Result.DONE, Result.TOO_OFTEN]
    assert heard(path, "go") == [Result.TOO_OFTEN]


def test_what_was_refused_does_not_count(path: Path) -> None:
    heard(path, "go", "go")
    kept = path.read_bytes()
    assert heard(path, "go", "go") == [Result.TOO_OFTEN] * 2
    assert path.read_bytes() == kept


def test_a_limit_ends_when_its_time_is_over(path: Path) -> None:
    path.parent.mkdir()
    path.write_text(json.dumps({"go": [time.time() - 61, time.time() - 60.5]}))
    assert heard(path, "go", "go", "go") == [Result.DONE, Result.DONE, Result.TOO_OFTEN]


def test_a_clock_that_was_set_back_does_not_lift_it(path: Path) -> None:
    path.parent.mkdir()
    path.write_text(json.dumps({"go": [time.time() + 86_400] * 2}))
    assert heard(path, "go") == [Result.TOO_OFTEN]


def test_an_action_that_waits_is_called_off_by_a_restart(path: Path) -> None:
    assert heard(path, "no", "no") == [Result.WAITING]
    assert heard(path, "yes") == []
    assert not path.exists()


def test_it_is_kept_before_the_program_is_started(path: Path, tmp_path: Path) -> None:
    look = f"import shutil; shutil.copy({str(path)!r}, {str(tmp_path / 'seen')!r})"
    looks = Action(("go",), 4, Run((sys.executable, "-c", look), False), None, 5, 30, 2, 60, 1)
    obeying = Obeying([looks], Linux(), memory=Kept(path, [looks], print))
    obeying.heard(0.0, "go")
    obeying.settle()
    obeying.close()
    (when,) = json.loads((tmp_path / "seen").read_text())["go"]
    assert abs(when - time.time()) < 60


def test_a_limit_holds_though_the_action_was_changed(path: Path) -> None:
    heard(path, "go", "go")
    changed = Action(("go",), 4, Open("https://example.org"), None, 5, 30, 2, 60, 7)
    assert len(Kept(path, [changed], print).before(changed)) == 2


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b'{"go": 1}',
        b'{"go": ["1"]}',
        b'{"go": [NaN]}',
        b'{"go": [true]}',
        b"\xff\x00",
        b"[" * 100_000,
    ],
)
def test_a_broken_file_is_told_and_set_aside(content: bytes, path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    notes: list[str] = []
    assert heard(path, "go", notes=notes) == [Result.DONE]
    assert notes == [f"{path}: broken, and set aside as acted.json.broken; rate limits begin anew"]
    assert path.with_name("acted.json.broken").read_bytes() == content
    assert list(json.loads(path.read_text())) == ["go"]


def test_a_place_where_nothing_can_be_written_is_told_once(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    notes: list[str] = []
    assert heard(tmp_path / "file" / "acted.json", "go", "go", notes=notes) == [Result.DONE] * 2
    assert [note for note in notes if note.endswith("after a restart, rate limits will begin anew")] == notes[-1:]


def test_nobody_sees_a_half_written_file(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    heard(path, "go")
    kept = path.read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    monkeypatch.setattr(Path, "replace", full)
    assert heard(path, "go") == [Result.DONE]
    assert path.read_bytes() == kept
