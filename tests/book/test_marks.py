"""Each mark turns into what it names, or into an error with file and line."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any

from firststeps.book.errors import BookError
from firststeps.book.facts import Fact
from firststeps.book.html import origin
from firststeps.book.log_lines import GAP, select_lines
from firststeps.book.render import Page, prefix_of, render_pages
from firststeps.book.results import load_results

import markdown  # type: ignore[import-untyped]
import pytest
from lxml.html import fromstring

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.book.conftest import ToyBook


PICTURE = """class Picture:
    caption = ""
    def __init__(self, values): self.values = values
    def with_text(self, function): return self
    def alt(self): return "A line."
    def csv(self): return ""
    def size(self, layout): return (1, 1)
    def svg(self, theme, layout): return b""
"""


def parsed(text: str) -> Any:
    """Return a piece of HTML as a tree; the types of XPath's results are not worth telling apart here."""
    return fromstring(text)


def words(text: str) -> str:
    """Return rendered text as a reader sees it."""
    return html.unescape(re.sub(r"<[^>]*>", "", text))


@pytest.mark.parametrize(
    ("mark", "shown"),
    [
        ("{{ one.loss }}", "0.333333"),
        ("{{one.loss:.2f}}", "0.33"),
        ("{{ one.loss:.1% }}", "33.3%"),
        ("{{ one.xs }}", "2, 4, 6"),
        ("{{ one.xs[0] }}", "2"),
        ("{{ one.xs[-1]:03d }}", "006"),
        ("{{ one.below }}", "\N{MINUS SIGN}2.5"),
        ("{{ one.word }}", "_silence_"),
        ("{{ one.pause:.0f }} ms", "12 ms"),
        ("{{ one.theirs }} %", "98.26 %"),
        ("{{ `w = {one.below:g}` }}", "w = -2.5"),
        ("{{ `a*b*c = {one.xs[1]}` }}", "a*b*c = 4"),
        ('{{ plain "3" "part of a name" }}', "3"),
        ('{{ given "98 %" "a paper" }}', "98 %"),
    ],
)
def test_inline_marks(rendered: Callable[[str], Page], mark: str, shown: str) -> None:
    page = rendered(f"Before {mark} after.")
    assert words(page.text) == f"Before {shown} after."
    assert page.bare == []


def test_a_mark_alone_on_its_line_and_in_a_list(rendered: Callable[[str], Page]) -> None:
    assert words(rendered("a\n  {{ one.xs[0] }}\nb\n- {{ one.xs[1] }}").text) == "a\n  2\nb\n- 4"


def test_facts_say_where_they_come_from(rendered: Callable[[str], Page]) -> None:
    text = rendered("{{ one.loss }} {{ one.below }} {{ one.pause }} {{ one.theirs }}").text
    spans = parsed(f"<p>{text}</p>").xpath("//span")
    assert [span.get("data-kind") for span in spans] == ["computed", "computed", "measured", "given"]
    assert [span.get("data-fact") for span in spans] == ["one.loss", "one.below", "one.pause", "one.theirs"]
    assert [span.get("title") for span in spans] == [
        "loss: computed by scripts/one.py, cell “Start”, line 12",
        "computed by scripts/one.py, cell “Start”, line 13 (in m)",
        "measured by scripts/one.py, cell “Start”, line 16, on the machine that built this page (in ms)",
        "given by a paper",
    ]


def test_facts_name_the_functions_that_made_them(rendered: Callable[[str], Page]) -> None:
    spans = parsed(f"<p>{rendered('{{ one.xs }} {{ `{one.xs[0]}` }}').text}</p>").xpath("//span")
    says = "computed by scripts/one.py, cell “Start”, line 14, with `toy.lines.double`"
    assert [span.get("title") for span in spans] == [says, says]


def test_recorded_fact_names_the_run_and_who_read_it() -> None:
    assert (
        origin(Fact("recorded", 1, source="train.py"), "scripts/a.py") == "recorded by train.py, read by scripts/a.py"
    )


def test_columns_name_the_functions_that_made_them(toy_book: ToyBook) -> None:
    code = "xs = {'x': [twice(1)]}\nbook.table('t', {'x': [1], 'y': [twice(1)]})\nbook.table('u', xs)"
    toy_book.script("a", f"def twice(x): return 2 * x\n{code}")
    for name, titles in {"t": ["", ", with `twice`"] * 2, "u": [", with `twice`"] * 2}.items():
        toy_book.write("docs/index.md", f"{{{{ table a.{name} }}}}")
        toy_book.build()
        assert re.findall(r'computed by scripts/a.py, line \d(.*?)"', html.unescape(toy_book.page())) == titles


def test_markdown_shows_words_as_they_were_recorded(rendered: Callable[[str], Page]) -> None:
    text = rendered("{{ one.word }}, {{ `{one.word} * {one.word}` }} {{ plain '[3](x)_a_' '`why`' }}").text
    page = parsed(markdown.markdown(text, extensions=["tables", "attr_list"]))
    assert page.text_content() == "_silence_, _silence_ * _silence_ [3](x)_a_"
    assert page.xpath("//em | //a") == []
    assert page.xpath("//*[@class='fs-plain']")[0].get("data-reason") == "`why`"


def test_figure(rendered: Callable[[str], Page]) -> None:
    page = rendered("{{ figure one.fall }}\n")
    figure = parsed(page.text)
    assert figure.get("data-figure") == "one.fall"
    assert figure.xpath("./figcaption")[0].text_content() == "The loss is 0.33."
    assert {image.get("alt") for image in figure.iter("img")} == {"A falling line, from 3 to 1."}
    assert [image.get("src") for image in figure.iter("img")] == [
        "figures/one/fall-wide-light.svg",
        "figures/one/fall-wide-dark.svg",
    ]
    assert [source.get("srcset") for source in figure.iter("source")] == [
        "figures/one/fall-narrow-light.svg",
        "figures/one/fall-narrow-dark.svg",
    ]
    source = " ".join(figure.xpath(".//details")[0].text_content().split())
    assert "script scripts/one.py, cell “Picture”, line 48" in source
    assert "data read: data/points.csv (SHA-256 7a8988e95e35)" in source
    assert "made with" not in source
    assert "kind: computed" in source
    assert "seed: 4" in source
    assert page.counts == {"computed": 3}


def test_figure_names_the_functions_that_made_its_values(toy_book: ToyBook) -> None:
    toy_book.write("src/toy/lines2.py", "def double(x):\n    return 2 * x\n")
    toy_book.script("a", f"from toy.lines2 import double\n{PICTURE}\nxs = double(2)\nbook.figure('f', Picture(xs))")
    toy_book.write("docs/index.md", "{{ figure a.f }}")
    toy_book.ran()
    items = parsed(toy_book.page()).xpath(".//details//li")
    assert "made with toy.lines2.double" in [item.text_content() for item in items]
    page = render_pages(toy_book.project, load_results(toy_book.project))["index.md"]
    assert page.bare == []


def test_addresses_of_files_are_left_alone_by_every_generator(rendered: Callable[[str], Page]) -> None:
    text = rendered("{{ figure one.fall }}\n\n{{ build experiments }}\n").text
    assert re.findall(r'(?:href|src|srcset)=["\']', text) == []
    assert len(re.findall(r"(?:href|src|srcset)=[^\"'<>`= ]+[ >]", text)) == 8


def test_figures_are_beside_the_pages(shown_book: ToyBook) -> None:
    folder = shown_book.root / "build/docs/figures/one"
    assert {path.name for path in folder.iterdir()} == {
        "fall.csv",
        "guess.csv",
        *(f"fall-{layout}-{theme}.svg" for layout in ("wide", "narrow") for theme in ("light", "dark")),
    }
    assert (shown_book.root / "build/docs/scripts/one.py").read_text() == (
        shown_book.root / "scripts/one.py"
    ).read_text()


def test_file_is_shown_whole_and_its_numerals_are_nobodys(rendered: Callable[[str], Page], shown_book: ToyBook) -> None:
    shown_book.write("tasks/1.py", '"""Task 1"""\n\nanswer = ...\n')
    page = rendered("{{ file tasks/1.py }}")
    assert page.text.split("\n")[1:-1] == ['"""Task 1"""', "", "answer = ..."]
    assert 'title="tasks/1.py"' in page.text
    assert page.bare == []


@pytest.mark.parametrize(
    ("page", "prefix"),
    [("index.md", ""), ("a.md", "../"), ("chapters/a.md", "../../"), ("chapters/index.md", "../")],
)
def test_prefix_leads_to_the_root(page: str, prefix: str) -> None:
    assert prefix_of(page) == prefix


def test_table(rendered: Callable[[str], Page]) -> None:
    lines = rendered("{{ table one.guess }}").text.split("\n")
    assert [words(line) for line in lines] == [
        "| x | half |",
        "| --: | --: |",
        "| 1 | 0.5 |",
        "| 2 | 1.0 |",
        "| 3 | 1.5 |",
    ]


def test_block_keeps_its_indentation(rendered: Callable[[str], Page]) -> None:
    assert all(line.startswith("    ") for line in rendered("    {{ table one.guess }}").text.split("\n"))


@pytest.mark.parametrize(
    ("selection", "numbers"),
    [
        ("", "012345"),
        ("epochs 0-1, 4", f"01{GAP}4{GAP}"),
        ("epochs 5", f"{GAP}5"),
        ("epochs 4, 0 - 1, 1", f"01{GAP}4{GAP}"),
        ("lines 1, 6", f"0{GAP}5"),
        ('cell "Print" lines 2-3', f"{GAP}12{GAP}"),
    ],
)
def test_log_selections(rendered: Callable[[str], Page], selection: str, numbers: str) -> None:
    first, *lines, last = rendered(f"{{{{ log one {selection} }}}}").text.split("\n")
    assert (first, last) == ('``` { .text .fs-log title="scripts/one.py prints" }', "```")
    assert "".join(line.removeprefix("Epoch ")[0] for line in lines) == numbers
    assert all(re.fullmatch(rf"Epoch \d: loss -?\d\.\d|{GAP}", line) for line in lines)


def test_code(rendered: Callable[[str], Page], shown_book: ToyBook) -> None:
    script = (shown_book.root / "scripts/one.py").read_text()
    whole = rendered("{{ code one }}").text
    assert script.strip("\n") in whole
    cell = rendered('{{ code one cell "Print" }}').text.split("\n")
    assert cell[1:-1] == ["for epoch in range(6):", '    print(f"Epoch {epoch}: loss {epoch * -1.5}")']
    function = rendered("{{ code toy.lines.double }}").text.split("\n")
    assert function[0] == '``` { .python .fs-excerpt title="src/toy/lines.py" }'
    assert function[1:3] == ["@functools.cache", "def double(x: int) -> int:"]
    assert rendered("{{ code toy.lines.Line }}").text.split("\n")[1] == "class Line:"


def test_tables_about_the_build(rendered: Callable[[str], Page]) -> None:
    for what, expected in [
        ("experiments", "scripts/one.py"),
        ("numbers", "all pages"),
        ("versions", "Python"),
        ("data", "data/points.csv"),
        ("machine", "cores"),
    ]:
        page = rendered(f"{{{{ build {what} }}}}")
        assert expected in words(page.text)
        assert page.bare == []


ERRORS = [
    ("{{ x }}", "unknown mark {{ x }}; a mark is "),
    ("{{1: 2}}", "unknown mark {{ 1: 2 }}"),
    ("{{ }}", "unknown mark {{  }}"),
    ("{{ plain '3' }}", "unknown mark"),
    ("{{ plain 3 it's }}", "a quotation mark is missing in "),
    ("{{ two.loss }}", "there is no experiment 'two'; there are: one"),
    ("{{ one.los }}", "one records no fact 'los'; it records: below, loss, pause, theirs, word, xs"),
    ("{{ one.loss:d }}", "format 'd' does not fit one.loss"),
    ("{{ one.word:.2f }}", "format '.2f' does not fit one.word"),
    ("{{ one.xs[3] }}", "one.xs has 3 items; item 3 is not among them"),
    ("{{ one.xs[-4] }}", "one.xs has 3 items"),
    ("{{ one.loss[0] }}", "one.loss is a single value and has no item 0"),
    ("{{ `w = 3 {one.loss}` }}", "3 is typed into"),
    ("{{ `w = {two.loss}` }}", "there is no experiment 'two'"),
    ("{{ `w = {}` }}", "'{}' does not name a fact"),
    ("{{ `w` x }}", "has to end with a backtick"),
    ("{{ figure one.rise }}", "one makes no figure 'rise'; it makes: fall"),
    ("{{ figure two.fall }}", "there is no experiment 'two'"),
    ("{{ table one.fall }}", "one makes no table 'fall'; it makes: guess"),
    ("a {{ figure one.fall }}", "unknown mark"),
    ("{{ log two }}", "there is no experiment 'two'"),
    ('{{ log one cell "Prin" }}', "one has no cell 'Prin'; it has: 'Start', 'Print', 'Table', 'Picture'"),
    ("{{ log one cell }}", "cell needs a title"),
    ('{{ log one cell "Start" }}', "one prints nothing there"),
    ("{{ log one lines 7 }}", "there is no line 7"),
    ("{{ log one lines 0 }}", "there is no line 0"),
    ("{{ log one epochs 4-6 }}", "there is no epoch 6"),
    ("{{ log one epochs 4-3 }}", "'4-3' ends before it begins"),
    ("{{ log one epochs }}", "'' is no range of epochs"),
    ("{{ log one epoch 3 }}", "'epoch' does not choose lines"),
    ("{{ code one lines 1 }}", "code takes a script"),
    ("{{ code toy.lines.triple }}", "toy.lines defines no function or class 'triple'"),
    ("{{ code toy.points.triple }}", "no experiment uses a module 'toy.points'"),
    ('{{ file "exercises/none.py" }}', "the project has no file 'exercises/none.py'"),
    ("{{ file ../secret.txt }}", "the project has no file"),
    ("{{ file docs/picture.bin }}", "docs/picture.bin is no text in UTF-8"),
    ("{{ build nothing }}", "unknown mark build nothing; there are: experiments, "),
    ("{{ one.loss", "{{ opens no mark here"),
    ("{{ one.loss }", "{{ opens no mark here"),
    ("{{ one.loss\n}}", "{{ opens no mark here"),
    ('{{ plain "3 }}', "{{ opens no mark here"),
    ('<img alt="{{ one.loss }}">', "a mark can't stand in a tag, an address or the text of an image"),
    ("[a]({{ one.word }})", "a mark can't stand in a tag"),
    ("![a {{ one.word }}](x.png)", "a mark can't stand in a tag"),
    ("# Title {: #x-{{ one.word }} }", "a mark can't stand in a tag"),
]


@pytest.mark.parametrize(("text", "message"), ERRORS)
def test_error_names_file_line_and_reason(
    rendered: Callable[[str], Page], shown_book: ToyBook, text: str, message: str
) -> None:
    (shown_book.root / "docs/picture.bin").write_bytes(b"\xff")
    with pytest.raises(BookError) as caught:
        rendered(f"# Title\n\n```\n{{{{ a\n```\n{text}\n\nmore {{{{ one.loss }}}}\n")
    problem, *others = caught.value.problems
    assert (problem.file, problem.line) == ("docs/index.md", 6)
    assert message in problem.message
    assert others == []


def test_all_errors_of_all_pages_are_listed_in_one_go(shown_book: ToyBook, rendered: Callable[[str], Page]) -> None:
    lines = [text for text, _ in ERRORS if "\n" not in text and "`" not in text]
    other = shown_book.write("docs/a.md", "\n".join(lines))
    expected = len(lines)
    try:
        with pytest.raises(BookError) as caught:
            rendered("{{ x }} {{ y }}\n{{ z {{ a")
    finally:
        other.unlink()
    places = [(problem.file, problem.line) for problem in caught.value.problems]
    assert places[:expected] == [("docs/a.md", line) for line in range(1, expected + 1)]
    assert places[expected:] == [("docs/index.md", line) for line in (1, 1, 2, 2)]


def test_unknown_mark_fails_the_build_and_leaves_the_pages(toy_book: ToyBook) -> None:
    toy_book.ran()
    toy_book.write("docs/index.md", "\n{{ no.such }}")
    status, _, err = toy_book.command("build")
    assert status == 1
    assert "error: docs/index.md:2: there is no experiment 'no'; there are: none\n" in err
    assert toy_book.page() == "# Toy\n"


def test_page_that_is_not_utf_8_is_named(toy_book: ToyBook) -> None:
    (toy_book.root / "docs/index.md").write_bytes(b"a\n\xff")
    toy_book.build()
    assert [str(problem) for problem in toy_book.problems] == ["docs/index.md:2: is not encoded in UTF-8"]


def test_changed_module_is_not_quoted_before_it_ran(shown_book: ToyBook, rendered: Callable[[str], Page]) -> None:
    module = shown_book.root / "src/toy/lines.py"
    before = module.read_text()
    module.write_text(before.replace("2 * x", "3 * x"))
    try:
        with pytest.raises(BookError, match=r"toy\.lines has changed since one ran"):
            rendered("{{ code toy.lines.double }}")
    finally:
        module.write_text(before)


def test_ambiguous_choices_are_refused(toy_book: ToyBook) -> None:
    toy_book.script("a", "# %% Train\nprint('Epoch 1: a')\n# %% Train\nprint('Epoch 1: b')")
    toy_book.write("docs/index.md", '{{ log a epochs 1 }}\n\n{{ code a cell "Train" }}')
    toy_book.build()
    assert [str(problem) for problem in toy_book.problems] == [
        "docs/index.md:1: there is more than one epoch 1 in what a prints",
        "docs/index.md:3: a has 2 cells 'Train'; give them titles of their own",
    ]


def test_fence_is_longer_than_any_inside(toy_book: ToyBook) -> None:
    toy_book.script("a", "print('```\\n````')")
    toy_book.write("docs/index.md", "{{ log a }}")
    toy_book.ran()
    assert toy_book.page().startswith("````` {")


def test_no_gap_before_or_after_where_nothing_is_left_out() -> None:
    assert select_lines(["a", "b"], "lines 1-2") == ["a", "b"]
    assert select_lines(["Epoch 1", "x", "Epoch 2"], "epochs 2") == [GAP, "Epoch 2"]
