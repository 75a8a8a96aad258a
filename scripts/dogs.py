"""A small network learns to see dogs, while the book is built

It has seen no dog before. Nobody tells it about ears or noses: it gets
pictures and a yes or no, as many of the one as of the other. After a few
epochs it is right more often than a coin, on pictures that it has not
learnt from.
"""

# %% The pictures
from firststeps import book
from firststeps.figures.description import Axis, Chart, Curve
from firststeps.images import cifar, photographs
from firststeps.images.crops import crops
from firststeps.images.dogs import Recipe, Training
from firststeps.images.files import read_image

import numpy as np

SEED = book.seed(7)
EACH = 1000  # pictures of each kind to learn from
HELD = 300  # of each kind to be judged by
random = np.random.default_rng(SEED)
found = book.dataset(cifar.NAME)
book.fact("source", found.source if found else "embedded", label="pictures")


def small_photographs():
    """Return pictures of CIFAR-10: to learn from, then to be judged by."""
    patterns = cifar.PATTERNS["train"]
    paths = [p for name in patterns for p in book.listing(found.path, name)]
    images = cifar.read_images([book.input(path) for path in paths])
    kinds = [
        np.flatnonzero(images.of("dog")),
        np.flatnonzero(~images.of("dog")),
    ]
    parts = []
    chosen = [
        random.choice(kind, EACH + HELD, replace=False) for kind in kinds
    ]
    for part in (slice(EACH), slice(EACH, None)):
        places = np.concatenate([kind[part] for kind in chosen])
        dog = np.arange(len(places)) < len(places) // 2
        parts.append((images.pixels[places], dog))
    return parts


# Photographs whose pieces the network is judged by; it learns from others.
APART = ("dog-bicycle", "dog-towel", "coffee", "horses")


def pieces():
    """Return pieces of the book's own photographs, in two parts, too."""
    folder = book.dataset(photographs.NAME).path
    listed = photographs.listed(book.input(folder / photographs.LIST))
    parts = []
    for apart, most in ((False, EACH), (True, HELD)):
        some = [p for p in listed if (p.name in APART) == apart]
        pictures = [read_image(book.input(folder / p.file)) for p in some]
        kinds = []
        for of_dog in (True, False):
            cut = np.concatenate(
                [
                    crops(
                        pixels,
                        p.dog,
                        most,
                        32,
                        of_dog=of_dog,
                        random=random,
                    )
                    for pixels, p in zip(pictures, some, strict=True)
                ]
            )
            kinds.append(cut[random.permutation(len(cut))[:most]])
        dog = np.repeat([True, False], [len(kind) for kind in kinds])
        parts.append((np.concatenate(kinds), dog))
    return parts


def mixed(part):
    """Return pictures and what they show, in an order drawn by chance."""
    order = random.permutation(len(part[1]))
    return part[0][order], part[1][order]


known, others = map(mixed, small_photographs() if found else pieces())
book.fact("known", len(known[1]), label="pictures to learn from")
book.fact("others", len(others[1]), label="pictures to be judged by")
book.fact("side", known[0].shape[1], label="pixels of a side")
print(f"{len(known[1])} pictures to learn from, {known[1].sum()} of a dog")
print(f"{len(others[1])} to be judged by, {others[1].sum()} of a dog")

# %% A few epochs
recipe = Recipe(epochs=6, batch=16, variation=None, seed=SEED)
training = Training(recipe, known, others)
book.fact("epochs", recipe.epochs, label="epochs")
learnt = training.model.trainable_variables
parameters = sum(int(np.prod(values.shape)) for values in learnt)
book.fact("parameters", parameters, label="parameters of the network")
print("epoch  known: loss  right   new: loss  right")
while len(training.log) < recipe.epochs:
    line = training.epoch(lambda step, steps: None)
    of_known = f"{line.training_loss:12.3f} {line.training_accuracy:6.0%}"
    of_new = f"{line.validation_loss:11.3f} {line.validation_accuracy:6.0%}"
    print(f"{line.epoch:5} {of_known} {of_new}")
last = training.log[-1]
right = 100 * last.validation_accuracy
# Training makes much of a last digit: on another machine it may end here.
book.fact("right", right, label="right on new", unit="%", tolerance=5)
known_right = 100 * last.training_accuracy
book.fact("known_right", known_right, label="known", unit="%", tolerance=5)
book.fact(
    "better",
    "better" if right > 50 else "no better",
    label="than a coin",
)
epochs = np.arange(1.0, recipe.epochs + 1)
book.figure(
    "log",
    Chart(
        title="Wrong answers",
        x_axis=Axis("epoch"),
        y_axis=Axis("wrong in %"),
        layers=(
            Curve(
                "known pictures",
                epochs,
                np.array(
                    [100 * (1 - e.training_accuracy) for e in training.log]
                ),
                tone="guess",
            ),
            Curve(
                "new pictures",
                epochs,
                np.array(
                    [
                        100 * (1 - e.validation_accuracy)
                        for e in training.log
                    ]
                ),
                tone="truth",
            ),
        ),
        caption="{epochs} epochs with {known:,} pictures. A coin would be "
        "wrong half of the time.",
    ),
)
