"""Which microphone there is, at which rate it can be opened, and what to do if there is none."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from firststeps.audio.samples import SAMPLE_RATE
from firststeps.errors import PlainError
from firststeps.voice.sound import reason

Trouble = Literal["no microphone", "permission denied", "silent microphone", "wrong rate"]

_INVALID_RATE = -9997  # PortAudio's number for it
_DENIED = {-13, -2147024891}  # what Linux (EACCES) and Windows (E_ACCESSDENIED) say

# What to do, by system: Linux, macOS ("darwin"), Windows ("win32").
ADVICE: Mapping[Trouble, Mapping[str, str]] = {
    "no microphone": {
        "linux": "connect one, see that the sound server runs (`pactl info`, or `wpctl status`), and that it has a"
        " source (`pactl list short sources`)",
        "darwin": "connect one, and choose it in System Settings, Sound, Input",
        "win32": "connect one, and choose it in Settings, System, Sound, Input",
    },
    "permission denied": {
        "linux": "join the group of the sound devices with `sudo usermod -aG audio $USER`, and log in again",
        "darwin": "allow your terminal in System Settings, Privacy & Security, Microphone, and start it again",
        "win32": "let desktop apps use it in Settings, Privacy & security, Microphone",
    },
    "silent microphone": {
        "linux": "see that it is not muted (`pactl list sources`, `alsamixer`), and that the right one is chosen"
        " (`firststeps listen --list-devices`)",
        "darwin": "allow your terminal in System Settings, Privacy & Security, Microphone (it hears zeros before),"
        " and turn the input up in Sound",
        "win32": "see that it is not muted, by a switch or in Settings, System, Sound, and that desktop apps may use"
        " it in Privacy & security, Microphone",
    },
    "wrong rate": {
        "linux": "choose another device, `pulse` or `default`, which convert (`firststeps listen --list-devices`)",
        "darwin": "set its format to 48,000 Hz in Audio MIDI Setup",
        "win32": "set its format to 48,000 Hz in Settings, System, Sound, the microphone's properties",
    },
}


class MicrophoneError(PlainError):
    """No sound can be had from a microphone; its line says why, and what to do on this system."""

    def __init__(self, trouble: Trouble, said: str = "") -> None:
        """Say the trouble, and what the system has said of it."""
        advice = ADVICE[trouble]
        said = f" ({said})" * bool(said)
        super().__init__(f"{trouble}{said}: {advice.get(sys.platform, advice['linux'])}")
        self.trouble = trouble


@dataclass(frozen=True)
class Microphone:
    """A device that can be listened to."""

    number: int  # by which PortAudio knows it, until devices are looked for anew
    name: str  # with that of the system that gives access to it
    rate: int  # samples a second at which it can be opened


def find_microphone(portaudio: Any, wanted: str | None) -> Microphone:
    """Return a microphone, to be opened at 16 kHz if it can do that, else at its own rate.

    Args:
        portaudio: the module ``sounddevice``.
        wanted: a number, a name or a part of one; None for the one that the system has chosen.

    Raises:
        MicrophoneError: if there is none, it must not be used, or there is no rate at which it can be opened.
    """
    try:
        found = portaudio.query_devices(int(wanted) if wanted and wanted.isdecimal() else wanted, "input")
    except (portaudio.PortAudioError, ValueError) as error:
        raise _missing(portaudio, wanted, error) from None
    name = f"{found['name']}, {portaudio.query_hostapis(found['hostapi'])['name']}"
    for rate in (SAMPLE_RATE, round(found["default_samplerate"])):
        try:
            portaudio.check_input_settings(found["index"], channels=1, dtype="int16", samplerate=rate)
        except portaudio.PortAudioError as error:
            if error.args[1:2] != (_INVALID_RATE,):
                raise trouble_with(error) from None
        else:
            return Microphone(found["index"], name, rate)
    raise MicrophoneError("wrong rate", f"{name} gives neither {SAMPLE_RATE:,} nor {rate:,} Hz")


def trouble_with(error: Exception) -> MicrophoneError:
    """Return what PortAudio's error comes down to."""
    said, host = reason(error), error.args[2] if len(error.args) > 2 else (0, 0, "")
    denied = host[1] in _DENIED or "denied" in f"{said} {host[2]}".lower()
    return MicrophoneError("permission denied" if denied else "no microphone", " ".join(f"{said} {host[2]}".split()))


def device_lines(portaudio: Any) -> Iterator[str]:
    """Yield a line for each device that can be listened to: its number, name and rate; the chosen one has a star."""
    chosen = portaudio.default.device["input"]
    for device in portaudio.query_devices():
        if device["max_input_channels"] > 0:
            mark = "*" if device["index"] == chosen else " "
            system = portaudio.query_hostapis(device["hostapi"])["name"]
            yield f"{mark} {device['index']:3} {device['name']}, {system}, {device['default_samplerate']:,.0f} Hz"


def _missing(portaudio: Any, wanted: str | None, error: Exception) -> PlainError:
    """Return why a microphone was not found."""
    there = list(device_lines(portaudio))
    if wanted is not None and there:
        return PlainError(f"--device {wanted}: {reason(error)}; `firststeps listen --list-devices` shows what there is")
    if _closed_to_us():
        return MicrophoneError("permission denied")
    return MicrophoneError("no microphone")


def _closed_to_us() -> bool:
    """Tell whether Linux has devices to record from, and we may use none: PortAudio shows no such device at all."""
    devices = list(Path("/dev/snd").glob("pcmC*D*c"))
    return bool(devices) and not any(os.access(device, os.R_OK | os.W_OK) for device in devices)
