"""What ``firststeps listen`` does in the long run: its memory, its counts, and the words that nobody said.

The sound is a made stream of validation speakers who say no command at all, in changing noise, so that each word that
is told is a false accept.  Every word that the model knows starts a program, so that each of them is a false action,
too.  An hour goes through standard input, faster than real time; ten minutes go through a made-up microphone in real
time, for which a sound server is needed; see tools/sound_server.py.  Run it with
``.venv/bin/python benchmarks/long_listening.py``.
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from firststeps.audio.files import read_audio
from firststeps.audio.samples import SAMPLE_RATE
from firststeps.keywords.dataset import SpeechCommands
from firststeps.keywords.detector import Detection
from firststeps.keywords.examples import find_corpus
from firststeps.keywords.labels import COMMANDS
from firststeps.keywords.store import MODELS, find_model
from firststeps.keywords.stream_made import Material, Scene, StreamPlan, made_stream
from firststeps.keywords.stream_scores import poisson_interval
from firststeps.voice.ears import hearing

import click
from benchmarks.listening import card, cpu_seconds, resident_bytes
from tools.deeds import Deeds
from tools.live_listening import Live
from tools.sound_server import Mouth, SoundServer


@dataclass(frozen=True)
class Long:
    """What came of a long time."""

    seconds: float  # of sound that was made
    said: int  # words, none of them a command
    told: dict[str, int]  # words that were told all the same, and how often
    acted: dict[str, int]  # words for which a program was started, and how often
    frames: int  # samples that came in
    processed: int
    dropped: int
    cpu: float  # seconds of a core for a second of sound
    resident: tuple[int, ...]  # bytes, at equal distances, the first after a tenth of the time
    status: int

    @property
    def false_accepts(self) -> int:
        """How many words were told."""
        return sum(self.told.values())

    def figures(self) -> dict[str, Any]:
        """Return all of it, with the rate of false accepts."""
        hours = self.seconds / 3600
        interval = poisson_interval(self.false_accepts, hours)
        return asdict(self) | {"an_hour": self.false_accepts / hours, "an_hour_interval": list(interval)}


def no_commands(minutes: float, model: str) -> Iterator[Scene]:
    """Yield scenes in which words are said that the model has no name for, and others in which nobody speaks."""
    corpus = SpeechCommands.at(find_corpus())
    material = Material.of(list(corpus.clips("validation")), [read_audio(path) for path in corpus.noises()])
    plan = StreamPlan(minutes, silent=0.2, commands=0.0, near=0.4)
    return made_stream(plan, material, find_model(model, MODELS).labels)


def through_a_pipe(minutes: float, model: str) -> Long:
    """Let a program listen to standard input, as fast as it can."""
    with tempfile.TemporaryDirectory() as folder:
        deeds = _deeds(Path(folder), model)
        options = ("--model", model, "--input", "-", "--actions", str(deeds.file))
        live = Live(os.environ, *options, stdin=subprocess.PIPE)
        pipe = live.process.stdin
        assert pipe is not None
        scenes = no_commands(minutes, model)
        given = _given(live, scenes, lambda scene: pipe.write(scene.samples.astype("<i2").tobytes()))
        pipe.close()
        return _result(live, given, deeds, live.ended())


def in_real_time(server: SoundServer, minutes: float, model: str) -> Long:
    """Let a program listen to a microphone."""
    deeds = _deeds(server.folder, model)
    with server.listening_to_mouth(), closing(Mouth(server.mouth)) as mouth:
        live = Live(server.environment, "--model", model, "--actions", str(deeds.file))
        live.until("listening to")
        given = _given(live, no_commands(minutes, model), lambda scene: mouth.say(scene.samples, len(scene.samples)))
        time.sleep(1)  # in which the last word may be told
        return _result(live, given, deeds, live.stop())


def _deeds(folder: Path, model: str) -> Deeds:
    return Deeds(folder, set(COMMANDS).intersection(hearing(model).labels))


@dataclass(frozen=True)
class _Given:
    """What was given to a program, and what it needed for it."""

    seconds: float
    said: int
    cpu: float
    resident: tuple[int, ...]


def _given(live: Live, scenes: Iterator[Scene], give: Callable[[Scene], object]) -> _Given:
    seconds, said, resident, process = 0.0, 0, [], live.process.pid
    used = cpu_seconds(process)
    for scene in scenes:
        give(scene)
        seconds += len(scene.samples) / SAMPLE_RATE
        said += len(scene.spoken)
        resident.append(resident_bytes(process))
    tenth = max(1, len(resident) // 10)
    return _Given(seconds, said, (cpu_seconds(process) - used) / seconds, tuple(resident[tenth - 1 :: tenth]))


def _result(live: Live, given: _Given, deeds: Deeds, status: int) -> Long:
    told, counted = Counter(word["word"] for _, word in live.words), live.counted()
    acted = Counter(deeds.said())
    frames = counted["frames"], counted["processed"], counted["dropped"]
    return Long(given.seconds, given.said, dict(told), dict(acted), *frames, given.cpu, given.resident, status)


@click.command()
@click.option("--model", default="spotter", show_default=True, metavar="NAME")
@click.option("--pipe", type=float, default=60.0, show_default=True, metavar="MINUTES", help="Through standard input.")
@click.option("--real", type=float, default=10.0, show_default=True, metavar="MINUTES", help="Through a microphone.")
@click.option("--record", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Keep the figures.")
def main(model: str, pipe: float, real: float, record: Path | None) -> None:
    """Print what came of an hour in a pipe, and of ten minutes at a microphone."""
    found = card(model, f"long_listening.py --model {model} --pipe {pipe:g} --real {real:g} --record FILE")
    found["detection"] = asdict(Detection())
    found["pipe"] = through_a_pipe(pipe, model).figures()
    with tempfile.TemporaryDirectory() as folder:
        server = SoundServer(Path(folder))
        server.start()
        try:
            found["microphone"] = in_real_time(server, real, model).figures()
        finally:
            server.kill()
    told = json.dumps(found, indent=1)
    click.echo(told)
    if record is not None:
        record.write_text(told + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
