"""TensorFlow's model through our front end

Clips of the official test set go through our front end and through that of
TensorFlow, feature by feature, and then through TensorFlow's model. Where
the clips or the files of TensorFlow are not at hand, nothing is run.
"""

# %% What is at hand
from importlib.util import find_spec

from firststeps import book
from firststeps.audio import micro_features, read_audio
from firststeps.audio.oracle import (
    WORDS,
    Agreement,
    MicroOracle,
    MicroSpeech,
)
from firststeps.audio.samples import SAMPLE_RATE

import numpy as np
from scipy.stats import binomtest

PER_CLASS = 50  # clips
FOLDERS = (("test-official-half", "*.flac"), ("test-official", "*.wav"))

random = np.random.default_rng(book.seed(0))
speech_commands = book.dataset("speech-commands")
micro_speech = book.dataset("micro-speech")
files = {
    label: [
        path
        for folder, pattern in FOLDERS
        for path in book.listing(
            speech_commands.path / folder / label, pattern
        )
    ]
    for label in WORDS
}
at_hand = (
    micro_speech is not None
    and all(len(paths) >= PER_CLASS for paths in files.values())
    and find_spec("tflite_micro") is not None
)
book.fact("run", "run" if at_hand else "not run", label="whether it ran")
print("Run." if at_hand else "Not run: clips or TensorFlow's files lack.")


# %% Feature by feature, decision by decision
def compare(folder, clips):
    """Record how far features and decisions agree, and how many are right.

    Clips are pairs of what is said and the samples of a second.
    """
    oracle, network = MicroOracle(folder), MicroSpeech(folder)
    agreement = Agreement()
    same, right = 0, 0
    for label, samples in clips:
        ours, theirs = micro_features(samples), oracle.features(samples)
        agreement.count(ours, theirs)
        heard = network.word(ours)
        same += heard == network.word(theirs)
        right += heard == label
    total = len(clips)
    low, high = binomtest(right, total).proportion_ci(method="wilson")
    equal = 100 * agreement.equal / agreement.cells
    book.fact("clips", total, label="clips compared")
    book.fact("cells", agreement.cells, label="features compared")
    book.fact("equal", equal, label="features that are equal", unit="%")
    book.fact("same", same, label="clips with the same decision")
    book.fact(
        "right",
        100 * right / total,
        label="clips heard rightly, with our front end",
        unit="%",
    )
    book.fact(
        "interval",
        [100 * low, 100 * high],
        label="interval of that share, at 95 %",
        unit="%",
    )
    print(f"{total} clips, {agreement.cells:,} features")
    print(f"equal features:  {equal:.2f} %, worst {agreement.worst} apart")
    print(f"same decisions:  {same} of {total}")
    print(
        f"right decisions: {right} of {total}, {100 * right / total:.1f} %"
    )
    print(f"at 95 %, between {100 * low:.1f} and {100 * high:.1f} %")


if at_hand:
    chosen = [
        (label, read_audio(book.input(paths[number])))
        for label, paths in files.items()
        for number in sorted(
            random.choice(len(paths), PER_CLASS, replace=False)
        )
    ]
    compare(
        book.input(micro_speech.path),
        [
            (label, np.pad(samples, (0, SAMPLE_RATE))[:SAMPLE_RATE])
            for label, samples in chosen
        ],
    )
