"""Sound that experiments record: the file, the player on the page, the words for those who can't hear it."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import wave
from array import array
from typing import TYPE_CHECKING

from firststeps.book import clips
from firststeps.book.accepted import accept, moved
from firststeps.book.facts import FactError
from firststeps.book.render import render_pages
from firststeps.book.results import load_results
from firststeps.book.site_check import _wrong_in

import pytest
from lxml import html

if TYPE_CHECKING:
    from tests.book.conftest import ToyBook

RECORDS = """
from array import array
book.fact("seconds", 2)
book.audio("beep", array("h", [0, 1000, -1000]), 16000, caption="A beep of {seconds} s", says="A short <beep>.")
book.audio("hiss", array("h", [5, -5]), 8000, caption="A hiss", says="Noise.")
"""


@pytest.fixture
def spoken(toy_book: ToyBook) -> ToyBook:
    """Return a built book with two clips on its page."""
    toy_book.script("a", RECORDS)
    toy_book.write("docs/index.md", "# Toy\n\n{{ audio a.beep a.hiss }}\n")
    assert toy_book.build() == {"a": "ran"}
    assert toy_book.problems == ()
    return toy_book


def test_file_holds_the_samples(spoken: ToyBook) -> None:
    for path in (spoken.artifact("a", "beep.wav"), spoken.root / "build/docs/figures/a/beep.wav"):
        with wave.open(str(path)) as file:
            assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (16000, 1, 2)
            assert list(array("h", file.readframes(10))) == [0, 1000, -1000]


def test_player_has_name_words_and_source(spoken: ToyBook) -> None:
    document = html.fromstring(spoken.page())
    players = list(document.iter("audio"))
    assert [player.get("src") for player in players] == ["figures/a/beep.wav", "figures/a/hiss.wav"]
    assert players[0].get("aria-label") == "A beep of 2 s"
    assert players[0].get("autoplay") is None
    paragraphs = [p for p in document.iter("p") if p.get("id") == players[0].get("aria-describedby")]
    heard = ["".join(map(str, paragraph.itertext())) for paragraph in paragraphs]
    assert heard == ["A short <beep>."]
    assert 'data-fact="a.seconds"' in spoken.page()
    assert "scripts/a.py" in spoken.page()


def test_lab_and_notebook_have_the_clips(spoken: ToyBook) -> None:
    assert 'data-clip="a.beep"' in spoken.page("labs/a.md")
    notebook = json.loads((spoken.root / "build/docs/labs/a.ipynb").read_text())
    shown = [output["data"] for cell in notebook["cells"] for output in cell.get("outputs", [])]
    assert [("text/html" in data, "".join(data["text/plain"])) for data in shown] == [
        (True, "A beep of 2 s A short <beep>."),
        (True, "A hiss Noise."),
    ]


def test_check_misses_a_clip_that_did_not_arrive(spoken: ToyBook) -> None:
    page = render_pages(spoken.project, load_results(spoken.project))["index.md"]
    built = html.fromstring("<html><article></article></html>")
    assert {"lacks the clip a.beep", "lacks the clip a.hiss"} <= set(_wrong_in(built, page))


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ('book.audio("x", b"ab", 8000, caption="c", says="s")', "has to be a row of int16 samples"),
        ('book.audio("x", array("h"), 8000, caption="c", says="s")', "at least one"),
        ('book.audio("x", array("h", [0] * 600_000), 8000, caption="c", says="s")', "show a part of it"),
        ('book.audio("x", array("h", [0]), 8000, caption="3 s", says="s")', "3 is typed"),
        ('book.audio("x", array("h", [0]), 8000, caption="c", says="3 s")', "3 is typed"),
        ('book.audio("x", [1, 2], 8000, caption="c", says="s")', "has to be a row of int16 samples"),
        ('book.audio("x", array("h", [0]), 0, caption="c", says="s")', "0 samples a second"),
        ('book.audio("x y", array("h", [0]), 8000, caption="c", says="s")', "cannot name"),
        ('book.table("x", {"a": [1]})\nbook.audio("x", array("h", [0]), 8000, caption="c", says="s")', "twice"),
    ],
)
def test_what_is_no_clip(toy_book: ToyBook, code: str, says: str) -> None:
    toy_book.script("a", f"from array import array\n{code}")
    toy_book.build()
    assert says in toy_book.problems[0].message


def test_unknown_clip_is_an_error(toy_book: ToyBook) -> None:
    toy_book.script("a", RECORDS)
    toy_book.write("docs/index.md", "# Toy\n\n{{ audio a.nothing }}\n")
    toy_book.build()
    assert "makes no clip 'nothing'; it makes: beep, hiss" in toy_book.problems[0].message


def test_same_samples_give_the_same_bytes() -> None:
    samples = array("h", range(-50, 50))
    assert clips._wav("a", samples, 16000) == clips._wav("a", samples, 16000)
    with wave.open(io.BytesIO(clips._wav("a", samples, 16000))) as file:
        assert file.getnframes() == 100
    with pytest.raises(FactError):
        clips._wav("a", memoryview(b"1234"), 16000)


def test_script_alone_keeps_the_clip(toy_book: ToyBook) -> None:
    script = toy_book.script("a", RECORDS)
    ran = subprocess.run([sys.executable, str(script)], cwd=toy_book.root, capture_output=True, text=True, check=True)
    assert "build/alone/a/beep.wav" in ran.stderr
    assert clips.clip_file(toy_book.root / "build" / "alone" / "a", "beep").startswith(b"RIFF")


def test_other_samples_are_a_move(spoken: ToyBook) -> None:
    accept(spoken.project, load_results(spoken.project), [])
    toy = RECORDS.replace("1000, -1000", "30000, -30000")
    spoken.script("a", toy)
    spoken.build()
    moves = moved(spoken.project, load_results(spoken.project), [])
    assert [move.name for move in moves] == ["a.beep_sound"]


SCREEN = """
from array import array
beep = array("h", [0] * 16000)
moments = [book.Moment(0.25, ("go <on>",), ("level 1",)), book.Moment(0.5, (), ("level 2",))]
book.audio("beep", beep, 8000, caption="A beep", says="A beep.", screen=moments)
"""


def test_a_screen_can_be_read_and_played(toy_book: ToyBook) -> None:
    toy_book.script("a", SCREEN)
    toy_book.write("docs/index.md", "# Toy\n\n{{ audio a.beep }}\n")
    toy_book.build()
    assert toy_book.problems == ()
    document = html.fromstring(toy_book.page())
    lines, foot = document.iter("pre")
    assert (lines.text, foot.text) == ("go <on>", "level 2")
    (data,) = document.iter("script")
    assert json.loads(data.text or "") == [[0.25, ["go <on>"], ["level 1"]], [0.5, [], ["level 2"]]]
    cast = (toy_book.root / "build/docs/figures/a/beep.cast").read_text().splitlines()
    assert json.loads(cast[0]) == {"version": 2, "width": 8, "height": 3, "title": "A beep"}
    assert [json.loads(line) for line in cast[1:]] == [
        [0.25, "o", "go <on>\r\nlevel 1\r\n"],
        [0.5, "o", "\x1b[1F\x1b[Jlevel 2\r\n"],
    ]


@pytest.mark.parametrize("times", [(0.5, 0.25), (2.5,), (-1.0,)])
def test_moments_of_a_screen_are_in_their_order_and_within_the_clip(
    toy_book: ToyBook, times: tuple[float, ...]
) -> None:
    moments = ", ".join(f'book.Moment({time}, ("a",), ())' for time in times)
    script = SCREEN.replace("moments = [", f"moments = [{moments}]  # ")
    toy_book.script("a", script)
    toy_book.build()
    assert "have to be in their order, from 0 to 2 s" in toy_book.problems[0].message


def test_another_screen_is_a_move(toy_book: ToyBook) -> None:
    toy_book.script("a", SCREEN)
    toy_book.build()
    accept(toy_book.project, load_results(toy_book.project), [])
    toy_book.script("a", SCREEN.replace("go <on>", "go"))
    toy_book.build()
    assert [move.name for move in moved(toy_book.project, load_results(toy_book.project), [])] == ["a.beep_screen"]
