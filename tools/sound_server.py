"""A sound server of one's own, with a loudspeaker that a microphone hears and a microphone that is a pipe.

Tests and benchmarks listen to it; nothing of it is heard, and no other sound server is disturbed.  It needs Debian's
pulseaudio, pulseaudio-utils, libasound2-plugins and libportaudio2.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from firststeps.audio.samples import SAMPLE_RATE, Samples

import numpy as np
import soundfile  # type: ignore[import-untyped]

NEEDED = "apt-get install pulseaudio pulseaudio-utils libasound2-plugins libportaudio2"
_PATIENCE = 20.0  # seconds until it has to answer
_SLICE = 160  # samples that a mouth gives at a time, 10 ms


class SoundServer:
    """PulseAudio in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        """Start nothing yet; ``folder`` is there and empty."""
        self.folder = folder
        self.mouth = folder / "mouth"
        # PortAudio knows ALSA, and ALSA is told here where sound comes from.
        (folder / ".asoundrc").write_text("pcm.!default pulse\nctl.!default pulse\n", encoding="utf-8")
        address = {"HOME": str(folder), "XDG_RUNTIME_DIR": str(folder), "PULSE_SERVER": f"unix:{folder}/native"}
        # Nor does anybody's file of actions count.
        self.environment = os.environ | address | {"XDG_CONFIG_HOME": str(folder)}
        self._process: subprocess.Popen[bytes] | None = None

    @staticmethod
    def there() -> bool:
        """Tell whether the programs are there."""
        return all(shutil.which(program) for program in ("pulseaudio", "pactl", "paplay"))

    def start(self) -> None:
        """Start it and wait until it answers; what is played into its loudspeaker is what the microphone hears."""
        form = f"rate={SAMPLE_RATE} channels=1"
        modules = (
            f"module-native-protocol-unix socket={self.folder}/native auth-anonymous=1",
            f"module-null-sink sink_name=virt {form}",
            f"module-pipe-source source_name=mouth file={self.mouth} format=s16le {form}",
        )
        command = ["pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no"]
        self._process = subprocess.Popen(
            [*command, *(part for module in modules for part in ("-L", module))],
            env=self.environment,
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + _PATIENCE
        while self._control("set-default-source", "virt.monitor"):
            if time.monotonic() > deadline or self._process.poll() is not None:
                raise RuntimeError("the sound server does not answer")
            time.sleep(0.05)

    @contextmanager
    def listening_to_mouth(self) -> Iterator[None]:
        """Make the pipe the microphone for a while."""
        self._control("set-default-source", "mouth")
        try:
            yield
        finally:
            self._control("set-default-source", "virt.monitor")

    def kill(self) -> None:
        """End it as a crash would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        (self.folder / "native").unlink(missing_ok=True)

    @contextmanager
    def hanging(self) -> Iterator[None]:
        """Let it do nothing at all for a while."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self._process.send_signal(signal.SIGCONT)

    def play(self, samples: Samples) -> None:
        """Play samples, int16 at 16 kHz, (n,), and wait until they have been heard."""
        path = self.folder / "played.wav"
        soundfile.write(path, samples, SAMPLE_RATE, subtype="PCM_16")
        subprocess.run(["paplay", "--latency-msec=50", str(path)], env=self.environment, check=True)

    def _control(self, *words: str) -> int:
        return subprocess.run(["pactl", *words], env=self.environment, capture_output=True, check=False).returncode


class Mouth:
    """Speaks into a pipe in real time, 10 ms at a time, and is silent in between: it knows when each word ended."""

    def __init__(self, pipe: Path) -> None:
        """Begin to be silent."""
        self._pipe = pipe.open("wb", buffering=0)
        self._waiting: list[tuple[Samples, int]] = []
        self._ends: list[float] = []
        self._spoken, self._over = threading.Event(), False
        self._thread = threading.Thread(target=self._speak, daemon=True)
        self._thread.start()

    def say(self, samples: Samples, end: int) -> float:
        """Say samples, int16 at 16 kHz, (n,), and return when sample ``end`` had left, by ``time.monotonic``."""
        self._spoken.clear()
        self._waiting.append((samples, end))
        self._spoken.wait()
        return self._ends.pop()

    def close(self) -> None:
        """End."""
        self._over = True
        self._thread.join()
        self._pipe.close()

    def _speak(self) -> None:
        began, slices = time.monotonic(), 0
        saying, end, place = np.zeros(0, np.int16), 0, 0
        while not self._over:
            if place >= len(saying):
                if end:
                    self._spoken.set()
                (saying, end), place = self._waiting.pop(0) if self._waiting else (np.zeros(_SLICE, np.int16), 0), 0
            piece = np.zeros(_SLICE, np.int16)
            piece[: len(saying[place : place + _SLICE])] = saying[place : place + _SLICE]
            slices += 1
            time.sleep(max(0.0, began + slices * _SLICE / SAMPLE_RATE - time.monotonic()))
            self._pipe.write(piece.tobytes())  # a slice is over when its last sample could have been heard
            if place < end <= place + _SLICE:
                self._ends.append(time.monotonic() - (place + _SLICE - end) / SAMPLE_RATE)
            place += _SLICE
