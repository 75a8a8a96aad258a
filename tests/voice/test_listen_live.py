"""The whole program at a real sound server: what is played is heard and done, and faults of sound are survived.

Where the model itself is undecided, the program may be, too: such sounds are also listened to offline, and the live
answer has to be one of those answers.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from firststeps.audio.files import read_audio
from firststeps.audio.samples import SAMPLE_RATE, Samples
from firststeps.keywords.clips import Clip
from firststeps.keywords.labels import COMMANDS
from firststeps.keywords.stream_made import NEAR_MISSES
from firststeps.voice.ears import Hearing

import pytest
from benchmarks.listening import heard
from tools.deeds import Deeds
from tools.live_listening import Live
from tools.sound_server import SoundServer

from .played import first_of, listening, offline, said


@pytest.fixture(scope="module")
def deeds(tmp_path_factory: pytest.TempPathFactory) -> Deeds:
    """Return actions for all commands."""
    return Deeds(tmp_path_factory.mktemp("deeds"), COMMANDS)


@pytest.fixture(scope="module")
def live(shared_server: SoundServer, deeds: Deeds) -> Iterator[Live]:
    """Return a program that listens to all that the tests below play, one after the other, and obeys."""
    with listening(shared_server, deeds) as running:
        yield running
        assert running.stop() == 130
    assert [word["word"] for _, word in running.words] == deeds.said()
    assert all(word["outcome"] == "done" for _, word in running.words)
    counted = running.counted()
    assert counted["words"] == len(running.words)
    assert counted["frames"] == counted["processed"] > SAMPLE_RATE
    assert counted["dropped"] == 0


def test_every_command_acts(live: Live, shared_server: SoundServer, deeds: Deeds, sure_clips: list[Clip]) -> None:
    before = len(deeds.said())
    for clip in sure_clips:
        assert said(live, shared_server, read_audio(clip.path)) == (clip.word,), clip.id
    assert deeds.said()[before:] == [clip.word for clip in sure_clips]
    assert set(COMMANDS) == {clip.word for clip in sure_clips}


def test_words_that_sound_alike_do_what_they_are_taken_for_and_no_more(
    live: Live, shared_server: SoundServer, deeds: Deeds, validation_clips: list[Clip], spotter: Hearing
) -> None:
    clips = first_of(validation_clips, [*NEAR_MISSES, "bird", "happy"])
    clips = [clip for clip in clips if clip.word not in COMMANDS][:6]
    assert len(clips) >= 3
    before = len(deeds.said())
    taken: list[str] = []
    for clip in clips:
        samples = read_audio(clip.path)
        words = said(live, shared_server, samples)
        assert words in offline(samples, spotter), clip.id
        taken += words
    assert deeds.said()[before:] == taken
    print("taken for a command:", len(taken), "of", len(clips))


def test_noise_does_nothing(live: Live, shared_server: SoundServer, deeds: Deeds, first_noise: Samples) -> None:
    before = deeds.said()
    assert said(live, shared_server, first_noise) == ()
    assert deeds.said() == before


def test_a_word_acts_before_the_next_one_is_said(shared_server: SoundServer, sure_clips: list[Clip]) -> None:
    """How soon, the long test and the benchmark measure."""
    found = heard(shared_server, sure_clips, 10, "spotter")
    assert [play.words for play in found.plays] == [(play.clip.word,) for play in found.plays]
    assert all(play.started is not None for play in found.plays)
    assert found.acted == 10
    assert found.status == 130


def test_the_sound_server_may_die_and_come_back(sound_server: SoundServer, sure_clips: list[Clip]) -> None:
    samples, deeds = read_audio(sure_clips[0].path), Deeds(sound_server.folder, COMMANDS)
    with listening(sound_server, deeds) as live:
        before = said(live, sound_server, samples)
        sound_server.kill()
        live.until("is gone")
        sound_server.start()
        live.until("is back")
        time.sleep(1)
        after = said(live, sound_server, samples)
        assert live.stop(signal.SIGTERM) == 0
    assert before == after == (sure_clips[0].word,)
    assert deeds.said() == [*before, *after]
    counted = live.counted()
    assert (counted["words"], counted["frames"], counted["dropped"]) == (2, counted["processed"], 0)
    times = [word["time"] for _, word in live.words]
    assert times == sorted(times)


def test_it_can_be_stopped_while_the_microphone_is_gone(sound_server: SoundServer) -> None:
    live = Live(sound_server.environment)
    live.until("listening to")
    sound_server.kill()
    live.until("is gone")
    assert live.stop() == 130
    assert live.counted()["dropped"] == 0


def test_it_can_be_stopped_while_the_sound_server_hangs(sound_server: SoundServer) -> None:
    live = Live(sound_server.environment)
    live.until("listening to")
    time.sleep(3)  # a loudspeaker that nobody plays on is slow to give the first block
    with sound_server.hanging():
        time.sleep(0.5)
        assert live.stop() == 130
    counted = live.counted()
    assert counted["frames"] == counted["processed"] > 0


def command(server: SoundServer, *options: str) -> subprocess.CompletedProcess[str]:
    program = [str(Path(sys.executable).with_name("firststeps")), "listen", *options]
    return subprocess.run(program, env=server.environment, capture_output=True, text=True, check=False)


def test_a_silent_microphone_is_told_from_one_that_hears(sound_server: SoundServer, first_noise: Samples) -> None:
    silent = command(sound_server, "--self-test")
    assert silent.returncode == 1
    assert "error: silent microphone" in silent.stderr
    playing = threading.Thread(target=sound_server.play, args=(first_noise[:96_000],))
    playing.start()
    time.sleep(0.5)
    noisy = command(sound_server, "--self-test")
    playing.join()
    assert noisy.returncode == 0, noisy.stderr
    assert "it hears something" in noisy.stdout


def test_without_a_server_there_is_no_microphone(sound_server: SoundServer) -> None:
    sound_server.kill()
    for options in ((), ("--self-test",), ("--list-devices",)):
        done = command(sound_server, *options)
        assert done.returncode == 1
        assert "error: no microphone" in done.stderr
        assert "Traceback" not in done.stderr


def test_devices_are_listed_and_chosen_by_name_and_number(sound_server: SoundServer) -> None:
    listed = command(sound_server, "--list-devices")
    assert listed.returncode == 0, listed.stderr
    (line,) = (line for line in listed.stdout.splitlines() if " pulse, " in line)
    number = line.replace("*", " ").split()[0]
    for device in ("pulse", number):
        live = Live(sound_server.environment, "--device", device)
        live.until("listening to pulse")
        assert live.stop() == 130
    unknown = command(sound_server, "--device", "nothing")
    assert unknown.returncode == 1
    assert "--list-devices" in unknown.stderr


def test_nothing_is_written_and_nothing_is_sent(
    shared_server: SoundServer, sure_clips: list[Clip], tmp_path: Path
) -> None:
    """What chapter 10 promises: no file is open for writing, no connection but to the sound server, no new file."""
    home = tmp_path / "home"
    home.mkdir()
    own = shutil.copy(shared_server.folder / ".asoundrc", home)
    folders = {name: str(home) for name in ("HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "TMPDIR")}
    cookie = {"PULSE_COOKIE": str(shared_server.folder / "cookie")}  # the sound library's, which it may write
    live = Live(shared_server.environment | folders | cookie)
    try:
        live.until("listening to")
        deadline = time.monotonic() + 30
        while not live.words:
            assert time.monotonic() < deadline, live.notes
            shared_server.play(read_audio(sure_clips[0].path))
        process = Path("/proc", str(live.process.pid))
        opened = {link.name: str(link.readlink()) for link in (process / "fd").iterdir()}
        written = {opened[name] for name in opened if _writes(process / "fdinfo" / name)}
        known = {line.split()[6] for line in (process / "net/unix").read_text().splitlines()[1:]}
    finally:
        assert live.stop() == 130

    sockets = {name.removeprefix("socket:[").removesuffix("]") for name in written if name.startswith("socket:")}
    assert sockets
    assert sockets <= set(known), "a connection that leaves the machine"
    inner = ("socket:", "pipe:", "/memfd:", "anon_inode:", "/dev/null", "/dev/shm/")
    assert [name for name in written if not name.startswith(inner)] == []
    assert list(home.rglob("*")) == [Path(own)]


def _writes(fdinfo: Path) -> bool:
    flags = next(line.split()[1] for line in fdinfo.read_text().splitlines() if line.startswith("flags:"))
    return bool(int(flags, 8) & os.O_ACCMODE)
