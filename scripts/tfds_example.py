"""Speech Commands from TensorFlow Datasets

TensorFlow Datasets has the same recordings: one line fetches them and
hands them out with their labels. A build of this book downloads nothing,
so the call is shown here and not made.
"""

# %% The call
from collections.abc import Iterator

from firststeps import book

import numpy as np


def clips_of(split: str) -> Iterator[tuple[np.ndarray, str]]:
    """Yield the samples of each clip, int16 at 16 kHz, and its label.

    The first call downloads the archives and prepares them.
    """
    import tensorflow_datasets as tfds

    clips, info = tfds.load("speech_commands", split=split, with_info=True)
    name_of = info.features["label"].int2str
    for clip in tfds.as_numpy(clips):
        yield clip["audio"], name_of(clip["label"])


# %% What it fetches
SOURCE = "TensorFlow Datasets 4.9.10, speech_commands/checksums.tsv"
for name, archive, size in (
    ("whole", "speech_commands_v0.02.tar.gz", 2_428_923_189),
    ("test", "speech_commands_test_set_v0.02.tar.gz", 112_563_277),
):
    book.given(
        f"{name}_archive",
        size,
        source=SOURCE,
        label=f"size of {archive}",
        unit="bytes",
    )
    print(f"{archive:38} {size:13,} bytes")
print("Not called here: a build downloads nothing.")
