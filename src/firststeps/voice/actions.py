"""What a word may do: the actions that a file can list, and what became of one."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, get_args

VolumeChange = Literal["up", "down", "mute"]
MediaKey = Literal["play-pause", "next", "previous", "stop"]

VOLUME_CHANGES: tuple[VolumeChange, ...] = get_args(VolumeChange)
MEDIA_KEYS: tuple[MediaKey, ...] = get_args(MediaKey)


@dataclass(frozen=True)
class Run:
    """A program of the reader's choice."""

    command: tuple[str, ...]  # the program and its arguments, as they are: no shell ever reads them
    stays: bool  # whether it may go on after its time limit, as a program with a window does

    def __str__(self) -> str:
        """Return it as one would type it."""
        return f"run {shlex.join(self.command)}"


@dataclass(frozen=True)
class Open:
    """A page in the browser."""

    url: str  # http or https

    def __str__(self) -> str:
        """Return it in words."""
        return f"open {self.url}"


@dataclass(frozen=True)
class Volume:
    """Louder, softer, or mute and back."""

    change: VolumeChange  # a step, or mute

    def __str__(self) -> str:
        """Return it in words."""
        return f"volume {self.change}"


@dataclass(frozen=True)
class Media:
    """A key of a media player."""

    key: MediaKey  # as it is printed on keyboards

    def __str__(self) -> str:
        """Return it in words."""
        return f"media {self.key}"


@dataclass(frozen=True)
class Lock:
    """The screen is locked."""

    def __str__(self) -> str:
        """Return it in words."""
        return "lock the screen"


@dataclass(frozen=True)
class Type:
    """Text for the window that has the focus."""

    text: str  # printable, so it has no Enter

    def __str__(self) -> str:
        """Return it in words."""
        return f"type {self.text!r}"


Doing = Run | Open | Volume | Media | Lock | Type


def stays(doing: Doing) -> bool:
    """Tell whether what it starts may go on after the time limit: a browser is no program that hangs."""
    return isinstance(doing, Open) or (isinstance(doing, Run) and doing.stays)


@dataclass(frozen=True)
class Action:
    """An entry of the file, for one system."""

    say: tuple[str, ...]  # the words, in their order
    within: float  # seconds from the first word to the last
    doing: Doing | None  # None if the file lists nothing for this system
    confirm: str | None  # the word that has to follow before anything is done
    confirm_within: float  # seconds in which it has to follow
    limit: float  # seconds after which what was started is ended
    most: int  # how many times it is done ...
    per: float  # ... in so many seconds, at most
    line: int  # where the file lists it

    def __str__(self) -> str:
        """Return what it does, in words."""
        return str(self.doing) if self.doing else "nothing on this system"


class Result(StrEnum):
    """What became of an action."""

    DONE = "done"  # the program ended and reported no error
    STARTED = "started"  # it runs on, as it may
    FAILED = "failed"  # it ended with an error
    TIMED_OUT = "timed out"  # it took too long and was ended
    NOT_FOUND = "not found"  # no such program is installed
    NOT_HERE = "not on this system"  # the file lists nothing for this system
    TOO_OFTEN = "too often"  # refused by its rate limit
    BUSY = "busy"  # refused, as too many others are under way
    WAITING = "waiting for confirmation"  # a second word has to follow
    LAPSED = "not confirmed"  # another word followed, or none in time
    DRY_RUN = "dry run"  # it would have been done
    STOPPED = "stopped"  # listening ended first, and so it was ended


@dataclass(frozen=True)
class Outcome:
    """What became of an action, and when."""

    time: float  # seconds into the stream, when its last word was accepted
    action: Action
    result: Result
    command: tuple[str, ...] = ()  # what was started, or would have been
    delay: float | None = None  # seconds from the word to the start of the program
    seconds: float | None = None  # that it ran
    code: int | None = None  # its exit status, if it failed
    note: str = ""  # what a person should know beside

    def __str__(self) -> str:
        """Return it as a line."""
        code = "" if self.code is None else f" with code {self.code}"
        return f"{self.action}: {self.result}{code}" + (f"; {self.note}" if self.note else "")
