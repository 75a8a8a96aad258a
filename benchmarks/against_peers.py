"""The article's four scripts, cold and warm, by this engine and by its peers.

Each contestant starts every round in a fresh folder: the first command is the cold build, the same command again,
with nothing changed, the warm one.  Rounds are interleaved, so that a slow minute of the machine strikes all alike.
Seconds of processor time are printed as well: unlike those on the clock they hardly move when the machine has other
work.  Run it with ``.venv/bin/python -m benchmarks.against_peers``; the first run installs the peers into
``build/peers``.
"""

from __future__ import annotations

import resource
import statistics
import subprocess
import tempfile
import time
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Timing:
    """What one command took."""

    clock: float  # seconds
    processor: float  # seconds, of all its processes together


def processor_seconds() -> float:
    """Return the processor time of every child that has ended so far, theirs included."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def timed(contestant: Contestant, folder: Path) -> Timing:
    """Return what the contestant's command takes in ``folder``."""
    started, used = time.perf_counter(), processor_seconds()
    done = subprocess.run(
        contestant.command,
        cwd=folder,
        env=contestant.environment(folder),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    timing = Timing(time.perf_counter() - started, processor_seconds() - used)
    missing = [name for name in SCRIPTS if not _shows(folder / contestant.page.format(name), SHOWN[name])]
    if done.returncode or missing:
        raise click.ClickException(f"{contestant.name}, not built: {missing}\n{done.stdout}{done.stderr}")
    return timing


def _shows(page: Path, words: str) -> bool:
    return page.is_file() and words in page.read_text(encoding="utf-8")


def one_round(contestant: Contestant) -> tuple[Timing, Timing]:
    """Return the timings of a cold build and of a warm one after it."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        contestant.lay(folder)
        return timed(contestant, folder), timed(contestant, folder)


def shown(times: list[float], reference: list[float]) -> str:
    """Return the median of ``times`` and of their ratios to the reference, round by round."""
    ratios = [one / other for one, other in zip(times, reference, strict=True)]
    return f"{statistics.median(times):8.2f}{statistics.median(ratios):7.2f}"


@click.command()
@click.option("--rounds", type=click.IntRange(min=1), default=5, show_default=True)
@click.option("--only", multiple=True, metavar="NAME", help=f"Time this contestant and {REFERENCE}; may be repeated.")
def main(rounds: int, only: tuple[str, ...]) -> None:
    """Print the median seconds of each contestant, and their ratio to sphinx-gallery's."""
    install()
    chosen = [one for one in contestants() if not only or one.name in (*only, REFERENCE)]
    timings: dict[str, list[tuple[Timing, Timing]]] = {one.name: [] for one in chosen}
    for number in range(rounds):
        for one in chosen:
            timings[one.name].append(one_round(one))
            cold, warm = timings[one.name][-1]
            click.echo(f"round {number + 1} of {rounds}: {one.name} {cold.clock:.2f} s, {warm.clock:.2f} s", err=True)
    click.echo(f"median seconds of {rounds} rounds, each with its ratio to {REFERENCE} in the same round")
    headings = ("cold, clock", "processor", "warm, clock", "processor")
    click.echo(f"{'':26}" + "".join(f"{heading:>15}" for heading in headings))
    cases = [(case, clock) for case in (0, 1) for clock in ("clock", "processor")]
    for name, rows in timings.items():
        columns = [
            shown(
                [getattr(row[case], clock) for row in rows], [getattr(row[case], clock) for row in timings[REFERENCE]]
            )
            for case, clock in cases
        ]
        click.echo(f"{name:26}" + "".join(columns))


if __name__ == "__main__":
    main()
