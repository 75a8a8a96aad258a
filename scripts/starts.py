"""What a random start decides

A short training does not forget where it began. Start one neuron, and two
layers, ten thousand times each: the answers form a wide range, and the two
runs that the article printed are single draws from it. Two layers end
nearer to the right answer from almost every start, not from every one.
"""

# %% The points
from firststeps import book
from firststeps.figures.description import Axis, Bars, Chart, Curve, Points
from firststeps.learning.dense import (
    collapse_each,
    glorot_limit,
    glorot_starts,
    single_neurons,
    train,
)
from firststeps.learning.line import load_points

import numpy as np

SEED = book.seed(7)
x, y = load_points(book.input("data/samples/six_points.csv"))
LEARNING_RATE = 0.01
EPOCHS = 50
QUESTION = 10.0
RIGHT_ANSWER = 2 * QUESTION - 1
asked = np.array([QUESTION])
book.fact(
    "learning_rate", LEARNING_RATE, label="learning rate of Keras's sgd"
)
book.fact("epochs", EPOCHS, label="epochs")
book.fact("question", QUESTION, label="the x that each network is asked")
book.fact("answer", RIGHT_ANSWER, label="the right answer")

# %% What the article printed
ARTICLE_ONE, ARTICLE_TWO = 17.614405, 18.552378
book.given(
    "article_one",
    ARTICLE_ONE,
    source="the article, “Neural networks”",
    label="prediction of one neuron",
)
book.given(
    "article_two",
    ARTICLE_TWO,
    source="the article, “Improving the neural network”",
    label="prediction of two layers",
)

# %% Every start of one neuron
# Keras draws w evenly between two limits and starts b at zero.  Train from
# weights all over that range.
RANGE_STARTS = 21
limit = glorot_limit(inputs=1, units=1)
range_w = np.linspace(-limit, limit, RANGE_STARTS)
neurons = single_neurons(range_w, np.zeros(RANGE_STARTS))
trained = train(neurons, x, y, LEARNING_RATE, EPOCHS).networks
range_predictions = trained.predict(asked)[0]
lowest, highest = range_predictions[[0, -1]]

# The predictions grow evenly, on a straight line from the lowest to the
# highest.  So a share of the height is a share of the starts, too.
straight = np.linspace(lowest, highest, RANGE_STARTS)
off_straight = np.max(np.abs(range_predictions - straight))
one_nearer = (highest - ARTICLE_ONE) / (highest - lowest)

book.fact("start_limit", limit, label="largest random weight")
book.fact(
    "lowest_prediction", lowest, label="lowest prediction from any start"
)
book.fact(
    "highest_prediction", highest, label="highest prediction from any start"
)
book.fact(
    "one_nearer_share",
    100 * one_nearer,
    label="starts of one neuron that come nearer than the article's",
    unit="%",
)
book.fact(
    "range_starts",
    RANGE_STARTS,
    label="starts trained, evenly over the range",
)
book.fact(
    "off_straight",
    off_straight,
    label="largest distance of their predictions from a straight line",
    tolerance=1e-9,
)
print(f"w starts between {-limit:.4f} and {limit:.4f}.")
print(f"Predictions lie between {lowest:.2f} and {highest:.2f},")
print(f"off a straight line by {off_straight:.6f}.")
print(f"Nearer than the article's run: {100 * one_nearer:.1f} %")

# %% Start and prediction, drawn
article_w = np.interp(ARTICLE_ONE, range_predictions, range_w)
book.fact(
    "article_w", article_w, label="start of the article's run, read off"
)
book.figure(
    "one_neuron",
    Chart(
        title="The start decides the answer",
        x_axis=Axis("random weight at the start"),
        y_axis=Axis("prediction after training"),
        layers=(
            Curve(
                "straight line",
                np.array([-limit, limit]),
                np.array([lowest, highest]),
                tone="muted",
            ),
            Points(
                "trained neuron",
                range_w,
                range_predictions,
                tone="guess",
                marker="ring",
            ),
            Curve(
                "right answer",
                np.array([-limit, limit]),
                np.full(2, RIGHT_ANSWER),
                tone="truth",
                dash="dashed",
            ),
            Points(
                "the article's prediction",
                np.array([article_w]),
                np.array([ARTICLE_ONE]),
                tone="second",
                marker="cross",
            ),
        ),
        caption="Each ring is a neuron trained from another start. The "
        "predictions lie on a straight line, between "
        "{lowest_prediction:.2f} and {highest_prediction:.2f}: after "
        "{epochs} epochs no start reaches {answer:g}. The article's "
        "{article_one:.2f} lies near the upper end.",
    ),
)

# %% Ten thousand starts
STARTS = 10_000
generator = np.random.default_rng(SEED)
one_neuron = train(
    glorot_starts((1,), STARTS, generator), x, y, LEARNING_RATE, EPOCHS
).networks.predict(asked)[0]
two_starts = glorot_starts((2, 1), STARTS, generator)
two_layers = train(
    two_starts, x, y, LEARNING_RATE, EPOCHS
).networks.predict(asked)[0]

print("              lowest   median  highest")
for name, answers in (
    ("one neuron", one_neuron),
    ("two layers", two_layers),
):
    print(
        f"{name}  {answers.min():8.2f} {np.median(answers):8.2f} "
        f"{answers.max():8.2f}"
    )

# %% How the two kinds compare
one_error = np.abs(RIGHT_ANSWER - one_neuron)
two_error = np.abs(RIGHT_ANSWER - two_layers)
two_wins = 100 * np.mean(two_error < one_error)
beats_all = 100 * np.mean(two_error < one_error.min())
beaten_by_all = int(np.count_nonzero(two_error > one_error.max()))
two_nearer = 100 * np.mean(two_error < RIGHT_ANSWER - ARTICLE_TWO)

book.fact("starts", STARTS, label="random starts of each network")
book.fact(
    "one_median",
    np.median(one_neuron),
    label="median prediction of one neuron",
)
book.fact(
    "two_median",
    np.median(two_layers),
    label="median prediction of two layers",
)
book.fact(
    "two_lowest", two_layers.min(), label="lowest prediction of two layers"
)
book.fact(
    "two_highest",
    two_layers.max(),
    label="highest prediction of two layers",
)
book.fact(
    "two_best_tenth",
    np.quantile(two_layers, 0.9),
    label="prediction that a tenth of the two-layer runs exceed",
)
book.fact(
    "two_wins",
    two_wins,
    label="pairs in which two layers come nearer",
    unit="%",
)
book.fact(
    "beats_all",
    beats_all,
    label="two-layer runs that end nearer than any single neuron",
    unit="%",
)
book.fact(
    "beaten_by_all",
    beaten_by_all,
    label="two-layer runs that end farther away than any single neuron",
)
book.fact(
    "two_nearer_share",
    two_nearer,
    label="starts of two layers that come nearer than the article's",
    unit="%",
)
print("Two layers end")
print(f"nearer than one neuron, pair by pair: {two_wins:5.1f} %")
print(f"nearer than every single neuron:      {beats_all:5.1f} %")
print(f"nearer than the article's two layers: {two_nearer:5.1f} %")
print(f"farther than every single neuron:     {beaten_by_all} runs")

# %% From the same line
# Is it a better line to start from, or the second layer?  Let one neuron
# start from the very line that the two layers compute at their start.
same_line = train(
    collapse_each(two_starts), x, y, LEARNING_RATE, EPOCHS
).networks.predict(asked)[0]
same_line_wins = 100 * np.mean(two_error < np.abs(RIGHT_ANSWER - same_line))
book.fact(
    "same_line_wins",
    same_line_wins,
    label="starts from the same line in which two layers come nearer",
    unit="%",
)
print(
    "From the same line, two layers come nearer in "
    f"{same_line_wins:.2f} % of the starts."
)

# %% Ten thousand starts, drawn
BIN = 0.1
edges = np.linspace(16, RIGHT_ANSWER, round((RIGHT_ANSWER - 16) / BIN) + 1)
book.fact("drawn_from", edges[0], label="where the drawing starts")
book.fact(
    "not_drawn",
    np.count_nonzero(two_layers < edges[0]),
    label="two-layer runs left of the drawing",
)
one_share = 100 * np.histogram(one_neuron, edges)[0] / STARTS
two_share = 100 * np.histogram(two_layers, edges)[0] / STARTS
top = np.array([0.0, max(one_share.max(), two_share.max())])
book.figure(
    "histogram",
    Chart(
        title="Where random starts end",
        x_axis=Axis("prediction after training"),
        y_axis=Axis("share of the starts, %"),
        layers=(
            Bars("one neuron", edges, one_share, tone="guess"),
            Bars("two layers", edges, two_share, tone="second"),
            Curve(
                "the article's one neuron",
                np.full(2, ARTICLE_ONE),
                top,
                tone="guess",
                dash="dotted",
            ),
            Curve(
                "the article's two layers",
                np.full(2, ARTICLE_TWO),
                top,
                tone="second",
                dash="dotted",
            ),
            Curve(
                "right answer",
                np.full(2, RIGHT_ANSWER),
                top,
                tone="truth",
                dash="dashed",
            ),
        ),
        caption="Each network was trained from {starts:,} random starts. "
        "Two layers come nearer in {two_wins:.1f} % of the pairs. Below "
        "{drawn_from:g}, and not drawn: {not_drawn} of the two-layer runs.",
    ),
)
