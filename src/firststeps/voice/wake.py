"""Wake words: tiny models that always listen for one thing."""

from __future__ import annotations

from firststeps.audio.samples import SAMPLE_RATE, Samples
from firststeps.errors import PlainError
from firststeps.keywords.detector import Detection
from firststeps.keywords.listening import Look
from firststeps.keywords.own_names import is_taught
from firststeps.voice.ears import Hearing, hearing

import numpy as np

BUILT_IN = ("alexa", "hey_jarvis", "hey_mycroft", "okay_nabu")  # that pymicro-wakeword carries
MARVIN, MODEL = "marvin", "wake-marvin"  # the name that this book's own model knows, and the model
# Chosen on validation: a wake word missed costs a command, one too many a few seconds of the spotter's work.
AT_MARVIN = Detection(threshold=0.6)
_WINDOW, _HOP = 480, 160  # samples in a frame of features, and from one to the next: 30 ms and 10 ms


def wake_word(name: str) -> Hearing:
    """Return a wake word that pymicro-wakeword carries, a word that was taught, or our own, ready to listen.

    A taught "marvin" knows one voice better than ours, which knows all: it comes first.

    Raises:
        PlainError: if there is none of that name, or the library is missing.
    """
    if name in BUILT_IN:
        return _carried(name)
    if is_taught(name):
        return hearing(name)
    if name == MARVIN:
        return hearing(MODEL, AT_MARVIN.threshold)
    there = ", ".join([MARVIN, *BUILT_IN])
    raise PlainError(f"no wake word {name!r}; there are {there}, and any word that `firststeps teach` has taught")


def _carried(name: str) -> Hearing:
    looker = _MicroLooker(name)
    network = looker.network
    first, hop = _WINDOW + (network.stride - 1) * _HOP, network.stride * _HOP / SAMPLE_RATE
    # The library wants more than its cut-off, our gate no less than its threshold: the next number up, as probabilities
    # are kept.  The mean over a sliding window has been taken already.
    threshold = float(np.nextafter(np.float32(network.probability_cutoff), np.float32(1)))
    detection = Detection(hop=hop, window=0, threshold=threshold)
    return Hearing((name,), detection, first, lambda: _MicroLooker(name))


class _MicroLooker:
    """Gives the means of pymicro-wakeword as looks."""

    def __init__(self, name: str) -> None:
        try:
            from pymicro_wakeword import MicroWakeWord, MicroWakeWordFeatures, Model
        except ModuleNotFoundError:
            fix = "python -m pip install pymicro-wakeword==2.5.0"
            raise PlainError(f"the wake word {name} needs pymicro-wakeword: {fix}; a taught word does not") from None
        self.network = MicroWakeWord.from_builtin(Model(name))
        self._features = MicroWakeWordFeatures()
        self._frames = 0

    def push(self, samples: Samples) -> list[Look]:
        looks = []
        for frame in self._features.process_streaming(samples.astype("<i2").tobytes()):
            mean = self.network.process_streaming_prob(frame)
            self._frames += 1
            if self._frames % self.network.stride == 0:  # else the network waits for more frames, and says 0
                end = _WINDOW + (self._frames - 1) * _HOP
                looks.append(Look(end / SAMPLE_RATE, np.array([mean], np.float32)))
        return looks
