"""The spoken samples that the repository carries are what their card says."""

from __future__ import annotations

import hashlib
import shutil
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import soundfile  # type: ignore[import-untyped]
from tools import make_speech_samples as tool

SAMPLES = Path(__file__).resolve().parents[2] / "data" / "samples" / "speech-commands"
FILES = sorted(SAMPLES.rglob("*.flac"))
CLIPS = [path for path in FILES if path.parent.name != "_background_noise_"]


def test_counts_are_those_of_the_settings() -> None:
    settings = tool.Settings()
    expected = dict.fromkeys(tool.COMMANDS, len(tool.VOICES)) | dict.fromkeys(tool.OTHERS, settings.others_each)
    counted = Counter(path.parent.name for path in FILES)
    assert counted == expected | {"_silence_": settings.silences, "_background_noise_": 5}


def test_every_clip_is_a_second_at_16_khz() -> None:
    kinds = {(info.samplerate, info.channels, info.subtype, info.frames) for info in map(soundfile.info, CLIPS)}
    assert kinds == {(16_000, 1, "PCM_16", 16_000)}


def test_no_clip_is_clipped_or_lost() -> None:
    low, high = (32_767 * 10 ** (db / 20) for db in tool.Settings().peak_db)
    for path in CLIPS:
        peak = np.abs(soundfile.read(path, dtype="int16")[0].astype(int)).max()
        assert (low - 1 <= peak <= high + 1) or path.parent.name == "_silence_", path


def test_speakers_have_a_word_once_and_are_on_the_card() -> None:
    card = (SAMPLES / "README.md").read_text(encoding="utf-8")
    assert all(f"`{voice.speaker}`" in card for voice in tool.VOICES)
    assert f"{len(FILES)} files" in card
    spoken = [path for path in CLIPS if path.parent.name != "_silence_"]
    assert {path.stem.partition("_nohash_")[0] for path in spoken} == {voice.speaker for voice in tool.VOICES}


def test_files_are_those_of_the_list() -> None:
    lines = [line.split("  ") for line in (SAMPLES / "SHA256SUMS").read_text().splitlines()]
    listed = {name: digest for digest, name in lines}
    found = {path.relative_to(SAMPLES).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in FILES}
    assert found == listed
    assert sum(path.stat().st_size for path in FILES) < 5_000_000


@pytest.mark.soak
def test_the_same_programs_make_the_same_clips() -> None:
    missing = [program for program in ("espeak-ng", "flite") if shutil.which(program) is None]
    if missing:
        pytest.skip(f"needs {' and '.join(missing)}: apt-get install {' '.join(missing)}")
    for word, voice, samples in tool.words(tool.Settings()):
        kept, _ = soundfile.read(SAMPLES / word / f"{voice.speaker}_nohash_0.flac", dtype="int16")
        assert (samples == kept).all(), (word, voice)
