"""Programs are started, watched and ended, and whoever asked for them never waits."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from firststeps.voice import acting
from firststeps.voice.acting import Actor
from firststeps.voice.actions import Action, Doing, Open, Outcome, Result, Run, Volume
from firststeps.voice.obeying import Obeying
from firststeps.voice.systems import Command, SystemName

import pytest

PYTHON = sys.executable


class Made:
    """A system of which the tests say what it does."""

    name: SystemName = "linux"

    def __init__(self, *commands: Command) -> None:
        self._commands = commands

    def commands(self, doing: Doing) -> tuple[Command, ...]:
        return (doing.command,) if isinstance(doing, Run) else self._commands


def script(code: str, *arguments: str) -> Command:
    return (PYTHON, "-c", code, *arguments)


def action(doing: Doing | None, limit: float = 30, most: int = 100) -> Action:
    return Action(("go",), 4, doing, None, 5, limit, most, 10, 1)


def run(code: str, *arguments: str, limit: float = 30, stays: bool = False, most: int = 100) -> Action:
    return action(Run(script(code, *arguments), stays), limit, most)


@pytest.fixture
def actor() -> Iterator[Actor]:
    made = Actor(Made())
    yield made
    made.close()


def settled(actor: Actor, *actions: Action) -> list[Outcome]:
    for number, each in enumerate(actions):
        actor.do(float(number), each)
    actor.settle()
    return sorted(actor.outcomes(), key=lambda outcome: outcome.time)


WRITE = "import sys, pathlib; pathlib.Path(sys.argv[1]).write_text(repr(sys.argv[2:]))"


def test_what_is_done_is_told(actor: Actor, tmp_path: Path) -> None:
    written = tmp_path / "written"
    hostile = ["; rm -rf ~", "$(reboot)", "`id`", "a b", "'", '"', "%PATH%", "*", ""]
    [outcome] = settled(actor, run(WRITE, str(written), *hostile))
    assert outcome.result is Result.DONE
    assert written.read_text() == repr(hostile)
    assert outcome.command[0] == PYTHON
    assert outcome.delay is not None
    assert outcome.seconds is not None
    assert outcome.seconds > 0 <= outcome.delay


def test_a_program_that_fails_is_told_with_its_code(actor: Actor) -> None:
    [outcome] = settled(actor, run("raise SystemExit(3)"))
    assert (outcome.result, outcome.code) == (Result.FAILED, 3)
    assert str(outcome).endswith("failed with code 3")


def test_a_program_that_is_not_there_harms_nothing(actor: Actor) -> None:
    outcomes = settled(actor, action(Run(("no-such-program-3f", "x"), stays=False)), run("pass"))
    assert [outcome.result for outcome in outcomes] == [Result.NOT_FOUND, Result.DONE]
    assert outcomes[0].note == "install no-such-program-3f"


def test_a_file_that_is_no_program_harms_nothing(actor: Actor, tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    broken.write_bytes(b"\x7fELF, or so it says")
    broken.chmod(0o700)
    outcomes = settled(actor, action(Run((str(broken),), stays=False)), run("pass"))
    assert [outcome.result for outcome in outcomes] == [Result.FAILED, Result.DONE]
    assert outcomes[0].note


# It says so when it comes to its end by itself; otherwise the pipe is closed and nothing was said.
HANGS = """
import os, signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
pipe = os.open(sys.argv[1], os.O_WRONLY)
if sys.argv[2:]:
    subprocess.Popen([sys.executable, "-c", sys.argv[2], sys.argv[1]], start_new_session=False)
time.sleep(20)
os.write(pipe, b"alive")
"""


def test_a_program_that_hangs_is_ended_with_all_that_it_started(actor: Actor, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    actor.do(0, run(HANGS, str(tmp_path / "pipe"), HANGS, limit=2))
    with (tmp_path / "pipe").open("rb") as pipe:
        assert pipe.read() == b""  # both have it open, and it ends when both have gone
    actor.settle()
    assert [outcome.result for outcome in actor.outcomes()] == [Result.TIMED_OUT]


def test_others_do_not_wait_for_one_that_hangs(actor: Actor, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    actor.do(0, run("import sys; open(sys.argv[1]).read()", str(tmp_path / "pipe"), limit=60))
    actor.do(1, run("pass"))
    outcomes: list[Outcome] = []
    while not outcomes:
        outcomes = actor.outcomes()
    assert [(outcome.time, outcome.result) for outcome in outcomes] == [(1, Result.DONE)]
    (tmp_path / "pipe").write_bytes(b"")
    actor.settle()
    assert [(outcome.time, outcome.result) for outcome in actor.outcomes()] == [(0, Result.DONE)]


def test_too_many_at_once_are_refused(actor: Actor, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    hang = run("import sys; open(sys.argv[1]).read()", str(tmp_path / "pipe"), limit=60)
    room = acting.MOST_RUNNING + acting.MOST_WAITING
    for number in range(room + 5):
        actor.do(number, hang)
    results = [outcome.result for outcome in actor.outcomes()]
    assert set(results) == {Result.BUSY}
    assert 5 <= len(results) <= 5 + acting.MOST_RUNNING  # as many as had not been started by then
    actor.close()
    assert {outcome.result for outcome in actor.outcomes()} == {Result.STOPPED}


def test_too_often_is_refused(actor: Actor) -> None:
    twice = run("pass", most=2)
    outcomes = settled(actor, twice, twice, twice, run("0"))
    assert [outcome.result for outcome in outcomes] == [Result.DONE, Result.DONE, Result.TOO_OFTEN, Result.DONE]
    assert outcomes[2].note == "2 times in 10 s at most"


def test_a_program_that_may_stay_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(acting, "SETTLED", 0.1)
    os.mkfifo(tmp_path / "pipe")
    written = tmp_path / "written"
    code = "import sys, pathlib; open(sys.argv[1]).read(); pathlib.Path(sys.argv[2]).write_text('stayed')"
    actor = Actor(Made())
    [outcome] = settled(actor, run(code, str(tmp_path / "pipe"), str(written), limit=0.1, stays=True))
    assert outcome.result is Result.STARTED
    actor.close()
    (tmp_path / "pipe").write_bytes(b"")  # it waits until somebody writes, and so it is there
    while not written.exists() or not written.read_text():
        pass
    assert written.read_text() == "stayed"


def test_what_runs_is_ended_at_the_end(actor: Actor, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    actor.do(0, run(HANGS, str(tmp_path / "pipe"), limit=60))
    with (tmp_path / "pipe").open("rb") as pipe:
        actor.close()
        assert pipe.read() == b""
    assert [outcome.result for outcome in actor.outcomes()] == [Result.STOPPED]
    actor.do(1, run("pass"))
    assert [outcome.result for outcome in actor.outcomes()] == [Result.BUSY]


def test_the_next_program_is_tried(tmp_path: Path) -> None:
    made = Actor(Made(("no-such-program-3f",), script("raise SystemExit(1)"), script(WRITE, str(tmp_path / "written"))))
    [outcome] = settled(made, action(Volume("up")))
    made.close()
    assert outcome.result is Result.DONE
    assert outcome.command[-1] == str(tmp_path / "written")
    assert (tmp_path / "written").exists()


def test_the_last_one_that_was_tried_is_told() -> None:
    made = Actor(Made(script("raise SystemExit(1)"), script("raise SystemExit(2)"), ("no-such-program-3f",)))
    [outcome] = settled(made, action(Volume("up")))
    made.close()
    assert (outcome.result, outcome.code, outcome.command[-1]) == (Result.FAILED, 2, "raise SystemExit(2)")
    assert str(outcome) == f"volume up: failed with code 2; tried {PYTHON} and {PYTHON}"


def test_nothing_listed_here_is_nothing_done(actor: Actor) -> None:
    [outcome] = settled(actor, action(None))
    assert outcome.result is Result.NOT_HERE


def test_a_dry_run_does_nothing(tmp_path: Path) -> None:
    dry = Actor(Made(("no-such-program-3f",), script(WRITE, str(tmp_path / "b"))), dry=True)
    once = run(WRITE, str(tmp_path / "a"), most=1)
    outcomes = settled(dry, once, action(Open("https://example.org/")), once)
    dry.close()
    assert [outcome.result for outcome in outcomes] == [Result.DRY_RUN, Result.DRY_RUN, Result.TOO_OFTEN]
    assert outcomes[1].command == script(WRITE, str(tmp_path / "b"))
    assert list(tmp_path.iterdir()) == []


WHERE = """
import os, pathlib, sys
found = [sys.stdin.read(), os.getcwd(), str(os.getsid(0) == os.getpid()), str(os.isatty(1))]
print("x" * 10_000_000, file=sys.stderr)
pathlib.Path(sys.argv[1]).write_text("|".join(found))
"""


def test_a_program_is_alone(
    actor: Actor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    [outcome] = settled(actor, run(WHERE, str(tmp_path / "written")))
    assert outcome.result is Result.DONE
    assert (tmp_path / "written").read_text() == f"|{tmp_path}|True|False"
    assert capfd.readouterr() == ("", "")


@pytest.fixture
def obeying(tmp_path: Path) -> Iterator[Callable[[], list[tuple[float, str]]]]:
    """Return what has become of a sequence of words, of which two are one action that has to be confirmed."""
    lock = Action(("no", "no"), 4, Run(script(WRITE, str(tmp_path / "written")), stays=False), "yes", 5, 30, 3, 10, 1)
    made = Obeying([lock], Made())

    def told() -> list[tuple[float, str]]:
        made.settle()
        return [(outcome.time, outcome.result.value) for outcome in made.outcomes()]

    for time, word in ((1, "no"), (2, "no"), (3, "go"), (4, "no"), (5, "no"), (6, "yes"), (7, "yes")):
        made.heard(time, word)
    yield told
    made.close()


def test_words_become_outcomes_in_their_order(obeying: Callable[[], list[tuple[float, str]]], tmp_path: Path) -> None:
    asked = "waiting for confirmation"
    assert obeying() == [(2, asked), (3, "not confirmed"), (5, asked), (6, "done")]
    assert obeying() == []
    assert (tmp_path / "written").exists()
