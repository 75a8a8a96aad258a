"""A vowel is a handful of tones

Any piece of sound is a sum of pure tones. Fourier's transform finds them.
In a vowel a few of them carry nearly all of the sound, and adding these up
again gives back the vowel.
"""

# %% One frame of a vowel
from firststeps import book
from firststeps.audio import read_audio
from firststeps.audio.samples import SAMPLE_RATE
from firststeps.audio.stft import framed, hann_window
from firststeps.figures.description import Axis, Chart, Curve, Panels
from firststeps.keywords.chosen import recording, word_files

import numpy as np

WINDOW = 480
found = book.dataset("speech-commands")
files = book.listing(*word_files(found.path, "no"))
samples = read_audio(book.input(recording(files, found.source)))
frames = framed(samples, WINDOW, 160)
loudest = int((frames.astype(float) ** 2).sum(axis=1).argmax())
frame = frames[loudest] * hann_window(WINDOW)
frame = frame.astype(np.float64) / np.abs(frame).max()
book.fact("samples", WINDOW, label="samples in the frame")
book.fact(
    "milliseconds",
    1000 * WINDOW / SAMPLE_RATE,
    label="length of the frame",
    unit="ms",
)
print(f"frame {loudest} of {len(frames)}: {frame.shape}")

# %% Taken apart
spectrum = np.fft.rfft(frame)
hertz = np.arange(len(spectrum)) * SAMPLE_RATE / WINDOW
power = np.abs(spectrum) ** 2
strongest = np.argsort(power)[::-1]
print(f"{len(spectrum)} tones, {hertz[1]:.1f} Hz apart")
for k in strongest[:3]:
    share = 100 * power[k] / power.sum()
    print(f"{hertz[k]:6.0f} Hz  {share:4.1f} % of the power")
book.fact("tones", len(spectrum), label="tones of the frame")
book.fact("apart", hertz[1], label="distance of the tones", unit="Hz")
book.fact("strongest", hertz[strongest[0]], label="strongest", unit="Hz")

# %% Put together again
counts = (1, 3, 10, len(spectrum))
rebuilt = []
for count in counts:
    kept = np.zeros_like(spectrum)
    kept[strongest[:count]] = spectrum[strongest[:count]]
    rebuilt.append(np.fft.irfft(kept, WINDOW))
errors = np.array([np.sqrt(np.mean((r - frame) ** 2)) for r in rebuilt])
relative = 100 * errors / np.sqrt(np.mean(frame**2))
for count, error in zip(counts, relative, strict=True):
    print(f"tones kept: {count:3}   error: {error:4.1f} %")
book.fact("counts", counts, label="tones kept")
book.fact(
    "errors",
    relative[:-1],
    label="error of the sum of the strongest tones",
    unit="% of the frame",
    tolerance=0.1,
)
book.fact(
    "exact",
    "nothing but rounding" if errors[-1] < 1e-12 else "something",
    label="what is missing from the sum of all tones",
)

times = 1000 * np.arange(WINDOW) / SAMPLE_RATE
book.figure(
    "sum",
    Panels(
        title="A vowel from its strongest tones",
        charts=tuple(
            Chart(
                title=name,
                x_axis=Axis("milliseconds"),
                y_axis=Axis("amplitude", limits=(-1.2, 1.2)),
                layers=(
                    Curve("the vowel", times, frame, tone="muted"),
                    Curve(
                        "the sum",
                        times,
                        values,
                        tone="guess",
                        dash="dashed",
                    ),
                ),
            )
            for name, values in zip(
                (
                    "{counts[0]} tone",
                    "{counts[1]} tones",
                    "{counts[2]} tones",
                ),
                rebuilt[:3],
                strict=True,
            )
        ),
        share_y=True,
        caption="The loudest {milliseconds:.0f} ms of a “no”, and the sums "
        "of its strongest tones.",
    ),
)

# %% Which tones
SHOWN = 2_000
few = hertz <= SHOWN
book.fact("shown", SHOWN, label="highest tone drawn", unit="Hz")
book.figure(
    "tones",
    Chart(
        title="The tones in that vowel",
        x_axis=Axis("frequency in Hz"),
        y_axis=Axis("strength"),
        layers=(
            Curve(
                "",
                hertz[few],
                np.sqrt(power[few] / power.max()),
                tone="truth",
            ),
        ),
        caption="How strong each tone is, as a share of the strongest. "
        "What lies above {shown:,} Hz is not drawn.",
    ),
)
