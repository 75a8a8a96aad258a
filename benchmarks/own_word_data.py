"""Sounds, as embeddings, that the measurement of taught words needs: computed once, then kept in the cache folder."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from firststeps.audio.files import read_audio
from firststeps.audio.samples import Samples
from firststeps.data.places import cache_folder
from firststeps.files import load_arrays, save_arrays
from firststeps.keywords.clips import Clip, clip_named
from firststeps.keywords.embedding import SpeechEmbedding, Vectors, embedding_file
from firststeps.keywords.others import NOISE
from firststeps.keywords.own_clips import WIDE, widened

import numpy as np

APART = 4 * 16_000  # samples from one piece of noise to the next, 4 s
FRAMES_KEPT = 6  # embeddings of a sound of 1.25 s

Sound = tuple[str, str, Vectors]  # word, speaker, embeddings (6, 96)


def clips_of(folder: Path) -> tuple[Clip, ...]:
    """Return the clips ``folder/WORD/*.flac``, in the order of their names."""
    found = (clip_named(path.parent.name, path.stem, path) for path in sorted(folder.glob("[!.]*/*.flac")))
    return tuple(clip for clip in found if clip.word != NOISE)


def embeddings_of(clips: Sequence[Clip]) -> Vectors:
    """Return the embeddings of clips, (n, 6, 96); of a longer one the 1.25 s in its middle count."""

    def sounds() -> Iterator[Samples]:
        for clip in clips:
            samples = widened(read_audio(clip.path))
            yield samples[(len(samples) - WIDE) // 2 :][:WIDE]

    return _kept([clip.path for clip in clips], sounds)


def noise_sounds(folder: Path) -> list[Sound]:
    """Return pieces of noise as embeddings, one in 4 s."""
    files = sorted(folder.glob("*.flac"))
    noises = [read_audio(path) for path in files]
    places = [(n, s) for n, noise in enumerate(noises) for s in range(0, len(noise) - WIDE, APART)]
    kept = _kept(files, lambda: (noises[n][s : s + WIDE] for n, s in places))
    return [(NOISE, files[n].stem, sound) for (n, _), sound in zip(places, kept, strict=True)]


def _kept(paths: list[Path], sounds: Callable[[], Iterator[Samples]]) -> Vectors:
    """Return the embeddings of sounds that are made from these files, from the cache if they are there."""
    state = "".join(f"{path} {path.stat().st_size}\n" for path in [*paths, embedding_file()])
    name = hashlib.sha256(f"{WIDE} {APART}\n{state}".encode()).hexdigest()[:16]
    path = cache_folder() / "embeddings" / f"{name}.npz"
    if not path.is_file():
        network = SpeechEmbedding()
        save_arrays(path, {"embeddings": np.array([network.of_samples(sound) for sound in sounds()])})
    embeddings: Vectors = load_arrays(path)["embeddings"].astype(np.float32)
    assert embeddings.shape[1] == FRAMES_KEPT
    return embeddings
