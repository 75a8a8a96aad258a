"""Walking downhill on the loss

The slope of the loss says in which direction a guess gets better. Steps
against the slope lead from a bad guess to the line through the points. They
do so only below a largest learning rate, which can be computed beforehand.
"""

# %% The points and a bad first guess
from firststeps import book
from firststeps.figures.description import (
    Axis,
    Chart,
    Curve,
    Note,
    Panels,
    Points,
    Steps,
    Surface,
)
from firststeps.learning.descent import (
    GradientDescent,
    largest_stable_learning_rate,
    mse_gradient,
    mse_hessian,
)
from firststeps.learning.line import Line, load_points
from firststeps.learning.losses import mse

import numpy as np

x, y = load_points(book.input("data/samples/six_points.csv"))
start = Line(w=10.0, b=10.0)
book.fact("start_w", start.w, label="weight of the first guess")
book.fact("start_b", start.b, label="bias of the first guess")
book.fact(
    "start_loss", mse(start.predict(x), y), label="loss of the first guess"
)

# %% The slope, by formula and by trying
# The formula must agree with what one sees when w or b is moved a little to
# both sides.
nudge = 1e-4
book.fact(
    "nudge", nudge, label="how far the weight is moved to measure the slope"
)


def loss_of(w: float, b: float) -> float:
    """Return the mean squared error of the line y = w * x + b."""
    return mse(Line(w, b).predict(x), y)


dw, db = mse_gradient(start, x, y)
tried_dw = (
    loss_of(start.w + nudge, start.b) - loss_of(start.w - nudge, start.b)
) / (2 * nudge)
tried_db = (
    loss_of(start.w, start.b + nudge) - loss_of(start.w, start.b - nudge)
) / (2 * nudge)

book.fact(
    "slope_w", dw, label="slope of the loss along w at the first guess"
)
book.fact(
    "slope_b", db, label="slope of the loss along b at the first guess"
)
book.fact(
    "tried_slope_w",
    tried_dw,
    label="the same slope along w, measured by moving w",
    tolerance=1e-4,
)
book.fact(
    "tried_slope_b",
    tried_db,
    label="the same slope along b, measured by moving b",
    tolerance=1e-4,
)

print(f"Slope along w: {dw:.4f} by formula, {tried_dw:.4f} by trying")
print(f"Slope along b: {db:.4f} by formula, {tried_db:.4f} by trying")

# %% Downhill in one direction
# Keep b where it belongs, so that w alone is left to find.  The loss is
# then a curve over w.
BEST_W, BEST_B = 2.0, -1.0
slope_rate = 0.03
w = start.w
visited = [w]
for _ in range(20):
    dw = mse_gradient(Line(w, BEST_B), x, y)[0]
    w = w - slope_rate * dw
    visited.append(w)

visited_loss = np.array([loss_of(w, BEST_B) for w in visited])
book.fact("best_w", BEST_W, label="weight where the loss is lowest")
book.fact("best_b", BEST_B, label="bias that stays fixed")
book.fact(
    "slope_rate", slope_rate, label="learning rate of the walk along w"
)
book.fact(
    "slope_steps", len(visited) - 1, label="steps of the walk along w"
)
book.fact("slope_w_end", visited[-1], label="weight after the walk along w")
book.fact(
    "slope_w_visited", visited, label="weights visited on the walk along w"
)

for step in (0, 1, 2, 3, 4, 5, 10, 20):
    print(
        f"Step {step:2d}: w={visited[step]:5.2f}, "
        f"loss={visited_loss[step]:7.3f}"
    )

# %% The first step, worked out
step_slope = mse_gradient(Line(start.w, BEST_B), x, y)[0]
step_size = slope_rate * step_slope
step_w = start.w - step_size
book.fact("step_slope", step_slope, label="slope at the start of the walk")
book.fact("step_size", step_size, label="length of the first step")
book.fact("step_w", step_w, label="weight after the first step")

print(f"Slope at w={start.w:g}: {step_slope:.2f}")
print(f"Step:  {slope_rate:g} * {step_slope:.2f} = {step_size:.2f}")
print(f"New w: {start.w:g} - {step_size:.2f} = {step_w:.2f}")

# %% The valley, drawn
valley_w = np.linspace(-7.0, 11.0, 181)
valley_loss = np.array([loss_of(w, BEST_B) for w in valley_w])
slope_at = np.array([6.5, 11.0])  # long enough to be seen leaving the curve

book.figure(
    "valley",
    Chart(
        title="Steps down the loss",
        x_axis=Axis("weight w"),
        y_axis=Axis("loss"),
        layers=(
            Curve("loss", valley_w, valley_loss, tone="muted"),
            Curve(
                "slope here",
                slope_at,
                visited_loss[0] + step_slope * (slope_at - start.w),
                tone="error",
                dash="dashed",
            ),
            Steps("steps", np.array(visited), visited_loss, tone="guess"),
        ),
        notes=(
            Note(start.w, visited_loss[0], "start", align="right"),
            Note(BEST_W, loss_of(BEST_W, BEST_B), "lowest loss"),
        ),
        caption="Each step goes against the slope, {slope_rate:g} times "
        "as far as the slope is steep. "
        "The steps get smaller by themselves, because the slope does. "
        "After {slope_steps} steps, w is {slope_w_end:.2f}.",
    ),
)

# %% How large may a step be
# Along w alone the slope grows by a constant amount for each unit of w: the
# curvature.  A step shorter than twice the inverse of it brings the weight
# nearer, a longer one takes it farther away on the other side.
curvature_w = mse_hessian(x)[0, 0]
limit_w = 2 / curvature_w
shares = np.array([0.02, 0.3, 1.02])
rates = shares * limit_w
walks = []
for rate in rates:
    ws = [start.w]
    for _ in range(8):
        ws.append(
            ws[-1] - rate * mse_gradient(Line(ws[-1], BEST_B), x, y)[0]
        )
    walks.append(np.array(ws))

book.fact("curvature_w", curvature_w, label="curvature along w")
book.fact("limit_w", limit_w, label="largest learning rate along w")
book.fact("walk_steps", len(walks[0]) - 1, label="steps of each walk")
book.fact("walk_rates", rates, label="learning rates of the three walks")
book.fact(
    "walk_shares",
    shares * 100,
    label="the same as shares of the largest one",
    unit="%",
)
book.fact(
    "walk_ends",
    [walk[-1] for walk in walks],
    label="weights after the three walks",
)

for rate, walk in zip(rates, walks, strict=True):
    print(
        f"Learning rate {rate:.3f}: w = "
        + ", ".join(f"{w:.2f}" for w in walk)
    )

# %% Too small, good, too large
wide_w = np.linspace(-9.5, 13.5, 185)
wide_loss = np.array([loss_of(w, BEST_B) for w in wide_w])
names = ("Too small", "Good", "Too large")
book.figure(
    "rates",
    Panels(
        title="Three learning rates",
        charts=tuple(
            Chart(
                title=f"{name}: {{walk_rates[{number}]:.3f}}",
                x_axis=Axis("weight w"),
                y_axis=Axis("loss"),
                layers=(
                    Curve("loss", wide_w, wide_loss, tone="muted"),
                    Steps(
                        "steps",
                        walk,
                        np.array([loss_of(w, BEST_B) for w in walk]),
                        tone="guess",
                    ),
                ),
            )
            for number, (name, walk) in enumerate(
                zip(names, walks, strict=True)
            )
        ),
        caption="From the same start, {walk_steps} steps each. Too small "
        "a rate hardly moves, a good one arrives. "
        "Above {limit_w:.3f} each step overshoots by more than the last.",
        share_y=True,
    ),
)

# %% Both parameters at once
LEARNING_RATE = 0.14
EPOCHS = 50
history = GradientDescent(LEARNING_RATE, EPOCHS).run(start, x, y)
book.fact("learning_rate", LEARNING_RATE, label="learning rate")
book.fact("epochs", EPOCHS, label="epochs")
book.fact("w", history.w, label="weight per epoch")
book.fact("b", history.b, label="bias per epoch")
book.fact("loss", history.loss, label="loss per epoch")
book.fact("final_w", history.final.w, label="weight after the last epoch")
book.fact("final_b", history.final.b, label="bias after the last epoch")
book.fact("final_loss", history.loss[-1], label="loss after the last epoch")

for epoch in (0, 1, 2, 3, 4, 5, 6, 7, 20, 30, 40, 50):
    print(
        f"Epoch {epoch:2d}: w={history.w[epoch]:.2f} "
        f"b={history.b[epoch]:.2f}, loss={history.loss[epoch]:.2f}"
    )

# %% The path, drawn
levels = np.array([0, 5, 20, 50, 100, 200, 400, 800, 1600.0])
surface_w = np.linspace(-8, 12, 81)
surface_b = np.linspace(-6, 12, 73)
book.fact("levels", levels, label="losses between the colours of the map")
book.fact("map_w", surface_w[[0, -1]], label="weights at the map's edges")
book.fact("map_b", surface_b[[0, -1]], label="biases at the map's edges")
height = np.array([[loss_of(w, b) for w in surface_w] for b in surface_b])

book.figure(
    "surface",
    Chart(
        title="The path across the loss",
        x_axis=Axis("weight w"),
        y_axis=Axis("bias b"),
        layers=(
            Surface(
                "loss",
                surface_w,
                surface_b,
                height,
                levels=levels,
            ),
            Steps("steps", history.w, history.b, tone="guess"),
            Points(
                "line through the points",
                np.array([BEST_W]),
                np.array([BEST_B]),
                tone="truth",
                marker="ring",
            ),
        ),
        caption="Seen from above, the loss is a stretched hollow. The "
        "steps jump from side to side across it and creep along its "
        "length. They start at a loss of {start_loss:.0f} and end at "
        "{final_loss:.1e}.",
    ),
)

# %% The limit, computed and tested
limit = largest_stable_learning_rate(x)
LONG = 300
MARGIN = 0.01
just_below = GradientDescent((1 - MARGIN) * limit, LONG).run(start, x, y)
just_above_rate = (1 + MARGIN) * limit
just_above = GradientDescent(just_above_rate, LONG).run(start, x, y)

book.fact(
    "limit", limit, label="largest learning rate for w and b together"
)
book.fact(
    "limit_share",
    100 * LEARNING_RATE / limit,
    label="our learning rate as a share of it",
    unit="%",
)
book.fact(
    "above_limit",
    just_above_rate,
    label="learning rate of the test above the limit",
)
book.fact("limit_epochs", LONG, label="epochs of the test")
book.fact(
    "margin",
    100 * MARGIN,
    label="distance from the limit in the test",
    unit="%",
)
book.fact(
    "below_loss",
    just_below.loss[-1],
    label="loss just below the limit",
    tolerance=1e-3,
)
book.fact(
    "above_loss",
    just_above.loss[-1],
    label="loss just above the limit",
    tolerance=1e2,
)

print(f"Largest stable learning rate: {limit:.4f}")
print(
    f"{100 * MARGIN:g} % below it, after {LONG} epochs: "
    f"loss {just_below.loss[-1]:.4f}"
)
print(
    f"{100 * MARGIN:g} % above it, after {LONG} epochs: "
    f"loss {just_above.loss[-1]:,.0f}"
)

# %% Just below the limit, and just above it
epochs = np.arange(LONG + 1)
book.figure(
    "limit_test",
    Chart(
        title="One side of the limit and the other",
        x_axis=Axis("epoch"),
        y_axis=Axis("loss", scale="log"),
        layers=(
            Curve("just above", epochs, just_above.loss, tone="error"),
            Curve(
                "just below",
                epochs,
                just_below.loss,
                tone="second",
                dash="dashed",
            ),
        ),
        caption="Both walks begin at a loss of {start_loss:.0f}. With a "
        "learning rate {margin:g} % below the limit the loss shrinks, with "
        "one {margin:g} % above it the loss grows.",
    ),
)
