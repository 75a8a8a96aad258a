"""What a terminal showed while a clip sounded: for the page, and as a file that terminal players know."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from typing import Any

from firststeps.book.facts import FactError

Recorded = list[list[Any]]  # of each moment its seconds, its lines and its foot, as JSON has them


@dataclass(frozen=True)
class Moment:
    """A change on a screen."""

    seconds: float  # into the clip
    lines: tuple[str, ...]  # that are new, below the others
    foot: tuple[str, ...]  # what stands below all lines from now on


def recorded(name: str, screen: Sequence[Moment], length: float) -> Recorded:
    """Return the moments as results keep them.

    Raises:
        FactError: if they are not in their order, or not within the clip, which lasts ``length`` seconds.
    """
    times = [0.0, *(moment.seconds for moment in screen), length]
    if any(after < before for before, after in pairwise(times)):
        raise FactError(f"the moments of {name!r} have to be in their order, from 0 to {length:g} s")
    return [[round(moment.seconds, 3), list(moment.lines), list(moment.foot)] for moment in screen]


def asciicast(screen: Recorded, title: str) -> str:
    """Return the moments in asciinema's format, version 2 (docs.asciinema.org/manual/asciicast/v2)."""
    wide = max(len(line) for _, lines, foot in screen for line in (*lines, *foot, ""))
    high = sum(len(lines) for _, lines, _ in screen) + max(len(foot) for _, _, foot in screen)
    events: list[object] = [{"version": 2, "width": wide + 1, "height": high + 1, "title": title}]
    below = 0
    for seconds, lines, foot in screen:
        back = f"\x1b[{below}F\x1b[J" if below else ""  # to where the foot began, which is cleared
        events.append([seconds, "o", back + "".join(f"{line}\r\n" for line in (*lines, *foot))])
        below = len(foot)
    return "".join(json.dumps(event, ensure_ascii=False) + "\n" for event in events)


def shown(screen: Recorded, label: str) -> str:
    """Return the screen as HTML: all its lines, which a script may show as they came."""
    lines = "\n".join(escape(line, quote=False) for _, lines, _ in screen for line in lines)
    foot = "\n".join(escape(line, quote=False) for line in screen[-1][2])
    data = json.dumps(screen, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return (
        f'<div class="fs-log fs-screen" role="group" aria-label="{escape(label)}">'
        f'<pre class="fs-screen-lines" tabindex="0">{lines}</pre>'
        f'<pre class="fs-screen-foot" aria-hidden="true">{foot}</pre>'
        f'<script type="application/json">{data}</script></div>'
    )
