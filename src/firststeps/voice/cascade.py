"""The cascade: a tiny model always listens for a wake word; a larger one hears only what comes right after it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from firststeps.audio.samples import SAMPLE_RATE, Samples
from firststeps.keywords.detector import Event
from firststeps.voice.ears import Ear, Glance, Hearing, Hears, Recogniser
from firststeps.voice.recent import Recent


@dataclass(frozen=True)
class Waking:
    """What a wake word does."""

    awake: float = 4.0  # seconds in which the recogniser listens, from the wake word and again from each word after it


@dataclass
class Tally:
    """How much was heard by whom."""

    heard: int = 0  # samples in which the wake word was looked for
    recognised: int = 0  # samples that the recogniser was given
    woken: int = 0  # wake words that were accepted

    def __str__(self) -> str:
        """Return one line about it."""
        share = f"{self.recognised / max(1, self.heard):.1%}".replace("%", " %")
        awake, heard = self.recognised / SAMPLE_RATE, self.heard / SAMPLE_RATE
        return f"wake words: {self.woken}; the recogniser was given {awake:.1f} of {heard:.1f} s ({share})"


class Cascade:
    """A wake word, and the recogniser that it wakes; see ``Recogniser``."""

    def __init__(self, wake: Hearing, recogniser: Recogniser, waking: Waking, signal: Callable[[], None]) -> None:
        """Begin with nothing heard.

        Args:
            wake: what listens always.
            recogniser: what listens when it is woken.
            waking: for how long.
            signal: is called at each wake word; it has to return at once.
        """
        self.tally = Tally()
        self.wake, self.recogniser, self.waking, self.signal = wake, recogniser, waking, signal

    @property
    def threshold(self) -> float:
        """That of the recogniser; see ``Recogniser``."""
        return self.recogniser.threshold

    @property
    def before(self) -> float:
        """That of the wake word; see ``Recogniser``."""
        return self.wake.before

    def ear(self, start: float, note: Callable[[str], None]) -> CascadeEar:
        """See ``Recogniser``; each wake word is noted."""
        return CascadeEar(self, start, note)


class CascadeEar:
    """Hears words after a wake word, and nothing else; see ``Hears``.

    A recogniser that begins with the wake word's last syllable takes "jarvis" for "yes".  So it is given the sound from
    before the wake word on, as much as it has to hear, but what it accepts there does not count.
    What it hears does not depend on how the sound is cut into blocks.  Places are samples since it began.
    """

    def __init__(self, cascade: Cascade, start: float, note: Callable[[str], None]) -> None:
        """Begin asleep, with nothing heard, ``start`` seconds into the stream."""
        self._cascade, self._start, self._note = cascade, start, note
        self._wake = Ear(cascade.wake, start)
        self._before = round(cascade.recogniser.before * SAMPLE_RATE)
        self._recent = Recent(self._before)
        self._recogniser: Hears | None = None  # none while it sleeps
        self._given = self._until = 0  # places up to which the recogniser has had the sound, and is to have it
        self._from = 0  # the place after which a word has to be accepted: until there it was part of the wake word

    def push(self, samples: Samples) -> list[Glance]:
        """See ``Hears``; while the recogniser sleeps, what is known of the wake word is returned, without an event."""
        self._recent.push(samples)
        self._cascade.tally.heard += len(samples)
        glances = []
        for glance in self._wake.push(samples):
            glances += self._recognised(self._place(glance.time))
            if self._recogniser is None:
                glances.append(replace(glance, event=None))
            if glance.event is not None:
                self._woken(glance.event)
        return glances + self._recognised(self._recent.end)

    def end(self) -> list[Glance]:
        """See ``Hears``."""
        return [] if self._recogniser is None else self._asleep(self._recogniser)

    def _place(self, time: float) -> int:
        return round((time - self._start) * SAMPLE_RATE)

    def _woken(self, event: Event) -> None:
        cascade, place = self._cascade, self._place(event.time)
        if self._recogniser is None:
            self._from, self._given = place, max(place - self._before, 0)
            self._recogniser = cascade.recogniser.ear(self._start + self._given / SAMPLE_RATE, self._note)
        self._stay(place)
        cascade.tally.woken += 1
        cascade.signal()
        self._note(f"{event.time:8.2f} s  {event.word}: listening for {cascade.waking.awake:g} s")

    def _counting(self, glance: Glance) -> Glance:
        return glance if self._place(glance.time) > self._from else replace(glance, event=None)

    def _stay(self, place: int) -> None:
        self._until = max(self._until, place + round(self._cascade.waking.awake * SAMPLE_RATE))

    def _recognised(self, place: int) -> list[Glance]:
        """Give the recogniser the sound up to a place, or until it falls asleep: a word keeps it awake for longer."""
        glances = []
        while self._recogniser is not None and self._given < place:
            last = min(place, self._until)
            found = [self._counting(one) for one in self._recogniser.push(self._recent.between(self._given, last))]
            self._cascade.tally.recognised += last - self._given
            self._given = last
            for glance in found:
                if glance.event is not None:
                    self._stay(self._place(glance.event.time))
            glances += found
            if self._given == self._until:
                glances += self._asleep(self._recogniser)
        return glances

    def _asleep(self, recogniser: Hears) -> list[Glance]:
        """Let the recogniser say what it still has to say, which is told now: no later word comes before it."""
        self._recogniser, now = None, self._start + self._given / SAMPLE_RATE
        return [
            replace(glance, time=now, event=glance.event and replace(glance.event, time=now))
            for glance in recogniser.end()
        ]
