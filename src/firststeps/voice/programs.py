"""A program that was started: alone in a group of processes, deaf and mute, and ended with all that it started."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from firststeps.voice.systems import Command


class Program:
    """Runs without a shell, with nothing to read; what it prints is thrown away.

    It works in the home folder, and in a session of its own: Ctrl-C at the terminal does not reach it.
    """

    def __init__(self, command: Command) -> None:
        """Start it.

        Raises:
            OSError: if it can't be started.
            ValueError: if the system can't be given such arguments.
        """
        nothing = subprocess.DEVNULL
        home = Path.home()
        flags = 0
        if sys.platform == "win32":
            flags = subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW
        self._process = subprocess.Popen(
            command,
            stdin=nothing,
            stdout=nothing,
            stderr=nothing,
            cwd=home if home.is_dir() else None,
            start_new_session=True,
            creationflags=flags,
        )

    def code(self) -> int | None:
        """Return its exit status, or None while it runs."""
        return self._process.poll()

    def ask_to_end(self) -> None:
        """Ask its whole group to end.  ``code`` must not be called between this and ``end``."""
        if sys.platform != "win32":
            self._signal(signal.SIGTERM)

    def end(self) -> None:
        """End its whole group."""
        if sys.platform == "win32":
            tree = ["taskkill", "/T", "/F", "/PID", str(self._process.pid)]
            subprocess.run(tree, check=False, capture_output=True, timeout=10)
            self._process.kill()
        else:
            # Nobody has waited for the first process yet, so its number can't belong to another group by now.
            self._signal(signal.SIGKILL)
        self._process.wait()

    def leave(self) -> None:
        """Take no further interest in it: it may go on after we have ended."""
        self._process.returncode = self._process.returncode or 0

    if sys.platform != "win32":

        def _signal(self, number: signal.Signals) -> None:
            try:
                os.killpg(self._process.pid, number)
            except (ProcessLookupError, PermissionError):  # macOS: no permission to signal a group of the dead
                return
