"""An activation bends the line

Between two layers, a function that is no line turns each hidden neuron into
a hinge. Two hinges are enough for a corner that no line can follow. From a
random start a training often misses it all the same, and with more neurons
it hardly ever does.
"""

# %% Points with a corner
from firststeps import book
from firststeps.figures.description import (
    Axis,
    Chart,
    Curve,
    Note,
    Panels,
    Points,
)
from firststeps.learning.dense import (
    LINEAR,
    RELU,
    TANH,
    DenseNetworks,
    glorot_starts,
    train,
)
from firststeps.learning.hinges import bends, contributions
from firststeps.learning.least_squares import best_line
from firststeps.learning.line import signed
from firststeps.learning.losses import mse

import numpy as np

SEED = book.seed(7)
generator = np.random.default_rng(SEED)
STOP = 1.0
x = np.arange(-1.0, 4.25, 0.25)
y = np.abs(x - STOP)
line_loss = mse(best_line(x, y).predict(x), y)
book.fact("line_loss", line_loss, label="loss of the best line")

# %% Two activations, drawn
total = np.linspace(-3.0, 3.0, 121)
book.figure(
    "activations",
    Panels(
        title="Two activations",
        charts=tuple(
            Chart(
                title=name,
                x_axis=Axis("sum inside the neuron"),
                y_axis=Axis("output"),
                layers=(
                    Curve("", total, activation.apply(total), tone="guess"),
                ),
            )
            for name, activation in (
                ("ReLU: flat, then a ramp", RELU),
                ("tanh: flat, steep, flat", TANH),
            )
        ),
        caption="ReLU lets through what is positive and makes the rest "
        "zero. The hyperbolic tangent, tanh, bends softly on both sides.",
        share_y=True,
    ),
)

# %% The same start, bent
HIDDEN = 8
LEARNING_RATE = 0.05
EPOCHS = 2000
start = glorot_starts((HIDDEN, 1), 1, generator)
bent = {
    activation.name: train(
        DenseNetworks(start.kernels, start.biases, activation),
        x,
        y,
        LEARNING_RATE,
        EPOCHS,
    ).networks.predict(x)[:, 0]
    for activation in (LINEAR, RELU, TANH)
}
for name, prediction in bent.items():
    print(f"{name:6s}  loss {mse(prediction, y):.5f}")

# %% The same start, drawn
book.fact("hidden", HIDDEN, label="hidden neurons")
book.fact("learning_rate", LEARNING_RATE, label="learning rate")
book.fact("epochs", EPOCHS, label="epochs")
for name, prediction in bent.items():
    book.fact(
        f"{name}_loss",
        mse(prediction, y),
        label=f"loss of the network with activation {name}",
        tolerance=1e-5,
    )

book.figure(
    "bent",
    Chart(
        title="One start, three activations",
        x_axis=Axis("place x"),
        y_axis=Axis("distance y"),
        layers=(
            Curve(
                "without activation",
                x,
                bent["linear"],
                tone="muted",
                dash="dashed",
            ),
            Curve("with tanh", x, bent["tanh"], tone="second"),
            Curve("with ReLU", x, bent["relu"], tone="guess"),
            Points("distance to the stop", x, y, tone="truth"),
        ),
        caption="The same {hidden} hidden neurons with the same first "
        "weights. Without activation the loss stays at {linear_loss:.2f}. "
        "With tanh it falls to {tanh_loss:.4f}, with ReLU to "
        "{relu_loss:.5f}.",
    ),
)

# %% A thousand starts with two neurons
STARTS = 1000
PART = 20
good = line_loss / PART
book.fact("starts", STARTS, label="random starts with two neurons")
book.fact("part", PART, label="the best line's loss divided by a good one")
book.fact("good", good, label="loss below which the corner counts as found")
pairs = train(
    glorot_starts((2, 1), STARTS, generator, RELU),
    x,
    y,
    LEARNING_RATE,
    EPOCHS,
).networks
pair_losses = np.mean((pairs.predict(x) - y[:, np.newaxis]) ** 2, axis=0)
found = pair_losses < good
book.fact(
    "pair_found",
    100 * found.mean(),
    label="starts with two neurons that find the corner",
    unit="%",
    tolerance=1,
)
print(f"Corner found from {100 * found.mean():.1f} % of the starts.")

# %% Two hinges
# The first start that found the corner, taken apart.
weights = pairs.weights(int(np.argmax(found)))
hinges = contributions(weights, x, RELU)
(w1, w2), (b1, b2) = weights[0][0], weights[1]
(v1, v2), c = weights[2][:, 0], weights[3][0]
book.fact(
    "bends", bends(weights), label="where the neurons bend", tolerance=0.05
)
book.fact("offset", c, label="bias of the output", tolerance=0.05)
book.fact(
    "slopes",
    [w1 * v1, w2 * v2],
    label="slopes of the hinges where they are on",
    tolerance=0.05,
)
print(f"first hinge:  {v1:.2f} * relu({w1:.2f} * x {signed(b1, '.2f')})")
print(f"second hinge: {v2:.2f} * relu({w2:.2f} * x {signed(b2, '.2f')})")
print(f"y = first hinge + second hinge {signed(c, '.3f')}")

# %% Two hinges, drawn
book.figure(
    "hinges",
    Panels(
        title="Two hinges make a corner",
        charts=tuple(
            Chart(
                title=title,
                x_axis=Axis("place x"),
                y_axis=Axis("y"),
                layers=layers,
            )
            for title, layers in (
                (
                    "Bent at {bends[0]:.3f}",
                    (Curve("", x, hinges[:, 0], tone="second"),),
                ),
                (
                    "Bent at {bends[1]:.3f}",
                    (Curve("", x, hinges[:, 1], tone="third"),),
                ),
                (
                    "Their sum and the bias",
                    (
                        Curve("", x, hinges.sum(axis=1) + c, tone="guess"),
                        Points("distance to the stop", x, y, tone="truth"),
                    ),
                ),
            )
        ),
        caption="Each hidden neuron is flat on one side and a ramp on the "
        "other. Both bend close to the stop. Added up, with a bias of "
        "{offset:.3f}, they make the corner.",
        share_y=True,
    ),
)

# %% Where the other starts end
# A ReLU that is off at every point has no slope there, so no step changes
# it any more.
working = np.array(
    [
        np.count_nonzero(
            contributions(pairs.weights(copy), x, RELU).any(axis=0)
        )
        for copy in range(STARTS)
    ]
)
both_on = (working == 2) & ~found
same_way = np.prod(np.sign(pairs.kernels[0][0]), axis=0) > 0
ends = {
    "neither is on anywhere": working == 0,
    "one is on": working == 1,
    "both are on, no corner": both_on,
    "both are on, corner": (working == 2) & found,
}
book.fact(
    "dead",
    100 * np.mean(working < 2),
    label="starts after which a neuron is off at every point",
    unit="%",
    tolerance=1,
)
book.fact(
    "same_way",
    100 * np.mean(same_way[both_on]),
    label="share of these whose hinges face the same way",
    unit="%",
    tolerance=3,
)
book.fact(
    "below_line",
    100 * np.mean(pair_losses > line_loss),
    label="starts that end worse than the best line",
    unit="%",
    tolerance=1,
)
book.table(
    "ends",
    {
        "hinges": list(ends),
        "starts, %": [100 * those.mean() for those in ends.values()],
        "lowest loss": [
            pair_losses[those].min() for those in ends.values()
        ],
        "highest loss": [
            pair_losses[those].max() for those in ends.values()
        ],
    },
    formats={
        "starts, %": ".1f",
        "lowest loss": ".2f",
        "highest loss": ".2f",
    },
)
for name, those in ends.items():
    print(f"{name:24s} {100 * those.mean():5.1f} %")
print(
    f"Of those without a corner, {100 * np.mean(same_way[both_on]):.0f} % "
    "face the same way."
)

# %% How many neurons
COUNTS = (1, 2, 3, 4, 8, 16)
EACH = 100
losses = {}
for activation in (RELU, TANH):
    for count in COUNTS:
        networks = train(
            glorot_starts((count, 1), EACH, generator, activation),
            x,
            y,
            LEARNING_RATE,
            EPOCHS,
        ).networks
        losses[activation.name, count] = np.mean(
            (networks.predict(x) - y[:, np.newaxis]) ** 2, axis=0
        )

shares = {
    activation.name: np.array(
        [
            100 * np.mean(losses[activation.name, count] < good)
            for count in COUNTS
        ]
    )
    for activation in (RELU, TANH)
}
book.fact("counts", COUNTS, label="hidden neurons tried")
book.fact("each", EACH, label="random starts for each number of neurons")
for name, share in shares.items():
    book.fact(
        f"{name}_shares",
        share,
        label=f"starts that find the corner with {name}",
        unit="%",
        tolerance=2,
    )
book.fact(
    "tanh_lowest",
    min(losses["tanh", count].min() for count in COUNTS),
    label="lowest loss of all networks with tanh",
    tolerance=1e-3,
)
book.fact(
    "relu_typical",
    np.median(losses["relu", COUNTS[-1]]),
    label="median loss with most neurons, ReLU",
    tolerance=1e-5,
)

print("neurons   ReLU     tanh")
for place, count in enumerate(COUNTS):
    print(
        f"{count:7d} {shares['relu'][place]:4.0f} % "
        f"{shares['tanh'][place]:6.0f} %"
    )

# %% How many neurons, drawn
counts = np.array(COUNTS, dtype=float)
book.figure(
    "counts_needed",
    Chart(
        title="How often the corner is found",
        x_axis=Axis("hidden neurons"),
        y_axis=Axis("share of the starts, %"),
        layers=(
            Curve("tanh", counts, shares["tanh"], tone="second"),
            Curve("ReLU", counts, shares["relu"], tone="guess"),
        ),
        notes=tuple(
            Note(
                COUNTS[place],
                shares["relu"][place],
                f"{{relu_shares[{place}]:.0f}} % with {word} ReLU",
            )
            for place, word in ((1, "two"), (3, "four"), (4, "eight"))
        ),
        caption="Each number of neurons was trained from {each} random "
        "starts. Found means a loss below {good:.3f}. With ReLU, two "
        "neurons can do it, and most starts need more of them.",
    ),
)
