"""Every layout of Speech Commands gives the same kind of clips, and the official rule divides them."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from firststeps.audio import AudioError
from firststeps.audio.mel import clip_log_mel
from firststeps.data.places import data_folder
from firststeps.errors import PlainError
from firststeps.keywords import dataset
from firststeps.keywords.clips import WORDS, Clip, split_of
from firststeps.keywords.dataset import SpeechCommands, audio, label_of, log_mel
from firststeps.keywords.labels import LABELS
from firststeps.keywords.pictures import read_picture

import hypothesis.strategies as st
import numpy as np
import pytest
import soundfile  # type: ignore[import-untyped]
from hypothesis import given, settings
from numpy.typing import NDArray
from PIL import Image

# Speakers of the official training, validation and test set.
TRAINING, VALIDATION, TESTING = "0a7c2a8d", "a69b9b3e", "bb05582b"
SAMPLES = Path(__file__).parents[2] / "data" / "samples" / "speech-commands"


def sound(seed: int, seconds: float = 1.0) -> NDArray[np.int16]:
    return np.random.default_rng(seed).integers(-9000, 9000, int(seconds * 16_000)).astype(np.int16)


def write_sounds(folder: Path, *names: str, seconds: float = 1.0) -> None:
    for seed, name in enumerate(names):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        soundfile.write(folder / name, sound(seed, seconds), 16_000)


def jpeg(value: int, size: tuple[int, int] = (40, 98), mode: str = "L") -> bytes:
    content = io.BytesIO()
    Image.new(mode, size, value).save(content, "JPEG")
    return content.getvalue()


def write_zip(path: Path, pictures: dict[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w") as packed:
        for name, content in pictures.items():
            packed.writestr(name, content)


def ids(clips: Iterable[Clip]) -> list[str]:
    return [clip.id for clip in clips]


@pytest.fixture
def official(tmp_path: Path) -> SpeechCommands:
    write_sounds(
        tmp_path,
        f"yes/{TRAINING}_nohash_0.wav",
        f"marvin/{VALIDATION}_nohash_1.wav",
        f"yes/{TESTING}_nohash_0.wav",
        f"test-official/yes/{TESTING}_nohash_0.wav",
        f"test-official/_unknown_/backward_{TESTING}_nohash_2.wav",
        "test-official/_silence_/1024.wav",
    )
    write_sounds(tmp_path, "_background_noise_/pink.wav", seconds=2.5)
    for name in ("validation_list.txt", "testing_list.txt", "LICENSE", "README.md"):
        (tmp_path / name).write_text("")
    return SpeechCommands.at(tmp_path)


@pytest.fixture
def mixed(tmp_path: Path) -> SpeechCommands:
    noise = {"_background_noise_/1_background.jpg": jpeg(9), "_background_noise_/2_background.jpg": jpeg(8)}
    words = {f"yes/{TRAINING}_nohash_0.jpg": jpeg(100), f"tree/{TRAINING}_nohash_1.jpg": jpeg(50)}
    write_zip(tmp_path / "logmel-train.zip", noise | words)
    write_zip(tmp_path / "logmel-validation.zip", {f"yes/{VALIDATION}_nohash_0.jpg": jpeg(200)})
    write_sounds(
        tmp_path,
        f"clips/yes/{TRAINING}_nohash_0.flac",
        f"clips/zero/{VALIDATION}_nohash_0.flac",
        f"test-official-half/_unknown_/backward_{TESTING}_nohash_2.flac",
        f"test-official-half/yes/{TESTING}_nohash_0.flac",
        "test-official-half/_silence_/1024.flac",
    )
    write_sounds(tmp_path, "_background_noise_/pink.flac", seconds=2.5)
    return SpeechCommands.at(tmp_path)


class TestOfficial:
    def test_clips(self, official: SpeechCommands) -> None:
        clips = list(official.clips())
        path = official.folder / "yes" / f"{TRAINING}_nohash_0.wav"
        assert clips[1] == Clip("yes", f"{TRAINING}_nohash_0", TRAINING, "training", path, None)
        assert [(clip.word, clip.split) for clip in clips] == [
            ("marvin", "validation"),
            ("yes", "training"),
            ("yes", "testing"),
        ]

    def test_clips_of_a_part_and_of_words(self, official: SpeechCommands) -> None:
        assert ids(official.clips("testing")) == [f"yes/{TESTING}_nohash_0"]
        assert ids(official.clips(words=["marvin"])) == [f"marvin/{VALIDATION}_nohash_1"]
        assert ids(official.clips("training", ["marvin"])) == []

    def test_test_clips(self, official: SpeechCommands) -> None:
        expected = ["_silence_/1024", f"backward/{TESTING}_nohash_2", f"yes/{TESTING}_nohash_0"]
        assert ids(official.test_clips()) == expected
        assert {clip.split for clip in official.test_clips()} == {"testing"}
        assert [label_of(clip.word) for clip in official.test_clips()] == ["_silence_", "_unknown_", "yes"]

    def test_noise(self, official: SpeechCommands) -> None:
        (path,) = official.noises()
        assert path == official.folder / "_background_noise_" / "pink.wav"
        noises = official.noise_log_mels()
        second = soundfile.read(path, dtype="int16")[0][16_000:32_000]
        assert noises.shape == (2, 98, 40)
        np.testing.assert_array_equal(noises[1], np.rint(clip_log_mel(second)))


class TestPictures:
    def test_clips(self, mixed: SpeechCommands) -> None:
        clips = list(mixed.picture_clips())
        assert ids(clips) == [f"yes/{TRAINING}_nohash_0", f"tree/{TRAINING}_nohash_1", f"yes/{VALIDATION}_nohash_0"]
        assert [clip.split for clip in clips] == ["training", "training", "validation"]
        assert clips[2].path == mixed.folder / "logmel-validation.zip"
        assert ids(mixed.picture_clips("training", {"tree"})) == [f"tree/{TRAINING}_nohash_1"]

    def test_recordings_beside_them(self, mixed: SpeechCommands) -> None:
        assert ids(mixed.clips()) == [
            f"yes/{TRAINING}_nohash_0",
            f"zero/{VALIDATION}_nohash_0",
            f"backward/{TESTING}_nohash_2",
            f"yes/{TESTING}_nohash_0",
        ]
        assert ids(mixed.test_clips())[0] == "_silence_/1024"

    def test_noise(self, mixed: SpeechCommands) -> None:
        assert mixed.noise_log_mels()[:, 0, 0].tolist() == [9, 8]

    def test_features_of_a_part(self, mixed: SpeechCommands) -> None:
        found = mixed.log_mels("training")
        assert found.features.dtype == np.uint8
        assert found.features[:, 97, 39].tolist() == [100, 50]
        assert found.words.tolist() == ["yes", "tree"]
        assert found.classes().tolist() == [LABELS.index("yes"), LABELS.index("_unknown_")]


class TestPlainFolder:
    def test_any_names(self, tmp_path: Path) -> None:
        names = "yes/my own.wav", "_unknown_/left_x_nohash_0.wav", "_silence_/fan.flac", "yes/.hidden.wav"
        write_sounds(tmp_path, *names)
        (tmp_path / "yes" / "notes.txt").write_text("")
        (tmp_path / ".git").mkdir()
        # A clip in the folder of unknown words stays there, even if its name begins with a command.
        assert ids(SpeechCommands.at(tmp_path).clips()) == ["_silence_/fan", "_unknown_/left_x_nohash_0", "yes/my own"]

    def test_tests_are_what_the_rule_sets_aside(self, tmp_path: Path) -> None:
        write_sounds(tmp_path, f"yes/{TRAINING}_nohash_0.wav", f"yes/{TESTING}_nohash_0.wav")
        assert ids(SpeechCommands.at(tmp_path).test_clips()) == [f"yes/{TESTING}_nohash_0"]

    def test_the_samples_of_the_book(self) -> None:
        found = SpeechCommands.at(SAMPLES)
        assert {label_of(clip.word) for clip in found.test_clips()} == set(LABELS)
        for split in ("training", "validation", "testing"):
            assert next(found.clips(split), None) is not None
        assert found.log_mels("testing").features.std() > 20
        assert len(found.noise_log_mels()) > 10

    @pytest.mark.parametrize("name", ["nothing", "empty"])
    def test_no_clips(self, tmp_path: Path, name: str) -> None:
        (tmp_path / "empty" / "yes").mkdir(parents=True)
        with pytest.raises(PlainError, match=rf"{name}: no clips here; name a folder"):
            SpeechCommands.at(tmp_path / name)

    def test_no_noise_and_no_clips_of_a_part(self, tmp_path: Path) -> None:
        write_sounds(tmp_path, f"yes/{TRAINING}_nohash_0.wav")
        found = SpeechCommands.at(tmp_path)
        with pytest.raises(PlainError, match="no background noise"):
            found.noise_log_mels()
        with pytest.raises(PlainError, match="no clips for validation"):
            found.log_mels("validation")


class TestOneClip:
    def test_sound(self, official: SpeechCommands) -> None:
        first, *_ = official.clips("testing")
        samples = audio(first)
        np.testing.assert_array_equal(samples, sound(2))
        np.testing.assert_array_equal(log_mel(first), clip_log_mel(samples))

    def test_a_picture(self, mixed: SpeechCommands) -> None:
        first, *_ = mixed.picture_clips("validation")
        features = log_mel(first)
        assert features.dtype == np.float32
        np.testing.assert_array_equal(features, np.full((98, 40), 200))
        with pytest.raises(ValueError, match="is a picture of a sound"):
            audio(first)

    def test_a_broken_sound_names_the_file(self, official: SpeechCommands) -> None:
        first, *_ = official.clips("testing")
        first.path.write_bytes(b"RIFF")
        with pytest.raises(AudioError, match=str(first.path)):
            log_mel(first)

    @pytest.mark.parametrize(
        ("content", "problem"),
        [
            (b"", "cannot identify"),
            (jpeg(1)[:200], "Truncated"),
            (jpeg(1, (98, 40)), "98×40 L instead of 40×98 grey"),
            (jpeg(1, mode="RGB"), "40×98 RGB"),
            (jpeg(1) + bytes(200_000), "too large"),
        ],
    )
    def test_a_broken_picture_names_file_and_picture(self, tmp_path: Path, content: bytes, problem: str) -> None:
        write_zip(tmp_path / "logmel-train.zip", {f"yes/{TRAINING}_nohash_0.jpg": content})
        with pytest.raises(PlainError, match=rf"train\.zip: the picture yes/{TRAINING}_nohash_0\.jpg .*{problem}"):
            SpeechCommands.at(tmp_path).log_mels("training")

    def test_a_broken_zip(self, tmp_path: Path) -> None:
        (tmp_path / "logmel-train.zip").write_bytes(b"PK")
        with pytest.raises(PlainError, match=r"logmel-train\.zip: no zip file with log-mel pictures"):
            SpeechCommands.at(tmp_path).log_mels("training")

    def test_a_zip_that_asks_for_a_newer_reader(self, tmp_path: Path) -> None:
        path = tmp_path / "logmel-train.zip"
        write_zip(path, {"yes/a.jpg": jpeg(100)})
        content = bytearray(path.read_bytes())
        content[content.index(b"PK\x01\x02") + 6] = 200  # the version that is needed to unpack it
        path.write_bytes(content)
        with pytest.raises(PlainError, match=r"logmel-train\.zip: no zip file .* \(zip file version"):
            read_picture(path, "yes/a.jpg")

    @settings(max_examples=150)
    @given(data=st.data())
    def test_any_bytes(self, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
        path = tmp_path_factory.mktemp("any") / "logmel-train.zip"
        write_zip(path, {"yes/a.jpg": jpeg(100)})
        content = bytearray(path.read_bytes())
        for place in data.draw(st.lists(st.integers(0, len(content) - 1), min_size=1, max_size=3)):
            content[place] = data.draw(st.integers(0, 255))
        path.write_bytes(content)
        try:
            features = read_picture(path, "yes/a.jpg")
        except PlainError as error:
            assert str(path) in str(error)
        else:
            assert features.shape == (98, 40)


class TestCache:
    @pytest.fixture(params=["official", "mixed"])
    def found(self, request: pytest.FixtureRequest) -> SpeechCommands:
        data: SpeechCommands = request.getfixturevalue(request.param)
        return data

    def test_the_second_time_nothing_is_decoded(
        self, found: SpeechCommands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        first = found.log_mels("training", tmp_path / "cache")
        monkeypatch.delattr(dataset, "_bytes")
        second = found.log_mels("training", tmp_path / "cache")
        np.testing.assert_array_equal(first.features, second.features)
        assert first.words.tolist() == second.words.tolist()
        assert len(list((tmp_path / "cache" / "log-mel").iterdir())) == 1

    def test_changed_data_are_decoded_anew(self, found: SpeechCommands, tmp_path: Path) -> None:
        before = found.log_mels("training", tmp_path / "cache")
        if found.pictures:
            write_zip(found.folder / "logmel-train.zip", {f"yes/{TRAINING}_nohash_0.jpg": jpeg(7)})
        else:
            write_sounds(found.folder, f"yes/{TRAINING}_nohash_0.wav", seconds=0.5)
        after = found.log_mels("training", tmp_path / "cache")
        assert not np.array_equal(before.features[0], after.features[0])

    @pytest.mark.parametrize("content", [b"", b"\x93NUMPY", b"no array"])
    def test_a_broken_file_is_made_anew(self, found: SpeechCommands, tmp_path: Path, content: bytes) -> None:
        before = found.log_mels("training", tmp_path / "cache")
        (kept,) = (tmp_path / "cache" / "log-mel").iterdir()
        kept.write_bytes(content)
        np.testing.assert_array_equal(found.log_mels("training", tmp_path / "cache").features, before.features)
        np.testing.assert_array_equal(np.load(kept), before.features)


def test_words() -> None:
    assert len(set(WORDS)) == 35
    assert Counter(map(label_of, WORDS)) == {"_unknown_": 25} | dict.fromkeys(LABELS[2:], 1)


@pytest.fixture(scope="module")
def folder() -> Path:
    root = data_folder()
    if root is None or not (root / "speech-commands" / "testing_list.txt").is_file():
        pytest.skip("to run this test: FIRSTSTEPS_DATA with speech-commands and its official lists")
    return root / "speech-commands"


class TestSharedData:
    @pytest.mark.parametrize(("split", "count"), [("validation", 9_981), ("testing", 11_005)])
    def test_the_rule_agrees_with_the_official_lists(self, folder: Path, split: str, count: int) -> None:
        lines = (folder / f"{split}_list.txt").read_text().split()
        assert len(lines) == count
        assert {split_of(Path(line).stem) for line in lines} == {split}

    def test_parts_have_their_sizes(self, folder: Path) -> None:
        found = SpeechCommands.at(folder)
        if not found.pictures:
            pytest.skip("to run this test: FIRSTSTEPS_DATA with the log-mel pictures")
        pictures = list(found.picture_clips())
        assert Counter(clip.split for clip in pictures) == {"training": 41_473, "validation": 4_954}
        assert {clip.word for clip in pictures} == set(WORDS)
        listed = set((folder / "validation_list.txt").read_text().split())
        assert {f"{clip.id}.wav" for clip in pictures if clip.split == "validation"} <= listed
        tests = found.test_clips()
        assert len(tests) == 2_748
        # The official test set is drawn from the official test speakers.
        assert {split_of(clip.name) for clip in tests if clip.word != "_silence_"} == {"testing"}
        assert {clip.word for clip in tests} - set(WORDS) == {"_silence_"}
