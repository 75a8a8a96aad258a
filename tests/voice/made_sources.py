"""Sources and watchers that are made by hand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from firststeps.audio.samples import Samples
from firststeps.voice.ears import Glance
from firststeps.voice.listening_loop import Accepted
from firststeps.voice.sources import Block


class Given:
    """A source of these blocks; then it ends, or is interrupted."""

    def __init__(self, blocks: Iterable[Block], *, interrupted: bool = False) -> None:
        self.frames = 0
        self._blocks, self._interrupted = blocks, interrupted

    def blocks(self) -> Iterator[Block]:
        for block in self._blocks:
            self.frames += len(block.samples) + block.lost
            yield block
        if self._interrupted:
            raise KeyboardInterrupt


class Kept:
    """Keeps all that it is told."""

    def __init__(self) -> None:
        self.words: list[Accepted] = []
        self.notes: list[str] = []
        self.moments: list[tuple[int, int]] = []

    def heard(self, accepted: Accepted) -> None:
        self.words.append(accepted)

    def moment(self, samples: Samples, glances: Sequence[Glance]) -> None:
        self.moments.append((len(samples), len(glances)))

    def note(self, text: str) -> None:
        self.notes.append(text)
