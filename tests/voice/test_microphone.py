"""The real microphone code, with a made-up microphone of PulseAudio: a sink whose monitor is listened to."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ..missing import missing

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


@pytest.fixture
def pulse(tmp_path: Path) -> Iterator[dict[str, str]]:
    if not shutil.which("pulseaudio") or not shutil.which("pactl"):
        missing("a sound server", "apt-get install pulseaudio pulseaudio-utils libasound2-plugins libportaudio2")
    (tmp_path / ".asoundrc").write_text("pcm.!default pulse\nctl.!default pulse\n")
    address = {"HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path), "PULSE_SERVER": f"unix:{tmp_path}/native"}
    environment = {**os.environ, **address}
    modules = [f"module-native-protocol-unix socket={tmp_path}/native auth-anonymous=1", "module-null-sink rate=16000"]
    command = ["pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no"]
    server = subprocess.Popen(
        [*command, *(part for module in modules for part in ("-L", module))],
        env=environment,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(100):
            if not subprocess.run(["pactl", "info"], env=environment, capture_output=True, check=False).returncode:
                break
            time.sleep(0.1)
        yield environment
    finally:
        server.terminate()
        server.wait()


def test_what_is_played_is_heard(pulse: dict[str, str]) -> None:
    subprocess.run(["pactl", "set-default-source", "null.monitor"], env=pulse, check=True)
    done = subprocess.run([sys.executable, "-c", PROGRAM], env=pulse, capture_output=True, text=True, check=False)
    if "PortAudio is missing" in done.stderr:
        missing("PortAudio", "apt-get install libportaudio2")
    assert done.returncode == 0, done.stderr
    kind, length, frequency, highest = done.stdout.split()
    assert (kind, int(length)) == ("int16", 25_600)
    assert int(frequency) == 1000
    assert 7000 < int(highest) < 9000
