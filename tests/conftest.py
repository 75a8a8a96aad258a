"""Settings for every test, and what tests of several rooms need."""

from __future__ import annotations

from pathlib import Path

from firststeps.keywords.pretrained import CHECKPOINT

import pytest
from hypothesis import settings

from .keywords.small_wav2vec2 import write_small

# A shared machine can stop any example for a second; that is no failure.
settings.register_profile("book", deadline=None)
settings.load_profile("book")


@pytest.fixture(scope="session")
def small_wav2vec2(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a data folder that holds a small model of the article's kind."""
    data = tmp_path_factory.mktemp("data")
    write_small(data / CHECKPOINT)
    return data
