"""The log of a service: what is in it, what is not, and how large it gets."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from firststeps.errors import PlainError
from firststeps.keywords.detector import Event
from firststeps.voice import service_log
from firststeps.voice.actions import Action, Open, Outcome, Result
from firststeps.voice.listening_loop import Accepted
from firststeps.voice.service_log import Log

import numpy as np
import pytest

ACTION = Action(("go",), 4, Open("https://example.org/100%"), None, 5, 30, 2, 60, 1)


def said(word: str) -> Accepted:
    return Accepted(Event(12.0, word, 0.914), 0.00123)


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "log" / "listen.log"


def test_a_word_and_its_outcome_are_a_line(path: Path) -> None:
    log = Log(path)
    log.words = {"go"}
    with log.errors():
        log.heard(said("go"))
        log.acted(Outcome(12.0, ACTION, Result.TOO_OFTEN, note="2 times in 60 s"), said("go"))
        log.acted(Outcome(12.0, ACTION, Result.LAPSED), None)
        log.note("   12.00 s  alexa: listening for 4 s")
    found = lines(path)
    word = {"event": "word", "word": "go", "confidence": 0.914, "latency": 0.0012}
    did = {"action": "open https://example.org/100%", "outcome": "too often", "note": "2 times in 60 s"}
    assert abs((datetime.now().astimezone() - datetime.fromisoformat(found[0]["at"])).total_seconds()) < 60
    assert [{key: value for key, value in line.items() if key != "at"} for line in found] == [
        word,
        word | did,
        {"event": "action", "action": "open https://example.org/100%", "outcome": "not confirmed"},
        {"event": "note", "text": "12.00 s  alexa: listening for 4 s"},
    ]


def test_words_that_mean_nothing_and_sound_are_not_written(path: Path) -> None:
    log = Log(path)
    log.words = {"go"}
    with log.errors():
        log.heard(said("my secret plan"))
        log.moment(np.full(640, 1_234, np.int16), [])
    assert path.read_text() == ""


def test_it_gets_no_larger_than_that(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service_log, "MOST_BYTES", 2_000)
    log = Log(path)
    with log.errors():
        for number in range(500):
            log.note(f"note {number}")
    files = sorted(path.parent.iterdir())
    assert [file.name for file in files] == ["listen.log", "listen.log.1", "listen.log.2", "listen.log.3"]
    assert all(file.stat().st_size <= 2_000 for file in files)
    assert lines(path)[-1]["text"] == "note 499"
    assert path.parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize(("error", "text"), [(PlainError("it is so"), "it is so"), (KeyError("x"), "KeyError: 'x'")])
def test_what_goes_wrong_is_written_and_passes(error: Exception, text: str, path: Path) -> None:
    log = Log(path)
    with pytest.raises(type(error)), log.errors():
        raise error
    (line,) = lines(path)
    assert (line["event"], line["text"]) == ("error", text)
    assert ("trace" in line) == (not isinstance(error, PlainError))
