"""The commands that listen to the microphone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, nullcontext
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from firststeps.errors import PlainError
from firststeps.told import errors_told

import click

if TYPE_CHECKING:
    from firststeps.audio.samples import Samples
    from firststeps.voice.sound import Sound

SECONDS = 2.5  # for saying a word


@click.command()
@click.argument("word")
@click.option(
    "--to", "folder", type=click.Path(file_okay=False, path_type=Path), metavar="DIR", help="[recordings/WORD]"
)
@click.option("--takes", type=click.IntRange(1, 50), default=5, show_default=True, metavar="N", help="Recordings.")
def record(word: str, folder: Path | None, takes: int) -> None:
    """Record WORD a few times, for `firststeps teach`; nothing is kept before you agree."""
    from firststeps.keywords.own_names import check_free
    from firststeps.voice.sound import Computer

    with errors_told():
        check_free(word)
        folder = folder or Path("recordings") / word
        sound = Computer()
        click.echo(f"{takes} times {word!r}, as you will say it later. Ctrl+C ends, and nothing is kept.")
        kept = [_take(sound, f"{number} of {takes}", word) for number in range(1, takes + 1)]
        if click.confirm(f"Keep the {takes} recordings in {folder}?", default=True):
            for path in _write(folder, kept):
                click.echo(f"wrote {path}")
            click.echo(f"now: firststeps teach {word} --clips {folder}")
        else:
            click.echo("nothing was kept")


def _take(sound: Sound, which: str, word: str) -> Samples:
    """Return a recording that will do, and that its speaker likes."""
    from firststeps.audio.samples import SAMPLE_RATE
    from firststeps.voice.sound import heard_for
    from firststeps.voice.takes import take_of

    while True:
        click.prompt(f"{which}: press Enter, then say {word!r}", default="", show_default=False, prompt_suffix=" ")
        take = take_of(heard_for(sound, SECONDS))
        if take.problem:
            click.echo(f"  {take.problem}")
            continue
        click.echo(f"  {len(take.samples) / SAMPLE_RATE:.1f} s, highest at {take.peak:.0f} dB; this is what was heard")
        sound.play(take.samples)
        if click.confirm("  Good?", default=True):
            return take.samples


def _write(folder: Path, takes: list[Samples]) -> Iterator[Path]:
    """Write recordings beside those that are there already."""

    from firststeps.audio.samples import SAMPLE_RATE

    import soundfile  # type: ignore[import-untyped]

    folder.mkdir(parents=True, exist_ok=True)
    number = 1
    for samples in takes:
        while (path := folder / f"{number}.wav").exists():
            number += 1
        soundfile.write(path, samples, SAMPLE_RATE, subtype="PCM_16")
        yield path


@click.command()
@click.option("--model", required=True, metavar="WORD", help="A word that was taught.")
@click.option("--seconds", type=click.IntRange(22, 3600), default=60, show_default=True, metavar="N")
@click.option(
    "--false-accepts",
    type=click.FloatRange(0, 60, min_open=True),
    default=1.0,
    show_default=True,
    metavar="N",
    help="How often an hour this room may be taken for the word.",
)
@click.option("--input", "source", default="mic", show_default=True, metavar="mic|FILE", help="What to listen to.")
def calibrate(model: str, seconds: int, false_accepts: float, source: str) -> None:
    """Listen to your room while nobody says the word, and set its threshold for that room."""
    with errors_told():
        _calibrate(model, seconds, false_accepts, source)


def _calibrate(model: str, seconds: int, false_accepts: float, source: str) -> None:
    from firststeps.audio.files import SAMPLE_RATE, iter_audio
    from firststeps.keywords.embedding import SpeechEmbedding
    from firststeps.keywords.taught import STEP_SECONDS, OwnWordTrack, load_word, save_word
    from firststeps.voice.room import LEAST_SECONDS, in_room
    from firststeps.voice.sound import BLOCK, Computer

    import numpy as np

    word = load_word(model)
    track = OwnWordTrack(word, SpeechEmbedding())
    click.echo(f"listening for {seconds} seconds: let the room be as it is, and don't say {model!r}", err=True)
    count = seconds * SAMPLE_RATE // BLOCK
    with closing(Computer().blocks()) if source == "mic" else nullcontext(iter_audio(source, BLOCK)) as heard:
        scores = np.concatenate([track.push_for_scores(block) for block in _shown(islice(heard, count), count)])
    if len(scores) * STEP_SECONDS < LEAST_SECONDS:
        raise PlainError(f"{source}: too short; {LEAST_SECONDS + 2:g} seconds at least")
    calibrated = in_room(word, scores, false_accepts)
    passed = int((word.confidences(scores) > 0.5).sum())
    save_word(calibrated)
    change = calibrated.threshold - word.threshold
    said = (
        "the threshold stays"
        if change == 0
        else f"the threshold {'rises' if change > 0 else 'falls'} by {abs(change):.2f}"
    )
    click.echo(f"the old threshold was passed in {passed} of {len(scores)} moments; {said}")


def _shown(blocks: Iterator[Samples], count: int) -> Iterator[Samples]:
    """Yield blocks behind a progress bar with the time left, on standard error."""
    from rich.console import Console
    from rich.progress import track

    console = Console(stderr=True)
    yield from track(blocks, "listening", total=count, console=console, transient=True, disable=not console.is_terminal)
