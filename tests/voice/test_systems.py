"""The command lines of every system, on any system."""

from __future__ import annotations

import base64
import re
import sys
from collections.abc import Callable
from pathlib import Path

from firststeps.voice.actions import MEDIA_KEYS, VOLUME_CHANGES, Doing, Lock, Media, Open, Run, Type, Volume
from firststeps.voice.systems import SYSTEMS, Command, SystemName, found, program_of, this_system

import pytest
from hypothesis import given
from hypothesis import strategies as st

URL = "https://example.org/?a=1&b=$(reboot)"
LINES: list[tuple[SystemName, Doing, list[Command]]] = [
    ("linux", Open(URL), [("xdg-open", URL), ("gio", "open", URL)]),
    (
        "linux",
        Volume("up"),
        [
            ("wpctl", "set-volume", "-l", "1.0", "@DEFAULT_AUDIO_SINK@", "5%+"),
            (sys.executable, "-P", "-m", "firststeps.voice.louder", "pactl", "@DEFAULT_SINK@"),
            ("amixer", "-q", "sset", "Master", "5%+"),
        ],
    ),
    (
        "linux",
        Volume("mute"),
        [
            ("wpctl", "set-mute", "@DEFAULT_AUDIO_SINK@", "toggle"),
            ("pactl", "set-sink-mute", "@DEFAULT_SINK@", "toggle"),
            ("amixer", "-q", "sset", "Master", "toggle"),
        ],
    ),
    ("linux", Media("previous"), [("playerctl", "previous"), ("xdotool", "key", "XF86AudioPrev")]),
    (
        "linux",
        Lock(),
        [
            ("loginctl", "lock-session"),
            (
                "dbus-send",
                "--session",
                "--print-reply",
                "--dest=org.freedesktop.ScreenSaver",
                "/ScreenSaver",
                "org.freedesktop.ScreenSaver.Lock",
            ),
            ("xdg-screensaver", "lock"),
        ],
    ),
    ("linux", Type("-x"), [("wtype", "--", "-x"), ("xdotool", "type", "--clearmodifiers", "--", "-x")]),
    ("macos", Open(URL), [("open", URL)]),
    (
        "macos",
        Volume("down"),
        [("osascript", "-e", "set volume output volume ((output volume of (get volume settings)) - 6)")],
    ),
    (
        "macos",
        Media("next"),
        [("media-control", "next-track"), ("osascript", "-e", 'tell application "Music" to next track')],
    ),
    (
        "macos",
        Lock(),
        [
            (
                "osascript",
                "-e",
                'tell application "System Events" to keystroke "q" using {command down, control down}',
            ),
            ("pmset", "displaysleepnow"),
        ],
    ),
    ("windows", Open(URL), [("rundll32", "url.dll,FileProtocolHandler", URL)]),
    ("windows", Lock(), [("rundll32", "user32.dll,LockWorkStation")]),
    (
        "windows",
        Volume("up"),
        [
            (
                "powershell",
                "-NoProfile",
                "-NonInteractive",
                "-Command",
                "(New-Object -ComObject WScript.Shell).SendKeys([string][char]175)",
            )
        ],
    ),
]


@pytest.mark.parametrize(("name", "doing", "lines"), LINES, ids=lambda value: str(value)[:30])
def test_the_lines_are_these(name: SystemName, doing: Doing, lines: list[Command]) -> None:
    assert list(SYSTEMS[name].commands(doing)) == lines


def test_every_key_has_its_own_line_everywhere() -> None:
    for system in SYSTEMS.values():
        doings: list[Doing] = [*map(Volume, VOLUME_CHANGES), *map(Media, MEDIA_KEYS)]
        lines = [line for doing in doings for line in system.commands(doing)]
        assert len(set(lines)) == len(lines) >= len(doings)


def test_a_program_gets_its_arguments_as_they_are() -> None:
    command = ("notes", "; rm -rf ~", "$(reboot)", "`id`", "a'b\"c", "%PATH%", "")
    for each in SYSTEMS.values():
        assert each.commands(Run(command, stays=False)) == (command,)


def test_the_home_folder_is_known(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    [line] = this_system().commands(Run(("~/bin/lamp", "~"), stays=False))
    assert line == (str(tmp_path / "bin" / "lamp"), "~")


PRINTABLE = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=50)


@given(PRINTABLE)
def test_text_to_type_is_never_part_of_a_script(text: str) -> None:
    for line in SYSTEMS["linux"].commands(Type(text)):
        assert line[-2:] == ("--", text)
    [apple], [plain] = SYSTEMS["macos"].commands(Type(text)), SYSTEMS["macos"].commands(Type("x"))
    assert apple[:-1] == plain[:-1]
    assert apple[-1] == f"={text}"
    [windows] = SYSTEMS["windows"].commands(Type(text))
    packed = re.fullmatch(r".*FromBase64String\('([A-Za-z0-9+/=]+)'\)\)\)", windows[-1])
    assert packed is not None
    keys = base64.b64decode(packed[1]).decode("utf-16-le")
    assert re.sub(r"\{(.)\}", r"\1", keys) == text
    assert not re.search(r"(?<!\{)[+^%~()]|[+^%~()](?!\})", keys)


def test_a_program_counts_only_with_its_whole_path() -> None:
    def look(place: str | None) -> Callable[[str], str | None]:
        return lambda name: place and place + name

    assert found(("lamp", "on"), look("/usr/bin/")) == ("/usr/bin/lamp", "on")
    assert found(("lamp", "on"), look("./")) is None
    assert found(("lamp", "on"), look(None)) is None


def test_a_module_of_ours_counts_only_with_the_program_that_it_calls() -> None:
    command = SYSTEMS["linux"].commands(Volume("up"))[1]
    assert program_of(command) == "pactl"
    assert found(command, {"pactl": "/usr/bin/pactl"}.get) == (*command[:4], "/usr/bin/pactl", "@DEFAULT_SINK@")
    assert found(command, {sys.executable: sys.executable}.get) is None


def test_the_right_system_is_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    names = []
    for platform in ("linux", "darwin", "win32", "freebsd14"):
        monkeypatch.setattr(sys, "platform", platform)
        names.append(this_system().name)
    assert names == ["linux", "macos", "windows", "linux"]


def test_the_reading_of_powershell_is_as_we_take_it() -> None:
    """What SendKeys reads as a key stands in braces; all else is text."""
    [line] = SYSTEMS["windows"].commands(Type("50% (a+b)"))
    packed = line[-1].split("'")[1]
    assert base64.b64decode(packed).decode("utf-16-le") == "50{%} {(}a{+}b{)}"


def test_no_module_of_the_room_uses_a_shell() -> None:
    room = Path(sys.modules["firststeps.voice.systems"].__file__ or "").parent
    sources = "".join(path.read_text(encoding="utf-8") for path in sorted(room.glob("*.py")))
    assert not re.search(r"shell\s*=\s*True|os\.system|os\.popen|getoutput", sources)
    assert "subprocess.Popen" in sources  # it has been looked at indeed
