"""How well a word is learnt from a few recordings: ten words, five draws of recordings each, and a classical baseline.

``.venv/bin/python -m benchmarks.own_word others`` writes models/own-word/others.npz, what taught words are told from;
``… measure`` teaches and tries, in five minutes, and writes models/own-word/facts.json and log.csv.  Both need the
clips in speech-commands/clips, and ``measure`` those in speech-commands/test-official-half; the baseline needs
pocketsphinx.  A word is tried on recordings of people by whom it was not taught; some of them say other words among
the sounds that it is told from, as those in the test clips do not.  Nothing was chosen by what is measured here.
"""

from __future__ import annotations

import csv
import hashlib
import io
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from firststeps.audio.files import read_audio
from firststeps.errors import PlainError
from firststeps.files import write_json, write_whole
from firststeps.keywords.clips import Clip
from firststeps.keywords.embedding import SpeechEmbedding, Vectors
from firststeps.keywords.examples import find_corpus
from firststeps.keywords.others import OTHERS, Others, read_others, save_others
from firststeps.keywords.own_clips import Variation, joined
from firststeps.keywords.own_word import Teaching, best, learn
from firststeps.keywords.teach import FALSE_ACCEPTS, SEED, teach, windows_of

import click
import numpy as np
from benchmarks.own_word_baseline import baseline
from benchmarks.own_word_data import clips_of, embeddings_of, noise_sounds
from numpy.typing import NDArray

# Words that the spotter does not know; three of them have more than a hundred recordings, the others about twenty.
LONG = ("happy", "bed", "cat")
WORDS = ("marvin", "sheila", "house", "bird", "wow", "zero", "seven", *LONG)
COUNTS = (1, 2, 5, 10, 20, 50)
COUNTS_OF_ALL = 4  # of these, how many every word is taught with
DRAWS = 5
TIMED = 5  # recordings


@dataclass(frozen=True)
class Trial:
    """What came of teaching a word once."""

    word: str
    draw: int  # which of the draws of recordings
    clips: int  # recordings it was taught with
    right: int  # recordings of other people that were recognised
    said: int  # of so many
    taken: int  # other sounds taken for the word
    others: int  # of so many
    most: str  # what was said in most of those
    held_right: int  # recordings recognised while held out, as `teach` says; 0 for one recording


@dataclass(frozen=True)
class Material:
    """All clips, with their embeddings."""

    taught: tuple[Clip, ...]  # recordings to teach with, and to try those on who were not taught
    taught_embeddings: Vectors
    tests: tuple[Clip, ...]  # official test clips
    test_embeddings: Vectors
    others: Others

    def of(self, word: str) -> NDArray[np.intp]:
        """Return which of the recordings to teach with are of a word."""
        return np.array([n for n, clip in enumerate(self.taught) if clip.word == word])


def trials_of(word: str, draw: int, material: Material, network: SpeechEmbedding) -> Iterator[Trial]:
    """Teach a word with more and more recordings, the first of one random order, and yield what comes of it."""
    order = np.random.default_rng([SEED, draw]).permutation(material.of(word))
    counts = [count for count in COUNTS if count <= len(order) // 2 + 1] if word in LONG else COUNTS[:COUNTS_OF_ALL]
    sounds = [read_audio(material.taught[n].path) for n in order[: max(counts)]]
    said_in_test = np.array([clip.word == word for clip in material.tests])
    wrong = np.array([clip.word for clip in material.tests])[~said_in_test]
    others = material.others.without(word)
    for count in counts:
        windows = windows_of(sounds[:count], network, Variation())
        middles = [joined(material.taught_embeddings[n]) for n in order[:count]]
        learnt = learn(windows, middles, others, false_accepts=FALSE_ACCEPTS, teaching=Teaching())
        speakers = {material.taught[n].speaker for n in order[:count]}
        untaught = [n for n in order[count:] if material.taught[n].speaker not in speakers]
        said = np.concatenate([material.taught_embeddings[untaught], material.test_embeddings[said_in_test]])
        taken = best(learnt.head, material.test_embeddings[~said_in_test]) > learnt.threshold
        most = Counter(wrong[taken].tolist()).most_common(1)
        right = best(learnt.head, said) > learnt.threshold
        held = 0 if learnt.found is None else int(learnt.found.sum())
        figures = int(right.sum()), len(said), int(taken.sum()), len(taken)
        yield Trial(word, draw, count, *figures, most[0][0] if most else "", held)


def summary(trials: Sequence[Trial]) -> list[dict[str, Any]]:
    """Return a row for each number of recordings: shares in %, means over words of means over draws."""
    rows = []
    for words, name in ((WORDS, "all"), (LONG, "long")):
        for count in sorted({trial.clips for trial in trials if trial.word in words}):
            of = {w: [t for t in trials if t.word == w and t.clips == count] for w in words}
            if not all(of.values()):
                continue
            right = {w: np.mean([t.right / t.said for t in found]) for w, found in of.items()}
            taken = {w: np.mean([t.taken / t.others for t in found]) for w, found in of.items()}
            spread = [np.std([t.right / t.said for t in found]) for found in of.values()]
            held = [t.held_right / t.clips for found in of.values() for t in found]
            rows.append(
                {
                    "words": name,
                    "clips": count,
                    "right": round(100 * float(np.mean([*right.values()])), 2),
                    "lowest": round(100 * float(min(right.values())), 2),
                    "lowest_word": min(right, key=lambda w: right[w]),
                    "highest": round(100 * float(max(right.values())), 2),
                    "between_draws": round(100 * float(np.mean(spread)), 2),
                    "held_right": round(100 * float(np.mean(held)), 2) if count > 1 else None,
                    "taken": round(1000 * float(np.mean([*taken.values()])), 2),
                    "taken_most": round(1000 * float(max(taken.values())), 2),
                }
            )
    return rows


def words_with(trials: Sequence[Trial], count: int) -> list[dict[str, Any]]:
    """Return a row for each word, taught with so many recordings: shares in % and ‰, and what is taken for it."""
    rows = []
    for word in WORDS:
        of = [trial for trial in trials if trial.word == word and trial.clips == count]
        most = Counter(trial.most for trial in of if trial.most).most_common(1)
        rows.append(
            {
                "word": word,
                "right": round(100 * float(np.mean([t.right / t.said for t in of])), 2),
                "taken": round(1000 * float(np.mean([t.taken / t.others for t in of])), 2),
                "most": most[0][0] if most else "",
            }
        )
    return rows


def seconds_to_learn(material: Material) -> float:
    """Return how long it takes from five recordings to a word, in seconds, the loading of the network included."""
    sounds = [read_audio(material.taught[n].path) for n in material.of(WORDS[0])[:TIMED]]
    began = time.perf_counter()
    teach(WORDS[0], sounds, material.others)
    return time.perf_counter() - began


def load(root: Path) -> Material:
    """Return all that is needed.

    Raises:
        PlainError: if it is not there.
    """
    taught, tests = clips_of(root / "clips"), clips_of(root / "test-official-half")
    if not taught or not tests:
        raise PlainError(f"{root}: no folders clips and test-official-half; name the folder in FIRSTSTEPS_DATA")
    return Material(taught, embeddings_of(taught), tests, embeddings_of(tests), read_others())


@click.group()
def main() -> None:
    """Measure how well words are taught."""


@main.command()
def others() -> None:
    """Write what taught words are told from."""
    root = find_corpus()
    clips = clips_of(root / "clips")
    sounds = [(clip.word, clip.speaker, found) for clip, found in zip(clips, embeddings_of(clips), strict=True)]
    save_others(OTHERS, [*sounds, *noise_sounds(root / "_background_noise_")])
    click.echo(f"wrote {OTHERS}: {OTHERS.stat().st_size:,} bytes")


@main.command()
def measure() -> None:
    """Teach, try, and write what came of it."""
    material, network = load(find_corpus()), SpeechEmbedding()
    trials: list[Trial] = []
    for word in WORDS:
        for draw in range(DRAWS):
            trials += trials_of(word, draw, material, network)
        click.echo(f"{word}: {[f'{t.clips}: {t.right}/{t.said}, {t.taken}' for t in trials if t.word == word][:6]}")
    text = io.StringIO()
    lines = csv.DictWriter(text, list(asdict(trials[0])), lineterminator="\n")
    lines.writeheader()
    lines.writerows(asdict(trial) for trial in trials)
    log = text.getvalue().encode()
    folder = OTHERS.parent
    write_whole(folder / "log.csv", log)
    facts = {
        "name": folder.name,
        "command": "python -m benchmarks.own_word measure",
        "seed": SEED,
        "date": datetime.now(UTC).date().isoformat(),
        "log": "log.csv",
        "log_sha256": hashlib.sha256(log).hexdigest(),
        "words": list(WORDS),
        "draws": DRAWS,
        "false_accepts": FALSE_ACCEPTS,
        "others": len(material.others.words),
        "test_clips": len(material.tests),
        "teaching": asdict(Teaching()),
        "variation": asdict(Variation()),
        "seconds": round(seconds_to_learn(material), 2),
        "rows": summary(trials),
        "words_with_five": words_with(trials, TIMED),
        "baseline": baseline(WORDS, material.taught, material.tests, FALSE_ACCEPTS),
    }
    write_json(folder / "facts.json", facts)
    click.echo(f"wrote {folder / 'facts.json'}")


if __name__ == "__main__":
    main()
