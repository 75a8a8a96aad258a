"""Stop before the patients are learnt by heart

A network that trains on the same patients for long gets better at them
without end. On patients that were held back it gets better first, then
worse. The epoch at which to stop can be read off their error. Only then
is the winner tried on the test patients, once.
"""

# %% The patients, in three parts
from firststeps import book
from firststeps.figures.description import Axis, Chart, Curve, Note, Points
from firststeps.learning.losses import rmse
from firststeps.learning.splits import shuffled_parts

import numpy as np
from sklearn.datasets import load_diabetes
from sklearn.neural_network import MLPRegressor

SEED = book.seed(6)
patients = load_diabetes(scaled=False)
progress = patients.target
parts = shuffled_parts(
    len(progress),
    validation=100,
    test=100,
    random=np.random.default_rng(SEED),
)
training, validation = parts.training, parts.validation

# %% One scale for all
# From the training patients alone: even an average of the others would
# tell something about them.
mean = patients.data[training].mean(axis=0)
spread = patients.data[training].std(axis=0)
measured = (patients.data - mean) / spread
middle, width = progress[training].mean(), progress[training].std()
target = (progress - middle) / width

# %% The network
NEURONS = 100


def untrained() -> MLPRegressor:
    """Return the network, at the same random start each time."""
    return MLPRegressor(
        hidden_layer_sizes=(NEURONS,),
        activation="relu",
        solver="adam",
        learning_rate_init=0.003,
        alpha=0,  # scikit-learn would hold back the weights by itself
        batch_size=len(training),
        random_state=SEED,
    )


# %% How far it is off
def error_on(places: np.ndarray, network: MLPRegressor) -> float:
    """Return the network's RMSE on these patients."""
    predicted = middle + width * network.predict(measured[places])
    return rmse(predicted, progress[places])


# %% Training, and looking up after each epoch
EPOCHS = 400
network = untrained()
known, new = [], []
for _ in range(EPOCHS):
    network.partial_fit(measured[training], target[training])
    known.append(error_on(training, network))
    new.append(error_on(validation, network))

stop = int(np.argmin(new)) + 1

# %% Some of the epochs
for epoch in (1, 10, stop, 100, 200, EPOCHS):
    print(
        f"Epoch {epoch:3d}: training {known[epoch - 1]:5.1f}, "
        f"validation {new[epoch - 1]:5.1f}"
    )

# %% When to stop
parameters = sum(
    values.size for values in (*network.coefs_, *network.intercepts_)
)
book.fact("measurements", measured.shape[1], label="numbers per patient")
book.fact("training", training.size, label="training patients")
book.fact("neurons", NEURONS, label="neurons in the hidden layer")
book.fact("parameters", parameters, label="weights and biases")
book.fact("epochs", EPOCHS, label="epochs trained")
book.fact(
    "stop", stop, label="epoch of the least validation error", tolerance=3
)
book.fact(
    "stop_known",
    known[stop - 1],
    label="RMSE on training there",
    tolerance=0.5,
)
book.fact(
    "stop_new",
    new[stop - 1],
    label="RMSE on validation there",
    tolerance=0.1,
)
book.fact(
    "end_known", known[-1], label="RMSE on training at the end", tolerance=1
)
book.fact(
    "end_new", new[-1], label="RMSE on validation at the end", tolerance=1
)

print(f"Parameters: {parameters}, for {training.size} patients")
print(f"Least validation error: {new[stop - 1]:.1f}, in epoch {stop}")

# %% Two curves over the epochs, drawn
epochs = np.arange(1.0, EPOCHS + 1)
book.figure(
    "epochs",
    Chart(
        title="Training for too long",
        x_axis=Axis("epoch"),
        y_axis=Axis("RMSE"),
        layers=(
            Curve("training", epochs, np.array(known), tone="truth"),
            Curve("validation", epochs, np.array(new), tone="error"),
            Points(
                "least validation error",
                np.array([float(stop)]),
                np.array([new[stop - 1]]),
                tone="error",
                marker="ring",
            ),
        ),
        notes=(Note(stop, new[stop - 1], "stop here"),),
        caption="The training error falls all the way to {end_known:.0f}. "
        "The validation error is least in epoch {stop}, then climbs to "
        "{end_new:.0f}.",
    ),
)

# %% The candidates
# Ten weights and a bias that fit best can be computed without a descent.
with_bias = np.column_stack([np.ones(len(progress)), measured])
weights = np.linalg.lstsq(
    with_bias[training], progress[training], rcond=None
)[0]
line_new = rmse(with_bias[validation] @ weights, progress[validation])
book.fact("line_parameters", weights.size, label="weights and bias")
book.fact("line_new", line_new, label="RMSE of the weighted sum")
book.fact(
    "lead",
    line_new - new[stop - 1],
    label="by how much the network is ahead",
    tolerance=0.1,
)

print("On the validation patients:")
print(f"network, stopped in epoch {stop}: {new[stop - 1]:.1f}")
print(f"network, after {EPOCHS} epochs:   {new[-1]:.1f}")
print(f"weighted sum, no hidden layer: {line_new:.1f}")

# %% The test, once
# The network has won. Train it again from the same start, stop in time,
# and ask it about patients that nothing so far has looked at.
winner = untrained()
for _ in range(stop):
    winner.partial_fit(measured[training], target[training])

test_rmse = error_on(parts.test, winner)
average_rmse = rmse(np.full(parts.test.size, middle), progress[parts.test])
book.fact("test", parts.test.size, label="test patients")
book.fact(
    "test_rmse", test_rmse, label="RMSE on the test patients", tolerance=0.2
)
book.fact(
    "average_rmse",
    average_rmse,
    label="RMSE on the test patients of always saying the average",
)
book.fact(
    "test_excess",
    test_rmse - new[stop - 1],
    label="test RMSE minus validation RMSE",
    tolerance=0.2,
)

print(f"On {parts.test.size} test patients:")
print(f"network, stopped in epoch {stop}: {test_rmse:.1f}")
print(f"always the average: {average_rmse:.1f}")

# %% How sure is that?
# Draw as many patients again from the same ones, some twice and some not
# at all, and see how far the error moves. The middle nine tenths count.
DRAWS = 2000
misses = (
    middle + width * winner.predict(measured) - progress
) ** 2  # of each patient
random = np.random.default_rng([SEED, 1])


def likely(places: np.ndarray) -> np.ndarray:
    """Return the ends of the range in which the RMSE mostly falls."""
    drawn = random.choice(places, size=(DRAWS, places.size))
    return np.quantile(np.sqrt(misses[drawn].mean(axis=1)), [0.05, 0.95])


test_range, new_range = likely(parts.test), likely(validation)
book.fact("draws", DRAWS, label="times that patients were drawn again")
book.fact(
    "test_range", test_range, label="likely RMSE, test", tolerance=0.2
)
book.fact(
    "new_range", new_range, label="likely RMSE, validation", tolerance=0.2
)

print(f"Test:       {test_range[0]:.1f} to {test_range[1]:.1f}")
print(f"Validation: {new_range[0]:.1f} to {new_range[1]:.1f}")
