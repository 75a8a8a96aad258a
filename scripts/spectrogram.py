"""Sound as a picture: the spectrogram

Cut a word into short frames, take each apart into frequencies, and put the
results side by side: the word becomes a picture, time from left to right
and frequency from the bottom up. Where yes and no differ can be seen in it.
"""

# %% Two words of one speaker
from firststeps import book
from firststeps.audio import read_audio
from firststeps.audio.samples import SAMPLE_RATE
from firststeps.audio.stft import spectrogram
from firststeps.figures.description import Axis, Chart, Panels
from firststeps.figures.fields import Cells
from firststeps.keywords.chosen import recording, word_files

import numpy as np

found = book.dataset("speech-commands")
words = {}
for word in ("yes", "no"):
    files = book.listing(*word_files(found.path, word))
    path = book.input(recording(files, found.source))
    words[word] = read_audio(path)
    print(f"{word}: {words[word].shape} {words[word].dtype}")
    book.audio(
        word,
        words[word],
        SAMPLE_RATE,
        caption=f"“{word}”",
        says=f"A voice says the word {word}.",
    )

# %% Frames and frequencies
WINDOW, HOP, LENGTH = 480, 160, 512
powers = {
    word: spectrogram(samples, WINDOW, HOP, LENGTH)
    for word, samples in words.items()
}
for word, power in powers.items():
    print(f"{word}: {power.shape} {power.dtype}")

frames, bins = powers["yes"].shape
book.fact("frames", frames, label="frames of a second")
book.fact("bins", bins, label="frequencies of a frame")
book.fact("numbers", frames * bins, label="numbers in the spectrogram")
book.fact("window", 1000 * WINDOW / SAMPLE_RATE, label="frame", unit="ms")
book.fact("hop", 1000 * HOP / SAMPLE_RATE, label="hop", unit="ms")
book.fact(
    "resolution",
    SAMPLE_RATE / LENGTH,
    label="distance between neighbouring frequencies",
    unit="Hz",
)
book.fact("highest", SAMPLE_RATE / 2, label="highest frequency", unit="Hz")

# %% The pictures
# Decibels: ten times the logarithm of the power. A step of ten is a
# factor of ten. What is eighty below the loudest is shown as the page.
RANGE = 80
decibels = {
    word: 10 * np.log10(power + 1e-12) for word, power in powers.items()
}
top = max(values.max() for values in decibels.values())
book.fact("range", RANGE, label="decibels between page and loudest")
book.figure(
    "words",
    Panels(
        title="The same voice, two words",
        charts=tuple(
            Chart(
                title=word,
                x_axis=Axis("seconds"),
                y_axis=Axis("kilohertz"),
                layers=(
                    Cells(
                        "decibels below the loudest",
                        (0.0, len(values) * HOP / SAMPLE_RATE),
                        (0.0, SAMPLE_RATE / 2000),
                        np.maximum(np.round(values.T - top), -RANGE)[::2],
                        -RANGE,
                        0.0,
                    ),
                ),
            )
            for word, values in decibels.items()
        ),
        share_y=True,
        caption="Each column is one frame of {window:.0f} ms, each row a "
        "frequency. The stronger the colour, the more power. Every second "
        "row is drawn.",
    ),
)

# %% Where they differ
# The share of the power above 3 kHz, frame by frame where the word is
# loud, and when the frame with most of it comes.
BORDER = 3_000
book.fact("border", BORDER / 1000, label="border", unit="kHz")
for word, power in powers.items():
    total = power.sum(axis=1)
    loud = np.flatnonzero(total > total.max() / 1000)
    first = int(np.ceil(BORDER * LENGTH / SAMPLE_RATE))
    high = power[loud, first:].sum(axis=1) / total[loud]
    share = 100 * high.max()
    when = (loud[high.argmax()] - loud[0]) / (loud[-1] - loud[0])
    book.fact(
        f"{word}_high",
        share,
        label=f"largest share of power above the border in {word}",
        unit="%",
        tolerance=0.1,
    )
    book.fact(
        f"{word}_when",
        100 * when,
        label=f"how far into {word} that frame comes",
        unit="%",
        tolerance=1,
    )
    print(
        f"{word}: up to {share:.0f} % of a frame's power above "
        f"{BORDER / 1000:g} kHz, {100 * when:.0f} % into the word"
    )
