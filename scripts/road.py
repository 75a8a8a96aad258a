"""The road, in three pictures

A guess misses. The slope of the loss says which way is better, and enough
steps that way lead to the line through the points. The same kind of steps,
many more of them, made a network that hears a word.
"""

# %% The points
import json

from firststeps import book
from firststeps.audio import read_audio
from firststeps.audio.samples import SAMPLE_RATE
from firststeps.figures.description import (
    Axis,
    Chart,
    Curve,
    Gaps,
    Panels,
    Points,
)
from firststeps.keywords.chosen import split_in, word_files
from firststeps.keywords.detector import Detection, Smoother
from firststeps.keywords.listening import Listener
from firststeps.keywords.runtime import LiteRTRunner
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

# %% Hear a word
WORD = "go"
test = json.loads(book.input("models/spotter/test.json").read_text("utf-8"))
runner = LiteRTRunner(book.input("models/spotter/spotter.tflite"))
data = book.dataset("speech-commands")
clip = next(
    read_audio(book.input(path))
    for path in book.listing(*word_files(data.path, WORD))
    if split_in(data.source, path.stem) == "validation"
)
quiet = np.zeros(SAMPLE_RATE, np.int16)

# The network looks at the newest second, again and again; a word counts
# when it has been likely for a while.
detection = Detection()
looks = Listener(runner, detection.hop).push(
    np.concatenate([quiet, clip, quiet])
)
smoother = Smoother(detection)
place = test["labels"].index(WORD)
seconds = np.array([look.time for look in looks]) - 1  # of the clip
likely = np.array(
    [smoother.push(look.time, look.probabilities)[place] for look in looks]
)
book.fact(
    "surest", likely.max(), label="highest mean probability of the word"
)
print(f"A recording of “{WORD}”: the spotter is {likely.max():.0%} sure.")

# %% Three pictures
book.figure(
    "road",
    Panels(
        title="From a guess to a word",
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
                title=f"Hear “{WORD}”",
                x_axis=Axis("seconds"),
                y_axis=Axis("probability", limits=(0, 1)),
                layers=(
                    Curve("heard", seconds, likely, tone="second"),
                    Curve(
                        "accepted above",
                        seconds[[0, -1]],
                        np.full(2, detection.threshold),
                        tone="muted",
                        dash="dashed",
                    ),
                ),
            ),
        ),
    ),
)
