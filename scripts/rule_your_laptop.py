"""A laptop that obeys spoken words

Said “go”, a browser opens. Ten words are enough to rule a laptop: the
spotter hears them in a stream, a file says what each of them does, and
what hurts waits for a second word. Words that are no commands are let pass.

Let it hear another recording: python scripts/rule_your_laptop.py FILE.wav
"""

# %% What is said
import json
import sys
from pathlib import Path

from firststeps import book
from firststeps.audio import read_audio
from firststeps.audio.samples import SAMPLE_RATE
from firststeps.keywords.chosen import split_in, word_files
from firststeps.keywords.dataset import NOISE
from firststeps.keywords.stream_made import sound_edges
from firststeps.voice.actions_file import read_actions
from firststeps.voice.ears import Ear, hearing_with
from firststeps.voice.rehearsal import rehearse

import numpy as np

# Each word with the seconds of silence after it.
SAID = (
    ("go", 1.6),
    ("up", 0.9),
    ("up", 1.6),
    ("bird", 1.3),
    ("no", 0.9),
    ("no", 1.0),
    ("left", 2.0),
    ("tree", 1.3),
    ("no", 0.9),
    ("no", 1.0),
    ("yes", 1.6),
    ("stop", 1.6),
)
NOISE_LEVEL = 0.02  # of the loudest sample that there can be

test = json.loads(book.input("models/spotter/test.json").read_text("utf-8"))
labels = tuple(test["labels"])
commands = {label for label in labels if not label.startswith("_")}
spotter = hearing_with(book.input("models/spotter/spotter.tflite"), labels)
data = book.dataset("speech-commands")


def clips_of(word):
    """Yield the recordings of a word that no network has learnt from."""
    for path in book.listing(*word_files(data.path, word)):
        if split_in(data.source, path.stem) == "validation":
            yield read_audio(book.input(path))


def words_in(samples):
    """Return the words that the spotter hears in a recording."""
    ear = Ear(spotter)
    glances = ear.push(np.append(np.zeros(SAMPLE_RATE, np.int16), samples))
    glances += ear.end()
    return [glance.event.word for glance in glances if glance.event]


def understood(word):
    """Return the first recording of a word that the spotter understands.

    If it understands none, that is the first one.
    """
    clips = list(clips_of(word))
    good = (clip for clip in clips if words_in(clip) == [word])
    return next(good, clips[0])


def conversation():
    """Return all that is said, one after the other, in some noise."""
    clips = {
        word: understood(word) if word in commands else next(clips_of(word))
        for word, _ in SAID
    }
    pieces = [np.zeros(SAMPLE_RATE, np.int16)]
    for word, pause in SAID:
        first, last = sound_edges(clips[word])
        pieces.append(clips[word][first:last])
        pieces.append(np.zeros(round(pause * SAMPLE_RATE), np.int16))
    spoken = np.concatenate(pieces)
    (noise_path,) = [
        path
        for path in book.listing(*word_files(data.path, NOISE))
        if path.stem in ("pink_noise", "pink")
    ]
    noise = read_audio(book.input(noise_path)).astype(np.float64)
    noise *= NOISE_LEVEL * 2**15 / abs(noise).max()
    mixed = spoken + np.resize(noise, len(spoken))
    return np.rint(mixed).clip(-(2**15), 2**15 - 1).astype(np.int16)


if len(sys.argv) > 1:  # nobody told us what is said in it
    samples, words = read_audio(Path(sys.argv[1])), []
else:
    samples, words = conversation(), [word for word, _ in SAID]
    print(" ".join(words))
book.fact("seconds", len(samples) / SAMPLE_RATE, label="length", unit="s")
said = [word for word in words if word in commands]
book.fact("said", len(said), label="commands said")
book.fact("others", len(words) - len(said), label="other words said")

# %% What the laptop does
LISTED = "src/firststeps/voice/default_actions.toml"
actions = read_actions(book.input(LISTED), "linux")
seen = rehearse(samples, spotter, actions)
book.audio(
    "recording",
    samples,
    SAMPLE_RATE,
    caption="{said} commands and {others} other words in {seconds:.0f} "
    "seconds, and what the laptop does"
    if words
    else "{seconds:.0f} seconds of yours, and what the laptop does",
    says="The words that stand below were heard in it.",
    screen=[
        book.Moment(change.seconds, change.lines, change.foot)
        for change in seen.changes
    ],
)
for change in seen.changes:
    for line in change.lines:
        print(line)
outcomes = [str(outcome) for outcome in seen.outcomes]
book.fact("heard", len(seen.words), label="commands accepted")
done = [line for line in outcomes if line.endswith(": done")]
book.fact("done", len(done), label="actions done")
locked = [line for line in done if line.startswith("lock")]
book.fact("locked", len(locked), label="times the screen was locked")
confirmed = "yes" if locked else "no"
book.fact("confirmed", confirmed, label="whether the lock was confirmed")
asked = [line for line in outcomes if "waiting" in line]
book.fact("asked", len(asked), label="times a second word was asked for")
