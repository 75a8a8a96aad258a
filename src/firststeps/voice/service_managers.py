"""What a service is on each system: a file that defines it, and the command lines that start and end it.

Nothing here runs anything or writes a file.  So what is for every system can be tested on any.
"""

from __future__ import annotations

import plistlib
import re
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from firststeps.voice.manager import RUNNING, Done, Step
from firststeps.voice.service import NAME, Places, Service
from firststeps.voice.systems import Command

RESTART = 10  # seconds from a failure to the next start
MOST_STARTS = 5  # in WITHIN seconds; then it is given up, for something is wrong that does not pass
WITHIN = 300
LAST_WORDS = 10  # seconds between asking it to end and ending it


@dataclass(frozen=True)
class Systemd:
    """Linux: ``systemd --user``."""

    desktop: bool  # whether the desktop tells systemd when it has started, with its display among the variables
    name: str = "systemd"

    def definition(self, places: Places) -> Path:
        """See ``Manager``."""
        return places.settings / "systemd" / "user" / f"{NAME}.service"

    def content(self, service: Service) -> bytes:
        """See ``Manager``."""
        target = "graphical-session.target" if self.desktop else "default.target"
        part = f"PartOf={target}\n" if self.desktop else ""
        variables = "".join(f"Environment={_quoted(f'{name}={value}')}\n" for name, value in service.environment)
        program, *arguments = service.command
        start = " ".join(_quoted(word) for word in (f":{program}", *arguments))  # behind the sign : a $ is a $
        return f"""# Written by `firststeps listen --service`; `firststeps listen --service --uninstall` removes it.
[Unit]
Description=firststeps listen: words that do something
After=pipewire.service pipewire-pulse.service wireplumber.service pulseaudio.service {target}
{part}StartLimitIntervalSec={WITHIN}
StartLimitBurst={MOST_STARTS}

[Service]
Type=exec
ExecStart={start}
{variables}Restart=on-failure
RestartSec={RESTART}
TimeoutStopSec={LAST_WORDS}
# Words are in a log of its own, and nowhere else. Its memory holds the last seconds of sound, so it is never dumped.
StandardOutput=null
StandardError=journal
LimitCORE=0:infinity
# Browsers that a word has started are part of it, for systemd. They outlive it, and it outlives them.
KillMode=process
OOMPolicy=continue
# For the same reason nothing is forbidden here that a browser needs: NoNewPrivileges alone, and all that implies it,
# would keep those with a sandbox of their own, and those in a snap, from starting.

[Install]
WantedBy={target}
""".encode()

    def there(self) -> Command:
        """See ``Manager``."""
        return _systemctl("show-environment")

    def install(self, definition: Path) -> tuple[Step, ...]:
        """See ``Manager``; one that runs is started anew, one that was given up may try again."""
        return (
            Step(_systemctl("daemon-reload")),
            Step(_systemctl("reenable", definition.name)),
            Step(_systemctl("reset-failed", definition.name), "either"),
            Step(_systemctl("restart", definition.name)),
        )

    def end(self) -> tuple[Step, ...]:
        """See ``Manager``."""
        return (Step(_systemctl("disable", "--now", f"{NAME}.service"), "either"),)

    def forget(self) -> tuple[Step, ...]:
        """See ``Manager``."""
        return (
            Step(_systemctl("daemon-reload"), "either"),
            Step(_systemctl("reset-failed", f"{NAME}.service"), "either"),
        )

    def links(self, definition: Path) -> Iterable[Path]:
        """See ``Manager``."""
        return sorted(definition.parent.glob(f"*.target.wants/{definition.name}"))

    def running(self) -> Command:
        """See ``Manager``."""
        return _systemctl("is-active", f"{NAME}.service")

    def state(self, done: Done) -> str:
        """See ``Manager``; "activating" is one that waits to be started again."""
        return RUNNING if done.code == 0 else done.said


@dataclass(frozen=True)
class Launchd:
    """macOS: a launch agent."""

    user: int  # the number of the user
    name: str = "launchd"

    def definition(self, places: Places) -> Path:
        """See ``Manager``."""
        return places.home / "Library" / "LaunchAgents" / f"{NAME}.plist"

    def content(self, service: Service) -> bytes:
        """See ``Manager``."""
        return plistlib.dumps(
            {
                "Label": NAME,
                "ProgramArguments": list(service.command),
                "EnvironmentVariables": dict(service.environment),
                "RunAtLoad": True,
                "KeepAlive": {"SuccessfulExit": False},
                "ThrottleInterval": WITHIN // MOST_STARTS,
                "ExitTimeOut": LAST_WORDS,
                "ProcessType": "Interactive",  # else what it starts is slowed down, too
            }
        )

    def there(self) -> Command:
        """See ``Manager``."""
        return ("launchctl", "print", self._domain)

    def install(self, definition: Path) -> tuple[Step, ...]:
        """See ``Manager``; it is some time after bootout has ended that a service of the same name is taken."""
        return (
            Step(("launchctl", "bootout", self._target), "either"),
            Step(("launchctl", "bootstrap", self._domain, str(definition)), attempts=2 * LAST_WORDS),
        )

    def end(self) -> tuple[Step, ...]:
        """See ``Manager``."""
        return (
            Step(("launchctl", "bootout", self._target), "either"),
            Step(self.running(), "failure", attempts=4 * LAST_WORDS),
        )

    def forget(self) -> tuple[Step, ...]:
        """See ``Manager``."""
        return ()

    def links(self, definition: Path) -> Iterable[Path]:
        """See ``Manager``."""
        return ()

    def running(self) -> Command:
        """See ``Manager``."""
        return ("launchctl", "print", self._target)

    def state(self, done: Done) -> str:
        """See ``Manager``."""
        found = re.search(r"^\s*state = (.+)$", done.said, re.MULTILINE)
        return found[1] if found and done.code == 0 else "not loaded"

    @property
    def _domain(self) -> str:
        return f"gui/{self.user}"

    @property
    def _target(self) -> str:
        return f"{self._domain}/{NAME}"


@dataclass(frozen=True)
class TaskScheduler:
    """Windows: a task that starts at log-on."""

    user: str  # DOMAIN\\name
    name: str = "Task Scheduler"

    def definition(self, places: Places) -> Path:
        """See ``Manager``; what Windows knows is a copy."""
        return places.state / "task.xml"

    def content(self, service: Service) -> bytes:
        """See ``Manager``; the user's own variables are given to a task by Windows."""
        program, *arguments = service.command
        task = ElementTree.Element("Task", version="1.2", xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task")
        _add(task, "Triggers/LogonTrigger", Enabled="true", UserId=self.user)
        principal = _add(task, "Principals/Principal", UserId=self.user, LogonType="InteractiveToken")
        principal.set("id", "Author")
        settings = _add(
            task,
            "Settings",
            MultipleInstancesPolicy="IgnoreNew",
            DisallowStartIfOnBatteries="false",
            StopIfGoingOnBatteries="false",
            StartWhenAvailable="true",
            ExecutionTimeLimit="PT0S",  # without end
            Priority="5",  # that of a program which the user has started; 7, which is less, is what tasks have
        )
        _add(settings, "RestartOnFailure", Interval="PT1M", Count=str(MOST_STARTS))  # no shorter one is taken
        actions = _add(task, "Actions")
        actions.set("Context", "Author")
        _add(actions, "Exec", Command=program, Arguments=subprocess.list2cmdline(arguments))
        ElementTree.indent(task)
        content: bytes = ElementTree.tostring(task, encoding="utf-16", xml_declaration=True)
        return content

    def there(self) -> Command:
        """See ``Manager``."""
        return ("schtasks", "/Query")

    def install(self, definition: Path) -> tuple[Step, ...]:
        """See ``Manager``; of one that is there already, the old program is ended first."""
        return (
            Step(("schtasks", "/End", "/TN", NAME), "either"),
            Step(("schtasks", "/Create", "/TN", NAME, "/XML", str(definition), "/F")),
            Step(("schtasks", "/Run", "/TN", NAME)),
        )

    def end(self) -> tuple[Step, ...]:
        """See ``Manager``."""
        return (
            Step(("schtasks", "/End", "/TN", NAME), "either"),
            Step(("schtasks", "/Delete", "/TN", NAME, "/F"), "either"),
            Step(("schtasks", "/Query", "/TN", NAME), "failure"),
        )

    def forget(self) -> tuple[Step, ...]:
        """See ``Manager``."""
        return ()

    def links(self, definition: Path) -> Iterable[Path]:
        """See ``Manager``."""
        return ()

    def running(self) -> Command:
        """See ``Manager``; schtasks says it in the language of the user, PowerShell does not."""
        return ("powershell", "-NoProfile", "-NonInteractive", "-Command", f"(Get-ScheduledTask {NAME}).State")

    def state(self, done: Done) -> str:
        """See ``Manager``."""
        return done.said.strip().lower()


def _systemctl(*words: str) -> Command:
    return ("systemctl", "--user", *words)


def _quoted(word: str) -> str:
    """Return a word as a unit file wants it; it has no control characters."""
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return f'"{escaped}"'


def _add(parent: ElementTree.Element, path: str, **texts: str) -> ElementTree.Element:
    """Add elements inside each other, and in the innermost, which is returned, one for each text."""
    for name in path.split("/"):
        parent = ElementTree.SubElement(parent, name)
    for name, text in texts.items():
        ElementTree.SubElement(parent, name).text = text
    return parent
