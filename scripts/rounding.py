"""What rounding to whole numbers does

The weights of a network are rounded to whole numbers of a byte each. Given
the same clips, the network gives nearly the same probabilities as before,
and nearly always the same word.
"""

# %% Two files of one network
import json

from firststeps import book
from firststeps.audio import read_audio
from firststeps.audio.mel import clip_log_mel
from firststeps.figures.description import (
    Axis,
    Bars,
    Chart,
    Curve,
    Panels,
    Points,
)
from firststeps.keywords.chosen import word_files
from firststeps.keywords.clips import WORDS
from firststeps.keywords.dataset import SpeechCommands, log_mel
from firststeps.keywords.inputs import quantised, scaled, thinned
from firststeps.keywords.labels import class_of
from firststeps.keywords.runtime import LiteRTRunner
from firststeps.keywords.weights import weights_of

import numpy as np

NAME = "spotter"
random = np.random.default_rng(book.seed(8))
paths = {
    "float": book.input(f"models/{NAME}/{NAME}-float.tflite"),
    "int8": book.input(f"models/{NAME}/{NAME}.tflite"),
}
sizes = {kind: path.stat().st_size for kind, path in paths.items()}
for kind, size in sizes.items():
    book.fact(f"{kind}_bytes", size, label=f"the {kind} file", unit="B")
    print(f"{paths[kind].name:20} {size:9,} bytes")
book.fact("smaller", sizes["float"] / sizes["int8"], label="times as large")

# %% The same weights, rounded
before, after = (weights_of(path.read_bytes()) for path in paths.values())
largest = max(range(len(after)), key=lambda n: after[n].values.size)
steps = after[largest].steps[:, np.newaxis]
exact = (before[largest].values / steps).ravel()  # in steps of the channel
whole = np.rint(after[largest].values / steps).ravel()
count = sum(layer.values.size for layer in after)
off = np.abs(exact - whole)
book.fact("weights", count, label="weights in the network")
book.fact("layer_weights", exact.size, label="weights of the largest layer")
book.fact("most", int(np.abs(whole).max()), label="largest whole number")
book.fact("off", off.max(), label="farthest from its whole number")
print(f"{count:,} weights, {exact.size:,} of them in the largest layer")
print(f"whole numbers from {whole.min():.0f} to {whole.max():.0f}")
print(f"rounded by at most {off.max():.3f} of a step")

near = np.abs(exact) < 3.5
edges = np.linspace(-128.0, 128.0, 65)
book.figure(
    "weights",
    Panels(
        title="Weights in whole numbers",
        charts=(
            Chart(
                title="The largest layer",
                x_axis=Axis("weight in steps"),
                y_axis=Axis("weights"),
                layers=(
                    Bars(
                        "",
                        edges,
                        np.histogram(whole, edges)[0].astype(np.float64),
                        tone="truth",
                    ),
                ),
            ),
            Chart(
                title="The smallest of them",
                x_axis=Axis("before, in steps"),
                y_axis=Axis("after"),
                layers=(
                    Points(
                        "",
                        exact[near][:400],
                        whole[near][:400],
                        tone="guess",
                    ),
                ),
            ),
        ),
        caption="Each channel has a step of its own, so that its largest "
        "weight becomes {most}. On the right, weights before and after: "
        "the stairs of rounding.",
    ),
)

# %% The same clips
CLIPS = 1000
found = book.dataset("speech-commands")
zips = book.listing(found.path, "logmel-*.zip")


def pictures():
    """Return features of clips drawn from the validation set."""
    named = tuple(book.input(path) for path in zips)
    data = SpeechCommands(found.path, (), named, None)
    clips = list(data.picture_clips("validation"))
    drawn = sorted(random.choice(len(clips), CLIPS, replace=False))
    chosen = [clips[number] for number in drawn]
    return [clip.word for clip in chosen], [log_mel(c) for c in chosen]


def samples():
    """Return features of all clips that come with the book."""
    clips = [
        (word, path)
        for word in WORDS
        for path in book.listing(*word_files(found.path, word))
    ]
    heard = [read_audio(book.input(path)) for _, path in clips]
    return [word for word, _ in clips], [clip_log_mel(s) for s in heard]


words, features = pictures() if zips else samples()
facts = book.input(f"models/{NAME}/facts.json")
labels = json.loads(facts.read_text(encoding="utf-8"))["labels"]
classes = np.array([class_of(word, labels) for word in words])
runners = {kind: LiteRTRunner(path) for kind, path in paths.items()}
frames = runners["int8"].frames
inputs = quantised(scaled(thinned(np.stack(features), frames)))
said = {kind: run.probabilities(inputs) for kind, run in runners.items()}

heard = {
    kind: probabilities.argmax(1) for kind, probabilities in said.items()
}
total = len(words)
same = int((heard["float"] == heard["int8"]).sum())
right = {
    kind: 100 * float((h == classes).mean()) for kind, h in heard.items()
}
change = 100 * np.abs(said["float"] - said["int8"])
book.fact(
    "source", "validation" if zips else "samples", label="which clips"
)
book.fact("clips", total, label="clips given to both")
book.fact("same", same, label="clips with the same answer", tolerance=3)
book.fact("other", total - same, label="with another answer", tolerance=3)
for kind, share in right.items():
    book.fact(
        f"{kind}_right",
        share,
        label=f"right by the {kind} file",
        unit="%",
        tolerance=0.3,
    )
mean = float(change.max(axis=1).mean())
book.fact("mean", mean, label="mean change", unit="%", tolerance=0.2)
book.fact(
    "farthest", change.max(), label="largest change", unit="%", tolerance=5
)
print(f"{total:,} clips, the same answer to {same:,}")
for kind, share in right.items():
    print(f"{kind:5} {share:.1f} % right")
print(f"probabilities move by {mean:.1f} points on average", end=", ")
print(f"at most by {change.max():.0f}")

# %% Probabilities before and after
place = np.arange(total), heard["float"]
best = {kind: 100 * said[kind][place].astype(float) for kind in paths}
MOVED = 2.0  # points of percent
moved = np.abs(best["float"] - best["int8"]) > MOVED
book.fact("moved_by", MOVED, label="change that is drawn", unit="%")
book.fact("moved", int(moved.sum()), label="clips drawn", tolerance=20)
changed = best["float"][heard["float"] != heard["int8"]]
unsure = float(changed.max()) if changed.size else 0.0
book.fact(
    "unsure",
    unsure,
    label="highest probability before, of a word that changed",
    unit="%",
    tolerance=10,
)
print(f"where the word changed, it had {unsure:.0f} % before, or less")
whole_range = np.array([0.0, 100.0])
kept = moved & (heard["float"] == heard["int8"])
book.figure(
    "answers",
    Chart(
        title="How sure, before and after",
        x_axis=Axis("probability by the float file in %"),
        y_axis=Axis("by the file of whole numbers in %"),
        layers=(
            Curve("no change", whole_range, whole_range, "muted", "dashed"),
            Points(
                "the same word",
                best["float"][kept],
                best["int8"][kept],
                tone="truth",
            ),
            *(
                (
                    Points(
                        "another word",
                        best["float"][moved & ~kept],
                        best["int8"][moved & ~kept],
                        tone="error",
                        marker="cross",
                    ),
                )
                if (moved & ~kept).any()
                else ()
            ),
        ),
        caption="The probability of the word that the float file hears, by "
        "both files. Drawn are the {moved} of {clips:,} clips for which it "
        "moves by more than {moved_by:g} points.",
    ),
)
