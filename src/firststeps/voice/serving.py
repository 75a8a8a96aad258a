"""What a service does: it listens to the microphone until it is asked to end, and writes a log."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

from firststeps.quiet import standard_error_closed
from firststeps.voice.actions_file import default_path, read_actions
from firststeps.voice.attending import attend
from firststeps.voice.cascade import Cascade
from firststeps.voice.ears import Recogniser
from firststeps.voice.microphone import MicrophoneSource, Patience
from firststeps.voice.obeying import Obeying
from firststeps.voice.service import Places
from firststeps.voice.service_log import Log
from firststeps.voice.service_memory import Kept
from firststeps.voice.sound import portaudio
from firststeps.voice.stopping import Stop
from firststeps.voice.systems import this_system
from firststeps.voice.welcome import afforded

# At log-in the sound server may still be starting, and a headset may come later.  To look for one costs a little.
PATIENCE = Patience(longest=15.0, waits=True)


def serve(chosen: Callable[[], Recogniser], actions: Path | None, device: str | None) -> None:
    """Listen and obey; return when that was asked for.

    Args:
        chosen: gives what knows words.
        actions: the file of actions; None for that in the folder of settings.
        device: as for ``find_microphone``.

    Raises:
        PlainError: if it can't begin; the log says so, too.
    """
    places, system = Places.of_user(), this_system()
    log = Log(places.log)
    with Stop() as stop, log.errors():
        log.write("begin", process=os.getpid())
        listed = read_actions(actions or default_path(), system.name)
        log.words = {word for action in listed for word in (*action.say, action.confirm) if word is not None}
        recogniser = chosen()
        afforded(recogniser)
        obeying = Obeying(listed, system, memory=Kept(places.acted, listed, log.note))
        # What the sound system thinks of a microphone that is not there would go into the log of the system.
        with standard_error_closed() if sys.stderr else nullcontext():  # a Python without a window has none
            source = MicrophoneSource(portaudio(), device, stop, log.note, PATIENCE)
            counts, _ = attend(recogniser, source, obeying, log, stop, hold=True)
        if isinstance(recogniser, Cascade):
            log.note(str(recogniser.tally))
        log.write("end", text=str(counts))
