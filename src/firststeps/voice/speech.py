"""Free speech, written down by pocketsphinx: any words of its dictionary, in any order."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from firststeps.audio.samples import SAMPLE_RATE, Samples
from firststeps.keywords.detector import Event
from firststeps.voice.ears import Glance

NAME = "pocketsphinx"


class FreeSpeech:
    """The recogniser of CMU Sphinx with its English model; see ``Recogniser``.  An utterance is told as one word."""

    threshold = 1.0  # it has none: all that it writes down is told
    # What is heard of the wake word would be written down, but one who goes on at once is not to be cut off: wake words
    # that we had spoken were accepted up to 0.27 s after their end.
    before = 0.3

    def __init__(self) -> None:
        """Load the model, which takes half a second."""
        import pocketsphinx  # type: ignore[import-untyped]

        self._decoder, self._endpointer = pocketsphinx.Decoder(logfn=os.devnull), pocketsphinx.Endpointer

    def ear(self, start: float, note: Callable[[str], None]) -> FreeSpeechEar:
        """See ``Recogniser``; there must be one at a time, for they share the model.  It has nothing to note."""
        return FreeSpeechEar(self._decoder, self._endpointer(sample_rate=SAMPLE_RATE), start)


class FreeSpeechEar:
    """Writes down what is said between two pauses; see ``Hears``."""

    def __init__(self, decoder: Any, endpointer: Any, start: float) -> None:
        """Begin with nothing heard; the endpointer finds where somebody speaks, the decoder what is said there."""
        self._decoder, self._endpointer = decoder, endpointer
        self._rest, self._start, self._heard = b"", start, 0

    def push(self, samples: Samples) -> list[Glance]:
        """See ``Hears``; there is a glance for each utterance, when the pause after it has been heard."""
        size, content = self._endpointer.frame_bytes, self._rest + samples.astype("<i2").tobytes()
        glances = []
        for place in range(0, len(content) - size + 1, size):
            spoke = self._endpointer.in_speech
            speech = self._endpointer.process(content[place : place + size])
            self._heard += size // 2
            glances += self._decoded(spoke, speech, ended=not self._endpointer.in_speech)
        self._rest = content[len(content) // size * size :]
        return glances

    def end(self) -> list[Glance]:
        """See ``Hears``: an utterance that is not over ends here."""
        if not self._endpointer.in_speech:
            return []
        self._heard += len(self._rest) // 2
        return self._decoded(True, self._endpointer.end_stream(self._rest), ended=True)

    def _decoded(self, spoke: bool, speech: bytes | None, *, ended: bool) -> list[Glance]:
        """Give the decoder some speech, the first of an utterance if nobody ``spoke``, and return that at its end."""
        if not spoke and speech is not None:
            self._decoder.start_utt()
        if speech is not None:
            self._decoder.process_raw(speech)
        if not (ended and (spoke or speech is not None)):
            return []
        self._decoder.end_utt()
        found = self._decoder.hyp()
        if found is None or not found.hypstr:
            return []
        event = Event(self._start + self._heard / SAMPLE_RATE, found.hypstr, min(1.0, found.prob))
        return [Glance(event.time, event.word, event.confidence, event)]
