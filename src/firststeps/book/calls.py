"""Which functions of the project a run really called.

The profiler written in C costs a few per cent; a Python function as profiler costs several times as much.
"""

from __future__ import annotations

import cProfile
import sys
import threading
from pathlib import Path
from types import CodeType, FrameType


class CallTracer:
    """Notes the functions below some folders that are called, in threads that Python starts, too."""

    def __init__(self, roots: tuple[Path, ...]) -> None:
        """Look at files below ``roots`` only."""
        self._roots = tuple(f"{root}/" for root in roots)
        self._profiles: list[cProfile.Profile] = []

    def start(self) -> None:
        """Begin to note calls."""
        self._profile_here()
        if sys.version_info < (3, 12):  # from then on one profiler sees every thread
            threading.setprofile(self._first_event)

    def _first_event(self, frame: FrameType, event: str, argument: object) -> None:
        self._profile_here()  # takes this function's place in its thread

    def _profile_here(self) -> None:
        profile = cProfile.Profile(builtins=False)
        self._profiles.append(profile)
        profile.enable()

    def stop(self) -> list[tuple[str, str]]:
        """Return file and top-level name of every function that was called; a lambda's name is ``<lambda>``."""
        self._profiles[0].disable()
        threading.setprofile(None)
        codes = {entry.code for profile in self._profiles for entry in profile.getstats()}
        return sorted(
            {
                (code.co_filename, code.co_qualname.partition(".")[0])
                for code in codes
                if isinstance(code, CodeType) and code.co_filename.startswith(self._roots)
            }
        )
