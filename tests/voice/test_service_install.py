"""A service comes and goes, and after that the home folder is as it was; the managers are made by hand."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

from firststeps.errors import PlainError
from firststeps.voice import service_install
from firststeps.voice.manager import Done, Manager
from firststeps.voice.service import Places, Service
from firststeps.voice.service_install import Installer, run
from firststeps.voice.service_managers import Launchd, Systemd, TaskScheduler
from firststeps.voice.systems import Command

import pytest

MANAGERS: list[Manager] = [Systemd(desktop=False), Launchd(501), TaskScheduler("HOUSE\\ada")]
OTHERS = {".config/kept.toml": "a", ".local/state/other/x": "b", "Library/y": "c"}


class Made:
    """Does what is asked as systemd, launchd and Task Scheduler would, as far as one can see from outside."""

    def __init__(self) -> None:
        self.asked: list[Command] = []
        self.loaded = False
        self.refuse = ""  # a word: commands that have it fail
        self.stop_at = -1  # the number of the command at which somebody ends us

    def __call__(self, command: Command) -> Done:
        if len(self.asked) == self.stop_at:
            raise KeyboardInterrupt
        self.asked.append(command)
        if self.refuse and self.refuse in command:
            return Done(5, "it can't be done\n")
        if {"restart", "bootstrap", "/Run"} & set(command):
            self.loaded = True
        if {"disable", "bootout", "/Delete"} & set(command):
            self.loaded = False
        about = {"print", "is-active", "/Query", "powershell"} & set(command) and command[-1] not in (
            "gui/501",
            "/Query",
        )
        return Done(0 if self.loaded or not about else 3, "Running state = running" if self.loaded else "inactive")


@pytest.fixture
def places(tmp_path: Path) -> Places:
    """Return the places in a home folder in which others have files, too."""
    home = tmp_path / "home"
    for name, text in OTHERS.items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(text)
    ours = home / ".local" / "state" / "firststeps"
    return Places(home, home / ".config", ours / "service", ours / "log" / "listen.log")


def tree(folder: Path) -> dict[str, bytes | None]:
    """Return all that is in a folder: files with what is in them, folders with nothing."""
    found = sorted(folder.rglob("*"))
    return {str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None for path in found}


def service(tmp_path: Path) -> Service:
    actions = tmp_path / "actions.toml"
    actions.touch()
    return Service((sys.executable, "-m", "firststeps", "listen", "--serving", "--actions", str(actions)), ())


def used(places: Places) -> None:
    """Leave what a service leaves when it runs."""
    for name in ("listen.log", "listen.log.1", "listen.log.3"):
        (places.log.parent / name).write_text("{}\n")
    (places.state / "acted.json").write_text("{}")
    (places.state / "acted.json.broken").write_text("[")


@pytest.mark.parametrize("manager", MANAGERS, ids=lambda manager: manager.name)
def test_nothing_is_left_behind(manager: Manager, places: Places, tmp_path: Path) -> None:
    before, made = tree(places.home), Made()
    Installer(manager, places, made).install(service(tmp_path))
    assert manager.definition(places).read_bytes() == manager.content(service(tmp_path))
    assert made.loaded
    used(places)
    assert Installer(manager, places, made).uninstall() is True
    assert not made.loaded
    assert tree(places.home) == before


@pytest.mark.parametrize("manager", MANAGERS, ids=lambda manager: manager.name)
def test_twice_is_once(manager: Manager, places: Places, tmp_path: Path) -> None:
    before, made = tree(places.home), Made()
    installer = Installer(manager, places, made)
    installer.install(service(tmp_path))
    used(places)
    after_one = tree(places.home)
    installer.install(service(tmp_path))
    assert tree(places.home) == after_one
    assert installer.uninstall() is True
    assert tree(places.home) == before
    assert installer.uninstall() is False
    assert tree(places.home) == before


@pytest.mark.parametrize("manager", MANAGERS, ids=lambda manager: manager.name)
def test_whoever_interrupts_an_installation_can_undo_it(manager: Manager, places: Places, tmp_path: Path) -> None:
    before = tree(places.home)
    for stop_at in range(1, 10):
        made = Made()
        made.stop_at = stop_at
        try:
            Installer(manager, places, made).install(service(tmp_path))
        except KeyboardInterrupt:
            made.stop_at = -1
            assert Installer(manager, places, made).installed
            assert any("in part" in line or "not running" in line for line in Installer(manager, places, made).status())
        else:
            break
        assert Installer(manager, places, made).uninstall() is True
        assert tree(places.home) == before
    assert 2 <= stop_at < 9


def test_it_can_be_undone_when_it_was_killed_while_writing(
    places: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def half(path: Path, content: bytes) -> None:
        path.with_name(f".{path.name}.4711").write_bytes(content[:10])
        raise KeyboardInterrupt

    before, installer = tree(places.home), Installer(MANAGERS[0], places, Made())
    monkeypatch.setattr(service_install, "write_whole", half)
    with pytest.raises(KeyboardInterrupt):
        installer.install(service(tmp_path))
    assert any("installed in part only" in line for line in installer.status())
    assert installer.uninstall() is True
    assert tree(places.home) == before


def test_links_go_even_if_systemd_cannot_be_asked(places: Places, tmp_path: Path) -> None:
    before, manager = tree(places.home), Systemd(desktop=False)
    Installer(manager, places, Made()).install(service(tmp_path))
    definition = manager.definition(places)
    link = definition.parent / "default.target.wants" / definition.name
    link.parent.mkdir()
    link.symlink_to(definition)
    mute = Made()
    mute.refuse = "--user"
    assert Installer(manager, places, mute).uninstall() is True
    assert not link.is_symlink()
    link.parent.rmdir()
    assert set(tree(places.home)) - set(before) == {".config/systemd", ".config/systemd/user"}


def test_what_somebody_else_has_put_beside_it_stays(places: Places, tmp_path: Path) -> None:
    installer = Installer(MANAGERS[0], places, Made())
    installer.install(service(tmp_path))
    (places.log.parent / "mine.txt").write_text("mine")
    installer.uninstall()
    left = [name for name, text in tree(places.home).items() if text is not None and name not in OTHERS]
    assert left == [".local/state/firststeps/log/mine.txt"]


@pytest.mark.parametrize("content", ["", "[]", '{"command": 1, "created": [2]}', "\x00"])
def test_a_broken_record_stops_nobody(content: str, places: Places, tmp_path: Path) -> None:
    installer = Installer(MANAGERS[0], places, Made())
    installer.install(service(tmp_path))
    places.installed.write_text(content)
    assert any("in part only" in line for line in installer.status())
    assert installer.uninstall() is True
    assert [name for name, text in tree(places.home).items() if text is not None] == sorted(OTHERS)


@pytest.mark.parametrize(
    ("manager", "word", "said"),
    [
        (MANAGERS[0], "show-environment", "systemd does not start services for you here (it can't be done)"),
        (MANAGERS[0], "restart", "systemctl --user restart firststeps-listen.service: it can't be done; mend that"),
        (MANAGERS[1], "bootstrap", "firststeps-listen.plist: it can't be done; mend that"),
        (MANAGERS[2], "/Create", "/F: it can't be done; mend that"),
    ],
)
def test_a_refusal_is_told_in_a_line(manager: Manager, word: str, said: str, places: Places, tmp_path: Path) -> None:
    before, made, waits = tree(places.home), Made(), list[float]()
    made.refuse = word
    installer = Installer(manager, places, made, waits.append)
    with pytest.raises(PlainError) as told:
        installer.install(service(tmp_path))
    assert said in str(told.value)
    assert "\n" not in str(told.value)
    assert len(waits) == (19 if word == "bootstrap" else 0)
    made.refuse = ""
    installer.uninstall()
    assert tree(places.home) == before


def test_a_task_that_stays_is_told(places: Places, tmp_path: Path) -> None:
    made = Made()
    installer = Installer(MANAGERS[2], places, made)
    installer.install(service(tmp_path))
    made.refuse = "/Delete"
    with pytest.raises(PlainError, match="/Query"):
        installer.uninstall()
    assert installer.installed


def moved(command: list[str], gone: str) -> list[str]:
    return [f"/nowhere/{gone}" if gone in Path(part).name else part for part in command]


@pytest.mark.parametrize("gone", ["python", "actions.toml"])
def test_a_file_that_was_moved_is_named(gone: str, places: Places, tmp_path: Path) -> None:
    installer = Installer(MANAGERS[0], places, Made())
    installer.install(service(tmp_path))
    assert not any("which is gone" in line for line in installer.status())
    record = json.loads(places.installed.read_text())
    places.installed.write_text(json.dumps(record | {"command": moved(record["command"], gone)}))
    (line,) = (line for line in installer.status() if "which is gone" in line)
    assert line.startswith(f"/nowhere/{gone}: it needs this file, which is gone; `firststeps listen --service`")


def test_the_status_tells_what_there_is(places: Places, tmp_path: Path) -> None:
    made = Made()
    installer = Installer(MANAGERS[0], places, made)
    assert list(installer.status()) == ["not installed; `firststeps listen --service` installs it"]
    installer.install(service(tmp_path))
    places.log.write_text('{"event": "begin"}\n{"event": "note"}\n')
    assert next(installer.status()) == "firststeps-listen, by systemd: running"
    assert list(installer.status())[-1] == 'the last line of it: {"event": "note"}'
    made.loaded = False
    assert next(installer.status()) == "firststeps-listen, by systemd: not running (inactive)"


def test_only_its_owner_may_look_into_its_folders(places: Places, tmp_path: Path) -> None:
    Installer(MANAGERS[0], places, Made()).install(service(tmp_path))
    assert [folder.stat().st_mode & 0o777 for folder in (places.state, places.log.parent)] == [0o700, 0o700]


@pytest.mark.parametrize("asked", [lambda: run(("no-such-program-3f",)), lambda: run((sys.executable, "-c", "1/0"))])
def test_a_command_that_fails_says_why(asked: Callable[[], Done]) -> None:
    done = asked()
    assert done.code
    assert done.said
