"""The log of a service: words that mean something here, and what became of them; no sound, and no other words."""

from __future__ import annotations

import json
import logging
import traceback
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path

from firststeps.audio.samples import Samples
from firststeps.errors import PlainError
from firststeps.voice.actions import Outcome
from firststeps.voice.ears import Glance
from firststeps.voice.listening_loop import Accepted

MOST_BYTES = 500_000  # of a file
OLD_FILES = 3  # that are kept beside the newest


class Log:
    """Lines of JSON in a file, and in old ones beside it; see ``Display``.

    Each has "at", the time, and "event": "begin", "end", "word", "action", "note" or "error".
    """

    def __init__(self, path: Path) -> None:
        """Go on with the file, in a folder that only its owner may look into; as yet, no word means anything."""
        self.words: Collection[str] = ()
        path.parent.mkdir(0o700, parents=True, exist_ok=True)
        self._handler = RotatingFileHandler(path, maxBytes=MOST_BYTES, backupCount=OLD_FILES, encoding="utf-8")
        self._logger = logging.Logger("service")  # of nobody else, so that nothing of it comes out elsewhere
        self._logger.addHandler(self._handler)

    def heard(self, accepted: Accepted) -> None:
        """Write a word that means something; with another one, a person may have said anything."""
        if accepted.event.word in self.words:
            self.write("word", **_word(accepted))

    def acted(self, outcome: Outcome, accepted: Accepted | None) -> None:
        """Write what became of an action, together with its word if that has not been written yet."""
        found = {"action": str(outcome.action), "outcome": outcome.result.value}
        if outcome.note:
            found["note"] = outcome.note
        if accepted is None:
            self.write("action", **found)
        else:
            self.write("word", **_word(accepted), **found)

    def moment(self, samples: Samples, glances: Sequence[Glance]) -> None:
        """Write nothing."""

    def note(self, text: str) -> None:
        """Write what a person should know."""
        self.write("note", text=text.strip())

    def write(self, event: str, **fields: object) -> None:
        """Write a line."""
        now = datetime.now().astimezone().isoformat(timespec="milliseconds")
        self._logger.info(json.dumps({"at": now, "event": event, **fields}, ensure_ascii=False))

    @contextmanager
    def errors(self) -> Iterator[None]:
        """Write what goes wrong inside, and let it pass; close the file at the end."""
        try:
            yield
        except PlainError as error:
            self.write("error", text=str(error))
            raise
        except Exception as error:
            self.write("error", text=f"{type(error).__name__}: {error}", trace=traceback.format_exc())
            raise
        finally:
            self._handler.close()


def _word(accepted: Accepted) -> dict[str, object]:
    event = accepted.event
    return {
        "word": event.word,
        "confidence": round(event.confidence, 4),
        "latency": round(accepted.latency, 4),
    }
