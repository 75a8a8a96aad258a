"""What a wake word saves, and what it costs: the spotter alone beside the spotter behind a wake word.

The sound is a made stream with the voices of validation speakers.  In half of its scenes they talk, commands among
other words, and none of it is meant for the machine.  In each of the others somebody says a wake word and a command
after it.  Of the wake words that pymicro-wakeword carries there are no recordings here: text-to-speech voices say
them, and only the command after it is a person's.  A taught word is said by people, too: by all speakers that there
are outside the test, but for the five whose recordings taught it.

Needs pymicro-wakeword, pocketsphinx, hibari-tts and the Debian packages espeak-ng and flite; run it with
``.venv/bin/python benchmarks/cascade.py --record``.
"""

from __future__ import annotations

import json
import os
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

from firststeps.audio.samples import SAMPLE_RATE, Samples
from firststeps.book.files import file_hash
from firststeps.book.machine import machine
from firststeps.files import write_json
from firststeps.keywords.dataset import SpeechCommands
from firststeps.keywords.detector import Event
from firststeps.keywords.examples import find_corpus
from firststeps.keywords.scores import wilson_interval
from firststeps.keywords.store import MODELS, find_model
from firststeps.keywords.stream_scores import Rules, judge, poisson_interval
from firststeps.voice.cascade import Cascade, Waking
from firststeps.voice.ears import Glance, Hears, Recogniser, hearing
from firststeps.voice.sources import BLOCK
from firststeps.voice.speech import FreeSpeech
from firststeps.voice.wake import wake_word

import click
import numpy as np
from benchmarks.cascade_stream import PHRASES, TAUGHT, Scene, Trial, stream, wake_sounds


@dataclass
class Timed:
    """A recogniser whose cost is counted; see ``Recogniser``."""

    inner: Recogniser
    cpu: float = 0.0  # seconds of a core

    @property
    def threshold(self) -> float:
        """See ``Recogniser``."""
        return self.inner.threshold

    @property
    def before(self) -> float:
        """See ``Recogniser``."""
        return self.inner.before

    def ear(self, start: float, note: Callable[[str], None]) -> TimedEar:
        """See ``Recogniser``."""
        return TimedEar(self, self.inner.ear(start, note))

    def counted(self, work: Callable[[], list[Glance]]) -> list[Glance]:
        """Do something that counts."""
        began = time.process_time()
        found = work()
        self.cpu += time.process_time() - began
        return found


@dataclass(frozen=True)
class TimedEar:
    """See ``Hears``."""

    timed: Timed
    inner: Hears

    def push(self, samples: Samples) -> list[Glance]:
        """See ``Hears``."""
        return self.timed.counted(lambda: self.inner.push(samples))

    def end(self) -> list[Glance]:
        """See ``Hears``."""
        return self.timed.counted(self.inner.end)


@dataclass
class Told:
    """What an ear told of the stream."""

    ear: Hears
    events: list[Event] = field(default_factory=list)

    def push(self, samples: Samples) -> None:
        """Let it hear a scene, block by block."""
        for place in range(0, len(samples), BLOCK):
            self.take(self.ear.push(samples[place : place + BLOCK]))

    def take(self, glances: Sequence[Glance]) -> None:
        """Keep the events."""
        self.events += [glance.event for glance in glances if glance.event is not None]


def tried(name: str, trial: Trial, corpus: SpeechCommands) -> dict[str, Any]:
    """Return how the spotter does alone and behind a wake word, and what each stage costs."""
    wakes, spotter = wake_sounds(name, trial, corpus), hearing("spotter")
    always, woken, guard = Timed(spotter), Timed(spotter), Timed(wake_word(name))
    cascade = Cascade(wake_word(name), woken, Waking(), lambda: None)
    ears = [Told(one.ear(0, lambda text: None)) for one in (always, guard, cascade)]
    scenes, in_talk = [], 0
    for scene in stream(trial, corpus, wakes):
        before = cascade.tally.recognised
        for told in ears:
            told.push(scene.samples)
        in_talk += (cascade.tally.recognised - before) * (scene.wake is None)
        scenes.append(replace(scene, samples=scene.samples[:0]))
    for told in ears:
        told.take(told.ear.end())
    alone, waked, behind = (told.events for told in ears)
    seconds, half = 60 * trial.minutes, 30 * trial.minutes
    return {
        "voices": len(wakes),
        "wake": wake_figures(scenes, waked, seconds / 3600),
        "alone": word_figures(scenes, alone, seconds / 3600),
        "cascade": word_figures(scenes, behind, seconds / 3600),
        "awake_share": cascade.tally.recognised / cascade.tally.heard,
        "awake_share_in_talk": in_talk / SAMPLE_RATE / half,
        "cpu": {"wake": guard.cpu / seconds, "alone": always.cpu / seconds, "recogniser": woken.cpu / seconds},
    }


def wake_figures(scenes: Sequence[Scene], events: Sequence[Event], hours: float) -> dict[str, Any]:
    """Return how many wake words were found, from their beginning to a second after their end, and how many made up."""
    said = [scene.wake for scene in scenes if scene.wake is not None]
    delays = [[event.time - end for event in events if begin <= event.time <= end + 1] for begin, end in said]
    found = [late[0] for late in delays if late]
    false = len(events) - sum(len(late) for late in delays)
    return {
        "said": len(said),
        "found": len(found),
        "found_interval": list(wilson_interval(len(found), len(said))),
        "late": {f"p{part}": float(np.percentile(found, part)) for part in (50, 95)} if found else None,
        "false": false,
        "false_an_hour": false / hours,
        "false_an_hour_interval": list(poisson_interval(false, hours)),
    }


def word_figures(scenes: Sequence[Scene], events: Sequence[Event], hours: float) -> dict[str, Any]:
    """Return what became of the commands that were meant for the machine, and what else was accepted."""
    meant = {scene.spoken[0] for scene in scenes if scene.wake is not None}
    found = judge([one for scene in scenes for one in scene.spoken], events, Rules())
    right = sum(one in meant for one, _ in found.hits)
    overheard, made_up = len(found.hits) - right, len(found.false_accepts)
    return {
        "meant": len(meant),
        "right": right,
        "right_interval": list(wilson_interval(right, len(meant))),
        "overheard": overheard,  # commands that were said, but not to the machine
        "made_up": made_up,  # words that nobody said
        "unwanted_an_hour": (overheard + made_up) / hours,
        "unwanted_an_hour_interval": list(poisson_interval(overheard + made_up, hours)),
    }


def free_speech(name: str, trial: Trial, corpus: SpeechCommands) -> dict[str, float]:
    """Return what share of a core free speech takes when it always listens, and behind a wake word."""
    short = replace(trial, minutes=trial.free_minutes)
    wakes, seconds = wake_sounds(name, trial, corpus), 60 * short.minutes
    always, woken = Timed(FreeSpeech()), Timed(FreeSpeech())
    cascade = Cascade(wake_word(name), woken, Waking(), lambda: None)
    ears = [Told(one.ear(0, lambda text: None)) for one in (always, cascade)]
    for scene in stream(short, corpus, wakes):
        for told in ears:
            told.push(scene.samples)
    share = cascade.tally.recognised / cascade.tally.heard
    return {"always": always.cpu / seconds, "recogniser": woken.cpu / seconds, "awake_share": share}


@click.command()
@click.option("--minutes", type=click.FloatRange(min=1), default=Trial().minutes, show_default=True, metavar="N")
@click.option("--record", is_flag=True, help="Keep the figures in models/spotter/cascade.json.")
def main(minutes: float, record: bool) -> None:
    """Print how the spotter does behind each wake word, and what that saves."""
    trial, corpus = Trial(minutes), SpeechCommands.at(find_corpus())
    spotter = find_model("spotter", MODELS).path
    with tempfile.TemporaryDirectory() as folder:
        os.environ["FIRSTSTEPS_WORDS"] = folder
        wakes = {}
        for name in (*PHRASES, TAUGHT):
            wakes[name] = tried(name, trial, corpus)
            click.echo(json.dumps({name: wakes[name]}, indent=1))
        free = free_speech("hey_jarvis", trial, corpus)
    found = {
        "model_file": "models/spotter/spotter.tflite",
        "sha256": file_hash(spotter),
        "command": f"python benchmarks/cascade.py --minutes {minutes:g} --record",
        "date": datetime.now(UTC).date().isoformat(),
        "part": "validation",
        "trial": asdict(trial),
        "waking": asdict(Waking()),
        "libraries": {name: version(name) for name in ("pymicro-wakeword", "pocketsphinx", "hibari-tts")},
        "machine": machine(),
        "wakes": wakes,
        "free_speech": free,
    }
    click.echo(json.dumps(found["free_speech"], indent=1))
    if record:
        write_json(MODELS / "spotter" / "cascade.json", found)


if __name__ == "__main__":
    main()
