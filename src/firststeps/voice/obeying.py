"""From words to outcomes: what listening and `firststeps actions test` both go through."""

from __future__ import annotations

from collections.abc import Sequence

from firststeps.voice.acting import Actor, Memory
from firststeps.voice.actions import Action, Outcome, Result
from firststeps.voice.matching import Kind, Matcher, Step
from firststeps.voice.systems import System


class Obeying:
    """Takes words, does what the file lists for them, and says what became of it."""

    def __init__(
        self, actions: Sequence[Action], system: System, *, dry: bool = False, memory: Memory | None = None
    ) -> None:
        """Begin with nothing heard; ``dry`` and ``memory`` are as for ``Actor``."""
        self._matcher, self._actor = Matcher(actions), Actor(system, dry=dry, memory=memory)
        self._known: list[Outcome] = []

    def heard(self, time: float, word: str) -> list[Step]:
        """Take in a word, accepted ``time`` seconds into the stream; return at once what it leads to."""
        steps = self._matcher.push(time, word)
        for step in steps:
            action = step.action
            if step.kind is Kind.DUE:
                self._actor.do(time, action)
            elif step.kind is Kind.ASKED:
                note = f"say {action.confirm!r} within {action.confirm_within:g} s"
                self._known.append(Outcome(time, action, Result.WAITING, note=note))
            else:
                self._known.append(Outcome(time, action, Result.LAPSED))
        return steps

    def passed(self, time: float) -> None:
        """Take in that the stream has come as far as ``time`` in seconds: what waits to be confirmed may lapse."""
        action = self._matcher.lapsed(time)
        if action is not None:
            note = f"nobody said {action.confirm!r} in time"
            self._known.append(Outcome(time, action, Result.LAPSED, note=note))

    def outcomes(self) -> list[Outcome]:
        """Return what has become known since the last time, in the order of the words."""
        known, self._known = self._known, []
        return sorted(known + self._actor.outcomes(), key=lambda outcome: outcome.time)

    def settle(self) -> None:
        """Wait until the outcome of all that was due is known."""
        self._actor.settle()

    def close(self) -> None:
        """End what runs, but for programs that may stay."""
        self._actor.close()
