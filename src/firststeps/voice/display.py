"""What is shown while the laptop listens: lines for a program, lines for a log, or a picture that moves."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from time import monotonic

from firststeps.audio.samples import Samples
from firststeps.quiet import standard_error_closed
from firststeps.voice.actions import Outcome
from firststeps.voice.ears import Glance
from firststeps.voice.levels import SILENCE, level
from firststeps.voice.listening_loop import Accepted

import click
from rich.console import Console
from rich.live import Live
from rich.table import Table
from rich.text import Text

_SOFTEST = -70.0  # dB, where the meter of loudness begins
_WIDTH = 32  # cells of a meter
_EVERY = 0.1  # seconds from one picture to the next
NOTHING = Glance(0, "", 0, None)  # before the first look


class Lines:
    """A line for each word on standard output, for people or for programs; notes go to standard error."""

    def __init__(self, *, as_json: bool) -> None:
        """Choose for whom the lines are."""
        self._as_json = as_json

    def heard(self, accepted: Accepted) -> None:
        """Print a word; see ``Told``."""
        click.echo(json_line(accepted) if self._as_json else plain_line(accepted))

    def acted(self, outcome: Outcome, accepted: Accepted | None) -> None:
        """Print what became of an action, together with its word if that has not been printed yet."""
        if self._as_json and accepted is not None:
            click.echo(json_line(accepted, outcome))
        else:
            click.echo(outcome_line(outcome), err=self._as_json)

    def moment(self, samples: Samples, glances: Sequence[Glance]) -> None:
        """Show nothing: what goes into a file does not move."""

    def note(self, text: str) -> None:
        """Print it."""
        click.echo(text, err=True)


class Moving:
    """Words above, and below them what is heard right now."""

    def __init__(self, live: Live, threshold: float) -> None:
        """Begin with nothing heard; a guess is a word from ``threshold`` on."""
        self._live, self._threshold = live, threshold
        self._next = 0.0
        self._level, self._glance = SILENCE, NOTHING

    def heard(self, accepted: Accepted) -> None:
        """Print a word above; see ``Told``."""
        self._live.console.print(Text(plain_line(accepted), "bold green"))

    def acted(self, outcome: Outcome, accepted: Accepted | None) -> None:
        """Print what became of an action; its word stands above already."""
        self._live.console.print(Text(outcome_line(outcome), "cyan"))

    def moment(self, samples: Samples, glances: Sequence[Glance]) -> None:
        """Show the loudest block and the surest look since the last picture."""
        if len(samples):
            self._level = max(self._level, level(samples))
        self._glance = max([self._glance, *glances], key=lambda glance: glance.mean)
        if monotonic() >= self._next:
            self._next = monotonic() + _EVERY
            self._live.update(picture(self._level, self._glance, self._threshold), refresh=True)
            self._level, self._glance = SILENCE, NOTHING

    def note(self, text: str) -> None:
        """Print it above."""
        self._live.console.print(Text(text, "dim"))


@contextmanager
def shown(threshold: float, *, as_json: bool) -> Iterator[Lines | Moving]:
    """Give what shows how it goes, as standard output wants it, and leave the terminal as it was."""
    console = Console(highlight=False)
    if as_json or not console.is_terminal:
        yield Lines(as_json=as_json)
        return
    # ALSA and PortAudio print what they think into the middle of the picture.
    with standard_error_closed(), Live(console=console, auto_refresh=False, transient=True) as live:
        yield Moving(live, threshold)


def json_line(accepted: Accepted, outcome: Outcome | None = None) -> str:
    """Return a word as an object, and what became of its action; times are in seconds."""
    event = accepted.event
    found = {"time": round(event.time, 3), "word": event.word, "confidence": round(event.confidence, 4)}
    found["latency"] = round(accepted.latency, 4)
    if outcome is not None:
        found |= {"action": str(outcome.action), "outcome": outcome.result.value}
    return json.dumps(found, ensure_ascii=False)


def outcome_line(outcome: Outcome) -> str:
    """Return what became of an action as a line that stands below its word."""
    return f"{'':10} -> {outcome}"


def plain_line(accepted: Accepted) -> str:
    """Return a word as a line.

    Examples:
        >>> from firststeps.keywords.detector import Event
        >>> plain_line(Accepted(Event(12.36, "yes", 0.914), 0.004))
        '   12.36 s  yes  91 %'
    """
    event = accepted.event
    return f"{event.time:8.2f} s  {event.word}  {event.confidence:.0%}".replace("%", " %")


def picture(loudness: float, glance: Glance, threshold: float, cells: int = _WIDTH) -> Table:
    """Return how loud it is, in dB, and which word comes how close to its threshold, by meters of so many cells."""
    table = Table.grid(padding=(0, 1))
    table.add_row("level", _meter((loudness - _SOFTEST) / -_SOFTEST, cells), f"{loudness:4.0f} dB".replace("-", "−"))
    close = glance.mean >= threshold / 2
    guess = f"{glance.mean:.2f} of {threshold:.2f}  {glance.word if close else ''}"
    table.add_row("guess", _meter(glance.mean / threshold, cells), guess)
    return table


def _meter(share: float, cells: int) -> Text:
    full = round(min(1, max(0, share)) * cells)
    return Text("━" * full, "green") + Text("─" * (cells - full), "dim")
