"""The recordings that the book shows are found in every layout."""

from __future__ import annotations

from pathlib import Path

from firststeps.keywords.chosen import APART, CHOSEN, NEW, every_folder, recording, split_in, word_files

import pytest

SAMPLES = Path(__file__).resolve().parents[2] / "data" / "samples" / "speech-commands"


@pytest.mark.parametrize("word", ["yes", "no"])
def test_embedded(word: str) -> None:
    folder, pattern = word_files(SAMPLES, word)
    path = recording(sorted(folder.glob(pattern)), "embedded")
    assert path == SAMPLES / word / f"{CHOSEN['embedded']}_nohash_0.flac"


def test_layouts(tmp_path: Path) -> None:
    (tmp_path / "official" / "yes").mkdir(parents=True)
    (tmp_path / "official" / "validation_list.txt").touch()
    assert word_files(tmp_path / "official", "yes") == (tmp_path / "official" / "yes", "*.wav")
    (tmp_path / "folder" / "clips" / "yes").mkdir(parents=True)
    (tmp_path / "folder" / "validation_list.txt").touch()
    assert word_files(tmp_path / "folder", "yes") == (tmp_path / "folder" / "clips" / "yes", "*.flac")
    (tmp_path / "folder" / "test-official-half" / "yes").mkdir(parents=True)
    assert [folder.parent.name for folder, _ in every_folder(tmp_path / "folder", "yes")] == [
        "clips",
        "test-official-half",
    ]
    noise = tmp_path / "folder" / "_background_noise_"
    assert word_files(tmp_path / "folder", "_background_noise_") == (noise, "*.flac")


@pytest.mark.parametrize("word", ["yes", "no"])
def test_a_new_voice_is_for_validation(word: str) -> None:
    folder, pattern = word_files(SAMPLES, word)
    path = recording(sorted(folder.glob(pattern)), "embedded", NEW)
    assert split_in("embedded", path.stem) == "validation"
    assert split_in("folder", f"{NEW['folder']}_nohash_0") == "validation"
    assert split_in("folder", f"{CHOSEN['folder']}_nohash_0") == "training"


def test_voices_apart_are_nobody_elses() -> None:
    rows = [line.split("|") for line in (SAMPLES / "README.md").read_text(encoding="utf-8").splitlines()]
    voices = {row[1].strip(" `"): (row[2], row[3]) for row in rows if len(row) == 7 and "`" in row[1]}
    assert len(voices) == 16
    apart = {voices[speaker] for speaker in APART}
    assert apart.isdisjoint(voice for speaker, voice in voices.items() if speaker not in APART)


def test_missing_speaker(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="no recording of speaker"):
        recording([tmp_path / "other.flac"], "folder")
