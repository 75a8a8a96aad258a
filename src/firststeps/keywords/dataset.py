"""Speech Commands, however they lie on the disk.

Three layouts are known.  The official one, as Google packs it: a folder of recordings for each word, lists, noise,
and beside it in ``test-official`` the test set of twelve classes.  A smaller one: log-mel features of most clips as
pictures in zip files, half of the official test set, and some recordings.  And any folder of recordings that has a
folder for each word: the samples of this book, Mini Speech Commands, your own.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from firststeps.audio.files import SAMPLE_RATE, Samples, read_audio
from firststeps.audio.mel import clip_log_mel
from firststeps.errors import PlainError
from firststeps.keywords.clips import Clip, Split, clip_named, sounds_in
from firststeps.keywords.labels import LABELS, SILENCE, UNKNOWN, class_of
from firststeps.keywords.pictures import ENDING, SHAPE, picture_names, read_picture

import numpy as np
from numpy.typing import NDArray

NOISE = "_background_noise_"


@dataclass(frozen=True)
class LogMels:
    """The features of many clips."""

    features: NDArray[np.uint8]  # shape (n, 98, 40)
    words: NDArray[np.str_]  # what is said in each, (n,)

    def classes(self, labels: tuple[str, ...] = LABELS) -> NDArray[np.intp]:
        """Return the number of each clip's class among ``labels``, (n,)."""
        return np.array([class_of(word, labels) for word in self.words], np.intp)


@dataclass(frozen=True)
class SpeechCommands:
    """A data set of spoken words."""

    folder: Path  # all of it
    recordings: tuple[Path, ...]  # folders that hold a folder of recordings for each word
    pictures: tuple[Path, ...]  # zip files of log-mel pictures
    official_test: Path | None  # the folder of the official test set of twelve classes, whole or in part

    @classmethod
    def at(cls, folder: Path) -> SpeechCommands:
        """Return the data set in ``folder``, whatever its layout.

        Raises:
            PlainError: if there is none.
        """
        pictures = tuple(path for path in sorted(folder.glob("logmel-*.zip")) if path.is_file())
        tests = [path for path in (folder / "test-official", folder / "test-official-half") if path.is_dir()]
        apart = tuple(path for path in (folder / "clips", folder / "test-official-half") if path.is_dir())
        found = cls(folder, apart or (folder,), pictures, tests[0] if tests else None)
        if not folder.is_dir() or (not pictures and next(found.clips(), None) is None):
            raise PlainError(
                f"{folder}: no clips here; name a folder that has a folder of WAV or FLAC files for each word"
            )
        return found

    def clips(self, split: Split | None = None, words: Container[str] | None = None) -> Iterator[Clip]:
        """Yield the recordings, all or those of a part and of some words, in the order of their paths.

        In a folder ``_silence_`` or ``_unknown_`` beside those of words, recordings count, too; the seconds of silence
        in the official test set are in ``test_clips`` only.
        """
        for root in self.recordings:
            for clip in _recordings(root, "testing" if root == self.official_test else None):
                if clip.word == SILENCE and root == self.official_test:
                    continue
                if _wanted(clip, split, words):
                    yield clip

    def test_clips(self) -> list[Clip]:
        """Return the clips of the official test set that are there, of all twelve classes.

        Where it is not there, they are the recordings that the rule sets aside for testing.
        """
        if self.official_test is None:
            return list(self.clips("testing"))
        return list(_recordings(self.official_test, "testing"))

    def picture_clips(self, split: Split | None = None, words: Container[str] | None = None) -> Iterator[Clip]:
        """Yield the clips that there are pictures of, as ``clips`` does the recordings."""
        for path in self.pictures:
            for picture in picture_names(path):
                word, _, name = picture.removesuffix(ENDING).rpartition("/")
                if word != NOISE:
                    clip = clip_named(word, name, path, picture)
                    if _wanted(clip, split, words):
                        yield clip

    def log_mels(self, split: Split, cache: Path | None = None) -> LogMels:
        """Return the features of all clips of a part: of the pictures, or of the recordings if it has no pictures.

        Args:
            split: the part.
            cache: a folder in which to keep them; the next call then takes a moment instead of seconds or minutes.

        Raises:
            PlainError: if a clip is broken, or there are none.
        """
        chosen = list(self.picture_clips(split)) or list(self.clips(split))
        if not chosen:
            raise PlainError(f"{self.folder}: it has no clips for {split}")
        words = np.array([clip.word for clip in chosen])
        kept = None if cache is None else cache / "log-mel" / f"{_fingerprint(chosen)}.npy"
        if kept is not None and (known := _load(kept, len(chosen))) is not None:
            return LogMels(known, words)
        found = log_mels_of(chosen)
        if kept is not None:
            _save(kept, found.features)
        return found

    def noises(self) -> tuple[Path, ...]:
        """Return the recordings of background noise, a minute or more each."""
        return tuple(sounds_in(self.folder / NOISE))

    def noise_log_mels(self) -> NDArray[np.uint8]:
        """Return the features of seconds of background noise, shape (n, 98, 40), from pictures or recordings.

        Raises:
            PlainError: if there are neither.
        """
        names = [(path, name) for path in self.pictures for name in picture_names(path) if name.startswith(NOISE)]
        if names:
            return np.stack([read_picture(path, name) for path, name in names])
        seconds = [second for path in self.noises() for second in _seconds(read_audio(path))]
        if not seconds:
            raise PlainError(f"{self.folder}: it has no background noise")
        return np.stack([np.rint(clip_log_mel(second)).astype(np.uint8) for second in seconds])


def audio(clip: Clip) -> Samples:
    """Return the samples of a recording, int16 of shape (n,).

    Raises:
        AudioError: if it is broken.
        ValueError: if the clip is a picture: sound can't be had from it.
    """
    if clip.picture is not None:
        raise ValueError(f"{clip.id} is a picture of a sound in {clip.path}; recordings are what clips() yields")
    return read_audio(clip.path)


def log_mel(clip: Clip) -> NDArray[np.float32]:
    """Return the log-mel features of a clip, shape (98, 40), 0 to 255: read if it is a picture, else computed.

    Raises:
        PlainError: if it is broken.
    """
    if clip.picture is not None:
        return read_picture(clip.path, clip.picture).astype(np.float32)
    return clip_log_mel(read_audio(clip.path))


def log_mels_of(clips: Sequence[Clip]) -> LogMels:
    """Return the features of these clips, in their order.

    Raises:
        PlainError: if one is broken.
    """
    features = np.empty((len(clips), *SHAPE), np.uint8)
    for number, clip in enumerate(clips):
        features[number] = _bytes(clip)
    return LogMels(features, np.array([clip.word for clip in clips]))


def label_of(word: str) -> str:
    """Return the class that a word belongs to in the task of twelve classes.

    Examples:
        >>> label_of("yes"), label_of("marvin"), label_of("_silence_")
        ('yes', '_unknown_', '_silence_')
    """
    return word if word in LABELS else UNKNOWN


def _bytes(clip: Clip) -> NDArray[np.uint8]:
    """Return the features of a clip as pictures keep them."""
    return np.rint(log_mel(clip)).astype(np.uint8) if clip.picture is None else read_picture(clip.path, clip.picture)


def _wanted(clip: Clip, split: Split | None, words: Container[str] | None) -> bool:
    return split in (None, clip.split) and (words is None or clip.word in words)


def _recordings(root: Path, split: Split | None) -> Iterator[Clip]:
    """Yield the recordings in the folders of ``root``; they belong to ``split`` if that is given."""
    for folder in sorted(path for path in root.iterdir() if path.is_dir()):
        if folder.name != NOISE and not folder.name.startswith("."):
            for path in sounds_in(folder):
                yield clip_named(folder.name, path.stem, path, split=split)


def _seconds(samples: Samples) -> Iterator[Samples]:
    """Yield the whole seconds of a recording."""
    yield from samples[: len(samples) // SAMPLE_RATE * SAMPLE_RATE].reshape(-1, SAMPLE_RATE)


def _fingerprint(clips: list[Clip]) -> str:
    """Return what stands for the content of all files that the clips are read from, and for which clips they are.

    Zip files count by their bytes.  Recordings, which may be a hundred thousand, count by size and time of change.
    """
    seen = hashlib.sha256(b"log-mel features, first version\n")
    for path in sorted({clip.path for clip in clips if clip.picture is not None}):
        with path.open("rb") as file:
            seen.update(hashlib.file_digest(file, "sha256").digest())
    for clip in clips:
        state = "" if clip.picture is not None else f" {clip.path} {(s := clip.path.stat()).st_size} {s.st_mtime_ns}"
        seen.update(f"{clip.id}{state}\n".encode())
    return seen.hexdigest()[:32]


def _load(path: Path, clips: int) -> NDArray[np.uint8] | None:
    """Return features that were kept, None if they are not there or broken."""
    try:
        features: NDArray[np.uint8] = np.load(path, allow_pickle=False)
    except (OSError, ValueError, EOFError):
        return None
    return features if features.shape == (clips, *SHAPE) and features.dtype == np.uint8 else None


def _save(path: Path, features: NDArray[np.uint8]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(f".{os.getpid()}.npy")
    np.save(beside, features)
    beside.replace(path)
