"""The article's four scripts, cold and warm, by this engine and by its peers.

Each contestant starts every round in a fresh folder: the first command is the cold build, the same command again,
with nothing changed, the warm one.  Rounds are interleaved, so that a slow minute of the machine strikes all alike.
Run it with ``.venv/bin/python -m benchmarks.against_peers``; the first run installs the peers into ``build/peers``.
"""

from __future__ import annotations

import statistics
import subprocess
import tempfile
import time
from pathlib import Path

import click
from benchmarks.peers import SCRIPTS, Contestant, contestants, install

REFERENCE = "sphinx-gallery"
# On the page of each script, whoever built it.
SHOWN = {
    "manual_guess": "3.89",
    "gradient_tape": "255.55",
    "keras_single_neuron": "17.61440",
    "keras_two_layers": "18.55237",
}


def timed(contestant: Contestant, folder: Path) -> float:
    """Return the seconds that the contestant's command takes in ``folder``."""
    started = time.perf_counter()
    done = subprocess.run(
        contestant.command,
        cwd=folder,
        env=contestant.environment(folder),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    seconds = time.perf_counter() - started
    missing = [name for name in SCRIPTS if not _shows(folder / contestant.page.format(name), SHOWN[name])]
    if done.returncode or missing:
        raise click.ClickException(f"{contestant.name}, not built: {missing}\n{done.stdout}{done.stderr}")
    return seconds


def _shows(page: Path, words: str) -> bool:
    return page.is_file() and words in page.read_text(encoding="utf-8")


def one_round(contestant: Contestant) -> tuple[float, float]:
    """Return the seconds of a cold build and of a warm one after it."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        contestant.lay(folder)
        return timed(contestant, folder), timed(contestant, folder)


@click.command()
@click.option("--rounds", type=click.IntRange(min=1), default=5, show_default=True)
@click.option("--only", multiple=True, metavar="NAME", help="Time this contestant only; may be repeated.")
def main(rounds: int, only: tuple[str, ...]) -> None:
    """Print the median seconds of each contestant, and their ratio to sphinx-gallery's."""
    install()
    chosen = [one for one in contestants() if not only or one.name in only]
    seconds: dict[str, list[tuple[float, float]]] = {one.name: [] for one in chosen}
    for number in range(rounds):
        for one in chosen:
            seconds[one.name].append(one_round(one))
            cold, warm = seconds[one.name][-1]
            click.echo(f"round {number + 1} of {rounds}: {one.name} {cold:.2f} s, {warm:.2f} s", err=True)
    click.echo(f"median of {rounds}; ratios to {REFERENCE}, of the same round")
    click.echo(f"{'':26}{'cold':>8}  {'ratio':>6}{'warm':>10}  {'ratio':>6}")
    for name, times in seconds.items():
        shown = []
        for case in (0, 1):
            ratios = [one[case] / other[case] for one, other in zip(times, seconds.get(REFERENCE, times), strict=True)]
            shown += [statistics.median(one[case] for one in times), statistics.median(ratios)]
        click.echo("{:26}{:7.2f}s  {:6.2f}{:9.2f}s  {:6.2f}".format(name, *shown))


if __name__ == "__main__":
    main()
