"""A book of a thousand experiments is edited as quickly as a small one

A build has to find out what has changed. If it looked closely at every
experiment, each one more would make every build slower. This one asks the
file system first, and sphinx-gallery builds the same books for comparison.
"""

# %% The run
import json

from firststeps import book
from firststeps.figures.description import Axis, Chart, Curve

import numpy as np

RUN = "benchmarks/scale.json"
OF = "benchmarks/scale_books.py"
card = json.loads(book.input(RUN).read_text(encoding="utf-8"))
OURS, THEIRS = "firststeps build", "sphinx-gallery"


def recorded(name, value, label, unit=""):
    """Record a value that comes from the run, and return it."""
    return book.recorded(
        name, value, run=RUN, of=OF, label=label, unit=unit
    )


def column(tool, name):
    """Return one number of each book that a tool has built."""
    return np.array(
        [row[name] for row in card["rows"] if row["tool"] == tool]
    )


print(card["command"], "on", card["date"])
sizes = recorded("sizes", column(OURS, "experiments"), "experiments")
recorded("most", int(sizes[-1]), "experiments in the largest book")
recorded("processor", card["machine"]["processor"], "measured on")
recorded("cores", card["machine"]["cores"], "its cores")
recorded(
    "gallery_version",
    card["versions"]["sphinx-gallery"],
    "version of sphinx-gallery",
)

# %% What each book takes
LABELS = {
    "first": "first build",
    "nothing": "nothing changed",
    "one": "one script changed",
}
columns = {"experiments": sizes}
for key, tool in (("ours", OURS), ("theirs", THEIRS)):
    for name, label in LABELS.items():
        seconds = recorded(f"{key}_{name}", column(tool, name), label, "s")
        recorded(
            f"{key}_{name}_most", seconds[-1], f"{label}, largest", "s"
        )
        columns[f"{tool.split()[0]}, {label}, s"] = seconds
    memory = column(tool, "nothing_megabytes")
    recorded(f"{key}_memory", memory[-1], "memory, nothing changed", "MB")
book.table(
    "books", columns, formats=dict.fromkeys(list(columns)[1:], ".2f")
)
own = recorded("own", column(OURS, "own")[-1], "the script's own run", "s")
beside = column(OURS, "one")[-1] - own
recorded("beside", beside, "one script changed, its own run apart", "s")
for name, values in columns.items():
    print(f"{name:38}", *(f"{value:8.2f}" for value in values))
print(f"one edit among {sizes[-1]}: {beside:.1f} s beside its own run")

# %% The cost of one more
nothing, many = column(OURS, "nothing"), sizes[-1] - sizes[0]
each = 1000 * (nothing[-1] - nothing[0]) / many
recorded("each", each, "nothing changed, for each experiment more", "ms")
run = 1000 * (column(OURS, "first")[-1] - column(OURS, "first")[0]) / many
recorded("each_run", run, "first build, for each experiment more", "ms")
print(f"each experiment adds {each:.2f} ms to a build with nothing to do")

layers = []
for tool, tone in ((OURS, "guess"), (THEIRS, "second")):
    for name, dash in (("one", "solid"), ("nothing", "dashed")):
        label = f"{tool.split()[0]}, {LABELS[name]}"
        seconds = column(tool, name)
        layers.append(Curve(label, sizes, seconds, tone, dash))
book.figure(
    "books_drawn",
    Chart(
        "Building again",
        Axis("experiments", scale="log"),
        Axis("seconds", scale="log"),
        tuple(layers),
        caption="Seconds for a build when nothing, or one script, has "
        "changed, by the number of experiments in the book.",
    ),
)
