"""Forty channels instead of hundreds of frequencies

The ear tells low tones apart better than high ones. Mel channels do the
same: narrow below, wide above. Their logarithm makes loudness a sum. A
second of sound shrinks to a small picture in which the word can still be
seen.
"""

# %% The channels
from firststeps import book
from firststeps.audio import log_mel, read_audio
from firststeps.audio.mel import DEFAULT, band_edges, mel_weights
from firststeps.audio.stft import spectrogram
from firststeps.figures.description import Axis, Chart, Curve, Panels
from firststeps.figures.fields import Cells
from firststeps.keywords.chosen import recording, word_files

import numpy as np

weights = mel_weights()
edges = band_edges()
widths = edges[2:] - edges[:-2]
print(f"weights: {weights.shape} {weights.dtype}")
print(f"lowest channel:  {widths[0]:5.0f} Hz wide")
print(f"highest channel: {widths[-1]:5.0f} Hz wide")

book.fact("bands", DEFAULT.bands, label="mel channels")
book.fact("highest", DEFAULT.highest, label="upper end", unit="Hz")
book.fact("narrowest", widths[0], label="width of the lowest", unit="Hz")
book.fact("widest", widths[-1], label="width of the highest", unit="Hz")

frequencies = np.arange(weights.shape[1]) * 16_000 / DEFAULT.fft_length
shown = (0, 9, 19, 29, 39)
last = int(np.searchsorted(frequencies, DEFAULT.highest)) + 1
book.fact("shown", len(shown), label="channels drawn")
book.figure(
    "triangles",
    Chart(
        title="What five of the channels listen to",
        x_axis=Axis("frequency in Hz"),
        y_axis=Axis("weight"),
        layers=tuple(
            Curve(
                "",
                np.array([edges[k], edges[k + 1], edges[k + 2]]),
                np.array([0.0, 1.0, 0.0]),
                tone=("truth", "guess", "error", "second", "third")[place],
            )
            for place, k in enumerate(shown)
        ),
        caption="Each channel adds up the power around its peak. "
        "{shown} of the {bands} are drawn; the others lie between them, "
        "and neighbours overlap by half.",
    ),
)

# %% From frequencies to channels
found = book.dataset("speech-commands")
features = {}
for word in ("yes", "no"):
    files = book.listing(*word_files(found.path, word))
    samples = read_audio(book.input(recording(files, found.source)))
    features[word] = log_mel(samples)
power = spectrogram(samples)
print(f"spectrogram: {power.shape} {power.dtype}")
print(f"log-mel:     {features['no'].shape} {features['no'].dtype}")

book.fact("frames", len(features["yes"]), label="frames")
book.fact("size", features["yes"].size, label="numbers in a second")
book.fact("samples", len(samples), label="samples in a second")
book.fact(
    "smaller",
    len(samples) / features["yes"].size,
    label="how many times fewer numbers than samples",
)
book.fact("floor", DEFAULT.floor, label="added to the power")
book.fact("gain", DEFAULT.gain, label="gain of the scale")
book.fact("offset", DEFAULT.offset, label="offset of the scale")

# %% Yes and no
book.figure(
    "words",
    Panels(
        title="Two words in forty channels",
        charts=tuple(
            Chart(
                title=word,
                x_axis=Axis("seconds"),
                y_axis=Axis("channel"),
                layers=(
                    Cells(
                        "log-mel value",
                        (0.0, 0.98),
                        (0.0, 40.0),
                        np.round(values.T.astype(np.float64)),
                        0.0,
                        255.0,
                    ),
                ),
            )
            for word, values in features.items()
        ),
        share_y=True,
        caption="{frames} frames of {bands} channels each: {size:,} "
        "numbers for a second of sound.",
    ),
)
