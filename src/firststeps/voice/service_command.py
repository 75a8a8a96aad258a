"""The part of the command ``firststeps listen`` that installs a service, looks at it and removes it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from firststeps.errors import PlainError
from firststeps.voice.actions_file import default_path, read_actions
from firststeps.voice.devices import find_microphone
from firststeps.voice.service import Places, service_of
from firststeps.voice.service_install import Installer, run, this_manager
from firststeps.voice.sound import portaudio
from firststeps.voice.systems import this_system
from firststeps.voice.welcome import afforded

import click
from click.core import ParameterSource

if TYPE_CHECKING:
    from firststeps.voice.ears import Recogniser

_OURS = ("service", "status", "uninstall")
_KEPT = ("model", "wake", "awake", "threshold", "window", "refractory")  # that the service is given as they are


def service_asked(context: click.Context, chosen: Callable[[], Recogniser]) -> None:
    """Do what --service asks for.

    Args:
        context: of ``firststeps listen``.
        chosen: gives what its options choose.

    Raises:
        PlainError: if that can't be done.
    """
    given = {name for name in context.params if context.get_parameter_source(name) is not ParameterSource.DEFAULT}
    if "service" not in given or {"status", "uninstall"} <= given:
        raise click.UsageError("it is `--service`, `--service --status` or `--service --uninstall`")
    removing = given & {"status", "uninstall"}
    allowed = set(_OURS) if removing else {*_OURS, *_KEPT, "actions", "device"}
    if wrong := sorted(given - allowed):
        names = {option.name: option.opts[0] for option in context.command.params}
        raise click.UsageError(f"{names[wrong[0]]} has no meaning with --{min(removing, default='service')}")
    installer = Installer(this_manager(this_system().name, run), Places.of_user(), run)
    if "status" in given:
        click.echo("\n".join(installer.status()))
        sys.exit(0 if installer.installed and installer.running() else 1)
    elif "uninstall" in given:
        _uninstall(installer)
    else:
        _install(installer, context, chosen, given)


def _install(installer: Installer, context: click.Context, chosen: Callable[[], Recogniser], given: set[str]) -> None:
    """Install what has been found to work: nobody looks at the screen when it starts."""
    listed = (context.params["actions"] or default_path()).absolute()
    if not listed.exists() and context.params["actions"] is None:
        raise PlainError(f"{listed}: without it no word does anything; `firststeps actions init` writes it")
    actions = read_actions(listed, this_system().name)
    afforded(chosen())
    options = [part for name in _KEPT if name in given for part in (f"--{name}", str(context.params[name]))]
    if "device" in given:  # by its name: its number may be another one tomorrow
        options += ["--device", find_microphone(portaudio(), context.params["device"]).name]
    service = service_of([*options, "--actions", str(listed)])
    installer.install(service)
    click.echo(f"installed and started; {len(actions)} actions in {listed}")
    click.echo("\n".join(installer.status()))
    click.echo("`firststeps listen --service --uninstall` removes it")


def _uninstall(installer: Installer) -> None:
    if installer.uninstall():
        kept = default_path()
        left = f"; your actions are still in {kept}" if kept.exists() else ""
        click.echo(f"removed, with its log and all else that belonged to it{left}")
    else:
        click.echo("not installed: there was nothing to remove")
