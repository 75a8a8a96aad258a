"""Learning nonsense by heart

A network that is shown handwritten digits with shuffled labels has nothing
to find out: the labels do not belong to the pictures. It gets every one of
them right all the same. On new pictures it does no better than a guess.
The same network with the true labels reads new digits well.
"""

# %% Digits, true labels and shuffled ones
from firststeps import book
from firststeps.figures.description import Axis, Chart, Curve, Panels

import numpy as np
from sklearn.datasets import load_digits
from sklearn.neural_network import MLPClassifier

SEED = book.seed(6)
digits = load_digits()
pictures = digits.data / 16  # from 0, paper, to 1, ink

random = np.random.default_rng(SEED)
order = random.permutation(len(pictures))
training, test = order[:400], order[400:]
true_labels = digits.target[training]
shuffled_labels = random.permutation(true_labels)
still_right = float(np.mean(shuffled_labels == true_labels))

print(f"{training.size} pictures to learn from, {test.size} new ones")
print("True labels:    ", *true_labels[:12])
print("Shuffled labels:", *shuffled_labels[:12])

# %% The same network twice
EPOCHS = 150
CLASSES = np.unique(digits.target)


def learn(labels: np.ndarray) -> tuple[MLPClassifier, np.ndarray]:
    """Return the network and its accuracies, known and new, per epoch."""
    network = MLPClassifier(
        hidden_layer_sizes=(128,),
        learning_rate_init=0.005,
        alpha=0,  # nothing keeps the network from memorising
        batch_size=100,
        random_state=SEED,
    )
    accuracy = []
    for _ in range(EPOCHS):
        network.partial_fit(pictures[training], labels, classes=CLASSES)
        accuracy.append(
            [
                network.score(pictures[training], labels),
                network.score(pictures[test], digits.target[test]),
            ]
        )
    return network, 100 * np.array(accuracy)


network, with_true = learn(true_labels)
_, with_shuffled = learn(shuffled_labels)

print("                   known       new")
print(
    f"true labels      {with_true[-1, 0]:5.1f} % {with_true[-1, 1]:7.1f} %"
)
print(
    f"shuffled labels  {with_shuffled[-1, 0]:5.1f} %"
    f" {with_shuffled[-1, 1]:7.1f} %"
)

# %% What that shows
parameters = sum(
    values.size for values in (*network.coefs_, *network.intercepts_)
)
perfect = [
    int(np.argmax(accuracy[:, 0] == 100)) + 1
    for accuracy in (with_true, with_shuffled)
]
chance = 100 / CLASSES.size
book.fact("pictures", len(pictures), label="pictures of digits")
book.fact(
    "side", digits.images.shape[1], label="dots along a side of a picture"
)
book.fact("training", training.size, label="training pictures")
book.fact("test", test.size, label="test pictures")
book.fact("parameters", parameters, label="weights and biases")
book.fact(
    "parameters_each",
    parameters / training.size,
    label="weights and biases per training picture",
)
book.fact("epochs", EPOCHS, label="epochs trained")
book.fact(
    "still_right",
    100 * still_right,
    label="shuffled labels that are right by chance",
    unit="%",
)
book.fact("chance", chance, label="right answers of a guess", unit="%")
book.fact(
    "true_known",
    with_true[-1, 0],
    label="accuracy on training pictures, true labels",
    unit="%",
)
book.fact(
    "true_new",
    with_true[-1, 1],
    label="accuracy on test pictures, true labels",
    unit="%",
    tolerance=0.5,
)
book.fact(
    "shuffled_known",
    with_shuffled[-1, 0],
    label="accuracy on training pictures, shuffled labels",
    unit="%",
)
book.fact(
    "shuffled_new",
    with_shuffled[-1, 1],
    label="accuracy on test pictures, after shuffled labels",
    unit="%",
    tolerance=1.5,
)
book.fact(
    "perfect_true",
    perfect[0],
    label="epoch in which all true labels are known",
    tolerance=3,
)
book.fact(
    "perfect_shuffled",
    perfect[1],
    label="epoch in which all shuffled labels are known",
    tolerance=10,
)

print(f"Parameters: {parameters:,}, for {training.size} pictures")
print(f"All true labels known in epoch {perfect[0]}")
print(f"All shuffled labels known in epoch {perfect[1]}")

# %% Learning and memorising, drawn
epochs = np.arange(1.0, EPOCHS + 1)
book.figure(
    "accuracy",
    Panels(
        title="Two ways to be right on what was shown",
        charts=tuple(
            Chart(
                title=title,
                x_axis=Axis("epoch"),
                y_axis=Axis("accuracy in %", limits=(0, 105)),
                layers=(
                    Curve(
                        "training pictures",
                        epochs,
                        accuracy[:, 0],
                        tone="truth",
                    ),
                    Curve(
                        "new pictures",
                        epochs,
                        accuracy[:, 1],
                        tone="error",
                    ),
                    Curve(
                        "guessing",
                        epochs[[0, -1]],
                        np.full(2, chance),
                        tone="muted",
                        dash="dashed",
                    ),
                ),
            )
            for title, accuracy in (
                ("True labels", with_true),
                ("Shuffled labels", with_shuffled),
            )
        ),
        caption="Both networks end at {true_known:.0f} % on the pictures "
        "they were shown. On new ones, one reaches {true_new:.0f} %, the "
        "other {shuffled_new:.0f} %.",
        share_y=True,
    ),
)
