"""Streams in which a machine is spoken to: talk that is not meant for it, and wake words with commands after them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from firststeps.audio.files import read_audio
from firststeps.audio.samples import SAMPLE_RATE, Samples
from firststeps.audio.stft import FULL_SCALE
from firststeps.keywords.clips import Clip, Split
from firststeps.keywords.dataset import SpeechCommands
from firststeps.keywords.labels import COMMANDS
from firststeps.keywords.others import read_others
from firststeps.keywords.stream_made import Material, Spoken, StreamPlan, made_stream, sound_edges
from firststeps.keywords.stream_made import Scene as Silent
from firststeps.keywords.taught import save_word
from firststeps.keywords.teach import teach

import numpy as np
from numpy.typing import NDArray
from tools.make_speech_samples import VOICES, Settings, spoken

PHRASES = {"hey_jarvis": "Hey Jarvis", "okay_nabu": "Okay, Nah-boo", "alexa": "Alexa"}  # as a voice for English says it
TAUGHT = "marvin"
PARTS: tuple[Split, ...] = ("training", "validation")  # whose speakers say it: of the second alone there is one


@dataclass(frozen=True)
class Trial:
    """What is tried."""

    minutes: float = 60.0  # of sound for each wake word
    seed: int = 7
    at: float = 5.0  # seconds into a scene without talk, where the wake word begins
    pause: tuple[float, float] = (0.2, 0.8)  # seconds from the end of a wake word to the command
    taught_with: int = 5  # recordings, each by another speaker
    free_minutes: float = 5.0  # of it that free speech is tried on, for its cost


@dataclass(frozen=True)
class Scene:
    """A piece of the stream."""

    samples: Samples
    spoken: tuple[Spoken, ...]
    wake: tuple[float, float] | None  # seconds into the stream, where a wake word begins and ends, if one is said


@dataclass(frozen=True)
class Voice:
    """A recording, ready to be mixed."""

    sound: NDArray[np.float64]  # (n,), of mean power 1 from first to last
    first: int  # samples into the sound, where the word begins
    last: int  # where it ends


def voice(samples: Samples) -> Voice:
    """Return a recording as a made stream has it: whole, with an end and a beginning that fade."""
    first, last = sound_edges(samples)
    sound = samples / np.sqrt((samples[first:last].astype(np.float64) ** 2).mean())
    fade = np.linspace(0, 1, 160)
    sound[:160] *= fade
    sound[-160:] *= fade[::-1]
    return Voice(sound, first, last)


def stream(trial: Trial, corpus: SpeechCommands, wakes: Sequence[Samples]) -> Iterator[Scene]:
    """Yield a made stream, in whose scenes without talk a wake word and a command are said; ``wakes`` take turns."""
    clips = [clip for clip in corpus.clips("validation") if clip.word != TAUGHT]
    material = Material.of(clips, [read_audio(path) for path in corpus.noises()])
    plan = StreamPlan(trial.minutes, seed=trial.seed)
    commands = [clip for clip in clips if clip.word in COMMANDS]
    order = np.random.default_rng((trial.seed, 5)).permutation(len(commands))
    number = 0
    for scene in made_stream(plan, material, COMMANDS):
        if scene.spoken:
            yield Scene(scene.samples, scene.spoken, None)
        else:
            words = voice(wakes[number % len(wakes)]), commands[order[number % len(order)]]
            pause = np.random.default_rng((trial.seed, 6, number)).uniform(*trial.pause)
            yield addressed(scene, words, 10 ** (dict(plan.levels)[scene.loudness] / 20), (trial.at, pause))
            number += 1


def addressed(scene: Silent, words: tuple[Voice, Clip], gain: float, waits: tuple[float, float]) -> Scene:
    """Return a scene in which a wake word begins after a wait, and a command after another; both in seconds."""
    first, second = words[0], voice(read_audio(words[1].path))
    begin = round(waits[0] * SAMPLE_RATE)
    end = begin + first.last - first.first
    then = end + round(waits[1] * SAMPLE_RATE)
    sound = np.zeros(len(scene.samples))
    for one, place in ((first, begin - first.first), (second, then - second.first)):
        sound[place : place + len(one.sound)] += gain * one.sound
    mixed = np.rint(scene.samples + FULL_SCALE * sound).clip(-FULL_SCALE, FULL_SCALE - 1).astype(np.int16)
    wake = (scene.start + begin / SAMPLE_RATE, scene.start + end / SAMPLE_RATE)
    start, last = (scene.start + place / SAMPLE_RATE for place in (then, then + second.last - second.first))
    word = Spoken(words[1].word, start, last, "command", scene.loudness, scene.snr, words[1].id)
    return Scene(mixed, (word,), wake)


def wake_sounds(name: str, trial: Trial, corpus: SpeechCommands) -> list[Samples]:
    """Return how a wake word sounds in several voices; a taught one is taught first, with other voices."""
    if name in PHRASES:
        voices = (spoken(voice, PHRASES[name], Settings(longest=2)) for voice in VOICES)
        return [np.rint(FULL_SCALE / 4 * sound).astype(np.int16) for sound in voices]
    by_speaker = {clip.speaker: clip for part in PARTS for clip in corpus.clips(part, {name})}
    order = np.random.default_rng((trial.seed, 8)).permutation(sorted(by_speaker)).tolist()
    chosen, others = order[: trial.taught_with], order[trial.taught_with :]
    save_word(teach(name, [read_audio(by_speaker[speaker].path) for speaker in chosen], read_others()))
    return [read_audio(by_speaker[speaker].path) for speaker in others]
