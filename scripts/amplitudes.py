"""Why amplitudes do not tell yes from no

A recording is a row of amplitudes. A machine that compares two such rows
number by number hardly beats a coin. Their outlines help, and frequencies
help more.
"""

# %% Two recordings
from firststeps import book
from firststeps.audio import log_mel, read_audio
from firststeps.audio.samples import SAMPLE_RATE
from firststeps.audio.stft import FULL_SCALE, framed
from firststeps.figures.description import Axis, Chart, Panels
from firststeps.figures.fields import Band
from firststeps.keywords.chosen import every_folder, recording, word_files
from firststeps.learning.splits import one_group_out

import numpy as np
from scipy.stats import binomtest
from sklearn.neighbors import KNeighborsClassifier

found = book.dataset("speech-commands")
files = {
    word: book.listing(*word_files(found.path, word))
    for word in ("yes", "no")
}
shown = {
    word: read_audio(book.input(recording(paths, found.source)))
    for word, paths in files.items()
}
for word, samples in shown.items():
    book.audio(
        word,
        samples,
        SAMPLE_RATE,
        caption=f"“{word}”",
        says=f"A voice says the word {word}.",
    )
    print(f"{word}: {samples.shape} {samples.dtype}, {samples[8000:8006]}")

book.fact("source", found.source, label="where the recordings come from")
book.fact("rate", SAMPLE_RATE, label="samples a second")
book.fact("steps", 2 * FULL_SCALE, label="values of a sample")

# %% Outlines
QUIETER = 4
times = np.arange(SAMPLE_RATE) / SAMPLE_RATE
loudest = max(np.abs(s.astype(int)).max() for s in shown.values())
pictures = [
    ("yes", shown["yes"] / loudest, "truth"),
    ("no", shown["no"] / loudest, "guess"),
    ("yes, quieter", shown["yes"] / loudest / QUIETER, "truth"),
    ("no, quieter", shown["no"] / loudest / QUIETER, "guess"),
]
book.fact("quieter", QUIETER, label="how many times quieter")
book.figure(
    "waves",
    Panels(
        title="What a microphone delivers",
        charts=tuple(
            Chart(
                title=name,
                x_axis=Axis("seconds"),
                y_axis=Axis("amplitude", limits=(-1.0, 1.0)),
                layers=(Band.of("", times, samples, tone),),
            )
            for name, samples, tone in pictures
        ),
        share_y=True,
        caption="Amplitudes, as shares of the loudest one. The lower row "
        "shows the same two recordings {quieter} times quieter.",
    ),
)

# %% A test of outlines
# Each recording is compared with those of all other speakers, and takes
# the word of the three most similar. Everything is shifted so that the
# middle of the sound comes first to the middle of the second.
MOST = 300
recordings, words, speakers = [], [], []
for word in files:
    paths = [
        path
        for place in every_folder(found.path, word)
        for path in book.listing(*place)
    ]
    for path in paths[:MOST]:
        samples = read_audio(book.input(path))[:SAMPLE_RATE]
        missing = SAMPLE_RATE - len(samples)
        recordings.append(np.pad(samples, (0, missing)))
        words.append(word)
        speakers.append(path.name.split("_")[0])
words, speakers = np.array(words), np.array(speakers)


def centred(samples):
    """Return the samples with their centre of power in the middle."""
    power = samples.astype(np.float64) ** 2
    centre = int((power * np.arange(len(power))).sum() / power.sum())
    return np.roll(samples, len(samples) // 2 - centre)


def outline(samples):
    """Return the loudness of every 10 ms, 0 to 1."""
    level = np.sqrt((framed(samples, 160, 160) ** 2.0).mean(axis=1))
    return level / level.max()


def of_unit_length(values):
    """Return the values as a vector without mean, of length 1."""
    values = np.ravel(values).astype(np.float64)
    values = values - values.mean()
    return values / np.linalg.norm(values)


ways = {
    "samples": lambda samples: samples,
    "outline": outline,
    "frequencies": log_mel,
}
book.fact("recordings", len(words), label="recordings compared")
book.fact("speakers", len(set(speakers)), label="speakers")
for name, way in ways.items():
    x = np.array([of_unit_length(way(centred(s))) for s in recordings])
    right = 0
    for others, own in one_group_out(speakers):
        nearest = KNeighborsClassifier(3).fit(x[others], words[others])
        right += int((nearest.predict(x[own]) == words[own]).sum())
    book.fact(f"{name}_right", right, label=f"right by {name}", tolerance=1)
    low, high = binomtest(right, len(words)).proportion_ci(method="wilson")
    book.fact(
        f"{name}_interval",
        [100 * low, 100 * high],
        label=f"interval of the share right by {name}, at 95 %",
        unit="%",
        tolerance=3,
    )
    book.fact(
        f"{name}_share",
        100 * right / len(words),
        label=f"share right by {name}",
        unit="%",
        tolerance=3,
    )
    print(
        f"by {name:11} {right} of {len(words)} right, "
        f"between {100 * low:.0f} and {100 * high:.0f} %"
    )
