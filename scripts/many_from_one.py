"""Many clips from one

A clip that is moved, slowed, raised, drowned in noise or partly hidden is
still the same word. Varied anew each time it is drawn, it never comes twice
in the same way, and the network cannot learn it by heart.
"""

# %% One clip and some noise
import json
from dataclasses import replace

from firststeps import book
from firststeps.audio import read_audio
from firststeps.audio.mel import clip_log_mel
from firststeps.audio.samples import SAMPLE_RATE
from firststeps.figures.description import Axis, Chart, Panels
from firststeps.figures.fields import Cells
from firststeps.keywords.augment import (
    Variation,
    blanked,
    mixed,
    shifted,
    silence,
    varied,
)
from firststeps.keywords.chosen import recording, word_files

import numpy as np

SEED = book.seed(4)
random = np.random.default_rng(SEED)
found = book.dataset("speech-commands")


def features(samples):
    """Return the log-mel picture of a second, rounded, (98, 40)."""
    return np.rint(clip_log_mel(samples)).astype(np.uint8)


files = book.listing(*word_files(found.path, "yes"))
samples = read_audio(book.input(recording(files, found.source)))
clip = features(samples)[np.newaxis]
noises = book.listing(*word_files(found.path, "_background_noise_"))
(path,) = (path for path in noises if "pink" in path.name)
hiss = read_audio(book.input(path))
seconds = hiss[: len(hiss) // SAMPLE_RATE * SAMPLE_RATE]
noise = np.stack([features(s) for s in seconds.reshape(-1, SAMPLE_RATE)])
frames, channels = clip[0].shape
book.fact("frames", frames, label="frames in a second")
book.fact("channels", channels, label="channels of a frame")
print(f"a clip:  {clip.shape} {clip.dtype}")
print(f"noise:   {noise.shape} {noise.dtype}")

# %% One change at a time
SLOWER, HIGHER, LOUDER, SOFTER = 1.18, 1.1, 6.0, -8.0
NONE = Variation(shift=0, mixed=0, bands=(0, 0), spans=(0, 0))
MOVED = replace(NONE, shift=25)
book.fact("slower", 100 * (SLOWER - 1), label="slowed by", unit="%")
book.fact("higher", 100 * (HIGHER - 1), label="raised by", unit="%")
book.fact("louder", LOUDER, label="made louder by", unit="dB")
book.fact("softer", -SOFTER, label="made softer by", unit="dB")


def change(**how):
    """Return the clip shifted, stretched or raised as told."""
    return shifted(clip, replace(NONE, **how), random)


def gained(decibels, noise_decibels):
    """Return the clip made louder, with noise made louder, too."""
    levels = np.array([decibels]), np.array([noise_decibels])
    return mixed(clip, levels[0], noise[:1], levels[1])


NOWHERE = -200.0  # dB: noise that cannot be heard
pictures = {
    "as recorded": clip,
    "moved in time": shifted(clip, MOVED, random),
    "said more slowly": change(stretch=(SLOWER, SLOWER)),
    "said higher": change(raise_by=(HIGHER, HIGHER)),
    "louder": gained(LOUDER, NOWHERE),
    "softer": gained(SOFTER, NOWHERE),
    "in noise": gained(0.0, 0.0),
    "bands hidden": blanked(clip, replace(NONE, bands=(2, 6)), random),
    "moments hidden": blanked(clip, replace(NONE, spans=(2, 15)), random),
}
original = clip.astype(float)
for name, picture in pictures.items():
    apart = np.abs(picture - original).mean()
    print(f"{name:17} {apart:5.1f} of 255 away from the original")
book.fact("ways", len(pictures) - 1, label="ways to vary a clip")


# %% The pictures
def panel(title, picture):
    """Return a chart of the log-mel picture of a second."""
    values = np.round(picture.T.astype(np.float64))
    spans = (0.0, 0.98), (0.0, 40.0)
    cells = Cells("log-mel value", *spans, values, 0.0, 255.0)
    return Chart(title, Axis("seconds"), Axis("channel"), (cells,))


book.figure(
    "ways",
    Panels(
        title="One “yes”, varied",
        charts=tuple(panel(name, p[0]) for name, p in pictures.items()),
        share_y=True,
        caption="The same recording, and {ways} ways to change its "
        "picture: slower by {slower:.0f} %, higher by {higher:.0f} %, "
        "louder by {louder:g} and softer by {softer:g} decibels. What is "
        "hidden gets the mean of the picture.",
    ),
)

# %% As training draws it
# As far as the recipe of the spotter goes.
facts = book.input("models/spotter/facts.json")
recipe = json.loads(facts.read_text(encoding="utf-8"))["recipe"]
limits = recipe["variation"].items()
variation = Variation(
    **{k: tuple(v) if isinstance(v, list) else v for k, v in limits}
)
drawn = [varied(clip, noise, variation, random)[0] for _ in range(3)]
made = silence(3, noise, variation, random)
likeness = [np.corrcoef(clip[0].ravel(), d.ravel())[0, 1] for d in drawn]
print("three draws, correlation with the original:")
print("  " + ", ".join(f"{share:.2f}" for share in likeness))

book.figure(
    "drawn",
    Panels(
        title="What the network is given",
        charts=(
            *(panel("yes", picture) for picture in drawn),
            *(panel("silence", picture) for picture in made),
        ),
        share_y=True,
        caption="Three draws of the clip, everything at once, and three "
        "pieces of silence, made from noise.",
    ),
)
