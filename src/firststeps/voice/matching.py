"""From words to actions: what has been said, in which order, and whether it was confirmed.

It has no clock: whoever feeds it says when each word was heard.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from firststeps.voice.actions import Action


class Kind(Enum):
    """What a word has led to."""

    DUE = auto()  # the action has to be done
    ASKED = auto()  # it waits for the word that confirms it
    LAPSED = auto()  # another word came instead, or it came too late


@dataclass(frozen=True)
class Step:
    """What a word has led to, and for which action."""

    kind: Kind
    action: Action


class Matcher:
    """Knows which words were heard last, and which action waits to be confirmed.

    A word is used once.  Where two sequences end at the same word, the longer one counts.  Another word in between
    breaks a sequence.  After an action that wants to be confirmed, the next word either confirms it or calls it off;
    one that calls it off is a word like any other.
    """

    def __init__(self, actions: Sequence[Action]) -> None:
        """Begin with nothing heard."""
        self._actions = sorted(actions, key=lambda action: len(action.say), reverse=True)
        self._heard: deque[tuple[float, str]] = deque(maxlen=max((len(action.say) for action in actions), default=1))
        self._asked: tuple[float, Action] | None = None

    def push(self, time: float, word: str) -> list[Step]:
        """Take in a word, heard at ``time`` in seconds, and return what it leads to, in order."""
        steps = []
        if self._asked is not None:
            (since, action), self._asked = self._asked, None
            if word == action.confirm and 0 <= time - since <= action.confirm_within:
                return [Step(Kind.DUE, action)]
            steps.append(Step(Kind.LAPSED, action))
        self._heard.append((time, word))
        said = next((action for action in self._actions if self._ends_with(action)), None)
        if said is not None:
            self._heard.clear()
            self._asked = (time, said) if said.confirm else None
            steps.append(Step(Kind.ASKED if said.confirm else Kind.DUE, said))
        return steps

    def lapsed(self, time: float) -> Action | None:
        """Return the action that waited to be confirmed until it was too late at ``time`` in seconds, if any, once."""
        if self._asked is None or time - self._asked[0] <= self._asked[1].confirm_within:
            return None
        (_, action), self._asked = self._asked, None
        return action

    def _ends_with(self, action: Action) -> bool:
        last = list(self._heard)[-len(action.say) :]
        return tuple(word for _, word in last) == action.say and 0 <= last[-1][0] - last[0][0] <= action.within


@dataclass(frozen=True)
class RateLimit:
    """Not more than so many times in so many seconds."""

    most: int  # times
    per: float  # seconds

    def room(self, before: deque[float], now: float) -> bool:
        """Tell whether there is room for one more at ``now``, and forget the times in ``before`` that are over."""
        while before and now - before[0] >= self.per:
            before.popleft()
        return len(before) < self.most
