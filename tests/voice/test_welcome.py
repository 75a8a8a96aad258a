"""What is said when listening begins."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from firststeps.errors import PlainError
from firststeps.keywords.detector import Detection
from firststeps.voice.actions import Action, Open
from firststeps.voice.cascade import Cascade, Waking
from firststeps.voice.ears import Hearing, Looker, Recogniser
from firststeps.voice.speech import FreeSpeech
from firststeps.voice.welcome import afforded, welcome

import pytest

PATH = Path("actions.toml")


def never() -> Looker:
    raise AssertionError("nobody listens yet")


def model(*words: str, cost: float = 0) -> Hearing:
    return Hearing(("_silence_", "_unknown_", *words), Detection(hop=0.5), 640, never, cost)


def wakes(recogniser: Hearing) -> Cascade:
    return Cascade(Hearing(("hey_jarvis",), Detection(), 640, never), recogniser, Waking(), lambda: None)


def action(*say: str, confirm: str | None = None) -> Action:
    return Action(say, 4, Open("https://a.b"), confirm, 5, 10, 3, 10, 1)


def test_one_without_actions_learns_what_to_say_and_where_they_come_from() -> None:
    first, second = welcome(model("yes", "no", "go"), None, (), dry=False)
    assert first == "say yes, no or go; Ctrl-C ends it"
    assert "`firststeps actions init`" in second


def test_one_with_actions_learns_how_many_are_obeyed() -> None:
    listed = (action("yes"), action("no", "go"), action("yes", "yes", confirm="up"), action("marvin"))
    assert [*welcome(model("yes", "no", "go"), PATH, listed, dry=False)][1:] == [
        "obeying 2 of the 4 actions in actions.toml"
    ]
    assert [*welcome(model("yes"), PATH, listed[:1], dry=True)] == [
        "say yes; Ctrl-C ends it",
        "a dry run of 1 action in actions.toml",
    ]


def test_the_wake_word_comes_first() -> None:
    first, _ = welcome(wakes(model("yes", "no")), None, (), dry=False)
    assert first == "say hey jarvis, then yes or no; Ctrl-C ends it"


def test_free_speech_knows_more_words_than_can_be_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FreeSpeech, "__init__", lambda self: None)
    assert [*welcome(FreeSpeech(), PATH, (action("marvin"),), dry=False)] == [
        "say what you like; Ctrl-C ends it",
        "obeying 1 action in actions.toml",
    ]


@pytest.mark.parametrize("wrapped", [lambda recogniser: recogniser, wakes])
def test_what_a_look_costs_is_told_and_has_to_be_affordable(wrapped: Callable[[Hearing], Recogniser]) -> None:
    afforded(wrapped(model("yes")))
    afforded(wrapped(model("yes", cost=0.26)))
    first, *_ = welcome(wrapped(model("yes", cost=0.26)), None, (), dry=False)
    assert first == "a look every 0.5 s, each takes 0.26 s on this machine"
    with pytest.raises(PlainError, match=r"a look takes 0\.51 s on this machine, .* `--model spotter`"):
        afforded(wrapped(model("yes", cost=0.51)))
