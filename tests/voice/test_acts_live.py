"""Words that act, at a real sound server: sequences, programs that hang, and a wake word in front."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from firststeps.audio.files import read_audio
from firststeps.keywords.clips import Clip
from firststeps.keywords.labels import COMMANDS
from firststeps.voice.ears import Hearing

import numpy as np
from tools.deeds import Deeds
from tools.live_listening import Live
from tools.sound_server import SoundServer

from ..missing import needed
from .made_speech import quiet
from .made_speech import said as spoken
from .played import AFTERWARDS, joined, listening, said, said_until, sure_pair, until


def outcomes(live: Live) -> list[tuple[str, str | None]]:
    """Return the words that were told, and what became of each, in the order in which that became known."""
    return [(word["word"], word.get("outcome")) for _, word in live.words]


@contextmanager
def unmuted(server: SoundServer) -> Iterator[None]:
    """See to it that the loudspeaker is on afterwards."""
    try:
        yield
    finally:
        subprocess.run(["pactl", "set-sink-mute", "virt", "0"], env=server.environment, check=True)


def test_words_are_obeyed_whatever_else_hangs_or_is_not_there(
    shared_server: SoundServer, sure_clips: list[Clip], spotter: Hearing, tmp_path: Path
) -> None:
    first, second = sure_pair(sure_clips, spotter)
    hangs, gone, mute = [clip for clip in sure_clips if clip not in (first, second)][:3]
    started = tmp_path / "hanging"
    hang = f'run = ["sh", "-c", "echo $$ > $0; exec sleep 600", "{started}"]\nlimit = 3\nconfirm = false'
    doings = {hangs: hang, gone: 'run = ["no-such-program-3f"]\nconfirm = false', mute: 'volume = "mute"'}
    more = "".join(f'[[action]]\nsay = "{clip.word}"\n{doing}\n' for clip, doing in doings.items())
    deeds = Deeds(tmp_path, [second.word, f"{first.word} {second.word}"], more)
    with listening(shared_server, deeds) as live, unmuted(shared_server):
        shared_server.play(read_audio(hangs.path))
        assert until(started.exists)
        assert said(live, shared_server, joined((first, second))) == (first.word, second.word)
        assert deeds.said() == [f"{first.word} {second.word}"]
        assert (hangs.word, "timed out") not in outcomes(live)
        shared_server.play(read_audio(gone.path))
        assert said(live, shared_server, read_audio(second.path))[-1] == second.word
        assert deeds.said()[1:] == [second.word]
        assert until(lambda: (hangs.word, "timed out") in outcomes(live))
        assert not Path(f"/proc/{started.read_text().strip()}").exists()
        shared_server.play(read_audio(mute.path))
        assert until(lambda: (mute.word, "done") in outcomes(live))
        look = ["pactl", "get-sink-mute", "virt"]
        assert subprocess.check_output(look, env=shared_server.environment, text=True) == "Mute: yes\n"
        assert live.stop() == 130
    told = {(first.word, None), (second.word, "done"), (hangs.word, "timed out"), (gone.word, "not found")}
    assert set(outcomes(live)) == told | {(mute.word, "done")}
    counted = live.counted()
    assert counted["frames"] == counted["processed"]
    assert (counted["words"], counted["dropped"]) == (6, 0)


def test_nothing_is_done_before_the_name(shared_server: SoundServer, sure_clips: list[Clip], tmp_path: Path) -> None:
    """Two programs hear the same: one takes commands after the name, the other any words that somebody says."""
    needed("pymicro_wakeword")
    needed("pocketsphinx")
    go = next(read_audio(clip.path) for clip in sure_clips if clip.word == "go")
    name, computer = np.concatenate([spoken("Hey Jarvis"), quiet(0.5)]), spoken("Computer")
    (tmp_path / "commands").mkdir()
    (tmp_path / "speech").mkdir()
    commands, speech = Deeds(tmp_path / "commands", COMMANDS), Deeds(tmp_path / "speech", ["computer"])
    wake = ("--wake", "hey_jarvis", "--awake", "2.5")
    free = (*wake, "--model", "pocketsphinx")
    with listening(shared_server, commands, *wake) as spots, listening(shared_server, speech, *free) as writes:
        for sound in (go, computer):
            shared_server.play(sound)
            time.sleep(AFTERWARDS)
        assert (commands.said(), speech.said(), spots.words, writes.words) == ([], [], [], [])
        assert said_until(commands.said, shared_server, np.concatenate([name, go])), spots.notes
        time.sleep(3)  # in which both fall asleep
        before = commands.said()
        spoke = said_until(speech.said, shared_server, np.concatenate([name, computer]))
        assert spoke, (writes.words, writes.notes)
        assert [live.stop() for live in (spots, writes)] == [130, 130]
    assert (set(before), set(speech.said())) == ({"go"}, {"computer"})
    assert [word["word"] for _, word in spots.words] == commands.said()
