"""Whatever a file holds, the answer is one line that names it, what is wrong and what to do."""

from __future__ import annotations

import os
from pathlib import Path

from firststeps.audio import AudioError, iter_audio, read_audio
from firststeps.told import errors_told

import click
import numpy as np
import pytest
import soundfile  # type: ignore[import-untyped]
from click.testing import CliRunner
from tests.audio.sounds import Wav, noise, tone

FLOATS = Wav(code=3, bits=32)
SOUND = bytes(Wav())

BAD_BYTES = {
    "empty": (b"", "it is empty; record it or fetch it again"),
    "text": (b"These are words.\n" * 100, "it is no WAV, FLAC or OGG file; convert it, for example with: ffmpeg"),
    "mp3": (b"ID3\x04" + bytes(500), "it is no WAV, FLAC or OGG file; convert"),
    "avi": (b"RIFF\x10\x00\x00\x00AVI " + bytes(100), "it is no WAV, FLAC or OGG file; convert"),
    "four bytes": (b"RIFF", "it is no WAV, FLAC or OGG file"),
    "header cut after its name": (SOUND[:12], "it cannot be decoded"),
    "header cut in the format": (SOUND[:30], "it cannot be decoded"),
    "header cut before the sound": (SOUND[:38], "it cannot be decoded"),
    "no sound": (SOUND[:40] + bytes(4), "it holds no sound; record"),
    "cut": (SOUND[:-600], "its header says 1600 bytes of sound, and 1000 follow; record"),
    "says more": (bytes(Wav(size=1_000_000)), "its header says 1000000 bytes of sound, and 1600 follow"),
    "says less": (bytes(Wav(size=100)), "its header says 100 bytes of sound, and 1600 follow"),
    "never finished": (bytes(Wav(size=0)), "its header says 0 bytes of sound, and 1600 follow"),
    "no channel": (bytes(Wav(channels=0)), "its header says 0 channels; record"),
    "too many channels": (bytes(Wav(channels=65_535)), "it cannot be decoded"),
    "0 Hz": (bytes(Wav(rate=0)), "its header says 0 Hz"),
    "1 Hz": (bytes(Wav(rate=1)), "its header says 1 Hz"),
    "4 GHz": (bytes(Wav(rate=4_000_000_000)), "its header says 4000000000 Hz"),
    "no width": (bytes(Wav(bits=0)), "it cannot be decoded"),
    "64-bit integers": (bytes(Wav(bits=64)), "it cannot be decoded"),
    "unknown encoding": (bytes(Wav(code=0x1234)), "it cannot be decoded"),
    "a chunk of 4 GB": (bytes(Wav(before=b"junk\xf0\xff\xff\xff")), "it cannot be decoded"),
    "NaN": (bytes(FLOATS.with_(data=np.array([0.0, np.nan], "<f4").tobytes())), "is no finite number; convert"),
    "infinity": (bytes(FLOATS.with_(data=np.array([0.0, np.inf], "<f4").tobytes())), "is no finite number"),
    "FLAC and nothing else": (b"fLaC", "it cannot be decoded"),
    "OGG and nothing else": (b"OggS" + bytes(100), "it cannot be decoded"),
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "sound.wav"


def complaint(path: Path) -> str:
    """Return the line that both ways of reading earn."""
    lines = set()
    for reading in (lambda: read_audio(path), lambda: list(iter_audio(path, 1_000))):
        with pytest.raises(AudioError) as caught:
            reading()
        lines.add(str(caught.value))
    (line,) = lines
    assert line.isprintable()
    return line


@pytest.mark.parametrize("name", BAD_BYTES)
def test_bad_bytes(file: Path, name: str) -> None:
    content, expected = BAD_BYTES[name]
    file.write_bytes(content)
    line = complaint(file)
    assert line.startswith(f"{file}: {expected}" if expected.startswith("it") else f"{file}: ")
    assert expected in line
    assert "; " in line  # what to do follows


@pytest.mark.parametrize("share", [0.1, 0.5, 0.999])
def test_a_cut_flac_file(tmp_path: Path, share: float) -> None:
    path = tmp_path / "a.flac"
    soundfile.write(path, noise(20_000), 16_000)
    content = path.read_bytes()
    path.write_bytes(content[: int(share * len(content))])
    assert "it cannot be decoded" in complaint(path)


def test_a_flac_file_cut_between_frames(tmp_path: Path) -> None:
    path = tmp_path / "a.flac"
    soundfile.write(path, (tone(2.0) * 2**15).astype(np.int16), 16_000)
    content = path.read_bytes()
    path.write_bytes(content[: content.index(b"\xff\xf8", content.index(b"\xff\xf8") + 2)])
    assert "its header says 32000 samples, and 4096 follow; record" in complaint(path)


def test_a_vorbis_file_without_sound(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.ogg", np.zeros(0), 16_000)
    assert "it holds no sound" in complaint(tmp_path / "a.ogg")


def test_what_is_read_before_the_damage_is_given(file: Path) -> None:
    values = np.zeros(200_000, "<f4")
    values[150_000] = np.nan
    file.write_bytes(bytes(FLOATS.with_(data=values.tobytes())))
    blocks = iter_audio(file, 65_536)
    assert len(next(blocks)) == 65_536
    with pytest.raises(AudioError, match=r"a value after 8\.2 seconds is no finite number"):
        list(blocks)


class TestNoFile:
    def test_missing(self, tmp_path: Path) -> None:
        assert complaint(tmp_path / "a.wav").endswith(
            "a.wav: it cannot be opened (No such file or directory); name a WAV, FLAC or OGG file"
        )

    def test_folder(self, tmp_path: Path) -> None:
        assert "it is a folder; name a WAV" in complaint(tmp_path)

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes; run it on Linux or macOS")
    def test_a_pipe_is_not_waited_for(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "a.wav")
        assert "it is a pipe or a device; save the sound" in complaint(tmp_path / "a.wav")

    def test_device(self) -> None:
        assert "it is a pipe or a device" in complaint(Path(os.devnull))

    def test_forbidden(self, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        file.write_bytes(SOUND)

        def refuse(*_: object, **__: object) -> None:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(Path, "open", refuse)  # a test that runs as root is refused nothing
        assert "it cannot be opened (Permission denied)" in complaint(file)

    def test_names_that_no_file_can_have(self, tmp_path: Path) -> None:
        assert "it cannot be opened" in complaint(tmp_path / ("a" * 5_000))
        assert "it cannot be opened" in complaint(tmp_path / "a\0b")

    def test_a_name_of_two_lines_is_told_in_one(self, tmp_path: Path) -> None:
        assert r"a\nb.wav: it cannot" in complaint(tmp_path / "a\nb.wav")
        assert r"\udcff.wav: it cannot" in complaint(tmp_path / os.fsdecode(b"\xff.wav"))


def open_files() -> int:
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="it counts open files in /proc; run it on Linux")
def test_nothing_stays_open(file: Path) -> None:
    before = open_files()
    for content in (SOUND[:-600], SOUND[:30], bytes(Wav(code=0x1234))):
        file.write_bytes(content)
        complaint(file)
    file.write_bytes(SOUND)
    blocks = iter_audio(file, 10)
    next(blocks)
    assert open_files() == before + 1
    del blocks
    assert open_files() == before


def test_a_command_ends_with_one_line(file: Path) -> None:
    @click.command()
    def length() -> None:
        with errors_told():
            click.echo(len(read_audio(file)))

    file.write_bytes(SOUND[:-600])
    result = CliRunner().invoke(length)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.startswith(f"error: {file}: its header says 1600 bytes of sound, and 1000 follow")
    assert result.stderr.count("\n") == 1
