"""What `firststeps listen` would show for a recording, moment by moment: by the time of the sound, not of the clock."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from firststeps.audio.samples import SAMPLE_RATE, Samples
from firststeps.voice.actions import Action, Doing, Outcome
from firststeps.voice.display import NOTHING, outcome_line, picture, plain_line
from firststeps.voice.ears import Glance, Recogniser
from firststeps.voice.levels import SILENCE, level
from firststeps.voice.listening_acts import Acts
from firststeps.voice.listening_loop import Accepted, Listening
from firststeps.voice.obeying import Obeying
from firststeps.voice.sources import BLOCK, Block
from firststeps.voice.systems import Command, SystemName

from rich.console import Console

_EVERY = 0.2  # seconds from one picture to the next
_WIDTH = 60  # characters of a line
_CELLS = 12  # of a meter: on a phone there is room for so many


@dataclass(frozen=True)
class Change:
    """What is new on the screen."""

    seconds: float  # into the recording
    lines: tuple[str, ...]  # below those before
    foot: tuple[str, ...]  # the meters, which stand below all lines


@dataclass
class Rehearsal:
    """What was shown and done."""

    changes: list[Change]
    words: list[Accepted]
    outcomes: list[Outcome]


class Harmless:
    """A system on which everything can be done, and does nothing."""

    name: SystemName = "linux"

    def commands(self, doing: Doing) -> tuple[Command, ...]:
        """See ``System``."""
        return ((sys.executable, "-c", ""),)


def rehearse(samples: Samples, recogniser: Recogniser, actions: Sequence[Action]) -> Rehearsal:
    """Listen to samples, int16 at 16 kHz, (n,), obey without any effect, and return what a terminal would show.

    It is the same every time: each action is waited for, as if it took no time.
    """
    screen = _Screen(recogniser.threshold)
    acts = Acts(screen, Obeying(actions, Harmless()), hold=False)
    try:
        Listening(recogniser, [acts, _Patient(acts)], acts).run(_Recording(samples))
    finally:
        acts.close()
    return screen.rehearsal


class _Patient:
    """Waits for what a word leads to."""

    def __init__(self, acts: Acts) -> None:
        self._acts = acts

    def heard(self, accepted: Accepted) -> None:
        self._acts.settle()


class _Recording:
    """Gives samples as a microphone would, but at once; see ``Source``."""

    def __init__(self, samples: Samples) -> None:
        self._samples = samples
        self.frames = len(samples)

    def blocks(self) -> Iterator[Block]:
        for first in range(0, len(self._samples), BLOCK):
            yield Block(self._samples[first : first + BLOCK], time.monotonic())


class _Screen:
    """Takes down what a display is told; see ``Display``."""

    def __init__(self, threshold: float) -> None:
        self.rehearsal = Rehearsal([], [], [])
        self._threshold = threshold
        self._heard = self._next = 0  # samples
        self._lines: list[str] = []
        self._foot: tuple[str, ...] = ()
        self._level, self._glance = SILENCE, NOTHING

    def heard(self, accepted: Accepted) -> None:
        self.rehearsal.words.append(accepted)
        self._lines.append(plain_line(accepted))

    def acted(self, outcome: Outcome, accepted: Accepted | None) -> None:
        self.rehearsal.outcomes.append(outcome)
        self._lines.append(outcome_line(outcome))

    def note(self, text: str) -> None:
        self._lines.append(text)

    def moment(self, samples: Samples, glances: Sequence[Glance]) -> None:
        self._heard += len(samples)
        self._level = max(self._level, level(samples))
        self._glance = max([self._glance, *glances], key=lambda glance: glance.mean)
        if self._lines or self._heard >= self._next:
            self._take_down()

    def _take_down(self) -> None:
        console = Console(width=_WIDTH, color_system=None)
        with console.capture() as capture:
            console.print(picture(self._level, self._glance, self._threshold, _CELLS))
        foot = tuple(line.rstrip() for line in capture.get().splitlines())
        if self._lines or foot != self._foot:
            self.rehearsal.changes.append(Change(self._heard / SAMPLE_RATE, tuple(self._lines), foot))
        self._next = self._heard + round(_EVERY * SAMPLE_RATE)
        self._lines, self._foot, self._level, self._glance = [], foot, SILENCE, NOTHING
