"""What a service has to know after a restart: when it did what, or a rate limit would begin anew.

Nothing else is kept.  An action that waited for its second word is called off by a restart, and one that was under way
is not done again.
"""

from __future__ import annotations

import json
import math
import time
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path

from firststeps.voice.actions import Action


class Kept:
    """Knows when actions were done, through restarts; see ``Memory``.

    Actions are known by their words.  So a limit holds also for one of which somebody has changed what it does.
    """

    def __init__(self, path: Path, actions: Sequence[Action], note: Callable[[str], None]) -> None:
        """Take in what the file says; a broken one is set aside, and that is noted."""
        self._path, self._note = path, note
        self._told = False
        kept = self._read()
        # By the clock on the wall: the other one may begin at 0 when the computer starts.
        now, ticks = time.time(), time.monotonic()
        self._before = {
            _words(action): deque(
                # A time in the future was kept before the clock was set back; it may have been a moment ago.
                sorted(ticks - max(0.0, now - then) for then in kept.get(_words(action), []) if now - then < action.per)
            )
            for action in actions
        }

    def before(self, action: Action) -> deque[float]:
        """See ``Memory``."""
        return self._before[_words(action)]

    def keep(self) -> None:
        """See ``Memory``; where the file can't be written, that is noted once, and words go on doing things."""
        offset = time.time() - time.monotonic()
        content = {words: [round(offset + tick, 3) for tick in ticks] for words, ticks in self._before.items() if ticks}
        beside = self._path.with_name(f"{self._path.name}.new")
        try:
            self._path.parent.mkdir(0o700, parents=True, exist_ok=True)
            # Not synced: only a crash of the computer could lose it then, and listening does not wait for disks.
            beside.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
            beside.replace(self._path)
        except OSError as error:
            if not self._told:
                self._note(f"{error}: after a restart, rate limits will begin anew")
            self._told = True

    def _read(self) -> dict[str, list[float]]:
        try:
            content = json.loads(self._path.read_bytes())
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, RecursionError):
            content = None
        if isinstance(content, dict) and all(_is_times(times) for times in content.values()):
            return content
        aside = self._path.with_name(f"{self._path.name}.broken")
        try:
            self._path.replace(aside)
            self._note(f"{self._path}: broken, and set aside as {aside.name}; rate limits begin anew")
        except OSError as error:
            self._note(f"{self._path}: broken, and can't be set aside ({error.strerror}); rate limits begin anew")
        return {}


def _words(action: Action) -> str:
    return " ".join(action.say)


def _is_times(value: object) -> bool:
    return isinstance(value, list) and all(
        isinstance(time, int | float) and not isinstance(time, bool) and math.isfinite(time) for time in value
    )
