"""Makes data/samples/speech-commands/: spoken words by open text-to-speech voices, in the manner of Speech Commands.

Not part of the build: what it makes is committed.  It needs the Debian packages espeak-ng and flite, and hibari-tts,
which the development environment has.  The same versions of these give the same files, byte for byte.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import soundfile  # type: ignore[import-untyped]
import soxr  # type: ignore[import-untyped]
from numpy.typing import NDArray

Sound = NDArray[np.float64]
RATE = 16_000  # Hz
FOLDER = Path(__file__).resolve().parents[1] / "data" / "samples" / "speech-commands"
COMMANDS = ("yes", "no", "up", "down", "left", "right", "on", "off", "stop", "go")
OTHERS = ("bed", "bird", "cat", "dog", "happy", "house", "marvin", "one", "seven", "three", "tree", "wow")


@dataclass(frozen=True)
class Voice:
    """A speaker."""

    program: str  # "hibari", "flite" or "espeak-ng"
    name: str  # what the program calls the voice
    pitch: float = 1.0  # above 1 higher and faster: the sound is played that much faster
    speed: float = 1.0  # of speaking

    @property
    def speaker(self) -> str:
        """Eight hexadecimal digits, as Speech Commands names its speakers."""
        about = f"{self.program} {self.name} {self.pitch} {self.speed}"
        return hashlib.sha1(about.encode(), usedforsecurity=False).hexdigest()[:8]


VOICES = (
    Voice("hibari", "heart"),
    Voice("hibari", "heart", 0.82),
    Voice("hibari", "heart", 0.90, 1.15),
    Voice("hibari", "heart", 1.12),
    Voice("hibari", "heart", 1.0, 0.8),
    Voice("hibari", "heart", 0.75, 1.25),
    Voice("flite", "slt"),
    Voice("flite", "slt", 1.1, 0.9),
    Voice("flite", "rms"),
    Voice("flite", "rms", 1.08, 0.9),
    Voice("flite", "awb"),
    Voice("flite", "awb", 0.92),
    Voice("espeak-ng", "en-us+f2"),
    Voice("espeak-ng", "en-us+m3"),
    Voice("espeak-ng", "en-gb+f4"),
    Voice("espeak-ng", "en-gb-scotland+m7"),
)


@dataclass(frozen=True)
class Settings:
    """How clips vary."""

    seed: int = 20_261_122
    others_each: int = 5  # clips of each word that is no command
    silences: int = 12  # clips without a word
    noise_seconds: int = 4  # of each background noise
    longest: float = 0.9  # seconds of a word; a longer one is spoken faster
    peak_db: tuple[float, float] = (-24.0, -3.0)  # loudest sample, against full scale
    snr_db: tuple[float, float] = (12.0, 40.0)  # word against noise
    wet: tuple[float, float] = (0.0, 0.25)  # share of the room's echo
    decay: tuple[float, float] = (0.05, 0.25)  # seconds in which the echo falls to a thousandth


def _hibari(voice: Voice, word: str) -> tuple[Sound, int]:
    import hibari  # type: ignore[import-untyped]  # noqa: PLC0415 - loads a network

    samples = _hibari_voice()(f"{word}.", speed=voice.speed, seed=1)
    return np.asarray(samples, np.float64), hibari.SAMPLE_RATE


@cache
def _hibari_voice() -> Callable[..., NDArray[np.float32]]:
    import hibari  # noqa: PLC0415 - as above

    voice: Callable[..., NDArray[np.float32]] = hibari.Hibari()
    return voice


def _program(voice: Voice, word: str) -> tuple[Sound, int]:
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "word.wav")
        if voice.program == "flite":
            stretch = f"duration_stretch={1 / voice.speed}"
            command = ["flite", "-voice", voice.name, "--setf", stretch, "-t", word, "-o", path]
        else:
            command = ["espeak-ng", "-v", voice.name, "-s", str(round(150 * voice.speed)), "-w", path, word]
        subprocess.run(command, check=True, capture_output=True)
        samples, rate = soundfile.read(path)
    return np.asarray(samples, np.float64), rate


def spoken(voice: Voice, word: str, settings: Settings) -> Sound:
    """Return a word at 16 kHz without the silence around it, loudest sample 1."""
    samples, rate = (_hibari if voice.program == "hibari" else _program)(voice, word)
    samples = soxr.resample(samples, rate * voice.pitch, RATE)
    loud = np.flatnonzero(np.abs(samples) > 0.02 * np.abs(samples).max())
    samples = samples[max(0, loud[0] - 240) : loud[-1] + 800]
    longest = int(settings.longest * RATE)
    if len(samples) > longest:
        samples = soxr.resample(samples, len(samples), longest)[:longest]
    return np.asarray(samples / np.abs(samples).max())


def noise(kind: str, count: int, rng: np.random.Generator) -> Sound:
    """Return background noise of power 1."""
    white = rng.standard_normal(count)
    if kind == "white":
        return white
    if kind == "hum":
        times = np.arange(count) / RATE
        hum = sum(np.sin(2 * np.pi * 50 * k * times + rng.uniform(0, 6)) / k for k in range(1, 9))
        return _unit(np.asarray(hum) + 0.2 * white)
    spectrum = np.fft.rfft(white)
    steepness = {"pink": 0.5, "brown": 1.0}[kind]
    spectrum /= np.maximum(np.arange(len(spectrum)), 20 * count / RATE) ** steepness
    return _unit(np.fft.irfft(spectrum, count))


def _unit(samples: Sound) -> Sound:
    return np.asarray(samples / np.sqrt(np.mean(samples**2)))


def _echoed(word: Sound, settings: Settings, rng: np.random.Generator) -> Sound:
    decay, wet = rng.uniform(*settings.decay), rng.uniform(*settings.wet)
    times = np.arange(int(decay * RATE)) / RATE
    room = rng.standard_normal(len(times)) * 10 ** (-3 * times / decay)
    echo = np.convolve(word, room / np.sqrt(np.sum(room**2)))[: len(word)]
    return (1 - wet) * word + wet * echo


def clip(word: Sound, settings: Settings, rng: np.random.Generator) -> NDArray[np.int16]:
    """Return a second with the word somewhere in it, in a room, with noise, at some loudness."""
    word = _echoed(word, settings, rng)
    second = np.zeros(RATE)
    start = rng.integers(0, RATE - len(word) + 1)
    second[start : start + len(word)] = word
    kind = str(rng.choice(["white", "pink", "brown", "hum"]))
    level = np.sqrt(np.mean(word**2)) * 10 ** (-rng.uniform(*settings.snr_db) / 20)
    second += level * noise(kind, RATE, rng)
    return _to_int16(second, rng.uniform(*settings.peak_db))


def _to_int16(samples: Sound, peak_db: float) -> NDArray[np.int16]:
    scaled = samples / np.abs(samples).max() * 32_767 * 10 ** (peak_db / 20)
    return np.asarray(np.rint(scaled), np.int16)


def words(settings: Settings) -> Iterator[tuple[str, Voice, NDArray[np.int16]]]:
    """Yield every clip of a word; each has random numbers of its own, so that none depends on the others."""
    for word in (*COMMANDS, *OTHERS):
        start = OTHERS.index(word) if word in OTHERS else 0
        count = len(VOICES) if word in COMMANDS else settings.others_each
        for number in range(count):
            voice = VOICES[(start + 3 * number) % len(VOICES)]
            rng = np.random.default_rng([settings.seed, *f"{word} {voice.speaker}".encode()])
            yield word, voice, clip(spoken(voice, word, settings), settings, rng)


def noises(settings: Settings) -> Iterator[tuple[str, NDArray[np.int16]]]:
    """Yield the background noises: four by formulas, and several voices speaking at once."""
    count = settings.noise_seconds * RATE
    for kind in ("white", "pink", "brown", "hum"):
        rng = np.random.default_rng([settings.seed, *kind.encode()])
        yield kind, _to_int16(noise(kind, count, rng), -20)
    rng = np.random.default_rng([settings.seed, *b"babble"])
    babble = np.zeros(count + RATE)
    for voice in VOICES:
        for start in rng.integers(0, count, 5):
            word = spoken(voice, str(rng.choice(OTHERS)), settings)
            babble[start : start + len(word)] += word
    yield "babble", _to_int16(babble[:count], -14)


def _save(name: str, samples: NDArray[np.int16]) -> None:
    path = FOLDER / name
    path.parent.mkdir(parents=True, exist_ok=True)
    soundfile.write(path, samples, RATE, format="FLAC", subtype="PCM_16")


def main() -> None:
    """Make all clips, then the list of their hashes and the table of the card."""
    missing = [program for program in ("espeak-ng", "flite") if shutil.which(program) is None]
    if missing:
        sys.exit(f"error: {' and '.join(missing)} not found; on Debian: apt-get install {' '.join(missing)}")
    settings = Settings()
    for folder in FOLDER.glob("*/"):
        shutil.rmtree(folder)
    for word, voice, samples in words(settings):
        _save(f"{word}/{voice.speaker}_nohash_0.flac", samples)
    backgrounds = dict(noises(settings))
    for kind, samples in backgrounds.items():
        _save(f"_background_noise_/{kind}.flac", samples)
    rng = np.random.default_rng([settings.seed, *b"silence"])
    for number in range(settings.silences):
        samples = backgrounds[sorted(backgrounds)[number % len(backgrounds)]]
        start = rng.integers(0, len(samples) - RATE)
        quieter = samples[start : start + RATE] * 10 ** (-rng.uniform(0, 30) / 20)
        _save(f"_silence_/{number:08x}_nohash_0.flac", np.rint(quieter).astype(np.int16))
    _write_lists()


def _write_lists() -> None:
    files = sorted(FOLDER.rglob("*.flac"))
    names = [(path, path.relative_to(FOLDER).as_posix()) for path in files]
    hashes = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {name}" for path, name in names]
    (FOLDER / "SHA256SUMS").write_text("\n".join(hashes) + "\n", encoding="utf-8")
    rows = [
        f"| `{voice.speaker}` | {voice.program} | {voice.name} | {voice.pitch} | {voice.speed} |" for voice in VOICES
    ]
    card = FOLDER / "README.md"
    head = card.read_text(encoding="utf-8").split("## Voices")[0]
    table = "\n".join(["| speaker | program | voice | pitch | speed |", "|---|---|---|---|---|", *rows])
    size = sum(path.stat().st_size for path in files)
    card.write_text(
        f"{head}## Voices\n\n{table}\n\n{len(files)} files, {size / 1e6:.1f} MB.\n", encoding="utf-8", newline="\n"
    )


if __name__ == "__main__":
    main()
