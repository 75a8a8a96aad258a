"""The microphone that goes on, with a PortAudio made by hand: queues, rates, devices that go and come."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Generator, Iterable
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from firststeps.errors import PlainError
from firststeps.voice import devices
from firststeps.voice.devices import ADVICE, MicrophoneError, device_lines, find_microphone
from firststeps.voice.microphone import MicrophoneSource, Patience
from firststeps.voice.self_test import self_test
from firststeps.voice.sources import Block
from firststeps.voice.stopping import Stop

import numpy as np
import pytest

QUICK = Patience(queue=5, first=0.5, stall=0.3, close=0.1, retry=0.01)


class PortAudioError(Exception):
    """As in ``sounddevice``."""


class Stream:
    """An input stream that is fed by hand."""

    def __init__(self, portaudio: PortAudio, rate: int, blocksize: int, number: int, **given: Any) -> None:
        assert (given["channels"], given["dtype"]) == (1, "int16")
        self.rate, self.blocksize, self.number = rate, blocksize, number
        self.active, self.closed = False, False
        self.let_go = threading.Event()
        self.let_go.set()
        self._callback: Callable[..., None] = given["callback"]
        portaudio.streams.append(self)

    def start(self) -> None:
        self.active = True

    def abort(self) -> None:
        self.let_go.wait()
        self.active = False

    def close(self) -> None:
        self.closed = True

    def give(self, samples: Any, *, overflow: bool = False) -> None:
        status = SimpleNamespace(input_overflow=overflow)
        self._callback(np.asarray(samples, np.int16).tobytes(), len(samples), None, status)

    def give_all(self, blocks: Iterable[Any]) -> None:
        for block in blocks:
            self.give(block)


class PortAudio:
    """Stands for the module ``sounddevice``."""

    PortAudioError = PortAudioError

    def __init__(self, *names: str, rates: tuple[int, ...] = (16_000, 48_000)) -> None:
        self.names, self.rates = list(names), rates
        self.streams: list[Stream] = []
        self.problem: PortAudioError | None = None
        self._initialized = 1
        self.playing = True  # as after a chime
        self.default = SimpleNamespace(device={"input": 0 if names else -1})

    def query_devices(self, device: int | str | None = None, kind: str | None = None) -> Any:
        every = [self._device(number) for number in range(len(self.names))]
        if kind is None:
            return every
        if isinstance(device, str):
            fitting = [one for one in every if device in f"{one['name']}, made by hand"]
            if len(fitting) != 1:
                raise ValueError(f"No input device matching {device!r}")
            return fitting[0]
        number = self.default.device["input"] if device is None else device
        if not 0 <= number < len(every):
            raise PortAudioError(f"Error querying device {number}")
        return every[number]

    def query_hostapis(self, number: int) -> dict[str, str]:
        return {"name": "made by hand"}

    def check_input_settings(self, device: int, channels: int, dtype: str, samplerate: int) -> None:
        if self.problem is not None:
            raise self.problem
        if samplerate not in self.rates:
            raise PortAudioError("Invalid sample rate", -9997)

    def RawInputStream(self, *given: Any, **named: Any) -> Stream:  # noqa: N802
        return Stream(self, *given, **{key: value for key, value in named.items() if key != "latency"})

    def stop(self) -> None:
        self.playing = False

    def _terminate(self) -> None:
        assert all(stream.closed for stream in self.streams)
        assert not self.playing
        self._initialized -= 1

    def _exit_handler(self) -> None:
        """Would wait for streams that are open."""

    def _initialize(self) -> None:
        self._initialized += 1

    def _device(self, number: int) -> dict[str, Any]:
        return {
            "index": number,
            "name": self.names[number],
            "hostapi": 0,
            "default_samplerate": float(self.rates[-1]),
            "max_input_channels": 2,
        }


def opened(
    portaudio: PortAudio, device: str | None = None, patience: Patience = QUICK
) -> tuple[MicrophoneSource, Generator[Block], list[str]]:
    notes: list[str] = []
    source = MicrophoneSource(portaudio, device, Stop(), notes.append, patience)
    return source, source.blocks(), notes


def later(work: Callable[[], None], seconds: float = 0.05) -> None:
    threading.Timer(seconds, work).start()


def test_blocks_come_in_their_order_and_are_counted() -> None:
    portaudio = PortAudio("inner")
    source, blocks, notes = opened(portaudio)
    later(lambda: portaudio.streams[0].give_all([[number] * 640 for number in (1, 2, 3)]))
    given = [next(blocks) for _ in range(3)]
    assert [int(block.samples[0]) for block in given] == [1, 2, 3]
    assert [block.anew for block in given] == [True, False, False]
    assert source.frames == 3 * 640
    assert notes == ["listening to inner, made by hand, 16,000 Hz"]
    blocks.close()
    assert portaudio.streams[0].closed


def test_a_full_queue_loses_the_newest_and_says_how_much() -> None:
    portaudio = PortAudio("inner")
    source, blocks, _ = opened(portaudio)
    later(lambda: portaudio.streams[0].give([0] * 640))
    next(blocks)
    for number in range(8):
        portaudio.streams[0].give([number] * 640)
    given = [next(blocks) for _ in range(5)]
    portaudio.streams[0].give([8] * 640)
    given.append(next(blocks))
    assert [int(block.samples[0]) for block in given] == [0, 1, 2, 3, 4, 8]
    assert [block.lost for block in given] == [0, 0, 0, 0, 0, 3 * 640]
    assert source.frames == 10 * 640


def test_sound_that_the_system_lost_is_told_once_each_time() -> None:
    portaudio = PortAudio("inner")
    _, blocks, notes = opened(portaudio)
    later(lambda: portaudio.streams[0].give([0] * 640, overflow=True))
    next(blocks)
    portaudio.streams[0].give([0] * 640)
    portaudio.streams[0].give([0] * 640)
    next(blocks)
    next(blocks)
    assert [note for note in notes if "too slow" in note] == [
        "the sound system was too slow, or we were: some sound is missing"
    ]


@pytest.mark.parametrize("rate", [44_100, 48_000, 8_000])
def test_a_device_that_cannot_do_16_khz_is_converted(rate: int) -> None:
    portaudio = PortAudio("inner", rates=(rate,))
    source, blocks, notes = opened(portaudio, patience=Patience(queue=200))
    tone = np.rint(8000 * np.sin(np.arange(2 * rate) * 2 * np.pi * 1000 / rate))
    size = 640 * rate // 16_000
    later(lambda: portaudio.streams[0].give_all(tone[n : n + size] for n in range(0, len(tone), size)))
    heard = np.concatenate([next(blocks).samples for _ in range(50)])
    assert portaudio.streams[0].rate == rate
    assert f"{rate:,} Hz" in notes[0]
    assert 0.93 * 2 < len(heard) / 16_000 <= 2  # the filter keeps a little back
    assert source.frames == len(heard)
    second = heard[8_000:24_000]
    power = np.abs(np.fft.rfft(second))
    assert int(power.argmax()) == 1000
    assert 7900 < int(second.max()) < 8100


def test_a_microphone_that_ends_is_opened_again_under_its_name() -> None:
    portaudio = PortAudio("other", "usb")
    source, blocks, notes = opened(portaudio, "1")
    later(lambda: portaudio.streams[0].give([1] * 640))
    assert next(blocks).anew

    def unplugged() -> None:
        portaudio.streams[0].active = False
        portaudio.names = ["other"]
        later(lambda: portaudio.names.insert(0, "usb"), 0.1)
        threading.Thread(target=feed).start()

    def feed() -> None:
        while len(portaudio.streams) < 2:
            time.sleep(0.01)
        portaudio.streams[1].give([2] * 640)

    later(unplugged)
    again = next(blocks)
    assert (again.anew, int(again.samples[0])) == (True, 2)
    assert portaudio.streams[1].number == 0  # the same one, which has another number now
    assert source.frames == 2 * 640
    assert [note.partition(",")[0] for note in notes] == [
        "listening to usb",
        "the microphone is gone; trying again until it is back",
        "listening to usb",
        "the microphone is back",
    ]


def test_a_microphone_that_gives_nothing_more_is_opened_again() -> None:
    """Some systems do not say that a device is gone; no more sound comes."""
    portaudio = PortAudio("inner")
    _, blocks, notes = opened(portaudio)
    later(lambda: portaudio.streams[0].give([1] * 640))
    next(blocks)
    later(lambda: portaudio.streams[1].give([2] * 640), 0.6)
    assert next(blocks).anew
    assert "the microphone is back" in notes


def test_a_sound_server_that_hangs_is_waited_for_but_not_when_interrupted(monkeypatch: pytest.MonkeyPatch) -> None:
    forgotten: list[object] = []
    monkeypatch.setattr("firststeps.voice.microphone.atexit.unregister", forgotten.append)
    portaudio = PortAudio("inner")
    with Stop() as stop:
        blocks = MicrophoneSource(portaudio, None, stop, lambda _: None, QUICK).blocks()
        later(lambda: portaudio.streams[0].give([1] * 640))
        next(blocks)
        hanging = portaudio.streams[0].let_go
        hanging.clear()
        later(hanging.set, 0.7)  # nothing comes for 0.3 s, and then it cannot be closed
        later(lambda: portaudio.streams[1].give([2] * 640), 1.0)
        assert next(blocks).anew
        assert not forgotten
        portaudio.streams[1].let_go.clear()
        later(lambda: os.kill(os.getpid(), signal.SIGINT))
        with pytest.raises(KeyboardInterrupt):
            next(blocks)
    assert forgotten == [portaudio._exit_handler]
    portaudio.streams[1].let_go.set()


def test_without_a_microphone_there_is_an_error_at_once() -> None:
    _, blocks, _ = opened(PortAudio())
    with pytest.raises(MicrophoneError, match="no microphone: connect one"):
        next(blocks)


def test_troubles_are_told_apart() -> None:
    portaudio = PortAudio("inner")
    denied = ("Unanticipated host error", -9999, (0, -13, "Permission denied"))
    windows = ("Unanticipated host error", -9999, (0, -2147024891, ""))
    for error in (denied, windows):
        portaudio.problem = PortAudioError(*error)
        with pytest.raises(MicrophoneError) as raised:
            find_microphone(portaudio, None)
        assert raised.value.trouble == "permission denied"
    portaudio.problem = PortAudioError("Device unavailable", -9985)
    with pytest.raises(MicrophoneError, match=r"no microphone \(Device unavailable\)"):
        find_microphone(portaudio, None)
    portaudio.problem = PortAudioError("Invalid sample rate", -9997)
    with pytest.raises(MicrophoneError, match=r"wrong rate .*neither 16,000 nor 48,000 Hz"):
        find_microphone(portaudio, None)


def test_devices_that_we_may_not_use_are_no_missing_microphone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(devices, "_closed_to_us", lambda: True)
    with pytest.raises(MicrophoneError) as raised:
        find_microphone(PortAudio(), None)
    assert raised.value.trouble == "permission denied"


@pytest.mark.parametrize("system", ["linux", "darwin", "win32"])
def test_each_system_is_told_what_to_do(system: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", system)
    for trouble, advice in ADVICE.items():
        assert str(MicrophoneError(trouble, "so it said")) == f"{trouble} (so it said): {advice[system]}"


def test_an_unknown_device_is_told_with_what_there_is() -> None:
    portaudio = PortAudio("inner", "usb")
    for wanted in ("nothing", "7"):
        with pytest.raises(PlainError, match=f"--device {wanted}: .*--list-devices"):
            find_microphone(portaudio, wanted)
    assert list(device_lines(portaudio)) == [
        "*   0 inner, made by hand, 48,000 Hz",
        "    1 usb, made by hand, 48,000 Hz",
    ]


@pytest.mark.parametrize(("loud", "silent"), [(0, True), (5, True), (100, False)])
def test_the_self_test_hears_whether_there_is_sound(loud: int, silent: bool) -> None:
    portaudio = PortAudio("inner")

    def feed() -> None:
        while not portaudio.streams:
            time.sleep(0.01)
        for _ in range(70):
            portaudio.streams[0].give(np.resize([loud, -loud], 640))

    threading.Thread(target=feed).start()
    lines = self_test(portaudio, None, Stop())
    assert next(lines) == "there is a microphone: inner, made by hand"
    assert next(lines) == "it can be opened, at 16,000 Hz"
    if silent:
        with pytest.raises(MicrophoneError, match="silent microphone"):
            next(lines)
    else:
        assert next(lines) == "it hears something: -50 dB of full scale in 2 s"
    assert portaudio.streams[0].closed


def test_one_that_is_not_there_yet_is_waited_for() -> None:
    portaudio = PortAudio()
    _, blocks, notes = opened(portaudio, patience=replace(QUICK, waits=True, retry=0.01, longest=0.02))

    def connect() -> None:
        portaudio.names, portaudio.default.device["input"] = ["headset"], 0
        while not portaudio.streams:
            time.sleep(0.01)
        portaudio.streams[0].give([7] * 640)

    later(connect)
    assert next(blocks).samples[0] == 7
    assert notes[0].endswith("; trying again until it is there")
    assert notes[1:] == ["listening to headset, made by hand, 16,000 Hz"]
    blocks.close()


def test_attempts_become_rarer_up_to_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    pauses: list[float] = []

    def sleep(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 6:
            raise KeyboardInterrupt

    monkeypatch.setattr(time, "sleep", sleep)
    _, blocks, notes = opened(PortAudio(), patience=Patience(longest=15.0, waits=True))
    with pytest.raises(KeyboardInterrupt):
        next(blocks)
    assert pauses == [1, 2, 4, 8, 15, 15]
    assert len(notes) == 1
