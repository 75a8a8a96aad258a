"""Which line of a TOML file a value comes from: the parser of the standard library does not say."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from typing import Any

Keys = tuple[str | int, ...]

_DEEPEST = 8  # keys inside each other of which the line is kept; those further inside have the line of these


class NestedTooDeepError(Exception):
    """A value has so many brackets inside each other that the parser gives up."""

    def __init__(self, line: int) -> None:
        """Say where it begins."""
        super().__init__(f"line {line}: too many brackets inside each other")
        self.line = line


class Lines:
    """The lines of the keys of a TOML text that can be parsed.

    Examples:
        >>> text = '[[action]]\\nsay = "go"\\n'
        >>> lines = Lines(text + text)
        >>> lines.of(("action", 1, "say"))
        4
        >>> lines.of(("action", 1, "run"))
        3
    """

    def __init__(self, text: str) -> None:
        """Find them; it takes a time that goes with the square of the lines of the longest value.

        Raises:
            NestedTooDeepError: where the parser has no answer.
        """
        self._lines: dict[Keys, int] = {}
        tables: dict[str, int] = {}
        inside: Keys = ()
        for line, content, table in _statements(text):
            if table:
                inside = _header(content, tables)
                self._lines.setdefault(inside, line)
            else:
                for keys in _paths(content):
                    self._lines.setdefault((*inside, *keys), line)

    def of(self, keys: Keys) -> int:
        """Return the line, from 1, where the value under ``keys`` begins; of one that is missing, where it belongs."""
        while keys and keys not in self._lines:
            keys = keys[:-1]
        return self._lines.get(keys, 1)


def _statements(text: str) -> Iterator[tuple[int, dict[str, Any], bool]]:
    """Yield each header and each assignment: its line, what it means by itself, whether it is a header.

    A statement ends with its line, or with the line that closes its brackets and quotes.  So what can't be parsed by
    itself goes on in the next line.
    """
    open_since, pending = 0, ""
    for number, line in enumerate(text.split("\n"), 1):
        open_since = open_since if pending else number
        pending += line + "\n"
        try:
            content = tomllib.loads(pending)
        except tomllib.TOMLDecodeError:
            continue
        except RecursionError as error:
            raise NestedTooDeepError(open_since) from error
        if content:
            yield open_since, content, pending.lstrip().startswith("[")
        pending = ""


def _header(content: dict[str, Any], tables: dict[str, int]) -> Keys:
    """Return the keys of ``[a.b]`` or ``[[a]]``, where ``a`` may be the name of an array of tables."""
    keys: list[str | int] = []
    inner: Any = content
    while inner:
        (name, inner) = next(iter(inner.items()))
        keys.append(name)
        if isinstance(inner, list):
            tables[name] = tables.get(name, -1) + 1
            inner = inner[0]
        if len(keys) == 1 and name in tables:
            keys.append(tables[name])
    return tuple(keys)


def _paths(content: dict[str, Any], depth: int = _DEEPEST) -> Iterator[Keys]:
    for name, value in content.items():
        yield (name,)
        if isinstance(value, dict) and depth > 1:
            yield from ((name, *rest) for rest in _paths(value, depth - 1))
