"""The built site is read as a browser reads it: numbers, links, files, and what has to be there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from firststeps.book.project import Project
from firststeps.book.render import Page
from firststeps.book.site_check import broken_pages, built_file

import pytest

Check = Callable[..., list[str]]


@pytest.fixture
def check(tmp_path: Path) -> Check:
    """Return a function that lists what is wrong with an article and the page around it."""
    project = Project(tmp_path.resolve())
    (project.site / "other").mkdir(parents=True)
    (project.site / "other/index.html").write_text("<article>other</article>")
    (project.site / "a b.png").touch()
    (tmp_path / "outside.txt").touch()

    def list_problems(article: str, *references: str, head: str = "", name: str = "index.md") -> list[str]:
        file = built_file(project, name)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"<html><head>{head}</head><body><article>{article}</article></body></html>")
        problems = broken_pages(project, {name: Page(name, references=list(references))})
        assert {problem.file for problem in problems} <= {project.label(file)}
        return [problem.message for problem in problems]

    return list_problems


BOUND = '<span class="fs-number" data-fact="one.loss">0.33</span>'


@pytest.mark.parametrize(
    ("article", "wrong"),
    [
        (f"<p>loss {BOUND}, {{}}</p>", []),
        ("<p>loss 0.33</p>", ["shows 0.33, bound to nothing"]),
        (f"<p>{BOUND} then 5</p>", ["shows 5, bound to nothing"]),
        ('<p><span class="fs-plain">3</span></p>', []),
        ('<div class="x fs-log"><pre><code>1 <i>2</i></code></pre></div>', []),
        ('<figure class="fs-figure"><figcaption>4</figcaption></figure>', []),
        ("<pre><code>7</code></pre>", ["shows 7, bound to nothing"]),
        ('<div class="doc doc-object"><p>equation 16</p></div>', []),
        ('<div class="doc doc-contents first"><p>exit status 0</p></div><p>8</p>', ["shows 8, bound to nothing"]),
        ("<h2>Part 2</h2>", ["shows 2, bound to nothing"]),
        ("<p>&#52;&#50;</p>", ["shows 42, bound to nothing"]),
        ("<script>3</script><style>h1 {}</style><!-- 9 --> tail 8", ["shows 8, bound to nothing"]),
    ],
)
def test_numbers_are_bound(check: Check, article: str, wrong: list[str]) -> None:
    assert check(article) == wrong


@pytest.mark.parametrize(
    ("article", "references", "wrong"),
    [
        (BOUND, ["one.loss"], []),
        (BOUND, ["one.loss:.2f", "one.loss[0]", "`{one.loss}`", "`w = {one.loss:g}`"], []),
        (BOUND, ["one.below", "`w = {one.w}`"], ["lacks the fact one.below", "lacks the fact one.w"]),
        ("", ["one.x: .2f", "one.x"], ["lacks the fact one.x"]),
        ('<figure data-figure="one.f"></figure>', ["figure one.f"], []),
        ("", ["figure one.f"], ["lacks the figure one.f"]),
        ("", ["plain 'a.b' 'c'", "table one.t", "log one", "build data"], []),
    ],
)
def test_facts_and_figures_arrive(check: Check, article: str, references: list[str], wrong: list[str]) -> None:
    assert check(article, *references) == wrong


@pytest.mark.parametrize(
    ("article", "wrong"),
    [
        ('<a href="other/">a</a> <a href="other/#x">a</a> <a href="#x">a</a> <a href="/other/">a</a>', []),
        ('<a href="https://x.org/">a</a> <a href="mailto:a@x.org">a</a>', []),
        ('<img src="a%20b.png">', []),
        ('<a href="nowhere/">a</a>', ["links to nowhere/, which is not in the site"]),
        ('<img src="gone.png">', ["links to gone.png, which is not in the site"]),
        ('<source srcset="gone.svg">', ["links to gone.svg, which is not in the site"]),
        ('<a href="../outside.txt">a</a>', ["links to ../outside.txt, which is not in the site"]),
        ('<img src="https://x.org/a.png">', ["loads https://x.org/a.png from another host"]),
        ('<script src="//x.org/a.js"></script>', ["loads //x.org/a.js from another host"]),
        ('<iframe src="https://x.org/"></iframe>', ["loads https://x.org/ from another host"]),
    ],
)
def test_addresses(check: Check, article: str, wrong: list[str]) -> None:
    assert check(article) == wrong


def test_style_sheet_of_another_host_and_canonical_link(check: Check) -> None:
    assert check("", head='<link rel="canonical" href="https://x.org/a/">') == []
    assert check("", head='<link rel="stylesheet" href="https://x.org/a.css">') == [
        "loads https://x.org/a.css from another host"
    ]


def test_pages_below_folders(check: Check) -> None:
    assert check('<a href="../../other/">a</a>', name="chapters/one.md") == []
    assert check('<a href="../other/">a</a>', name="chapters/one.md") == [
        "links to ../other/, which is not in the site"
    ]


def test_page_that_was_not_built_or_is_empty(tmp_path: Path) -> None:
    project = Project(tmp_path.resolve())
    (project.site / "empty").mkdir(parents=True)
    (project.site / "empty/index.html").write_bytes(b"\n")
    problems = broken_pages(project, {name: Page(name) for name in ("gone.md", "empty.md")})
    assert [str(problem) for problem in problems] == [
        "site/empty/index.html: has no article element",
        "site/gone/index.html: was not built: run `make site`",
    ]


def test_page_for_missing_pages_may_link_as_it_likes(check: Check, tmp_path: Path) -> None:
    (tmp_path / "site/404.html").write_text('<a href="/some/sub/path/">home</a>')
    assert check("") == []
