"""The road so far, in three pictures

A guess misses. The slope of the loss says which way is better. Enough steps
that way lead to the line through the points.
"""

# %% The points
from firststeps import book
from firststeps.figures.description import (
    Axis,
    Chart,
    Curve,
    Gaps,
    Panels,
    Points,
)
from firststeps.learning.descent import GradientDescent
from firststeps.learning.line import Line, load_points

import numpy as np

x, y = load_points(book.input("data/samples/six_points.csv"))

# %% Guess, then walk downhill
guess = Line(w=3.0, b=1.0)
history = GradientDescent(learning_rate=0.14, epochs=50).run(guess, x, y)
ends = np.array([x.min(), x.max()])
epochs = np.arange(float(len(history.loss)))

book.fact(
    "first_loss", history.loss[0], label="mean squared error of the guess"
)
book.fact(
    "last_loss", history.loss[-1], label="mean squared error at the end"
)
print(
    f"The guess y = {guess.formula()} has a mean squared error of "
    f"{history.loss[0]:.2f}."
)
print(
    f"After {len(history.loss) - 1} steps downhill it is "
    f"{history.loss[-1]:.1e}."
)

# %% Three pictures
book.figure(
    "road",
    Panels(
        title="From a guess to a line",
        charts=(
            Chart(
                title="Guess a line",
                x_axis=Axis("x"),
                y_axis=Axis("y"),
                layers=(
                    Curve("guess", ends, guess.predict(ends), tone="guess"),
                    Gaps("error", x, start=y, end=guess.predict(x)),
                    Points("truth", x, y, tone="truth"),
                ),
            ),
            Chart(
                title="Walk down the loss",
                x_axis=Axis("step"),
                y_axis=Axis("loss", scale="log"),
                layers=(
                    Curve(
                        "loss",
                        epochs,
                        np.array(history.loss),
                        tone="error",
                    ),
                ),
            ),
            Chart(
                title="Arrive",
                x_axis=Axis("x"),
                y_axis=Axis("y"),
                layers=(
                    Curve(
                        "learned",
                        ends,
                        history.final.predict(ends),
                        tone="second",
                    ),
                    Points("truth", x, y, tone="truth"),
                ),
            ),
        ),
    ),
)
