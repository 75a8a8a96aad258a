"""Another generator makes the same pages from the same Markdown."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from lxml import html

if TYPE_CHECKING:
    from tests.whole.conftest import Copy


@pytest.mark.soak
def test_zensical_builds_every_page(checkout: Copy) -> None:
    done = subprocess.run(
        [sys.executable, "tools/second_site.py"], cwd=checkout.root, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    eyebrows = []
    for site in (checkout.root / "site", checkout.root / "build/second/site"):
        page = html.fromstring((site / "chapters/02-guessing/index.html").read_bytes())
        eyebrows.append([element.text_content() for element in page.xpath("//*[@class='fs-eyebrow']")])
    assert eyebrows == [["Chapter 2"], ["Chapter 2"]]
