"""The policy in a page allows the scripts that the build wrote, and a page without it, or against it, is found."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path

from firststeps.book.policy import broken_policies, policy_for, set_policies, with_policy
from firststeps.book.project import Project

import pytest
from hypothesis import given
from hypothesis import strategies as st

PAGE = '<!doctype html><html><head><meta charset="utf-8"><title>t</title>{head}</head><body>{body}</body></html>'
SCRIPT = "const a = 1 < 2 && '&amp;'"
STYLE = "p > b { color: red }"
LAXER = '<meta http-equiv="content-security-policy" content="default-src *">'
Check = Callable[[str], list[str]]


def page(body: str = "", head: str = "") -> str:
    return PAGE.format(head=head, body=body)


def sources(policy: str, directive: str) -> set[str]:
    """Return what a directive of a policy allows."""
    rules = {name: set(allowed) for name, *allowed in (rule.split() for rule in policy.split(";"))}
    return rules[directive]


def digest(text: str) -> str:
    return f"'sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def test_hash_is_the_one_of_the_standard() -> None:
    """The example of the standard: https://www.w3.org/TR/CSP2/#script-src-hash-usage."""
    policy = policy_for(page("<script>alert('Hello, world.');</script>"))
    assert "'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='" in sources(policy, "script-src")


def test_scripts_and_styles_inside_a_page_are_allowed_by_hash() -> None:
    policy = policy_for(page(f"<script>{SCRIPT}</script>" * 2, f"<style>{STYLE}</style><script src=a.js></script>"))
    assert sources(policy, "script-src") == {"'self'", digest(SCRIPT)}
    assert sources(policy, "style-src") == {"'self'", digest(STYLE)}


def test_modules_are_scripts_and_data_are_none() -> None:
    policy = policy_for(page('<script type="module">a</script><script type="application/json">{}</script>'))
    assert sources(policy, "script-src") == {"'self'", digest("a")}


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="<\r")))
def test_any_text_is_hashed_as_it_stands(text: str) -> None:
    """Entities are none inside a script; a browser takes every kind of line end for a line feed."""
    assert digest(text) in policy_for(page(f"<script>{text}</script>"))
    assert policy_for(page(f"<script>{text}\n</script>")) == policy_for(page(f"<script>{text}\r\n</script>"))


@given(st.lists(st.sampled_from(["<script>a</script>", "<style>b</style>", "<p>c</p>", "<script src=d></script>"])))
def test_nothing_unsafe_is_ever_allowed(parts: list[str]) -> None:
    policy = policy_for(page("".join(parts)))
    assert "unsafe" not in policy
    assert "*" not in policy
    assert "http" not in policy
    assert sources(policy, "default-src") == {"'none'"}


def test_policy_comes_right_after_the_encoding_and_is_replaced_not_repeated() -> None:
    once = with_policy(page(f"<script>{SCRIPT}</script>"))
    assert '<head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy"' in once
    assert once.count("http-equiv") == 1
    assert with_policy(once) == once
    assert with_policy(once.replace(SCRIPT, "b")).count("http-equiv") == 1
    assert with_policy("<head><title>t</title></head>").startswith("<head><meta http-equiv=")


def test_page_without_a_head_is_no_page() -> None:
    with pytest.raises(ValueError, match="without a head"):
        with_policy("<p>text</p>")


@pytest.fixture
def check(tmp_path: Path) -> Check:
    """Return a function that lists what is wrong with the policy of a page of the site."""
    project = Project(tmp_path.resolve())
    file = project.site / "deep/404.html"
    file.parent.mkdir(parents=True)

    def list_problems(html: str) -> list[str]:
        file.write_text(html, encoding="utf-8")
        problems = broken_policies(project)
        assert {problem.file for problem in problems} <= {project.label(file)}
        return [problem.message for problem in problems]

    return list_problems


def test_page_with_its_policy_is_right(check: Check) -> None:
    assert check(with_policy(page(f"<script>{SCRIPT}</script>"))) == []


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (page(), "has no Content-Security-Policy: run `make site`"),
        (with_policy(page("<script>a</script>")).replace(">a<", ">b<"), "that is not made for it"),
        (with_policy(page()).replace("'none'", "*", 1), "that is not made for it"),
        (with_policy(page()).replace("<title>", LAXER + "<title>"), "that is not made for it"),
        (with_policy(page(head="<link href=a>")).replace("<head>", "<head><script src=a></script>"), "after something"),
        (with_policy(page('<td style="color: red">')), 'a style attribute, which its policy refuses: <td style="color'),
        (with_policy(page('<a onclick="b()">')), "has an event handler as an attribute"),
        (with_policy(page('<a href=" JavaScript:b()">')), "has an address that is a script"),
    ],
    ids=["none", "another script", "laxer", "two", "late", "style", "handler", "address"],
)
def test_page_without_or_against_its_policy_is_found(check: Check, wrong: str, says: str) -> None:
    problems = check(wrong)
    assert len(problems) == 1
    assert says in problems[0]


def test_every_page_gets_its_own(tmp_path: Path) -> None:
    project = Project(tmp_path.resolve())
    pages = {project.site / "index.html": "a", project.site / "labs/b/index.html": "b"}
    for path, script in pages.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page(f"<script>{script}</script>"))
    assert len(broken_policies(project)) == len(pages)
    set_policies(project.site)
    assert broken_policies(project) == []
    for path, script in pages.items():
        assert f"script-src 'self' {digest(script)};" in path.read_text()
