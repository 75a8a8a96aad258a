"""Sound on a page: a short clip with a caption and, for those who can't hear it, words."""

from __future__ import annotations

import hashlib
import io
import sys
import wave
from base64 import b64encode
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from firststeps.book import jupyter
from firststeps.book.facts import Fact, FactError
from firststeps.book.screens import Moment, Recorded, asciicast, recorded
from firststeps.book.session import Session, current

LARGEST = 1 << 20  # bytes of a clip: half a minute at 16 kHz


def audio(name: str, samples: object, rate: int, *, caption: str, says: str, screen: Sequence[Moment] = ()) -> None:
    """Record a clip of sound, which pages show as a player.

    Args:
        name: how pages refer to it, after the script's name: ``{{ audio script.name }}``.
        samples: an array of int16, one channel.
        rate: samples a second.
        caption: the words beside the player; a template over the facts recorded so far, like those of a figure.
        says: what one hears, in words; a template, too.
        screen: what a terminal showed meanwhile; pages show it beside the player, as it was at each moment.

    Raises:
        FactError: if the samples are no int16 of one channel, there are none or too many, a numeral was typed in, or
            the moments of the screen are not in their order or not within the clip.
    """
    session = current()
    session.name_part(name)
    content = _wav(name, samples, rate)
    session.folder.mkdir(parents=True, exist_ok=True)
    (session.folder / f"{name}.wav").write_bytes(content)
    pieces = session.fill(caption)
    # Part of the facts, so that other samples under the same words are a move that somebody has to accept.
    session.add(f"{name}_sound", Fact("computed", hashlib.sha256(content).hexdigest()[:16], cell=session.cell))
    session.clips[name] = {
        "caption": [
            {"text": piece.text} | ({"fact": piece.reference.name} if piece.reference else {}) for piece in pieces
        ],
        "says": session.fill_text(says),
        "cell": session.cell,
    }
    if screen:
        _record_screen(session, name, recorded(name, screen, _seconds(content)))
    if session.notebook:
        jupyter.display(clip_bundle(session.clips[name], content))
    elif session.alone:
        print(f"audio: {session.folder / name}.wav", file=sys.stderr)


def _record_screen(session: Session, name: str, screen: Recorded) -> None:
    clip = session.clips[name]
    clip["screen"] = screen
    cast = asciicast(screen, _caption(clip)).encode()
    (session.folder / f"{name}.cast").write_bytes(cast)
    session.add(f"{name}_screen", Fact("computed", hashlib.sha256(cast).hexdigest()[:16], cell=session.cell))


def _caption(clip: Mapping[str, Any]) -> str:
    return "".join(piece["text"] for piece in clip["caption"])


def _wav(name: str, samples: object, rate: int) -> bytes:
    wrong = FactError(f"the clip {name!r} has to be a row of int16 samples, at least one")
    try:
        view = memoryview(samples)  # type: ignore[arg-type]  # arrays have this protocol and no common type
    except TypeError:
        raise wrong from None
    if view.format != "h" or view.ndim != 1 or not view:
        raise wrong
    if rate < 1:
        raise FactError(f"the clip {name!r} has {rate} samples a second; there has to be at least one")
    stream = io.BytesIO()
    with wave.open(stream, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(view.tobytes())
    content = stream.getvalue()
    if len(content) > LARGEST:
        raise FactError(f"the clip {name!r} has {len(content)} bytes; a page takes up to {LARGEST}: show a part of it")
    return content


def _seconds(content: bytes) -> float:
    with wave.open(io.BytesIO(content)) as file:
        seconds: float = file.getnframes() / file.getframerate()
    return seconds


def clip_bundle(clip: Mapping[str, Any], content: bytes) -> dict[str, str]:
    """Return a clip as Jupyter displays it."""
    data = b64encode(content).decode()
    words = f"{_caption(clip)} {clip['says']}"
    player = f'<audio controls src="data:audio/wav;base64,{data}"></audio>'
    return {"text/html": f"<figure>{player}<figcaption>{escape(words)}</figcaption></figure>", "text/plain": words}


def clip_file(folder: Path, name: str) -> bytes:
    """Return the WAV file of a clip."""
    return (folder / f"{name}.wav").read_bytes()
