"""PulseAudio a step louder, but never above what the maker calls full; see ``main``."""

from __future__ import annotations

import re
import subprocess
import sys

STEP = 5  # per cent
_FULL = 100


def main(pactl: str, sink: str) -> int:
    """Turn a sink up by a step, or by what is left up to full, and return the exit status of the last call.

    Channels that differ go on to differ: the loudest one counts.

    Args:
        pactl: the program, with its path.
        sink: the name of the sink.
    """
    asked = subprocess.run([pactl, "get-sink-volume", sink], capture_output=True, text=True, check=False)
    volumes = [int(share) for share in re.findall(r"(\d+)%", asked.stdout)]
    if asked.returncode or not volumes:
        return asked.returncode or 1
    step = min(STEP, _FULL - max(volumes))
    if step <= 0:
        return 0
    return subprocess.run([pactl, "set-sink-volume", sink, f"+{step}%"], check=False).returncode


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
