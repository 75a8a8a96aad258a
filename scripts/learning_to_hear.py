"""A network learns to hear yes and no, while the book is built

The code that trains the models of this book, with fewer clips and fewer
epochs. Before the first epoch the network can only guess. Each epoch shows
it the same words, every time a little different, and asks it about voices
that it never learns from.
"""

# %% The clips
from collections import defaultdict
from dataclasses import replace

from firststeps import book
from firststeps.audio import read_audio
from firststeps.audio.mel import clip_log_mel
from firststeps.audio.samples import SAMPLE_RATE
from firststeps.figures.description import Axis, Chart, Curve, Panels
from firststeps.keywords.augment import Variation
from firststeps.keywords.chosen import NEW, recording, split_in, word_files
from firststeps.keywords.clips import WORDS, clip_named
from firststeps.keywords.dataset import (
    NOISE,
    LogMels,
    SpeechCommands,
    log_mels_of,
)
from firststeps.keywords.examples import Corpus
from firststeps.keywords.inputs import scaled, thinned
from firststeps.keywords.labels import MICRO_LABELS, SILENCE, UNKNOWN
from firststeps.keywords.models import (
    Architecture,
    OverTime,
    count_parameters,
)
from firststeps.keywords.sampling import Sampler
from firststeps.keywords.scores import confusion
from firststeps.keywords.train import Recipe, Training

import numpy as np
import tensorflow as tf

SEED = book.seed(9)
KEYWORDS = [name for name in MICRO_LABELS if name not in (SILENCE, UNKNOWN)]
found = book.dataset("speech-commands")
names = book.listing(found.path, "logmel-*.zip")
pictures = tuple(book.input(path) for path in names)
noise = book.input(found.path / NOISE)
data = SpeechCommands(noise.parent, (), pictures, None)


def recordings(part):
    """Yield the recordings of a part, where there are no pictures."""
    for word in WORDS:
        for path in book.listing(*word_files(found.path, word)):
            if split_in(found.source, path.stem) == part:
                yield clip_named(word, path.stem, path, split=part)


def first_clips(part, keywords, others):
    """Return so many clips of each keyword and of each other word."""
    chosen = defaultdict(list)
    for clip in data.picture_clips(part) if pictures else recordings(part):
        most = keywords if clip.word in KEYWORDS else others
        if len(chosen[clip.word]) < most:
            chosen[clip.word].append(clip)
    clips = [clip for group in chosen.values() for clip in group]
    if pictures:
        return log_mels_of(clips)
    declared = [replace(c, path=book.input(c.path)) for c in clips]
    return log_mels_of(declared)


training_clips = first_clips("training", keywords=1000, others=80)
validation_clips = first_clips("validation", keywords=400, others=20)


def count_of(words):
    """Return how many clips of these words there are to learn from."""
    return int(np.isin(training_clips.words, words).sum())


# The samples of the book are few, so an epoch shows each several times.
TIMES = max(1, 500 * len(KEYWORDS) // count_of(KEYWORDS))
repeated = LogMels(
    training_clips.features.repeat(TIMES, axis=0),
    training_clips.words.repeat(TIMES),
)
noises = data.noise_log_mels()
if not pictures:  # of each recording some pieces are for validation
    noises = np.random.default_rng(SEED).permutation(noises)
corpus = Corpus.of(repeated, validation_clips, noises)

clips = len(training_clips.words)
book.fact("source", found.source, label="where the clips come from")
book.fact("clips", clips, label="clips to learn from")
book.fact("times", TIMES, label="times an epoch shows each yes and no")
for word in KEYWORDS:
    book.fact(f"{word}_clips", count_of(word), label=f"clips of {word}")
    print(f"{word}: {count_of(word)} clips")
print(f"all words: {clips} clips")

# %% The network
FRAMES = 49
architecture = Architecture(
    labels=MICRO_LABELS,
    frames=FRAMES,
    bands=40,
    beginning=OverTime(kernel=5, stride=2),
    width=32,
    kernels=(9, 9, 9, 9),
)
recipe = Recipe(
    epochs=10,
    batch=64,
    label_smoothing=0.02,
    averaging=0.99,
    seed=SEED,
    variation=Variation(
        stretch=(0.85, 1.18),
        raise_by=(0.85, 1.15),
        gain=(-5, 5),
        bands=(1, 4),
        spans=(0, 0),
    ),
)
sampler = Sampler(
    corpus.training.features,
    corpus.training.words,
    thinned(corpus.training_noise, FRAMES),
    MICRO_LABELS,
    recipe.shares,
)
new = corpus.validation_batch(MICRO_LABELS, FRAMES)
training = Training(architecture, recipe, sampler, new)
parameters = count_parameters(training.averaged)
print(f"{parameters:,} parameters")
print(f"{sampler.size} clips in an epoch, {len(new[1])} to judge it")
book.fact("parameters", parameters, label="parameters of the network")
book.fact("epochs", recipe.epochs, label="epochs")
book.fact("batch", recipe.batch, label="clips in a batch")
book.fact("steps", training.steps, label="steps in an epoch")
book.fact("size", sampler.size, label="clips in an epoch")
book.fact("validation", len(new[1]), label="clips to judge each epoch")
book.fact("classes", len(MICRO_LABELS), label="classes")

# %% One clip
files = book.listing(*word_files(found.path, "yes"))
samples = read_audio(book.input(recording(files, found.source, NEW)))
features = thinned(clip_log_mel(samples)[np.newaxis], FRAMES)
book.audio(
    "clip",
    samples,
    SAMPLE_RATE,
    caption="“yes”, from a voice that is not learned from",
    says="A voice says the word yes.",
)


def heard():
    """Return the probability of each class for the clip."""
    logits = training.averaged(scaled(features), training=False)
    return tf.nn.softmax(logits)[0].numpy()


def listed(probabilities):
    """Return the classes with their probabilities, as a line."""
    pairs = zip(MICRO_LABELS, probabilities, strict=True)
    return ", ".join(f"{name.strip('_')} {p:.2f}" for name, p in pairs)


# %% Before training
accuracies, losses = [training.validation_accuracy()], []
said = [heard()]
print(f"right: {accuracies[0]:.1%}, mean over the classes")
print(f"“yes” is heard as: {listed(said[0])}")

# %% Training
for number in range(1, recipe.epochs + 1):
    epoch = training.epoch(on_step=lambda step, steps: None)
    losses.append(epoch.loss)
    accuracies.append(epoch.validation_accuracy)
    said.append(heard())
    print(
        f"Epoch {number:2}/{recipe.epochs} - loss: {epoch.loss:.4f} "
        f"- right: {epoch.validation_accuracy:.1%}"
    )

# %% After training
print(f"right: {accuracies[-1]:.1%}, mean over the classes")
print(f"“yes” is heard as: {listed(said[-1])}")

# Other processors round otherwise, and every epoch builds on the last.
few = found.source == "embedded"
book.fact(
    "chance",
    100 / len(MICRO_LABELS),
    label="share right by blind guessing",
    unit="%",
)
book.fact("losses", losses, label="loss of each epoch", tolerance=0.2)
book.fact(
    "accuracies",
    100 * np.array(accuracies),
    label="share right on new voices, before and after each epoch",
    unit="%",
    tolerance=25,
)
for key, when in (("before", 0), ("after", -1)):
    best = int(said[when].argmax())
    book.fact(
        key,
        100 * accuracies[when],
        label=f"share right on new voices, {key} training",
        unit="%",
        tolerance=15 if few else 2,
    )
    book.fact(
        f"{key}_heard",
        MICRO_LABELS[best].strip("_"),
        label=f"what it hears in the clip, {key} training",
    )
    book.fact(
        f"{key}_sure",
        100 * said[when][best],
        label=f"probability of that, {key} training",
        unit="%",
        tolerance=25 if few else 10,
    )

# %% What is taken for what
inputs, classes = new
logits = training.averaged.predict(inputs, verbose=0)
table = confusion(classes, logits.argmax(1), len(MICRO_LABELS))
spoken = [label.strip("_") for label in MICRO_LABELS]
for word, row in zip(spoken, table, strict=True):
    print(f"{word:8}", *(f"{count:4}" for count in row))
book.table(
    "confusion",
    {"said": spoken}
    | {
        f"heard as {word}": column
        for word, column in zip(spoken, table.T, strict=True)
    },
)
book.fact(
    "recall",
    100 * table.diagonal() / table.sum(axis=1),
    label="share right of silence, unknown, yes and no",
    unit="%",
    tolerance=25 if few else 5,
)

# %% The learning curves, drawn
passed = np.arange(recipe.epochs + 1.0)
epochs = Axis("epoch")
book.figure(
    "curves",
    Panels(
        title="A network learns",
        charts=(
            Chart(
                title="On the clips it learns from",
                x_axis=epochs,
                y_axis=Axis("loss"),
                layers=(
                    Curve("", passed[1:], np.array(losses), tone="guess"),
                ),
            ),
            Chart(
                title="On new voices",
                x_axis=epochs,
                y_axis=Axis("right answers in %", limits=(0, 100)),
                layers=(
                    Curve(
                        "",
                        passed,
                        100 * np.array(accuracies),
                        tone="truth",
                    ),
                ),
            ),
        ),
        caption="Blind guessing among {classes} classes is right "
        "{chance:.0f} % of the time. The network begins at {before:.0f} % "
        "and ends at {after:.1f} %.",
    ),
)

# %% One clip, epoch by epoch
tones = ("muted", "second", "truth", "guess")
book.figure(
    "clip_by_epoch",
    Chart(
        title="What it hears in one “yes”",
        x_axis=epochs,
        y_axis=Axis("probability in %", limits=(0, 100)),
        layers=tuple(
            Curve(word, passed, 100 * np.array(column), tone=tone)
            for word, column, tone in zip(
                spoken, np.transpose(said), tones, strict=True
            )
        ),
        caption="Before training it hears {before_heard}, with "
        "{before_sure:.0f} %. At the end it hears {after_heard}, with "
        "{after_sure:.0f} %.",
    ),
)
