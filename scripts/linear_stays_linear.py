"""Layers of lines are one line

A network without activation computes a straight line, however many layers
it has. On points with a corner, five layers of neurons get exactly as far
as the best single line, from every start and not a step further.
"""

# %% Points with a corner
# How far is it from x to the bus stop?
from firststeps import book
from firststeps.figures.description import Axis, Chart, Curve, Points
from firststeps.learning.dense import collapse, glorot_starts, train
from firststeps.learning.least_squares import best_line
from firststeps.learning.losses import mse

import numpy as np

SEED = book.seed(7)
STOP = 1.0
x = np.arange(-1.0, 4.25, 0.25)
y = np.abs(x - STOP)
book.fact("stop", STOP, label="where the bus stop is")
book.fact("x_low", x[0], label="leftmost place")
book.fact("x_high", x[-1], label="rightmost place")
book.fact("points", len(x), label="number of points")

# %% The best line
# It can be computed at once: no training, and no line has a lower loss.
line = best_line(x, y)
line_loss = mse(line.predict(x), y)
book.fact("line_w", line.w, label="weight of the best line")
book.fact("line_b", line.b, label="bias of the best line")
book.fact("line_loss", line_loss, label="loss of the best line")

print(f"Best line: y = {line.formula('.4f')}")
print(f"Its loss:  {line_loss:.4f}")

# %% One to five layers
WIDTH = 8
STARTS = 20
LEARNING_RATE = 0.01
EPOCHS = 2000
generator = np.random.default_rng(SEED)
depths = {
    layers: train(
        glorot_starts((WIDTH,) * (layers - 1) + (1,), STARTS, generator),
        x,
        y,
        LEARNING_RATE,
        EPOCHS,
    )
    for layers in (1, 2, 3, 4, 5)
}
deepest = depths[max(depths)]
book.fact("width", WIDTH, label="neurons in each layer but the last")
book.fact("layers", max(depths), label="layers of the deepest network")
book.fact("starts", STARTS, label="random starts of each network")
book.fact("learning_rate", LEARNING_RATE, label="learning rate")
book.fact("epochs", EPOCHS, label="epochs")
book.fact(
    "parameters",
    deepest.networks.parameters,
    label="weights and biases of the deepest network",
)
print(
    f"{max(depths)} layers have {deepest.networks.parameters} parameters."
)

# %% Multiplied out
weights = deepest.networks.weights(0)
multiplied = collapse(weights)
book.fact(
    "deep_w", multiplied.w, label="weight multiplied out", tolerance=1e-9
)
book.fact(
    "deep_b", multiplied.b, label="bias multiplied out", tolerance=1e-9
)

print("Shapes:", " ".join(str(values.shape) for values in weights[::2]))
print(f"Product: y = {multiplied.formula('.4f')}")
print(" x  network            line")
prediction = deepest.networks.predict(x)[:, 0]
for place in (0, 8, 20):
    print(
        f"{x[place]:2g}  {prediction[place]:.15f}  "
        f"{multiplied.predict(x[place]):.15f}"
    )

# %% Every depth, every start
lines = {
    layers: [
        collapse(trained.networks.weights(copy)) for copy in range(STARTS)
    ]
    for layers, trained in depths.items()
}
differences = {
    layers: max(
        np.abs(
            trained.networks.predict(x)[:, copy] - found.predict(x)
        ).max()
        for copy, found in enumerate(lines[layers])
    )
    for layers, trained in depths.items()
}
losses = {
    layers: np.array(
        [
            mse(trained.networks.predict(x)[:, copy], y)
            for copy in range(STARTS)
        ]
    )
    for layers, trained in depths.items()
}
every_loss = np.concatenate(list(losses.values()))
book.fact("networks", every_loss.size, label="trained networks in all")
book.fact(
    "difference",
    max(differences.values()),
    label="largest difference between a network and its line",
    tolerance=1e-12,
)
book.fact(
    "lowest_below",
    line_loss - every_loss.min(),
    label="how far the best of all networks is below the best line",
    tolerance=1e-12,
)
book.fact(
    "highest_above",
    every_loss.max() - line_loss,
    label="how far the worst of all networks is above the best line",
    tolerance=1e-9,
)

print(f"Networks trained: {every_loss.size}")
print(f"Lowest loss:      {every_loss.min():.12f}")
print(f"Highest loss:     {every_loss.max():.12f}")
print(f"Best line:        {line_loss:.12f}")

book.table(
    "depths",
    {
        "layers": list(depths),
        "parameters": [t.networks.parameters for t in depths.values()],
        "lowest loss": [values.min() for values in losses.values()],
        "highest loss": [values.max() for values in losses.values()],
    },
    formats={"lowest loss": ".6f", "highest loss": ".6f"},
)

# %% The deepest network, drawn
book.figure(
    "corner",
    Chart(
        title="Five layers, one line",
        x_axis=Axis("place x"),
        y_axis=Axis("distance y"),
        layers=(
            Points("distance to the stop", x, y, tone="truth"),
            Curve(
                "the line multiplied out",
                x,
                multiplied.predict(x),
                tone="second",
            ),
            Points(
                "prediction of five layers",
                x,
                prediction,
                tone="guess",
                marker="cross",
            ),
        ),
        caption="The network has {parameters} parameters. Its predictions "
        "lie on a line, y = {deep_w:.2f}·x {deep_b: +.2f}, and this is the "
        "best line there is. No line can follow the corner.",
    ),
)

# %% How fast
NEAR = 1
medians = {
    layers: np.median(trained.losses, axis=1)
    for layers, trained in depths.items()
}
needed = {
    layers: int(np.argmax(median < (1 + NEAR / 100) * line_loss))
    for layers, median in medians.items()
}
book.fact("near", NEAR, label="how near to the best line", unit="%")
book.fact(
    "needed",
    list(needed.values()),
    label="epochs until the loss is that near, by number of layers",
    tolerance=1,
)
for layers, epoch in needed.items():
    print(f"Layers: {layers}, within {NEAR} % after {epoch} epochs")

# %% How the depths learn, drawn
DRAWN = 300
book.fact("drawn", DRAWN, label="epochs drawn")
epochs = np.arange(1.0, DRAWN + 1)
SHOWN = {1: "one layer", 2: "two layers", 5: "five layers"}
book.figure(
    "learning",
    Chart(
        title="Every depth stops at the same loss",
        x_axis=Axis("epoch", scale="log"),
        y_axis=Axis("loss, median of the starts"),
        layers=(
            *(
                Curve(
                    SHOWN[layers],
                    epochs,
                    medians[layers][:DRAWN],
                    tone=tone,
                )
                for layers, tone in zip(
                    SHOWN, ("guess", "second", "third"), strict=True
                )
            ),
            Curve(
                "the best line",
                epochs[[0, -1]],
                np.full(2, line_loss),
                tone="truth",
                dash="dashed",
            ),
        ),
        caption="The first {drawn} of {epochs:,} epochs. More layers "
        "change how fast the loss falls, and not where it ends: at "
        "{line_loss:.2f}, the loss of the best line. One layer comes "
        "within {near} % of it in {needed[0]} epochs, five layers in "
        "{needed[4]}.",
    ),
)
