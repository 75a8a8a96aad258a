"""``firststeps predict`` on files good and bad, with a model of its own making and with the book's."""

from __future__ import annotations

import json
import subprocess
import sys
import wave
from pathlib import Path

from firststeps.cli import main
from firststeps.data.places import located
from firststeps.keywords.store import MODELS

import numpy as np
import pytest
from click.testing import CliRunner, Result
from numpy.typing import NDArray


def write_wav(path: Path, samples: NDArray[np.int16]) -> str:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes(samples.astype("<i2").tobytes())
    return str(path)


def predict(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["predict", *arguments])


def test_each_file_has_an_answer_in_order(model: str, tmp_path: Path, random: np.random.Generator) -> None:
    lengths = {"short": 5000, "second": 16_000, "long": 60_000}
    files = [
        write_wav(tmp_path / f"{name}.wav", random.integers(-2000, 2000, length, np.int16))
        for name, length in lengths.items()
    ]
    done = predict(*files, "--model", model, "--json")
    assert done.exit_code == 0
    answers = json.loads(done.stdout)
    assert [answer["file"] for answer in answers] == files
    assert {frozenset(answer) for answer in answers} == {frozenset({"file", "word", "confidence"})}
    assert all(answer["word"] in ("_silence_", "_unknown_", "yes", "no") for answer in answers)
    assert all(0 < answer["confidence"] <= 1 for answer in answers)
    assert predict(files[0], "--model", model).stdout.startswith(f"{files[0]}: {answers[0]['word']} ")


def test_a_bad_file_does_not_keep_the_others_from_being_answered(model: str, tmp_path: Path) -> None:
    good = write_wav(tmp_path / "good.wav", np.zeros(16_000, np.int16))
    (tmp_path / "text.wav").write_text("not a sound")
    bad = [str(tmp_path / "text.wav"), str(tmp_path / "missing.wav"), str(tmp_path)]
    done = predict(bad[0], good, *bad[1:], "--model", model, "--json")
    assert done.exit_code == 1
    assert [answer["file"] for answer in json.loads(done.stdout)] == [good]
    lines = done.stderr.splitlines()
    assert [line.split(": ")[:2] for line in lines] == [["error", path] for path in bad]


def test_without_any_good_file_the_list_is_empty(model: str, tmp_path: Path) -> None:
    done = predict(str(tmp_path / "missing.wav"), "--model", model, "--json")
    assert (done.exit_code, json.loads(done.stdout)) == (1, [])


def test_an_unknown_model_is_said_in_a_line(model: str) -> None:
    done = predict("any.wav", "--model", "great")
    made = "if it is one of the book's, `firststeps train great` makes it"
    assert (done.exit_code, done.stderr) == (1, f"error: no model 'great', there are: dull; {made}\n")


def test_the_spotter_answers_unless_another_is_named(model: str) -> None:
    done = predict("any.wav")
    assert done.exit_code == 1
    assert "no model 'spotter', there are: dull" in done.stderr
    assert "`firststeps train spotter` makes it" in done.stderr


def test_the_books_model_hears_words_and_loads_no_framework() -> None:
    """It was trained on features of these very words, so this says that files, features and model fit together."""
    place = located("speech-commands", MODELS)
    if place is None or not (place.path / "clips").is_dir():
        pytest.skip("recorded words are missing; to run this test: FIRSTSTEPS_DATA with speech-commands/clips")
    files = [str(path) for word in ("yes", "no") for path in sorted((place.path / "clips" / word).glob("*.flac"))]
    code = (
        "import sys\nfrom firststeps.cli import main\n"
        "try:\n    main(sys.argv[1:])\nfinally:\n"
        "    print(*{name.split('.')[0] for name in sys.modules}, file=sys.stderr)"
    )
    command = [sys.executable, "-c", code, "predict", "--json", "--model", "micro", *files]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    words = [answer["word"] for answer in json.loads(done.stdout)]
    right = [word == Path(file).parent.name for word, file in zip(words, files, strict=True)]
    assert np.mean(right) > 0.9
    loaded = set(done.stderr.split())
    assert "ai_edge_litert" in loaded
    assert not loaded & {"tensorflow", "keras", "torch", "tflite_micro", "matplotlib", "PIL"}
