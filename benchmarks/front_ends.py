"""What the front ends cost: on whole clips beside librosa and pymicro-features, and on sound that arrives in pieces.

Everybody gets the same clips, one at a time, in turn and several rounds over.  Counted is processor time on one core,
which hardly moves when the machine has other work; each ratio is taken within a round.  The C code of
pymicro-features makes a frame every 10 ms, Micro Speech one every 20 ms, so those two compare by the frame.  Run it
with ``.venv/bin/python benchmarks/front_ends.py``.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from firststeps.audio import log_mel, micro_features
from firststeps.audio.mel import StreamingLogMel
from firststeps.audio.micro import MicroFrontEnd
from firststeps.audio.stft import FULL_SCALE, StreamingSpectrogram, spectrogram

import click
import librosa
import numpy as np
from numpy.typing import NDArray
from pymicro_features import MicroFrontend  # type: ignore[import-untyped]  # ships no types
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

SAMPLE_RATE = 16_000
STREAMED = 5  # seconds of sound
CHUNKS = (160, 320)  # samples: 10 and 20 ms

Sound = NDArray[np.int16]


class Stream(Protocol):
    """What takes in sound piece by piece."""

    def push(self, samples: Sound) -> object:
        """Take in more samples."""


@dataclass(frozen=True)
class FrontEnd:
    """A contestant."""

    name: str
    whole: Callable[[Sound], object]  # turns one clip into features
    frames: int  # that it makes of a second
    stream: Callable[[], Stream] | None  # makes one that takes sound in pieces


def librosas(sound: Sound) -> object:
    """Return what librosa's mel spectrogram has in place of ours, without the logarithm."""
    return librosa.feature.melspectrogram(
        y=sound.astype(np.float32) / FULL_SCALE,
        sr=SAMPLE_RATE,
        n_fft=512,
        win_length=480,
        hop_length=160,
        center=False,
        n_mels=40,
        fmax=4_000,
        htk=True,
        norm=None,
    )


class CodeInC:
    """The front end of pymicro-features."""

    def __init__(self) -> None:
        """Begin a new sound."""
        self._front_end = MicroFrontend()

    def push(self, samples: Sound) -> list[object]:
        """Return the frames that are complete now.

        It makes one frame a call at most, so it is given 10 ms a call, and takes them whole.
        """
        audio, step = samples.tobytes(), CHUNKS[0] * samples.itemsize
        answers = [self._front_end.process_samples(audio[start : start + step]) for start in range(0, len(audio), step)]
        return [answer.features for answer in answers if answer.features]


CONTESTANTS = (
    FrontEnd("librosa melspectrogram", librosas, 98, None),
    FrontEnd("spectrogram", spectrogram, 98, StreamingSpectrogram),
    FrontEnd("log_mel", log_mel, 98, StreamingLogMel),
    FrontEnd("pymicro-features (C)", lambda sound: CodeInC().push(sound), 98, CodeInC),
    FrontEnd("micro_features", micro_features, 49, MicroFrontEnd),
)


def clips(number: int, seconds: int = 1) -> Iterator[Sound]:
    """Yield noise that swells and fades: no front end's work depends on what there is to hear."""
    random = np.random.default_rng(0)
    swell = np.sin(np.pi * np.arange(seconds * SAMPLE_RATE) / SAMPLE_RATE) ** 2
    for _ in range(number):
        yield (3_000 * swell * random.normal(size=len(swell))).astype(np.int16)


def seconds_for(work: Callable[[], object]) -> float:
    """Return the processor time that ``work`` takes."""
    started = time.process_time()
    work()
    return time.process_time() - started


def whole(rounds: int, number: int) -> None:
    """Print how many clips of a second each front end does in a second, and the ratios of the issue's two pairs."""
    sounds = list(clips(number))
    spent: dict[str, list[float]] = {one.name: [] for one in CONTESTANTS}
    for _ in range(rounds):
        for one in CONTESTANTS:
            spent[one.name].append(seconds_for(lambda one=one: [one.whole(sound) for sound in sounds]) / number)  # type: ignore[misc]
    librosa_, in_c = (spent[one.name] for one in (CONTESTANTS[0], CONTESTANTS[3]))
    click.echo(f"median of {rounds}; time as a multiple of librosa's for a clip, of pymicro-features' for a frame")
    click.echo(f"{'':24}{'clips/s':>9}{'us/frame':>10}{'librosa':>9}{'pymicro':>9}")
    for one in CONTESTANTS:
        times = spent[one.name]
        median = statistics.median(times)
        by_clip = statistics.median(mine / other for mine, other in zip(times, librosa_, strict=True))
        by_frame = statistics.median(
            (mine / one.frames) / (other / CONTESTANTS[3].frames) for mine, other in zip(times, in_c, strict=True)
        )
        click.echo(f"{one.name:24}{1 / median:9.0f}{1e6 * median / one.frames:10.2f}{by_clip:9.2f}{by_frame:9.2f}")


def streaming(rounds: int) -> None:
    """Print the share of one core that each front end takes to keep up with sound that arrives in small pieces."""
    (sound,) = clips(1, STREAMED)
    click.echo(f"streaming: processor seconds for a second of sound, median of {rounds}")
    click.echo(f"{'':24}" + "".join(f"{1_000 * chunk // SAMPLE_RATE:>6} ms" for chunk in CHUNKS))
    pieces = {chunk: np.split(sound, range(chunk, len(sound), chunk)) for chunk in CHUNKS}
    for one in CONTESTANTS:
        if one.stream is None:
            continue
        factors = []
        for chunk in CHUNKS:
            streams = [one.stream() for _ in range(rounds)]
            times = [
                seconds_for(lambda stream=stream, chunk=chunk: [stream.push(piece) for piece in pieces[chunk]])  # type: ignore[misc]
                for stream in streams
            ]
            factors.append(statistics.median(times) / STREAMED)
        click.echo(f"{one.name:24}" + "".join(f"{factor:9.4f}" for factor in factors))


@click.command()
@click.option("--rounds", type=click.IntRange(min=1), default=7, show_default=True)
@click.option("--clips", "number", type=click.IntRange(min=1), default=50, show_default=True, help="Clips in a round.")
def main(rounds: int, number: int) -> None:
    """Print the speed of each front end on whole clips and on a stream."""
    with threadpool_limits(1):
        for one in CONTESTANTS:  # what is computed once and kept
            one.whole(next(clips(1)))
        whole(rounds, number)
        streaming(rounds)


if __name__ == "__main__":
    main()
