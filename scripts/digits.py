"""Two layers tell handwritten digits apart

A line gives a number. A network of two dense layers, with an output for
each class, gives a choice: which of ten digits somebody wrote. It is right
nine times in ten, on digits that it has not learnt from.
"""

# %% The digits
import time

from firststeps import book
from firststeps.figures.description import (
    Axis,
    Bars,
    Chart,
    Curve,
    Panels,
    Picture,
    Pictures,
    Points,
)
from firststeps.images.digit_network import (
    HIDDEN,
    lite_logits,
    scaled,
    to_lite,
    trained,
)
from firststeps.images.digits import (
    CLASSES,
    NAME,
    SIDE,
    part_files,
    read_digits,
)
from firststeps.keywords.scores import wilson_interval
from firststeps.learning.epoch_log import epoch_log
from firststeps.learning.softmax import softmax
from firststeps.learning.splits import shuffled_parts

import keras
import numpy as np

SEED = book.seed(7)
found = book.dataset(NAME)


def digits_of(part):
    """Return the digits of a part of the data set."""
    return read_digits(*map(book.input, part_files(found.path, part)))


known, test = digits_of("train"), digits_of("t10k")
book.fact("source", found.source, label="where the digits come from")
book.fact("classes", CLASSES, label="digits to tell apart")
book.fact("side", SIDE, label="pixels of a side")
book.fact("pixels", SIDE * SIDE, label="pixels of a picture")
book.fact("known", len(known), label="digits to learn from")
book.fact("test", len(test), label="digits for the test")
print(f"{len(known)} digits to learn from, {len(test)} for the test")
print(f"A picture: {SIDE} by {SIDE} pixels, 0 to {known.pixels.max()}")

book.fact("kinds", list(range(CLASSES)), label="the digits")
book.figure(
    "examples",
    Pictures(
        title="One of each",
        pictures=tuple(
            Picture(
                f"labelled {{kinds[{digit}]}}",
                known.pixels[known.labels == digit][0],
                255,
            )
            for digit in range(CLASSES)
        ),
        caption="The first picture of each digit. Nobody told the people "
        "how to write.",
    ),
)

# %% Train
# An eighth of the digits to learn from is held back, to choose the epoch.
EPOCHS = 15
HELD_BACK = len(known) // 8
parts = shuffled_parts(
    len(known), HELD_BACK, 0, np.random.default_rng(SEED)
)
training, validation = known.at(parts.training), known.at(parts.validation)
keras.utils.set_random_seed(SEED)
began = time.perf_counter()
model = trained(training, validation, EPOCHS, [epoch_log(EPOCHS)])
book.measured(
    "seconds", time.perf_counter() - began, label="training", unit="s"
)

# %% The epoch that is kept
losses = model.history.history
held_back = np.array(losses["val_loss"])
kept = int(held_back.argmin()) + 1
book.fact("epochs", EPOCHS, label="epochs")
book.fact("training", len(training), label="digits trained on")
book.fact("validation", len(validation), label="digits held back")
book.fact("kept", kept, label="the epoch that is kept", tolerance=3)
book.fact("hidden", HIDDEN, label="neurons of the first layer")
book.fact("parameters", model.count_params(), label="weights and biases")
print(f"{len(training)} for training, {len(validation)} held back")
print(f"Smallest validation loss {held_back.min():.4f}, in epoch {kept}")
epochs = np.arange(1.0, EPOCHS + 1)
book.figure(
    "losses",
    Chart(
        title="Loss, epoch by epoch",
        x_axis=Axis("epoch"),
        y_axis=Axis("loss"),
        layers=(
            Curve(
                "training", epochs, np.array(losses["loss"]), tone="truth"
            ),
            Curve("validation", epochs, held_back, tone="error"),
            Points(
                "smallest validation loss",
                epochs[[kept - 1]],
                held_back[[kept - 1]],
                tone="error",
                marker="ring",
            ),
        ),
        caption="The loss on {training:,} digits for training and on "
        "{validation:,} that were held back. The weights of epoch {kept} "
        "are kept.",
    ),
)

# %% Tried on others
inputs = scaled(test.pixels)
logits = model.predict(inputs, verbose=0)
answers = logits.argmax(1)
right = answers == test.labels
low, high = wilson_interval(int(right.sum()), len(right))
book.fact(
    "accuracy", 100 * right.mean(), label="right in the test", unit="%"
)
book.fact(
    "interval",
    [100 * low, 100 * high],
    label="interval of that share, 95 % confidence",
    unit="%",
)
guessing = 100 * np.bincount(test.labels).max() / len(test)
book.fact("guessing", guessing, label="right by always one digit", unit="%")
print(f"{right.sum()} of {len(test)} right, {100 * right.mean():.1f} %")

# %% One digit, step by step
shares = softmax(logits)
certain = shares.max(1)
# The digit that it is right about, and least sure.
one = np.flatnonzero(right)[certain[right].argmin()]
book.fact("one", test.labels[one], label="the digit that is looked at")
book.fact(
    "one_share", 100 * certain[one], label="its probability", unit="%"
)
order = np.argsort(-logits[one], kind="stable")
book.fact("second", order[1], label="the digit next to it")
book.fact(
    "second_share", 100 * shares[one, order[1]], label="its share", unit="%"
)
print("digit    logit  e to it    share")
for digit in range(CLASSES):
    logit = logits[one, digit]
    risen = np.exp(logit)
    print(f"{digit:5} {logit:8.2f} {risen:8.2f} {shares[one, digit]:8.3f}")
total = np.exp(logits[one]).sum()
print(f"  all {total:17.2f} {shares[one].sum():8.3f}")
lead = logits[one, order[0]] - logits[one, order[1]]
book.fact("lead", lead, label="by how much the largest logit is larger")
book.fact("ratio", np.exp(lead), label="by how much its share is larger")

book.figure(
    "one_picture",
    Pictures(
        title="Which digit is it?",
        pictures=(Picture("labelled {one}", test.pixels[one], 255),),
        caption="The network says {one}, and is {one_share:.0f} % sure.",
    ),
)
edges = np.arange(CLASSES + 1) - 0.5
digit_axis = Axis("digit", limits=(-0.5, CLASSES - 0.5))
book.figure(
    "one_digit",
    Panels(
        title="Scores, and the shares that they become",
        charts=(
            Chart(
                title="Logits",
                x_axis=digit_axis,
                y_axis=Axis("logit"),
                layers=(
                    Points(
                        "logit",
                        np.arange(CLASSES, dtype=float),
                        logits[one].astype(float),
                        tone="truth",
                    ),
                ),
            ),
            Chart(
                title="After the softmax",
                x_axis=digit_axis,
                y_axis=Axis("probability", limits=(0, 1)),
                layers=(
                    Bars(
                        "probability",
                        edges,
                        shares[one].astype(float),
                        tone="truth",
                    ),
                ),
            ),
        ),
        caption="The largest logits, {one} and {second}, get "
        "{one_share:.0f} and {second_share:.0f} %. Logits that lie far "
        "below them get next to nothing.",
    ),
)

# %% What it gets wrong
SHOWN = 8
wrong = np.flatnonzero(~right)
surest = wrong[np.argsort(-certain[wrong], kind="stable")][:SHOWN]
book.fact("wrong", len(wrong), label="mistakes in the test")
book.fact("shown", len(surest), label="mistakes that are shown")
table = np.zeros((CLASSES, CLASSES), int)
np.add.at(table, (test.labels[wrong], answers[wrong]), 1)
said, heard = np.unravel_index(table.argmax(), table.shape)
book.fact("often_true", said, label="the digit of the commonest mistake")
book.fact("often_taken", heard, label="what it is taken for")
book.fact("often", table.max(), label="times")
print(
    f"{len(wrong)} mistakes; {table.max()} times {said} is taken "
    f"for {heard}"
)
book.fact(
    "sure_right", 100 * certain[right].mean(), label="sure, right", unit="%"
)
book.fact(
    "sure_wrong",
    100 * certain[~right].mean(),
    label="sure, wrong",
    unit="%",
)
book.fact("true", list(test.labels[surest]), label="labels of these")
book.fact("taken", list(answers[surest]), label="what they were taken for")
book.fact(
    "how_sure",
    [100 * share for share in certain[surest]],
    label="how sure it was",
    unit="%",
)
book.figure(
    "mistakes",
    Pictures(
        title="Surely wrong",
        pictures=tuple(
            Picture(
                f"{{true[{number}]}}, not {{taken[{number}]}}",
                test.pixels[place],
                255,
            )
            for number, place in enumerate(surest)
        ),
        caption="The {shown} mistakes of which the network was surest, "
        "{how_sure[0]:.1f} % to {how_sure[-1]:.1f} %: the label, and what "
        "the network took it for.",
    ),
)

# %% As a file for a small machine
EXAMPLES = 300  # pictures that show the converter how large numbers get
files = {
    "Keras": None,
    "fractions": to_lite(model),
    "whole numbers": to_lite(model, scaled(training.pixels[:EXAMPLES])),
}
rows = []
for name, content in files.items():
    scores = logits if content is None else lite_logits(content, inputs)
    share = 100 * (scores.argmax(1) == test.labels).mean()
    same = 100 * (scores.argmax(1) == answers).mean()
    size = 4 * model.count_params() if content is None else len(content)
    rows.append((name, size, share, same))
    print(
        f"{name:13} {size:7,} bytes, {share:.1f} % right, {same:.1f} % same"
    )
book.table(
    "files",
    {
        "network": [name for name, *_ in rows],
        "bytes": [size for _, size, _, _ in rows],
        "right, %": [round(share, 2) for _, _, share, _ in rows],
        "as Keras, %": [round(same, 2) for *_, same in rows],
    },
)
book.fact("keras_bytes", rows[0][1], label="bytes of the parameters")
book.fact("float_bytes", rows[1][1], label="bytes of the file")
book.fact("int8_bytes", rows[2][1], label="bytes, whole numbers")
book.fact(
    "int8_accuracy", rows[2][2], label="right, whole numbers", unit="%"
)
book.fact("int8_same", rows[2][3], label="answers as before", unit="%")
