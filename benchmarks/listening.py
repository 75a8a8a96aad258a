"""How soon ``firststeps listen`` acts on a word, and what listening costs: the real program and a made-up microphone.

Each word starts a program, which writes down when it runs: that is taken for the start of the action.  The microphone
is a pipe into which clips of validation speakers are written in real time, with silence in between, so that the moment
at which each word ends is known.  It needs a sound server; see tools/sound_server.py.  Run it with
``.venv/bin/python benchmarks/listening.py``.
"""

from __future__ import annotations

import json
import os
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from firststeps.audio.files import read_audio
from firststeps.audio.samples import SAMPLE_RATE
from firststeps.book.files import file_hash
from firststeps.book.machine import machine
from firststeps.keywords.clips import Clip
from firststeps.keywords.dataset import SpeechCommands
from firststeps.keywords.examples import find_corpus
from firststeps.keywords.labels import COMMANDS
from firststeps.keywords.store import MODELS, find_model
from firststeps.keywords.stream_made import sound_edges
from firststeps.voice.ears import Ear, Hearing, hearing
from firststeps.voice.sources import BLOCK

import click
import numpy as np
from tools.deeds import Deeds
from tools.live_listening import Live
from tools.sound_server import Mouth, SoundServer

_PAUSE = 0.8  # seconds of silence after a clip, in which its word may still be told


@dataclass(frozen=True)
class Play:
    """A clip that was said once."""

    clip: Clip
    words: tuple[str, ...]  # that were told from its beginning to the end of the pause after it
    started: float | None  # seconds from the end of its word to when the program ran that it started; None if none did
    seconds: float | None  # to the line that told the word, and what became of its action
    computed: float | None  # from the newest sample's coming in to acceptance; what ``listen`` calls latency


@dataclass(frozen=True)
class Heard:
    """What came of many plays."""

    plays: tuple[Play, ...]
    acted: int  # programs that were started
    cpu: float  # of one core, while listening
    resident: int  # bytes, at the end
    status: int  # of the program that listened
    last: str  # what it said at its end


def card(model: str, command: str) -> dict[str, Any]:
    """Return what was tried, how and when, as the book wants to know it of a number that it shows."""
    path = find_model(model, MODELS).path
    return {
        "model": model,
        "sha256": file_hash(path),
        "command": f"python benchmarks/{command}",
        "date": datetime.now(UTC).date().isoformat(),
        "machine": machine(),
    }


def percentiles(seconds: Sequence[float]) -> dict[str, float]:
    """Return what half of them lie below, what 95 of a hundred do, and the highest."""
    return {f"p{part}": float(np.percentile(seconds, part)) for part in (50, 95)} | {"highest": max(seconds)}


def commands_of_validation_speakers(model: str) -> list[Clip]:
    """Return the recordings that there are of a model's words, in the order of their names."""
    words = set(COMMANDS).intersection(hearing(model).labels)
    return list(SpeechCommands.at(find_corpus()).clips("validation", words))


def heard(server: SoundServer, clips: Sequence[Clip], plays: int, model: str) -> Heard:
    """Say so many clips, one after the other and again from the first, and return what was done and told of them."""
    deeds = Deeds(server.folder, {clip.word for clip in clips})
    with server.listening_to_mouth(), closing(Mouth(server.mouth)) as mouth:
        live = Live(server.environment, "--model", model, "--actions", str(deeds.file))
        live.until("listening to")
        time.sleep(_PAUSE)
        began, used = time.monotonic(), cpu_seconds(live.process.pid)
        found = tuple(_play(live, deeds, mouth, clip) for clip in islice(cycle(clips), plays))
        cpu = (cpu_seconds(live.process.pid) - used) / (time.monotonic() - began)
        resident = resident_bytes(live.process.pid)
        status = live.stop()
    return Heard(found, len(deeds.all()), cpu, resident, status, live.notes[-1][1])


def cpu_seconds(process: int) -> float:
    """Return how long a process has computed, on Linux."""
    times = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(times[11]) + int(times[12])) / os.sysconf("SC_CLK_TCK")


def resident_bytes(process: int) -> int:
    """Return how much memory a process holds, on Linux."""
    lines = Path(f"/proc/{process}/status").read_text(encoding="utf-8").splitlines()
    (kilobytes,) = (line.split()[1] for line in lines if line.startswith("VmRSS"))
    return int(kilobytes) * 1024


def _play(live: Live, deeds: Deeds, mouth: Mouth, clip: Clip) -> Play:
    samples, before, done = read_audio(clip.path), len(live.words), len(deeds.all())
    ended = mouth.say(samples, sound_edges(samples)[1])
    time.sleep(_PAUSE)
    told = live.words[before:]
    right = [(when - ended, word["latency"]) for when, word in told if word["word"] == clip.word]
    started = [deed.moment - ended for deed in deeds.all()[done:] if deed.words == clip.word]
    times = (started[0] if started else None, *(right[0] if right else (None, None)))
    return Play(clip, tuple(word["word"] for _, word in told), *times)


def detector_seconds(clip: Clip, model: Hearing) -> list[float]:
    """Return the seconds from the end of a word to its acceptance, from eight places between two looks.

    That is what a program would need that computes in no time and hears without delay.
    """
    samples = read_audio(clip.path)
    end, silence, found = sound_edges(samples)[1], np.zeros(SAMPLE_RATE, np.int16), []
    for shift in range(0, BLOCK, BLOCK // 8):
        before = SAMPLE_RATE + shift
        glances = Ear(model).push(np.concatenate([silence, silence[:shift], samples, silence]))
        times = [glance.event.time for glance in glances if glance.event and glance.event.word == clip.word]
        found += [time - (before + end) / SAMPLE_RATE for time in times[:1]]
    return found


def figures(found: Heard, model: str) -> dict[str, Any]:
    """Return what can be told of many plays; times are in seconds."""
    right = [play for play in found.plays if play.seconds is not None]
    hears = hearing(model)
    ideal = [seconds for play in found.plays for seconds in detector_seconds(play.clip, hears)]
    return {
        "plays": len(found.plays),
        "clips": len({play.clip.id for play in found.plays}),
        "heard": len(right),
        "acted": found.acted,
        "other_words": sum(len(play.words) for play in found.plays) - len(right),
        "start": percentiles([play.started for play in found.plays if play.started is not None]),
        "latency": percentiles([play.seconds for play in right if play.seconds is not None]),
        "of_the_detector": percentiles(ideal),
        "of_computing": percentiles([play.computed for play in right if play.computed is not None]),
        "cpu": found.cpu,
        "resident_bytes": found.resident,
    }


@click.command()
@click.option("--model", default="spotter", show_default=True, metavar="NAME")
@click.option("--plays", type=click.IntRange(min=1), default=100, show_default=True, metavar="N")
@click.option("--record", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Keep the figures.")
def main(model: str, plays: int, record: Path | None) -> None:
    """Print how soon words act, and what share of a core listening takes."""
    about = card(model, f"listening.py --model {model} --plays {plays} --record FILE")
    about["load"] = os.getloadavg()[0]  # processes that wanted a core before it began
    with tempfile.TemporaryDirectory() as folder:
        server = SoundServer(Path(folder))
        server.start()
        try:
            found = heard(server, commands_of_validation_speakers(model), plays, model)
        finally:
            server.kill()
    told = json.dumps(about | figures(found, model), indent=1)
    click.echo(told)
    if record is not None:
        record.write_text(told + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
