"""Two layers in Keras, and the article's run recovered

Two layers without activation compute a straight line too, with more
parameters. A run of theirs that somebody printed without a seed can be
recovered, though not as surely as one neuron's: many starts print the same
digits.
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
from firststeps.learning.dense import collapse, glorot_starts
from firststeps.learning.epoch_log import epoch_log
from firststeps.learning.fit_replay import FitReplay, polish_start
from firststeps.learning.line import load_points, signed
from firststeps.learning.printed_run import (
    PrintedRun,
    find_starts,
    starts_near,
)

import keras
import numpy as np

SEED = book.seed(7)
x, y = load_points(book.input("data/samples/six_points.csv"))

# %% Two layers
EPOCHS = 50
book.fact("epochs", EPOCHS, label="epochs")
LEARNING_RATE = 0.01
book.fact(
    "learning_rate", LEARNING_RATE, label="learning rate of Keras's sgd"
)
keras.utils.set_random_seed(SEED)
model = keras.Sequential(
    [
        keras.Input(shape=(1,)),
        keras.layers.Dense(units=2),
        keras.layers.Dense(units=1),
    ]
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
print(f"Parameters: {model.count_params()}")

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
print(f"Below the right answer by {RIGHT_ANSWER - prediction:.4f}")

# %% What it learned
(w1, w2), (b1, b2) = model.get_weights()[0][0], model.get_weights()[1]
(w3, w4), (b3,) = model.get_weights()[2][:, 0], model.get_weights()[3]
for name, value in {
    "w1": w1,
    "w2": w2,
    "b1": b1,
    "b2": b2,
    "w3": w3,
    "w4": w4,
    "b3": b3,
}.items():
    book.fact(name, value, label=f"trained {name}", tolerance=1e-5)

print(f"First neuron:  {w1:.4f} * x {signed(b1, '.4f')}")
print(f"Second neuron: {w2:.4f} * x {signed(b2, '.4f')}")
print(
    f"Output:        {w3:.4f} * first {signed(w4, '.4f')} * second "
    f"{signed(b3, '.4f')}"
)

# %% Two layers make one line
line = collapse(model.get_weights())
book.fact(
    "W",
    line.w,
    label="weight of the line that the network computes",
    tolerance=1e-5,
)
book.fact(
    "B",
    line.b,
    label="bias of the line that the network computes",
    tolerance=1e-5,
)
print(f"All together:  {line.formula('.4f')}")
print(f"Prediction of that line: {line.w * QUESTION + line.b:.4f}")

# %% The network, drawn
book.figure(
    "network",
    Diagram(
        title="Two layers, with the weights that they learned",
        nodes=(
            Node("x", "x", column=0, row=0.5, shape="plain"),
            Node(
                "first",
                "N₁ = w₁·x + b₁,\nb₁ = {b1:.2f}",
                column=1,
                row=0,
                tone="guess",
            ),
            Node(
                "second",
                "N₂ = w₂·x + b₂,\nb₂ = {b2:.2f}",
                column=1,
                row=1,
                tone="guess",
            ),
            Node(
                "output",
                "y = w₃·N₁ + w₄·N₂ + b₃,\nb₃ = {b3:.2f}",
                column=2,
                row=0.5,
                tone="second",
            ),
        ),
        arrows=(
            Arrow("x", "first", "w₁ = {w1:.2f}"),
            Arrow("x", "second", "w₂ = {w2:.2f}"),
            Arrow("first", "output", "w₃ = {w3:.2f}"),
            Arrow("second", "output", "w₄ = {w4:.2f}"),
        ),
        caption="The trained network, all {parameters} numbers of it: a "
        "weight on each arrow, a bias in each neuron. Put into each other, "
        "the three formulas make one line: y = {W:.2f}·x {B: +.2f}.",
    ),
)

# %% What the article printed
article = PrintedRun(
    units=(2, 1),
    learning_rate=LEARNING_RATE,
    epochs=EPOCHS,
    last_losses=("0.0343", "0.0321", "0.0300"),
    question=QUESTION,
    prediction="18.552378",
)
SOURCE = "the article, “Improving the neural network”"
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

# %% Starts that print the article's losses
TRIES = 200_000
generator = np.random.default_rng(SEED)
book.fact("tries", TRIES, label="random starts tried")
candidates = find_starts(
    article, x, y, glorot_starts(article.units, TRIES, generator)
)
book.fact(
    "matches",
    len(candidates.matches),
    label="random starts that print the article's losses",
)
print(
    f"{len(candidates.matches)} of {TRIES:,} random starts print the "
    "article's last losses."
)

# A start close to a good one is good, too, and may be better.  So take the
# best few, move each of their weights a little to a random side, thousands
# of times over, and train from there.  Do the same with the best few of
# these, moved by less, and once more.
AROUND = 10_000
for radius in (2e-2, 1e-2, 5e-3):
    candidates = find_starts(
        article,
        x,
        y,
        starts_near(candidates.starts, radius, AROUND, generator),
    )
print(
    f"Of {AROUND:,} starts close to the best, {len(candidates.matches):,} "
    "print them, too."
)

# %% To the last digit
replay = FitReplay(model, x, y, EPOCHS, QUESTION)
found = polish_start(
    replay, article, candidates.starts.weights(0), tries=400
)
hidden_w, output_w = found.weights[0][0], found.weights[2][:, 0]
book.fact(
    "recovered_hidden",
    hidden_w,
    label="a start that prints the article's run, first layer",
    tolerance=1e-3,
)
book.fact(
    "recovered_output",
    output_w,
    label="a start that prints the article's run, second layer",
    tolerance=1e-3,
)
print(f"First layer starts at  {hidden_w[0]:.7f} and {hidden_w[1]:.7f},")
print(
    f"second layer starts at {output_w[0]:.7f} and {output_w[1]:.7f}, "
    "biases at zero."
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
    "shuffled_different",
    SHUFFLES - same,
    label="of these, runs with another prediction",
    tolerance=SHUFFLES,
)
book.fact(
    "shuffled_spread",
    np.ptp(shuffled),
    label="spread of their predictions",
    tolerance=1e-5,
)
steps = round(float(np.ptp(shuffled) / np.spacing(np.float32(recovered))))
book.fact(
    "shuffled_steps",
    steps,
    label="the same spread, counted in float32 numbers",
    tolerance=10,
)
print(
    f"Shuffled {SHUFFLES} times: {same} times the same prediction, spread "
    f"{np.ptp(shuffled):.1g} or {steps} float32 numbers"
)

# %% The losses, drawn
epochs = np.arange(1.0, EPOCHS + 1)
book.figure(
    "loss",
    Chart(
        title="Two layers learn",
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
                "a run that ends like the article's",
                epochs,
                np.array(repeated.history["loss"]),
                tone="second",
                dash="dashed",
            ),
        ),
        caption="The two runs start from different random weights.",
    ),
)
