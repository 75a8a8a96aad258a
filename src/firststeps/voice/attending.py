"""Listening from its beginning to its end, however that comes."""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack

from firststeps.voice.ears import Recogniser
from firststeps.voice.listening_acts import Acts, Display
from firststeps.voice.listening_loop import Counts, Listening
from firststeps.voice.obeying import Obeying
from firststeps.voice.sources import Source
from firststeps.voice.stopping import Stop


def attend(
    recogniser: Recogniser, source: Source, obeying: Obeying | None, display: Display, stop: Stop, *, hold: bool
) -> tuple[Counts, bool]:
    """Listen until the sound ends or somebody stops it; return what was counted, and whether it was stopped.

    Args:
        recogniser: what knows words.
        source: where the sound comes from.
        obeying: what does something at words, if anything does; it is closed at the end.
        display: what is told.
        stop: where Ctrl-C comes from.
        hold: as for ``Acts``.
    """
    stopped = False
    with ExitStack() as ending:
        acts = Acts(display, obeying, hold=hold) if obeying else None
        if acts is not None:
            ending.callback(acts.close)
        listening = Listening(recogniser, [acts or display], acts or display)
        try:
            listening.run(source)
            if acts is not None:
                with stop.waiting():
                    acts.settle()
        except KeyboardInterrupt:
            stopped = True
        except BrokenPipeError:  # who read our lines has heard enough
            stopped = True
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return listening.counts, stopped
