"""One neuron in Keras, and the article's run recovered

A network of one neuron is the straight line of the chapters before. Trained
for fifty epochs in small steps, it stops short, and where it stops depends
on the random start. So a run that somebody printed without a seed can be
recovered: its digits give away the start.
"""

# %% The points
from firststeps import book
from firststeps.figures.description import Axis, Chart, Curve, Points
from firststeps.learning.dense import (
    DenseNetworks,
    glorot_limit,
    glorot_starts,
    train,
)
from firststeps.learning.descent import GradientDescent
from firststeps.learning.epoch_log import epoch_log
from firststeps.learning.fit_replay import FitReplay, polish_start
from firststeps.learning.line import Line, load_points
from firststeps.learning.printed_run import PrintedRun, find_starts

import keras
import numpy as np

SEED = book.seed(7)
x, y = load_points(book.input("data/samples/six_points.csv"))

# %% One neuron
EPOCHS = 50
book.fact("epochs", EPOCHS, label="epochs")
LEARNING_RATE = 0.01
book.fact(
    "learning_rate", LEARNING_RATE, label="learning rate of Keras's sgd"
)
keras.utils.set_random_seed(SEED)
model = keras.Sequential(
    [keras.Input(shape=(1,)), keras.layers.Dense(units=1)]
)
model.compile(
    optimizer=keras.optimizers.SGD(LEARNING_RATE), loss="mean_squared_error"
)

start_w = float(model.get_weights()[0][0, 0])
start_b = float(model.get_weights()[1][0])
book.fact(
    "parameters",
    model.count_params(),
    label="weights and biases of the network",
)
book.fact("start_w", start_w, label="random weight before training")
book.fact("start_b", start_b, label="bias before training")
print(f"Parameters: {model.count_params()}")
print(f"Before training: w={start_w:.4f} b={start_b:.4f}")

# %% Training
training = model.fit(
    x, y, epochs=EPOCHS, verbose=0, callbacks=[epoch_log(EPOCHS)]
)
book.fact(
    "losses",
    training.history["loss"],
    label="loss per epoch",
    tolerance=1e-4,
)

# %% A prediction
QUESTION = 10.0
book.fact("question", QUESTION, label="the x that the network is asked")
ANSWER = 2 * QUESTION - 1
book.fact("answer", ANSWER, label="the right answer")
answer = model.predict(np.array([QUESTION]), verbose=0)
prediction = float(answer[0, 0])
book.fact(
    "prediction", prediction, label="prediction of our run", tolerance=1e-5
)
book.fact(
    "prediction_error",
    ANSWER - prediction,
    label="how far our run stays below the answer",
    tolerance=1e-5,
)

w, b = (float(values.item()) for values in model.get_weights())
book.fact("w", w, label="weight after training", tolerance=1e-5)
book.fact("b", b, label="bias after training", tolerance=1e-5)
print(f"After training: w={w:.4f} b={b:.4f}")
print(answer)

# %% The same line, larger steps
# A neuron is no worse than the line it computes.  Its steps are smaller:
# 0.01, where the chapter before took 0.14.
LARGER_RATE = 0.14
larger = GradientDescent(LARGER_RATE, EPOCHS).run(
    Line(start_w, start_b), x, y
)
book.fact("larger_rate", LARGER_RATE, label="the larger learning rate")
book.fact(
    "larger_prediction",
    larger.final.w * QUESTION + larger.final.b,
    label="prediction after larger steps",
)
print(
    f"Same start, learning rate {LARGER_RATE}: "
    f"{larger.final.w * QUESTION + larger.final.b:.6f}"
)

# %% What the article printed
article = PrintedRun(
    units=(1,),
    learning_rate=LEARNING_RATE,
    epochs=EPOCHS,
    last_losses=("0.2339", "0.2291", "0.2244"),
    question=QUESTION,
    prediction="17.614405",
)
SOURCE = "the article, “Neural networks”"
book.given(
    "article_losses",
    [float(loss) for loss in article.last_losses],
    source=SOURCE,
    label="last losses",
)
book.given(
    "article_prediction",
    float(article.prediction),
    source=SOURCE,
    label="prediction",
)

# %% Every start there is
# Keras draws w evenly between two limits and starts b at zero.  The
# prediction grows evenly with w, so that the two limits give the lowest and
# the highest prediction of all.
limit = glorot_limit(inputs=1, units=1)
corners = DenseNetworks(
    kernels=(np.array([[[-limit, limit]]]),), biases=(np.zeros((1, 2)),)
)
lowest, highest = train(
    corners, x, y, LEARNING_RATE, EPOCHS
).networks.predict(np.array([QUESTION]))[0]
nearer = (highest - float(article.prediction)) / (highest - lowest)

book.fact("start_limit", limit, label="largest random weight")
book.fact(
    "lowest_prediction", lowest, label="lowest prediction from any start"
)
book.fact(
    "highest_prediction", highest, label="highest prediction from any start"
)
book.fact(
    "nearer_share",
    100 * nearer,
    label="starts that come nearer to the answer than the article's",
    unit="%",
)
print(
    f"w starts between {-limit:.4f} and {limit:.4f}: predictions between "
    f"{lowest:.2f} and {highest:.2f}"
)
print(
    f"Starts that come nearer to {ANSWER:g} than the article's run: "
    f"{100 * nearer:.1f} %"
)

# %% Solving for the start
# Even growth works backwards, too: the printed prediction tells how far
# along its range w must have been.
share = (float(article.prediction) - lowest) / (highest - lowest)
solved_w = (2 * share - 1) * limit
book.fact(
    "solved_w",
    solved_w,
    label="start computed from the article's prediction",
    tolerance=1e-5,
)
print(f"The article's prediction belongs to a start at w={solved_w:.5f}.")

# %% A second witness
# The losses know the start as well, though less exactly.  Try random starts
# and keep those that print them.
TRIES = 100_000
book.fact("tries", TRIES, label="random starts tried")
random = np.random.default_rng(SEED)
starts = glorot_starts(article.units, TRIES, random)
matches = find_starts(article, x, y, starts).matches
matching_w = starts.kernels[0][0, 0, matches]
agrees = bool(matching_w.min() < solved_w < matching_w.max())

book.fact(
    "matches",
    len(matches),
    label="random starts that print the article's losses",
)
book.fact(
    "matches_from", matching_w.min(), label="smallest weight among them"
)
book.fact("matches_to", matching_w.max(), label="largest weight among them")
book.fact(
    "witnesses_agree",
    agrees,
    label="whether losses and prediction point to the same start",
)
print(
    f"{len(matches)} of {TRIES} random starts print the article's last "
    "losses."
)
print(
    f"They lie between w={matching_w.min():.5f} and "
    f"w={matching_w.max():.5f}."
)

# %% To the last digit
# So far the arithmetic was NumPy's, with sixteen digits.  Keras uses seven,
# and the last one depends on how each result was rounded.  Therefore the
# last step tries the starts around the solution one by one in Keras itself.
replay = FitReplay(model, x, y, EPOCHS, QUESTION)
found = polish_start(
    replay, article, [np.array([[solved_w]]), np.zeros(1)], tries=400
)
recovered_w = float(found.weights[0][0, 0])
book.fact(
    "recovered_w",
    recovered_w,
    label="start of the recovered run",
    tolerance=1e-5,
)
print(f"Start of the recovered run: w={recovered_w:.7f}, b=0")

# %% The article's run again
model.set_weights(found.weights)
repeated = model.fit(
    x,
    y,
    epochs=EPOCHS,
    shuffle=False,
    verbose=0,
    callbacks=[epoch_log(EPOCHS)],
)
answer = model.predict(np.array([QUESTION]), verbose=0)
print(answer)

# %% How near it is
recovered = float(answer[0, 0])
difference = recovered - float(np.float32(article.prediction))
book.fact(
    "recovered_losses",
    repeated.history["loss"][-3:],
    label="last losses of the recovered run",
    tolerance=1e-6,
)
book.fact(
    "recovered_prediction",
    recovered,
    label="prediction of the recovered run",
    tolerance=1e-5,
)
book.fact(
    "recovery_difference",
    difference,
    label="recovered minus printed prediction",
    tolerance=1e-5,
)
book.fact(
    "article_error",
    ANSWER - recovered,
    label="how far the article's run stays below the answer",
    tolerance=1e-5,
)
print(f"Difference from the printed prediction: {difference:g}")

# %% Does the order of the points matter
# The article let Keras shuffle the six points before each epoch.  The sums
# are then added up in another order.
SHUFFLES = 100
book.fact(
    "shuffles", SHUFFLES, label="repetitions with the points shuffled"
)
shuffled = np.array(
    [
        replay.run_shuffled(found.weights, random).prediction
        for _ in range(SHUFFLES)
    ]
)
same = int(np.count_nonzero(shuffled == recovered))
book.fact(
    "shuffled_same",
    same,
    label="of these, runs with the very same prediction",
    tolerance=SHUFFLES,
)
book.fact(
    "shuffled_spread",
    np.ptp(shuffled),
    label="spread of their predictions",
    tolerance=1e-5,
)
print(
    f"Shuffled {SHUFFLES} times: {same} times the same prediction, spread "
    f"{np.ptp(shuffled):.1e}"
)

# %% The losses, drawn
epochs = np.arange(1.0, EPOCHS + 1)
book.figure(
    "loss",
    Chart(
        title="One neuron learns",
        x_axis=Axis("epoch"),
        y_axis=Axis("loss", scale="log"),
        layers=(
            Curve(
                "our run",
                epochs,
                np.array(training.history["loss"]),
                tone="guess",
            ),
            Curve(
                "the article's run",
                epochs,
                np.array(repeated.history["loss"]),
                tone="second",
                dash="dashed",
            ),
        ),
        caption="The two runs differ in the random start alone. Both "
        "still go down when they are stopped.",
    ),
)

# %% Start and prediction, drawn
book.figure(
    "starts",
    Chart(
        title="The start decides the answer",
        x_axis=Axis("random weight at the start"),
        y_axis=Axis("prediction after training"),
        layers=(
            Curve(
                "every start",
                np.array([-limit, limit]),
                np.array([lowest, highest]),
                tone="muted",
            ),
            Curve(
                "right answer",
                np.array([-limit, limit]),
                np.array([ANSWER, ANSWER]),
                tone="truth",
                dash="dashed",
            ),
            Points(
                "our run",
                np.array([start_w]),
                np.array([prediction]),
                tone="guess",
            ),
            Points(
                "the article's run",
                np.array([recovered_w]),
                np.array([recovered]),
                tone="second",
                marker="cross",
            ),
        ),
        caption="After {epochs} epochs no start reaches {answer:g}. "
        "The predictions lie between {lowest_prediction:.2f} and "
        "{highest_prediction:.2f}; "
        "the article's {recovered_prediction:.2f} belongs to a start of "
        "{recovered_w:.4f}.",
    ),
)
