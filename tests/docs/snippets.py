"""Finds the commands that pages tell a reader to type, and says what would not work about them."""

from __future__ import annotations

import re
import shlex
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from firststeps.book.pages import segments
from firststeps.cli import main

import click

ROOT = Path(__file__).parents[2]
BIN = ".venv/bin/"
LANGUAGES = ("sh", "md", "python", "text")  # of fences that are typed and not included by a mark

_INLINE = re.compile(rf"^`((?:make|firststeps|{re.escape(BIN)}\w+) [^`\n]+)`$")
_NOT_RUN = re.compile(r"<!--\s*not run:\s*(.+?)\s*-->", re.DOTALL)
_OPENING = re.compile(r"[ \t>]*(?:`{3,}|~{3,})[ ]*([\w-]*)")


@dataclass(frozen=True)
class Snippet:
    """A fenced block, or a command in a sentence."""

    place: str
    language: str  # "command" in a sentence, where arguments may be left out
    text: str
    not_run: str = ""  # why, said in a comment before the fence: <!-- not run: it downloads gigabytes -->


def pages() -> list[Path]:
    """Return the pages that a reader may read: the book's and the repository's."""
    return [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]


def snippets(path: Path) -> Iterator[Snippet]:
    """Yield the fences of a page and the commands in its sentences."""
    reason = ""
    for part in segments(path.read_text(encoding="utf-8")):
        place = f"{path.relative_to(ROOT)}:{part.line}" if path.is_relative_to(ROOT) else f"{path.name}:{part.line}"
        inline = _INLINE.match(part.text)
        if part.part == "code" and inline is not None:
            yield Snippet(place, "command", inline[1])
        if part.part == "fence":
            opening, _, rest = part.text.partition("\n")
            language = _OPENING.match(opening)
            yield Snippet(place, language[1] if language else "", rest.rpartition("\n")[0], reason)
        if part.text.strip():
            said = _NOT_RUN.fullmatch(part.text)
            reason = said[1] if said else ""


def wrong_commands(text: str, complete: bool) -> Iterator[str]:
    """Yield what is wrong with each line of shell, which may leave out arguments unless ``complete``; run nothing."""
    for line in text.replace("\\\n", " ").split("\n"):
        words = shlex.split(line, comments=True)
        if words:
            yield from _wrong(words, complete)


def _wrong(words: list[str], complete: bool) -> Iterator[str]:
    command, *rest = words
    match command.removeprefix(BIN):
        case "make":
            yield from (f"make has no target {word!r}" for word in rest if "=" not in word and word not in targets())
        case "firststeps":
            yield from _misused(rest, complete)
        case "python" | "python3":
            yield from _not_started(rest)
        case tool if command == BIN + tool and (Path(sys.executable).parent / tool).exists():
            pass
        case _:
            yield f"{command!r} is not a command that the tests know"
    files = (word for word in rest if re.fullmatch(r"[\w./-]+\.(?:py|txt|toml|md)", word))
    yield from (f"there is no file {word!r}" for word in files if not (ROOT / word).exists())


def targets() -> set[str]:
    """Return the targets of the Makefile."""
    return set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


def _misused(arguments: list[str], complete: bool) -> Iterator[str]:
    """Yield why the command line would refuse these arguments."""
    command: click.Command = main
    context = click.Context(main, info_name="firststeps")
    rest = list(arguments)
    try:
        while isinstance(command, click.Group):
            name, found, rest = command.resolve_command(context, rest)
            assert found is not None  # it raises for an unknown name
            command, context = found, click.Context(found, context, name)
        command.make_context(context.info_name, rest, context.parent)
    except click.ClickException as error:
        if complete or not isinstance(error, click.MissingParameter):
            yield f"firststeps {' '.join(arguments)}: {error.format_message()}"


def _not_started(arguments: list[str]) -> Iterator[str]:
    if arguments[:1] == ["-m"] and find_spec(arguments[1]) is None:
        yield f"there is no module {arguments[1]!r}"
