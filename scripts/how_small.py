"""How small a network that hears ten words can get

The same network in several widths, trained alike. A narrow one hears less
well; from some width on, a wider one hears hardly better. Both are
measured, and so is what rounding to whole numbers costs at each width.
"""

# %% The run
import json
from pathlib import Path

from firststeps import book
from firststeps.figures.description import Axis, Chart, Curve, Note, Points

import numpy as np

RUN = Path("models/widths/facts.json")
card = json.loads(book.input(RUN).read_text(encoding="utf-8"))
rows = sorted(card["rows"], key=lambda row: row["width"])


def recorded(name, value, label, unit=""):
    """Record a value that comes from the run, and return it."""
    return book.recorded(name, value, run=RUN, label=label, unit=unit)


def column(name, factor=1):
    """Return one number of each row."""
    return np.array([factor * row[name] for row in rows])


print(card["command"], "on", card["date"])
recorded("networks", len(rows), "networks trained")
recorded("epochs", card["recipe"]["epochs"], "epochs of each")
minutes = float(column("seconds").sum()) / 60
recorded("minutes", minutes, "training of all of them", "minutes")

# %% What each width gives
widths = recorded("widths", column("width"), "channels")
parameters = recorded("parameters", column("parameters"), "parameters")
recorded("macs", column("macs"), "multiplications a second of sound")
recorded("bytes", column("bytes"), "int8 files", "bytes")
accuracy = recorded(
    "accuracy", column("accuracy", 100), "right on validation, float", "%"
)
rounded = recorded(
    "int8", column("int8_accuracy", 100), "right on validation, int8", "%"
)
for row in rows:
    print(
        f"width {row['width']:2}: {row['parameters']:6,} parameters, "
        f"{row['bytes']:6,} bytes, float {row['accuracy']:.1%}, "
        f"int8 {row['int8_accuracy']:.1%}"
    )
book.table(
    "sweep",
    {
        "width": widths,
        "parameters": parameters,
        "multiplications": column("macs"),
        "bytes, rounded": column("bytes"),
        "right, %": accuracy,
        "right, rounded, %": rounded,
    },
    formats={
        "parameters": ",",
        "multiplications": ",",
        "bytes, rounded": ",",
        "right, %": ".1f",
        "right, rounded, %": ".1f",
    },
)

# %% The knee
# The narrowest network that is within a point of the best one.
NEAR = 1.0
knee = int(np.flatnonzero(accuracy >= accuracy.max() - NEAR)[0])
times = parameters[-1] / parameters[knee]
book.fact("near", NEAR, label="what counts as near", unit="points")
recorded("knee_width", widths[knee], "narrowest width near the best")
recorded("knee_parameters", parameters[knee], "its parameters")
recorded("knee_bytes", column("bytes")[knee], "its int8 file", "bytes")
recorded("knee_accuracy", accuracy[knee], "right, at that width", "%")
recorded("knee_times", times, "times as many parameters, in the widest")
recorded("best", accuracy.max(), "right, at the best width", "%")
recorded("least", accuracy[0], "right, at the narrowest width", "%")
print(f"within {NEAR:g} point of the best from width {widths[knee]} on")

# What a doubling of the parameters brings, between neighbours.
doublings = np.diff(np.log2(parameters))
gains = np.diff(accuracy) / doublings
recorded("first_gain", gains[0], "gain of a doubling, at the low end")
recorded("last_gain", gains[-1], "gain of a doubling, at the high end")
recorded(
    "returns",
    "diminish" if gains[-1] < gains[0] / 2 else "do not diminish",
    "whether the last doubling brings less than half of the first",
)
recorded(
    "rise",
    "each" if (np.diff(accuracy) > 0).all() else "not each",
    "whether each step up hears better",
)
print(f"a doubling brings {gains[0]:+.1f} points, then {gains[-1]:+.1f}")

# %% What rounding costs
cost = accuracy - rounded
worst = int(cost.argmax())
recorded("cost", cost, "points that rounding costs, by width")
recorded("worst_cost", cost[worst], "points that it costs at most")
recorded("worst_width", widths[worst], "the width where it does")
recorded(
    "rounding",
    "little" if np.abs(cost).max() < NEAR else "much",
    "whether rounding changes less than a point at every width",
)
print(f"rounding costs at most {cost[worst]:.2f} points")

# %% The sweep, drawn
across = parameters.astype(float)
book.figure(
    "sweep_drawn",
    Chart(
        title="How small can it get?",
        x_axis=Axis("parameters", scale="log"),
        y_axis=Axis("right answers in %"),
        layers=(
            Curve("as trained", across, accuracy, tone="truth"),
            Points("rounded", across, rounded, tone="guess", marker="ring"),
        ),
        notes=(
            Note(
                across[knee],
                accuracy[knee],
                "{knee_width} channels",
                align="right",
            ),
        ),
        caption="Right answers on validation clips, as the mean over "
        "twelve classes. With {knee_parameters:,} parameters the network "
        "comes within {near:g} point of the best of the {networks}.",
    ),
)
