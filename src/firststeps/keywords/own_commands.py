"""The commands with which a reader teaches a word."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from firststeps.told import errors_told

import click

if TYPE_CHECKING:
    from firststeps.keywords.taught import OwnWord

_FOLDER = click.Path(file_okay=False, path_type=Path)  # one that is not there has no recordings either


@click.command()
@click.argument("word")
@click.option("--clips", type=_FOLDER, metavar="DIR", required=True, help="1 to 50 recordings: DIR/*.wav or *.flac.")
@click.option(
    "--false-accepts",
    type=click.FloatRange(min=0, max=500),
    default=10,
    show_default=True,
    metavar="N",
    help="How many of 1,000 other words may be taken for yours.",
)
def teach(word: str, clips: Path, false_accepts: float) -> None:
    """Learn WORD from a few recordings of it, for `firststeps predict --model WORD`."""
    with errors_told():
        _teach(word, clips, false_accepts)


def _teach(word: str, folder: Path, false_accepts: float) -> None:
    from firststeps.keywords.own_clips import read_word
    from firststeps.keywords.own_names import check_free

    check_free(word)
    clips = read_word(folder)

    from firststeps.keywords.others import read_others
    from firststeps.keywords.taught import save_word
    from firststeps.keywords.teach import steps_of
    from firststeps.keywords.teach import teach as learn

    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True, highlight=False)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(f"learning {word}", total=steps_of(len(clips)))
        taught = learn(word, clips, read_others(), false_accepts, lambda: progress.advance(task))
    path = save_word(taught)
    click.echo("\n".join([*told(taught), f"wrote {path}; try: firststeps predict --model {word} FILE"]))


def told(word: OwnWord) -> list[str]:
    """Return what is known of a word that was learnt, in lines."""
    facts = word.facts
    wrong = f"{facts['taken']} of {facts['others']:,} sounds of other words and noise were taken for it"
    if facts["found"] is None:
        heard = "one recording: nothing is left to try it on; with two or more, each is held out in turn"
    else:
        low, high = facts["found_interval"]
        heard = (
            f"{facts['found']} of {facts['clips']} recordings were recognised, each held out while it learnt "
            f"(so in truth {low:.0%} to {high:.0%}, for voices and rooms like these)"
        )
    return [f"{word.word}: {heard}", f"{word.word}: {wrong}, spoken by people held out in the same way"]
