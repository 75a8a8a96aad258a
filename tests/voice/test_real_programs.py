"""The command lines of Linux with the programs that they name: what arrives is what was asked for.

Nothing of it reaches the desktop of whoever runs this: the display, the bus and the browser are made here.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from firststeps.voice.acting import Actor
from firststeps.voice.actions import MEDIA_KEYS, Action, Doing, Lock, Media, Open, Outcome, Result, Type
from firststeps.voice.systems import Command, Linux, SystemName

import pytest

from ..missing import missing

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="these are programs of Linux; run it there")

SYSTEM_PYTHON = "/usr/bin/python3"  # Debian's packages of Python are for this one
NEEDED = "apt-get install xvfb xdotool xterm playerctl dbus python3-dbus python3-gi"
PATIENCE = 20.0  # seconds that anything may take

# A player and a screen saver that write down what they are asked to do.
DESKTOP = """
import dbus, dbus.service
from dbus.mainloop.glib import DBusGMainLoop
from gi.repository import GLib

DBusGMainLoop(set_as_default=True)
bus = dbus.SessionBus()
PLAYER, SAVER = "org.mpris.MediaPlayer2.Player", "org.freedesktop.ScreenSaver"
ABLE = dict.fromkeys(("CanControl", "CanPlay", "CanPause", "CanGoNext", "CanGoPrevious"), True)
STATE = ABLE | {"PlaybackStatus": "Playing", "Metadata": dbus.Dictionary({}, signature="sv")}

class Desktop(dbus.service.Object):
    @dbus.service.method(PLAYER)
    def PlayPause(self): print("play-pause", flush=True)
    @dbus.service.method(PLAYER)
    def Next(self): print("next", flush=True)
    @dbus.service.method(PLAYER)
    def Previous(self): print("previous", flush=True)
    @dbus.service.method(PLAYER)
    def Stop(self): print("stop", flush=True)
    @dbus.service.method(SAVER)
    def Lock(self): print("lock", flush=True)
    @dbus.service.method(dbus.PROPERTIES_IFACE, in_signature="ss", out_signature="v")
    def Get(self, interface, name): return STATE[name]
    @dbus.service.method(dbus.PROPERTIES_IFACE, in_signature="s", out_signature="a{sv}")
    def GetAll(self, interface): return STATE

names = [dbus.service.BusName(name, bus) for name in ("org.mpris.MediaPlayer2.made", SAVER)]
objects = [Desktop(bus, "/org/mpris/MediaPlayer2"), Desktop(bus, "/ScreenSaver")]
print("ready", flush=True)
GLib.MainLoop().run()
"""


class Only:
    """Linux with one of its command lines."""

    name: SystemName = "linux"

    def __init__(self, program: str) -> None:
        self._program = program

    def commands(self, doing: Doing) -> tuple[Command, ...]:
        return tuple(command for command in Linux().commands(doing) if command[0] == self._program)


def done(doing: Doing, program: str) -> Outcome:
    """Have it done by one program."""
    actor = Actor(Only(program))
    actor.do(0, Action(("go",), 4, doing, None, 5, PATIENCE, 100, 1, 1))
    actor.settle()
    actor.close()
    [outcome] = actor.outcomes()
    return outcome


def needs(*programs: str) -> None:
    for program in programs:
        if shutil.which(program) is None:
            missing(program, NEEDED)


def until(there: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not there():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_the_browser_gets_the_address_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if shutil.which("xdg-open") is None:
        missing("xdg-open", "apt-get install xdg-utils")
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > "{tmp_path}/opened"\n')
    browser.chmod(0o755)
    for name in set(os.environ) - {"PATH"}:  # they say which desktop runs
        monkeypatch.delenv(name)
    monkeypatch.setenv("BROWSER", str(browser))
    monkeypatch.setenv("HOME", str(tmp_path))
    url = f"https://example.org/?a=1&b=$(touch%20{tmp_path}/x)`id`;c"
    assert done(Open(url), "xdg-open").result is Result.DONE
    assert (tmp_path / "opened").read_text() == f"{url}\n"


@pytest.fixture
def display(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Start a display that nobody sees."""
    needs("Xvfb", "xdotool", "xterm")
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "640x480x24"]
    server = subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL)
    os.close(writing)
    try:
        with os.fdopen(reading) as number:
            monkeypatch.setenv("DISPLAY", f":{number.readline().strip()}")
        yield
    finally:
        server.terminate()
        server.wait()


@pytest.mark.soak
@pytest.mark.usefixtures("display")
def test_text_is_typed_into_the_window_that_has_the_focus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    # Letters that the keyboard does not have, xdotool loses now and then, here every fifth.
    text = "-x Hello: $(id) `id` 'a' \"b\" & <c>; ~/d %PATH% \\n"
    typed = tmp_path / "typed"
    script = f'touch "{tmp_path}/ready"; cat > "{typed}"'
    window = subprocess.Popen(["xterm", "-u8", "-e", "sh", "-c", script])
    try:
        until((tmp_path / "ready").exists)
        subprocess.run(["xdotool", "search", "--sync", "--class", "xterm", "windowfocus", "--sync"], check=True)
        assert done(Type(text), "xdotool").result is Result.DONE
        subprocess.run(["xdotool", "key", "Return", "ctrl+d"], check=True)
        assert window.wait(PATIENCE) == 0
    finally:
        window.kill()
        window.wait()
    assert typed.read_text(encoding="utf-8") == f"{text}\n"


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], list[str]]]:
    """Return what a player and a screen saver have been asked to do, on a bus of their own."""
    needs("dbus-daemon", "dbus-send", "playerctl")
    if subprocess.run([SYSTEM_PYTHON, "-c", "import dbus, gi"], capture_output=True, check=False).returncode:
        missing("dbus and gi for the system's Python", NEEDED)
    command = ["dbus-daemon", "--session", "--nofork", "--print-address"]
    bus = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert bus.stdout is not None
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", bus.stdout.readline().strip())
    log = tmp_path / "asked"
    with log.open("w") as lines:
        desktop = subprocess.Popen([SYSTEM_PYTHON, "-c", DESKTOP], stdout=lines)
    try:
        until(lambda: "ready" in log.read_text())
        yield lambda: log.read_text().split()[1:]
    finally:
        for process in (desktop, bus):
            process.terminate()
            process.wait()
        bus.stdout.close()


@pytest.mark.soak
def test_a_player_and_a_screen_saver_are_asked(asked: Callable[[], list[str]]) -> None:
    for key in MEDIA_KEYS:
        assert done(Media(key), "playerctl").result is Result.DONE
    assert done(Lock(), "dbus-send").result is Result.DONE
    until(lambda: asked() == [*MEDIA_KEYS, "lock"])


@pytest.mark.soak
def test_without_a_player_it_is_told(asked: Callable[[], list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
    assert done(Media("next"), "playerctl").result is Result.FAILED
    assert done(Lock(), "dbus-send").result is Result.FAILED
    assert asked() == []
