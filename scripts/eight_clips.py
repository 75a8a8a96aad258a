"""Eight clips, eight right

The article tries its model on clips of yes and no, and all of them are
heard. Our spotter gets such a trial: eight clips that it has learnt from.
Beside it stands what it does with voices that it has never met, and what
eight right answers out of eight can prove.

Name sound files of your own to hear what the spotter makes of them, and to
which part of Speech Commands their names belong:
python scripts/eight_clips.py yes/*.wav
"""

# %% The trial
import json
import sys
from math import comb
from pathlib import Path

from firststeps import book
from firststeps.audio import read_audio
from firststeps.audio.mel import clip_log_mel
from firststeps.figures.description import Axis, Chart, Curve, Note
from firststeps.keywords.chosen import word_files
from firststeps.keywords.clips import clip_named, split_of
from firststeps.keywords.dataset import SpeechCommands, log_mels_of
from firststeps.keywords.inputs import quantised, scaled, thinned
from firststeps.keywords.runtime import LiteRTRunner
from firststeps.keywords.scores import wilson_interval

import numpy as np
from scipy.stats import binomtest

MODEL = "spotter"
WORDS = ("yes", "no")
EACH = 4  # clips of each word; the article does not say which it took
CLIPS = EACH * len(WORDS)

book.given(
    "reported",
    100,
    source="First steps with machine learning, “Using Pre-trained Hugging "
    "Face Models”: “When tested on our yes/no samples, this model achieved "
    "100% accuracy”",
    label="accuracy that the article reports for its clips",
    unit="%",
)
book.given(
    "training_share",
    80,
    source="Pete Warden, “Speech Commands” (2018), section 7: a tenth of "
    "the speakers for validation, a tenth for testing",
    label="part of the speakers that is for training",
    unit="%",
)
book.fact("clips", CLIPS, label="clips in a trial")
book.fact("each", EACH, label="clips of each word in a trial")

test_path = Path(f"models/{MODEL}/test.json")
model_path = Path(f"models/{MODEL}/{MODEL}.tflite")
test = json.loads(book.input(test_path).read_text(encoding="utf-8"))
labels = test["labels"]
runner = LiteRTRunner(book.input(model_path))


def heard(features):
    """Return the words that the model hears in (n, 98, 40) and how sure."""
    inputs = quantised(scaled(thinned(features, runner.frames)))
    probabilities = runner.probabilities(inputs)
    words = np.array(labels)[probabilities.argmax(1)]
    return words, 100 * probabilities.max(1)


# %% Clips at hand
# Pictures of sounds, where the data have them: the model has learnt from
# these very pictures. The samples of the book are other voices, and the
# model has learnt from none of them.
found = book.dataset("speech-commands")
zips = book.listing(found.path, "logmel-*.zip")
pictures = tuple(book.input(path) for path in zips)


def clips_of(part):
    """Return the clips of yes and no in a part of Speech Commands."""
    if pictures:
        data = SpeechCommands(pictures[0].parent, (), pictures, None)
        return list(data.picture_clips(part, WORDS))
    paths = {
        word: book.listing(*word_files(found.path, word)) for word in WORDS
    }
    return [
        clip_named(word, path.stem, book.input(path))
        for word in WORDS
        for path in paths[word]
        if split_of(path.stem) == part
    ]


book.fact("source", found.source, label="where the clips come from")
known = book.fact(
    "known",
    "not at hand" if found.source == "embedded" else "at hand",
    label="clips that the model has learnt from",
)
print(f"Clips that the model has learnt from are {known}.")
parts = {"training": [], "validation": []}
if known == "at hand":
    parts = {part: clips_of(part) for part in parts}

# %% The first eight, and all others
said = {"training": "learnt", "validation": "new"}
for part, clips in parts.items():
    if not clips:
        continue
    words, sure = heard(log_mels_of(clips).features)
    spoken = np.array([clip.word for clip in clips])
    right = words == spoken
    counts = [
        (int(right[spoken == w].sum()), int((spoken == w).sum()))
        for w in WORDS
    ]
    # Of all ways to draw so many clips of each word, the share in which
    # every one is heard.
    share = np.prod([comb(r, EACH) / comb(n, EACH) for r, n in counts])
    key = said[part]
    print(f"{part}: {right.sum()} of {len(right)} right")
    print(f"  drawn {CLIPS} at a time, all right in {100 * share:.1f} %")
    book.fact(f"{key}_clips", len(right), label=f"clips, {part}")
    book.fact(
        f"{key}_accuracy",
        100 * right.mean(),
        label=f"right among the clips of yes and no, {part}",
        unit="%",
        tolerance=0.1,
    )
    book.fact(
        f"{key}_all",
        100 * share,
        label=f"chance that all of a trial are right, {part}",
        unit="%",
        tolerance=1,
    )
    if part == "training":
        first = np.concatenate(
            [np.flatnonzero(spoken == w)[:EACH] for w in WORDS]
        )
        book.fact(
            "first_right",
            int(right[first].sum()),
            label="right among the first clips of each word",
        )
        book.fact(
            "least_sure",
            float(sure[first].min()),
            label="lowest confidence among them",
            unit="%",
            tolerance=1,
        )
        book.table(
            "first",
            {
                "clip": [clips[i].id for i in first],
                "part": [clips[i].split for i in first],
                "heard": words[first],
                "confidence, %": sure[first],
            },
            formats={"confidence, %": ".1f"},
        )
        for i in first:
            print(f"  {clips[i].id:24} {words[i]:5} {sure[i]:.1f} %")

# %% Voices that it has never met
table = np.array(test["confusion"])  # rows: what was said
rows = [labels.index(word) for word in WORDS]
right, tried = int(table[rows, rows].sum()), int(table[rows].sum())
low, high = (100 * share for share in test["interval"])
accuracy = 100 * test["accuracy"]
print(f"{table.sum():,} test clips: {accuracy:.2f} % right")
print(f"95 % interval: {low:.1f} to {high:.1f} %")


def recorded(name, value, label, unit="%"):
    """Record a value of the one test that the model has had."""
    book.recorded(
        name, value, run=test_path, of=model_path, label=label, unit=unit
    )


recorded("held_out_clips", int(table.sum()), "official test clips", "")
recorded("held_out", accuracy, "right on the official test clips")
recorded("held_out_interval", [low, high], "95 % interval of that")
recorded("words_clips", tried, "test clips of yes and no", "")
recorded("words", 100 * right / tried, "right on those of yes and no")
interval = [100 * share for share in wilson_interval(right, tried)]
recorded("words_interval", interval, "95 % interval of that")

# %% What eight out of eight can prove
# The exact interval of Clopper and Pearson: a model that is worse than its
# lower end hears all eight in one trial out of forty at most.
exact = binomtest(CLIPS, CLIPS).proportion_ci(method="exact")
lowest = 100 * exact.low
rare = 100 * exact.low**CLIPS
MIDDLING = 0.9
lucky = MIDDLING**CLIPS
print(f"all {CLIPS} right: true accuracy above {lowest:.1f} %, at 95 %")
print(
    f"a model of {100 * MIDDLING:.0f} %: all right in {100 * lucky:.1f} %"
)
book.fact(
    "lowest",
    lowest,
    label="lower end of the 95 % interval after all of a trial right",
    unit="%",
)
book.fact(
    "rare",
    rare,
    label="chance that a model at that lower end gets all of a trial right",
    unit="%",
    tolerance=0.01,
)
book.fact(
    "wilson",
    100 * wilson_interval(CLIPS, CLIPS)[0],
    label="the same by Wilson's formula",
    unit="%",
)
book.fact("middling", 100 * MIDDLING, label="a middling model", unit="%")
book.fact(
    "lucky",
    100 * lucky,
    label="chance that a middling model gets all of a trial right",
    unit="%",
)
shares = np.linspace(0.5, 1, 101)
book.figure(
    "proof",
    Chart(
        title="How easy it is to get all {clips} right",
        x_axis=Axis("true accuracy in %"),
        y_axis=Axis("trials with all right, in %", limits=(0, 100)),
        layers=(
            Curve(
                "all {clips} right",
                100 * shares,
                100 * shares**CLIPS,
                tone="guess",
            ),
        ),
        notes=(
            Note(
                100 * MIDDLING,
                100 * lucky,
                "{middling:g} % right: {lucky:.0f} %",
                "right",
            ),
            Note(lowest, rare, "{lowest:.0f} % right: {rare:g} %", "right"),
        ),
        caption="A model that errs in one answer of ten still gets all "
        "{clips} clips right in {lucky:.0f} % of the trials. Only below "
        "{lowest:.1f} % does that become a rare piece of luck.",
    ),
)

# %% Clips of yours
for name in sys.argv[1:]:
    path = Path(name)
    if path.suffix.lower() in (".wav", ".flac", ".ogg"):
        words, sure = heard(clip_log_mel(read_audio(path))[np.newaxis])
        part = split_of(path.stem) if "_nohash_" in path.stem else "none"
        print(f"{path.name}: {part} part, {words[0]} {sure[0]:.1f} %")
