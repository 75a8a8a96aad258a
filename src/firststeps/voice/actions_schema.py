"""What an entry of the file may say, key by key."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any
from urllib.parse import urlsplit

from firststeps.errors import PlainError
from firststeps.keywords.own_names import check_name
from firststeps.voice.actions import MEDIA_KEYS, VOLUME_CHANGES, Action, Doing, Lock, Media, Open, Run, Type, Volume
from firststeps.voice.systems import SYSTEM_NAMES, SystemName
from firststeps.voice.toml_lines import Keys, Lines

MOST_WORDS = 5  # of a sequence
MOST_ARGUMENTS = 64
LONGEST_TEXT = 500  # characters to type

# Everything that an address may have by RFC 3986: no spaces, quotes, backslashes or control characters.
_URL = re.compile(r"[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+")


@dataclass(frozen=True)
class Spot:
    """A place in the file, to say what is wrong there."""

    path: Path
    lines: Lines
    keys: Keys

    def at(self, *keys: str | int) -> Spot:
        """Return a place further inside."""
        return Spot(self.path, self.lines, (*self.keys, *keys))

    @property
    def line(self) -> int:
        """The line, from 1."""
        return self.lines.of(self.keys)

    def wrong(self, problem: str) -> PlainError:
        """Return the error that says where, what, and how to mend it."""
        key = ".".join(str(key) for key in self.keys if isinstance(key, str)).removeprefix("action.")
        return PlainError(f"{self.path}:{self.line}: {key}: {problem}")


def action_of(spot: Spot, table: Any, system: SystemName) -> Action:
    """Return the action of a table, as it is on ``system``.

    Raises:
        PlainError: if anything about it is wrong, also about another system's variant.
    """
    if not isinstance(table, dict):
        raise spot.wrong("has to be a table; write a line [[action]] and the keys below it")
    known = ("say", "within", "stays", "confirm", "confirm_within", "limit", "most", "per", *_DOINGS, *SYSTEM_NAMES)
    _only(spot, table, known)
    say = _words(spot.at("say"), table.get("say"))
    variants = _variants(spot, table)
    confirm = _confirm(spot, table, variants)
    if "within" in table and len(say) == 1:
        raise spot.at("within").wrong("say has one word, and this is about several; leave it out")
    if "confirm_within" in table and confirm is None:
        raise spot.at("confirm_within").wrong('nothing is to be confirmed; leave it out, or add confirm = "yes"')
    if "stays" in table and not any(isinstance(doing, Run) for doing in variants.values()):
        raise spot.at("stays").wrong("this is about programs, and there is no run; leave it out")
    doing = variants.get(system, variants.get("all"))
    gentle = isinstance(doing, Volume | Media)
    return Action(
        say,
        within=_number(spot, table, "within", default=4.0, low=0.5, high=60),
        doing=doing,
        confirm=confirm if doing is None or _asks(doing) or "confirm" in table else None,
        confirm_within=_number(spot, table, "confirm_within", default=5.0, low=1, high=60),
        limit=_number(spot, table, "limit", default=10.0, low=0.1, high=600),
        most=_whole(spot, table, "most", default=10 if gentle else 3, low=1, high=100),
        per=_number(spot, table, "per", default=10.0, low=1, high=3600),
        line=spot.line,
    )


def _only(spot: Spot, table: dict[str, Any], known: tuple[str, ...]) -> None:
    for key in table:
        if key not in known:
            raise spot.at(key).wrong(f"unknown; there are: {', '.join(known)}")


def _words(spot: Spot, value: Any) -> tuple[str, ...]:
    if value is None:
        raise spot.wrong('missing; add the word to say, as in say = "go"')
    if not isinstance(value, str):
        raise spot.wrong('has to be words in quotes, as in say = "go" or say = "no no"')
    words = tuple(value.split())
    if not 1 <= len(words) <= MOST_WORDS:
        raise spot.wrong(f"has to be 1 to {MOST_WORDS} words, and has {len(words)}; change it")
    for word in words:
        _check_word(spot, word)
    return words


def _check_word(spot: Spot, word: str) -> None:
    try:
        check_name(word)
    except PlainError as error:
        raise spot.wrong(f"{error}; change it") from error


def _variants(spot: Spot, table: dict[str, Any]) -> dict[str, Doing]:
    """Return what is to be done on each system that has a variant, and on ``all`` others."""
    stays = table.get("stays", False)
    if not isinstance(stays, bool):
        raise spot.at("stays").wrong("has to be true or false")
    variants = {}
    if any(key in _DOINGS for key in table):
        variants["all"] = _doing(spot, table, stays)
    for system in SYSTEM_NAMES:
        if system in table:
            inner = spot.at(system)
            if not isinstance(table[system], dict):
                raise inner.wrong(f'has to say what to do, as in {system}.run = ["program", "argument"]')
            _only(inner, table[system], tuple(_DOINGS))
            variants[system] = _doing(inner, table[system], stays)
    if not variants:
        raise spot.wrong(f"it does nothing; add one of {', '.join(_DOINGS)}")
    return variants


def _doing(spot: Spot, table: dict[str, Any], stays: bool) -> Doing:
    found = [key for key in table if key in _DOINGS]
    if len(found) != 1:
        listed = " and ".join(found) if found else "nothing"
        raise spot.at(*found[1:2]).wrong(f"it lists {listed}; one of {', '.join(_DOINGS)} is needed, and only one")
    doing = _DOINGS[found[0]](spot.at(found[0]), table[found[0]])
    return Run(doing.command, stays) if isinstance(doing, Run) else doing


def _run(spot: Spot, value: Any) -> Run:
    if not isinstance(value, list) or not all(isinstance(part, str) for part in value):
        raise spot.wrong('has to be a list of the program and its arguments, as in run = ["firefox", "--new-window"]')
    if not 1 <= len(value) <= MOST_ARGUMENTS:
        raise spot.wrong(f"has to have 1 to {MOST_ARGUMENTS} parts, and has {len(value)}; change it")
    if any("\0" in part for part in value):
        raise spot.wrong("has a NUL character, which no program can be given; take it out")
    program = value[0]
    absolute = PurePosixPath(program).is_absolute() or PureWindowsPath(program).is_absolute()
    if not program.strip() or (re.search(r"[/\\]", program) and not absolute and not program.startswith("~/")):
        raise spot.wrong(f"{program!r} is neither the name of a program nor its whole path; write one of them")
    if program.lower().endswith((".bat", ".cmd")):
        raise spot.wrong(f"{program!r} would be read by a shell, and no shell is ever used; name a program")
    return Run(tuple(value), stays=False)


def _open(spot: Spot, value: Any) -> Open:
    example = 'as in open = "https://example.org/"'
    if not isinstance(value, str) or not _URL.fullmatch(value):
        raise spot.wrong(f"has to be an address without spaces or quotes, {example}")
    try:
        address = urlsplit(value)
        whole = address.scheme in ("http", "https") and address.hostname and address.port != 0
    except ValueError:  # a port that is no number, a bracket that is not closed
        whole = None
    if not whole:
        raise spot.wrong(f"has to begin with https:// or http:// and the name of a computer, {example}")
    return Open(value)


def _volume(spot: Spot, value: Any) -> Volume:
    if value not in VOLUME_CHANGES:
        raise spot.wrong(f"has to be one of {_quoted(VOLUME_CHANGES)}")
    return Volume(value)


def _media(spot: Spot, value: Any) -> Media:
    if value not in MEDIA_KEYS:
        raise spot.wrong(f"has to be one of {_quoted(MEDIA_KEYS)}")
    return Media(value)


def _lock(spot: Spot, value: Any) -> Lock:
    if value is not True:
        raise spot.wrong("has to be true; to do something else, take the line out")
    return Lock()


def _type(spot: Spot, value: Any) -> Type:
    if not isinstance(value, str) or not 1 <= len(value) <= LONGEST_TEXT:
        raise spot.wrong(f'has to be 1 to {LONGEST_TEXT} characters in quotes, as in type = "Good morning"')
    if not value.isprintable():
        raise spot.wrong("has a character that is a key and no text, such as Enter; take it out")
    return Type(value)


_DOINGS: dict[str, Callable[[Spot, Any], Doing]] = {
    "run": _run,
    "open": _open,
    "volume": _volume,
    "media": _media,
    "lock": _lock,
    "type": _type,
}


def _asks(doing: Doing) -> bool:
    """Tell whether it has to be confirmed unless the file says otherwise."""
    return isinstance(doing, Run) or _always_asks(doing)


def _always_asks(doing: Doing) -> bool:
    """Tell whether it has to be confirmed whatever the file says.

    What a program does, its owner knows when writing the file.  Which window will have the focus, and what a locked
    screen will break off, nobody knows before.
    """
    return isinstance(doing, Lock | Type)


def _confirm(spot: Spot, table: dict[str, Any], variants: dict[str, Doing]) -> str | None:
    value = table.get("confirm", "yes" if any(_asks(doing) for doing in variants.values()) else False)
    inner = spot.at("confirm")
    if value is False:
        if always := next((doing for doing in variants.values() if _always_asks(doing)), None):
            raise inner.wrong(f'to {always} has to be confirmed, always; leave this out, or name the word: "yes"')
        return None
    if not isinstance(value, str):
        raise inner.wrong('has to be the word that confirms, as in confirm = "yes", or false')
    _check_word(inner, value)
    return value


def _number(spot: Spot, table: dict[str, Any], key: str, *, default: float, low: float, high: float) -> float:
    value = table.get(key, default)
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or not low <= value <= high:
        raise spot.at(key).wrong(f"has to be a number of seconds from {low:g} to {high:g}")
    return float(value)


def _whole(spot: Spot, table: dict[str, Any], key: str, *, default: int, low: int, high: int) -> int:
    value = table.get(key, default)
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise spot.at(key).wrong(f"has to be a whole number from {low} to {high}")
    return value


def _quoted(values: tuple[str, ...]) -> str:
    return ", ".join(f'"{value}"' for value in values)
