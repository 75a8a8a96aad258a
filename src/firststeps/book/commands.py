"""The commands that the project installs, as they describe themselves.

They are asked in a process of their own: the preview would keep the code that it imported first.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from importlib import import_module
from typing import Any

from firststeps.book import html
from firststeps.book.marks import MarkError, Shown
from firststeps.book.numerals import NUMERAL, numerals
from firststeps.book.project import Project

import click


def commands(project: Project) -> Shown:
    """Return a section for each command and subcommand: usage, what it does, its options.

    Raises:
        MarkError: if a command can't be imported.
    """
    settings = tomllib.loads((project.root / "pyproject.toml").read_text(encoding="utf-8"))
    shown = Shown("")
    for name, target in settings.get("project", {}).get("scripts", {}).items():
        for command in _ask(project, name, target):
            _add(shown, command)
    return shown


def _ask(project: Project, name: str, target: str) -> list[dict[str, Any]]:
    """Return what ``descriptions`` says in another process."""
    asked = [sys.executable, "-m", __name__, str(project.source), name, target]
    done = subprocess.run(asked, capture_output=True, text=True, check=False)
    if done.returncode:
        raise MarkError(f"the command {name} can't be asked what it does\n{done.stderr}")
    described: list[dict[str, Any]] = json.loads(done.stdout)
    return described


def descriptions(command: click.Command, context: click.Context) -> Iterator[dict[str, Any]]:
    """Yield what a command says about itself, then what each of its subcommands says."""
    records = [parameter.get_help_record(context) for parameter in command.params]
    yield {
        "path": context.command_path,
        "usage": " ".join([context.command_path, *command.collect_usage_pieces(context)]),
        "help": (command.help or "").split("\n\n"),
        "options": [record for record in records if record is not None],
    }
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            subcommand = command.get_command(context, name)
            if subcommand is not None and not subcommand.hidden:
                yield from descriptions(subcommand, click.Context(subcommand, context, name))


def _add(shown: Shown, command: dict[str, Any]) -> None:
    path = command["path"]
    parts = [
        f"## {html.literal(path)} {{ #{path.replace(' ', '-')} }}",
        html.fence(command["usage"], "text", "fs-usage", ""),
        *(_bound(" ".join(text.split())) for text in command["help"]),
    ]
    if command["options"]:
        rows = [(f"<code>{html.literal(option)}</code>", _bound(text)) for option, text in command["options"]]
        parts.append(html.table(["option", "does"], rows, [False, False]))
    shown.text += "\n\n".join(parts) + "\n\n"
    shown.counts += Counter(computed=len(numerals(" ".join(parts))))


def _bound(text: str) -> str:
    """Return what a command says, its numerals bound: they come from its code."""
    pieces = re.split(f"({NUMERAL.pattern})", text)
    says = "said by the command itself"
    return "".join(html.bound(p, "computed", "build", says) if n % 2 else html.literal(p) for n, p in enumerate(pieces))


if __name__ == "__main__":
    source, command_name, entry = sys.argv[1:]
    sys.path.insert(0, source)
    module, _, attribute = entry.partition(":")
    found = getattr(import_module(module), attribute)
    print(json.dumps(list(descriptions(found, click.Context(found, info_name=command_name)))))
