"""Shows a build as it goes: a live list on a terminal, a line for each event elsewhere."""

from __future__ import annotations

import time
from types import TracebackType
from typing import Self

from firststeps.book.builder import Outcome, State
from firststeps.book.report import Status

from rich.console import Console
from rich.live import Live
from rich.spinner import Spinner
from rich.table import Table
from rich.text import Text

_STYLES: dict[Status, str] = {"ran": "green", "cached": "dim", "failed": "bold red"}


class Progress:
    """Writes to standard error, so that standard output stays free for results."""

    def __init__(self) -> None:
        """Start the clock."""
        self.console = Console(stderr=True, highlight=False)
        self._started = time.perf_counter()
        self._running: dict[str, tuple[float, Spinner]] = {}
        self._live = Live(console=self.console, get_renderable=self._table, refresh_per_second=8, transient=True)

    def __enter__(self) -> Self:
        """Begin to show."""
        if self.console.is_terminal:
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop showing."""
        self._live.stop()

    def notify(self, name: str, state: State) -> None:
        """Take note of an experiment that has ``started``, ``ran``, ``failed`` or is ``cached``."""
        now = time.perf_counter()
        if state == "started":
            self._running[name] = (now, Spinner("dots"))
            if not self.console.is_terminal:
                self.console.print(f"started  {name}")
            return
        began, _ = self._running.pop(name, (now, None))
        if state != "cached":
            self.console.print(f"[{_STYLES[state]}]{state:8}[/] {name}  {now - began:.1f} s")

    def summary(self, outcome: Outcome) -> None:
        """Print one line about the whole build."""
        states = [entry.status for entry in outcome.entries]
        counts = ", ".join(f"{states.count(state)} {state}" for state in _STYLES)
        self.console.print(f"{len(states)} experiments: {counts}; {time.perf_counter() - self._started:.1f} s")

    def _table(self) -> Table:
        table = Table.grid(padding=(0, 1))
        for name, (began, spinner) in self._running.copy().items():
            table.add_row(spinner, Text(name), Text(f"{time.perf_counter() - began:.0f} s", style="dim"))
        return table
