"""The commands that write, check and try the file of actions."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from firststeps.errors import PlainError
from firststeps.told import errors_told

import click

if TYPE_CHECKING:
    from firststeps.voice.actions import Action
    from firststeps.voice.systems import System

_FILE = click.option(
    "--actions",
    "path",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Another file than the one in your folder of settings.",
)


@click.group()
def actions() -> None:
    """Say what words do: actions.toml in your folder of settings.

    Begin with init, which writes the file; check shows what is in it, and test does it as if you had said the word.
    Then `firststeps listen` obeys.
    """


@actions.command()
@_FILE
@click.option("--force", is_flag=True, help="Replace a file that is there.")
def init(path: Path | None, force: bool) -> None:
    """Write a file to begin with; every line is explained in it."""
    from importlib.resources import files

    from firststeps.files import write_whole
    from firststeps.voice.actions_file import default_path

    with errors_told():
        path = path or default_path()
        if not force and (path.exists() or path.is_symlink()):
            raise PlainError(f"{path}: it is there already; --force replaces it")
        write_whole(path, files("firststeps.voice").joinpath("default_actions.toml").read_bytes())
        click.echo(f"wrote {path}; now: firststeps actions check")


@actions.command()
@_FILE
def check(path: Path | None) -> None:
    """Look for mistakes, list what each word does here, and name the programs that are missing.

    Exit status: 0 if the file is right, also where programs are missing; 1 if it is not.
    """
    from firststeps.voice.actions_file import default_path, read_actions
    from firststeps.voice.systems import this_system

    with errors_told():
        path, system = path or default_path(), this_system()
        listed = read_actions(path, system.name)
        click.echo(f"{path}: {len(listed)} action{'s' * (len(listed) != 1)}")
        width = max(len(" ".join(action.say)) for action in listed)
        for action in listed:
            asks = f"; say {action.confirm!r} to confirm" if action.confirm else ""
            click.echo(f"  {' '.join(action.say):{width}}  {action}{asks}")
        for line in [*_missing(listed, system), *_unheard(listed)]:
            click.echo(line)
        other = "" if path == default_path() else f" --actions {shlex.quote(str(path))}"
        words = shlex.join(listed[0].say)
        click.echo(f"to try a word: firststeps actions test {words}{other}; to speak: firststeps listen{other}")


def _missing(listed: Sequence[Action], system: System) -> Iterator[str]:
    """Yield a line for each action that no installed program does."""
    from firststeps.voice.systems import found, program_of

    for action in listed:
        commands = system.commands(action.doing) if action.doing else ()
        if commands and not any(found(command) for command in commands):
            programs = " or ".join(dict.fromkeys(program_of(command) for command in commands))
            yield f"missing for {action}: {programs}"


def _unheard(listed: Sequence[Action]) -> Iterator[str]:
    """Yield a line for each word that neither the spotter nor a taught word can hear."""
    from firststeps.keywords.labels import COMMANDS
    from firststeps.keywords.own_names import is_taught

    words = [word for action in listed for word in (*action.say, *([action.confirm] if action.confirm else []))]
    for word in dict.fromkeys(words):
        if word not in COMMANDS and not is_taught(word):
            yield f"no model knows {word!r}; teach it: firststeps teach {word} --clips DIR"


@actions.command()
@click.argument("words", nargs=-1, required=True, metavar="WORD...")
@_FILE
@click.option("--dry-run", is_flag=True, help="Do nothing, but say what would be done.")
def test(words: tuple[str, ...], path: Path | None, dry_run: bool) -> None:
    """Do what happens when WORDs are heard, one a second.

    Exit status: 0 if all of it was done, 1 if something was not.
    """
    from firststeps.voice.actions_file import default_path

    with errors_told():
        if not _tried(path or default_path(), words, dry=dry_run):
            sys.exit(1)


def _tried(path: Path, words: Sequence[str], *, dry: bool) -> bool:
    """Do what happens when words are heard, print it, and tell whether all of it was done."""
    from firststeps.voice.actions import Result
    from firststeps.voice.actions_file import read_actions
    from firststeps.voice.obeying import Obeying
    from firststeps.voice.systems import this_system

    system = this_system()
    listed = read_actions(path, system.name)
    known = {word for action in listed for word in (*action.say, action.confirm)}
    for word in words:
        if word not in known:
            raise PlainError(f"{path}: it lists nothing for {word!r}; add an [[action]], or mend the word")
    obeying = Obeying(listed, system, dry=dry)
    try:
        for second, word in enumerate(words):
            obeying.heard(float(second), word)
        obeying.settle()
    finally:
        obeying.close()
    outcomes = obeying.outcomes()
    if not outcomes:
        raise PlainError(f"{path}: {' '.join(words)} is no whole action; `firststeps actions check` lists them")
    for outcome in outcomes:
        command = f" ({' '.join(outcome.command)})" if dry and outcome.command else ""
        click.echo(f"{outcome}{command}")
    return all(outcome.result in (Result.DONE, Result.STARTED, Result.DRY_RUN, Result.WAITING) for outcome in outcomes)
