"""A label is a name, not a size

Digits written by hand are to be told apart. The same linear model learns
them twice: once it is to predict the digit as a number, once to give a
score to each of ten names. The labels are the same; only the second reading
of them works, and only it doesn't care how the names are numbered.
"""

# %% Pictures and their labels
from firststeps import book
from firststeps.figures.description import (
    Axis,
    Chart,
    Note,
    Picture,
    Pictures,
    Points,
)
from firststeps.learning.features import best_parameters, predict

import numpy as np
from sklearn.datasets import load_digits

SEED = book.seed(7)
random = np.random.default_rng(SEED)

data = load_digits()
pixels = data.data / 16  # (pictures, 64), from 0 to 1
labels = data.target  # (pictures,), whole numbers from 0 to 9
CLASSES = 10
# The pictures lie form by form.  Another form begins here, near two thirds:
# the test shows hands that the models have not met.
TRAINING = 1157

train, test = slice(TRAINING), slice(TRAINING, None)

print("Labels of the first ten pictures:", labels[:10].tolist())
print("Pictures for each label:", np.bincount(labels).tolist())

book.fact("pictures", len(labels), label="pictures of digits")
book.fact("classes", CLASSES, label="classes")
book.fact("inputs", pixels.shape[1], label="numbers in a picture")
book.fact("train", len(labels[train]), label="pictures to learn from")
book.fact("test", len(labels[test]), label="pictures kept for the test")
book.fact("first", labels[:CLASSES], label="labels of the first pictures")

# %% The first ten
book.figure(
    "first_ten",
    Pictures(
        title="Ten pictures and their labels",
        pictures=tuple(
            Picture(f"label {{first[{place}]}}", data.images[place], 16)
            for place in range(CLASSES)
        ),
        caption="The first {classes} of {pictures:,} pictures, each with "
        "the label that a person gave to it.",
    ),
)

# %% The label as a size
sizes = best_parameters(pixels[train], labels[train].astype(float))
answer = predict(sizes, pixels[test])
as_sizes = np.clip(np.rint(answer), 0, CLASSES - 1)
size_accuracy = np.mean(as_sizes == labels[test])

print(f"Right answers: {100 * size_accuracy:.1f} %")

book.fact(
    "size_accuracy",
    100 * size_accuracy,
    label="accuracy with the label as a size",
    unit="%",
    tolerance=0.4,
)
book.fact(
    "guess_accuracy",
    100 / CLASSES,
    label="accuracy of blind guessing among the classes",
    unit="%",
)

# %% One-hot
one_hot = np.eye(CLASSES)[labels]  # (pictures, classes)
for label, row in zip(labels[:4], one_hot[:4], strict=True):
    print(f"{label} -> {' '.join(f'{value:.0f}' for value in row)}")

book.fact(
    "one_hot_shape",
    "\N{MULTIPLICATION SIGN}".join(map(str, one_hot.shape)),
    label="shape of all labels, one-hot",
)

# %% The label as a name
names = best_parameters(pixels[train], one_hot[train])
scores = predict(names, pixels[test])  # (pictures, classes)
as_names = scores.argmax(axis=1)
name_accuracy = np.mean(as_names == labels[test])

print(f"Right answers: {100 * name_accuracy:.1f} %")

book.fact(
    "name_accuracy",
    100 * name_accuracy,
    label="accuracy with the label as a name",
    unit="%",
    tolerance=0.4,
)
book.fact(
    "size_parameters", sizes.size, label="parameters, label as a size"
)
book.fact(
    "name_parameters", names.size, label="parameters, label as a name"
)

# %% Scores for one picture
book.fact("shown", labels[test][0], label="label of the picture shown")
book.fact(
    "shown_size",
    answer[0],
    label="answer for it, the label taken as a size",
    tolerance=0.01,
)
book.fact(
    "shown_score",
    scores[0].max(),
    label="highest score of the picture shown",
    tolerance=0.01,
)
book.fact("shown_class", as_names[0], label="class with the highest score")
book.figure(
    "scores",
    Chart(
        title="Ten scores for one picture",
        x_axis=Axis("class"),
        y_axis=Axis("score"),
        layers=(
            Points(
                "score",
                np.arange(CLASSES, dtype=float),
                scores[0],
                tone="guess",
            ),
        ),
        notes=(Note(as_names[0], scores[0].max(), "answer"),),
        caption="A picture from the test that a person labelled {shown}. "
        "The class with the highest score, {shown_class}, is the answer. "
        "The other model answers {shown_size:.2f} for this picture.",
    ),
)

# %% Digit by digit
by_class = np.array(
    [
        [
            100 * np.mean(found[labels[test] == digit] == digit)
            for digit in range(CLASSES)
        ]
        for found in (as_sizes, as_names)
    ]
)
book.fact(
    "size_best",
    by_class[0].max(),
    label="accuracy of the best digit, label as a size",
    unit="%",
    tolerance=3,
)
book.fact(
    "name_worst",
    by_class[1].min(),
    label="accuracy of the worst digit, label as a name",
    unit="%",
    tolerance=3,
)
book.figure(
    "by_class",
    Chart(
        title="The same labels, read in two ways",
        x_axis=Axis("digit"),
        y_axis=Axis("right answers in %", limits=(0, 100)),
        layers=tuple(
            Points(
                name,
                np.arange(CLASSES, dtype=float),
                accuracy,
                tone=tone,
                marker=marker,
            )
            for name, accuracy, tone, marker in zip(
                ("as a size", "as a name"),
                by_class,
                ("guess", "truth"),
                ("cross", "dot"),
                strict=True,
            )
        ),
        caption="In all, {size_accuracy:.1f} % against "
        "{name_accuracy:.1f} %, on {test} pictures that neither model has "
        "learned from.",
    ),
)

# %% Other numbers for the same names
# If a label is only a name, it may get another number.  Give the ten
# classes their numbers in a different order, learn again, and see who
# minds.
TRIES = 20
renumbered = []
for _ in range(TRIES):
    numbers = random.permutation(CLASSES)[labels]
    size = best_parameters(pixels[train], numbers[train].astype(float))
    name = best_parameters(pixels[train], np.eye(CLASSES)[numbers[train]])
    rounded = np.rint(predict(size, pixels[test])).clip(0, CLASSES - 1)
    highest = predict(name, pixels[test]).argmax(axis=1)
    renumbered.append(
        [100 * np.mean(f == numbers[test]) for f in (rounded, highest)]
    )
lows, highs = np.min(renumbered, axis=0), np.max(renumbered, axis=0)

print(f"{TRIES} ways to number the classes")
print(f"as a size: {lows[0]:.1f} % to {highs[0]:.1f} % right")
print(f"as a name: {lows[1]:.1f} % to {highs[1]:.1f} % right")

book.fact("tries", TRIES, label="ways to number the classes that we tried")
for key, place in (("size", 0), ("name", 1)):
    book.fact(
        f"{key}_renumbered_low",
        lows[place],
        label=f"lowest accuracy, label as a {key}",
        unit="%",
        tolerance=0.4,
    )
    book.fact(
        f"{key}_renumbered_high",
        highs[place],
        label=f"highest accuracy, label as a {key}",
        unit="%",
        tolerance=0.4,
    )
