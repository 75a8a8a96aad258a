"""What scripts may record, and what a recorded value turns into."""

from __future__ import annotations

import hashlib
import json
import math
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from firststeps.book import recording
from firststeps.book import session as recording_session
from firststeps.book.facts import Fact, FactError, formatted, plain_value
from firststeps.book.numerals import typographic
from firststeps.book.session import Session, open_session

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


MINUS = "\N{MINUS SIGN}"


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """Open a session of its own and restore the one before."""
    before = recording_session._session
    opened = Session("toy", tmp_path, tmp_path / "build" / "toy")
    open_session(opened)
    yield opened
    recording_session._session = before


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (np.float32(0.5), 0.5),
        (np.float64(1 / 3), 1 / 3),
        (np.int64(7), 7),
        (np.bool_(True), True),
        (np.str_("a"), "a"),
        (np.array(3), 3),
        (np.array([1.5, 2.0], dtype=np.float32), [1.5, 2.0]),
        ((1, np.int8(2)), [1, 2]),
        (["a", 1, 2.5, True], ["a", 1, 2.5, True]),
    ],
)
def test_values_become_plain_ones(value: object, plain: object) -> None:
    kept = plain_value("x", value)
    assert kept == plain
    assert json.loads(json.dumps(kept)) == plain
    items = kept if isinstance(kept, list) else [kept]
    assert all(type(item) in (bool, int, float, str) for item in items)


@pytest.mark.parametrize(
    "value",
    [
        math.nan,
        -math.inf,
        np.float32("inf"),
        [1.0, math.nan],
        [[1, 2]],
        np.eye(2),
        [],
        np.array([]),
        None,
        1j,
        {"a": 1},
        {1},
        range(3),
        object(),
        [None],
        b"x",
        np.datetime64("2026-11-22"),
    ],
)
def test_other_values_are_refused(session: Session, value: object) -> None:
    with pytest.raises(FactError, match="fact 'x'"):
        recording.fact("x", value)
    assert session.facts == {}


@pytest.mark.parametrize("name", ["", "a b", "a-b", "a.b", "1a", "ä", "a\n"])
def test_bad_names_are_refused(session: Session, name: str) -> None:
    with pytest.raises(FactError, match="cannot name"):
        recording.fact(name, 1)
    with pytest.raises(FactError, match="cannot name"):
        recording.table(name, {"x": [1]})


def test_duplicates_are_refused(session: Session) -> None:
    recording.fact("x", 1)
    with pytest.raises(FactError, match="fact 'x' is recorded twice"):
        recording.measured("x", 1)
    recording.table("t", {"x": [1]})
    with pytest.raises(FactError, match="'t' is recorded twice"):
        recording.figure("t", Picture())
    recording.seed(1)
    with pytest.raises(FactError, match="one seed"):
        recording.seed(2)


@pytest.mark.parametrize("tolerance", [math.nan, math.inf, -1.0])
def test_bad_tolerance_is_refused(session: Session, tolerance: float) -> None:
    with pytest.raises(FactError, match="tolerance of fact 'x'"):
        recording.fact("x", 1.0, tolerance=tolerance)


def test_recording_returns_the_value_itself(session: Session) -> None:
    array = np.arange(3)
    assert recording.fact("a", array) is array
    assert recording.measured("b", array) is array
    assert recording.given("c", array, source="s") is array


@given(
    st.builds(
        Fact,
        st.sampled_from(["computed", "measured", "recorded", "given"]),
        st.one_of(st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.text(), st.booleans()),
        st.text(),
        st.text(),
        st.none() | st.floats(0, 1),
        st.text(),
    )
)
def test_facts_survive_json(fact: Fact) -> None:
    assert Fact.from_json(json.loads(json.dumps(fact.to_json()))) == fact


@pytest.mark.parametrize(("value", "spec"), [("a", ".2f"), (1.5, "d"), (1, "s"), (-1, "c"), (1.0, "no such")])
def test_format_that_does_not_fit_is_told(value: Any, spec: str) -> None:
    with pytest.raises(FactError, match="does not fit x"):
        formatted("x", value, None, spec)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("-3", f"{MINUS}3"),
        ("a -3", f"a {MINUS}3"),
        ("(-.5, -1)", f"({MINUS}.5, {MINUS}1)"),
        ("3-4", "3-4"),
        ("1e-05", "1 × 10⁻⁵"),
        ("5.5e+12", "5.5 × 10¹²"),
        ("x - 0.2", "x − 0.2"),
        ("one - two", "one - two"),
        ("a-3", "a-3"),
        ("- 3", "− 3"),
    ],
)
def test_minus_signs(text: str, shown: str) -> None:
    assert typographic(text) == shown


class TestInput:
    def test_rules(self, session: Session, tmp_path: Path) -> None:
        (tmp_path / "data").mkdir()
        file = tmp_path / "data" / "a.txt"
        file.write_text("a")
        assert recording.input("data/a.txt") == file
        assert recording.input(file) == file
        assert session.data == {"data/a.txt": hashlib.sha256(b"a").hexdigest()}
        assert recording.input("data") == tmp_path / "data"
        assert list(session.data) == ["data/a.txt", "data/"]
        with pytest.raises(FactError, match="is everything"):
            recording.input(".")
        with pytest.raises(FactError, match="lies outside"):
            recording.input("../other.txt")
        with pytest.raises(FactError, match="lies outside"):
            recording.input("/etc/hostname")
        with pytest.raises(FileNotFoundError, match=r"data/b\.txt does not exist"):
            recording.input("data/b.txt")

    def test_link_that_leads_out_is_outside(self, session: Session, tmp_path: Path) -> None:
        (tmp_path / "link").symlink_to("/etc/hostname")
        with pytest.raises(FactError, match="lies outside"):
            recording.input("link")

    def test_shared_folder(self, session: Session, tmp_path_factory: pytest.TempPathFactory) -> None:
        shared = tmp_path_factory.mktemp("shared")
        session.shared = {"$FIRSTSTEPS_DATA": shared}
        (shared / "x.wav").write_text("x")
        recording.input(shared / "x.wav")
        assert list(session.data) == ["$FIRSTSTEPS_DATA/x.wav"]


class TestRecordedRuns:
    @pytest.fixture
    def card(self, session: Session, tmp_path: Path) -> Callable[..., Path]:
        def write(**changes: object) -> Path:
            log = tmp_path / "run.log"
            log.write_text("accuracy 0.97\n")
            fields: dict[str, object] = {
                "command": "train",
                "seed": 1,
                "date": "2026-11-22",
                "log": "run.log",
                "log_sha256": hashlib.sha256(log.read_bytes()).hexdigest(),
            }
            fields = {key: value for key, value in (fields | changes).items() if value is not None}
            (tmp_path / "card.json").write_text(json.dumps(fields))
            return tmp_path / "card.json"

        return write

    def test_card_and_log_are_inputs_and_the_source_is_told(self, session: Session, card: Callable[..., Path]) -> None:
        recording.recorded("accuracy", 0.97, run=card())
        assert set(session.data) == {"card.json", "run.log"}
        assert session.facts["accuracy"].kind == "recorded"
        assert session.facts["accuracy"].source.startswith("train, seed 1, 2026-11-22, log ")

    def test_other_log_is_refused(self, card: Callable[..., Path]) -> None:
        with pytest.raises(FactError, match="its SHA-256 differs"):
            recording.recorded("accuracy", 0.97, run=card(log_sha256="0" * 64))

    def test_a_card_may_be_about_another_file(self, session: Session, card: Callable[..., Path]) -> None:
        path = card(seed=None, log=None, log_sha256=None)
        model = path.parent / "model.bin"
        model.write_bytes(b"weights")
        with pytest.raises(FactError, match="does not say: sha256"):
            recording.recorded("accuracy", 0.97, run=path, of=model)
        session.data.clear()  # the card is written anew, and a file may not change while an experiment runs
        digest = hashlib.sha256(b"weights").hexdigest()
        recording.recorded("accuracy", 0.97, run=card(seed=None, sha256=digest), of=model)
        assert session.facts["accuracy"].source == f"train, 2026-11-22, model.bin {digest[:12]}"
        assert "model.bin" in session.data
        model.write_bytes(b"others")
        session.data.clear()
        with pytest.raises(FactError, match=r"model\.bin is not the file that .*card\.json describes"):
            recording.recorded("loss", 0.1, run=path.parent / "card.json", of=model)

    @pytest.mark.parametrize("field", ["command", "seed", "date", "log", "log_sha256"])
    def test_card_has_to_say_everything(self, card: Callable[..., Path], field: str) -> None:
        with pytest.raises(FactError, match=f"does not say: {field}"):
            recording.recorded("accuracy", 0.97, run=card(**{field: None}))


class Picture:
    """A figure with a word or two."""

    def __init__(self, caption: str = "", word: str = "") -> None:
        self.caption = caption
        self.word = word

    def with_text(self, function: Callable[[str], str]) -> Self:
        return type(self)(function(self.caption), function(self.word))

    def alt(self) -> str:
        return self.word

    def csv(self) -> str:
        return "x\n1\n"

    def size(self, layout: recording.Layout) -> tuple[int, int]:
        return (600, 300) if layout == "wide" else (360, 240)

    def svg(self, theme: recording.Theme, layout: recording.Layout) -> bytes:
        return f"<svg>{theme} {layout} {self.word}</svg>".encode()


class TestFigures:
    def test_words_are_filled_and_files_written(self, session: Session) -> None:
        recording.fact("low", -2.5)
        recording.figure("f", Picture("Down to {low:.1f}.", "low: {low}"))
        assert session.figures["f"]["alt"] == f"low: {MINUS}2.5"
        assert session.figures["f"]["caption"] == [
            {"text": "Down to "},
            {"text": "-2.5", "fact": "low"},
            {"text": "."},
        ]
        names = {path.name for path in session.folder.iterdir()}
        assert names == {"f.csv", *(f"f-{a}-{b}.svg" for a in ("wide", "narrow") for b in ("light", "dark"))}
        assert (session.folder / "f-narrow-dark.svg").read_text() == f"<svg>dark narrow low: {MINUS}2.5</svg>"

    @pytest.mark.parametrize("picture", [Picture("Down to 2.5."), Picture("", "epoch 3"), Picture("{low} and 3")])
    def test_typed_numeral_is_refused(self, session: Session, picture: Picture) -> None:
        recording.fact("low", 1)
        with pytest.raises(FactError, match="is typed into"):
            recording.figure("f", picture)
        assert not session.folder.exists()

    @pytest.mark.parametrize(
        ("caption", "message"),
        [
            ("{high}", "no fact 'high' recorded so far; there are: low"),
            ("{low:d}", "does not fit"),
            ("{}", "name a fact"),
        ],
    )
    def test_bad_template_is_refused(self, session: Session, caption: str, message: str) -> None:
        recording.fact("low", 1.5)
        with pytest.raises(FactError, match=message):
            recording.figure("f", Picture(caption))

    def test_measured_fact_is_refused(self, session: Session) -> None:
        recording.measured("seconds", 1.5)
        with pytest.raises(FactError, match="shows a measured fact"):
            recording.figure("f", Picture("It took {seconds} s."))


class TestTables:
    def test_values_keep_every_digit_in_the_file(self, session: Session) -> None:
        recording.fact("unit", "m")
        recording.table("t", {"x in {unit}": np.array([1 / 3]), "word": ["a"]}, formats={"x in {unit}": ".2f"})
        assert (session.folder / "t.csv").read_text() == f"x in m,word\n{1 / 3!r},a\n"
        expected = {"headings": ["x in m", "word"], "formats": [".2f", ""], "rows": [[1 / 3, "a"]], "cell": ""}
        assert session.tables["t"] == expected

    @pytest.mark.parametrize(
        ("columns", "formats", "message"),
        [
            ({"a": [1], "b": [1, 2]}, {}, "differ in length"),
            ({}, {}, "differ in length"),
            ({"a": []}, {}, "empty"),
            ({"a 1": [1]}, {}, "1 is typed into 'a 1'"),
            ({"a": [1]}, {"b": ".2f"}, "has no column 'b' to format"),
            ({"a": ["x"]}, {"a": ".2f"}, "does not fit t: a"),
            ({"a": [[1]]}, {}, "holds a list"),
        ],
    )
    def test_what_is_refused(
        self, session: Session, columns: dict[str, Any], formats: dict[str, str], message: str
    ) -> None:
        with pytest.raises(FactError, match=message):
            recording.table("t", columns, formats=formats)
