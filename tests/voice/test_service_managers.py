"""What defines a service on every system, and the command lines about it, on any system."""

from __future__ import annotations

import os
import plistlib
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

from firststeps.errors import PlainError
from firststeps.voice.manager import Done, Manager, Step
from firststeps.voice.service import Places, Service, service_of
from firststeps.voice.service_managers import Launchd, Systemd, TaskScheduler

import pytest

from ..missing import missing

ODD = 'say "go" \\t %h $HOME & <é>'
PLACES = Places(Path("/h"), Path("/h/settings"), Path("/h/state/service"), Path("/h/log/listen.log"))
SERVICE = Service(("/venv/python", "-m", "firststeps", "--actions", ODD), (("PATH", f"/bin:{ODD}"),))


def systemctl(*words: str) -> tuple[str, ...]:
    return ("systemctl", "--user", *words)


def schtasks(*words: str) -> tuple[str, ...]:
    return ("schtasks", *words)


def test_systemd_is_given_each_word_as_it_is() -> None:
    lines = Systemd(desktop=False).content(SERVICE).decode().splitlines()
    quoted = '"say \\"go\\" \\\\t %%h $HOME & <é>"'
    assert f'ExecStart=":/venv/python" "-m" "firststeps" "--actions" {quoted}' in lines
    assert f'Environment="PATH=/bin:{quoted[1:]}' in lines


def test_systemd_starts_it_with_the_desktop_where_that_is_told() -> None:
    with_desktop, without = (Systemd(desktop).content(SERVICE).decode() for desktop in (True, False))
    assert "WantedBy=graphical-session.target\n" in with_desktop
    assert "PartOf=graphical-session.target\n" in with_desktop
    assert "WantedBy=default.target\n" in without
    assert "graphical" not in without


@pytest.mark.parametrize("name", ["NoNewPrivileges", "Protect", "Private", "Restrict", "SystemCallFilter", "Lock"])
def test_systemd_forbids_nothing_that_a_browser_needs(name: str) -> None:
    lines = Systemd(desktop=True).content(SERVICE).decode().splitlines()
    assert not [line for line in lines if line.startswith(name)]
    assert {"KillMode=process", "OOMPolicy=continue", "Restart=on-failure", "StandardOutput=null"} <= set(lines)


@pytest.mark.parametrize("desktop", [True, False])
def test_systemd_takes_the_file(tmp_path: Path, desktop: bool) -> None:
    if not shutil.which("systemd-analyze"):
        missing("systemd-analyze", "apt-get install systemd")
    path = tmp_path / "firststeps-listen.service"
    path.write_bytes(Systemd(desktop).content(service_of(["--actions", ODD], {"PATH": f"/bin:/{ODD}"})))
    done = subprocess.run(
        ["systemd-analyze", "verify", "--user", "--man=no", path],
        env=os.environ | {"XDG_RUNTIME_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_launchd_is_given_each_word_as_it_is() -> None:
    content = plistlib.loads(Launchd(501).content(SERVICE))
    assert content["ProgramArguments"] == list(SERVICE.command)
    assert content["EnvironmentVariables"] == {"PATH": f"/bin:{ODD}"}
    assert content["KeepAlive"] == {"SuccessfulExit": False}
    assert content["RunAtLoad"] is True


def test_windows_is_given_each_word_as_it_is() -> None:
    content = TaskScheduler("HOUSE\\ada").content(SERVICE)
    assert content.startswith(b"\xff\xfe" if sys.byteorder == "little" else b"\xfe\xff")
    names = {"": "http://schemas.microsoft.com/windows/2004/02/mit/task"}
    task = ElementTree.fromstring(content)
    text = {path: task.findtext(path, namespaces=names) for path in ("Actions/Exec/Command", "Actions/Exec/Arguments")}
    assert list(text.values()) == ["/venv/python", subprocess.list2cmdline(SERVICE.command[1:])]
    assert task.findtext("Triggers/LogonTrigger/UserId", namespaces=names) == "HOUSE\\ada"
    assert task.findtext("Principals/Principal/LogonType", namespaces=names) == "InteractiveToken"
    assert task.findtext("Settings/ExecutionTimeLimit", namespaces=names) == "PT0S"
    assert task.findtext("Settings/RestartOnFailure/Interval", namespaces=names) == "PT1M"


UNIT, TASK = "firststeps-listen.service", "firststeps-listen"
AGENT = "gui/501/firststeps-listen"
LINES: list[tuple[Manager, str, list[Step]]] = [
    (
        Systemd(desktop=True),
        "/h/settings/systemd/user/firststeps-listen.service",
        [
            Step(systemctl("daemon-reload")),
            Step(systemctl("reenable", UNIT)),
            Step(systemctl("reset-failed", UNIT), "either"),
            Step(systemctl("restart", UNIT)),
            Step(systemctl("disable", "--now", UNIT), "either"),
            Step(systemctl("daemon-reload"), "either"),
            Step(systemctl("reset-failed", UNIT), "either"),
        ],
    ),
    (
        Launchd(501),
        "/h/Library/LaunchAgents/firststeps-listen.plist",
        [
            Step(("launchctl", "bootout", AGENT), "either"),
            Step(("launchctl", "bootstrap", "gui/501", "/h/Library/LaunchAgents/firststeps-listen.plist"), attempts=20),
            Step(("launchctl", "bootout", AGENT), "either"),
            Step(("launchctl", "print", AGENT), "failure", attempts=40),
        ],
    ),
    (
        TaskScheduler("HOUSE\\ada"),
        "/h/state/service/task.xml",
        [
            Step(schtasks("/End", "/TN", TASK), "either"),
            Step(schtasks("/Create", "/TN", TASK, "/XML", "/h/state/service/task.xml", "/F")),
            Step(schtasks("/Run", "/TN", TASK)),
            Step(schtasks("/End", "/TN", TASK), "either"),
            Step(schtasks("/Delete", "/TN", TASK, "/F"), "either"),
            Step(schtasks("/Query", "/TN", TASK), "failure"),
        ],
    ),
]


@pytest.mark.parametrize(("manager", "definition", "steps"), LINES)
def test_every_system_is_told_in_its_own_words(manager: Manager, definition: str, steps: list[Step]) -> None:
    path = manager.definition(PLACES)
    assert path == Path(definition)
    assert [*manager.install(path), *manager.end(), *manager.forget()] == steps


@pytest.mark.parametrize(
    ("manager", "said", "state"),
    [
        (Systemd(desktop=True), Done(0, "active"), "running"),
        (Systemd(desktop=True), Done(3, "activating"), "activating"),
        (Launchd(501), Done(0, "agent = {\n\tpath = x\n\tstate = running\n\tpid = 7\n"), "running"),
        (Launchd(501), Done(0, "agent = {\n\tstate = spawn scheduled\n"), "spawn scheduled"),
        (Launchd(501), Done(113, "Could not find service"), "not loaded"),
        (TaskScheduler("x"), Done(0, "Running\n"), "running"),
        (TaskScheduler("x"), Done(0, "Ready\n"), "ready"),
    ],
)
def test_every_system_says_in_its_own_words_whether_it_runs(manager: Manager, said: Done, state: str) -> None:
    assert manager.state(said) == state


def test_a_service_depends_on_no_folder_and_no_terminal() -> None:
    folders = os.pathsep.join(["/bin", ".", "", "tools", "/opt/bin"])
    service = service_of(["--wake", "alexa"], {"PATH": folders, "HOME": "/h", "FIRSTSTEPS_WORDS": "/words"})
    assert service.command == (sys.executable, "-P", "-m", "firststeps", "listen", "--serving", "--wake", "alexa")
    assert service.environment == (("FIRSTSTEPS_WORDS", "/words"), ("PATH", os.pathsep.join(["/bin", "/opt/bin"])))


def test_no_word_of_it_can_become_a_line_of_its_own() -> None:
    with pytest.raises(PlainError, match="control character"):
        service_of(["--actions", "/h/a\nExecStartPre=rm"], {})
