"""A landscape with several hollows

The loss of a line is a bowl with one lowest place. The loss of a small
network is not: a map of two of its parameters shows several hollows, ridges
and plateaus, and where a walk downhill ends depends on where it starts. A
hollow of the map need not be a hollow once the other parameters may move.
"""

# %% Two hills to follow
from firststeps import book
from firststeps.figures.description import (
    Axis,
    Chart,
    Curve,
    Note,
    Panels,
    Points,
    Steps,
    Surface,
)
from firststeps.learning.dense import (
    TANH,
    DenseNetworks,
    glorot_starts,
    train,
)
from firststeps.learning.landscape import (
    BiasPlane,
    curvatures,
    local_minima,
)
from firststeps.learning.line import Line, load_points
from firststeps.learning.losses import mse

import numpy as np

x = np.linspace(-6.0, 6.0, 25)
y = 2 * np.exp(-((x + 3) ** 2)) + 3 * np.exp(-((x - 3) ** 2))
book.fact("points", len(x), label="points on the two hills")

# %% One network, many starts
STARTS = 200
RATE = 0.05
EPOCHS = 3000
generator = np.random.default_rng(book.seed(1))
runs = train(
    glorot_starts((2, 1), STARTS, generator, TANH), x, y, RATE, EPOCHS
)
ends = np.sort(runs.losses[-1])
order = np.argsort(runs.losses[-1])
good = 100 * np.mean(ends < 1.1 * ends[0])
UNLUCKY = 140
book.fact(
    "parameters",
    runs.networks.parameters,
    label="parameters of the network",
)
book.fact("starts", STARTS, label="random starts of the network")
book.fact("rate", RATE, label="learning rate of the network")
book.fact("epochs", EPOCHS, label="epochs of the network")
book.fact("lowest", ends[0], label="lowest loss", tolerance=1e-3)
book.fact(
    "good_share",
    good,
    label="starts that end at most a tenth above the lowest loss",
    unit="%",
    tolerance=1,
)
book.fact(
    "unlucky_loss",
    ends[UNLUCKY],
    label="loss of the unlucky run",
    tolerance=1e-3,
)
book.fact(
    "unlucky_rank",
    100 * UNLUCKY / STARTS,
    label="share of the starts that end lower than the unlucky run",
    unit="%",
)

print(f"Lowest loss of {STARTS} starts: {ends[0]:.3f}")
print(f"At most a tenth above it: {good:.0f} % of the starts")
print(f"Start number {UNLUCKY}, in order of loss: {ends[UNLUCKY]:.3f}")

# %% What the runs learned
finely = np.linspace(x[0], x[-1], 241)
learned = runs.networks.select(order[[0, UNLUCKY]]).predict(finely)
book.figure(
    "fits",
    Chart(
        title="Two bends for two hills",
        x_axis=Axis("input x"),
        y_axis=Axis("output y"),
        layers=(
            Points("points", x, y, tone="truth"),
            Curve("best run", finely, learned[:, 0], tone="second"),
            Curve(
                "unlucky run",
                finely,
                learned[:, 1],
                tone="guess",
                dash="dashed",
            ),
        ),
        caption="Both curves are the same network of {parameters} "
        "parameters after {epochs:,} epochs, from two random starts. One "
        "follows the higher hill. The other draws the dip between "
        "the hills.",
    ),
)

# %% A slice through the unlucky run
# All parameters stay where that run left them, rounded so that the map does
# not hang on their last digits. Only the biases of the two hidden neurons
# may move: they say where along x each neuron bends.
stopped = runs.networks.select(order[[UNLUCKY]])
plane = BiasPlane(
    DenseNetworks(
        tuple(kernel.round(2) for kernel in stopped.kernels),
        tuple(bias.round(2) for bias in stopped.biases),
        TANH,
    )
)
own_u, own_v = plane.network.biases[0][:, 0]

EDGE, SPACING = 12.0, 0.2
line = np.linspace(-EDGE, EDGE, round(2 * EDGE / SPACING) + 1)
all_u, all_v = (part.ravel() for part in np.meshgrid(line, line))
height = plane.losses(all_u, all_v, x, y).reshape(line.size, line.size)

rows, columns = local_minima(height).T
by_height = np.argsort(height[rows, columns])
rows, columns = rows[by_height], columns[by_height]
hollow_u, hollow_v = line[columns], line[rows]
hollow_loss = height[rows, columns]

book.fact("edge", EDGE, label="the map reaches from minus this to this")
book.fact("spacing", SPACING, label="distance of places on the map")
book.fact("places", height.size, label="places on the map")
book.fact("own_u", own_u, label="first bias of the unlucky run")
book.fact("own_v", own_v, label="second bias of the unlucky run")
book.fact("hollows", len(rows), label="local minima on the map")
book.fact(
    "hollow_u", hollow_u, label="first bias at the minima", tolerance=0.2
)
book.fact(
    "hollow_v", hollow_v, label="second bias at the minima", tolerance=0.2
)
book.fact(
    "hollow_loss", hollow_loss, label="loss at the minima", tolerance=1e-3
)
print("hollow      u      v    loss")
for number, place in enumerate(
    zip(hollow_u, hollow_v, hollow_loss, strict=True), start=1
):
    print("{:6d} {:6.1f} {:6.1f} {:7.3f}".format(number, *place))

# %% How it differs from a bowl
# The same measures for the loss of a line over the six points.
six_x, six_y = load_points(book.input("data/samples/six_points.csv"))
BOWL_SPACING = 0.25
bowl_w = np.arange(-8, 12 + BOWL_SPACING, BOWL_SPACING)
bowl_b = np.arange(-6, 12 + BOWL_SPACING, BOWL_SPACING)
bowl = np.array(
    [
        [mse(Line(w, b).predict(six_x), six_y) for w in bowl_w]
        for b in bowl_b
    ]
)


def convex_share(heights: np.ndarray, spacing: float) -> float:
    """Return the percentage of places that curve upward all around."""
    return 100 * float(np.mean(curvatures(heights, spacing)[..., 0] > 0))


def plateau_share(heights: np.ndarray, spacing: float) -> float:
    """Return the percentage in the upper half and nearly flat.

    Nearly flat has at most a tenth of the steepest slope there is.
    """
    slope = np.hypot(*np.gradient(heights, spacing))
    flat = slope <= slope.max() / 10
    return 100 * float(np.mean(flat & (heights > np.median(heights))))


for name, heights, spacing in (
    ("line", bowl, BOWL_SPACING),
    ("network", height, SPACING),
):
    minima = len(local_minima(heights))
    convex = convex_share(heights, spacing)
    plateau = plateau_share(heights, spacing)
    book.fact(f"{name}_minima", minima, label=f"minima of the {name}")
    book.fact(
        f"{name}_convex",
        convex,
        label=f"places where the loss of the {name} curves upward",
        unit="%",
        tolerance=0.5,
    )
    book.fact(
        f"{name}_plateau",
        plateau,
        label=f"places where the loss of the {name} is high and flat",
        unit="%",
        tolerance=0.5,
    )
    print(
        f"{name:8s} minima: {minima}   curved upward: {convex:3.0f} %   "
        f"high and flat: {plateau:2.0f} %"
    )

# %% A bowl and a landscape, drawn
# Every second place will do for a drawing.
drawn_at, drawn_height = line[::2], height[::2, ::2]
landscape = Surface(
    "loss",
    drawn_at,
    drawn_at,
    drawn_height,
    levels=np.array(
        [0.6, 0.63, 0.66, 0.72, 0.8, 0.9, 1.1, 1.45, 1.75, 2.2, 3.1]
    ),
)
book.figure(
    "surfaces",
    Panels(
        title="A bowl and a landscape",
        charts=(
            Chart(
                title="A line",
                x_axis=Axis("weight w"),
                y_axis=Axis("bias b"),
                layers=(
                    Surface(
                        "loss of the line",
                        bowl_w,
                        bowl_b,
                        bowl,
                        levels=np.array(
                            [0, 5, 20, 50, 100, 200, 400, 800, 1600.0]
                        ),
                    ),
                    Points(
                        "local minimum",
                        bowl_w[local_minima(bowl)[:, 1]],
                        bowl_b[local_minima(bowl)[:, 0]],
                        tone="truth",
                        marker="ring",
                    ),
                ),
            ),
            Chart(
                title="A network",
                x_axis=Axis("first bias u"),
                y_axis=Axis("second bias v"),
                layers=(
                    Surface(
                        "loss of the network",
                        drawn_at,
                        drawn_at,
                        drawn_height,
                        levels=landscape.levels,
                    ),
                    Points(
                        "local minimum",
                        hollow_u,
                        hollow_v,
                        tone="truth",
                        marker="ring",
                    ),
                ),
            ),
        ),
        caption="Seen from above, as on a map of mountains. Each ring "
        "marks a place lower than all around it. The line has "
        "{line_minima:d} of them, the network {network_minima:d}.",
    ),
)

# %% Walks downhill
# In the slice: a step moves the two biases and nothing else.
WALK_RATE = 3.0
STEPS = 500
from_u = np.array([-3.0, -2.0, 8.0, -7.0, 11.0])
from_v = np.array([1.0, 1.0, 9.0, 10.0, -10.0])
walks = plane.walk((from_u, from_v), (x, y), WALK_RATE, STEPS)
walk_loss = plane.losses(walks.u[-1], walks.v[-1], x, y)
steepest = curvatures(height, SPACING).max()
book.fact("walk_rate", WALK_RATE, label="learning rate of the walks")
book.fact("walk_steps", STEPS, label="steps of each walk")
book.fact(
    "walk_limit",
    2 / steepest,
    label="largest stable rate at the most curved place of the map",
    tolerance=0.1,
)
book.fact("from_u", from_u, label="first bias at the start of the walks")
book.fact("from_v", from_v, label="second bias at the start of the walks")
book.fact("to_loss", walk_loss, label="loss at their ends", tolerance=1e-3)
for u, v, end_u, end_v, loss in zip(
    from_u, from_v, walks.u[-1], walks.v[-1], walk_loss, strict=True
):
    print(
        f"from u={u:3.0f}, v={v:3.0f}  to u={end_u:6.2f}, v={end_v:6.2f}, "
        f"loss {loss:.3f}"
    )

# %% Walks downhill, drawn
tones = ("guess", "second", "third", "error", "muted")
book.figure(
    "walks",
    Chart(
        title="Five walks on one map",
        x_axis=Axis("first bias u"),
        y_axis=Axis("second bias v"),
        layers=(
            landscape,
            *(
                Steps(
                    f"to {{to_loss[{number}]:.2f}}",
                    walks.u[:, number],
                    walks.v[:, number],
                    tone=tone,
                )
                for number, tone in enumerate(tones)
            ),
        ),
        notes=(
            Note(from_u[0], from_v[0], "neighbours", align="right"),
            Note(from_u[4], from_v[4], "stuck on a plateau", align="right"),
        ),
        caption="{walk_steps} steps each, from the open to the filled end. "
        "Two walks begin next to each other and part: between them "
        "runs a ridge. One begins on a plateau and hardly moves.",
    ),
)

# %% Starts all over the map
whole = np.arange(-EDGE, EDGE + 1)
many_u, many_v = (part.ravel() for part in np.meshgrid(whole, whole))


def hollow_of(end_u: np.ndarray, end_v: np.ndarray) -> np.ndarray:
    """Return the number of the hollow that each walk ended in, or -1."""
    away = np.hypot(
        end_u[:, np.newaxis] - hollow_u, end_v[:, np.newaxis] - hollow_v
    )
    return np.where(away.min(axis=1) < 0.5, away.argmin(axis=1), -1)


everywhere = plane.walk((many_u, many_v), (x, y), WALK_RATE, STEPS)
arrived = hollow_of(everywhere.u[-1], everywhere.v[-1])
share = np.array([100 * np.mean(arrived == n) for n in range(len(rows))])
best_share = float(share[0])
book.fact("many", many_u.size, label="starts all over the map")
book.fact(
    "share",
    share,
    label="starts that end in each hollow",
    unit="%",
    tolerance=1,
)
book.fact(
    "best_share",
    best_share,
    label="starts that end in the lowest hollow",
    unit="%",
    tolerance=1,
)
book.fact(
    "nowhere_share",
    100 * np.mean(arrived < 0),
    label="starts that end in no hollow",
    unit="%",
    tolerance=1,
)
last_move = np.hypot(
    everywhere.u[-1] - everywhere.u[-2], everywhere.v[-1] - everywhere.v[-2]
)
nowhere_slope = last_move[arrived < 0].max() / WALK_RATE
steepest_slope = np.hypot(*np.gradient(height, SPACING)).max()
book.fact(
    "nowhere_slope",
    100 * nowhere_slope / steepest_slope,
    label="largest slope there, as a share of the steepest on the map",
    unit="%",
    tolerance=0.2,
)
print(f"{many_u.size} starts, {STEPS} steps each")
for number, percent in enumerate(share, start=1):
    print(f"in hollow {number}: {percent:4.1f} %")
print(f"in none:     {100 * np.mean(arrived < 0):4.1f} %")

# %% Starts all over the map, drawn
groups = (
    ("ends in the lowest hollow", arrived == 0, "guess", "dot"),
    ("in another one", arrived > 0, "muted", "dot"),
    ("in none", arrived < 0, "muted", "cross"),
)
book.figure(
    "basins",
    Chart(
        title="Who reaches the lowest hollow",
        x_axis=Axis("first bias u"),
        y_axis=Axis("second bias v"),
        layers=(
            landscape,
            *(
                Points(name, many_u[chosen], many_v[chosen], tone, marker)
                for name, chosen, tone, marker in groups
            ),
        ),
        caption="Each mark is a start. {best_share:.0f} % of the {many} "
        "starts end in the lowest hollow, all from the patch around it; "
        "{nowhere_share:.0f} % are still in no hollow after {walk_steps} "
        "steps.",
    ),
)

# %% The same starts, all parameters free
# Is it the map that makes it hard, or are these starts bad ones?
free = train(plane.networks(many_u, many_v), x, y, RATE, EPOCHS)
free_share = 100 * np.mean(free.losses[-1] < 1.1 * ends[0])
book.fact(
    "free_share",
    free_share,
    label="starts of the map that end near the lowest loss when free",
    unit="%",
    tolerance=1,
)
print(f"{free_share:.1f} % end at most a tenth above the lowest loss")

# %% Free the other parameters
# From each hollow of the map, let all parameters move.
freed = train(plane.networks(hollow_u, hollow_v), x, y, RATE, EPOCHS)
freed_loss = freed.losses[-1]
book.fact(
    "freed_loss",
    freed_loss,
    label="loss after all parameters were freed",
    tolerance=5e-3,
)
book.table(
    "hollows",
    {
        "u": hollow_u,
        "v": hollow_v,
        "loss": hollow_loss,
        "starts that end here, %": share,
        "loss when freed": freed_loss,
    },
    formats={
        "u": ".1f",
        "v": ".1f",
        "loss": ".3f",
        "starts that end here, %": ".1f",
        "loss when freed": ".3f",
    },
)
for before, after in zip(hollow_loss, freed_loss, strict=True):
    print(f"loss {before:.3f}, after {EPOCHS:,} epochs {after:.3f}")

# %% How many tries
# If one try succeeds with a certain share, all of several fail with the
# share of failures multiplied by itself as often.
SURE = 0.95


def tries(percent: float) -> int:
    """Return the tries after which one has succeeded, nearly surely."""
    return int(np.ceil(np.log(1 - SURE) / np.log(1 - percent / 100)))


book.fact("sure", 100 * SURE, label="wanted certainty", unit="%")
book.fact("map_tries", tries(free_share), label="tries from the map")
book.fact("whole_tries", tries(good), label="tries from small weights")
print(f"From places all over the map: {tries(free_share)} tries")
print(f"From small random weights: {tries(good)} tries")
