"""A ``systemd --user`` of one's own, in namespaces of its own: no other systemd knows of it, and it leaves nothing.

It needs root, Debian's systemd and dbus-daemon, and a kernel that lets it have a cgroup.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

NEEDED = "apt-get install systemd dbus-daemon util-linux, and run it as root"
_PATIENCE = 20.0  # seconds until it has to answer

# In a cgroup of its own, which is the root of all that systemd sees.  Whoever ends this shell ends all of it.
_OUTER = """
set -e
mount -t cgroup2 none "$1/cgroup"
mkdir -p "$1/cgroup/$2"
echo $$ > "$1/cgroup/$2/cgroup.procs"
exec unshare --cgroup --mount --pid --fork --kill-child --mount-proc sh -c "$3" sh "$1"
"""
_INNER = """
set -e
mount -t tmpfs tmpfs /run
mkdir -p /run/systemd/system  # by which systemd knows that it is the one that has started the computer
mount -t cgroup2 none /sys/fs/cgroup
dbus-daemon --session --fork --address="$DBUS_SESSION_BUS_ADDRESS"
systemd --user --log-target=console 2> "$1/systemd.txt" &  # not as the first process, which it refuses to be
wait
"""


class UserSystemd:
    """Starts the services of one home folder."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        """Start nothing yet; ``folder`` is there and empty, ``environment`` names the home."""
        self._folder = folder
        self._group = f"firststeps-{os.getpid()}-{folder.name}"
        own = {"XDG_RUNTIME_DIR": str(folder), "DBUS_SESSION_BUS_ADDRESS": f"unix:path={folder}/bus"}
        self.environment = {**environment, **own}
        self._process: subprocess.Popen[bytes] | None = None

    @staticmethod
    def there() -> bool:
        """Tell whether the programs are there."""
        programs = ("systemd", "systemctl", "systemd-analyze", "dbus-daemon", "unshare", "nsenter")
        return os.geteuid() == 0 and all(shutil.which(program) for program in programs)

    @staticmethod
    def allowed() -> bool:
        """Tell whether we may have namespaces and a cgroup of our own here."""
        script = (
            "mount -t tmpfs none /mnt && mkdir /mnt/a && mount -t cgroup2 none /mnt/a && test -w /mnt/a/cgroup.procs"
        )
        command = ["unshare", "--mount", "--pid", "--cgroup", "--fork", "sh", "-c", script]
        return subprocess.run(command, capture_output=True, check=False).returncode == 0

    def start(self) -> None:
        """Start it and wait until it answers."""
        (self._folder / "cgroup").mkdir(exist_ok=True)
        command = ["unshare", "--mount", "sh", "-c", _OUTER, "sh", str(self._folder), self._group, _INNER]
        self._process = subprocess.Popen(command, env=self.environment, stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + _PATIENCE
        while self.run("systemctl", "--user", "show-environment").returncode:
            if time.monotonic() > deadline or self._process.poll() is not None:
                log = self._folder / "systemd.txt"
                raise RuntimeError(f"systemd does not answer: {log.read_text() if log.exists() else ''}")
            time.sleep(0.05)

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a program beside it."""
        where = ["nsenter", "--mount", "--pid", "--cgroup", "--target", str(self._inside())]
        return subprocess.run([*where, *command], env=self.environment, capture_output=True, text=True, check=False)

    def kill(self) -> None:
        """End it and all that it has started."""
        if self._process is not None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()
            self._remove_group()

    def _inside(self) -> int:
        """Return the first process of its namespaces; 0, which there is none of, until it is there."""
        assert self._process is not None
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children")
        inside = children.read_text().split() if children.exists() else []
        return int(inside[0]) if inside else 0

    def _remove_group(self) -> None:
        """Remove its cgroup, once the last process has left it."""
        script = 'mount -t cgroup2 none "$1" && find "$1/$2" -depth -type d -exec rmdir {} +'
        command = ["unshare", "--mount", "sh", "-c", script, "sh", str(self._folder / "cgroup"), self._group]
        deadline = time.monotonic() + _PATIENCE
        while subprocess.run(command, capture_output=True, check=False).returncode and time.monotonic() < deadline:
            time.sleep(0.05)
