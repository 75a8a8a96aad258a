"""A neuron that sees the whole picture minds where a digit stands

Each neuron of the first layer lays one pattern of weights over the whole
picture. A digit that is moved by a few pixels meets other weights, and the
network, which has only seen digits in the middle, gets it wrong.
"""

# %% The network for digits once more
from firststeps import book
from firststeps.figures.description import (
    Axis,
    Band,
    Chart,
    Curve,
    Picture,
    Pictures,
)
from firststeps.images.digit_network import (
    HIDDEN,
    network,
    scaled,
    trained,
)
from firststeps.images.digits import NAME, SIDE, part_files, read_digits
from firststeps.keywords.scores import wilson_interval
from firststeps.learning.splits import shuffled_parts

import keras
import numpy as np

SEED = book.seed(7)
EPOCHS = 15
found = book.dataset(NAME)
known, test = (
    read_digits(*map(book.input, part_files(found.path, part)))
    for part in ("train", "t10k")
)
parts = shuffled_parts(
    len(known), len(known) // 8, 0, np.random.default_rng(SEED)
)
keras.utils.set_random_seed(SEED)
start = network().get_weights()[0]  # (pixels, neurons), before training
keras.utils.set_random_seed(SEED)
training, validation = known.at(parts.training), known.at(parts.validation)
model = trained(training, validation, EPOCHS)
weights = model.get_weights()[0]

# %% What the neurons look at
SHOWN = 8
across = weights.reshape(SIDE, SIDE, HIDDEN)
# Those that changed most in training come first.
change = np.linalg.norm(weights - start, axis=0)
busiest = np.argsort(-change, kind="stable")[:SHOWN]
blank = training.pixels.reshape(len(training), -1).max(0) == 0
unchanged = (weights[blank] == start[blank]).all()
book.fact("hidden", HIDDEN, label="neurons of the first layer")
book.fact("shown", SHOWN, label="neurons that are shown")
book.fact("pixels", SIDE * SIDE, label="pixels of a picture")
book.fact("blank", blank.sum(), label="pixels that never had ink")
book.fact(
    "blank_weights",
    "as they began" if unchanged else "changed",
    label="their weights, after training",
)
book.fact("neurons", busiest + 1, label="numbers of these neurons")
print(f"{blank.sum()} of {SIDE * SIDE} pixels never had ink in training")
print("Their weights:", "as they began" if unchanged else "changed")


def as_picture(neuron):
    """Return its weights, black for the most negative, grey for zero."""
    own = across[..., neuron]
    return 0.5 + 0.5 * own / np.abs(own).max()


book.figure(
    "patterns",
    Pictures(
        title="What a neuron looks for",
        pictures=tuple(
            Picture(f"neuron {{neurons[{number}]}}", as_picture(neuron), 1)
            for number, neuron in enumerate(busiest)
        ),
        caption="The weights of {shown} of the {hidden} neurons, a square "
        "for each pixel. Where it is white, ink makes the neuron answer "
        "more; where it is black, less. Grey doesn't count.",
    ),
)

# %% Moved to the right
MOST = 6
steps = np.arange(MOST + 1)
rows, pictures, answers = [], [], []
for step in steps:
    moved = np.zeros_like(test.pixels)  # paper comes in from the left
    moved[:, :, step:] = test.pixels[:, :, : SIDE - step]
    pictures.append(moved)
    answers.append(model.predict(scaled(moved), verbose=0).argmax(1))
    lost = 100 * (1 - moved.sum() / test.pixels.sum())
    right = int((answers[step] == test.labels).sum())
    low, high = wilson_interval(right, len(test))
    rows.append((100 * right / len(test), 100 * low, 100 * high, lost))
    print(
        f"moved by {step}: {rows[-1][0]:5.1f} % right, "
        f"{lost:.1f} % of the ink out of the picture"
    )
right, low, high, lost = np.array(rows).T
few = 3
book.fact("test", len(test), label="digits for the test")
book.fact("right", right, label="right, by pixels moved", unit="%")
book.fact("in_place", right[0], label="right, not moved", unit="%")
book.fact("few", few, label="some pixels")
book.fact("moved", right[few], label="right, moved so far", unit="%")
book.fact("lost", lost[few], label="ink that this moves out", unit="%")
book.fact("most", MOST, label="the farthest that they are moved")
book.fact("far", right[-1], label="right, moved farthest", unit="%")
book.figure(
    "moved",
    Chart(
        title="Digits moved to the right",
        x_axis=Axis("pixels moved"),
        y_axis=Axis("right answers in %", limits=(0, 100)),
        layers=(
            Band("interval", steps.astype(float), low, high, tone="muted"),
            Curve(
                "right answers", steps.astype(float), right, tone="truth"
            ),
        ),
        caption="The same {test:,} digits each time. Moved by {few} pixels "
        "they have lost {lost:.1f} % of their ink, and {moved:.0f} % are "
        "still recognised, of {in_place:.0f} % before.",
    ),
)

# %% One of them
# The first that is recognised in its place, but not a few pixels further.
recognised = [answers[step] == test.labels for step in (0, few)]
example = int(np.flatnonzero(recognised[0] & ~recognised[1])[0])
before, after = pictures[0][example], pictures[few][example]
other = 100 * np.mean(before != after)
inked = 100 * np.mean(before > 0)
book.fact("digit", test.labels[example], label="a digit of the test")
book.fact("called", answers[few][example], label="what it is called, moved")
book.fact("other", other, label="pixels that are others then", unit="%")
book.fact("inked", inked, label="pixels with ink", unit="%")
print(f"A {test.labels[example]}, and moved a {answers[few][example]}:")
print(
    f"{inked:.0f} % of the pixels have ink, {other:.0f} % are others then"
)
book.figure(
    "one_moved",
    Pictures(
        title="The same digit twice",
        pictures=(
            Picture("called a {digit}", before, 255),
            Picture("moved, called a {called}", after, 255),
        ),
        caption="Moved by {few} pixels, {other:.0f} % of the pixels have "
        "another value.",
    ),
)
