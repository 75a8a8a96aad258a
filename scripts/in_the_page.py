"""A page that hears

The spotter is a file of numbers and a list of sums to do with them. Any
program that does these sums has the same ear. The page that shows this
does them in the reader's browser; here they are done by NumPy, one
operation after the other, and held against the laptop's ear.
"""

# %% What the page gets
import json

from firststeps import book
from firststeps.audio import read_audio
from firststeps.audio.mel import DEFAULT as FRONT_END
from firststeps.audio.mel import clip_log_mel
from firststeps.audio.samples import SAMPLE_RATE
from firststeps.figures.description import Axis, Chart, Curve, Points
from firststeps.keywords.chosen import split_in, word_files
from firststeps.keywords.clips import WORDS
from firststeps.keywords.dataset import NOISE
from firststeps.keywords.detector import (
    Detection,
    accepted,
    keywords,
    smoothed,
)
from firststeps.keywords.inputs import quantised, scaled
from firststeps.keywords.listening import track
from firststeps.keywords.plain import PlainRunner
from firststeps.keywords.runtime import LiteRTRunner
from firststeps.keywords.stream_made import sound_edges

import numpy as np

WEB = "models/spotter/spotter.web.json"
LAPTOP = "models/spotter/spotter.tflite"
web_path, laptop_path = book.input(WEB), book.input(LAPTOP)
file = json.loads(web_path.read_text(encoding="utf-8"))
labels = book.fact("labels", file["labels"], label="classes")
operations = [operation["kind"] for operation in file["operations"]]
book.fact("operations", len(operations), label="operations")
book.fact("kinds", len(set(operations)), label="kinds of operations")
weights = sum(
    operation["biases"] + operation["kernel"][-1] - operation["weights"]
    for operation in file["operations"]
    if "kernel" in operation
)
book.fact("weights", weights, label="weights and biases")
size = web_path.stat().st_size
book.fact("kilobytes", size / 1000, label="file for the page", unit="kB")

# The front end and the detector of the page have the laptop's settings.
book.fact("sample_rate", FRONT_END.sample_rate, unit="Hz")
book.fact("window_length", FRONT_END.window_length, unit="samples")
book.fact("hop_length", FRONT_END.hop_length, unit="samples")
book.fact("fft_length", FRONT_END.fft_length, unit="samples")
book.fact("bands", FRONT_END.bands, label="mel bands")
book.fact("lowest", FRONT_END.lowest, unit="Hz")
book.fact("highest", FRONT_END.highest, unit="Hz")
book.fact("floor", FRONT_END.floor, label="added to the power")
book.fact("gain", FRONT_END.gain, label="factor of the logarithm")
book.fact("offset", FRONT_END.offset, label="added to the logarithm")
CHOSEN = Detection()
book.fact("hop", CHOSEN.hop, label="from look to look", unit="s")
book.fact("window", CHOSEN.window, label="time of the mean", unit="s")
book.fact("threshold", CHOSEN.threshold, label="threshold")
book.fact("pause", CHOSEN.refractory, label="refractory time", unit="s")
print(f"{weights:,} weights and biases in {size / 1000:.0f} kB,")
print(f"{len(operations)} operations of {len(set(operations))} kinds")

# %% The same answers
EACH = 8  # clips of each word
found = book.dataset("speech-commands")


def files_of(word):
    """Return the recordings of a word."""
    return book.listing(*word_files(found.path, word))


clips = [
    read_audio(book.input(path))
    for word in WORDS
    for path in files_of(word)[:EACH]
]
pictures = quantised(scaled(np.stack([clip_log_mel(c) for c in clips])))
page, laptop = PlainRunner(web_path), LiteRTRunner(laptop_path)
in_page = page.probabilities(pictures)
on_laptop = laptop.probabilities(pictures)
book.fact("clips", len(clips), label="clips compared")
same = (in_page.argmax(1) == on_laptop.argmax(1)).mean()
book.fact("same", 100 * same, label="same answer", unit="%")
apart = np.abs(in_page - on_laptop).max(1)
book.fact("apart", np.median(apart), label="difference, median")
book.fact("farthest", apart.max(), label="largest difference")
print(f"{len(clips)} clips, the same answer to {100 * same:.1f} %")
print(f"probabilities differ by {np.median(apart):.3f} as the median,")
print(f"by {apart.max():.2f} at most")

# %% The same words
PAUSE = 0.75  # seconds of silence after each word
NOISE_LEVEL = 0.01  # of the loudest sample that there can be
said = [label for label in labels if not label.startswith("_")]


def spoken():
    """Return each command as somebody says it, in a little noise.

    It is the first recording of a voice that no network has learnt from;
    nobody has chosen a better one.
    """
    pieces = [np.zeros(SAMPLE_RATE // 2, np.int16)]
    for word in said:
        path = next(
            path
            for path in files_of(word)
            if split_in(found.source, path.stem) == "validation"
        )
        clip = read_audio(book.input(path))
        first, last = sound_edges(clip)
        silence = np.zeros(round(PAUSE * SAMPLE_RATE), np.int16)
        pieces += [clip[first:last], silence]
    sound = np.concatenate(pieces).astype(np.float64)
    (noise_path,) = [
        path
        for path in files_of(NOISE)
        if path.stem in ("pink_noise", "pink")
    ]
    noise = read_audio(book.input(noise_path)).astype(np.float64)
    noise *= NOISE_LEVEL * 2**15 / abs(noise).max()
    mixed = sound + np.resize(noise, len(sound))
    return np.rint(mixed).clip(-(2**15), 2**15 - 1).astype(np.int16)


samples = spoken()
seconds = len(samples) / SAMPLE_RATE
book.fact("said", len(said), label="words said")
book.fact("seconds", seconds, label="length", unit="s")
book.audio(
    "clip",
    samples,
    SAMPLE_RATE,
    caption="{said} commands in {seconds:.0f} seconds",
    says="Voices say the ten commands that the spotter knows, one after "
    "the other: yes, no, up, down, left, right, on, off, stop, go.",
)


def words_by(runner):
    """Return what a runner makes of the clip: looks, means, events."""
    heard = track([samples], runner, CHOSEN.hop)
    means = smoothed(heard.times, heard.probabilities, CHOSEN)
    return heard, means, accepted(heard.times, means, labels, CHOSEN)


heard, means, events = words_by(page)
_, _, events_laptop = words_by(laptop)
book.fact("heard", [event.word for event in events], label="words heard")
book.fact("times", [event.time for event in events], unit="s")
book.fact("accepted", len(events), label="words accepted by the page")
book.fact("on_laptop", len(events_laptop), label="and by the laptop")
agreed = [e.word for e in events] == [e.word for e in events_laptop]
book.fact(
    "agreed",
    "yes" if agreed else "no",
    label="whether page and laptop accept the same words",
)
for event in events:
    print(f"{event.time:4.1f} s  {event.word}")

# %% What it looks like
commands = keywords(labels)
book.figure(
    "heard_words",
    Chart(
        title="The clip, heard by the page's sums",
        x_axis=Axis("seconds", limits=(0.0, seconds)),
        y_axis=Axis("highest mean of a command", limits=(0, 1.12)),
        layers=(
            Curve("mean", heard.times, means[:, commands].max(1), "guess"),
            Curve(
                "threshold",
                np.array([0.0, seconds]),
                np.full(2, CHOSEN.threshold),
                "muted",
                "dashed",
            ),
            *(
                [
                    Points(
                        "accepted",
                        np.array([event.time for event in events]),
                        np.array([event.confidence for event in events]),
                        tone="truth",
                    )
                ]
                if events
                else []
            ),
        ),
        caption="{said} commands are said and {accepted} words accepted, "
        "each where the mean reaches {threshold}.",
    ),
)
