"""What an hour of training buys

After each epoch a model was tried on voices that it doesn't learn from.
Most of what it ever learns it learns in its first minutes. The rest takes
most of the run.
"""

# %% Four logs
import json

from firststeps import book
from firststeps.figures.description import Axis, Chart, Curve, Panels
from firststeps.keywords.published import MODELS, read_log

import numpy as np

logs = {}
for name in MODELS:
    logs[name] = read_log(book.input(f"models/{name}/log.csv"))
    log = logs[name]
    print(
        f"{name:13} {len(log.loss):3} epochs, {log.minutes[-1]:5.0f} min, "
        f"{100 * log.accuracy[-1]:.2f} % of new clips right"
    )


# %% The runs in numbers
def recorded(name, model, value, label, unit=""):
    """Record a value from the log of a model."""
    book.recorded(
        name,
        value,
        run=f"models/{model}/facts.json",
        of=f"models/{model}/{model}.tflite",
        label=label,
        unit=unit,
    )


for name, log in logs.items():
    key = name.replace("-", "_")
    facts = book.input(f"models/{name}/facts.json")
    card = json.loads(facts.read_text(encoding="utf-8"))
    recorded(f"{key}_epochs", name, len(log.loss), f"epochs of {name}")
    minutes = float(log.minutes[-1])
    recorded(f"{key}_minutes", name, minutes, f"training of {name}", "min")
    right = 100 * log.accuracy
    recorded(f"{key}_first", name, right[0], "right after one epoch", "%")
    recorded(f"{key}_last", name, right[-1], "right at the end", "%")
    clips = card["training_clips"]
    recorded(f"{key}_clips", name, clips, "training clips at hand")
    parameters = card["parameters"]
    recorded(f"{key}_parameters", name, parameters, f"parameters of {name}")

recipes = {}
for name in ("spotter", "teacher"):
    facts = book.input(f"models/{name}/facts.json")
    recipes[name] = json.loads(facts.read_text(encoding="utf-8"))["recipe"]
recipe = recipes["spotter"]
share = 100 * recipe["distilled"]
recorded("distilled", "spotter", share, "of what it is to say", "%")
for key, name in (("smoothed", "spotter"), ("teacher_smoothed", "teacher")):
    smoothed = 100 * recipes[name]["label_smoothing"]
    recorded(key, name, smoothed, "of a label given to all", "%")
recorded("kept", "spotter", recipe["averaging"], "kept of the average")

# %% What the minutes bought
BUDGETS = (10, 30, 60, 120)  # minutes
book.fact("budgets", BUDGETS, label="minutes after which to look")


def after(log, minutes):
    """Return the share right by then in words, a dash before the first."""
    accuracy = log.after(minutes)
    return "–" if accuracy is None else f"{100 * accuracy:.1f}"


print("minutes      " + "".join(f"{minutes:7}" for minutes in BUDGETS))
for name, log in logs.items():
    shares = "".join(f"{after(log, minutes):>7}" for minutes in BUDGETS)
    print(f"{name:13}{shares}")
book.table(
    "bought",
    {"minutes": BUDGETS}
    | {
        f"{name}, %": [after(log, minutes) for minutes in BUDGETS]
        for name, log in logs.items()
    },
)

# %% The last quarter
LITTLE = 0.05  # points; less would be shown as nothing
log = logs["spotter"]
quarter = len(log.loss) * 3 // 4
gained = 100 * float(log.accuracy[-1] - log.accuracy[quarter - 1])
recorded("late", "spotter", gained, "gained in the last quarter", "%")
best = int(log.accuracy.argmax()) + 1
recorded("best", "spotter", best, "epoch with the highest accuracy")
book.fact(
    "still",
    "gained" if gained >= LITTLE else "not gained",
    label="whether the last quarter of the epochs brought anything",
)
print(f"The last quarter of the epochs: {gained:+.2f} points")
print(f"Most right: after epoch {best} of {len(log.loss)}")


# %% One run, drawn
def panel(title, unit, values, tone, scale="linear"):
    """Return a chart of a column of the spotter's log."""
    epochs = np.arange(1.0, len(values) + 1)
    curve = Curve("", epochs, values, tone=tone)
    return Chart(title, Axis("epoch"), Axis(unit, scale), (curve,))


wrong = {name: 100 * (1 - log.accuracy) for name, log in logs.items()}
book.figure(
    "spotter",
    Panels(
        title="A network learns to hear",
        charts=(
            panel("On varied training clips", "loss", log.loss, "guess"),
            panel("On new voices", "wrong in %", wrong["spotter"], "truth"),
            panel("How far a step goes", "rate", log.rate, "muted"),
        ),
        caption="The training of the spotter, {spotter_epochs} epochs in "
        "{spotter_minutes:.0f} minutes. The learning rate rises, then "
        "falls to nearly zero.",
    ),
)

# %% Four runs, drawn
TONES = ("muted", "truth", "second", "guess")
book.figure(
    "runs",
    Chart(
        title="Wrong answers, minute by minute",
        x_axis=Axis("minutes of training", "log"),
        y_axis=Axis("wrong answers on new voices in %", "log"),
        layers=tuple(
            Curve(name, logs[name].minutes, wrong[name], tone=tone)
            for name, tone in zip(MODELS, TONES, strict=True)
        ),
        caption="Both axes are logarithmic: each tenfold takes the same "
        "room. The teacher, the spotter and the small spotter tell twelve "
        "classes apart, micro four.",
    ),
)
