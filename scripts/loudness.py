"""Where loudness drops out

Say a word at half the loudness: every amplitude is halved, every power is a
quarter. Under a logarithm a factor becomes a step, so that the picture of
the word moves as a whole. The front end of Micro Speech also divides by
what it has heard before, and so the word moves less.
"""

# %% One word, three loudnesses
from firststeps import book
from firststeps.audio import log_mel, micro_features, read_audio
from firststeps.audio.samples import SAMPLE_RATE
from firststeps.figures.description import Axis, Chart, Panels
from firststeps.figures.fields import Cells
from firststeps.keywords.chosen import recording, word_files

import numpy as np

found = book.dataset("speech-commands")
files = book.listing(*word_files(found.path, "yes"))
samples = read_audio(book.input(recording(files, found.source)))
shares = (1, 2, 4)
loudness = {
    share: np.round(samples / share).astype(np.int16) for share in shares
}
book.fact("shares", shares, label="how many times quieter")
for share, name in zip(shares, ("full", "half", "quarter"), strict=True):
    book.audio(
        name,
        loudness[share],
        SAMPLE_RATE,
        caption=f"“yes”, {name} amplitude",
        says="The same yes, quieter with each clip.",
    )

# %% In the log-mel features
mel = {share: log_mel(quiet) for share, quiet in loudness.items()}
# Only where the word is: in silence the quieter copies round to nothing.
word = mel[1] > mel[1].max() - 80
steps = [(mel[1] - mel[share])[word] for share in shares[1:]]
expected = 10.1257 * np.log(4)
for share, step in zip(shares[1:], steps, strict=True):
    print(
        f"1/{share}: values fall by {step.mean():.1f} on average, "
        f"spread {step.std():.1f}"
    )
book.fact(
    "step",
    [step.mean() for step in steps],
    label="mean fall of the log-mel values",
    tolerance=0.1,
)
book.fact(
    "step_spread",
    [step.std() for step in steps],
    label="standard deviation of that fall",
    tolerance=0.1,
)
book.fact("expected", expected, label="gain times the logarithm of four")

# %% In the Micro Speech features
micro = {
    share: micro_features(quiet).astype(int)
    for share, quiet in loudness.items()
}
heard = micro[1] > -128
for share in shares[1:]:
    away = (micro[1] - micro[share])[heard]
    print(f"1/{share}: features fall by {away.mean():.1f} of 256 steps")
book.fact(
    "micro_step",
    [(micro[1] - micro[share])[heard].mean() for share in shares[1:]],
    label="mean fall of the Micro Speech features",
    tolerance=0.1,
)
mel_fall = 100 * steps[-1].mean() / np.ptp(mel[1])
micro_fall = 100 * away.mean() / np.ptp(micro[1])
print(f"of their range: log-mel {mel_fall:.0f} %")
print(f"           Micro Speech {micro_fall:.0f} %")
book.fact(
    "mel_share",
    mel_fall,
    label="fall of log-mel at a quarter, of its range",
    unit="%",
    tolerance=0.5,
)
book.fact(
    "micro_share",
    micro_fall,
    label="fall of the Micro Speech features, of their range",
    unit="%",
    tolerance=0.5,
)

# %% Side by side
names = ("full amplitude", "half", "a quarter")


def pictures(name, values_of, low, high):
    """Return a chart for each loudness, all on one scale."""
    return tuple(
        Chart(
            title=title,
            x_axis=Axis("seconds"),
            y_axis=Axis("channel"),
            layers=(
                Cells(
                    name,
                    (0.0, 0.98),
                    (0.0, 40.0),
                    np.round(values.T.astype(np.float64)),
                    low,
                    high,
                ),
            ),
        )
        for title, values in zip(names, values_of.values(), strict=True)
    )


book.figure(
    "mel",
    Panels(
        title="Log-mel: the picture fades as a whole",
        charts=pictures("log-mel value", mel, 0.0, 255.0),
        share_y=True,
        caption="At half the amplitude every value is {step[0]:.1f} lower, "
        "at a quarter {step[1]:.1f}.",
    ),
)
book.figure(
    "micro",
    Panels(
        title="Micro Speech features: less of it fades",
        charts=pictures("feature", micro, -128.0, 127.0),
        share_y=True,
        caption="At half the amplitude the features are "
        "{micro_step[0]:.1f} lower on average, at a quarter "
        "{micro_step[1]:.1f}.",
    ),
)
