"""How soon a page with demos is ready in a slow browser: ``python -m benchmarks.page_loads``.

It serves the built site from this machine and opens the landing page and each page with demos in Chromium, whose
processor it slows down four times.  The cache is cold, the network is not slowed.  A page is ready when it has loaded
and each of its demos has drawn itself, and an ear has decoded its network.  It prints, as JSON, the median milliseconds
of several visits and what a first visit transfers, as the build counts it.
"""

from __future__ import annotations

import json
import os
import statistics
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from firststeps.book.weights import weights

from benchmarks.browser_ear import chromium
from playwright.sync_api import Browser, sync_playwright

SITE = Path(__file__).resolve().parents[1] / "site"
SLOWER, VISITS = 4, 5
MARK = '<div class="fs-demo"'
# Runs in every page before its own scripts. An ear is made when it is first asked for, so it is asked for.
WATCH = """
const drawn = demo => demo.shadowRoot?.querySelector("svg, canvas")?.getBoundingClientRect().width > 0
const look = () => {
  const demos = [...document.querySelectorAll(".fs-demo > *")].filter(part => part.localName.startsWith("fs-"))
  if (document.readyState === "complete" && demos.every(drawn)) {
    for (const demo of demos) demo.ear?.()
    window.ready = performance.now()
  } else requestAnimationFrame(look)
}
requestAnimationFrame(look)
"""


class Quiet(SimpleHTTPRequestHandler):
    """Serves the site without a log."""

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def ready(browser: Browser, address: str) -> float:
    """Return after how many milliseconds a page is ready for a reader who has never been there."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.add_init_script(WATCH)
    page.goto(address)
    while (milliseconds := page.evaluate("window.ready")) is None:
        page.wait_for_timeout(50)
    context.close()
    return float(milliseconds)


def main() -> None:
    """Visit the pages and print."""
    transferred = {weight.page: weight.transferred for weight in weights(SITE)}
    pages = [page for page in sorted(transferred) if page == "index.html" or MARK in (SITE / page).read_text("utf-8")]
    found = {}
    with (
        ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=os.fspath(SITE))) as server,
        sync_playwright() as playwright,
    ):
        threading.Thread(target=server.serve_forever, daemon=True).start()
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        for page in pages:
            took = [ready(browser, f"http://127.0.0.1:{server.server_port}/{page}") for _ in range(VISITS)]
            found[page] = {"ready_ms": round(statistics.median(took)), "transferred_bytes": transferred[page]}
        browser.close()
        server.shutdown()
    print(json.dumps({"slower": SLOWER, "visits": VISITS, "pages": found}, indent=1))


if __name__ == "__main__":
    main()
