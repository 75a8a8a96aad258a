"""Words that are taught: learnt from embeddings made by hand, from sounds, and by the command."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from firststeps.audio.files import read_audio
from firststeps.cli import main
from firststeps.errors import PlainError
from firststeps.keywords.embedding import SIZE, SpeechEmbedding
from firststeps.keywords.others import NOISE, OTHERS, PARTS, Others, part_of, read_others, save_others
from firststeps.keywords.own_clips import (
    WIDE,
    Variation,
    joined,
    read_word,
    taught_windows,
    varied,
    widened,
)
from firststeps.keywords.own_names import check_free, check_name, is_taught, word_path
from firststeps.keywords.own_word import Head, Teaching, best, fit, learn
from firststeps.keywords.store import SAMPLES
from firststeps.keywords.taught import OwnWord, OwnWordTrack, hear_own, load_word, save_word

import numpy as np
import pytest
import soundfile  # type: ignore[import-untyped]
from click.testing import CliRunner, Result
from numpy.typing import NDArray

SEVENS = SAMPLES / "speech-commands" / "seven"


@pytest.fixture
def words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FIRSTSTEPS_WORDS", str(tmp_path / "words"))
    return tmp_path / "words"


def made_others(random: np.random.Generator) -> Others:
    """Return sounds of ten words, each somewhere along a few axes, whose speakers differ along one other axis."""
    names = np.repeat([f"word{n}" for n in range(10)], 30)
    places = np.repeat(random.normal(0, 1, (10, SIZE)) * (np.arange(SIZE) < 20), 30, axis=0)
    speakers = random.normal(0, 4, (300, 1)) * (np.arange(SIZE) == 50)
    embeddings = (places + speakers)[:, None] + random.normal(0, 0.3, (300, 6, SIZE))
    return Others(embeddings.astype(np.float32), names, np.arange(300) % PARTS)


def said(place: NDArray[np.float64], count: int, random: np.random.Generator) -> NDArray[np.float32]:
    speakers = random.normal(0, 4, (count, 1)) * (np.arange(SIZE) == 50)
    embeddings: NDArray[np.float32] = ((place + speakers)[:, None] + random.normal(0, 0.3, (count, 6, SIZE))).astype(
        np.float32
    )
    return embeddings


@pytest.mark.parametrize("clips", [1, 2, 7])
def test_a_word_is_told_from_others_whoever_says_it(clips: int, random: np.random.Generator) -> None:
    others = made_others(random)
    place = random.normal(0, 1, SIZE) * (np.arange(SIZE) < 20)
    windows = list(joined(said(place, clips, random)))
    learnt = learn(windows, windows, others, false_accepts=10, teaching=Teaching())
    assert (learnt.found is None) == (clips == 1)
    assert (best(learnt.head, said(place, 50, random)) > learnt.threshold).mean() > 0.9
    assert learnt.taken == 3
    assert learnt.others == 300
    assert (best(learnt.head, others.embeddings) > learnt.threshold).mean() < 0.02


@pytest.mark.parametrize("wanted", [0, 10, 100])
def test_the_threshold_keeps_to_the_rate_that_was_asked_for(wanted: float, random: np.random.Generator) -> None:
    others = made_others(random)
    windows = list(joined(said(random.normal(0, 1, SIZE) * (np.arange(SIZE) < 20), 3, random)))
    assert learn(windows, windows, others, false_accepts=wanted, teaching=Teaching()).taken == wanted * 300 / 1000


def test_where_people_differ_counts_less(random: np.random.Generator) -> None:
    others = made_others(random)
    place = random.normal(0, 1, SIZE) * (np.arange(SIZE) < 20)
    windows = list(joined(said(place, 1, random)))

    def weight_of_speakers(shrinking: float) -> float:
        weights = np.abs(fit(windows, others, Teaching(shrinking=shrinking)).weights)
        return float((weights[50] + weights[SIZE + 50]) / weights.sum())

    assert weight_of_speakers(0.1) < 0.5 * weight_of_speakers(1e6)  # with the latter, all directions count alike


def test_a_recording_counts_alike_however_often_it_was_varied(random: np.random.Generator) -> None:
    others = made_others(random)
    first, second = joined(said(np.ones(SIZE), 2, random))
    once = fit([first, second], others, Teaching())
    often = fit([np.concatenate([first] * 4), second], others, Teaching())
    np.testing.assert_allclose(often.weights, once.weights, atol=1e-3 * np.abs(once.weights).max())


def test_what_is_no_word_is_kept_rounded(tmp_path: Path, random: np.random.Generator) -> None:
    embeddings = random.normal(0, 3, (20, 6, SIZE)).astype(np.float32)
    save_others(tmp_path / "others.npz", [("yes", f"speaker{n}", e) for n, e in enumerate(embeddings)])
    kept = read_others(tmp_path / "others.npz")
    assert np.abs(kept.embeddings - embeddings).max() <= np.abs(embeddings).max() / 127 / 2 * 1.001
    assert kept.parts.tolist() == [part_of(f"speaker{n}") for n in range(20)]
    (tmp_path / "others.npz").write_bytes(b"PK")
    with pytest.raises(PlainError, match="fetch the repository again"):
        read_others(tmp_path / "others.npz")


def test_the_repository_carries_what_is_no_word_in_less_than_a_megabyte() -> None:
    others = read_others()
    assert OTHERS.stat().st_size < 1_000_000
    assert len(set(others.words)) == 36
    assert (others.words == NOISE).sum() > 90
    assert set(others.parts) == set(range(PARTS))
    assert "marvin" not in others.without("marvin").words


def test_short_sounds_are_filled_up_and_long_ones_stay() -> None:
    word = np.arange(1, 101, dtype=np.int16)
    wide = widened(np.pad(word, (0, 7)))
    assert len(wide) == WIDE
    assert wide[(WIDE - 100) // 2 :][:100].tolist() == word.tolist()
    assert len(widened(np.ones(WIDE + 5, np.int16))) == WIDE + 5


def test_windows_lie_around_the_word_wherever_it_is_in_the_recording() -> None:
    network, random = SpeechEmbedding(), np.random.default_rng(0)
    word = read_audio(sorted(SEVENS.glob("*.flac"))[0])
    late = np.concatenate([np.zeros(16_000, np.int16), word])
    first, second = (taught_windows(sounds, network, Variation(), 0, random) for sounds in (word, late))
    assert first.shape == (9, 2 * SIZE)
    np.testing.assert_allclose(second, first, atol=1e-3)


def test_variations_differ_in_length_level_and_noise_but_stay_in_range(random: np.random.Generator) -> None:
    word = read_audio(sorted(SEVENS.glob("*.flac"))[0])
    made = [varied(word, Variation(), random) for _ in range(8)]
    assert len({len(one) for one in made}) > 4
    assert all(0.85 * len(word) < len(one) < 1.17 * len(word) for one in made)
    assert max(int(np.abs(one.astype(np.int32)).max()) for one in made) <= 32_767
    assert len({round(float(np.abs(one.astype(np.float64)).mean())) for one in made}) > 4


def test_a_word_comes_back_from_its_file(words: Path, random: np.random.Generator) -> None:
    word = OwnWord("grüße", Head(random.normal(size=192), -1.5), 0.25, {"clips": 3})
    assert not is_taught("grüße")
    assert save_word(word).parent == words
    assert is_taught("grüße")
    back = load_word("grüße")
    assert (back.word, back.threshold, back.facts, back.head.bias) == ("grüße", 0.25, {"clips": 3}, -1.5)
    np.testing.assert_array_equal(back.head.weights, word.head.weights)
    assert word.confidences(np.array([0.25]))[0] == 0.5
    for broken in ("", "{}", '{"head": {"weights": [1], "bias": 0}, "threshold": 0, "facts": {}}'):
        word_path("grüße").write_text(broken, encoding="utf-8")
        with pytest.raises(PlainError, match="teach it again"):
            load_word("grüße")


@pytest.mark.parametrize("name", ["", "../up", "a b", "_silence_", ".hidden", "-x", "a/b"])
def test_names_that_no_file_should_have(name: str) -> None:
    with pytest.raises(PlainError, match="begins with a letter"):
        check_name(name)
    assert not is_taught(name)


def test_the_books_models_keep_their_names() -> None:
    with pytest.raises(PlainError, match="another name"):
        check_free("micro")


def test_a_stream_and_a_file_agree(random: np.random.Generator) -> None:
    word, network = OwnWord("x", Head(random.normal(size=192) / 50, 0.0), 0.0, {}), SpeechEmbedding()
    samples = random.integers(-3000, 3000, 40_000, np.int16)
    track = OwnWordTrack(word, network)
    confidences = np.concatenate([track.push(part) for part in np.split(samples, [5, 20_000, 31_111])])
    assert len(confidences) == 1 + (40_000 - 13_952) // 1_280
    heard = hear_own(np.split(samples, [16_000, 32_000]), word, network)
    assert heard.confidence == pytest.approx(max(confidences.max(), 1 - confidences.max()))
    assert heard.word == ("x" if confidences.max() > 0.5 else "_unknown_")
    short = hear_own([samples[:5_000], samples[5_000:9_000]], word, network)
    alone = OwnWordTrack(word, network).push(widened(samples[:9_000])).max()
    assert short.confidence == pytest.approx(max(alone, 1 - alone))


def teach(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["teach", *arguments])


def test_a_word_is_taught_and_predict_hears_it(words: Path, tmp_path: Path) -> None:
    files = sorted(SEVENS.glob("*.flac"))
    for path in files[:3]:
        shutil.copy(path, tmp_path)
    done = teach("seven", "--clips", str(tmp_path))
    assert done.exit_code == 0, done.output
    assert "of 3 recordings were recognised" in done.stdout
    first = json.loads((words / "seven.json").read_text(encoding="utf-8"))
    assert teach("seven", "--clips", str(tmp_path)).exit_code == 0
    again = json.loads((words / "seven.json").read_text(encoding="utf-8"))
    assert again["head"] == first["head"]  # the same recordings, the same word
    asked = [str(path) for path in [*files[:3], *(SAMPLES / "speech-commands" / "go").glob("*.flac")]]
    heard = CliRunner().invoke(main, ["predict", "--json", "--model", "seven", *asked])
    answers = [answer["word"] for answer in json.loads(heard.stdout)]
    assert answers[:3] == ["seven"] * 3
    assert answers[3:].count("_unknown_") >= 0.9 * len(answers[3:])


def test_recordings_that_will_not_do_are_told(words: Path, tmp_path: Path) -> None:
    def after(samples: NDArray[np.int16], rate: int = 16_000) -> str:
        soundfile.write(tmp_path / "a.wav", samples, rate)
        done = teach("marvin", "--clips", str(tmp_path))
        assert done.exit_code == 1
        (line,) = done.stderr.splitlines()
        return line

    empty = teach("marvin", "--clips", str(tmp_path))
    assert (empty.exit_code, "no recordings" in empty.stderr) == (1, True)
    loud = np.full(16_000, 3000, np.int16)
    assert "it is silent; record it again" in after(loud // 100)
    assert "too short for a word" in after(loud[:1000])
    assert "cut it to one word" in after(np.tile(loud, 4))
    assert "a.wav" in after(loud, rate=500)
    assert not words.exists()
    with pytest.raises(PlainError, match="leave 50 at most"):
        for number in range(51):
            (tmp_path / f"{number}.wav").touch()
        read_word(tmp_path)
