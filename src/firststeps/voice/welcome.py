"""What a person should know when listening begins: what to say, what it does, and how to end it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from firststeps.errors import PlainError
from firststeps.keywords.detector import keywords
from firststeps.voice.actions import Action
from firststeps.voice.cascade import Cascade
from firststeps.voice.ears import Hearing, Recogniser


def afforded(recogniser: Recogniser) -> None:
    """Raise PlainError if a live stream comes faster than the model can look at it: sound would go lost."""
    heavy = _after_the_name(recogniser)
    if isinstance(heavy, Hearing) and heavy.cost > heavy.detection.hop:
        found = f"a look takes {heavy.cost:.2f} s on this machine, and one is due every {heavy.detection.hop:g} s"
        raise PlainError(f"{found}: too slow for a microphone; listen with `--model spotter`")


def welcome(recogniser: Recogniser, path: Path | None, listed: Sequence[Action], *, dry: bool) -> Iterator[str]:
    """Yield lines for one who has just begun to listen.

    Args:
        recogniser: what listens.
        path: the file of actions, None if there is none.
        listed: what it lists for this system.
        dry: whether nothing is to be done.
    """
    heavy = _after_the_name(recogniser)
    if isinstance(heavy, Hearing) and heavy.cost:
        yield f"a look every {heavy.detection.hop:g} s, each takes {heavy.cost:.2f} s on this machine"
    first = f"{recogniser.wake.labels[0].replace('_', ' ')}, then " if isinstance(recogniser, Cascade) else ""
    words = _words(heavy)
    yield f"say {first}{_joined(words) if words else 'what you like'}; Ctrl-C ends it"
    if path is None:
        yield "words are shown, and do nothing: `firststeps actions init` writes a file that says what they do"
        return
    known = sum(not words or _needed(action) <= set(words) for action in listed)
    count = f"{known} of the {len(listed)}" if known < len(listed) else f"{known}"
    yield f"{'a dry run of' if dry else 'obeying'} {count} action{'s' * (len(listed) != 1)} in {path}"


def _after_the_name(recogniser: Recogniser) -> Recogniser:
    """Return what commands are heard by, whether or not a name has to come first."""
    return recogniser.recogniser if isinstance(recogniser, Cascade) else recogniser


def _words(recogniser: Recogniser) -> tuple[str, ...]:
    """Return the words that it knows, none if it writes down whatever is said."""
    if not isinstance(recogniser, Hearing):
        return ()
    return tuple(word for word, counts in zip(recogniser.labels, keywords(recogniser.labels), strict=True) if counts)


def _needed(action: Action) -> set[str]:
    return {*action.say, *([action.confirm] if action.confirm else [])}


def _joined(words: Sequence[str]) -> str:
    return " or ".join(part for part in (", ".join(words[:-1]), words[-1]) if part)
