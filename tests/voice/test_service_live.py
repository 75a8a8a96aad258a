"""The service under a real systemd at a real sound server: installed, spoken to, killed, started again, removed."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

from firststeps.audio.files import read_audio
from firststeps.audio.samples import Samples
from firststeps.keywords.store import SAMPLES
from firststeps.voice.ears import hearing
from firststeps.voice.service_managers import MOST_STARTS, RESTART

import pytest
from tools.sound_server import SoundServer
from tools.user_systemd import NEEDED, UserSystemd

from ..missing import missing
from .played import offline

LISTENING = "listening to default, ALSA, 16,000 Hz"
ENDED_WELL = {"Result=success", "ExecMainStatus=0"}
PATIENCE = 60.0  # seconds that anything may take
LISTED = """
[[action]]
say = "yes"
run = ["{python}", "-c", "open('{home}/done', 'a').write('yes ')"]
confirm = false
most = 1
per = 600

[[action]]
say = "stop"
run = ["sleep", "{sleep}"]
stays = true
confirm = false
"""


@dataclass
class Laptop:
    """A home folder, what starts services there, and a sound server."""

    home: Path
    systemd: UserSystemd
    sound: SoundServer
    log: Path = field(init=False)

    def __post_init__(self) -> None:
        self.log = self.home / ".local" / "state" / "firststeps" / "log" / "listen.log"

    def service(self, *options: str) -> CompletedProcess[str]:
        """Give a command about the service."""
        return self.systemd.run(sys.executable, "-P", "-m", "firststeps", "listen", "--service", *options)

    def systemctl(self, *words: str) -> str:
        done = self.systemd.run("systemctl", "--user", *words, "firststeps-listen.service")
        return done.stdout.strip() + done.stderr

    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.log.read_text().splitlines()] if self.log.exists() else []

    def until(self, event: str, times: int, **wanted: str) -> dict[str, Any]:
        """Wait until the log has so many lines like this, and return the last of them."""
        deadline = time.monotonic() + PATIENCE
        while True:
            found = [line for line in self.lines() if line["event"] == event and wanted.items() <= line.items()]
            if len(found) >= times:
                return found[times - 1]
            assert time.monotonic() < deadline, (event, wanted, self.lines(), self.systemctl("status"))
            time.sleep(0.05)

    def until_note(self, part: str) -> None:
        """Wait until the log has a note with these words."""
        deadline = time.monotonic() + PATIENCE
        while not any(part in line.get("text", "") for line in self.lines()):
            assert time.monotonic() < deadline, self.lines()
            time.sleep(0.05)

    def listening(self, times: int) -> None:
        """Wait until it has begun to listen so many times."""
        self.until("note", times, text=LISTENING)
        time.sleep(0.7)  # a loudspeaker that nobody plays on is slow to give the first block


@pytest.fixture
def laptop(sound_server: SoundServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Laptop]:
    if not UserSystemd.there():
        missing("systemd --user", NEEDED)
    if not UserSystemd.allowed():
        pytest.skip("no namespaces and no cgroup of our own are allowed here; run it as root on a machine of its own")
    home, runtime = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("run")
    (home / ".asoundrc").write_text("pcm.!default pulse\nctl.!default pulse\n")
    variables = {"HOME": str(home), "PULSE_COOKIE": str(sound_server.folder / "cookie")}
    environment = {name: value for name, value in sound_server.environment.items() if not name.startswith("XDG_")}
    systemd = UserSystemd(runtime, environment | variables)
    systemd.start()
    yield Laptop(home, systemd, sound_server)
    systemd.kill()


def sure(word: str) -> Samples:
    """Return the first recording of a word that the model hears wherever it begins."""
    model = hearing("spotter")
    clips = (read_audio(path) for path in sorted((SAMPLES / "speech-commands" / word).glob("*.flac")))
    return next(clip for clip in clips if offline(clip, model) == {(word,)})


def files(home: Path) -> dict[str, bytes | None]:
    """Return all that is in a folder."""
    return {str(path): path.read_bytes() if path.is_file() else None for path in sorted(home.rglob("*"))}


@pytest.fixture
def listed(laptop: Laptop) -> Path:
    """Return a file of actions in a folder with a name that means something to every shell."""
    path = laptop.home / 'my "acts" 100% $HOME \\t' / "actions.toml"
    path.parent.mkdir()
    path.write_text(LISTED.format(python=sys.executable, home=laptop.home, sleep=seconds(laptop)))
    return path


def seconds(laptop: Laptop) -> str:
    """Return for how long the program that stays does so, which tells it from any other one."""
    return f"600.{laptop.home.stat().st_ino}"


def test_it_comes_listens_and_goes_without_a_trace(laptop: Laptop, listed: Path) -> None:
    before = files(laptop.home)
    installed = laptop.service("--actions", str(listed))
    assert installed.returncode == 0, installed.stderr
    laptop.until("note", 1, text=LISTENING)
    status = laptop.service("--status")
    assert (status.returncode, status.stdout.splitlines()[0]) == (0, "firststeps-listen, by systemd: running")
    removed = laptop.service("--uninstall")
    assert removed.returncode == 0, removed.stderr
    assert files(laptop.home) == before
    assert "could not be found" in laptop.systemctl("status")


@pytest.mark.soak
def test_it_does_what_it_hears_and_remembers_that_when_it_was_killed(laptop: Laptop, listed: Path) -> None:
    before, yes = files(laptop.home), sure("yes")
    assert laptop.service("--actions", str(listed)).returncode == 0
    laptop.listening(1)
    laptop.sound.play(yes)
    assert laptop.until("word", 1)["outcome"] == "done"
    laptop.sound.play(sure("stop"))
    assert laptop.until("word", 2)["outcome"] == "started"

    laptop.systemctl("kill", "--signal=KILL", "--kill-who=main")
    assert "not running (activating)" in laptop.service("--status").stdout
    laptop.listening(2)  # systemd has started it again
    laptop.sound.play(yes)
    assert laptop.until("word", 3)["outcome"] == "too often"

    laptop.systemctl("stop")
    assert laptop.until("end", 1)["text"].endswith(" 0 dropped")
    assert set(laptop.systemctl("show", "--property=Result,ExecMainStatus").split()) == ENDED_WELL
    assert laptop.systemd.run("pgrep", "-f", f"sleep {seconds(laptop)}").returncode == 0  # as a browser would

    assert laptop.service("--uninstall").returncode == 0
    assert (laptop.home / "done").read_text() == "yes "
    (laptop.home / "done").unlink()
    assert files(laptop.home) == before


@pytest.mark.soak
def test_it_waits_for_a_microphone_and_tells_what_is_gone(laptop: Laptop, listed: Path) -> None:
    laptop.sound.kill()
    assert laptop.service("--actions", str(listed)).returncode == 0
    laptop.until_note("; trying again until it is there")
    laptop.sound.start()
    laptop.listening(1)
    listed.rename(listed.with_name("moved.toml"))
    laptop.systemctl("restart")
    assert "there is no such file" in laptop.until("error", 1)["text"]
    status = laptop.service("--status")
    assert status.returncode == 1
    assert f"{listed}: it needs this file, which is gone" in status.stdout
    laptop.until("begin", MOST_STARTS)
    time.sleep(RESTART + 2)
    assert [line["event"] for line in laptop.lines()].count("begin") == MOST_STARTS
    assert "not running (failed)" in laptop.service("--status").stdout  # given up
    listed.with_name("moved.toml").rename(listed)
    assert laptop.service("--actions", str(listed)).returncode == 0
    laptop.listening(2)
    assert laptop.service("--uninstall").returncode == 0
