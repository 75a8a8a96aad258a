"""Small errors on known examples, large ones on new ones

A curve with more parameters comes nearer to the examples that it was fitted
to. Patients that were held back show whether it also comes nearer to
others. From some size on it does not, and the error on new patients grows
while the error on known ones still falls. More examples move that size.
"""

# %% The patients
from firststeps import book
from firststeps.figures.description import (
    Axis,
    Chart,
    Curve,
    Panels,
    Points,
)
from firststeps.learning.losses import rmse
from firststeps.learning.splits import shuffled_parts

import numpy as np
from numpy.polynomial import Polynomial
from sklearn.datasets import load_diabetes

SEED = book.seed(6)
patients = load_diabetes(scaled=False)
bmi = patients.data[:, patients.feature_names.index("bmi")]
progress = patients.target

book.fact("patients", len(progress), label="patients in the data set")
book.fact("lowest", progress.min(), label="slowest progress of a patient")
book.fact("highest", progress.max(), label="fastest progress of a patient")

print(f"{len(progress)} patients")
print(f"Body mass index: {bmi.min():g} to {bmi.max():g} kg/m²")
print(f"Progress:        {progress.min():g} to {progress.max():g}")

# %% Three parts
parts = shuffled_parts(
    len(progress),
    validation=100,
    test=100,
    random=np.random.default_rng(SEED),
)
book.fact("training", parts.training.size, label="training patients")
book.fact("validation", parts.validation.size, label="validation patients")
book.fact("test", parts.test.size, label="test patients")

print(f"For training:   {parts.training.size} patients")
print(f"For validation: {parts.validation.size}")
print(f"For the test:   {parts.test.size}")

# %% Curves of growing degree
FEW = 20
few = parts.training[:FEW]  # as if we had no more
degrees = np.arange(11)
curves = [Polynomial.fit(bmi[few], progress[few], d) for d in degrees]


# %% Errors on known and on new patients
def errors_on(places: np.ndarray) -> np.ndarray:
    """Return the RMSE of each curve on these patients."""
    return np.array(
        [rmse(curve(bmi[places]), progress[places]) for curve in curves]
    )


known, new = errors_on(few), errors_on(parts.validation)
best = int(np.argmin(new))

print("degree   training   validation")
for degree in degrees:
    print(f"{degree:6d}   {known[degree]:8.1f}   {new[degree]:10.1f}")
print(f"Smallest validation error: degree {best}")

# %% What the curves show
largest = len(degrees) - 1
book.fact("few", FEW, label="patients that the curves are fitted to")
book.fact("degrees", degrees, label="degrees tried")
book.fact("largest", largest, label="largest degree")
book.fact("parameters", largest + 1, label="parameters of the largest")
book.fact("known_rmse", known, label="RMSE on training, by degree")
book.fact(
    "new_rmse", new, label="RMSE on validation, by degree", tolerance=0.5
)
book.fact("chosen", best, label="degree with the least validation error")
book.fact("chosen_known", known[best], label="its RMSE on training")
book.fact("chosen_new", new[best], label="its RMSE on validation")
book.fact("last_known", known[-1], label="RMSE of the largest, training")
book.fact(
    "last_new",
    new[-1],
    label="RMSE of the largest, validation",
    tolerance=0.5,
)

# %% Not only beyond the ends
# A curve has nothing to hold on to beyond the patients it was fitted to.
# So look also at those new patients who lie between them.
ends = bmi[few].min(), bmi[few].max()
held = parts.validation
between = held[(bmi[held] >= ends[0]) & (bmi[held] <= ends[1])]
beyond = held.size - between.size
inside = errors_on(between)
book.fact("beyond", beyond, label="validation patients beyond the ends")
book.fact(
    "inside_last",
    inside[-1],
    label="RMSE of the largest, validation patients between the ends",
    tolerance=0.5,
)
book.fact(
    "inside_chosen",
    inside[best],
    label="RMSE of the chosen, validation patients between the ends",
    tolerance=0.1,
)

print(f"Beyond the ends: {beyond} of {held.size} new patients")
print(f"Between them, degree {best}: {inside[best]:.1f}")
print(f"Between them, degree {largest}: {inside[-1]:.1f}")

# %% Three of the curves, drawn
shown = [0, best, largest]
across = np.linspace(bmi[few].min(), bmi[few].max(), 241)
book.fact("shown", shown, label="degrees drawn")
book.figure(
    "curves",
    Panels(
        title="Curves of three degrees",
        charts=tuple(
            Chart(
                title=f"Degree {{shown[{number}]}}",
                x_axis=Axis("body mass index"),
                y_axis=Axis("progress", limits=(0, 400)),
                layers=(
                    Points(
                        "training patients",
                        bmi[few],
                        progress[few],
                        tone="truth",
                    ),
                    Curve(
                        "fitted curve",
                        across,
                        curves[degree](across),
                        tone="guess",
                    ),
                ),
            )
            for number, degree in enumerate(shown)
        ),
        caption="The same {few} patients three times. The last curve comes "
        "nearest to them, and leaves the frame to do so.",
        share_y=True,
    ),
)

# %% Two errors, drawn
book.figure(
    "errors",
    Chart(
        title="Error on known and on new patients",
        x_axis=Axis("degree"),
        y_axis=Axis("RMSE", scale="log"),
        layers=(
            Curve("training", degrees.astype(float), known, tone="truth"),
            Curve("validation", degrees.astype(float), new, tone="error"),
        ),
        caption="The training error falls with every degree. The "
        "validation error is least at degree {chosen} and ends at "
        "{last_new:,.0f}.",
    ),
)

# %% Was it the shuffle?
# The test patients stay out of this as well.
SHUFFLES = 200
pool = np.concatenate([parts.training, parts.validation])
generator = np.random.default_rng([SEED, 1])
choices = []
for _ in range(SHUFFLES):
    again = shuffled_parts(len(pool), 100, 0, generator)
    fitted = pool[again.training[:FEW]]
    held = pool[again.validation]
    misses = [
        rmse(
            Polynomial.fit(bmi[fitted], progress[fitted], d)(bmi[held]),
            progress[held],
        )
        for d in degrees
    ]
    choices.append(int(np.argmin(misses)))

counts = np.bincount(choices, minlength=len(degrees))
book.fact("shuffles", SHUFFLES, label="shuffles tried")
book.fact(
    "line_share",
    100 * counts[1] / SHUFFLES,
    label="shuffles that choose a straight line",
    unit="%",
    tolerance=0.5,
)
book.fact(
    "low_share",
    100 * counts[1:4].sum() / SHUFFLES,
    label="shuffles that choose a degree from 1 to 3",
    unit="%",
    tolerance=0.5,
)
book.fact(
    "highest_chosen", max(choices), label="highest degree ever chosen"
)

print("degree   chosen by")
for degree in degrees:
    print(f"{degree:6d}   {100 * counts[degree] / SHUFFLES:8.1f} %")

# %% More patients
# Each amount with many shuffles, of which the middle one counts: with few
# patients some curves miss by thousands and would be all of an average.
amounts = [20, 30, 40, 60, 80, 120, 160, 200, 240]
rough = 9
known_middle, new_middle = [], []
for amount in amounts:
    generator = np.random.default_rng([SEED, 2])
    pairs = []
    for _ in range(200):
        again = shuffled_parts(len(pool), 100, 0, generator)
        fitted = pool[again.training[:amount]]
        held = pool[again.validation]
        curve = Polynomial.fit(bmi[fitted], progress[fitted], rough)
        pairs.append(
            [
                rmse(curve(bmi[fitted]), progress[fitted]),
                rmse(curve(bmi[held]), progress[held]),
            ]
        )
    middle = np.median(pairs, axis=0)
    known_middle.append(middle[0])
    new_middle.append(middle[1])

book.fact("rough", rough, label="degree of the curve given more patients")
book.fact("amounts", amounts, label="numbers of training patients")
book.fact("more_known", known_middle, label="middle RMSE on training")
book.fact(
    "more_new",
    new_middle,
    label="middle RMSE on validation",
    tolerance=0.5,
)
book.fact("fewest", amounts[0], label="fewest patients")
book.fact("most", amounts[-1], label="most patients")
book.fact(
    "most_gap",
    new_middle[-1] - known_middle[-1],
    label="gap between the errors, with most patients",
    tolerance=0.5,
)

print("patients   training   validation")
for amount, left, right in zip(
    amounts, known_middle, new_middle, strict=True
):
    print(f"{amount:8d}   {left:8.1f}   {right:10.1f}")

# %% More patients, drawn
book.figure(
    "more",
    Chart(
        title="The same curve with more patients",
        x_axis=Axis("training patients"),
        y_axis=Axis("RMSE", scale="log"),
        layers=(
            Curve(
                "training",
                np.array(amounts, dtype=float),
                np.array(known_middle),
                tone="truth",
            ),
            Curve(
                "validation",
                np.array(amounts, dtype=float),
                np.array(new_middle),
                tone="error",
            ),
        ),
        caption="Degree {rough} throughout. With {fewest} patients it "
        "learns them by heart. With {most} it can't: the two errors come "
        "within {most_gap:.0f} of each other.",
    ),
)
