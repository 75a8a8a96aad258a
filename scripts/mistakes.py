"""What the spotter gets wrong, and how sure it is

The spotter was tried once on clips of people it had never heard. The words
it confuses sound alike. It is wrong more often about clips that are cut
short, and in noise; and it says how sure it is, which one can check.
"""

# %% The test
import json

from firststeps import book
from firststeps.audio import read_audio
from firststeps.audio.samples import SAMPLE_RATE
from firststeps.figures.description import (
    Axis,
    Chart,
    Curve,
    Points,
)
from firststeps.figures.fields import Band, Cells

import numpy as np

RUN, FILE = "models/spotter/test.json", "models/spotter/spotter.tflite"
test = json.loads(book.input(RUN).read_text(encoding="utf-8"))
labels = [label.strip("_") for label in test["labels"]]


def recorded(name, value, label, unit=""):
    """Record a value that the test found, and return it."""
    return book.recorded(
        name, value, run=RUN, of=FILE, label=label, unit=unit
    )


def percent(shares):
    """Return shares in percent."""
    return 100 * np.array(shares, dtype=np.float64)


clips = recorded("clips", test["clips"], "clips in the test")
accuracy = percent(test["accuracy"])
interval = percent(test["interval"])
recorded("accuracy", accuracy, "clips recognised", "%")
recorded("interval", interval, "interval of that share, at 95 %", "%")
wrong = recorded("wrong", len(test["errors"]), "clips taken for others")
print(f"{test['command']}, {test['date']}")
print(f"{clips - wrong:,} of {clips:,} right: {accuracy:.2f} %")
print(f"at 95 %, between {interval[0]:.2f} and {interval[1]:.2f} %")

# %% Against the voices that it was chosen by
path = book.input("models/spotter/facts.json")
facts = json.loads(path.read_text(encoding="utf-8"))
chosen_by = percent(facts["validation"]["int8_accuracy"])
book.recorded(
    "validation",
    chosen_by,
    run="models/spotter/facts.json",
    of=FILE,
    label="right on the validation set, by the file of whole numbers",
    unit="%",
)
if interval[1] < chosen_by:
    against = "lower"
else:
    against = "higher" if interval[0] > chosen_by else "alike"
book.fact("against", against, label="the test against the validation set")
print(f"on the validation set: {chosen_by:.2f} %")

# %% Word by word
found = [(key.strip("_"), one) for key, one in test["per_class"].items()]
found.sort(key=lambda pair: pair[1]["recall"])
words = [word for word, _ in found]
recall = percent([one["recall"] for _, one in found])
ends = percent([one["interval"] for _, one in found])
book.table(
    "words",
    {
        "class": words,
        "clips": [one["clips"] for _, one in found],
        "recognised, %": recall,
        "at least, %": ends[:, 0],
        "at most, %": ends[:, 1],
    },
    formats={
        "recognised, %": ".1f",
        "at least, %": ".1f",
        "at most, %": ".1f",
    },
)
recorded("worst", words[0], "class that is recognised least")
recorded("worst_recall", recall[0], "share of it recognised", "%")
recorded("best", words[-1], "class that is recognised most")
recorded("best_recall", recall[-1], "share of it recognised", "%")
book.fact(
    "apart",
    "apart" if ends[0, 1] < ends[-1, 0] else "not apart",
    label="whether the intervals of worst and best class lie apart",
)
for word, share, (low, high) in zip(words, recall, ends, strict=True):
    print(f"{word:8} {share:5.1f} %, between {low:5.1f} and {high:5.1f}")

# %% What is taken for what
table = np.array(test["confusion"], dtype=np.float64)
shares = 100 * table / table.sum(axis=1, keepdims=True)
np.fill_diagonal(shares, 0)
order = np.argsort(-shares, axis=None, kind="stable")[:5]
commonest = [divmod(int(place), len(labels)) for place in order]
said = [labels[row] for row, _ in commonest]
heard = [labels[column] for _, column in commonest]
recorded("common_said", said, "said, in the commonest mistakes")
recorded("common_heard", heard, "heard, in the commonest mistakes")
often = [shares[place] for place in commonest]
recorded("common_share", often, "share of the clips of that word", "%")
for place, share in zip(commonest, often, strict=True):
    row, column = (labels[number] for number in place)
    count = int(table[place])
    print(f"{row:8} heard as {column:8} {count:2} times, {share:.1f} %")
size = float(len(labels))
book.figure(
    "confusion",
    Chart(
        title="Mistakes",
        x_axis=Axis("heard", names=tuple(labels)),
        y_axis=Axis("said", names=tuple(reversed(labels))),
        layers=(
            Cells(
                "share of the clips of a row in %",
                (0.0, size),
                (0.0, size),
                np.round(shares[::-1], 2),
                0.0,
                float(shares.max()),
            ),
        ),
        caption="Each row is a class, each cell what its clips were taken "
        "for; columns have the order of the rows, from the top. Right "
        "answers, on the diagonal, are left out. Most often “{common_said"
        "[0]}” is taken for “{common_heard[0]}”: {common_share[0]:.1f} %.",
    ),
)

# %% The surest mistakes
# Those whose recordings are at hand, by how sure the model was.
SHOWN = 4
FOLDERS = (("test-official-half", "*.flac"), ("test-official", "*.wav"))
speech_commands = book.dataset("speech-commands")


def at_hand(error):
    """Return the recording of a mistake, None where it is not there."""
    stem = error["file"].rpartition("/")[2].rpartition(".")[0]
    for folder, pattern in FOLDERS:
        place = speech_commands.path / folder / error["said"]
        for path in book.listing(place, pattern):
            if path.stem == stem:
                return path
    return None


spoken = [error for error in test["errors"] if error["said"][0] != "_"]
surest = sorted(spoken, key=lambda error: -error["confidence"])[:SHOWN]
recordings = [at_hand(error) for error in surest]
hear = all(recordings)
book.fact(
    "players",
    "players" if hear else "words",
    label="whether the recordings of the mistakes are at hand",
)
recorded("sure_said", [e["said"] for e in surest], "what was said")
heard_as = [error["heard"].strip("_") for error in surest]
recorded("sure_heard", heard_as, "what was heard")
sure = percent([error["confidence"] for error in surest])
recorded("sure", sure, "probability of what was heard", "%")
for error in surest:
    print(
        f"{error['said']:6} heard as {error['heard'].strip('_'):8} "
        f"{100 * error['confidence']:.0f} % sure"
    )
for number, path in enumerate(recordings if hear else ()):
    samples = read_audio(book.input(path))
    book.audio(
        f"mistake_{'abcd'[number]}",
        samples,
        SAMPLE_RATE,
        caption=f"“{{sure_said[{number}]}}”, heard as "
        f"“{{sure_heard[{number}]}}”, {{sure[{number}]:.0f}} % sure",
        says=f"Somebody says a word, labelled {{sure_said[{number}]}}.",
    )

# %% How sure it is
calibration = test["calibration"]
bins = calibration["bins"]
claimed = percent([one["confidence"] for one in bins])
right = percent([one["accuracy"] for one in bins])
recorded(
    "calibration", percent(calibration["error"]), "mean gap of both", "%"
)
many = max(bins, key=lambda one: one["clips"])
recorded("surest_clips", many["clips"], "clips in the fullest group")
recorded("surest_from", percent(many["low"]), "where it begins", "%")
recorded(
    "surest_right", percent(many["accuracy"]), "share of it right", "%"
)
book.fact(
    "manner",
    "too modest"
    if many["accuracy"] > many["confidence"]
    else "too sure of itself",
    label="the model's opinion of its answers in the fullest group",
)
for one, claim, share in zip(bins, claimed, right, strict=True):
    print(f"says {claim:4.0f} %, is right in {share:4.0f} %", end="")
    print(f" of {one['clips']:,} clips")
diagonal = np.array([0.0, 100.0])
book.figure(
    "sureness",
    Chart(
        title="What it says and how often it is right",
        x_axis=Axis("probability that it states, in %", limits=(0, 100)),
        y_axis=Axis("right in %", limits=(0, 104)),
        layers=(
            Curve("as it should be", diagonal, diagonal, "muted", "dashed"),
            Points("the spotter", claimed, right, tone="truth"),
        ),
        caption="Answers in groups of like probability. Above the line the "
        "model is too modest, below it too sure. Groups on the left hold "
        "few clips; {surest_clips:,} of {clips:,} are in the fullest.",
    ),
)

# %% Short clips
lengths = test["lengths"]
for kind, one in lengths.items():
    recorded(f"{kind}_clips", one["clips"], f"{kind} clips")
    share = recorded(
        f"{kind}_right", percent(one["accuracy"]), f"{kind}: right", "%"
    )
    low, high = percent(one["interval"])
    recorded(f"{kind}_interval", [low, high], f"{kind}: interval", "%")
    print(f"{kind:5} {share:.1f} % of {one['clips']:,}", end=", ")
    print(f"between {low:.1f} and {high:.1f}")
full, short = (lengths[kind]["interval"] for kind in ("full", "short"))
book.fact(
    "lengths",
    "apart" if short[1] < full[0] else "not apart",
    label="whether the intervals of full and short clips lie apart",
)

# %% Noise
noise = sorted(test["noise"], key=lambda one: one["snr"])
ratio = np.array([one["snr"] for one in noise], dtype=np.float64)
heard_right = percent([one["accuracy"] for one in noise])
noise_ends = percent([one["interval"] for one in noise])
recorded("ratios", ratio, "power of the word over that of noise", "dB")
recorded("in_noise", heard_right, "right, by that ratio", "%")
for one, share in zip(noise, heard_right, strict=True):
    print(f"{one['snr']:+3} dB: {share:.1f} %")
book.figure(
    "noise",
    Chart(
        title="In noise",
        x_axis=Axis("power of the word over the noise in dB"),
        y_axis=Axis("recognised in %"),
        layers=(
            Band(
                "interval",
                ratio,
                noise_ends[:, 0],
                noise_ends[:, 1],
                tone="muted",
            ),
            Curve("recognised", ratio, heard_right, tone="truth"),
        ),
        caption="Noise was added to the clips with a word. Below zero "
        "decibels it is stronger than the word.",
    ),
)
