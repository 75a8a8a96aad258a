"""What starts the services of a user: what is asked of it on every system."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from firststeps.voice.service import Places, Service
from firststeps.voice.systems import Command

RUNNING = "running"


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    code: int  # its exit status
    said: str  # all that it printed


@dataclass(frozen=True)
class Step:
    """A command on the way to a service, or away from it."""

    command: Command
    wanted: Literal["success", "failure", "either"] = "success"  # how it has to end
    attempts: int = 1  # half a second apart, until it ends so


class Manager(Protocol):
    """What starts the services of a user when they log in."""

    @property
    def name(self) -> str:
        """As people call it."""

    def definition(self, places: Places) -> Path:
        """Return the file that defines the service."""

    def content(self, service: Service) -> bytes:
        """Return what is in that file."""

    def there(self) -> Command:
        """Return a command that succeeds where the manager can be asked."""

    def install(self, definition: Path) -> tuple[Step, ...]:
        """Return what starts the service, now and whenever the user logs in, once its file has been written."""

    def end(self) -> tuple[Step, ...]:
        """Return what ends it and lets it not start again, before its file is removed."""

    def forget(self) -> tuple[Step, ...]:
        """Return what has to be done after that."""

    def links(self, definition: Path) -> Iterable[Path]:
        """Return links to its file that a manager which could not be asked has left."""

    def running(self) -> Command:
        """Return a command that tells what it is doing."""

    def state(self, done: Done) -> str:
        """Return, from how that command ended, what the manager says of it: RUNNING, or why it does not run."""
