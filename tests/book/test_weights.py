"""A page weighs what a first visit transfers, and one that weighs too much fails the build."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from firststeps.book import mkdocs_hooks
from firststeps.book.about import PLACE
from firststeps.book.finishing import finish
from firststeps.book.project import Project
from firststeps.book.weights import too_heavy, weights

import pytest

if TYPE_CHECKING:
    from tests.book.conftest import ToyBook

CONFIG = f"site_name: Toy\ndocs_dir: build/docs\nhooks: [{mkdocs_hooks.__file__}]\nplugins: []\n"
SETTINGS = '[project]\nname = "toy"\n[tool.firststeps]\npage_bytes = {}\n'
STYLE = (
    '@font-face { src: url("../f/a.woff2") } @font-face { src: url(../f/b.woff2); unicode-range: U+100-2AF, U+20AC; }'
)
FILES = {
    "css/a.css": STYLE,
    "f/a.woff2": "a" * 500,
    "f/b.woff2": "b" * 500,
    "js/a.js": "a = 1\n" * 400,
    "light.svg": "<svg/>",
    "late.png": "p" * 300,
    "dark.svg": "<svg/>",
    "instead.svg": "<svg/>",
    "clip.wav": "w" * 900,
    "search/search_index.json": "{}" * 200,
    "search.js": "s" * 100,
}
Loaded = Callable[[str], set[str]]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A site of files without a page."""
    project = Project(tmp_path.resolve())
    for name, text in FILES.items():
        (project.site / name).parent.mkdir(parents=True, exist_ok=True)
        (project.site / name).write_text(text)
    return project


@pytest.fixture
def loaded(project: Project) -> Loaded:
    """Return a function that lists what a page in a folder loads besides itself."""

    def files(body: str) -> set[str]:
        page = project.site / "one/index.html"
        page.parent.mkdir(exist_ok=True)
        page.write_text(f"<!doctype html><html><head><meta charset=utf-8></head><body>{body}</body></html>")
        (weight,) = weights(project.site)
        assert weight.page == "one/index.html"
        return set(weight.files) - {weight.page}

    return files


CONFIGURED = '<script id="__config" type="application/json">{"base": "..", "search": "../search.js"}</script>'


@pytest.mark.parametrize(
    ("body", "files"),
    [
        ("", set()),
        ("<script src=../js/a.js></script><script>b = 2</script>", {"js/a.js"}),
        ("<img src=../light.svg><img src='../late.png' loading=lazy>", {"light.svg", "late.png"}),
        ("<img src=../light.svg><img src=/light.svg>", {"light.svg"}),
        ("<picture class='x fs-dark'><source srcset=../light.svg><img src=../dark.svg></picture>", set()),
        ("<div class=fs-demo><figure><img src=../instead.svg></figure></div>", set()),
        ("<audio preload=none src=../clip.wav></audio> <a href=../late.png>p</a>", set()),
        ("<link rel=icon href=../light.svg><link rel=next href=../late.png>", {"light.svg"}),
        ("<img src=data:,><img src=https://x.org/a.png><img src=../gone.png><img src=../../outside.png>", set()),
        (CONFIGURED, set()),
        (CONFIGURED + "<input data-md-component=search-query>", {"search.js", "search/search_index.json"}),
    ],
)
def test_what_a_page_loads(loaded: Loaded, body: str, files: set[str]) -> None:
    assert loaded(body) == files


def test_a_font_counts_where_the_text_has_one_of_its_characters(loaded: Loaded) -> None:
    link = "<link rel=stylesheet href=../css/a.css>"
    assert loaded(f"{link}plain") == {"css/a.css", "f/a.woff2"}
    assert loaded(f"{link}<p>plain</p> 5 €") == {"css/a.css", "f/a.woff2", "f/b.woff2"}
    assert loaded(f"{link}plain<script type=application/json>€</script>") == {"css/a.css", "f/a.woff2"}


def test_text_is_compressed_on_the_way_and_fonts_are_not(project: Project) -> None:
    page = project.site / "index.html"
    page.write_text("<html><head></head><script src=js/a.js></script><img src=late.png></html>")
    (weight,) = weights(project.site)
    assert weight.files["late.png"] == (300, 300)
    assert weight.files["js/a.js"] == (2400, len(gzip.compress(FILES["js/a.js"].encode(), 6)))
    assert weight.transferred == sum(sent for _, sent in weight.files.values())
    assert weight.heaviest[0] == ("late.png", 300)
    assert weight.told()["first_visit"] == {
        "bytes": page.stat().st_size + 2700,
        "gzip": weight.transferred,
        "requests": 3,
    }


def test_a_page_over_the_limit_is_named_with_its_parts_and_the_setting(project: Project) -> None:
    (project.site / "index.html").write_text("<img src=late.png>")
    (weight,) = weights(project.site)
    assert too_heavy(Project(project.root, page_bytes=weight.transferred), [weight]) == []
    (problem,) = too_heavy(Project(project.root, page_bytes=weight.transferred - 1), [weight])
    assert str(problem).startswith(f"site/index.html: a first visit transfers {weight.transferred} bytes")
    assert "late.png 300" in problem.message
    assert f"page_bytes in pyproject.toml allows {weight.transferred - 1}" in problem.message


def test_the_table_says_what_the_report_says(project: Project) -> None:
    (project.site / "index.html").write_text(f"<html><head></head><article>{PLACE}</article></html>")
    (project.site / "b.html").write_text("<html><head></head><img src=late.png></html>")
    finish(project, {"b.html": 0.25})
    told = json.loads(project.report.read_text())["pages"]
    assert set(told) == {"index.html", "b.html"}
    assert told["b.html"]["seconds"] == 0.25
    assert told["b.html"]["heaviest"][0] == ["late.png", 300]
    shown = (project.site / "index.html").read_text()
    assert PLACE not in shown
    assert f">{told['b.html']['first_visit']['gzip']}</span>" in shown
    assert ">0.25</span>" in shown


def test_the_build_fails_for_a_heavy_page_and_the_check_does_too(toy_book: ToyBook) -> None:
    toy_book.write("mkdocs.yml", CONFIG)
    toy_book.write("pyproject.toml", SETTINGS.format(100))
    toy_book.write("docs/index.md", "# Toy\n\n{{ build pages }}\n")
    status, out, err = toy_book.command("site")
    assert status == 1
    assert "page_bytes in pyproject.toml allows 100" in out + err
    assert "page_bytes in pyproject.toml allows 100" in toy_book.command("check")[2]
    toy_book.write("pyproject.toml", SETTINGS.format(9_999_999))
    assert toy_book.command("site")[0] == 0
    pages = json.loads((toy_book.root / "build/report.json").read_text())["pages"]
    assert pages["index.html"]["seconds"] > 0
    assert "9,999,999" not in (toy_book.root / "site/index.html").read_text()
    assert "seconds to make" in (toy_book.root / "site/index.html").read_text()


def test_what_is_said_of_the_pages_stands_while_the_site_does(toy_book: ToyBook) -> None:
    toy_book.write("mkdocs.yml", CONFIG)
    assert toy_book.command("site")[0] == 0
    kept = json.loads((toy_book.root / "build/report.json").read_text())["pages"]
    assert "up to date" in toy_book.command("site")[2]
    assert kept
    assert json.loads((toy_book.root / "build/report.json").read_text())["pages"] == kept
