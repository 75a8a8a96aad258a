"""A word recorded, taught and heard again through a real sound server."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from firststeps.audio.files import read_audio
from firststeps.keywords.dataset import SpeechCommands

import pytest
from tools.sound_server import SoundServer

WORD, TAKES = "marvin", 2
PATIENCE = 60.0  # seconds until a line has to come


def until(process: subprocess.Popen[bytes], text: str) -> str:
    """Return what a program prints up to ``text``."""
    assert process.stdout is not None
    read, deadline = b"", time.monotonic() + PATIENCE
    while text.encode() not in read:
        assert time.monotonic() < deadline
        byte = os.read(process.stdout.fileno(), 1)
        assert byte, read.decode()
        read += byte
    return read.decode()


def answer(process: subprocess.Popen[bytes], line: str) -> None:
    assert process.stdin is not None
    process.stdin.write(f"{line}\n".encode())
    process.stdin.flush()


@pytest.fixture
def recorded(sound_server: SoundServer, corpus: SpeechCommands, tmp_path: Path) -> Path:
    """Record a word from the microphone, a silent take first, and return the folder."""
    folder = tmp_path / "recordings"
    command = [
        sys.executable,
        "-c",
        "from firststeps.cli import main; main()",
        "record",
        WORD,
        "--takes",
        str(TAKES),
        "--to",
        str(folder),
    ]
    said = [read_audio(clip.path) for clip in corpus.clips("training") if clip.word == WORD][:TAKES]
    with subprocess.Popen(
        command, env=sound_server.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=tmp_path
    ) as process:
        until(process, f"say '{WORD}'")
        answer(process, "")
        assert "too quiet" in until(process, f"say '{WORD}'")
        for number, samples in enumerate(said):
            if number:
                until(process, f"say '{WORD}'")
            answer(process, "")
            time.sleep(0.4)
            sound_server.play(samples)
            until(process, "Good?")
            assert not folder.exists()
            answer(process, "y")
        until(process, "Keep the")
        answer(process, "y")
        until(process, "now: firststeps teach")
        process.wait()
    assert process.returncode == 0
    return folder


def test_a_word_is_recorded_taught_and_heard(recorded: Path, sound_server: SoundServer, tmp_path: Path) -> None:
    takes = [read_audio(path) for path in sorted(recorded.iterdir())]
    assert len(takes) == TAKES
    assert all(4_000 < len(take) < 32_000 for take in takes)
    run = [sys.executable, "-c", "from firststeps.cli import main; main()"]
    environment = sound_server.environment | {"FIRSTSTEPS_WORDS": str(tmp_path / "words")}
    subprocess.run([*run, "teach", WORD, "--clips", str(recorded)], env=environment, check=True)
    path = sorted(recorded.iterdir())[0]
    heard = subprocess.run(
        [*run, "predict", "--model", WORD, str(path)], env=environment, capture_output=True, text=True, check=True
    )
    assert f": {WORD} " in heard.stdout
