"""What chapter 10 says about the service, from the facts of the build."""

from __future__ import annotations

from .test_experiments import facts


def test_it_forgets_no_limit_writes_little_and_leaves_nothing() -> None:
    ours = facts("always_on")
    assert ours["refused"] == ours["asked"] > 0
    assert ours["written"] == 1 < ours["heard"]
    assert ours["left"] == 0 < ours["made"]
