"""Normalising the inputs

A linear model is to tell the alcohol of a wine from its colour and from its
proline. The two are measured in units that differ a lot, and so gradient
descent on the raw numbers hardly arrives. With zero mean and unit variance
it takes a handful of epochs, to the very same model.
"""

# %% Two columns of a table
from firststeps import book
from firststeps.figures.description import (
    Axis,
    Chart,
    Curve,
    Panels,
    Points,
    Steps,
    Surface,
)
from firststeps.learning.features import (
    LinearDescent,
    Scaling,
    best_parameters,
    predict,
)
from firststeps.learning.losses import rmse

import numpy as np
from sklearn.datasets import load_wine

SEED = book.seed(7)
wine = load_wine()
chosen = [
    wine.feature_names.index(name)
    for name in ("color_intensity", "proline")
]
x, y, sort = wine.data[:, chosen], wine.data[:, 0], wine.target

order = np.random.default_rng(SEED).permutation(len(y))
train, test = order[:120], order[120:]

for name, column in (
    ("colour", x[train, 0]),
    ("proline", x[train, 1]),
    ("alcohol", y[train]),
):
    print(
        f"{name:8} {column.min():7.2f} to {column.max():7.2f}, "
        f"mean {column.mean():6.2f}, spread {column.std():6.2f}"
    )

book.fact("train", len(train), label="wines to learn from")
book.fact("test", len(test), label="wines kept for the test")
book.fact(
    "means", x[train].mean(axis=0), label="mean of colour and proline"
)
book.fact(
    "spreads",
    x[train].std(axis=0),
    label="standard deviation of colour and proline",
)
book.fact(
    "spread_ratio",
    np.divide(*x[train].std(axis=0)[::-1]),
    label="spread of proline, as a multiple of that of colour",
)

# %% Descent on the raw numbers
raw = LinearDescent(x[train], y[train])
start = np.zeros(3)  # weight of colour, weight of proline, bias
best = raw.loss(best_parameters(x[train], y[train]))
raw_rate = raw.largest_stable_learning_rate / 2
PATIENCE = 10_000
raw_path = raw.walk(start, raw_rate, PATIENCE)

print(
    f"Largest stable learning rate: {raw.largest_stable_learning_rate:.2e}"
)
for epoch in (0, 1, 10, 100, 1000, PATIENCE):
    print(f"Epoch {epoch:5d}: loss {raw.loss(raw_path[epoch]):8.4f}")
print(f"Smallest loss there is: {best:.4f}")

book.fact("best", best, label="smallest loss on the training part")
book.fact(
    "raw_limit",
    raw.largest_stable_learning_rate,
    label="largest stable learning rate, raw",
)
book.fact("patience", PATIENCE, label="epochs on the raw numbers")
book.fact("raw_first", raw.loss(raw_path[1]), label="loss after one epoch")
book.fact(
    "raw_last",
    raw.loss(raw_path[-1]),
    label="loss after all epochs on the raw numbers",
)

# %% Bringing columns to one scale
scaling = Scaling.standard(x[train])
scaled = scaling.apply(x[train])
offset = np.abs(scaled.mean(axis=0))  # rounding can make it -0.00
print("Mean:  ", " ".join(f"{mean:.2f}" for mean in offset))
print("Spread:", " ".join(f"{spread:.2f}" for spread in scaled.std(0)))
print("First wine, raw:   ", " ".join(f"{v:.2f}" for v in x[train][0]))
print("First wine, scaled:", " ".join(f"{v:.2f}" for v in scaled[0]))

# %% Epochs needed
# Arrived: the loss is within one per cent of the smallest there is.  The
# learning rate is half of the largest stable one, for each in its own way.
MARGIN = 0.01
nothing, whole = np.zeros(2), np.ones(2)
mean, spread = x[train].mean(axis=0), x[train].std(axis=0)
ways = {
    "raw": Scaling(nothing, whole),
    "centred": Scaling(mean, whole),
    "divided": Scaling(nothing, spread),
    "min_max": Scaling.min_max(x[train]),
    "standard": Scaling.standard(x[train]),
}
titles = {
    "raw": "as they are",
    "centred": "mean taken away",
    "divided": "divided by the spread",
    "min_max": "range brought to zero to one",
    "standard": "zero mean, unit variance",
}
descents = {
    way: LinearDescent(scaling.apply(x[train]), y[train])
    for way, scaling in ways.items()
}
needed = {}
for way, descent in descents.items():
    limit = descent.largest_stable_learning_rate
    needed[way] = descent.epochs_until(
        (1 + MARGIN) * best, start, limit / 2
    )
    book.fact(
        f"{way}_condition",
        descent.condition,
        label=f"condition number, {titles[way]}",
        tolerance=1e-4 * descent.condition,
    )
    book.fact(
        f"{way}_epochs",
        needed[way],
        label=f"epochs needed, {titles[way]}",
        tolerance=1e-4 * needed[way],
    )
    print(
        f"{titles[way]:29} condition {descent.condition:11,.1f}  "
        f"epochs {needed[way]:11,}"
    )

book.fact("arrived_margin", 100 * MARGIN, label="margin", unit="%")
book.table(
    "ways",
    {
        "inputs": [titles[way] for way in ways],
        "largest rate": [
            d.largest_stable_learning_rate for d in descents.values()
        ],
        "condition number": [d.condition for d in descents.values()],
        "epochs needed": [needed[way] for way in ways],
    },
    formats={
        "largest rate": ".2g",
        "condition number": ",.1f",
        "epochs needed": ",d",
    },
)

# %% Computed, then walked
# Nobody waits for millions of epochs.  Where few are needed, we walk them
# and look whether the computed number was right.
for way in ("divided", "min_max", "standard"):
    descent, epochs = descents[way], needed[way]
    rate = descent.largest_stable_learning_rate / 2
    path = descent.walk(start, rate, epochs)
    before, after = (descent.loss(place) for place in path[-2:])
    assert after <= (1 + MARGIN) * best < before
    print(f"{titles[way]}: {epochs} epochs walked, loss {after:.4f}")

# %% The limits, tested
LONG = 600
NEAR = 0.01
book.fact("limit_epochs", LONG, label="epochs of the test of the limit")
book.fact("near", 100 * NEAR, label="distance from the limit", unit="%")
for way in ("raw", "standard"):
    descent = descents[way]
    limit = descent.largest_stable_learning_rate
    print(f"{titles[way]}: limit {limit:.3g}")
    for share, side in ((1 - NEAR, "below"), (1 + NEAR, "above")):
        end = descent.walk(start, share * limit, LONG)[-1]
        loss = descent.loss(end)
        print(f"    just {side}, after {LONG} epochs: loss {loss:,.2f}")
        book.fact(
            f"{way}_{side}",
            loss,
            label=f"loss just {side} the limit, {titles[way]}",
            tolerance=1e-3 * loss,
        )

# %% Loss over the epochs
epochs = np.unique(np.logspace(0, 8, 161).astype(int))
curves = {
    way: np.array(
        [
            descent.loss_after(
                start, descent.largest_stable_learning_rate / 2, epoch
            )
            for epoch in epochs
        ]
    )
    for way, descent in descents.items()
}
tones = ("error", "third", "second", "truth", "guess")
dashes = ("solid", "dashed", "dotted", "dashed", "solid")
book.figure(
    "losses",
    Chart(
        title="The same data, five ways to write them",
        x_axis=Axis("epoch", scale="log"),
        y_axis=Axis("loss", scale="log"),
        layers=tuple(
            Curve(
                titles[way],
                epochs.astype(float),
                curves[way],
                tone=tone,
                dash=dash,
            )
            for way, tone, dash in zip(ways, tones, dashes, strict=True)
        ),
        caption="Each has half of the largest rate that is stable for it. "
        "All end at a loss of {best:.3f}: zero mean and unit variance "
        "after {standard_epochs} epochs, the raw numbers after "
        "{raw_epochs:,}.",
    ),
)

# %% The same landscape, two walks
# With the means taken away, the bias has no part in the picture: the loss
# over the two weights is the same for any bias but for a constant.  Both
# panels show the same models; the left axes are only written in raw units.
SHARE = 0.75  # of the limit, so that one sees the steps swing
WALK = 12
weights = np.linspace(-0.6, 1.3, 77)
height = np.array(
    [
        [
            descents["standard"].loss(np.array([one, two, y[train].mean()]))
            for one in weights
        ]
        for two in weights
    ]
)
panels = []
for way, unit, per in (
    ("centred", spread, "unit"),
    ("standard", whole, "spread"),
):
    descent = descents[way]
    first = np.array([-0.4 / unit[0], -0.3 / unit[1], 0.0])
    path = descent.walk(
        first, SHARE * descent.largest_stable_learning_rate, WALK
    )
    goal = best_parameters(descent.x, descent.y)
    panels.append(
        Chart(
            title=titles[way],
            x_axis=Axis(f"weight of colour, per {per}"),
            y_axis=Axis(f"weight of proline, per {per}"),
            layers=(
                Surface(
                    "loss",
                    weights / unit[0],
                    weights / unit[1],
                    height,
                    levels=np.array(
                        [0.3, 0.35, 0.45, 0.6, 0.8, 1.1, 1.5, 2.0, 3.0]
                    ),
                ),
                Steps("steps", path[:, 0], path[:, 1], tone="guess"),
                Points(
                    "lowest loss",
                    goal[:1],
                    goal[1:2],
                    tone="truth",
                    marker="ring",
                ),
            ),
        )
    )
    book.fact(
        f"{way}_walk_end",
        path[-1, :2] * unit,
        label=f"end of the walk, {titles[way]}, in standard units",
    )
book.fact("walk", WALK, label="steps of the two walks")
book.fact(
    "walk_share", 100 * SHARE, label="their rate, of the limit", unit="%"
)
book.figure(
    "walks",
    Panels(
        title="The same landscape, two walks",
        charts=tuple(panels),
        caption="Both walks start at the same model and take {walk} steps "
        "at {walk_share:.0f} % of their limit. The left one swings up and "
        "down and hardly moves to the right. The right one arrives.",
    ),
)

# %% The same model in the end
learned = descents["standard"].walk(
    start, descents["standard"].largest_stable_learning_rate / 2, 200
)[-1]
translated = scaling.unapply_to(learned)
solved = best_parameters(x[train], y[train])
apart = np.abs(
    predict(translated, x[test]) - predict(solved, x[test])
).max()
right = rmse(predict(learned, scaling.apply(x[test])), y[test])
constant = rmse(np.full(len(test), y[train].mean()), y[test])

print("learned, in raw units: ", " ".join(f"{p:.6f}" for p in translated))
print("solved with raw inputs:", " ".join(f"{p:.6f}" for p in solved))
print(f"RMSE on the test part: {right:.3f} % of alcohol")
print(f"RMSE of always saying the mean: {constant:.3f} %")

book.fact("apart", apart, label="largest difference", tolerance=1e-9)
book.fact("test_rmse", right, label="RMSE on the test part", unit="%")
book.fact("constant_rmse", constant, label="RMSE of the mean", unit="%")

# %% Whose mean, whose spread
# All wines of one sort arrive together.  Scale them with the numbers of the
# training part, or with their own.
SORTS = ("first", "second", "third")
print("sort     wines   training numbers   own numbers")
sort_right, sort_own = [], []
for number, name in enumerate(SORTS):
    batch = test[sort[test] == number]
    own = Scaling.standard(x[batch]).apply(x[batch])
    sort_right.append(
        rmse(predict(learned, scaling.apply(x[batch])), y[batch])
    )
    sort_own.append(rmse(predict(learned, own), y[batch]))
    print(
        f"{name:8} {len(batch):5}   {sort_right[-1]:16.3f}   "
        f"{sort_own[-1]:11.3f}"
    )
try:
    Scaling.standard(x[test[:1]])
except ValueError as error:
    print("a single wine, own numbers:", error)

book.fact("sort_right", sort_right, label="RMSE, training numbers")
book.fact("sort_own", sort_own, label="RMSE, numbers of the sort itself")

# %% Numbers that have seen the test
# Mean and spread of all wines, training and test: what changes?
seen = Scaling.standard(x)
again = best_parameters(seen.apply(x[train]), y[train])
peeking = rmse(predict(again, seen.apply(x[test])), y[test])
print(f"RMSE with numbers from the training part: {right:.6f}")
print(f"RMSE with numbers from all wines:         {peeking:.6f}")

book.fact("peeking_rmse", peeking, label="RMSE, numbers from all wines")
book.fact(
    "peeking_difference",
    abs(peeking - right),
    label="difference of the two",
    tolerance=1e-9,
)
