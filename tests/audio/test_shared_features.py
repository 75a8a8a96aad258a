"""Our log-mel features beside those that somebody else made of the same clips and kept as JPEG.

Clips and pictures are held together by word and speaker.  The number at the end of a name won't do: of one speaker's
takes of a word, the pictures number some otherwise than the clips.
"""

from __future__ import annotations

import io
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from firststeps.audio import read_audio
from firststeps.audio.mel import clip_log_mel, log_mel
from firststeps.data.places import data_folder

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

SAME_CLIP = 0.97  # correlation; between different takes of a word it hardly ever reaches 0.9


@dataclass(frozen=True)
class Pair:
    """A clip and the picture of the same name."""

    samples: NDArray[np.int16]  # (n,)
    named: NDArray[np.float32]  # (98, 40), the picture of this name
    likest: NDArray[np.float32]  # (98, 40), of the same speaker's takes of the word the one most like the clip


def correlation(one: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    return float(np.corrcoef(one.ravel(), other.ravel())[0, 1])


@pytest.fixture(scope="module")
def folder() -> Path:
    root = data_folder()
    found = None if root is None else root / "speech-commands"
    if found is None or not (found / "logmel-train.zip").is_file():
        pytest.skip("needs features made by somebody else: FIRSTSTEPS_DATA with speech-commands/logmel-train.zip")
    return found


def pairs(folder: Path) -> Iterator[Pair]:
    """Yield the clips of whose name there is a picture."""
    with (
        zipfile.ZipFile(folder / "logmel-train.zip") as train,
        zipfile.ZipFile(folder / "logmel-validation.zip") as validation,
    ):
        archives = {name: archive for archive in (train, validation) for name in archive.namelist()}
        takes = defaultdict(list)
        for name in archives:
            takes[name.partition("_nohash_")[0]].append(name)

        def picture(name: str) -> NDArray[np.float32]:
            return np.asarray(Image.open(io.BytesIO(archives[name].read(name))), np.float32)

        clips = (folder / "clips").glob("*/*.flac")
        named = {clip: f"{clip.parent.name}/{clip.stem}.jpg" for clip in sorted(clips)}
        for clip in [clip for clip in named if named[clip] in archives]:
            samples = read_audio(clip)
            features = clip_log_mel(samples)
            pictures = [picture(name) for name in takes[named[clip].partition("_nohash_")[0]]]
            likest = max(pictures, key=lambda one: correlation(features, one))
            yield Pair(samples, picture(named[clip]), likest)


def test_clips_have_the_shared_features(folder: Path) -> None:
    found = list(pairs(folder))
    by_name = [correlation(clip_log_mel(pair.samples), pair.named) for pair in found]
    assert np.median(by_name) >= 0.99
    by_likeness = np.array([correlation(clip_log_mel(pair.samples), pair.likest) for pair in found])
    same = by_likeness > SAME_CLIP
    print(
        f"{len(found)} clips: median correlation {np.median(by_name):.4f} by name, "
        f"{np.median(by_likeness[same]):.4f} over the {same.sum()} whose picture is there"
    )
    assert same.mean() > 0.8
    ours = np.stack([clip_log_mel(pair.samples) for pair, one in zip(found, same, strict=True) if one])
    theirs = np.stack([pair.likest for pair, one in zip(found, same, strict=True) if one])
    difference = theirs - ours
    print(f"mean difference {difference.mean():+.2f}, root mean square {np.sqrt((difference**2).mean()):.2f} of 255")
    # Another scaling of the samples or of the triangles moves everything; JPEG alone moves nothing on average.
    assert abs(difference.mean()) < 1
    assert np.sqrt((difference**2).mean()) < 6
    short = [pair for pair, one in zip(found, same, strict=True) if one and len(pair.samples) < 15_840]
    assert short
    for pair in short:
        # Computed digital silence would be about 7; JPEG blurs a little.
        filled = pair.likest.mean(axis=1) > 4
        assert np.array_equal(filled, clip_log_mel(pair.samples).any(axis=1))
        assert filled.sum() == len(log_mel(pair.samples))
    print(f"{len(short)} short clips: all have their rows of zeros where the pictures have them")
