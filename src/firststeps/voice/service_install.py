"""Installs a service and removes it, with all that it has left behind."""

from __future__ import annotations

import getpass
import json
import os
import shlex
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from typing import Any

from firststeps.errors import PlainError
from firststeps.files import write_json, write_whole
from firststeps.voice.manager import RUNNING, Done, Manager, Step
from firststeps.voice.service import NAME, Places, Service
from firststeps.voice.service_managers import Launchd, Systemd, TaskScheduler
from firststeps.voice.systems import Command, SystemName

Run = Callable[[Command], Done]

AGAIN = "`firststeps listen --service`, with the same options as before, installs it again"
_PAUSE = 0.5  # seconds from one attempt to the next


def run(command: Command) -> Done:
    """Run a command without a shell; one that is not there, or does not end, has failed."""
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace", timeout=60, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return Done(127, str(error))
    return Done(done.returncode, f"{done.stdout}{done.stderr}".strip())


def this_manager(system: SystemName, run: Run) -> Manager:
    """Return what starts services on this system."""
    if system == "windows":
        return TaskScheduler(f"{os.environ.get('USERDOMAIN', '.')}\\{getpass.getuser()}")
    if sys.platform != "win32" and system == "macos":
        return Launchd(os.getuid())
    return Systemd(run(("systemctl", "--user", "is-active", "graphical-session.target")).code == 0)


class Installer:
    """Brings a service to a manager, and takes it away."""

    def __init__(self, manager: Manager, places: Places, run: Run, sleep: Callable[[float], None] = time.sleep) -> None:
        """Do nothing yet."""
        self._manager, self._places, self._run, self._sleep = manager, places, run, sleep
        self._definition = manager.definition(places)

    @property
    def installed(self) -> bool:
        """Whether it is there, or a part of it."""
        return self._definition.exists() or self._places.installed.exists() or self._places.state.exists()

    def install(self, service: Service) -> None:
        """Install and start it, in place of one that is there.

        Raises:
            PlainError: if the manager is missing or refuses it; what was done by then can be removed.
        """
        command = shlex.join(("firststeps", "listen", *service.command[service.command.index("--serving") + 1 :]))
        asked = self._run(self._manager.there())
        if asked.code:
            said = asked.said.splitlines()[-1] if asked.said else "no answer"
            fix = f"log in at the desktop and try again; where there is none of it, let the desktop start `{command}`"
            raise PlainError(f"{self._manager.name} does not start services for you here ({said}): {fix}")
        folders = [self._definition.parent, self._places.state, self._places.log.parent]
        created = sorted({*self._created(), *(str(folder) for each in folders for folder in _missing(each))})
        # First of all, so that whatever happens from here on can be undone.
        write_json(self._places.installed, {"command": service.command, "created": created})
        self._places.state.chmod(0o700)
        for folder in folders:
            folder.mkdir(0o700, parents=True, exist_ok=True)
        write_whole(self._definition, self._manager.content(service))
        self._go(self._manager.install(self._definition))

    def uninstall(self) -> bool:
        """End it and remove its files, and the folders that were made for them; tell whether there was anything.

        Raises:
            PlainError: if it is still there after that.
        """
        was, created = self.installed, self._created()
        self._go(self._manager.end())
        for path in (*self._manager.links(self._definition), self._definition):
            path.unlink(missing_ok=True)
        self._go(self._manager.forget())
        log = self._places.log
        kept = self._places.state.iterdir() if self._places.state.exists() else ()
        halves = self._definition.parent.glob(f".{self._definition.name}.*")  # of one who was killed while writing
        for path in (*halves, *log.parent.glob(f"{log.name}*"), *kept):
            if path != self._places.installed:
                path.unlink()
        self._places.installed.unlink(missing_ok=True)  # last, for it says which folders are to go
        for folder in sorted({*created, str(self._places.state)}, key=len, reverse=True):
            with suppress(OSError):  # somebody else has put something into it
                Path(folder).rmdir()
        return was

    def running(self) -> bool:
        """Tell whether it runs."""
        return self._state() == RUNNING

    def status(self) -> Iterator[str]:
        """Yield lines about it; a file that it needs and that is gone is named, with what to do."""
        if not self.installed:
            yield "not installed; `firststeps listen --service` installs it"
            return
        state = self._state()
        yield f"{NAME}, by {self._manager.name}: {state if state == RUNNING else f'not running ({state})'}"
        command = self._record().get("command", [])
        if not command or not self._definition.exists():
            yield f"it is installed in part only; {AGAIN}"
        else:
            yield f"it runs: {shlex.join(command)}"
            yield from (f"{path}: it needs this file, which is gone; {AGAIN}" for path in _gone(command))
        yield f"defined in: {self._definition}"
        yield f"log: {self._places.log}"
        if last := _last_line(self._places.log):
            yield f"the last line of it: {last}"

    def _state(self) -> str:
        return self._manager.state(self._run(self._manager.running()))

    def _go(self, steps: Sequence[Step]) -> None:
        for step in steps:
            for attempt in range(step.attempts):
                done = self._run(step.command)
                if step.wanted == "either" or (step.wanted == "success") == (done.code == 0):
                    break
                if attempt + 1 < step.attempts:
                    self._sleep(_PAUSE)
            else:
                said = " ".join(done.said.split()) or f"exit status {done.code}"
                undo = "`firststeps listen --service --uninstall` removes what is there"
                raise PlainError(f"{shlex.join(step.command)}: {said}; mend that and try again, or {undo}")

    def _record(self) -> dict[str, Any]:
        """Return what is known of the last installation; nothing if its file is broken."""
        with suppress(OSError, ValueError):
            record = json.loads(self._places.installed.read_text(encoding="utf-8"))
            if isinstance(record, dict) and all(_is_texts(record.get(key)) for key in ("command", "created")):
                return record
        return {}

    def _created(self) -> list[str]:
        created: list[str] = self._record().get("created", [])
        return created


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(text, str) for text in value)


def _missing(folder: Path) -> Iterator[Path]:
    """Yield the folder, and those above it, that are not there yet."""
    while not folder.exists():
        yield folder
        folder = folder.parent


def _gone(command: Sequence[str]) -> Iterator[str]:
    """Yield the files that a command names and that are not there: its Python, and its file of actions."""
    actions = [path for option, path in pairwise(command) if option == "--actions"]
    yield from (path for path in (command[0], *actions) if not Path(path).exists())


def _last_line(log: Path) -> str:
    with suppress(OSError):
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
        return lines[-1] if lines else ""
    return ""
