"""The recordings that the book shows: one speaker who says both yes and no, wherever the data come from."""

from __future__ import annotations

from pathlib import Path

from firststeps.data.places import Source

# Speakers with little noise behind them, by their level in loud and in quiet moments; nobody has listened to them all.
CHOSEN: dict[Source, str] = {"folder": "01d22d03", "official": "01d22d03", "embedded": "d213619e"}


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


def recording(files: list[Path], source: Source) -> Path:
    """Return the file of the chosen speaker.

    Raises:
        FileNotFoundError: if that speaker is not among the files.
    """
    found = [path for path in files if path.name.startswith(CHOSEN[source])]
    if not found:
        where = files[0].parent if files else "an empty folder"
        raise FileNotFoundError(f"{where} holds no recording of speaker {CHOSEN[source]}: fetch speech-commands again")
    return found[0]
