"""Gradient descent with TensorFlow's GradientTape

TensorFlow records the operations that lead to the loss and works out the
slope itself. After fifty epochs the printed weight, bias and loss look
perfect. They are rounded: the loss is small, but it is not zero.
"""

# %% The points
from typing import Any

from firststeps import book
from firststeps.figures.description import Axis, Chart, Curve, Points
from firststeps.learning.line import load_points

import numpy as np
import tensorflow as tf

x, y = load_points(book.input("data/samples/six_points.csv"))
inputs = tf.constant(x, tf.float32)
targets = tf.constant(y, tf.float32)

# %% The first guess
LEARNING_RATE = 0.14
book.fact("learning_rate", LEARNING_RATE, label="learning rate")
EPOCHS = 50
book.fact("epochs", EPOCHS, label="epochs")
w = tf.Variable(10.0)
b = tf.Variable(10.0)

# %% One step downhill


def step() -> tf.Tensor:
    """Move w and b against the slope; return the loss before that."""
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.square(w * inputs + b - targets))
    dw, db = tape.gradient(loss, [w, b])
    w.assign_sub(LEARNING_RATE * dw)
    b.assign_sub(LEARNING_RATE * db)
    return loss


# %% Fifty epochs
ws, bs, losses, lines = [], [], [], []
for epoch in range(EPOCHS):
    ws.append(float(w.numpy()))
    bs.append(float(b.numpy()))
    losses.append(float(step().numpy()))
    lines.append(
        f"Epoch {epoch:2d}: w={ws[-1]:.2f} b={bs[-1]:.2f}, "
        f"loss={losses[-1]:.2f}"
    )
    print(lines[-1])

book.fact("w", ws, label="weight before each epoch's step", tolerance=1e-4)
book.fact("b", bs, label="bias before each epoch's step", tolerance=1e-4)
book.fact(
    "loss", losses, label="loss before each epoch's step", tolerance=1e-3
)

# %% The article's lines
# The article shows these lines of its log.  A line agrees if ours has the
# same characters: with another format of the numbers, none does.
article_lines = [
    "Epoch  0: w=10.00 b=10.00, loss=715.67",
    "Epoch  1: w=-6.19 b=3.56, loss=255.55",
    "Epoch  2: w=3.74 b=5.72, loss=96.13",
    "Epoch  3: w=-1.60 b=3.11, loss=39.55",
    "Epoch  4: w=1.88 b=3.47, loss=18.51",
    "Epoch  5: w=0.17 b=2.27, loss=10.01",
    "Epoch  6: w=1.44 b=2.12, loss=6.13",
    "Epoch  7: w=0.94 b=1.48, loss=4.08",
    "Epoch 24: w=1.94 b=-0.82, loss=0.02",
    "Epoch 25: w=1.95 b=-0.85, loss=0.01",
    "Epoch 26: w=1.96 b=-0.87, loss=0.01",
    "Epoch 27: w=1.96 b=-0.89, loss=0.01",
    "Epoch 28: w=1.97 b=-0.90, loss=0.01",
    "Epoch 29: w=1.97 b=-0.92, loss=0.00",
    "Epoch 49: w=2.00 b=-1.00, loss=0.00",
]
agreeing = sum(line in lines for line in article_lines)
book.given(
    "article_lines",
    article_lines,
    source="the article, “Tensorflow”",
    label="log lines that the article shows",
)
book.fact(
    "article_lines_shown",
    len(article_lines),
    label="log lines that the article shows",
)
book.fact(
    "article_lines_agreeing",
    agreeing,
    label="of these, lines that this run prints too",
)

print(f"The article shows {len(article_lines)} lines of its log.")
print(f"Lines printed above in exactly the same characters: {agreeing}")

# %% Rounding is not precision
zeros = [n for n, loss in enumerate(losses) if f"{loss:.2f}" == "0.00"]
if not zeros:
    raise ValueError("on these points the printed loss never reads 0.00")
first_zero = zeros[0]
prediction = (w * inputs + b).numpy()
final_loss = float(np.mean((prediction - y) ** 2))

book.fact(
    "first_zero_epoch",
    first_zero,
    label="first epoch whose loss prints as zero",
)
book.fact(
    "first_zero_loss",
    losses[first_zero],
    label="the loss at that epoch",
    tolerance=1e-5,
)
book.fact(
    "first_zero_w",
    ws[first_zero],
    label="the weight at that epoch",
    tolerance=1e-4,
)
book.fact(
    "final_w",
    float(w.numpy()),
    label="weight after the last step",
    tolerance=1e-5,
)
book.fact(
    "final_b",
    float(b.numpy()),
    label="bias after the last step",
    tolerance=1e-5,
)
book.fact(
    "final_loss",
    final_loss,
    label="loss after the last step",
    tolerance=1e-7,
)
book.fact(
    "final_rmse",
    final_loss**0.5,
    label="RMSE after the last step",
    tolerance=1e-5,
)
book.fact(
    "largest_error",
    np.max(np.abs(prediction - y)),
    label="largest error after the last step",
    tolerance=1e-5,
)
question = 10.0
book.fact("question", question, label="an x that is not among the points")
book.fact(
    "prediction",
    float(w.numpy()) * question + float(b.numpy()),
    label="prediction for it",
    tolerance=1e-5,
)

print(
    f"The printed loss first reads 0.00 at epoch {first_zero}, where it "
    f"is {losses[first_zero]:.6f}."
)
print(
    f"After the last step w={w.numpy():.6f}, b={b.numpy():.6f}, "
    f"loss={final_loss:.9f}."
)
print(
    f"Largest error on the six points: {np.max(np.abs(prediction - y)):.6f}"
)

# %% How fast the loss falls
# What share of the loss does an epoch leave?  In the end always the same.
# Settled is the first epoch from which on the share stays near that.
NEAR = 0.01
shares = np.array(losses[1:]) / np.array(losses[:-1])
late_share = shares[-1]
far = np.flatnonzero(abs(shares / late_share - 1) > NEAR)
settled = 1 + int(np.max(far, initial=-1))
book.fact(
    "early_share",
    shares[0],
    label="share of the loss that the first epoch leaves",
    tolerance=1e-5,
)
book.fact(
    "late_share",
    late_share,
    label="share of the loss that a late epoch leaves",
    tolerance=1e-3,
)
book.fact(
    "settled_near",
    100 * NEAR,
    label="distance within which the share counts as settled",
    unit="%",
)
book.fact(
    "settled_epoch",
    settled,
    label="epoch from which on the share stays near the late one",
)

print(f"The first epoch leaves {shares[0]:.3f} of the loss.")
print(f"From epoch {settled} on, each one leaves {late_share:.3f} of it.")

# %% The loss, drawn
book.figure(
    "loss",
    Chart(
        title="The loss on its way down",
        x_axis=Axis("epoch"),
        y_axis=Axis("loss", scale="log"),
        layers=(
            Curve(
                "loss",
                np.arange(EPOCHS, dtype=float),
                np.array(losses),
                tone="error",
            ),
        ),
        caption="From one number on the vertical axis to the next, the "
        "loss changes by the same factor. It falls fastest at first. From "
        "epoch {settled_epoch} on, each epoch leaves {late_share:.2f} of "
        "it, which makes a straight line. It never reaches zero: after "
        "the last step it is {final_loss:.1e}.",
    ),
)

# %% The lines, drawn
shown = [0, 1, 2, 24]
book.fact("shown_epochs", shown, label="epochs drawn as lines")
ends = np.array([x.min(), x.max()])


def line_at(number: int, **style: Any) -> Curve:
    """Return the line at one of the shown epochs."""
    epoch = shown[number]
    return Curve(
        f"epoch {{shown_epochs[{number}]}}",
        ends,
        ws[epoch] * ends + bs[epoch],
        **style,
    )


book.figure(
    "lines",
    Chart(
        title="The line swings into place",
        x_axis=Axis("input x"),
        y_axis=Axis("output y"),
        layers=(
            line_at(0, tone="guess", dash="dotted"),
            line_at(1, tone="error", dash="dashed"),
            line_at(2, tone="second", dash="dashed"),
            line_at(3, tone="third"),
            Points("ground truth", x, y, tone="truth"),
        ),
        caption="The first steps overshoot: the line tips to the other "
        "side and back. At epoch {shown_epochs[3]} it nearly passes "
        "through the points.",
    ),
)
