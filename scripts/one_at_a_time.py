"""One number at a time

A line can be improved by hand: turn one of its two numbers until the error
stops falling, then the other one, and so on by turns. Every turn helps, and
each helps less than the one before, because what is best for one number
depends on the other.
"""

# %% The points and our guess
from firststeps import book
from firststeps.figures.description import Axis, Chart, Curve, Points
from firststeps.learning.least_squares import best_line
from firststeps.learning.line import Line, load_points
from firststeps.learning.losses import rmse

import numpy as np

x, y = load_points(book.input("data/samples/six_points.csv"))
guess = Line(w=3.0, b=1.0)

# %% By turns
# With w held fast, the best b makes the errors cancel.  With b held fast,
# the best w is where the slope of the loss along w is zero.
ENOUGH = 0.01
lines = [guess]
while rmse(lines[-1].predict(x), y) > ENOUGH:
    line = lines[-1]
    if len(lines) % 2:
        line = Line(line.w, float(np.mean(y - line.w * x)))
    else:
        line = Line(float(np.sum(x * (y - line.b)) / np.sum(x**2)), line.b)
    lines.append(line)

losses = [rmse(line.predict(x), y) for line in lines]
book.fact("enough", ENOUGH, label="RMSE at which we stop turning")
book.fact("turns", len(lines) - 1, label="turns until then")
book.fact("rmse", losses, label="RMSE after each turn", tolerance=1e-9)

for turn, (line, loss) in enumerate(zip(lines, losses, strict=True)):
    if turn < 5 or turn == len(lines) - 1:
        print(f"Turn {turn:2d}: y = {line.formula('.2f')}, RMSE {loss:.2f}")

# %% The best line
# It can also be computed at once.
best = best_line(x, y)
book.fact("best_w", best.w, label="weight of the best line")
book.fact("best_b", best.b, label="bias of the best line")
book.fact(
    "best_rmse", rmse(best.predict(x), y), label="RMSE of the best line"
)
print(f"Best line: y = {best.formula('.2f')}")

# %% The turns, drawn
ends = np.array([x.min(), x.max()])
book.figure(
    "turns",
    Chart(
        title="Two numbers, turned by hand",
        x_axis=Axis("input x"),
        y_axis=Axis("output y"),
        layers=(
            Curve("guess", ends, guess.predict(ends), tone="guess"),
            Curve(
                "b turned",
                ends,
                lines[1].predict(ends),
                tone="muted",
                dash="dotted",
            ),
            Curve(
                "then w",
                ends,
                lines[2].predict(ends),
                tone="second",
                dash="dashed",
            ),
            Points("ground truth", x, y, tone="truth"),
        ),
        caption="To turn b lowers the line until it runs through the "
        "middle of the points, and the RMSE falls from {rmse[0]:.2f} to "
        "{rmse[1]:.2f}. To turn w then brings it to {rmse[2]:.2f}. "
        "It takes {turns} turns to get below {enough:g}.",
    ),
)
