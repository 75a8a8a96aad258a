"""PulseAudio is turned up, and never above what the maker calls full."""

from __future__ import annotations

import re
import subprocess

from firststeps.voice.louder import main

import pytest
from tools.sound_server import SoundServer


def volumes(server: SoundServer, to: str | None = None) -> list[int]:
    """Return the volume of each channel in per cent, after it was set if it is to be."""
    if to is not None:
        subprocess.run(["pactl", "set-sink-volume", "virt", to], env=server.environment, check=True)
    asked = subprocess.check_output(["pactl", "get-sink-volume", "virt"], env=server.environment, text=True)
    return [int(share) for share in re.findall(r"(\d+)%", asked)]


def test_it_gets_louder_up_to_full_and_no_further(shared_server: SoundServer, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOME", "PULSE_SERVER", "XDG_RUNTIME_DIR"):
        monkeypatch.setenv(name, shared_server.environment[name])
    try:
        found = [volumes(shared_server, to="88%")]
        for _ in range(4):
            assert main("pactl", "@DEFAULT_SINK@") == 0
            found.append(volumes(shared_server))
        assert found == [[88], [93], [98], [100], [100]]
        assert volumes(shared_server, to="120%") == [120]  # the reader's own choice
        assert main("pactl", "@DEFAULT_SINK@") == 0
        assert volumes(shared_server) == [120]
        assert main("pactl", "no-such-sink") != 0
    finally:
        volumes(shared_server, to="100%")
