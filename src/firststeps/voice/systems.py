"""What a built-in action is on each system: lists of arguments, of which the first that works is taken.

Nothing here runs anything, and nothing from the file is ever put into a script.  So the lines of every system can be
tested on any.
"""

from __future__ import annotations

import base64
import sys
from collections.abc import Callable
from pathlib import Path
from shutil import which
from typing import Literal, Protocol, assert_never, get_args

from firststeps.voice.actions import Doing, Lock, Media, MediaKey, Open, Run, Type, Volume, VolumeChange

SystemName = Literal["linux", "macos", "windows"]
SYSTEM_NAMES: tuple[SystemName, ...] = get_args(SystemName)

Command = tuple[str, ...]

# pactl goes on above what the maker calls full.  Not from the folder that we happen to be in: -P.
_LOUDER: Command = (sys.executable, "-P", "-m", "firststeps.voice.louder")


class System(Protocol):
    """How a system does what is asked of it."""

    @property
    def name(self) -> SystemName:
        """Its name in the file."""

    def commands(self, doing: Doing) -> tuple[Command, ...]:
        """Return argument lists that would do it, the best first: programs differ from machine to machine."""


class Linux:
    """Programs of the free desktops, for PipeWire, PulseAudio and ALSA, Wayland and X."""

    name: SystemName = "linux"

    def commands(self, doing: Doing) -> tuple[Command, ...]:
        """See ``System``."""
        match doing:
            case Run():
                return (_own(doing),)
            case Open():
                return (("xdg-open", doing.url), ("gio", "open", doing.url))
            case Volume():
                return self._volume(doing.change)
            case Media():
                name = {"play-pause": "Play", "next": "Next", "previous": "Prev", "stop": "Stop"}[doing.key]
                return (("playerctl", doing.key), ("xdotool", "key", f"XF86Audio{name}"))
            case Lock():
                # On KDE, xdg-screensaver locks the screen and then reports that it has not.
                saver = ("--dest=org.freedesktop.ScreenSaver", "/ScreenSaver", "org.freedesktop.ScreenSaver.Lock")
                by_bus = ("dbus-send", "--session", "--print-reply", *saver)
                return (("loginctl", "lock-session"), by_bus, ("xdg-screensaver", "lock"))
            case Type():
                return (("wtype", "--", doing.text), ("xdotool", "type", "--clearmodifiers", "--", doing.text))
        assert_never(doing)

    @staticmethod
    def _volume(change: VolumeChange) -> tuple[Command, ...]:
        wire, pulse = "@DEFAULT_AUDIO_SINK@", "@DEFAULT_SINK@"
        if change == "mute":
            return (
                ("wpctl", "set-mute", wire, "toggle"),
                ("pactl", "set-sink-mute", pulse, "toggle"),
                ("amixer", "-q", "sset", "Master", "toggle"),
            )
        sign = "+" if change == "up" else "-"
        of_pulse = (*_LOUDER, "pactl", pulse) if change == "up" else ("pactl", "set-sink-volume", pulse, "-5%")
        return (
            ("wpctl", "set-volume", "-l", "1.0", wire, f"5%{sign}"),
            of_pulse,
            ("amixer", "-q", "sset", "Master", f"5%{sign}"),
        )


class MacOS:
    """``open``, AppleScripts that are constants, and ``media-control`` where it is installed."""

    name: SystemName = "macos"

    def commands(self, doing: Doing) -> tuple[Command, ...]:
        """See ``System``."""
        match doing:
            case Run():
                return (_own(doing),)
            case Open():
                return (("open", doing.url),)
            case Volume():
                return (_apple_script(_APPLE_VOLUME[doing.change]),)
            case Media():
                general, of_music = _APPLE_MEDIA[doing.key]
                return (("media-control", general), _apple_script(f'tell application "Music" to {of_music}'))
            case Lock():
                # The first needs a permission that macOS asks for; the second locks if a password is asked for at once.
                keys = 'tell application "System Events" to keystroke "q" using {command down, control down}'
                return (_apple_script(keys), ("pmset", "displaysleepnow"))
            case Type():
                keys = 'tell application "System Events" to keystroke (text 2 thru -1 of (item 1 of argv))'
                # The sign before it is dropped again: text that begins with - would be taken for an option.
                return ((*_apple_script("on run argv", keys, "end run"), f"={doing.text}"),)
        assert_never(doing)


class Windows:
    """``rundll32``, and PowerShell with scripts that are constants."""

    name: SystemName = "windows"

    def commands(self, doing: Doing) -> tuple[Command, ...]:
        """See ``System``."""
        match doing:
            case Run():
                return (_own(doing),)
            case Open():
                return (("rundll32", "url.dll,FileProtocolHandler", doing.url),)
            case Volume():
                return (_power_shell(_press(_WINDOWS_VOLUME[doing.change])),)
            case Media():
                return (_power_shell(_press(_WINDOWS_MEDIA[doing.key])),)
            case Lock():
                return (("rundll32", "user32.dll,LockWorkStation"),)
            case Type():
                return (_power_shell(_typing(doing.text)),)
        assert_never(doing)


SYSTEMS: dict[SystemName, System] = {"linux": Linux(), "macos": MacOS(), "windows": Windows()}


def this_system() -> System:
    """Return the system that we are on; whatever is neither Windows nor macOS is taken to be like Linux."""
    return SYSTEMS["windows" if sys.platform == "win32" else "macos" if sys.platform == "darwin" else "linux"]


def found(command: Command, look: Callable[[str], str | None] = which) -> Command | None:
    """Return ``command`` with the whole path of its program, or None if that is not installed.

    A program that is found only because of the folder in which we happen to be does not count.
    """
    ours = _LOUDER if command[: len(_LOUDER)] == _LOUDER else ()
    path = look(program_of(command))
    return (*ours, path, *command[len(ours) + 1 :]) if path is not None and Path(path).is_absolute() else None


def program_of(command: Command) -> str:
    """Return the program that has to be installed for a command; that may be one which a module of ours calls."""
    return command[len(_LOUDER)] if command[: len(_LOUDER)] == _LOUDER else command[0]


def _own(doing: Run) -> Command:
    program, *arguments = doing.command
    return (str(Path(program).expanduser()) if program.startswith("~/") else program, *arguments)


_APPLE_VOLUME: dict[VolumeChange, str] = {
    "up": "set volume output volume ((output volume of (get volume settings)) + 6)",
    "down": "set volume output volume ((output volume of (get volume settings)) - 6)",
    "mute": "set volume output muted (not (output muted of (get volume settings)))",
}

# For any player, and for Apple's own.
_APPLE_MEDIA: dict[MediaKey, tuple[str, str]] = {
    "play-pause": ("toggle-play-pause", "playpause"),
    "next": ("next-track", "next track"),
    "previous": ("previous-track", "previous track"),
    "stop": ("stop", "stop"),
}

# Virtual key codes: VK_VOLUME_MUTE and those after it.
_WINDOWS_VOLUME: dict[VolumeChange, int] = {"mute": 0xAD, "down": 0xAE, "up": 0xAF}
_WINDOWS_MEDIA: dict[MediaKey, int] = {"next": 0xB0, "previous": 0xB1, "stop": 0xB2, "play-pause": 0xB3}


def _apple_script(*lines: str) -> Command:
    return ("osascript", *(part for line in lines for part in ("-e", line)))


def _power_shell(script: str) -> Command:
    return ("powershell", "-NoProfile", "-NonInteractive", "-Command", script)


def _press(key: int) -> str:
    # Without the cast to a string, PowerShell 5 sends the digits.
    return f"(New-Object -ComObject WScript.Shell).SendKeys([string][char]{key})"


def _typing(text: str) -> str:
    """Return a script that types a text.

    PowerShell would read whatever follows -Command as part of the script.  So the text comes in Base64, of whose
    letters, digits and signs none means anything inside of quotes.
    """
    keys = "".join(f"{{{sign}}}" if sign in "+^%~(){}[]" else sign for sign in text)  # SendKeys reads these otherwise
    packed = base64.b64encode(keys.encode("utf-16-le")).decode()
    unpacked = f"[Text.Encoding]::Unicode.GetString([Convert]::FromBase64String('{packed}'))"
    return f"(New-Object -ComObject WScript.Shell).SendKeys({unpacked})"
