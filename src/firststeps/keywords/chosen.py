"""The recordings that the book shows: one speaker who says both yes and no, wherever the data come from."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from firststeps.data.places import Source
from firststeps.keywords.clips import Split, speaker_of, split_of

# Speakers with little noise behind them, by their level in loud and in quiet moments; nobody has listened to them all.
CHOSEN: dict[Source, str] = {"folder": "01d22d03", "official": "01d22d03", "embedded": "d213619e"}

# One of those whom no network of ours learns from, with little noise behind both words, by the same levels.
NEW: dict[Source, str] = {"folder": "6a27a9bf", "official": "6a27a9bf", "embedded": "d213619e"}

# Speakers of the samples in whose voices no other speaker speaks: the rule for names puts some voices on both sides.
APART = frozenset({"601312f7", "d213619e", "c8c4cc81", "4eebc35a"})


def split_in(source: Source, name: str) -> Split:
    """Return the part of the data that a clip belongs to, by its name; in the samples no voice is in two parts."""
    if source == "embedded":
        return "validation" if speaker_of(name) in APART else "training"
    return split_of(name)


def word_files(root: Path, word: str) -> tuple[Path, str]:
    """Return the folder that holds the recordings of a word, and the pattern of their names.

    Args:
        root: the folder of the data set, laid out like the official archive, the shared folder or our samples.
        word: one of the words of Speech Commands, or ``_background_noise_``.
    """
    clips = root / "clips"
    folder = (clips if clips.is_dir() and word != "_background_noise_" else root) / word
    return folder, "*.wav" if (root / "validation_list.txt").is_file() and not clips.is_dir() else "*.flac"


def every_folder(root: Path, word: str) -> list[tuple[Path, str]]:
    """Return all folders that hold recordings of a word as sound, as ``word_files`` does for the first of them."""
    folder, pattern = word_files(root, word)
    more = root / "test-official-half" / word
    return [(folder, pattern), *([(more, "*.flac")] if more.is_dir() else [])]


def recording(files: list[Path], source: Source, speakers: Mapping[Source, str] = CHOSEN) -> Path:
    """Return the file of the chosen speaker.

    Raises:
        FileNotFoundError: if that speaker is not among the files.
    """
    found = [path for path in files if path.name.startswith(speakers[source])]
    if not found:
        where = files[0].parent if files else "an empty folder"
        raise FileNotFoundError(
            f"{where} holds no recording of speaker {speakers[source]}: fetch speech-commands again"
        )
    return found[0]
