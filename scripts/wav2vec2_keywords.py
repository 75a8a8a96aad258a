"""The article's model, weighed

Somebody else's large network hears the same twelve classes as the
spotter. Loading it takes two lines. It needs far more memory, time and
disk than a network that was made for this task alone, and its
multiplications grow less than its file does.

Run it with the names of sound files of your own to read what the network
makes of them.
"""

# %% What others say of it
import json
import sys
import time
from pathlib import Path

from firststeps import book
from firststeps.audio import read_audio
from firststeps.audio.samples import SAMPLE_RATE
from firststeps.errors import PlainError
from firststeps.figures.description import Axis, Chart, Note, Points
from firststeps.keywords.hear import STEP, best, hear
from firststeps.keywords.labels import LABELS
from firststeps.keywords.pretrained import CHECKPOINT, Pretrained, missing
from firststeps.keywords.runtime import LiteRTRunner

import numpy as np

BAEVSKI = "Baevski and others, NeurIPS 2020, arXiv:2006.11477"
LOZHKOV = (
    "Hugging Face, transformers, examples/pytorch/audio-classification"
)
book.given("name", "wav2vec2", source=BAEVSKI, label="model")
book.given(
    "hours",
    960,
    source=BAEVSKI,
    label="speech without words that it learnt from",
    unit="h",
)
book.given(
    "minutes",
    14,
    source=LOZHKOV,
    label="to learn the twelve classes, on one large graphics processor",
    unit="min",
)
book.given("epochs", 5, source=LOZHKOV, label="epochs of that")
book.given("convolutions", 7, source=BAEVSKI, label="layers that listen")
book.given("blocks", 12, source=BAEVSKI, label="blocks of a transformer")
print("learnt from 960 hours of speech, then 14 minutes from words")

# %% What it costs
RUN = Path("models/wav2vec2/facts.json")
NAMES = {  # what was measured: label, unit
    "bytes": ("file", "B"),
    "parameters": ("parameters", ""),
    "macs": ("multiplications for a second of sound", ""),
    "milliseconds": ("for a second of sound", "ms"),
    "peak": ("memory at most", "MB"),
}
card = json.loads(book.input(RUN).read_text(encoding="utf-8"))
rows = card["rows"]
for row in rows.values():
    row["peak"] /= 1e6


def recorded(name, value, label, unit=""):
    """Record a value that comes from the run, and return it."""
    return book.recorded(name, value, run=RUN, label=label, unit=unit)


recorded("machine", card["machine"], "processor of the run")
recorded("rounds", card["rounds"], "processes of each model")
recorded("nothing_peak", rows["nothing"]["peak"], "memory", "MB")
for model in ("spotter", "wav2vec2"):
    recorded(f"{model}_load", rows[model]["load"], "seconds to load", "s")
times = []
print(f"{'':12} {'spotter':>14} {'wav2vec2':>17}")
for part, (label, unit) in NAMES.items():
    ours, theirs = rows["spotter"][part], rows["wav2vec2"][part]
    recorded(f"spotter_{part}", ours, f"spotter: {label}", unit)
    recorded(f"wav2vec2_{part}", theirs, f"wav2vec2: {label}", unit)
    times.append(theirs / ours)
    recorded(f"times_{part}", times[-1], f"ratio: {label}")
    digits = 2 if part == "milliseconds" else 0
    print(f"{part:12} {ours:14,.{digits}f} {theirs:17,.{digits}f}", end="")
    print(f" {times[-1]:8,.0f} ×")
LOOKS = 100 // STEP  # a second, at a hundred frames a second
book.fact("looks", LOOKS, label="looks of the spotter in a second")
recorded(
    "cores",
    LOOKS * rows["wav2vec2"]["milliseconds"] / 1000,
    "cores that so many looks need",
)

# %% The same, drawn
places = np.arange(len(NAMES), 0, -1) - 0.5
book.figure(
    "costs",
    Chart(
        title="How many times what the spotter needs",
        x_axis=Axis("times as much", "log", limits=(1, 3e4)),
        y_axis=Axis(
            "",
            limits=(0, len(NAMES)),
            names=("memory", "time", "multiplications", "weights", "file"),
        ),
        layers=(Points("{name}", np.array(times), places, "guess"),),
        notes=tuple(
            Note(ratio, place, f"{{times_{part}:,.0f}}")
            for part, ratio, place in zip(NAMES, times, places, strict=True)
        ),
        caption="The article's model beside the spotter, with random "
        "weights, on one core: the medians of {rounds} processes each.",
    ),
)

# %% Is it here?
try:
    place = book.dataset(CHECKPOINT)
    if place is None:
        raise missing("its weights")
    network = Pretrained(book.input(place.path))
except PlainError as problem:
    network = None
    print(f"not run: {problem}")
book.fact("run", "run" if network else "not run", label="wav2vec2 here")


# %% Ask it
def heard(path):
    """Return what the article's model hears in a clip of a second."""
    import librosa

    samples, _ = librosa.load(path, sr=SAMPLE_RATE)
    return best(network.probabilities(samples[None]), network.labels)


if network:
    for file in sys.argv[1:]:
        answer = heard(file)
        print(f"{file}: {answer.word} {answer.confidence:.0%}")

# %% The same clips for both
EACH = 3  # clips of each class, the first by name
# Those of the test, where they are; neither network has learnt from them.
FOLDERS = ("test-official-half", "test-official", "")


def clips():
    """Return clips with their classes."""
    found = book.dataset("speech-commands")
    for folder in FOLDERS:
        listed = [
            (label, path)
            for label in LABELS
            for ending in ("*.flac", "*.wav")
            for path in book.listing(found.path / folder / label, ending)[
                :EACH
            ]
        ]
        if listed:
            return [(label, book.input(path)) for label, path in listed]
    raise FileNotFoundError(f"no clips below {found.path}")


if network:
    tried = clips()
    began = time.perf_counter()
    theirs = [heard(path).word == label for label, path in tried]
    seconds = time.perf_counter() - began
    facts = book.input("models/spotter/facts.json")
    labels = json.loads(facts.read_text(encoding="utf-8"))["labels"]
    runner = LiteRTRunner(book.input("models/spotter/spotter.tflite"))
    ours = [
        hear([read_audio(path)], runner, labels).word == label
        for label, path in tried
    ]
    book.fact("clips", len(tried), label="clips for both")
    book.fact("right", sum(theirs), label="right answers of wav2vec2")
    book.fact("spotter_right", sum(ours), label="right answers of spotter")
    book.measured(
        "here", 1000 * seconds / len(tried), label="for a clip", unit="ms"
    )
    print(f"wav2vec2: {sum(theirs)} of {len(tried)}, spotter: {sum(ours)}")
