"""A guessed line, and how wrong it is

Guess a line through six points without any learning. The root mean squared
error says in one number how far off the guess is. Errors are squared before
they are averaged: left as they are, they can cancel out to zero although
every point is missed.
"""

# %% The points
from firststeps import book
from firststeps.figures.description import Axis, Chart, Curve, Gaps, Points
from firststeps.learning.line import Line, load_points
from firststeps.learning.losses import (
    errors,
    mae,
    mse,
    rmse,
    squared_errors,
)

import numpy as np

x, y = load_points(book.input("data/samples/six_points.csv"))
book.fact("x", x, label="inputs")
book.fact("y", y, label="ground truth")
book.fact("points", len(x), label="number of points")

print("Input:       ", x.tolist())
print("Ground truth:", y.tolist())

# %% The guess
guess = Line(w=3.0, b=1.0)
prediction = guess.predict(x)
book.fact("guess_w", guess.w, label="guessed weight")
book.fact("guess_b", guess.b, label="guessed bias")
book.fact("prediction", prediction, label="predictions of the guess")

print("Prediction:  ", prediction.tolist())

# %% How wrong it is
squares = squared_errors(prediction, y)
book.fact("errors", errors(prediction, y), label="errors of the guess")
book.fact("squared_errors", squares, label="squared errors of the guess")
book.fact(
    "mean_error",
    np.mean(errors(prediction, y)),
    label="mean error of the guess",
)
book.fact(
    "mse", mse(prediction, y), label="mean squared error of the guess"
)
book.fact(
    "mae", mae(prediction, y), label="mean absolute error of the guess"
)
book.fact(
    "rmse",
    rmse(prediction, y),
    label="root mean squared error of the guess",
)
book.given(
    "article_rmse",
    3.89,
    source="the article, “Basic Learning process”",
    label="RMSE that the article printed",
)

print("Squared errors:", squares.tolist())
print(f"Mean squared error (MSE):       {mse(prediction, y):.2f}")
print(f"Mean absolute error (MAE):      {mae(prediction, y):.2f}")
print(f"Root mean squared error (RMSE): {rmse(prediction, y):.2f}")

book.table(
    "guess",
    {
        "x": x,
        "ground truth": y,
        "prediction": prediction,
        "error": errors(prediction, y),
        "squared error": squares,
    },
    formats={
        "x": "g",
        "ground truth": "g",
        "prediction": "g",
        "error": "+g",
        "squared error": "g",
    },
)

# %% The misses, drawn
book.figure(
    "residuals",
    Chart(
        title="The guess misses every point",
        x_axis=Axis("input x"),
        y_axis=Axis("output y"),
        layers=(
            Gaps("error", x, start=y, end=prediction),
            Curve("guessed line", x, prediction, tone="guess"),
            Points(
                "prediction", x, prediction, tone="guess", marker="cross"
            ),
            Points("ground truth", x, y, tone="truth"),
        ),
        caption="Each vertical gap is one error. Rolled into one number, "
        "the RMSE, they make {rmse:.2f}.",
    ),
)

# %% Errors that cancel out
# Turn the guess the wrong way round, then shift it until its errors above
# and below the points balance.
tilted = Line(w=-guess.w, b=0.0)
excess = float(np.mean(errors(tilted.predict(x), y)))
balanced = Line(w=tilted.w, b=tilted.b - excess)
balanced_prediction = balanced.predict(x)
balanced_errors = errors(balanced_prediction, y)

book.fact(
    "balanced_w", balanced.w, label="weight of the line whose errors cancel"
)
book.fact(
    "balanced_b", balanced.b, label="bias of the line whose errors cancel"
)
book.fact(
    "balanced_errors",
    balanced_errors,
    label="errors of the line whose errors cancel",
)
book.fact(
    "balanced_mean_error",
    np.mean(balanced_errors),
    label="mean error of the line whose errors cancel",
)
book.fact(
    "balanced_mae",
    mae(balanced_prediction, y),
    label="MAE of the line whose errors cancel",
)
book.fact(
    "balanced_rmse",
    rmse(balanced_prediction, y),
    label="RMSE of the line whose errors cancel",
)
book.fact(
    "balanced_missed",
    np.count_nonzero(balanced_errors),
    label="points that this line misses",
)

print(f"The line y = {balanced.formula()} runs the wrong way.")
print("Its errors:", balanced_errors.tolist())
print(f"Mean error: {np.mean(balanced_errors):.2f}")
print(f"MAE:        {mae(balanced_prediction, y):.2f}")
print(f"RMSE:       {rmse(balanced_prediction, y):.2f}")

# %% The balanced line, drawn
book.figure(
    "cancelling",
    Chart(
        title="Errors that cancel out",
        x_axis=Axis("input x"),
        y_axis=Axis("output y"),
        layers=(
            Gaps("error", x, start=y, end=balanced_prediction),
            Curve("balanced line", x, balanced_prediction, tone="guess"),
            Points(
                "prediction",
                x,
                balanced_prediction,
                tone="guess",
                marker="cross",
            ),
            Points("ground truth", x, y, tone="truth"),
        ),
        caption="This line runs the wrong way and misses "
        "{balanced_missed} of {points} points. "
        "Yet the mean of its errors is {balanced_mean_error:.0f}. Its "
        "RMSE is {balanced_rmse:.2f}.",
    ),
)

# %% One big miss or many small ones
# Absolute errors don't cancel either.  Squaring does something more: it
# makes one big miss cost more than many small ones that add up to the same.
many_small = y + 1.0
one_big = y.copy()
one_big[-1] += len(y)

book.fact("small_miss", 1.0, label="size of each small miss")
book.fact("big_miss", float(len(y)), label="size of the one big miss")
book.fact("spread_mae", mae(many_small, y), label="MAE of the small misses")
book.fact("spread_mse", mse(many_small, y), label="MSE of the small misses")
book.fact("big_mae", mae(one_big, y), label="MAE of the one big miss")
book.fact("big_mse", mse(one_big, y), label="MSE of the one big miss")

print("Misses             MAE   MSE")
print(
    f"many small ones   {mae(many_small, y):4.2f}  "
    f"{mse(many_small, y):4.2f}"
)
print(f"one big one       {mae(one_big, y):4.2f}  {mse(one_big, y):4.2f}")

# %% Smooth at zero
# How steep is each measure where the error is e?  Move e a little to both
# sides and compare.
error = np.linspace(
    -2.0, 2.0, 401
)  # an odd number of places, so that zero is among them
nudge = 1e-6
probes = np.array([1.0, 0.1, 0.01, -0.01, -0.1, -1.0])
slope_absolute = (np.abs(probes + nudge) - np.abs(probes - nudge)) / (
    2 * nudge
)
slope_squared = ((probes + nudge) ** 2 - (probes - nudge) ** 2) / (
    2 * nudge
)

book.table(
    "slopes",
    {
        "error": probes,
        "slope of its size": slope_absolute,
        "slope of its square": slope_squared,
    },
    formats={
        "error": "g",
        "slope of its size": ".2f",
        "slope of its square": ".2f",
    },
)
print("error   slope of |error|   slope of error²")
for e, absolute, squared in zip(
    probes, slope_absolute, slope_squared, strict=True
):
    print(f"{e:5.2f}   {absolute:16.2f}   {squared:15.2f}")

# %% Two ways to measure a miss, drawn
book.figure(
    "measures",
    Chart(
        title="Two ways to measure a miss",
        x_axis=Axis("error of one prediction"),
        y_axis=Axis("what it costs"),
        layers=(
            Curve(
                "size of the error",
                error,
                np.abs(error),
                tone="second",
                dash="dashed",
            ),
            Curve("square of the error", error, error**2, tone="error"),
        ),
        caption="The square is flat at the bottom and steep far out, so "
        "its slope says how far there is to go. "
        "The size has a sharp corner: its slope is as steep just beside "
        "zero as anywhere.",
    ),
)
