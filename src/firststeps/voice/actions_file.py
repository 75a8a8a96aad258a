"""The file that lists what words may do: read with suspicion, refused with the line and the remedy."""

from __future__ import annotations

import os
import re
import stat
import tomllib
from pathlib import Path
from typing import Any

from firststeps.errors import PlainError
from firststeps.voice.actions import Action
from firststeps.voice.actions_schema import Spot, action_of
from firststeps.voice.systems import SystemName
from firststeps.voice.toml_lines import Lines, NestedTooDeepError

import platformdirs

MOST_BYTES = 64 * 1024  # of a file; the one that `firststeps actions init` writes has 3 KB
MOST_LINES = 500
LONGEST_LINE = 2_000  # characters; a key with thousands of dots would take the parser minutes

_REMEDY = "`firststeps actions init` writes one that works"


def default_path() -> Path:
    """Return where the file lies if nobody says otherwise: the platform's folder for settings."""
    return Path(platformdirs.user_config_dir("firststeps", appauthor=False)) / "actions.toml"


def read_actions(path: Path, system: SystemName) -> tuple[Action, ...]:
    """Return the actions that a file lists for a system, in its order.

    Raises:
        PlainError: if it is no file that can be trusted, or anything in it is wrong, whatever system it is for.
    """
    text = _text(path)
    content, lines = _parsed(path, text)
    root = Spot(path, lines, ())
    for key in content:
        if key != "action":
            raise root.at(key).wrong("unknown; everything in this file belongs below a line [[action]]")
    tables = content.get("action")
    if not isinstance(tables, list) or not tables:
        raise root.at("action").wrong(f"missing; the file needs a line [[action]] for each action; {_REMEDY}")
    actions = tuple(action_of(root.at("action", number), table, system) for number, table in enumerate(tables))
    _tell_apart(root, actions)
    return actions


def _text(path: Path) -> str:
    try:
        content = _bytes(path)
    except FileNotFoundError as error:
        raise PlainError(f"{path}: there is no such file; {_REMEDY}") from error
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        reason = error.strerror if isinstance(error, OSError) else error
        raise PlainError(f"{path}: can't be read ({reason}); {_REMEDY}") from error
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        place = content.count(b"\n", 0, error.start) + 1
        raise PlainError(f"{path}:{place}: this is not UTF-8 text; save the file as UTF-8") from error
    # As the parser does, so that its lines are ours.
    text = text.replace("\r\n", "\n")
    lines = text.split("\n")
    if len(lines) > MOST_LINES:
        raise PlainError(f"{path}:{MOST_LINES + 1}: more than {MOST_LINES} lines; list fewer actions")
    for number, line in enumerate(lines, 1):
        if len(line) > LONGEST_LINE:
            raise PlainError(f"{path}:{number}: a line of more than {LONGEST_LINE:,} characters; make it shorter")
    return text


def _bytes(path: Path) -> bytes:
    # Merely to open a device can do something; and what was looked at may be replaced before it is opened.
    _must_be_safe(path, path.stat())
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0))
    with os.fdopen(descriptor, "rb") as stream:
        _must_be_safe(path, os.fstat(stream.fileno()))
        content = stream.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise PlainError(f"{path}: more than {MOST_BYTES // 1024} KB; list fewer actions")
    return content


def _must_be_safe(path: Path, found: os.stat_result) -> None:
    if not stat.S_ISREG(found.st_mode):
        raise PlainError(f"{path}: this is not an ordinary file; {_REMEDY}")
    if os.name == "posix" and found.st_mode & stat.S_IWOTH:
        raise PlainError(f"{path}: everybody on this computer may change it; forbid that: chmod o-w {path}")


def _parsed(path: Path, text: str) -> tuple[dict[str, Any], Lines]:
    content: dict[str, Any] = {}
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r" \(at line (\d+), column \d+\)", str(error))
        line = int(place[1]) if place else text.count("\n") + 1
        said = str(error)[: place.start()] if place else str(error)
        raise PlainError(f"{path}:{line}: not TOML: {said}; mend that line") from error
    except RecursionError:
        pass  # it comes again below, and then the line is known
    try:
        return content, Lines(text)
    except NestedTooDeepError as error:
        raise PlainError(f"{path}:{error.line}: too many brackets inside each other; write a plain list") from error


def _tell_apart(root: Spot, actions: tuple[Action, ...]) -> None:
    """Raise PlainError if saying one action would set off another on the way."""
    for number, action in enumerate(actions):
        for earlier in actions[:number]:
            lines = f"change one of them (lines {earlier.line} and {action.line})"
            if earlier.say == action.say:
                raise root.at("action", number, "say").wrong(f"line {earlier.line} has the same words; {lines}")
            for short, long in ((earlier, action), (action, earlier)):
                if _is_said_on_the_way(short.say, long.say):
                    before = f"{' '.join(short.say)!r} would act before {' '.join(long.say)!r} has been said; {lines}"
                    raise root.at("action", number, "say").wrong(before)


def _is_said_on_the_way(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    """Tell whether ``short`` is complete before the last word of ``long``."""
    return any(long[start : start + len(short)] == short for start in range(len(long) - len(short)))
