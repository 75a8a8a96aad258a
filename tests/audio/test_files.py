"""Sound of any rate, width and number of channels becomes the same samples, whole or in blocks."""

from __future__ import annotations

import os
import wave
from pathlib import Path

from firststeps.audio import AudioError, iter_audio, read_audio
from firststeps.audio.files import LONGEST, SAMPLE_RATE

import hypothesis.strategies as st
import numpy as np
import numpy.typing as npt
import pytest
import soundfile  # type: ignore[import-untyped]
from hypothesis import given, settings
from scipy.signal import resample_poly  # type: ignore[import-untyped]
from tests.audio.sounds import Wav, noise, tone


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "sound.wav"


def joined(path: Path, block: int) -> npt.NDArray[np.int16]:
    return np.concatenate(list(iter_audio(path, block)))


class TestWhatComesBack:
    @pytest.mark.parametrize("kind", ["wav", "flac"])
    def test_sixteen_bits_at_16_khz_bit_by_bit(self, tmp_path: Path, kind: str) -> None:
        samples = noise(70_000)
        soundfile.write(tmp_path / f"a.{kind}", samples, SAMPLE_RATE, subtype="PCM_16")
        got = read_audio(tmp_path / f"a.{kind}")
        assert got.dtype == np.int16
        np.testing.assert_array_equal(got, samples)

    def test_what_the_standard_library_writes(self, file: Path) -> None:
        samples = noise(1_000)
        with wave.open(str(file), "wb") as out:
            out.setnchannels(1)
            out.setsampwidth(2)
            out.setframerate(SAMPLE_RATE)
            out.writeframes(samples.tobytes())
        np.testing.assert_array_equal(read_audio(str(file)), samples)

    @pytest.mark.parametrize("subtype", ["VORBIS", "OPUS"])
    def test_ogg(self, tmp_path: Path, subtype: str) -> None:
        samples = tone(1.0)
        soundfile.write(tmp_path / "a.ogg", samples, SAMPLE_RATE, subtype=subtype)
        got = read_audio(tmp_path / "a.ogg")
        assert len(got) == SAMPLE_RATE
        inner = slice(500, 15_500)  # what a lossy encoder makes of a sudden end is its affair
        assert np.sqrt(np.mean((got - samples * 2**15)[inner] ** 2)) < 0.01 * 2**15

    @pytest.mark.parametrize(
        ("wav", "expected"),
        [
            (Wav(bytes([0, 64, 128, 255]), bits=8), [-32768, -16384, 0, 32512]),
            (Wav(b"\x00\x00\x80\xff\xff\x7f\x81\x00\x00", bits=24), [-32768, 32767, 1]),
            (Wav(np.array([-(2**31), 2**31 - 1, 2**16], "<i4").tobytes(), bits=32), [-32768, 32767, 1]),
            (Wav(np.array([-1.5, 0.5, 1.5, 1e30], "<f4").tobytes(), code=3, bits=32), [-32768, 16384, 32767, 32767]),
            (Wav(np.array([-1e300, 0.25, 1e300], "<f8").tobytes(), code=3, bits=64), [-32768, 8192, 32767]),
            (Wav(b"\xd5\x55", code=6, bits=8), [8, -8]),
            (Wav(b"\xff\x00", code=7, bits=8), [0, -32124]),
            (Wav(b"\x00\x01\x7f\xff", magic=b"RIFX"), [1, 32767]),
        ],
        ids=["8-bit", "24-bit", "32-bit", "float", "double", "A-law", "mu-law", "big-endian"],
    )
    def test_any_width(self, file: Path, wav: Wav, expected: list[int]) -> None:
        file.write_bytes(bytes(wav))
        assert read_audio(file).tolist() == expected

    def test_channels_become_their_mean_rounded_to_even(self, file: Path) -> None:
        pairs = np.array([[100, 300], [-5, -6], [5, 6], [32767, 32767], [7, 8]], np.int16)
        soundfile.write(file, pairs, SAMPLE_RATE)
        assert read_audio(file).tolist() == [200, -6, 6, 32767, 8]

    def test_a_thousand_channels(self, file: Path) -> None:
        file.write_bytes(bytes(Wav(np.arange(2_000, dtype="<i2").tobytes(), channels=1_000)))
        assert read_audio(file).tolist() == [500, 1500]  # the means are 499.5 and 1499.5

    @pytest.mark.parametrize("rate", [8_000, 11_025, 22_050, 44_100, 48_000])
    def test_another_rate_sounds_the_same(self, file: Path, rate: int) -> None:
        pair = np.stack([tone(1.0, rate, height=0.25), tone(1.0, rate, height=0.75)], axis=1)
        soundfile.write(file, pair, rate, subtype="PCM_16")
        got = read_audio(file)
        assert abs(len(got) - SAMPLE_RATE) <= 1
        inner = slice(500, 15_500)  # at the ends, what a resampler takes to be outside matters
        np.testing.assert_allclose(got[inner], tone(1.0)[inner] * 2**15, atol=2)

    def test_a_sweep_is_resampled_as_scipy_does(self, file: Path) -> None:
        rate, seconds = 48_000, 2
        time = np.arange(seconds * rate) / rate
        sweep = 0.5 * np.sin(2 * np.pi * (100 * time + 6_000 / seconds * time**2 / 2))
        soundfile.write(file, sweep, rate, subtype="DOUBLE")
        # A filter of 961 values is as steep as this comparison needs; scipy's own default is far from it.
        expected = resample_poly(sweep, 1, 3, window=np.hanning(961) * np.sinc((np.arange(961) - 480) / 3) / 3)
        inner = slice(500, -500)
        np.testing.assert_allclose(read_audio(file)[inner], expected[inner] * 2**15, atol=0.002 * 2**15)

    def test_what_16_khz_cannot_hold_is_gone(self, file: Path) -> None:
        soundfile.write(file, tone(1.0, 44_100, hertz=9_000), 44_100, subtype="DOUBLE")
        assert np.abs(read_audio(file)[500:-500]).max() == 0

    def test_other_chunks_are_passed_over(self, file: Path) -> None:
        chunk = b"LIST\x03\x00\x00\x00abc\x00"
        plain = Wav()
        for wav in (plain.with_(before=chunk), plain.with_(after=chunk), plain.with_(after=b"\x00")):
            file.write_bytes(bytes(wav))
            assert len(read_audio(file)) == len(plain.data) // 2

    @pytest.mark.parametrize("size", [0x7FFF_FFFF, 0xFFFF_FFFF])
    def test_wav_from_a_pipe_does_not_know_its_length(self, file: Path, size: int) -> None:
        file.write_bytes(bytes(Wav(size=size)))
        assert len(read_audio(file)) == 800

    def test_flac_from_a_pipe_does_not_know_its_length(self, tmp_path: Path) -> None:
        path = tmp_path / "a.flac"
        samples = noise(70_000)
        soundfile.write(path, samples, SAMPLE_RATE)
        content = bytearray(path.read_bytes())
        content[21] &= 0xF0
        content[22:26] = bytes(4)
        path.write_bytes(content)
        np.testing.assert_array_equal(read_audio(path), samples)

    def test_names(self, tmp_path: Path) -> None:
        for name in ("zażółć 歌.wav", "sound", "sound.raw", os.fsdecode(b"\xff.wav")):
            path = tmp_path / name
            path.write_bytes(bytes(Wav()))
            assert len(read_audio(path)) == len(read_audio(str(path))) == 800

    @pytest.mark.parametrize("kind", ["wav", "flac", "ogg"])
    def test_one_sample(self, tmp_path: Path, kind: str) -> None:
        soundfile.write(tmp_path / f"a.{kind}", noise(1), SAMPLE_RATE)
        assert read_audio(tmp_path / f"a.{kind}").shape == (1,)


class TestBlocks:
    @settings(max_examples=40)
    @given(block=st.integers(1, 3_000), length=st.integers(10, 9_000), rate=st.sampled_from([16_000, 44_100, 8_000]))
    def test_any_block_gives_the_same(
        self, tmp_path_factory: pytest.TempPathFactory, block: int, length: int, rate: int
    ) -> None:
        path = tmp_path_factory.mktemp("blocks") / "a.wav"
        soundfile.write(path, noise(length), rate)
        whole = read_audio(path)
        blocks = list(iter_audio(path, block))
        np.testing.assert_array_equal(np.concatenate(blocks), whole)
        assert {len(one) for one in blocks[:-1]} <= {block}
        assert 1 <= len(blocks[-1]) <= block

    @pytest.mark.parametrize("block", [65_536, 100_000, 10**9])
    def test_blocks_larger_than_a_piece(self, file: Path, block: int) -> None:
        soundfile.write(file, noise(250_000), 22_050)
        np.testing.assert_array_equal(joined(file, block), read_audio(file))

    @pytest.mark.parametrize("block", [0, -1])
    def test_a_block_has_samples(self, file: Path, block: int) -> None:
        with pytest.raises(ValueError, match=f"at least one sample, not {block}"):
            iter_audio(file, block)

    def test_a_longer_file_is_for_blocks(self, tmp_path: Path) -> None:
        path = tmp_path / "long.flac"  # a few kilobytes of silence
        soundfile.write(path, np.zeros(LONGEST * SAMPLE_RATE + 1, np.int16), SAMPLE_RATE)
        with pytest.raises(AudioError, match=r"long\.flac: it is longer than 10 minutes; .*iter_audio"):
            read_audio(path)
        assert sum(map(len, iter_audio(path, 1_000_000))) == LONGEST * SAMPLE_RATE + 1
