"""A service of the user: what it runs, and where its files lie."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from firststeps.errors import PlainError
from firststeps.voice.systems import Command

import platformdirs

NAME = "firststeps-listen"

# A service is started by the system, whose variables are not those of a terminal: without PATH it would not find the
# programs that `firststeps actions check` has found, and without the others it would look in the wrong folders.
_CARRIED = ("FIRSTSTEPS_WORDS", "PATH", "XDG_DATA_HOME", "XDG_STATE_HOME")


@dataclass(frozen=True)
class Service:
    """What is started when the user logs in."""

    command: Command  # the whole path of a Python, and its arguments
    environment: tuple[tuple[str, str], ...]  # variables that it is started with, by name


@dataclass(frozen=True)
class Places:
    """Where its files lie; the last two belong to it alone."""

    home: Path  # the user's
    settings: Path  # those of all programs
    state: Path  # the folder of what it has to know after a restart
    log: Path  # the newest file of its log

    @property
    def acted(self) -> Path:
        """The file of what was done lately."""
        return self.state / "acted.json"

    @property
    def installed(self) -> Path:
        """The file of what was installed."""
        return self.state / "installed.json"

    @staticmethod
    def of_user() -> Places:
        """Return where this system keeps such files."""
        settings = platformdirs.user_config_path()
        state = platformdirs.user_state_path("firststeps", appauthor=False)
        log = platformdirs.user_log_path("firststeps", appauthor=False)
        return Places(Path.home(), settings, state / "service", log / "listen.log")


def service_of(options: Sequence[str], variables: Mapping[str, str] = os.environ) -> Service:
    """Return the service that runs ``firststeps listen`` with these options, from whatever folder.

    Raises:
        PlainError: if a control character is among them: not every system can be told of one.
    """
    # Not resolved: the Python of a virtual environment is a link, and knows by its place to which one it belongs.
    # Nor does -P let it look for modules in the folder in which it happens to be started.
    command = (str(_python(Path(sys.executable))), "-P", "-m", "firststeps", "listen", "--serving", *options)
    carried = {name: variables[name] for name in _CARRIED if variables.get(name)}
    if "PATH" in carried:
        carried["PATH"] = os.pathsep.join(
            part for part in carried["PATH"].split(os.pathsep) if Path(part).is_absolute()
        )
    for text in (*command, *carried.values()):
        if not text.isprintable():
            raise PlainError(f"{text!r} has a control character, which a service can't be started with; rename it")
    return Service(command, tuple(sorted(carried.items())))


def _python(path: Path) -> Path:
    """Return, on Windows, the Python beside it that opens no window."""
    windowless = path.with_name("pythonw.exe")
    return windowless if windowless.is_file() else path
