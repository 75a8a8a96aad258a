"""Two ways to fool yourself with a test

A test is worth something only if it is new to the model and to whoever
chose the model. Choosing among many models by their test error makes that
error too small. And pictures by the same hand in both parts make a model
look better than it is on the writing of strangers.
"""

# %% Patients, and every choice of measurements
from firststeps import book
from firststeps.figures.description import Axis, Chart, Curve
from firststeps.learning.neighbours import nearest
from firststeps.learning.splits import one_group_out, shuffled_parts

import numpy as np
from sklearn.datasets import load_diabetes, load_digits

SEED = book.seed(6)
patients = load_diabetes()
progress = patients.target
measurements = patients.data.shape[1]
inputs = np.column_stack([np.ones(len(progress)), patients.data])
number = np.arange(1, 2**measurements)[:, np.newaxis]
uses = (number >> np.arange(measurements)) & 1 == 1
uses = np.column_stack([np.ones(len(uses), dtype=bool), uses])  # bias

print(f"{measurements} measurements: {len(uses):,} ways to choose some")


# %% The best weights for each choice
def fit_all(places: np.ndarray) -> np.ndarray:
    """Return the weights of every choice, zero for what is left out."""
    products = inputs[places].T @ inputs[places]
    sums = inputs[places].T @ progress[places]
    both = uses[:, :, np.newaxis] & uses[:, np.newaxis, :]
    left_out = np.eye(inputs.shape[1])
    return np.linalg.solve(
        np.where(both, products, left_out),
        np.where(uses, sums, 0)[:, :, np.newaxis],
    )[:, :, 0]


# %% Choosing by the test
SHUFFLES = 300
tried = [1, 3, 10, 30, 100, 300, len(uses)]
random = np.random.default_rng(SEED)
chosen, plain = [], []
for _ in range(SHUFFLES):
    parts = shuffled_parts(
        len(progress), validation=50, test=292, random=random
    )
    misses = inputs @ fit_all(parts.training).T - progress[:, np.newaxis]
    judge = np.sqrt(np.mean(misses[parts.validation] ** 2, axis=0))
    fresh = np.sqrt(np.mean(misses[parts.test] ** 2, axis=0))
    order = random.permutation(len(uses))
    winners = [order[np.argmin(judge[order[:n]])] for n in tried]
    chosen.append([judge[winners], fresh[winners]])
    plain.append([judge[-1], fresh[-1]])

boast, truth = np.mean(chosen, axis=0)
plain_boast, plain_truth = np.mean(plain, axis=0)

print("models tried   error on their judges   on fresh patients")
for n, left, right in zip(tried, boast, truth, strict=True):
    print(f"{n:12,d}   {left:21.1f}   {right:17.1f}")
print(f"all measurements, no choosing: {plain_truth:.1f} on fresh ones")

# %% How much it flatters
book.fact("measurements", measurements, label="numbers per patient")
book.fact("models", len(uses), label="ways to choose measurements")
book.fact("shuffles", SHUFFLES, label="shuffles averaged over")
book.fact("training", parts.training.size, label="training patients")
book.fact("judges", parts.validation.size, label="patients who judge")
book.fact("fresh", parts.test.size, label="fresh patients")
book.fact("tried", tried, label="numbers of models tried")
book.fact("boast", boast, label="mean RMSE on the judges, by tries")
book.fact("truth", truth, label="mean RMSE on fresh patients, by tries")
book.fact("one_boast", boast[0], label="RMSE of one model, judges")
book.fact("one_truth", truth[0], label="RMSE of one model, fresh")
book.fact("best_boast", boast[-1], label="RMSE of the winner, judges")
book.fact("best_truth", truth[-1], label="RMSE of the winner, fresh")
book.fact(
    "flattery",
    truth[-1] - boast[-1],
    label="by how much the winner's error on its judges is too small",
)
book.fact("plain_truth", plain_truth, label="RMSE of all, fresh")
book.fact("plain_boast", plain_boast, label="RMSE of all, judges")

print(f"The winner's error looks {truth[-1] - boast[-1]:.1f} too small.")

# %% Judges and fresh patients, drawn
book.figure(
    "choosing",
    Chart(
        title="The more models a test chooses from",
        x_axis=Axis("models tried", scale="log"),
        y_axis=Axis("RMSE of the winner"),
        layers=(
            Curve(
                "fresh patients",
                np.array(tried, dtype=float),
                truth,
                tone="error",
            ),
            Curve(
                "patients who chose it",
                np.array(tried, dtype=float),
                boast,
                tone="truth",
            ),
        ),
        caption="The winner of {models:,} models has an error of "
        "{best_boast:.1f} on the {judges} patients who chose it, and of "
        "{best_truth:.1f} on {fresh} others. Mean of {shuffles} shuffles.",
    ),
)

# %% Who wrote the digits
# The pictures lie in the order of the forms that were filled in. A form
# begins with the ten digits in order, three times over.
digits = load_digits()
opening = np.tile(np.arange(10), 3)
starts = [
    place
    for place in range(len(digits.target) - opening.size)
    if np.array_equal(digits.target[place : place + opening.size], opening)
]
stacks = np.searchsorted(starts, np.arange(len(digits.target)), "right")

print(f"{len(starts)} places where a form begins:")
print(*starts)


# %% Strangers, or the same hands
def wrong_share(groups: np.ndarray) -> float:
    """Return the share of wrong labels, each group held out in turn."""
    wrong = 0
    for known, held in one_group_out(groups):
        like = known[nearest(digits.data[known], digits.data[held])]
        wrong += np.count_nonzero(
            digits.target[like] != digits.target[held]
        )
    return wrong / len(groups)


strangers = 100 * wrong_share(stacks)
mixed = [100 * wrong_share(random.permutation(stacks)) for _ in range(10)]

print(f"Strangers:  {strangers:.2f} % wrong")
print(f"Same hands: {np.mean(mixed):.2f} % wrong")
print(f"            ({min(mixed):.2f} to {max(mixed):.2f})")

# %% How much the same hand helps
book.fact("stacks", len(starts), label="stacks of pictures")
book.fact("pictures", len(digits.target), label="pictures of digits")
book.fact(
    "strangers_wrong",
    strangers,
    label="wrong answers on the writing of strangers",
    unit="%",
)
book.fact(
    "mixed_wrong",
    np.mean(mixed),
    label="wrong answers if the same hands are in both parts",
    unit="%",
)
book.fact(
    "mixed_most",
    max(mixed),
    label="most wrong answers of a shuffled split",
    unit="%",
)
book.fact(
    "wrong_ratio",
    strangers / np.mean(mixed),
    label="wrong answers on strangers, as a multiple",
)
book.fact("mixes", len(mixed), label="shuffled splits tried")

print(f"{strangers / np.mean(mixed):.1f} times as many errors on strangers")
