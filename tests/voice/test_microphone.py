"""The real microphone code, with a made-up microphone of PulseAudio: a sink whose monitor is listened to."""

from __future__ import annotations

import subprocess
import sys

from tools.sound_server import SoundServer

PROGRAM = """
import threading, numpy as np
from firststeps.voice.sound import Computer, heard_for
computer = Computer()
tone = (8000 * np.sin(np.arange(32_000) * 2 * np.pi * 1000 / 16_000)).astype(np.int16)
player = threading.Thread(target=Computer().play, args=(tone,))
player.start()
heard = heard_for(computer, 1.6)
player.join()
power = np.abs(np.fft.rfft(heard[8_000:24_000]))
print(heard.dtype, len(heard), int(power.argmax()), int(np.abs(heard).max()))
"""


def test_what_is_played_is_heard(sound_server: SoundServer) -> None:
    command = [sys.executable, "-c", PROGRAM]
    done = subprocess.run(command, env=sound_server.environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    kind, length, frequency, highest = done.stdout.split()
    assert (kind, int(length)) == ("int16", 25_600)
    assert int(frequency) == 1000
    assert 7000 < int(highest) < 9000
