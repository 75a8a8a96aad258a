"""A word in a stream that never stops

A model that is right about clips is not yet right about a stream: it looks
again and again, and most of what it sees is half a word, or none. A mean
over time, a threshold and a pause after each word turn its probabilities
into events, one for each word.

Choose the three yourself, mean and pause in seconds:
python scripts/streams.py MEAN THRESHOLD PAUSE
"""

# %% What a clip's test says about a stream
import json
import sys

from firststeps import book
from firststeps.audio import read_audio
from firststeps.audio.samples import SAMPLE_RATE
from firststeps.figures.description import Axis, Chart, Curve, Points
from firststeps.figures.fields import Band
from firststeps.keywords.chosen import split_in, word_files
from firststeps.keywords.clips import WORDS, clip_named
from firststeps.keywords.dataset import NOISE
from firststeps.keywords.detector import Detection, accepted, smoothed
from firststeps.keywords.listening import track
from firststeps.keywords.runtime import LiteRTRunner
from firststeps.keywords.stream_figures import Ear, real_time_factors
from firststeps.keywords.stream_made import (
    Material,
    StreamPlan,
    made_stream,
)
from firststeps.keywords.stream_scores import Rules, judge

import numpy as np

NAMES = ("spotter", "spotter-small", "micro")
FILES = {name: f"models/{name}/{name}.tflite" for name in NAMES}
CHOSEN = Detection()

test_run = f"models/{NAMES[0]}/test.json"
test = json.loads(book.input(test_run).read_text(encoding="utf-8"))
accuracy = book.recorded(
    "accuracy",
    100 * test["accuracy"],
    run=test_run,
    of=FILES["spotter"],
    label="clips of the test recognised",
    unit="%",
)
looks = book.fact("looks", round(1 / CHOSEN.hop), label="looks a second")
naive = 3600 * looks * (1 - accuracy / 100)
book.fact("naive", naive, label="wrong looks an hour, if each were a clip")
print(f"{looks} looks a second, each wrong in {100 - accuracy:.2f} %:")
print(f"that would be {naive:,.0f} mistakes an hour")

# %% A short stream
# Voices that no network here has learnt from, out of the part of the data
# that choices are made by; noise runs through all of it.
SHORT = StreamPlan(
    minutes=0.5,
    seed=book.seed(7),
    scene=30.0,
    silent=0.0,
    commands=0.5,
    pause=(0.8, 1.8),
    levels=(("plain", -27.0),),
    snrs=(10.0,),
)
found = book.dataset("speech-commands")
clips = [
    clip_named(word, path.stem, book.input(path), split="validation")
    for word in WORDS
    for path in book.listing(*word_files(found.path, word))
    if split_in(found.source, path.stem) == "validation"
]
noises = [
    read_audio(book.input(path))
    for path in book.listing(*word_files(found.path, NOISE))
]
runner = LiteRTRunner(book.input(FILES["spotter"]))
labels = test["labels"]
(scene,) = made_stream(SHORT, Material.of(clips, noises), labels)
heard = track([scene.samples], runner, CHOSEN.hop)
seconds = len(scene.samples) / SAMPLE_RATE
book.fact("seconds", seconds, label="length of the short stream", unit="s")
book.fact("words", len(scene.spoken), label="words said in it")
commands = [one for one in scene.spoken if one.kind == "command"]
book.fact("commands", len(commands), label="commands among them")
book.fact("ratio", SHORT.snrs[0], label="words over noise", unit="dB")
book.fact(
    "voices",
    "programs" if found.source == "embedded" else "people",
    label="who speaks in it",
)
book.audio(
    "stream",
    scene.samples,
    SAMPLE_RATE,
    caption="{words} words in {seconds:.0f} seconds, {commands} of them "
    "commands",
    says="Voices say single words, some seconds apart, in noise.",
)
for one in scene.spoken:
    print(f"{one.start:4.1f} s  {one.word:8} {one.kind}")

# %% From probabilities to events
# The window of one look is no mean at all.
LOW = 0.5
RAW = Detection(window=CHOSEN.hop, threshold=LOW, refractory=0.0)
KINDS = {
    "threshold alone": RAW,
    "and a pause": Detection(window=CHOSEN.hop, threshold=LOW),
    "and a mean": Detection(threshold=LOW),
    "higher threshold": CHOSEN,
}
if len(sys.argv) == 4:
    window, threshold, refractory = map(float, sys.argv[1:])
    KINDS["yours"] = Detection(
        window=window, threshold=threshold, refractory=refractory
    )
book.fact("window", CHOSEN.window, label="time of the mean", unit="s")
book.fact("threshold", CHOSEN.threshold, label="threshold")
book.fact("low", LOW, label="a lower threshold")
book.fact("pause", CHOSEN.refractory, label="refractory time", unit="s")


def detected(detection):
    """Return the events of the short stream, and what they are worth."""
    means = smoothed(heard.times, heard.probabilities, detection)
    events = accepted(heard.times, means, labels, detection)
    return events, judge(scene.spoken, events, Rules())


found_by = {name: detected(kind) for name, kind in KINDS.items()}
book.table(
    "kinds",
    {
        "detector": list(KINDS),
        "events": [len(events) for events, _ in found_by.values()],
        "right": [len(one.hits) for _, one in found_by.values()],
        "missed": [len(one.misses) for _, one in found_by.values()],
        "false": [len(one.false_accepts) for _, one in found_by.values()],
    },
)
raw_events, raw = found_by["threshold alone"]
events, best = found_by["higher threshold"]
book.fact("raw_events", len(raw_events), label="events without the rest")
book.fact("raw_false", len(raw.false_accepts), label="of them false")
book.fact("hits", len(best.hits), label="commands found with all three")
book.fact("false", len(best.false_accepts), label="false with all three")
book.fact(
    "verdict",
    "quieter"
    if len(best.false_accepts) < len(raw.false_accepts)
    else "not",
    label="whether the three make false accepts rarer",
)
for name, (_, one) in found_by.items():
    print(
        f"{name:16} {len(one.hits)} right, {len(one.misses)} missed, "
        f"{len(one.false_accepts)} false"
    )
for event, meant in best.false_accepts:
    said = f"in {meant.word!r}" if meant else "in noise"
    print(f"{event.time:4.1f} s: {event.word!r} heard {said}")

# %% What it looks like
words = [place for place, one in enumerate(labels) if one[0] != "_"]
LANE = (1.04, 1.12)  # where the words are drawn, above the probabilities


def highest(detection):
    """Return the highest mean of a command at each look."""
    means = smoothed(heard.times, heard.probabilities, detection)
    return means[:, words].max(1)


def spans(name, tone, kinds):
    """Return when words of some kinds are being said, as a band."""
    edges = [
        (moment, height)
        for one in scene.spoken
        if one.kind in kinds
        for moment, height in (
            (one.start, LANE[0]),
            (one.start + 1e-3, LANE[1]),
            (one.end, LANE[1]),
            (one.end + 1e-3, LANE[0]),
        )
    ]
    ends = (0.0, LANE[0]), (seconds, LANE[0])
    x, y = np.array([ends[0], *edges, ends[1]]).T
    return Band(name, x, np.full_like(y, LANE[0]), y, tone=tone)


def dots(name, moments, marker, tone):
    """Return events as points at their means."""
    if not moments:
        return ()
    x = np.array([one.time for one in moments])
    y = np.array([one.confidence for one in moments])
    return (Points(name, x, y, tone=tone, marker=marker),)


def chart(detection, title, caption):
    """Return the short stream as one detector hears it."""
    _, judged = detected(detection)
    return Chart(
        title=title,
        x_axis=Axis("seconds", limits=(0.0, seconds)),
        y_axis=Axis(
            "highest probability of a command", limits=(0, LANE[1])
        ),
        layers=(
            spans("a command is said", "truth", {"command"}),
            spans("another word", "muted", {"near", "other"}),
            Curve("probability", heard.times, highest(detection), "guess"),
            Curve(
                "threshold",
                np.array([0.0, seconds]),
                np.full(2, detection.threshold),
                "muted",
                "dashed",
            ),
            *dots("accepted", [e for _, e in judged.hits], "dot", "truth"),
            *dots(
                "false",
                [e for e, _ in judged.false_accepts],
                "cross",
                "error",
            ),
        ),
        caption=caption,
    )


book.figure(
    "raw",
    chart(
        RAW,
        "Every look counts",
        "The short stream without mean and pause: whenever a command "
        "reaches the threshold, it is accepted. {raw_false} of "
        "{raw_events} events are false.",
    ),
)
book.figure(
    "means",
    chart(
        CHOSEN,
        "Mean, threshold, pause",
        "The same stream: a mean over {window} s, a threshold of "
        "{threshold} and a pause of {pause} s. {hits} of {commands} "
        "commands are found, {false} events are false.",
    ),
)

# %% What it takes
ear = Ear(runner, tuple(labels), CHOSEN)
factors = real_time_factors(scene.samples, ear)
front = book.measured(
    "front_end",
    1000 * factors["front_end"],
    label="front end for a second of sound",
    unit="ms",
)
network = book.measured(
    "network",
    1000 * factors["network"],
    label="network for a second of sound",
    unit="ms",
)
book.measured(
    "share",
    (front + network) / 10,
    label="part of one core that listening takes",
    unit="%",
)
