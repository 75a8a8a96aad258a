"""The sound that has just passed, for those that want it a moment later."""

from __future__ import annotations

from firststeps.audio.samples import Samples

import numpy as np


class Recent:
    """Keeps the newest block of a stream and a fixed number of samples before it; older ones are forgotten."""

    def __init__(self, before: int) -> None:
        """Begin with no sound; ``before`` is how many samples before the newest block are kept."""
        self.end = 0  # samples that came in
        self._before, self._kept = before, np.zeros(0, np.int16)

    def push(self, samples: Samples) -> None:
        """Take in the next block, int16, (n,)."""
        old = self._kept[max(0, len(self._kept) - self._before) :]
        self._kept = np.concatenate([old, samples])
        self.end += len(samples)

    def between(self, first: int, last: int) -> Samples:
        """Return the samples from the place ``first`` in the stream until right before ``last``.

        Raises:
            ValueError: if some of them were forgotten, or have not come.
        """
        begin = self.end - len(self._kept)
        if not begin <= first <= last <= self.end:
            raise ValueError(f"samples {first} to {last} were asked for; {begin} to {self.end} are kept")
        return self._kept[first - begin : last - begin]
