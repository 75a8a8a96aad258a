"""Another generator makes the same pages from the same Markdown."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.whole.conftest import Copy


@pytest.mark.soak
def test_zensical_builds_every_page(checkout: Copy) -> None:
    done = subprocess.run(
        [sys.executable, "tools/second_site.py"], cwd=checkout.root, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    for site in (checkout.root / "site", checkout.root / "build/second/site"):
        page = (site / "chapters/02-guessing/index.html").read_text(encoding="utf-8")
        assert re.findall(r'<p class="fs-eyebrow">Chapter <span [^>]*>(.*?)</span></p>', page) == ["2"], site
        reference = (site / "reference/learning/index.html").read_text(encoding="utf-8")
        assert 'id="firststeps.learning.losses.rmse"' in reference, site
