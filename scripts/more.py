"""More epochs, more neurons, more layers

The article says that a network does better with more epochs or with more
neurons. More epochs help every time. More neurons in a layer help at first;
then they only make the answer depend less on the random start. More layers
help as larger steps do, until the steps are too large and training breaks.
"""

# %% Five starts of each network
from firststeps import book
from firststeps.figures.description import (
    Axis,
    Chart,
    Curve,
    Panels,
    Points,
)
from firststeps.learning.dense import (
    glorot_limit,
    glorot_starts,
    single_neurons,
    train,
)
from firststeps.learning.line import Values, load_points

import numpy as np

SEED = book.seed(7)
x, y = load_points(book.input("data/samples/six_points.csv"))
LEARNING_RATE = 0.01
EPOCHS = 50
QUESTION = 10.0
RIGHT_ANSWER = 2 * QUESTION - 1
asked = np.array([QUESTION])
SEEDS = range(SEED, SEED + 5)
book.fact("learning_rate", LEARNING_RATE, label="learning rate")
book.fact("epochs", EPOCHS, label="epochs")
book.fact("question", QUESTION, label="the x that each network is asked")
book.fact("answer", RIGHT_ANSWER, label="the right answer")
book.fact("seeds", len(SEEDS), label="random starts of each network")


def distances(
    units: tuple[int, ...],
    copies: int,
    seed: int,
    rate: float = LEARNING_RATE,
    epochs: int = EPOCHS,
) -> Values:
    """Return how far networks end from the right answer, (copies,).

    A run whose numbers grow too large to be written down is infinitely
    far away.
    """
    starts = glorot_starts(units, copies, np.random.default_rng(seed))
    with np.errstate(over="ignore", invalid="ignore"):
        networks = train(starts, x, y, rate, epochs).networks
        answers = networks.predict(asked)[0]
        far = np.abs(RIGHT_ANSWER - answers)
    return np.where(np.isfinite(far), far, np.inf)


def five(
    units: tuple[int, ...],
    rate: float = LEARNING_RATE,
    epochs: int = EPOCHS,
) -> Values:
    """Return the distances of a network from each of the seeds."""
    runs = [distances(units, 1, seed, rate, epochs) for seed in SEEDS]
    return np.concatenate(runs)


def show(what: str, tried: list[int], runs: Values) -> None:
    """Print the five distances of each network, the smallest first."""
    print(f"{what:7}  distances from {RIGHT_ANSWER:g}")
    for count, far in zip(tried, np.sort(runs), strict=True):
        row = " ".join(f"{distance:6.3f}" for distance in far)
        print(f"{count:7d}  {row}")


# %% More epochs
EPOCHS_TRIED = [50, 100, 200, 500]
by_epochs = np.array([five((1,), epochs=count) for count in EPOCHS_TRIED])
show("epochs", EPOCHS_TRIED, by_epochs)

# %% More neurons
# One neuron alone, then two and more side by side with a neuron behind
# them that adds them up.
NEURONS_TRIED = [1, 2, 4, 8, 16, 32, 64]


def wide(neurons: int) -> tuple[int, ...]:
    """Return the neurons of each layer."""
    return (1,) if neurons == 1 else (neurons, 1)


by_neurons = np.array([five(wide(count)) for count in NEURONS_TRIED])
show("neurons", NEURONS_TRIED, by_neurons)
book.fact(
    "wider_five",
    np.median(by_neurons, axis=1),
    label="median distance of the five runs, by neurons",
)

# %% More layers
# One neuron alone, then one, two and more layers in front of it.
SIDE_BY_SIDE = 8
LAYERS_TRIED = [1, 2, 3, 4, 5, 6, 7, 8]
book.fact("side", SIDE_BY_SIDE, label="neurons in each layer but the last")


def deep(layers: int) -> tuple[int, ...]:
    """Return the neurons of each layer; the last has a single one."""
    return (SIDE_BY_SIDE,) * (layers - 1) + (1,)


by_layers = np.array([five(deep(count)) for count in LAYERS_TRIED])
show("layers", LAYERS_TRIED, by_layers)

layer_parameters = [
    glorot_starts(deep(count), 1, np.random.default_rng(SEED)).parameters
    for count in LAYERS_TRIED
]
book.fact(
    "deeper_parameters",
    layer_parameters,
    label="weights and biases, by layers",
)
lost = int(np.count_nonzero(np.isinf(by_layers)))
book.fact("lost", lost, label="runs whose numbers grew beyond all bounds")
if lost:
    print(f"inf: numbers too large to be written down, in {lost} runs")

# %% More layers, smaller steps
SMALLER_RATE = LEARNING_RATE / 5
book.fact("smaller_rate", SMALLER_RATE, label="the smaller learning rate")
by_layers_slowly = np.array(
    [five(deep(count), SMALLER_RATE) for count in LAYERS_TRIED]
)
show("layers", LAYERS_TRIED, by_layers_slowly)

# %% A thousand starts
# Five starts may be lucky ones.  So take a thousand of each network: what
# nine runs in ten stay between, and what lies in the middle.
MANY = 1_000
longer = np.array(
    [distances((1,), MANY, SEED, epochs=count) for count in EPOCHS_TRIED]
)
wider = np.array(
    [distances(wide(count), MANY, SEED) for count in NEURONS_TRIED]
)
deeper = np.array(
    [distances(deep(count), MANY, SEED) for count in LAYERS_TRIED]
)
deeper_slowly = np.array(
    [
        distances(deep(count), MANY, SEED, SMALLER_RATE)
        for count in LAYERS_TRIED
    ]
)
book.fact("many", MANY, label="random starts of each network")


def sum_up(name: str, what: str, tried: list[int], far: Values) -> Values:
    """Print and record where most of the runs end; return the medians."""
    low, middle, high = np.quantile(
        far, [0.05, 0.5, 0.95], axis=1, method="nearest"
    )
    for row in zip(tried, low, middle, high, strict=True):
        count, *ends = row
        columns = " ".join(f"{end:9.3f}" for end in ends)
        print(f"{what:7} {count:3d} {columns}")
    book.fact(f"{name}_tried", tried, label=f"{what} tried")
    book.fact(f"{name}_median", middle, label=f"median distance, {what}")
    return middle


print("              nearest    median  farthest, of nine in ten")
longer_median = sum_up("longer", "epochs", EPOCHS_TRIED, longer)
wider_median = sum_up("wider", "neurons", NEURONS_TRIED, wider)
deeper_median = sum_up("deeper", "layers", LAYERS_TRIED, deeper)
print(f"With a learning rate of {SMALLER_RATE:g}:")
slowly_median = sum_up("slowly", "layers", LAYERS_TRIED, deeper_slowly)

# %% How wide the answers are spread
wider_spread = np.ptp(np.quantile(wider, [0.05, 0.95], axis=1), axis=0)
for count, spread in zip(NEURONS_TRIED, wider_spread, strict=True):
    print(f"neurons {count:2d}: nine runs in ten within {spread:.2f}")
book.fact(
    "wider_spread",
    wider_spread,
    label="range of the distances of nine runs in ten, by neurons",
)

# %% When training breaks
# A run is broken for us if it ends farther away than a single neuron does
# even from the worst of its starts.
limit = glorot_limit(inputs=1, units=1)
extremes = single_neurons(np.array([-limit, limit]), np.zeros(2))
trained = train(extremes, x, y, LEARNING_RATE, EPOCHS).networks
worst_neuron = np.max(np.abs(RIGHT_ANSWER - trained.predict(asked)))
broken = 100 * np.mean(deeper > worst_neuron, axis=1)
slowly_broken = int(np.count_nonzero(deeper_slowly[2:] > worst_neuron))
overflown = 100 * np.mean(np.isinf(deeper), axis=1)

book.fact(
    "worst_neuron", worst_neuron, label="largest distance of one neuron"
)
book.fact(
    "broken",
    broken,
    label="broken runs, by layers",
    unit="%",
    tolerance=1,
)
book.fact(
    "slowly_broken",
    slowly_broken,
    label="broken runs with smaller steps, in three layers or more",
)
book.fact(
    "overflown",
    overflown,
    label="runs whose numbers grew beyond all bounds, by layers",
    unit="%",
)
print(f"Farther away than {worst_neuron:.2f}:")
for count, share in zip(LAYERS_TRIED, broken, strict=True):
    print(f"layers {count}: {share:5.1f} % of the runs")


# %% More epochs and neurons, drawn
def panel(
    title: str, x_axis: Axis, tried: list[int], runs: Values, middle: Values
) -> Chart:
    """Return a chart of five runs of each network and the median line."""
    places = np.tile(np.array(tried, dtype=float), (len(SEEDS), 1))
    ended = np.isfinite(runs.T)
    return Chart(
        title=title,
        x_axis=x_axis,
        y_axis=Axis("distance from {answer:g}", scale="log"),
        layers=(
            Curve(
                "median of {many:,} starts",
                places[0],
                middle,
                tone="muted",
            ),
            Points(
                "one of {seeds} runs",
                places[ended],
                runs.T[ended],
                tone="guess",
                marker="ring",
            ),
        ),
    )


book.figure(
    "longer_and_wider",
    Panels(
        title="More epochs, more neurons",
        charts=(
            panel(
                "More epochs, one neuron",
                Axis("number of epochs", scale="log"),
                EPOCHS_TRIED,
                by_epochs,
                longer_median,
            ),
            panel(
                "More neurons, {epochs} epochs",
                Axis("neurons side by side", scale="log"),
                NEURONS_TRIED,
                by_neurons,
                wider_median,
            ),
        ),
        share_y=True,
        caption="How far from the right answer training ends; lower is "
        "better. Epochs help every time, neurons side by side only at "
        "first.",
    ),
)

# %% More layers, drawn
book.figure(
    "deeper",
    Panels(
        title="More layers",
        charts=(
            panel(
                "Learning rate {learning_rate:g}",
                Axis("number of layers"),
                LAYERS_TRIED,
                by_layers,
                deeper_median,
            ),
            panel(
                "Learning rate {smaller_rate:g}",
                Axis("number of layers"),
                LAYERS_TRIED,
                by_layers_slowly,
                slowly_median,
            ),
        ),
        share_y=True,
        caption="How far from the right answer training ends after "
        "{epochs} epochs; lower is better. With the larger rate, more "
        "layers help and then break; with the smaller one they only help. "
        "Not drawn: {lost} runs whose numbers grew too large to be written "
        "down.",
    ),
)
