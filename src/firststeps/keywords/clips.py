"""What a clip of Speech Commands is called, and which part of the data set it belongs to."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from firststeps.keywords.labels import COMMANDS, UNKNOWN

Split = Literal["training", "validation", "testing"]

OTHER_WORDS = (
    *("backward", "bed", "bird", "cat", "dog", "eight", "five", "follow", "forward", "four", "happy", "house"),
    *("learn", "marvin", "nine", "one", "seven", "sheila", "six", "three", "tree", "two", "visual", "wow", "zero"),
)
WORDS = (*COMMANDS, *OTHER_WORDS)

# The constant, and the shares in percent, with which Google divided its data (Warden 2018, section 7).
_MOST_CLIPS = 2**27 - 1
_VALIDATION, _TESTING = 10, 10
_SOUNDS = {".wav", ".flac"}
_NAME = re.compile(r"(?P<speaker>.+?)(_nohash_.*)?", re.DOTALL)
_NAME_WITH_WORD = re.compile(rf"(?P<word>{'|'.join(OTHER_WORDS)})_(?P<rest>.+_nohash_.*)", re.DOTALL)


@dataclass(frozen=True)
class Clip:
    """One spoken word, or a second without one."""

    word: str  # what is said; ``_silence_`` if nothing is, ``_unknown_`` if nobody has written down what
    name: str  # of its file, without the ending
    speaker: str  # who says it: the name up to ``_nohash_``
    split: Split
    path: Path  # the file to read: the recording, or the zip file that its picture is in
    picture: str | None  # the path of its log-mel picture in the zip file; None for a recording

    @property
    def id(self) -> str:
        """Word and name, "yes/0a7c2a8d_nohash_0" for one.

        A recording and a picture of the same id need not be the same take: the pictures are numbered by somebody else.
        """
        return f"{self.word}/{self.name}"


def split_of(name: str) -> Split:
    """Return the part of the data set that a clip belongs to, by the name of its file without the ending.

    All clips of a speaker belong to the same part, and they stay there when the data set grows: the hash of the
    speaker decides.

    Examples:
        >>> split_of("a69b9b3e_nohash_0"), split_of("bb05582b_nohash_3")
        ('validation', 'testing')
    """
    digest = int(hashlib.sha1(speaker_of(name).encode(), usedforsecurity=False).hexdigest(), 16)
    percent = digest % (_MOST_CLIPS + 1) * (100.0 / _MOST_CLIPS)
    if percent < _VALIDATION:
        return "validation"
    return "testing" if percent < _VALIDATION + _TESTING else "training"


def speaker_of(name: str) -> str:
    """Return who speaks, by the name of a file: all of it up to ``_nohash_``."""
    match = _NAME.fullmatch(name)
    return match["speaker"] if match else ""


def clip_named(folder: str, name: str, path: Path, picture: str | None = None, split: Split | None = None) -> Clip:
    """Return the clip with that file name in a folder of that name.

    In a folder ``_unknown_`` the name begins with the word, as in "backward_0cb74144_nohash_2".
    """
    word = folder
    if folder == UNKNOWN and (match := _NAME_WITH_WORD.fullmatch(name)):
        word, name = match["word"], match["rest"]
    return Clip(word, name, speaker_of(name), split or split_of(name), path, picture)


def sounds_in(folder: Path) -> list[Path]:
    """Return the WAV and FLAC files of a folder, in the order of their names, hidden ones left out."""
    return sorted(path for path in folder.glob("[!.]*") if path.suffix.lower() in _SOUNDS)
