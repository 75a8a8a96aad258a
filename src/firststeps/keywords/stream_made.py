"""A long stream of sound whose truth is known: commands, other words and noise, loud and quiet, made from clips.

It comes in scenes.  Each has one piece of background noise, one loudness and one ratio of voice to noise, as if
somebody had turned a knob; in some nobody speaks.  Clips are dealt like cards: none comes again before all of its kind
have been dealt.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Generic, Literal, TypeVar

from firststeps.audio.files import read_audio
from firststeps.audio.samples import SAMPLE_RATE, Samples
from firststeps.audio.stft import FULL_SCALE, framed
from firststeps.errors import PlainError
from firststeps.keywords.clips import Clip
from firststeps.keywords.labels import SILENCE

import numpy as np
from numpy.typing import NDArray

Kind = Literal["command", "near", "other"]
Loudness = Literal["quiet", "plain", "loud"]

# Words that have a vowel and its surroundings in common with a command, or nearly so.
NEAR_MISSES: dict[str, tuple[str, ...]] = {
    "bed": ("left",),
    "dog": ("on", "off", "go"),
    "eight": ("right",),
    "five": ("right",),
    "follow": ("off", "go"),
    "forward": ("off",),
    "four": ("off",),
    "go": ("no",),  # for a model that knows one of the two only, as the next
    "house": ("down",),
    "learn": ("left",),
    "nine": ("no",),
    "one": ("on",),
    "wow": ("down",),
    "zero": ("no", "go"),
}

_FRAME = 160  # samples, 10 ms, over which loudness is taken; a clip fades in and out as fast
_FAINTEST, _LOUDEST = -30.0, -15.0  # dB below the loudest frame of a clip, between which its sound begins and ends


@dataclass(frozen=True)
class StreamPlan:
    """What a made stream is like."""

    minutes: float  # how long it is; a longer one begins with the shorter
    seed: int = 7  # where all choices come from
    scene: float = 30.0  # seconds of one noise, one loudness and one ratio
    silent: float = 0.5  # share of the scenes in which nobody speaks
    commands: float = 0.35  # share of the words that are commands
    near: float = 0.25  # share of the words that sound like commands; the rest are any others
    most_commands: int | None = None  # after so many commands the rest are other words
    pause: tuple[float, float] = (1.0, 4.0)  # seconds between the end of a word and the next one
    levels: tuple[tuple[Loudness, float], ...] = (("quiet", -45.0), ("plain", -27.0), ("loud", -15.0))  # dB, full scale
    snrs: tuple[float, ...] = (30.0, 20.0, 10.0, 5.0, 0.0)  # dB from a word's mean power to that of the noise

    @property
    def scenes(self) -> int:
        """How many scenes there are, one at least."""
        return max(1, round(60 * self.minutes / self.scene))


@dataclass(frozen=True)
class Spoken:
    """A word in a stream."""

    word: str
    start: float  # seconds into the stream, where its sound begins
    end: float  # where its sound ends
    kind: Kind
    loudness: Loudness
    snr: float  # dB
    clip: str  # the clip that it is from


@dataclass(frozen=True)
class Scene:
    """A piece of a stream."""

    start: float  # seconds into the stream
    samples: Samples
    spoken: tuple[Spoken, ...]
    loudness: Loudness
    snr: float  # dB; where nobody speaks, of the word that could have been there


@dataclass(frozen=True)
class Material:
    """What streams are made from."""

    clips: tuple[Clip, ...]  # recordings, of words
    noises: tuple[Samples, ...]  # a second or more each

    @classmethod
    def of(cls, clips: Sequence[Clip], noises: Sequence[Samples]) -> Material:
        """Return the clips with a word, and the noises.

        Raises:
            PlainError: if there is nothing of one of them.
        """
        words = tuple(clip for clip in clips if clip.word != SILENCE)
        if not words or not noises:
            absent = "noises" if words else "words"
            raise PlainError(f"a stream is made from recordings of words and of noise; there are no {absent}")
        return cls(words, tuple(noises))


def kind_of(word: str, labels: Sequence[str]) -> Kind:
    """Return what a word is to a model: one of its commands, one that sounds like them, or another.

    Examples:
        >>> [kind_of(word, ("yes", "no")) for word in ("no", "go", "cat")]
        ['command', 'near', 'other']
    """
    if word in labels:
        return "command"
    return "near" if any(label in labels for label in NEAR_MISSES.get(word, ())) else "other"


def made_stream(plan: StreamPlan, material: Material, labels: Sequence[str]) -> Iterator[Scene]:
    """Yield the scenes of a stream, one after the other; the same arguments give the same bytes.

    Args:
        plan: what it is like.
        material: what it is made from.
        labels: the classes of the model that will listen; they say which words are commands.

    Raises:
        PlainError: if a clip is broken or holds no sound, or none is a command.
    """
    decks = _decks(plan, material, labels)
    knobs = _Deck(tuple(product(plan.levels, plan.snrs)), (plan.seed, 3))
    length = round(plan.scene * SAMPLE_RATE)
    for number in range(plan.scenes):
        random = np.random.default_rng((plan.seed, 4, number))
        (loudness, level), snr = knobs.draw()
        start, spoken = number * plan.scene, []
        mixed = 10 ** ((level - snr) / 20) * _noise(material.noises, length, random)
        # Talk and silence take turns as their shares say, so that short streams have both.
        if (1 - plan.silent) * (number + 1) // 1 > (1 - plan.silent) * number // 1:
            for kind, voice, begin in _talk(plan, decks, length, random):
                mixed[begin : begin + len(voice.sound)] += 10 ** (level / 20) * voice.sound
                first, last = (start + (begin + edge) / SAMPLE_RATE for edge in (voice.first, voice.last))
                spoken.append(Spoken(voice.clip.word, first, last, kind, loudness, snr, voice.clip.id))
        samples = np.rint(FULL_SCALE * mixed).clip(-FULL_SCALE, FULL_SCALE - 1).astype(np.int16)
        yield Scene(start, samples, tuple(spoken), loudness, snr)


def sound_edges(samples: Samples) -> tuple[int, int]:
    """Return where the sound in a clip begins and ends, in samples.

    That is where it first and last is louder than halfway, in decibels, between its loudest and its quieter moments
    (the tenth percentile); never fainter than 30 dB, nor louder than 15 dB, below the loudest.
    """
    padded = np.pad(samples.astype(np.float64), (0, -len(samples) % _FRAME))
    power = 10 * np.log10((framed(padded, _FRAME, _FRAME) ** 2).mean(1) + 1e-9)
    peak = power.max()
    halfway = (np.quantile(power, 0.1) - peak) / 2
    loud = np.flatnonzero(power >= peak + np.clip(halfway, _FAINTEST, _LOUDEST))
    return int(loud[0]) * _FRAME, min(len(samples), (int(loud[-1]) + 1) * _FRAME)


@dataclass(frozen=True)
class _Voice:
    """A clip, ready to be mixed."""

    clip: Clip
    sound: NDArray[np.float64]  # (n,), of mean power 1 from first to last
    first: int  # samples into the sound, where the word begins
    last: int  # where it ends


Card = TypeVar("Card")


class _Deck(Generic[Card]):
    """Things that are dealt in random order, and shuffled again when all have been."""

    def __init__(self, cards: Sequence[Card], seed: tuple[int, ...]) -> None:
        self.cards = cards
        self._random = np.random.default_rng(seed)
        self._order: list[int] = []
        self._last = self.dealt = 0

    def draw(self) -> Card:
        if not self._order:
            self._order = self._random.permutation(len(self.cards)).tolist()
        self.dealt += 1
        self._last = self._order.pop()
        return self.cards[self._last]

    def put_back(self) -> None:
        """Take the last card back; it will be the next."""
        self.dealt -= 1
        self._order.append(self._last)


def _decks(plan: StreamPlan, material: Material, labels: Sequence[str]) -> dict[Kind, _Deck[Clip]]:
    kinds: tuple[Kind, ...] = ("command", "near", "other")
    found = {kind: [clip for clip in material.clips if kind_of(clip.word, labels) == kind] for kind in kinds}
    if not found["command"]:
        raise PlainError(f"none of the recordings is a command; a stream needs some of: {', '.join(labels)}")
    return {kind: _Deck(clips, (plan.seed, number)) for number, (kind, clips) in enumerate(found.items()) if clips}


def _talk(
    plan: StreamPlan, decks: Mapping[Kind, _Deck[Clip]], length: int, random: np.random.Generator
) -> Iterator[tuple[Kind, _Voice, int]]:
    """Yield words and the sample at which their clips begin, until the next one would not fit into ``length``."""
    shares: dict[Kind, float] = {"command": plan.commands, "near": plan.near, "other": 1 - plan.commands - plan.near}
    end = 0.0
    while True:
        enough = plan.most_commands is not None and decks["command"].dealt >= plan.most_commands
        there = [kind for kind in decks if shares[kind] > 0 and not (kind == "command" and enough)]
        pause, choice = random.uniform(*plan.pause), random.random()
        if not there:
            return
        weights = np.cumsum([shares[kind] for kind in there])
        kind = there[int(np.searchsorted(weights, choice * weights[-1], side="right"))]
        voice = _voice(decks[kind].draw())
        begin = max(0, round((end + pause) * SAMPLE_RATE) - voice.first)
        if begin + len(voice.sound) > length:
            if end:  # else it would not fit into the next scene either
                decks[kind].put_back()
            return
        yield kind, voice, begin
        end = (begin + voice.last) / SAMPLE_RATE


def _voice(clip: Clip) -> _Voice:
    samples = np.trim_zeros(read_audio(clip.path), "b")
    if not len(samples):
        raise PlainError(f"{clip.path}: it holds no sound; leave it out")
    first, last = sound_edges(samples)
    sound = samples / np.sqrt((samples[first:last].astype(np.float64) ** 2).mean())
    fade = np.linspace(0, 1, min(_FRAME, len(sound)))
    sound[: len(fade)] *= fade
    sound[-len(fade) :] *= fade[::-1]
    return _Voice(clip, sound, first, last)


def _noise(noises: Sequence[Samples], length: int, random: np.random.Generator) -> NDArray[np.float64]:
    """Return a piece of one of the noises, of mean power 1; one that is too short is repeated."""
    noise = noises[int(random.integers(len(noises)))]
    piece = np.resize(np.roll(noise, -int(random.integers(len(noise)))), length).astype(np.float64)
    power = (piece**2).mean()
    return piece / np.sqrt(power) if power else piece
