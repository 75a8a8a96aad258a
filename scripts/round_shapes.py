"""Which activation fits depends on the shape

A round hill asks for something else than a corner. Two neurons with tanh
follow it from nearly every start. Sixteen with ReLU mostly get stuck: all
their hinges begin in one place. Spread out first, they mostly do not.
"""

# %% A hill
from firststeps import book
from firststeps.figures.description import (
    Axis,
    Chart,
    Curve,
    Panels,
    Points,
)
from firststeps.learning.dense import (
    RELU,
    TANH,
    DenseNetworks,
    glorot_starts,
    train,
)
from firststeps.learning.hinges import bends
from firststeps.learning.least_squares import best_line
from firststeps.learning.losses import mse

import numpy as np

SEED = book.seed(7)
TOP, HEIGHT = 1.0, 3.0
x = np.arange(-1.0, 4.25, 0.25)
y = HEIGHT * np.exp(-((x - TOP) ** 2))
book.fact("height", HEIGHT, label="height of the hill")
book.fact("top", TOP, label="where the hill is highest")

# %% Few soft bends, many sharp ones
STARTS = 200
LEARNING_RATE = 0.05
EPOCHS = 2000
FEW, MANY = 2, 16
generator = np.random.default_rng(SEED)
soft = glorot_starts((FEW, 1), STARTS, generator, TANH)
sharp = glorot_starts((MANY, 1), STARTS, generator, RELU)

# %% The hinges spread out
# Keras starts every bias at zero, so every hinge bends where x is zero.
# Keep the weights, and choose the biases so that the hinges begin anywhere
# between the first and the last point.
first_kernel = sharp.kernels[0]
places = generator.uniform(x[0], x[-1], first_kernel[0].shape)
spread = DenseNetworks(
    sharp.kernels,
    (-first_kernel[0] * places, sharp.biases[1]),
    RELU,
)

# %% Training
networks = {
    name: train(start, x, y, LEARNING_RATE, EPOCHS).networks
    for name, start in (
        ("soft", soft),
        ("sharp", sharp),
        ("spread", spread),
    )
}
losses = {
    name: np.mean((trained.predict(x) - y[:, np.newaxis]) ** 2, axis=0)
    for name, trained in networks.items()
}
PART = 20
good = mse(best_line(x, y).predict(x), y) / PART
shares = {name: 100 * np.mean(loss < good) for name, loss in losses.items()}
WORDS = {
    "soft": "two tanh",
    "sharp": "sixteen ReLU",
    "spread": "the same, spread",
}
book.fact("few", FEW, label="neurons with tanh")
book.fact("many", MANY, label="neurons with ReLU")
book.fact("starts", STARTS, label="random starts of each")
book.fact("epochs", EPOCHS, label="epochs")
book.fact("learning_rate", LEARNING_RATE, label="learning rate")
book.fact("part", PART, label="the best line's loss divided by a good one")
book.fact("good", good, label="loss below which the hill counts as found")
for name, loss in losses.items():
    book.fact(
        f"{name}_share",
        shares[name],
        label=f"starts that find the hill, {WORDS[name]}",
        unit="%",
        tolerance=3,
    )
    book.fact(
        f"{name}_median",
        np.median(loss),
        label=f"median loss, {WORDS[name]}",
        tolerance=1e-3,
    )

print("                     found   median loss")
for name, loss in losses.items():
    print(
        f"{WORDS[name]:18s} {shares[name]:5.1f} %   {np.median(loss):.4f}"
    )

# %% Is it only slow
# Give the sixteen eight times as long.
PATIENCE = 8
FEWER = 20
patient = train(
    sharp.select(np.arange(FEWER)),
    x,
    y,
    LEARNING_RATE,
    PATIENCE * EPOCHS,
).networks
patient_losses = np.mean(
    (patient.predict(x) - y[:, np.newaxis]) ** 2, axis=0
)
book.fact("patient_epochs", PATIENCE * EPOCHS, label="epochs, longer")
book.fact("patient_starts", FEWER, label="of the starts, trained longer")
book.fact(
    "patient_median",
    np.median(patient_losses),
    label="median loss of these after the longer training",
    tolerance=1e-3,
)
print(
    f"After {PATIENCE * EPOCHS:,} epochs, median of {FEWER} starts: "
    f"{np.median(patient_losses):.4f}"
)

# %% Where the hinges went
# Look at the first start that gets stuck as badly as most, and that, with
# the hinges spread out, comes out better than most.
example = int(
    np.argmax(
        (losses["sharp"] > np.median(losses["sharp"]))
        & (losses["spread"] < np.median(losses["spread"]))
    )
)
shown = {"soft": 0, "sharp": example, "spread": example}
curves = {
    name: networks[name].predict(x)[:, copy] for name, copy in shown.items()
}
places = {
    name: np.sort(bends(networks[name].weights(copy)))
    for name, copy in shown.items()
}
on_stage = {
    name: found[(found > x[0]) & (found < x[-1])]
    for name, found in places.items()
}
for name, curve in curves.items():
    book.fact(
        f"{name}_loss",
        mse(curve, y),
        label=f"loss of the example, {WORDS[name]}",
        tolerance=1e-3,
    )
    print(f"{WORDS[name]}: loss {mse(curve, y):.4f}")
    print(
        "  bends at", " ".join(f"{place:.1f}" for place in on_stage[name])
    )

# %% Where the hinges went, drawn
TITLES = {
    "soft": "Two tanh",
    "sharp": "Sixteen ReLU",
    "spread": "The same, spread out",
}
book.figure(
    "hill",
    Panels(
        title="Following a hill",
        charts=tuple(
            Chart(
                title=title,
                x_axis=Axis("x"),
                y_axis=Axis("y"),
                layers=(
                    Points("hill", x, y, tone="truth"),
                    Curve("prediction", x, curves[name], tone="guess"),
                    Points(
                        "bends",
                        on_stage[name],
                        np.interp(on_stage[name], x, curves[name]),
                        tone="error",
                        marker="ring",
                    ),
                ),
            )
            for name, title in TITLES.items()
        ),
        caption="A ring marks where a neuron bends the line. The second "
        "and the third network have the same first weights. In the second "
        "all hinges began in one place, and none came to the right foot of "
        "the hill. The losses are {soft_loss:.4f}, {sharp_loss:.3f} and "
        "{spread_loss:.3f}.",
        share_y=True,
    ),
)
