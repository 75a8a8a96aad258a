"""What noise reduction and gain control take away

The front end of Micro Speech estimates the noise in each channel. It
subtracts the estimate, which takes steady noise away and leaves loudness as
it was; then it divides by a power of it, and the loudness is gone. The
estimate starts at nothing and takes a second to arrive.
"""

# %% One word, three ways
from dataclasses import fields

from firststeps import book
from firststeps.audio import read_audio
from firststeps.audio.fixed_fft import Complex16
from firststeps.audio.micro import micro_stages
from firststeps.audio.micro_tables import DEFAULT
from firststeps.audio.samples import SAMPLE_RATE
from firststeps.figures.description import Axis, Chart, Curve, Panels
from firststeps.figures.fields import Cells
from firststeps.keywords.chosen import recording, word_files

import numpy as np

QUIETER = 4  # the amplitude of the quiet clip is so many times smaller
RATIO = 10  # dB, power of the word over power of the noise, in the second
BEFORE = 3  # seconds of noise that come before the noisy clip, later on

found = book.dataset("speech-commands")
files = {
    word: book.listing(*word_files(found.path, word))
    for word in ("yes", "no", "_background_noise_")
}
clips = {
    word: read_audio(book.input(recording(files[word], found.source)))
    for word in ("yes", "no")
}
(file,) = (p for p in files["_background_noise_"] if "pink" in p.name)
noise = read_audio(book.input(file))[: (BEFORE + 1) * SAMPLE_RATE]


def power(samples):
    """Return the mean square of the samples."""
    return float(np.mean(samples.astype(np.float64) ** 2))


loud = clips["yes"]
wanted = power(loud) / 10 ** (RATIO / 10)
noise = np.round(noise * np.sqrt(wanted / power(noise))).astype(np.int16)
sounds = {
    "loud": loud,
    "quiet": np.round(loud / QUIETER).astype(np.int16),
    "noisy": loud + noise[-SAMPLE_RATE:],
}
book.fact("quieter", QUIETER, label="how many times quieter the copy is")
book.fact("ratio", RATIO, label="power of the word over noise", unit="dB")
book.fact("before", BEFORE, label="seconds of noise before the word")
for name, caption, says in (
    ("loud", "“yes”, as recorded", "A voice says yes."),
    ("quiet", "a quarter of the amplitude", "The same yes, quieter."),
    ("noisy", "with noise", "The same yes in the hiss of pink noise."),
):
    book.audio(name, sounds[name], SAMPLE_RATE, caption=caption, says=says)
    print(f"{name}: largest amplitude {np.abs(sounds[name]).max():,}")

# %% Stage by stage
stages = {name: micro_stages(samples) for name, samples in sounds.items()}
for field in fields(stages["loud"]):
    values = getattr(stages["loud"], field.name)
    if isinstance(values, Complex16):
        values = values.parts  # real, imaginary
    print(f"{field.name:10} {values.shape!s:13} {values.dtype}")

book.fact(
    "shape",
    stages["loud"].features.shape,
    label="frames and channels of the features",
)
share = 100 * DEFAULT.smoothing, 100 * DEFAULT.alternate_smoothing
book.fact("smoothing", share, label="share of a new frame", unit="%")
least = 100 * DEFAULT.min_signal_remaining
book.fact("least", least, label="what is left at least", unit="%")
book.fact("strength", DEFAULT.gain_strength, label="power of the estimate")

# %% What is left of the loudness
# Only cells where the word is: its magnitude is above that of the noise
# by this factor.
CLEAR = 4
hiss = micro_stages(sounds["noisy"] - sounds["loud"]).magnitudes
word = stages["loud"].magnitudes > CLEAR * hiss
book.fact(
    "clear", CLEAR, label="how far cells of the word exceed the noise"
)


def times_quieter(name):
    """Return by what factor the typical cell of the word shrinks."""
    full, quarter = (
        getattr(stages[which], name)[word] for which in ("loud", "quiet")
    )
    return float(np.median(full / np.maximum(quarter, 1)))


def stands_out(values):
    """Return the mean of the word's cells over that of the others."""
    return float(values[word].mean() / values[~word].mean())


steps = {
    "magnitudes": "from the filters",
    "reduced": "noise reduction",
    "gained": "gain control",
}
for name, words in steps.items():
    shrinks = times_quieter(name)
    out = stands_out(getattr(stages["noisy"], name))
    book.fact(
        f"{name}_shrink",
        shrinks,
        label=f"how many times smaller when quieter, {words}",
        tolerance=0.02,
    )
    book.fact(
        f"{name}_out",
        out,
        label=f"word over rest in noise, {words}",
        tolerance=0.05,
    )
    print(
        f"{words:16} quiet clip {shrinks:.2f} times smaller, "
        f"word in noise {out:.1f} times the rest"
    )

# %% How far the features move
plain = stages["loud"].features.astype(int)
for name in ("quiet", "noisy"):
    other = stages[name].features.astype(int)
    apart = float(np.abs(plain - other).mean())
    alike = float(np.corrcoef(plain.ravel(), other.ravel())[0, 1])
    book.fact(
        f"{name}_apart",
        apart,
        label=f"mean difference of features, {name} clip",
        tolerance=0.1,
    )
    book.fact(
        f"{name}_alike",
        alike,
        label=f"correlation of features, {name} clip",
        tolerance=0.002,
    )
    print(
        f"{name}: {apart:.1f} of 256 steps apart on average, "
        f"correlation {alike:.2f}"
    )


# %% The pictures
def panel(title, layer):
    """Return a chart of one field of channels over time."""
    return Chart(title, Axis("seconds"), Axis("channel"), (layer,))


def field(name, values, low, high):
    """Return cells for values of shape (frames, channels)."""
    rows, channels = values.shape
    seconds = rows * DEFAULT.hop_length / SAMPLE_RATE
    spans = (0.0, seconds), (0.0, float(channels))
    return Cells(name, *spans, values.T.astype(np.float64), low, high)


RANGE = 60.0  # dB, from the page's colour to the strongest


def in_decibel(name, sound):
    """Return a stage in dB below the highest value of the loud clip."""
    highest = getattr(stages["loud"], name).max()
    values = np.maximum(getattr(stages[sound], name), 1) / highest
    return field("dB", np.round(20 * np.log10(values), 1), -RANGE, 0.0)


titles = {"loud": "loud", "quiet": "quiet", "noisy": "with noise"}
captions = {
    "magnitudes": "Channels over time, in decibels below the highest value "
    "of the loud clip. Quieter, the word fades; in noise, everything else "
    "fills up.",
    "reduced": "The estimate has been subtracted. Quieter is still "
    "quieter. The noise goes, but not at the beginning.",
    "gained": "Divided by a power of the estimate. The quiet clip has "
    "caught up with the loud one, and the noise of the first moments "
    "has become as strong as the word.",
}
headings = {
    "magnitudes": "What the filters give",
    "reduced": "After noise reduction",
    "gained": "After gain control",
}
for name, caption in captions.items():
    book.figure(
        name,
        Panels(
            title=headings[name],
            charts=tuple(
                panel(title, in_decibel(name, sound))
                for sound, title in titles.items()
            ),
            share_y=True,
            caption=caption,
        ),
    )

# %% The features
book.figure(
    "features",
    Panels(
        title="What the network is given",
        charts=tuple(
            panel(
                title,
                field("feature", stages[sound].features, -128.0, 127.0),
            )
            for sound, title in titles.items()
        ),
        share_y=True,
        caption="After the logarithm, as whole numbers. A quarter of the "
        "amplitude moves them by {quiet_apart:.1f} on average, noise by "
        "{noisy_apart:.1f}.",
    ),
)

# %% The estimate takes its time
alone = micro_stages(noise)
left = 100 * alone.reduced.sum(axis=1) / alone.magnitudes.sum(axis=1)
frames_a_second = SAMPLE_RATE // DEFAULT.hop_length
first, last = left[:frames_a_second], left[-frames_a_second:]
for name, label, part in (
    ("left_first", "left of noise in the first second", first),
    ("left_last", "left of noise in the last second", last),
):
    book.fact(name, part.mean(), label=label, unit="%", tolerance=0.2)
    print(f"{label}: {part.mean():.0f} %")

book.figure(
    "estimate",
    Chart(
        title="What noise reduction leaves of noise",
        x_axis=Axis("seconds since the sound began"),
        y_axis=Axis("% of the magnitudes", limits=(0.0, 100.0)),
        layers=(
            Curve(
                "left",
                np.arange(len(left)) / frames_a_second,
                left,
                tone="error",
            ),
        ),
        caption="Noise only. Of the first second {left_first:.0f} % is "
        "left, of the last {left_last:.0f} %.",
    ),
)

# %% A word after seconds of noise
warm = micro_stages(np.concatenate([noise[:-SAMPLE_RATE], sounds["noisy"]]))
tail = slice(-len(plain), None)
cold_out = stands_out(stages["noisy"].gained)
warm_out = stands_out(warm.gained[tail])
book.fact(
    "warm_out",
    warm_out,
    label="word over rest after gain control, noise heard before",
    tolerance=0.2,
)
print(f"at once:           word {cold_out:.1f} times the rest")
print(f"after {BEFORE} s of noise: word {warm_out:.1f} times the rest")
book.figure(
    "warm",
    Panels(
        title="The same second, heard at once and later",
        charts=(
            panel(
                "from silence",
                field("feature", stages["noisy"].features, -128.0, 127.0),
            ),
            panel(
                "after {before} s of noise",
                field("feature", warm.features[tail], -128.0, 127.0),
            ),
        ),
        share_y=True,
        caption="The same samples. In the second picture the front end has "
        "been listening for {before} seconds and knows the noise.",
    ),
)

# %% Yes and no
words = {
    name: micro_stages(samples).features for name, samples in clips.items()
}
across = np.abs(words["yes"].astype(int) - words["no"]).mean()
book.fact(
    "words_apart",
    across,
    label="mean difference between features of yes and no",
    tolerance=0.1,
)
print(f"yes and no: {across:.1f} of 256 steps apart on average")
book.figure(
    "words",
    Panels(
        title="yes and no, as Micro Speech is given them",
        charts=tuple(
            panel(name, field("feature", values, -128.0, 127.0))
            for name, values in words.items()
        ),
        share_y=True,
        caption="{shape[0]} frames of {shape[1]} channels, each a whole "
        "number that fits into one byte, on one scale of colour.",
    ),
)
