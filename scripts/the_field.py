"""Our models beside those of others

Published models of the same task, on the same test set, by how many
parameters they have and how many clips they get right. Their numbers are
quoted, ours were recorded. A number from another test has no place among
them, however high it is.
"""

# %% What others published
import json
from importlib.util import find_spec

from firststeps import book
from firststeps.audio import micro_features, read_audio
from firststeps.audio.oracle import WORDS, MicroSpeech
from firststeps.audio.samples import SAMPLE_RATE
from firststeps.figures.description import (
    Axis,
    Chart,
    Curve,
    Note,
    Points,
)
from firststeps.keywords.scores import wilson_interval

import numpy as np

KIM = "Kim and others, Interspeech 2021, arXiv:2106.04140"
SVIRSKY = "Svirsky and others, Interspeech 2024, arXiv:2406.06634"
RYBAKOV = "Rybakov and others, Interspeech 2020, kws_streaming/README.md"
BANBURY = "Banbury and others, NeurIPS 2021, and mlcommons/tiny"
PUBLISHED = {  # key: name, accuracy in %, parameters, source
    "sparknet_a": ("SparkNet 16", 95.7, 4_636, SVIRSKY),
    "sparknet_b": ("SparkNet 32", 97.0, 11_500, SVIRSKY),
    "bcresnet_a": ("BC-ResNet-1", 96.9, 9_232, KIM),
    "bcresnet_b": ("BC-ResNet-2", 97.8, 27_300, KIM),
    "bcresnet_c": ("BC-ResNet-3", 98.2, 54_200, KIM),
    "bcresnet_d": ("BC-ResNet-8", 98.7, 321_000, KIM),
    "ds_tc_resnet": ("ds_tc_resnet", 98.0, 75_000, RYBAKOV),
}
for key, (name, accuracy, parameters, source) in PUBLISHED.items():
    book.given(f"{key}_name", name, source=source, label="model")
    book.given(
        f"{key}_right", accuracy, source=source, label="right", unit="%"
    )
    book.given(f"{key}_size", parameters, source=source, label="parameters")
    print(f"{name:13} {parameters:8,} parameters, {accuracy:.1f} %")

# The reference network of MLPerf Tiny lies far below them.
SMALL = {"right": 92, "size": 23_756, "bytes": 53_936}
for key, value in SMALL.items():
    book.given(f"ds_cnn_{key}", value, source=BANBURY, label=key)

# %% Ours
OURS = ("spotter", "spotter-small")  # those of twelve classes


def read(name, part):
    """Return a file of JSON of a model."""
    path = book.input(f"models/{name}/{part}.json")
    return json.loads(path.read_text(encoding="utf-8"))


def recorded(part, name, value, label, unit=""):
    """Record a value that a file of a model holds: facts or test."""
    model = part.partition("/")[0]
    book.recorded(
        name,
        value,
        run=f"models/{part}.json",
        of=f"models/{model}/{model}.tflite",
        label=label,
        unit=unit,
    )


ours = {}
for name in (*OURS, "micro"):
    key = name.replace("-", "_")
    facts, test = read(name, "facts"), read(name, "test")
    right = 100 * test["accuracy"]
    ends = [100 * end for end in test["interval"]]
    size = facts["parameters"]
    ours[name] = right, ends, size
    run, trial = f"{name}/facts", f"{name}/test"
    recorded(trial, f"{key}_right", right, f"{name}: right", "%")
    recorded(trial, f"{key}_ends", ends, f"{name}: interval", "%")
    recorded(trial, f"{key}_clips", test["clips"], "clips tried")
    recorded(run, f"{key}_size", size, f"{name}: parameters")
    recorded(run, f"{key}_bytes", facts["bytes"], f"{name}: file", "B")
    recorded(run, f"{key}_macs", facts["macs"], "multiplications")
    print(f"{name:13} {size:8,} parameters, {right:.2f} %", end=", ")
    print(f"between {ends[0]:.1f} and {ends[1]:.1f}")


# %% Who is ahead
def names(models):
    """Return models as a list in words."""
    return ", ".join(PUBLISHED[key][0] for key in models) or "none"


for name in OURS:
    right, ends, size = ours[name]
    key = name.replace("-", "_")
    behind = [
        k for k, p in PUBLISHED.items() if p[2] > size and p[1] < right
    ]
    ahead = [
        k for k, p in PUBLISHED.items() if p[2] <= size and p[1] >= right
    ]
    near = [k for k, p in PUBLISHED.items() if ends[0] <= p[1] <= ends[1]]
    book.fact(f"{key}_behind", names(behind), label="larger, fewer right")
    book.fact(
        f"{key}_ahead", names(ahead), label="not larger, as many right"
    )
    book.fact(
        f"{key}_near", names(near), label="within the interval of ours"
    )
    print(f"{name}: larger and less right: {names(behind)}")
    print(f"{name}: not larger and at least as right: {names(ahead)}")
    print(f"{name}: within its interval: {names(near)}")

# %% The field, drawn
published = np.array([model[1:3] for model in PUBLISHED.values()])
mine = np.array([(ours[name][0], ours[name][2]) for name in OURS])
book.figure(
    "field",
    Chart(
        title="Right answers and parameters",
        x_axis=Axis("parameters", "log", limits=(3e3, 4e5)),
        y_axis=Axis("right in %"),
        layers=(
            *(
                Curve(
                    "interval of ours",
                    np.array([ours[name][2]] * 2, dtype=np.float64),
                    np.array(ours[name][1]),
                    tone="truth",
                )
                for name in OURS
            ),
            Points("ours, tested", mine[:, 1], mine[:, 0], tone="truth"),
            Points(
                "as published",
                published[:, 1],
                published[:, 0],
                tone="muted",
                marker="ring",
            ),
        ),
        notes=(
            *(
                Note(
                    float(size),
                    right,
                    f"{{{key}_name}}",
                    align="right" if source == KIM else "left",
                )
                for key, (_, right, size, source) in PUBLISHED.items()
            ),
            *(
                Note(float(ours[name][2]), ours[name][0], name)
                for name in OURS
            ),
        ),
        caption="Twelve classes, the official test set of Speech Commands. "
        "Ours were tried on {spotter_clips:,} of its clips, those of half "
        "of its speakers.",
    ),
)

# %% Beside TensorFlow's Micro Speech
MICRO = "tflite-micro, examples/micro_speech: file and stated arena"
THEIRS = {"bytes": 18_800, "arena": 7_584}
for key, size in THEIRS.items():
    book.given(f"theirs_{key}", size, source=MICRO, label=key, unit="B")
arena = read("micro", "test")["arena_bytes"]
recorded("micro/test", "micro_arena", arena, "arena of micro", "B")
ours_bytes = read("micro", "facts")["bytes"]
smaller = ours_bytes <= THEIRS["bytes"] and arena <= THEIRS["arena"]
book.fact(
    "fits",
    "fits" if smaller else "does not fit",
    label="whether micro needs no more than Micro Speech",
)
print(f"micro:        {ours_bytes:,} bytes, arena {arena:,}")
print(
    f"Micro Speech: {THEIRS['bytes']:,} bytes, arena {THEIRS['arena']:,}, "
    "as published"
)

# %% The same clips for both
FOLDERS = (("test-official-half", "*.flac"), ("test-official", "*.wav"))
speech_commands = book.dataset("speech-commands")
micro_speech = book.dataset("micro-speech")
files = [
    (label, path)
    for label in WORDS
    for folder, pattern in FOLDERS
    for path in book.listing(speech_commands.path / folder / label, pattern)
]
run = micro_speech is not None and find_spec("tflite_micro") and files
book.fact("theirs", "run" if run else "not run", label="Micro Speech here")


def tried(clips):
    """Return how many clips TensorFlow's model gets right."""
    network = MicroSpeech(book.input(micro_speech.path))
    right = 0
    for label, path in clips:
        samples = np.pad(read_audio(book.input(path)), (0, SAMPLE_RATE))
        heard = network.word(micro_features(samples[:SAMPLE_RATE]))
        right += heard == label
    return right


if run:
    right, total = tried(files), len(files)
    ends = [100 * end for end in wilson_interval(right, total)]
    book.fact("theirs_clips", total, label="clips tried")
    book.fact("theirs_right", 100 * right / total, label="right", unit="%")
    book.fact("theirs_ends", ends, label="interval at 95 %", unit="%")
    print(f"Micro Speech: {right} of {total}, {100 * right / total:.2f} %")
else:
    print("Micro Speech not run: its files or the clips are not at hand.")

# %% A number from another test
CARD = "model card of anton-l/wav2vec2-base-ft-keyword-spotting"
book.given("large_right", 98.26, source=CARD, label="right", unit="%")
book.given("large_size", 94.6e6, source=CARD, label="parameters")
book.given("large_megabytes", 378, source=CARD, label="file", unit="MB")
MATCHBOX = "Majumdar and Ginsburg, Interspeech 2020, arXiv:2004.08531"
book.given(
    "matchbox_right", 97.21, source=MATCHBOX, label="right", unit="%"
)
book.given("matchbox_classes", 35, source=MATCHBOX, label="classes")
times = 378e6 / read("spotter", "facts")["bytes"]
book.fact("times", times, label="times as large as the spotter's file")
print(f"wav2vec2: 378 MB, {times:,.0f} times the spotter's file")
