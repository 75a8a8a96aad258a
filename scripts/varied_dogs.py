"""Varied pictures keep a network from learning by heart

Three starts, each trained twice on the same photographs: as they are, and
varied anew in each epoch. As they are, the network learns them by heart:
on others it gets worse while it still gets better on them. Varied, it finds
more dogs and takes fewer things for one.
"""

# %% Six runs
import csv
import json
from collections import defaultdict
from pathlib import Path

from firststeps import book
from firststeps.figures.description import (
    Axis,
    Chart,
    Curve,
    Panels,
    Points,
)
from firststeps.files import load_arrays
from firststeps.keywords.scores import wilson_interval

import numpy as np

FOLDER = Path("models/dogs")
CARD, SCORES = FOLDER / "facts.json", FOLDER / "scores.npz"
facts = json.loads(book.input(CARD).read_text(encoding="utf-8"))
scores = load_arrays(book.input(SCORES))
KINDS = ("plain", "varied")


def recorded(name, value, label, unit="", of=None):
    """Record a value of the runs."""
    book.recorded(name, value, run=CARD, of=of, label=label, unit=unit)


logs = defaultdict(list)
for line in csv.DictReader(book.input(FOLDER / "log.csv").open()):
    logs[line["run"]].append(line)


def column(run, name):
    """Return a column of the log of a run, a number for each epoch."""
    return np.array([float(line[name]) for line in logs[run]])


runs = {
    kind: [r for r in facts["runs"] if r["name"].startswith(kind)]
    for kind in KINDS
}
recorded("parameters", facts["parameters"], "weights and biases")
recorded("epochs", facts["recipe"]["epochs"], "epochs of a run")
recorded("starts", len(runs["plain"]), "starts")
for part in ("training", "validation", "test"):
    recorded(part, facts["images"][part], f"{part} images")
    recorded(f"{part}_dogs", facts["dogs"][part], "of them dogs")
none = 100 * (1 - facts["dogs"]["test"] / facts["images"]["test"])
recorded("none", none, "right by never saying dog", "%")
for kind in KINDS:
    minutes = np.mean([run["seconds"] for run in runs[kind]]) / 60
    recorded(f"{kind}_minutes", float(minutes), f"training, {kind}", "min")
print(f"{facts['parameters']:,} parameters, {len(logs)} runs")

# %% By heart
print("run        loss: known    new      gap  right: known    new")
gaps = {}
for name in logs:
    loss = [
        column(name, f"{part}_loss")[-1]
        for part in ("training", "validation")
    ]
    right = [
        100 * column(name, f"{part}_accuracy")[-1]
        for part in ("training", "validation")
    ]
    gaps[name] = loss[1] - loss[0]
    print(
        f"{name:9} {loss[0]:12.3f} {loss[1]:6.3f} {gaps[name]:8.3f}"
        f" {right[0]:11.1f} % {right[1]:5.1f} %"
    )
for kind in KINDS:
    names = [run["name"] for run in runs[kind]]
    for part in ("training", "validation"):
        last = [column(name, f"{part}_loss")[-1] for name in names]
        recorded(
            f"{kind}_{part}_loss", float(np.mean(last)), f"{part} loss"
        )
        share = [
            100 * column(name, f"{part}_accuracy")[-1] for name in names
        ]
        recorded(
            f"{kind}_{part}_right", float(np.mean(share)), "right", "%"
        )
    mean = float(np.mean([gaps[name] for name in names]))
    recorded(f"{kind}_gap", mean, "validation loss less training loss")
lowest = [
    column(run["name"], "validation_loss").argmin() + 1
    for run in runs["plain"]
]
recorded("turning", int(np.median(lowest)), "epoch of the lowest loss")
narrower = all(
    gaps[f"varied-{seed}"] < gaps[f"plain-{seed}"] for seed in facts["seed"]
)
recorded("narrower", "narrower" if narrower else "mixed", "the gap")


def mean_curve(kind, part):
    """Return a loss by epoch, the mean of the starts."""
    return np.mean(
        [column(run["name"], f"{part}_loss") for run in runs[kind]], axis=0
    )


epochs = np.arange(1.0, facts["recipe"]["epochs"] + 1)
TITLES = {"plain": "As they are", "varied": "Varied"}
book.figure(
    "curves",
    Panels(
        title="Known photographs and others",
        charts=tuple(
            Chart(
                title=TITLES[kind],
                x_axis=Axis("epoch"),
                y_axis=Axis("loss", limits=(0, 0.4)),
                layers=(
                    Curve(
                        "known",
                        epochs,
                        mean_curve(kind, "training"),
                        tone="guess",
                    ),
                    Curve(
                        "others",
                        epochs,
                        mean_curve(kind, "validation"),
                        tone="truth",
                    ),
                ),
            )
            for kind in KINDS
        ),
        caption="The loss on training photographs and on others, the mean "
        "of {starts} starts. Both are judged on photographs as they are.",
        share_y=True,
    ),
)

# %% Found, and rightly so
rows = []
for kind in KINDS:
    for run in runs[kind]:
        test = run["test"]
        dogs, said = (
            test["found"] + test["missed"],
            test["found"] + test["mistaken"],
        )
        rows.append(
            {
                "run": run["name"],
                "accuracy": (
                    test["found"] + test["passed"],
                    sum(test.values()),
                ),
                "recall": (test["found"], dogs),
                "precision": (test["found"], said),
                "seconds": run["seconds"],
            }
        )
for row in rows:
    shares = [
        f"{row[name][0] / row[name][1]:.1%}"
        for name in ("accuracy", "recall", "precision")
    ]
    right, recall, precision = shares
    print(f"{row['run']:9} {right} right, recall {recall}, ", end="")
    print(f"precision {precision}")


def share(pair):
    """Return a share and its interval, short enough for a telephone."""
    low, high = (100 * end for end in wilson_interval(*pair))
    unbroken = "\u2060–\u2060"  # a dash at which no line ends
    return f"{100 * pair[0] / pair[1]:.0f} ({low:.0f}{unbroken}{high:.0f})"


accuracies = [
    f"{100 * row['accuracy'][0] / row['accuracy'][1]:.1f}" for row in rows
]
book.table(
    "test",
    {
        "run": [row["run"] for row in rows],
        "right, %": accuracies,
        "recall, %": [share(row["recall"]) for row in rows],
        "precision, %": [share(row["precision"]) for row in rows],
        "s": [round(row["seconds"]) for row in rows],
    },
)
for kind in KINDS:
    mine = [row for row in rows if row["run"].startswith(kind)]
    for name in ("accuracy", "recall", "precision"):
        mean = float(
            np.mean([100 * row[name][0] / row[name][1] for row in mine])
        )
        recorded(f"{kind}_{name}", mean, f"{name}, mean", "%")


def f1(counts):
    """Return the harmonic mean of precision and recall."""
    return (
        2
        * counts["found"]
        / (2 * counts["found"] + counts["missed"] + counts["mistaken"])
    )


worst = min(f1(run["test"]) for run in runs["varied"])
best = max(f1(run["test"]) for run in runs["plain"])
recorded("better", "better" if worst > best else "mixed", "varied runs")
recorded("chosen", facts["chosen"], "the run that is kept")

# %% One network, many thresholds
kept = next(run for run in facts["runs"] if run["name"] == facts["chosen"])
found = scores[f"{kept['name']}-validation"].astype(float)
dog = scores["validation"]
levels = np.linspace(0.02, 0.98, 97)
recall, precision = (
    np.array(
        [
            100 * (dog & (found > level)).sum() / total
            for level, total in pairs
        ]
    )
    for pairs in (
        [(level, dog.sum()) for level in levels],
        [(level, (found > level).sum()) for level in levels],
    )
)
here = kept["validation"]
point = (
    100 * here["found"] / (here["found"] + here["missed"]),
    100 * here["found"] / (here["found"] + here["mistaken"]),
)
recorded("threshold", kept["threshold"], "the threshold", of=SCORES)
half = int(np.abs(levels - 0.5).argmin())
recorded("half_recall", recall[half], "recall at one half", "%", of=SCORES)
recorded(
    "half_precision", precision[half], "precision there", "%", of=SCORES
)
recorded(
    "point_recall", point[0], "recall at the threshold", "%", of=SCORES
)
recorded("point_precision", point[1], "precision there", "%", of=SCORES)
book.figure(
    "trade",
    Chart(
        title="More found, fewer of them dogs",
        x_axis=Axis("recall in %", limits=(0, 100)),
        y_axis=Axis("precision in %", limits=(0, 100)),
        layers=(
            Curve("every threshold", recall, precision, tone="truth"),
            Points(
                "chosen",
                np.array([point[0]]),
                np.array([point[1]]),
                tone="guess",
            ),
        ),
        caption="Validation photographs, {chosen}. A high threshold is at "
        "the left, a low one at the right.",
    ),
)
