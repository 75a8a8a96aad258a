"""Whatever is heard, nothing is started but what the file lists, and nothing of it before its words were said."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from firststeps.voice import acting
from firststeps.voice.actions import Doing, Run
from firststeps.voice.actions_file import read_actions
from firststeps.voice.obeying import Obeying
from firststeps.voice.systems import Command, SystemName

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

WORDS = ("yes", "no", "go", "stop", "up")
HOSTILE = ("", "go; reboot", "$(reboot)", "`id`", "run", "GO", "go go", "yes no", "go\0", "[[action]]", "../go")


class Listed:
    """A system on which programs are all that there is."""

    name: SystemName = "linux"

    def commands(self, doing: Doing) -> tuple[Command, ...]:
        assert isinstance(doing, Run)
        return (doing.command,)


@dataclass(frozen=True)
class Entry:
    """What a file lists."""

    say: tuple[str, ...]
    confirm: str | None
    command: tuple[str, ...]

    def __str__(self) -> str:
        confirm = json.dumps(self.confirm) if self.confirm else "false"
        say, run = json.dumps(" ".join(self.say)), json.dumps(self.command)
        return f"[[action]]\nsay = {say}\nrun = {run}\nconfirm = {confirm}\nmost = 100\nper = 1\n"


# No sequence begins with a word that acts alone, or the file would be refused.
ENTRIES = st.lists(
    st.tuples(
        st.one_of(
            st.sampled_from(("go", "up")).map(lambda word: (word,)),
            st.tuples(st.sampled_from(("no", "stop")), st.sampled_from(WORDS)),
        ),
        st.sampled_from((None, "yes", "stop")),
        st.lists(st.sampled_from((*WORDS, *HOSTILE[1:5])), max_size=3),
    ),
    min_size=1,
    max_size=4,
    unique_by=lambda entry: entry[0],
)
EVENTS = st.lists(
    st.tuples(st.floats(-5, 30), st.one_of(st.sampled_from((*WORDS, *HOSTILE)), st.text(max_size=5))), max_size=20
)


@pytest.fixture(scope="module")
def started() -> Iterator[list[Command]]:
    """Return what is started, without anything being started."""
    kept: list[Command] = []

    class Kept:
        def __init__(self, command: Command) -> None:
            kept.append(command)

        def code(self) -> int:
            return 0

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(acting, "Program", Kept)
        patch.setattr(acting, "found", lambda command: command)
        patch.setattr(acting, "_TICK", 0.0005)
        yield kept


def said_before(entry: Entry, words: list[str]) -> bool:
    """Tell whether an entry's words stand among others, one right after the other, and what confirms them then."""
    whole = [*entry.say, *([entry.confirm] if entry.confirm else [])]
    return any(words[place : place + len(whole)] == whole for place in range(len(words)))


@settings(max_examples=50)
@given(ENTRIES, EVENTS)
def test_only_what_is_listed_is_started(
    tmp_path_factory: pytest.TempPathFactory,
    started: list[Command],
    entries: list[tuple[tuple[str, ...], str | None, list[str]]],
    events: list[tuple[float, str]],
) -> None:
    listed = [
        Entry(say, confirm, (f"program-{number}", *arguments))
        for number, (say, confirm, arguments) in enumerate(entries)
    ]
    path = tmp_path_factory.getbasetemp() / "actions.toml"
    path.write_text("".join(map(str, listed)))
    started.clear()
    obeying = Obeying(read_actions(path, "linux"), Listed())
    for time, word in events:
        obeying.heard(time, word)
    obeying.settle()
    obeying.close()
    words = [word for _, word in events]
    allowed = {entry.command for entry in listed if said_before(entry, words)}
    assert set(started) <= allowed


def test_what_is_listed_is_started(tmp_path: Path, started: list[Command]) -> None:
    entries = [Entry(("go",), None, ("program-0", "$(reboot)")), Entry(("no", "no"), "yes", ("program-1",))]
    (tmp_path / "actions.toml").write_text("".join(map(str, entries)))
    started.clear()
    obeying = Obeying(read_actions(tmp_path / "actions.toml", "linux"), Listed())
    for time, word in enumerate(["no", "no", "yes", "go"]):
        obeying.heard(float(time), word)
    obeying.settle()
    obeying.close()
    assert started == [("program-1",), ("program-0", "$(reboot)")]
