"""The command on files and pipes: its lines, how it ends, and how it leaves the terminal."""

from __future__ import annotations

import io
import json
import os
import re
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from firststeps.audio.files import read_audio
from firststeps.audio.samples import Samples
from firststeps.cli import main
from firststeps.keywords.store import SAMPLES
from firststeps.voice.display import Moving, picture
from firststeps.voice.ears import Ear, Glance, hearing
from firststeps.voice.levels import level
from firststeps.voice.sources import RawSource
from firststeps.voice.stopping import Stop

import numpy as np
import pytest
import soundfile  # type: ignore[import-untyped]
from click.testing import CliRunner
from rich.console import Console
from rich.live import Live

PROGRAM = str(Path(sys.executable).with_name("firststeps"))


def first(word: str) -> Samples:
    return read_audio(sorted((SAMPLES / "speech-commands" / word).glob("*.flac"))[0])


@pytest.fixture(scope="module")
def sound() -> Samples:
    """Return two words and silence between them, not a whole number of blocks."""
    return np.concatenate([first("yes"), np.zeros(7_777, np.int16), first("stop")])


@pytest.fixture
def file(tmp_path: Path, sound: Samples) -> Path:
    soundfile.write(tmp_path / "words.wav", sound, 16_000, subtype="PCM_16")
    return tmp_path / "words.wav"


def without_latency(lines: str) -> list[dict[str, Any]]:
    return [{key: value for key, value in json.loads(line).items() if key != "latency"} for line in lines.splitlines()]


def test_a_file_gives_a_line_for_each_word(file: Path, sound: Samples) -> None:
    done = CliRunner().invoke(main, ["listen", "--input", str(file), "--json"])
    ear = Ear(hearing("spotter"))
    told = [glance.event for glance in ear.push(sound) + ear.end() if glance.event is not None]
    assert done.exit_code == 0, done.output
    assert without_latency(done.stdout) == [
        {"time": round(event.time, 3), "word": event.word, "confidence": round(event.confidence, 4)} for event in told
    ]
    assert [event.word for event in told] == ["yes", "stop"]
    assert all(json.loads(line)["latency"] >= 0 for line in done.stdout.splitlines())
    frames = f"{len(sound):,} frames in, {len(sound):,} processed, 0 dropped"
    assert done.stderr.endswith(f"words: 2; {frames}\n")


def test_a_pipe_gives_the_same_however_it_is_cut(file: Path, sound: Samples) -> None:
    of_file = CliRunner().invoke(main, ["listen", "--input", str(file), "--json"])
    content = sound.astype("<i2").tobytes()
    process = listening_to_a_pipe()
    assert process.stdin is not None
    for place in range(0, len(content), 3_333):
        process.stdin.write(content[place : place + 3_333])
        process.stdin.flush()
    out, err = process.communicate()
    assert process.returncode == 0
    assert without_latency(out.decode()) == without_latency(of_file.stdout)
    assert err.decode() == of_file.stderr


def listening_to_a_pipe() -> subprocess.Popen[bytes]:
    pipe = subprocess.PIPE
    return subprocess.Popen([PROGRAM, "listen", "--input", "-", "--json"], stdin=pipe, stdout=pipe, stderr=pipe)


class Trickle:
    """A pipe that gives one byte, then two, then three, and so on."""

    def __init__(self, content: bytes) -> None:
        self._content, self._reads = content, 0

    def read1(self, size: int, /) -> bytes:
        self._reads += 1
        given, self._content = self._content[: self._reads], self._content[self._reads :]
        return given


def test_raw_samples_may_be_cut_anywhere(sound: Samples) -> None:
    source = RawSource(Trickle(sound[:2_000].astype("<i2").tobytes()), Stop())
    heard = np.concatenate([block.samples for block in source.blocks()])
    np.testing.assert_array_equal(heard, sound[:2_000])
    assert source.frames == 2_000


def test_half_a_sample_at_the_end_is_told() -> None:
    done = CliRunner().invoke(main, ["listen", "--input", "-"], input=b"\0" * 3_201)
    assert done.exit_code == 1
    assert "error: standard input ends in the middle of a sample" in done.stderr


def test_plain_lines_are_for_reading(file: Path) -> None:
    done = CliRunner().invoke(main, ["listen", "--input", str(file), "--threshold", "0.6", "--refractory", "0.5"])
    assert [line.split()[2] for line in done.stdout.splitlines()] == ["yes", "stop"]
    assert all(line.split()[1] == "s" and line.endswith(" %") for line in done.stdout.splitlines())


@pytest.mark.parametrize(
    ("arguments", "said", "status"),
    [
        (["--input", "nothing.wav"], "nothing.wav", 1),
        (["--model", "nothing", "--input", "nothing.wav"], "no model 'nothing'", 1),
        (["--input", "nothing.wav", "--device", "usb"], "--device chooses a microphone", 2),
        (["--threshold", "0"], "--threshold", 2),
        (["--threshold", "1.5"], "--threshold", 2),
        (["--window", "-1"], "--window", 2),
    ],
)
def test_what_cannot_be_is_told(arguments: list[str], said: str, status: int) -> None:
    done = CliRunner().invoke(main, ["listen", *arguments])
    assert done.exit_code == status
    assert said in done.stderr
    assert "Traceback" not in done.output


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals; run it on Linux or macOS")
@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 0)])
def test_a_signal_ends_it_with_what_was_counted(number: signal.Signals, status: int, sound: Samples) -> None:
    sound = np.concatenate([sound, np.zeros(16_000, np.int16)])
    events = [glance.event for glance in Ear(hearing("spotter")).push(sound) if glance.event is not None]
    sound = sound[: round(events[1].time * 16_000)]  # its last sample makes the second word
    process = listening_to_a_pipe()
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(sound.astype("<i2").tobytes())
    process.stdin.flush()
    lines = [process.stdout.readline() for _ in range(2)]  # it has heard all of it, and waits for more
    process.send_signal(number)
    out, err = process.communicate()
    assert process.returncode == status
    assert [json.loads(line)["word"] for line in lines] == ["yes", "stop"]
    assert out == b""
    frames = f"{len(sound):,}"
    assert err.decode().splitlines()[-1].endswith(f"words: 2; {frames} frames in, {frames} processed, 0 dropped")


@pytest.mark.skipif(os.name == "nt", reason="Windows has other pipes; run it on Linux or macOS")
def test_it_ends_when_nobody_reads_its_lines_any_more() -> None:
    process = listening_to_a_pipe()
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    process.stdin.write(first("yes").astype("<i2").tobytes() + b"\0" * 16_000)  # which the pipe holds
    process.stdin.flush()
    said = process.stderr.read().decode()  # to its end, though the sound goes on
    assert process.wait() == 130
    process.stdin.close()
    process.stderr.close()
    assert said.endswith(" dropped\n")
    assert len(said.splitlines()) == 1


def test_work_is_finished_before_an_interruption() -> None:
    with Stop() as stop:
        signal.raise_signal(signal.SIGTERM)  # nobody waits: nothing happens yet
        with pytest.raises(KeyboardInterrupt), stop.waiting():
            raise AssertionError("it would wait")
    with Stop() as stop, pytest.raises(KeyboardInterrupt), stop.waiting():
        signal.raise_signal(signal.SIGINT)
    with Stop(), pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)  # somebody who asks twice does not want to wait
    assert signal.getsignal(signal.SIGTERM) == signal.SIG_DFL


@pytest.mark.skipif(os.name == "nt", reason="Windows has other terminals; run it on Linux or macOS")
def test_a_terminal_shows_a_picture_and_is_left_as_it_was(file: Path) -> None:
    import pty

    ours, theirs = pty.openpty()
    command = [PROGRAM, "listen", "--input", str(file)]
    process = subprocess.Popen(
        command, stdin=theirs, stdout=theirs, stderr=theirs, env=os.environ | {"TERM": "xterm-256color"}
    )
    os.close(theirs)
    shown = bytearray()

    def read() -> None:
        try:
            while part := os.read(ours, 65_536):
                shown.extend(part)
        except OSError:  # Linux says so when the other end is closed
            pass

    reader = threading.Thread(target=read)
    reader.start()
    assert process.wait() == 0
    reader.join()
    os.close(ours)
    text = shown.decode()
    assert "level" in text
    assert re.findall(r"\d s  (\w+)  \d+ %", text) == ["yes", "stop"]
    assert text.rindex("\x1b[?25h") > text.rindex("\x1b[?25l")  # the cursor is back
    assert text.splitlines()[-1].endswith("0 dropped")


def test_the_picture_shows_level_and_guess() -> None:
    console = Console(width=80, force_terminal=False)
    with console.capture() as captured:
        console.print(picture(-35.0, Glance(1.0, "yes", 0.4, None), 0.8))
        console.print(picture(-120.0, Glance(1.0, "yes", 0.1, None), 0.8))
    loud, near, silent, far = captured.get().splitlines()
    assert loud.count("━") == near.count("━") == 16
    assert loud.split()[-2:] == ["−35", "dB"]
    assert near.split()[-1] == "yes"
    assert silent.count("━") == 0
    assert far.split()[-1] == "0.80"  # what is far from a word is not named


def test_the_loudest_block_and_the_surest_look_since_the_last_picture_count(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([1.0, 1.0, 1.05, 1.2, 1.2])
    monkeypatch.setattr("firststeps.voice.display.monotonic", lambda: next(clock))
    pictures: list[tuple[float, str]] = []

    def drawn(loudness: float, glance: Glance, threshold: float) -> str:
        pictures.append((loudness, glance.word))
        return ""

    monkeypatch.setattr("firststeps.voice.display.picture", drawn)
    moving = Moving(Live(console=Console(file=io.StringIO()), auto_refresh=False), 0.8)
    for loud, word, mean in ((0, "no", 0.1), (3_277, "yes", 0.9), (33, "no", 0.2)):
        moving.moment(np.full(640, loud, np.int16), [Glance(1.0, word, mean, None)])
    assert pictures == [(-120.0, "no"), (-20.0, "yes")]


def test_levels_are_of_full_scale() -> None:
    assert level(np.full(640, -32_768, np.int16)) == 0
    assert level(np.zeros(640, np.int16)) == -120
    tone = (16_384 * np.sin(np.arange(1_600) * 2 * np.pi / 16)).astype(np.int16)
    assert level(tone) == pytest.approx(-9.0, abs=0.1)
