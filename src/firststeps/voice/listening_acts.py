"""Between listening and what is shown: words are obeyed, and what became of them is shown, too."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from firststeps.audio.samples import SAMPLE_RATE, Samples
from firststeps.voice.actions import Outcome, Result
from firststeps.voice.ears import Glance
from firststeps.voice.listening_loop import Accepted, Told, Watch
from firststeps.voice.matching import Kind
from firststeps.voice.obeying import Obeying


class Display(Told, Watch, Protocol):
    """What shows words and what became of them."""

    def acted(self, outcome: Outcome, accepted: Accepted | None) -> None:
        """Take in what became of an action, and the word that led to it if it was held back."""


class Acts:
    """Obeys words, and passes everything on to a display; see ``Told`` and ``Watch``."""

    def __init__(self, display: Display, obeying: Obeying, *, hold: bool) -> None:
        """Begin with nothing heard; ``hold`` back a word until what became of it is known, to show both at once."""
        self._display, self._obeying, self._hold = display, obeying, hold
        self._held: dict[float, Accepted] = {}
        self._now = 0.0  # seconds into the stream

    def heard(self, accepted: Accepted) -> None:
        """Have done what the word stands for."""
        event = accepted.event
        steps = self._obeying.heard(event.time, event.word)
        if self._hold and any(step.kind is not Kind.LAPSED for step in steps):
            self._held[event.time] = accepted
        else:
            self._display.heard(accepted)
        self._show()

    def moment(self, samples: Samples, glances: Sequence[Glance]) -> None:
        """Show what has become known since, also that an action has not been confirmed in time."""
        # Of sound that went lost we know only from the looks after it.
        self._now = max([self._now + len(samples) / SAMPLE_RATE, *(glance.time for glance in glances)])
        self._obeying.passed(self._now)
        self._show()
        self._display.moment(samples, glances)

    def note(self, text: str) -> None:
        """Pass it on."""
        self._display.note(text)

    def settle(self) -> None:
        """Wait until the outcome of all that was due is known, and show it."""
        self._obeying.settle()
        self._show()

    def close(self) -> None:
        """End what runs, but for programs that may stay, and show that."""
        self._obeying.close()
        self._show()

    def _show(self) -> None:
        for outcome in self._obeying.outcomes():
            # The word that calls off an action is not the one that led to it.
            held = None if outcome.result is Result.LAPSED else self._held.pop(outcome.time, None)
            self._display.acted(outcome, held)
