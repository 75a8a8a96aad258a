"""The whole line, from the bytes of a sound file to a word

Raw WAV data, DecodeWav, AudioSpectrogram, AudioMicrofrontend, CNN, output:
each stage is run, and what it hands on is printed. The model is that of
TensorFlow where it is at hand, with the front end that it was trained on,
and otherwise ours, with ours. Name a sound file of your own to run that,
too: python scripts/micro_speech_pipeline.py my.wav
"""

# %% A model and its front end
import sys
import tempfile
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

from firststeps import book
from firststeps.audio import read_audio
from firststeps.audio.mel import clip_log_mel
from firststeps.audio.micro import micro_stages
from firststeps.audio.samples import SAMPLE_RATE
from firststeps.audio.stft import spectrogram
from firststeps.figures.description import Arrow, Diagram, Node
from firststeps.keywords.chosen import recording, word_files
from firststeps.keywords.inputs import quantised, scaled, thinned
from firststeps.keywords.labels import MICRO_LABELS
from firststeps.keywords.layers import layers_of
from firststeps.keywords.runtime import LiteRTRunner, TFLMRunner

import numpy as np
import soundfile

found = book.dataset("speech-commands")
micro_speech = book.dataset("micro-speech")
model = book.fact(
    "model", "theirs" if micro_speech else "ours", label="whose model runs"
)
path = book.input(
    micro_speech.path / "micro_speech_quantized.tflite"
    if micro_speech
    else "models/micro/micro.tflite"
)
micro = find_spec("tflite_micro") is not None
runner = TFLMRunner(path) if micro else LiteRTRunner(path)
runtime = "TensorFlow Lite Micro" if micro else "LiteRT"
size = path.stat().st_size
book.fact("bytes", size, label="size of the model's file", unit="bytes")
print(f"{path.name}, {size:,} bytes, in {runtime}")


# %% The line
def theirs(samples):
    """Return what TensorFlow's model takes, and what came before it."""
    second = np.pad(samples, (0, SAMPLE_RATE))[:SAMPLE_RATE]
    stages = micro_stages(second)
    return stages.features, [
        ("AudioSpectrogram", stages.energy),
        ("AudioMicrofrontend", stages.features),
    ]


def ours(samples):
    """Return what our model takes, and what came before it."""
    power = spectrogram(samples)
    features = clip_log_mel(samples)
    taken = quantised(scaled(thinned(features, runner.frames)))
    return taken, [
        ("AudioSpectrogram", power),
        ("log-mel instead", features),
        ("every second frame", taken),
    ]


def line(path):
    """Return every stage of the line for the bytes of a sound file."""
    samples = read_audio(path)
    front_end = theirs if model == "theirs" else ours
    features, between = front_end(samples)
    probabilities = runner.probabilities(features[np.newaxis])[0]
    return [
        ("Raw WAV data", np.frombuffer(path.read_bytes(), np.uint8)),
        ("DecodeWav", samples),
        *between,
        ("CNN", probabilities),
    ]


# %% Three clips
# The recordings may be kept as FLAC, but the line begins with WAV.
files = {
    word: book.listing(*word_files(found.path, word))
    for word in ("yes", "no", "_background_noise_")
}
clips = {
    word: read_audio(book.input(recording(files[word], found.source)))
    for word in ("yes", "no")
}
(file,) = (p for p in files["_background_noise_"] if "pink" in p.name)
clips["noise"] = read_audio(book.input(file))[:SAMPLE_RATE]

# Your own files, if you name any.
named = [Path(name) for name in sys.argv[1:]]
own = [p for p in named if p.suffix.lower() in (".wav", ".flac", ".ogg")]
with tempfile.TemporaryDirectory() as folder:
    for name, samples in clips.items():
        soundfile.write(f"{folder}/{name}.wav", samples, SAMPLE_RATE)
    lines = {name: line(Path(folder) / f"{name}.wav") for name in clips}
lines |= {path.name: line(path) for path in own}

for name in ["yes", *(path.name for path in own)]:
    print(name)
    for stage, values in lines[name]:
        print(f"  {stage:19} {values.shape!s:12} {values.dtype}")

# %% What comes out
outputs = {name: stages[-1][1] for name, stages in lines.items()}
for name, probabilities in outputs.items():
    word = MICRO_LABELS[probabilities.argmax()]
    print(f"{name:5} is heard as {word:9} {probabilities.max():.3f}")
for name in clips:
    best = int(outputs[name].argmax())
    heard = MICRO_LABELS[best].strip("_")
    book.fact(f"{name}_heard", heard, label=f"what it hears in {name}")
    book.fact(
        f"{name}_sure",
        100 * outputs[name][best],
        label=f"probability of that, for {name}",
        unit="%",
        tolerance=0.5,
    )
percent = 100 * np.array(list(outputs.values()))
book.table(
    "outputs",
    {"clip": list(outputs)}
    | {
        f"{label.strip('_')}, %": column
        for label, column in zip(MICRO_LABELS, percent.T, strict=True)
    },
    formats={f"{label.strip('_')}, %": ".1f" for label in MICRO_LABELS},
)

# %% Inside the model
layers = layers_of(path.read_bytes())
parameters = [layer.parameters for layer in layers]
for layer in layers:
    print(f"{layer.operation:17} {layer.shape!s:12} {layer.parameters:7,}")
print(f"{'parameters':30} {sum(parameters):7,}")
book.fact("parameters", sum(parameters), label="parameters of the model")
book.fact(
    "largest_share",
    100 * max(parameters) / sum(parameters),
    label="share of the parameters in the largest layer",
    unit="%",
)
convolution = next(layer for layer in layers if "CONV" in layer.operation)
book.fact("convolved", convolution.shape, label="output of the convolution")

# %% The line, drawn
kept = lines["yes"]
for key, number in (
    ("wav", 0),
    ("samples", 1),
    ("power", 2),
    ("taken", -2),
):
    shape = kept[number][1].shape
    book.fact(f"{key}_shape", shape, label=f"shape of {kept[number][0]}")
stages = {
    "wav": ("Raw WAV data", "{wav_shape[0]:,} bytes"),
    "samples": ("DecodeWav", "{samples_shape[0]:,} samples"),
    "power": ("AudioSpectrogram", "{power_shape[0]} × {power_shape[1]}"),
    "taken": (
        "AudioMicrofrontend" if model == "theirs" else "log-mel",
        "{taken_shape[0]} × {taken_shape[1]}",
    ),
    "cnn": ("CNN, {parameters:,} parameters", ""),
    "word": ("“{yes_heard}”, {yes_sure:.1f} %", ""),
}
book.figure(
    "line",
    Diagram(
        title="From bytes to a word",
        nodes=tuple(
            Node(
                key,
                words,
                column=0,
                row=row,
                tone="truth" if key == "word" else "muted",
            )
            for row, (key, (words, _)) in enumerate(stages.items())
        ),
        arrows=tuple(
            Arrow(start, end, stages[start][1])
            for start, end in pairwise(stages)
        ),
        caption="One second of “yes” on its way. Beside each arrow stands "
        "what is handed on.",
    ),
)
