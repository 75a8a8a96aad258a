"""How good a detector is on a stream whose truth is known.

A clip is right or wrong.  A stream is worse off in two ways: a word is missed (a false reject, a share of all words),
or one is accepted that nobody said (a false accept, so many an hour).  The threshold trades one for the other.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from firststeps.keywords.detector import INSTANT, Detection, Event, accepted
from firststeps.keywords.stream_made import Spoken

import numpy as np
from numpy.typing import NDArray
from scipy.stats import chi2  # type: ignore[import-untyped]


@dataclass(frozen=True)
class Rules:
    """When an event counts as the word that was said."""

    after: float = 1.0  # seconds from the end of a word in which it may be accepted; it may be so from its beginning
    once: bool = True  # whether a word that is accepted again in that time is a false accept
    debounce: float = 0.0  # seconds after a false accept in which further ones are not counted


@dataclass(frozen=True)
class MLPerfTiny:
    """The rules of MLPerf Tiny 1.3 for its streaming test.

    From https://github.com/mlcommons/tiny: ``benchmark/MLPerfTiny_Rules.adoc`` ("no more than 8 of either"),
    ``benchmark/runner/README.md`` (from the beginning of a word to one second after its end; false positives within
    one second are one) and ``benchmark/training/streaming_wakeword/build_long_wav_def.py`` (20 minutes, 50 words).
    Its stream holds one wake word in speech and music that we do not have: on our own stream these are its rules, and
    what comes out is no MLPerf result.
    """

    minutes: float = 20.0  # length of the stream
    targets: int = 50  # words to be found
    most: int = 8  # false positives, and likewise misses, with which it is passed
    rules: Rules = Rules(after=1.0, once=False, debounce=1.0)


@dataclass(frozen=True)
class Judged:
    """What became of the words in a stream, and of the events."""

    hits: tuple[tuple[Spoken, Event], ...]  # words that were accepted, and when
    misses: tuple[Spoken, ...]
    false_accepts: tuple[tuple[Event, Spoken | None], ...]  # with what was being said, if anything


@dataclass(frozen=True)
class Sweep:
    """What each threshold does, all arrays of shape (n,), thresholds ascending."""

    thresholds: NDArray[np.float64]
    false_accepts: NDArray[np.intp]  # in the whole stream
    misses: NDArray[np.intp]
    targets: int  # words to be found
    hours: float  # how long the stream is

    @property
    def reject_rates(self) -> NDArray[np.float64]:
        """The share of the words that are missed, 0 to 1."""
        return self.misses / self.targets

    @property
    def accepts_an_hour(self) -> NDArray[np.float64]:
        """False accepts an hour."""
        return self.false_accepts / self.hours

    def at(self, rate: float) -> int | None:
        """Return which threshold misses fewest words with at most ``rate`` false accepts an hour, None if none does.

        Of several the highest.
        """
        allowed = np.flatnonzero(self.accepts_an_hour <= rate)
        if not len(allowed):
            return None
        return int(allowed[::-1][np.argmin(self.misses[allowed[::-1]])])


def judge(spoken: Sequence[Spoken], events: Sequence[Event], rules: Rules) -> Judged:
    """Return which words were accepted, and which events were false.

    An event belongs to the earliest word that it names, has not been accepted yet, and in whose time it falls: from
    its beginning to ``rules.after`` seconds after its end, both included.  Words of other kinds than commands can't
    be accepted.

    Args:
        spoken: in the order of their beginnings.
        events: in the order of their times.
        rules: when an event counts.
    """
    hits: dict[int, Event] = {}
    false_accepts: list[tuple[Event, Spoken | None]] = []
    starts = [one.start for one in spoken]
    last_false, first = -np.inf, 0
    for event in events:
        while first < len(spoken) and _over(spoken[first], event, rules):
            first += 1
        begun = bisect_right(starts, event.time + INSTANT)
        near = [n for n in range(first, begun) if not _over(spoken[n], event, rules)]
        named = [n for n in near if spoken[n].kind == "command" and spoken[n].word == event.word]
        fresh = [n for n in named if n not in hits]
        if fresh:
            hits[fresh[0]] = event
        elif (rules.once or not named) and event.time - last_false >= rules.debounce - INSTANT:
            false_accepts.append((event, spoken[near[0]] if near else None))
            last_false = event.time
    commands = [n for n, one in enumerate(spoken) if one.kind == "command"]
    return Judged(
        tuple((spoken[n], hits[n]) for n in commands if n in hits),
        tuple(spoken[n] for n in commands if n not in hits),
        tuple(false_accepts),
    )


def sweep(
    times: NDArray[np.float64],
    means: NDArray[np.float64],
    labels: Sequence[str],
    spoken: Sequence[Spoken],
    *,
    detection: Detection,
    rules: Rules,
    thresholds: NDArray[np.float64],
    hours: float,
) -> Sweep:
    """Return what the detector does with each of ``thresholds``, ascending, and everything else as it is.

    Args:
        times: seconds into the stream, (n,).
        means: smoothed probabilities, (n, classes).
        labels: the classes.
        spoken: the truth.
        detection: the parameters; its threshold is replaced.
        rules: when an event counts.
        thresholds: above 0, up to 1.
        hours: how long the stream is.

    Raises:
        ValueError: if nothing was to be found.
    """
    targets = sum(one.kind == "command" for one in spoken)
    if not targets:
        raise ValueError("no command was spoken")
    found = [
        judge(spoken, accepted(times, means, labels, replace(detection, threshold=threshold)), rules)
        for threshold in thresholds.tolist()
    ]
    accepts, misses = np.array([(len(one.false_accepts), len(one.misses)) for one in found]).T
    return Sweep(thresholds, accepts, misses, targets, hours)


def poisson_interval(count: int, hours: float, confidence: float = 0.95) -> tuple[float, float]:
    """Return between which rates an hour the true one lies, if ``count`` independent events came in ``hours``.

    The exact interval (Garwood, 1936).

    Examples:
        >>> low, high = poisson_interval(3, 1.0)
        >>> round(low, 3), round(high, 3)
        (0.619, 8.767)
    """
    tail = (1 - confidence) / 2
    low = chi2.ppf(tail, 2 * count) / 2 if count else 0.0
    return float(low / hours), float(chi2.ppf(1 - tail, 2 * count + 2) / 2 / hours)


def _over(one: Spoken, event: Event, rules: Rules) -> bool:
    return one.end + rules.after < event.time - INSTANT
