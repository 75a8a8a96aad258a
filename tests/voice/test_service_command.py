"""What ``firststeps listen --service`` says, and with which options the service listens."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from firststeps.cli import main
from firststeps.voice import service_command
from firststeps.voice.manager import Done
from firststeps.voice.systems import Command

import pytest
from click.testing import CliRunner, Result


@pytest.fixture(autouse=True)
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Command]:
    """Keep away from the settings and the services of whoever runs the tests; return what would be run."""
    for name, folder in (("HOME", ""), ("XDG_CONFIG_HOME", "config"), ("XDG_STATE_HOME", "state")):
        monkeypatch.setenv(name, str(tmp_path / folder))
    commands: list[Command] = []

    def made(command: Command) -> Done:
        commands.append(command)
        return Done(0, "active")

    monkeypatch.setattr(service_command, "run", made)
    return commands


@pytest.fixture
def listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a file of actions, in the folder in which we are."""
    path = tmp_path / "listed.toml"
    path.write_text('[[action]]\nsay = "go"\nopen = "https://example.org"\n')
    monkeypatch.chdir(tmp_path)
    return path


def called(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["listen", *arguments])


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have other files; run it on Linux")
def test_the_service_listens_with_just_these_options(listed: Path, tmp_path: Path, asked: list[Command]) -> None:
    options = ["--model", "micro", "--threshold", "0.7", "--window", "0.5", "--refractory", "2.0"]
    done = called("--service", *options, "--actions", "listed.toml")
    assert done.exit_code == 0, done.output
    record = json.loads((tmp_path / "state" / "firststeps" / "service" / "installed.json").read_text())
    assert record["command"][4:] == ["listen", "--serving", *options, "--actions", str(listed)]
    assert ("systemctl", "--user", "restart", "firststeps-listen.service") in asked
    assert f"installed and started; 1 actions in {listed}" in done.stdout
    assert (tmp_path / "config" / "systemd" / "user" / "firststeps-listen.service").exists()
    removed = called("--service", "--uninstall")
    assert (removed.exit_code, removed.stdout) == (0, "removed, with its log and all else that belonged to it\n")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["listed.toml"]


def test_the_file_of_actions_stays(tmp_path: Path) -> None:
    assert CliRunner().invoke(main, ["actions", "init"]).exit_code == 0
    assert called("--service").exit_code == 0
    (path,) = tmp_path.rglob("actions.toml")
    assert called("--service", "--uninstall").stdout.endswith(f"; your actions are still in {path}\n")
    assert path.exists()


@pytest.mark.parametrize(
    ("arguments", "said", "status"),
    [
        (["--service"], "actions.toml: without it no word does anything; `firststeps actions init` writes it", 1),
        (["--service", "--actions", "nothing.toml"], "nothing.toml: there is no such file", 1),
        (["--service", "--actions", "listed.toml", "--model", "nothing"], "no model 'nothing'", 1),
        (["--service", "--actions", "listed.toml", "--wake", "nothing"], "no wake word 'nothing'", 1),
        (["--service", "--actions", "listed.toml", "--awake", "3"], "--awake is about --wake", 2),
        (["--service", "--json"], "--json has no meaning with --service", 2),
        (["--service", "--input", "a.wav"], "--input has no meaning with --service", 2),
        (["--service", "--status", "--model", "micro"], "--model has no meaning with --status", 2),
        (["--service", "--uninstall", "--actions", "a"], "--actions has no meaning with --uninstall", 2),
        (["--service", "--uninstall", "--status"], "`--service --status` or `--service --uninstall`", 2),
        (["--uninstall"], "`--service --status` or `--service --uninstall`", 2),
        (["--service", "--status"], "", 1),
    ],
)
def test_what_would_not_work_is_not_installed(
    arguments: list[str], said: str, status: int, listed: Path, asked: list[Command]
) -> None:
    done = called(*arguments)
    assert (done.exit_code, said in " ".join(done.stderr.split())) == (status, True), done.output
    assert [path for path in listed.parent.rglob("*") if path.is_file()] == [listed]
    assert not [command for command in asked if "restart" in command]


def test_whoever_has_installed_nothing_is_told_so() -> None:
    assert called("--service", "--uninstall").stdout == "not installed: there was nothing to remove\n"
    assert called("--service", "--status").stdout == "not installed; `firststeps listen --service` installs it\n"
