"""Serves the built site from a folder of a host, opens it in Chromium and remembers what went wrong."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Literal
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response, sync_playwright
from tests.missing import missing

Theme = Literal["light", "dark"]

SITE = Path(__file__).parents[2] / "site"
# An unbuilt site still gives one case per test, and the fixture says what is missing.
PAGES = sorted(path.relative_to(SITE).as_posix() for path in SITE.rglob("*.html")) or ["index.html"]
SUB_PATH = "/some/sub/path/"

DESK, PHONE = 1280, 390  # widths in CSS pixels
POLLED = 20  # ms between two looks at a page that is waited for
HEIGHTS = {DESK: 800, PHONE: 844}  # CSS pixels

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Even a request that the tests overlook must not leave the machine.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test that asks for ``page_path`` once for each page of the site."""
    if "page_path" in metafunc.fixturenames:
        metafunc.parametrize("page_path", PAGES)


class SubPathHandler(SimpleHTTPRequestHandler):
    """Serves a folder below ``SUB_PATH`` and answers an unknown address with the folder's 404.html, as Pages does."""

    protocol_version = "HTTP/1.1"
    extensions_map = SimpleHTTPRequestHandler.extensions_map | {".woff2": "font/woff2"}

    def translate_path(self, path: str) -> str:
        """Return the file for an address; outside the sub-path there is none."""
        address = unquote(urlsplit(path).path)
        if not address.startswith(SUB_PATH):
            return os.fspath(SITE / "no-such-file")
        return super().translate_path("/" + path.removeprefix(SUB_PATH))

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer with 404.html where the standard handler has a line of text."""
        if code != HTTPStatus.NOT_FOUND:
            super().send_error(code, message, explain)
            return
        body = (SITE / "404.html").read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Keep the test's output free of the access log."""


@dataclass(frozen=True)
class Visit:
    """An open page, and everything about it that a reader's console would complain of."""

    page: Page
    problems: list[str]


def watch(page: Page, host: str) -> list[str]:
    """Return a list that fills with what goes wrong on ``page``; a request to another than ``host`` (host:port) is."""
    problems: list[str] = []

    def on_request(request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in {"data", "blob"} and address.netloc != host:
            problems.append(f"request to another host: {request.url}")

    def on_response(response: Response) -> None:
        if response.status >= HTTPStatus.BAD_REQUEST:
            problems.append(f"HTTP {response.status}: {response.url}")

    def on_console(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            problems.append(f"console {message.type}: {message.text}")

    page.on("request", on_request)
    page.on("requestfailed", lambda request: problems.append(f"request failed: {request.url}"))
    page.on("response", on_response)
    page.on("console", on_console)
    page.on("pageerror", lambda error: problems.append(f"page error: {error}"))
    return problems


def until(page: Page, holds: str, arg: object = None, timeout: float = 30_000) -> None:
    """Wait until an expression or function of JavaScript is true; fail after so many milliseconds.

    Playwright's own waiting evaluates text inside the page, which the pages' policy refuses.
    """
    end = time.monotonic() + timeout / 1000
    while not page.evaluate(holds, arg):
        if time.monotonic() > end:
            pytest.fail(f"still not true after {timeout:.0f} ms: {holds}")
        page.wait_for_timeout(POLLED)


class Reader:
    """Opens pages of the served site.

    Contexts (one per palette and width) are kept, because a warm cache makes the suite several times faster.  A test
    that changes what the browser stores asks for a fresh one.
    """

    def __init__(self, browser: Browser, root: str) -> None:
        """Remember the browser and the address of the site, which ends with a slash."""
        self.root = root
        self._browser = browser
        self._contexts: dict[tuple[Theme, int], BrowserContext] = {}

    def context(self, theme: Theme = "light", width: int = DESK) -> BrowserContext:
        """Return a new context without any stored choice; the caller closes it."""
        return self._browser.new_context(
            viewport={"width": width, "height": HEIGHTS[width]}, color_scheme=theme, has_touch=width == PHONE
        )

    def kept_context(self, theme: Theme, width: int) -> BrowserContext:
        """Return the context in which pages are only looked at."""
        if (theme, width) not in self._contexts:
            self._contexts[theme, width] = self.context(theme, width)
        return self._contexts[theme, width]

    def visit(self, path: str, context: BrowserContext) -> Visit:
        """Open ``path`` (a file of the site, or an unknown address) and return when it has loaded."""
        page = context.new_page()
        problems = watch(page, host=urlsplit(self.root).netloc)
        page.goto(self.root + path.removesuffix("index.html"))
        return Visit(page, problems)

    def close(self) -> None:
        """Close the kept contexts."""
        for context in self._contexts.values():
            context.close()


@pytest.fixture(scope="session")
def site_root() -> Iterator[str]:
    """The address of the served site, with a slash at its end."""
    if not (SITE / "index.html").exists():
        missing("the built site", "make site")
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(SubPathHandler, directory=os.fspath(SITE))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}{SUB_PATH}"
        server.shutdown()


def chromium() -> str:
    """Return where Chromium is."""
    names = ("chromium", "chromium-browser", "google-chrome")
    executable = next((path for path in map(shutil.which, names) if path), None)
    if executable is None:
        missing("Chromium", "apt-get install chromium")
    return executable


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests."""
    executable = chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def reader(site_root: str, browser: Browser) -> Iterator[Reader]:
    """Someone who opens pages of the site."""
    reader = Reader(browser, site_root)
    yield reader
    reader.close()


@pytest.fixture
def desk(reader: Reader) -> Iterator[BrowserContext]:
    """A light desk whose browser has stored nothing yet."""
    context = reader.context("light", DESK)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    yield context
    context.close()


@pytest.fixture
def dark_desk(reader: Reader) -> Iterator[BrowserContext]:
    """A dark desk whose browser has stored nothing yet."""
    context = reader.context("dark", DESK)
    yield context
    context.close()


@pytest.fixture
def phone(reader: Reader) -> Iterator[BrowserContext]:
    """A light phone whose browser has stored nothing yet."""
    context = reader.context("light", PHONE)
    yield context
    context.close()


@pytest.fixture
def all_pages() -> list[str]:
    """Every page of the site, as paths of files."""
    return PAGES


@pytest.fixture
def chapter() -> str:
    """A chapter with figures, numbers and code."""
    return "chapters/02-guessing/index.html"
