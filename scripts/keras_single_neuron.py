"""One neuron in Keras, and the article's run recovered

A network of one neuron is the straight line of the chapters before. Trained
for fifty epochs in small steps, it stops short, and where it stops depends
on the random start. So a run that somebody printed without a seed can be
recovered: its digits give away where it started.
"""

# %% The points
from firststeps import book
from firststeps.figures.description import (
    Arrow,
    Axis,
    Chart,
    Curve,
    Diagram,
    Node,
)
from firststeps.learning.dense import (
    glorot_limit,
    glorot_starts,
    single_neurons,
    train,
)
from firststeps.learning.descent import GradientDescent
from firststeps.learning.epoch_log import epoch_log
from firststeps.learning.fit_replay import (
    FitReplay,
    count_same_digits,
    polish_start,
)
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

# %% Before training
book.fact(
    "parameters",
    model.count_params(),
    label="weights and biases of the network",
)
start_w = float(model.get_weights()[0][0, 0])
start_b = float(model.get_weights()[1][0])
book.fact("start_w", start_w, label="random weight before training")
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
output = model.predict(np.array([QUESTION]), verbose=0)
print(output)

# %% How far off it is
RIGHT_ANSWER = 2 * QUESTION - 1
prediction = float(output[0, 0])
losses = training.history["loss"]
last_drop = 100 * (1 - losses[-1] / losses[-2])
book.fact("question", QUESTION, label="the x that the network is asked")
book.fact("answer", RIGHT_ANSWER, label="the right answer")
book.fact(
    "prediction", prediction, label="prediction of our run", tolerance=1e-5
)
book.fact(
    "prediction_error",
    RIGHT_ANSWER - prediction,
    label="how far our run stays below the answer",
    tolerance=1e-5,
)
book.fact(
    "last_drop",
    last_drop,
    label="share of the loss that the last epoch takes away",
    unit="%",
    tolerance=1e-2,
)

w, b = (float(values.item()) for values in model.get_weights())
book.fact("w", w, label="weight after training", tolerance=1e-5)
book.fact("b", b, label="bias after training", tolerance=1e-5)
print(f"After training: w={w:.4f} b={b:.4f}")
print(f"Below the right answer by {RIGHT_ANSWER - prediction:.4f}")
print(f"The last epoch took {last_drop:.1f} % off the loss.")

# %% The neuron, drawn
book.figure(
    "neuron",
    Diagram(
        title="One neuron, with what it learned",
        nodes=(
            Node("x", "x", column=0, row=0, shape="plain"),
            Node(
                "neuron",
                "y = w·x + b,\nb = {b:.4f}",
                column=1,
                row=0,
                tone="guess",
            ),
            Node("y", "y", column=2, row=0, shape="plain"),
        ),
        arrows=(
            Arrow("x", "neuron", "w = {w:.2f}"),
            Arrow("neuron", "y"),
        ),
        caption="The smallest network there is, after training: a weight "
        "on the arrow, a bias in the neuron.",
    ),
)

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

# %% The lowest and the highest answer
# Keras draws w evenly between two limits and starts b at zero.  The
# prediction grows evenly with w (scripts/starts.py shows it), so the two
# limits lead to the lowest and to the highest prediction, and a share of
# the height between these is a share of the starts.
limit = glorot_limit(inputs=1, units=1)
ends = single_neurons(np.array([-limit, limit]), np.zeros(2))
lowest, highest = train(ends, x, y, LEARNING_RATE, EPOCHS).networks.predict(
    np.array([QUESTION])
)[0]
ours_nearer = (highest - prediction) / (highest - lowest)
book.fact(
    "ours_nearer_share",
    100 * ours_nearer,
    label="starts that come nearer to the answer than ours",
    unit="%",
    tolerance=1e-3,
)
print(f"All predictions lie between {lowest:.4f} and {highest:.4f}.")
print(
    f"Starts that come nearer to {RIGHT_ANSWER:g} than our run: "
    f"{100 * ours_nearer:.1f} %"
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
generator = np.random.default_rng(SEED)
starts = glorot_starts(article.units, TRIES, generator)
matches = find_starts(article, x, y, starts).matches
matching_w = starts.kernels[0][0, 0, matches]
if matching_w.size == 0:
    raise ValueError("on these points no start prints the article's losses")
agrees = bool(matching_w.min() < solved_w < matching_w.max())

book.fact(
    "matches",
    len(matches),
    label="random starts that print the article's losses",
)
book.fact(
    "witnesses_agree",
    agrees,
    label="whether losses and prediction point to the same start",
)
print(
    f"{len(matches)} of {TRIES:,} random starts print the article's last "
    "losses."
)
print(
    f"They lie between w={matching_w.min():.5f} and "
    f"w={matching_w.max():.5f}."
)

# %% To the last digit
# So far the arithmetic was NumPy's, with sixteen digits.  Keras uses seven,
# and the last one depends on how each result was rounded.  Therefore the
# last step tries the starts around the solution one by one in Keras itself,
# until one prints the article's digits.  It is not the only one: count the
# numbers around it, as close together as Keras can tell apart, that print
# them as well.
REACH = 200
replay = FitReplay(model, x, y, EPOCHS, QUESTION)
found = polish_start(
    replay, article, [np.array([[solved_w]]), np.zeros(1)], tries=400
)
recovered_w = float(found.weights[0][0, 0])
same_digits = count_same_digits(replay, article, found, REACH)
book.fact(
    "recovered_w",
    recovered_w,
    label="a start that prints the article's run",
    tolerance=1e-5,
)
book.fact(
    "same_digits_starts",
    same_digits,
    label="starts, itself included, that print the same digits",
    tolerance=2 * REACH,
)
print(f"Recovered start: w={recovered_w:.7f}, b=0")
print(
    f"Of it and its {2 * REACH} nearest neighbours, {same_digits} print "
    "the article's digits."
)

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
output = model.predict(np.array([QUESTION]), verbose=0)
print(output)

# %% How near it is
recovered = float(output[0, 0])
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
        replay.run_shuffled(found.weights, generator).prediction
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
    f"{np.ptp(shuffled):.1g}"
)

# %% The losses, drawn
# Where would the two runs have gone, had nobody stopped them?
CONTINUED = 4 * EPOCHS
book.fact("continued", CONTINUED, label="epoch to which the runs go on")
epochs = np.arange(1.0, EPOCHS + 1)
beyond = np.arange(float(EPOCHS), CONTINUED + 1)
both = single_neurons(np.array([start_w, recovered_w]), np.zeros(2))
gone_on = train(both, x, y, LEARNING_RATE, CONTINUED).losses
ours, theirs = gone_on[EPOCHS - 1 :].T
book.figure(
    "loss",
    Chart(
        title="Stopped on the way down",
        x_axis=Axis("epoch"),
        y_axis=Axis("loss", scale="log"),
        layers=(
            Curve(
                "our run",
                epochs,
                np.array(losses),
                tone="guess",
            ),
            Curve(
                "a run that ends like the article's",
                epochs,
                np.array(repeated.history["loss"]),
                tone="second",
            ),
            Curve(
                "had it gone on",
                beyond,
                ours,
                tone="muted",
                dash="dotted",
            ),
            Curve(
                "had it gone on",
                beyond,
                theirs,
                tone="muted",
                dash="dotted",
            ),
            Curve(
                "stopped here",
                np.full(2, float(EPOCHS)),
                np.array([gone_on.min(), gone_on.max()]),
                tone="truth",
                dash="dashed",
            ),
        ),
        caption="Both runs were stopped after {epochs} epochs, while the "
        "loss still fell: the last epoch of ours took {last_drop:.1f} % "
        "off it. Dotted: the same runs, continued to epoch {continued}.",
    ),
)
