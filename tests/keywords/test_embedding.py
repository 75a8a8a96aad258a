"""The embedding of speech: the front end is the network's own, and a stream gives what the whole gives."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from firststeps.keywords.embedding import (
    BANDS,
    SIZE,
    SpeechEmbedding,
    StreamingEmbedding,
    embedding_file,
    mel_frames,
    samples_for,
)

import numpy as np
import onnxruntime  # type: ignore[import-untyped]
import pytest
from numpy.typing import NDArray


@pytest.fixture(scope="module")
def network() -> SpeechEmbedding:
    return SpeechEmbedding()


def speechlike(length: int, random: np.random.Generator) -> NDArray[np.int16]:
    swell = 1.2 + np.sin(np.arange(length) / 900)
    return (random.normal(0, 900, length) * swell).astype(np.int16)


def test_the_frames_are_those_of_the_packages_front_end(random: np.random.Generator) -> None:
    samples = speechlike(16_000, random)
    theirs = onnxruntime.InferenceSession(str(embedding_file().with_name("melspectrogram.onnx")))
    (levels,) = theirs.run(None, {"input": (samples / 32_768).astype(np.float32)[None]})
    ours = mel_frames(samples)
    assert ours.shape == (97, BANDS)
    np.testing.assert_allclose(ours, levels.squeeze() / 10 + 2, atol=1e-4)


def test_a_stream_gives_the_embeddings_of_the_whole(network: SpeechEmbedding, random: np.random.Generator) -> None:
    samples = speechlike(24_000, random)
    whole = network.of_samples(samples)
    assert whole.shape == (9, SIZE)
    for pieces in ([1000] * 24, [12_671, 1, 0, 11_328], [24_000]):
        stream = StreamingEmbedding(network)
        parts = [stream.push(part) for part in np.split(samples, np.cumsum(pieces)[:-1])]
        np.testing.assert_array_equal(np.concatenate(parts), whole)


def test_what_is_too_short_gives_none(network: SpeechEmbedding) -> None:
    for embeddings in (1, 3):
        samples = np.zeros(samples_for(embeddings), np.int16)
        assert len(network.of_samples(samples)) == embeddings
        assert len(network.of_samples(samples[1:])) == embeddings - 1
    assert network.of_samples(np.zeros(0, np.int16)).shape == (0, SIZE)


def test_digital_silence_has_finite_numbers(network: SpeechEmbedding) -> None:
    assert np.isfinite(network.of_samples(np.zeros(16_000, np.int16))).all()


def test_nothing_is_reported_to_the_maker_of_the_runtime(tmp_path: Path) -> None:
    code = (
        "import numpy as np\nfrom firststeps.keywords.embedding import SpeechEmbedding\n"
        "SpeechEmbedding().of_frames(np.ones((76, 32), np.float32))"
    )
    subprocess.run([sys.executable, "-c", code], env={**os.environ, "HOME": str(tmp_path)}, check=True)
    assert not list(tmp_path.iterdir())  # a cache of reports, and the identifier of the computer, would lie there
