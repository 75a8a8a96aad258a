"""How often the ear in the page can look at a second of sound, on one core: ``python -m benchmarks.browser_ear``.

It opens the built chapter in Chromium and pushes noise into the demo, a hop of the laptop's at a time.  It prints, as
JSON, the looks that are made in a second, front end included, and the milliseconds of the median and slowest of them.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from firststeps.audio.samples import SAMPLE_RATE
from firststeps.keywords.detector import Detection

import numpy as np
from playwright.sync_api import sync_playwright

PAGE = Path(__file__).resolve().parents[1] / "site" / "chapters" / "09-listen" / "index.html"
WARM_UP, LOOKS = 30, 200  # the first looks are made while the browser still compiles
TIMED = """(demo, [looks, hop, second]) => {
  const noise = length => Int16Array.from({length}, () => 2000 * Math.random() - 1000)
  const ear = demo.ear()
  ear.push(noise(second - hop))
  return Array.from({length: looks}, () => {
    const samples = noise(hop)
    const began = performance.now()
    const found = ear.push(samples)
    const took = performance.now() - began
    if (found.length !== 1) throw new Error(`${found.length} looks in a hop`)
    return took
  })
}"""


def chromium() -> str | None:
    """Return where Chromium is, or None for the one that Playwright may have brought."""
    return shutil.which("chromium") or shutil.which("google-chrome")


def main() -> None:
    """Open the page, look, and print."""
    hop = round(Detection().hop * SAMPLE_RATE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        page = browser.new_page()
        page.goto(PAGE.as_uri())
        took = page.locator("fs-listen").evaluate(TIMED, [WARM_UP + LOOKS, hop, SAMPLE_RATE])
        milliseconds = np.array(took[WARM_UP:])
        found = {
            "browser": browser.version,
            "looks_a_second": round(1000 * LOOKS / milliseconds.sum(), 1),
            "median_ms": round(float(np.median(milliseconds)), 2),
            "slowest_ms": round(float(milliseconds.max()), 2),
        }
        browser.close()
    print(json.dumps(found))


if __name__ == "__main__":
    main()
