"""The command ``firststeps``; each command imports what it needs when it runs.

Exit status: 0 done; 1 the book, its numbers or an answer are wrong, as listed; 2 wrong usage; 130 interrupted.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from firststeps.data.commands import data
from firststeps.executors import executor_option, named_executor
from firststeps.images.commands import see
from firststeps.keywords.commands import evaluate, export, predict
from firststeps.keywords.own_commands import teach
from firststeps.keywords.stream_command import stream
from firststeps.training import train
from firststeps.voice.action_commands import actions
from firststeps.voice.commands import calibrate, record
from firststeps.voice.listen_command import listen

import click

if TYPE_CHECKING:
    from firststeps.book.project import Project


@contextmanager
def _problems_listed() -> Iterator[None]:
    """Turn errors in the book into a list on standard error and exit status 1."""
    from firststeps.book.errors import BookError, workflow_commands
    from firststeps.told import errors_told

    try:
        with errors_told():
            yield
    except BookError as error:
        for line in workflow_commands(error.problems):
            click.echo(line)
        for problem in error.problems:
            click.secho(f"error: {problem}", err=True)
        sys.exit(1)


class _Commands(click.Group):
    """Ends every command in the same way when it is interrupted, even while it still imports what it needs."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that was asked for."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            click.echo("interrupted; what was finished is kept", err=True)
            sys.exit(130)


def _tell_waiting() -> None:
    click.echo("waiting for another build", err=True)


def _project() -> Project:
    from firststeps.book.project import Project

    return Project.at(Path.cwd())


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="firststeps")
def main() -> None:
    """First Steps with Machine Learning: build the book and check its numbers."""


for command in (actions, calibrate, data, evaluate, export, listen, predict, record, see, stream, teach, train):
    main.add_command(command)


@main.command()
@click.option(
    "--jobs", type=click.IntRange(min=1), metavar="N", help="Scripts that run at once [one for each processor]."
)
@click.option("--only", multiple=True, metavar="NAME", help="Look at this experiment only; may be repeated.")
@click.option("--force", is_flag=True, help="Run even what is up to date.")
@click.option("--pdb", "debug", is_flag=True, help="Run one experiment here and open the debugger where it fails.")
@executor_option
def build(jobs: int | None, only: tuple[str, ...], force: bool, debug: bool, executor: str | None) -> None:
    """Run the experiments whose inputs have changed, then render the pages."""
    from firststeps.book import build as whole
    from firststeps.book.builder import Options
    from firststeps.book.progress import Progress

    with _problems_listed(), Progress() as progress, ExitStack() as held:
        if debug:
            _debug(_project(), only)
        elsewhere = held.enter_context(named_executor(executor)) if executor else None
        options = Options(jobs or 0, only, force, executor=elsewhere)
        outcome = whole.build(_project(), options, progress.notify, _tell_waiting)
        progress.summary(outcome)


@main.command()
def site() -> None:
    """Build results, pages and the site in site/; where nothing has changed since the last time, do nothing."""
    from firststeps.book import site as whole

    with _problems_listed():
        project = _project()
        if whole.made_before(project):
            click.echo(
                f"{project.label(project.site)}/ is up to date: nothing has changed since it was built", err=True
            )
        else:
            sys.exit(whole.make(project))


def _debug(project: Project, only: tuple[str, ...]) -> None:
    import pdb
    import runpy

    if len(only) != 1 or only[0] not in project.experiments():
        raise click.UsageError("--pdb needs one experiment: --only NAME")
    script = project.experiments()[only[0]]
    sys.path[:0] = [str(script.parent), str(project.source)]
    try:
        runpy.run_path(str(script), run_name="__main__")
    except Exception:
        pdb.post_mortem()
        sys.exit(1)


@main.command()
@click.option(
    "--summary",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Also write what has moved into FILE, as Markdown.",
)
def check(summary: Path | None) -> None:
    """Hold the pages against the numbers contract, the accepted facts and the built site."""
    from firststeps.book import accepted, accepted_figures, changes, contract, policy, site_check, weights
    from firststeps.book.build import stale
    from firststeps.book.errors import BookError, Problem
    from firststeps.book.render import render_pages
    from firststeps.book.results import load_results

    with _problems_listed():
        project = _project()
        results = load_results(project)
        pages = render_pages(project, results)
        if summary:
            summary.write_text(changes.told(project, results, pages.values()), encoding="utf-8")
        problems = stale(project) + contract.broken(project, pages)
        for move in accepted.moved(project, results, pages.values()):
            message = f"{move}; if that is right, run `firststeps accept`"
            problems.append(Problem(message, project.label(results[move.name.partition(".")[0]].script)))
        for figure in accepted_figures.moved_figures(project, results):
            message = f"{figure}; if that is right, run `firststeps accept`"
            problems.append(Problem(message, project.label(results[figure.name.partition(".")[0]].script)))
        if project.site.is_dir():
            problems += site_check.broken_pages(project, pages) + policy.broken_policies(project)
            problems += weights.too_heavy(project, weights.weights(project.site))
        click.echo(contract.summary(pages))
        if problems:
            raise BookError(*problems)
        click.echo("every number is bound; nothing has moved" + ("" if project.site.is_dir() else "; no site to check"))


@main.command()
@click.option("--only", multiple=True, metavar="NAME", help="This experiment only; may be repeated.")
@click.option("--threads", type=click.IntRange(min=1), default=1, show_default=True, metavar="N", help="For sums.")
def reproduce(only: tuple[str, ...], threads: int) -> None:
    """Compute the whole book anew in build/reproduced/, and hold each number against the published one.

    Exit status: 0 if every number is equal or differs by no more than its tolerance, 1 if not.
    """
    from firststeps.book import reproduce as whole
    from firststeps.book.builder import Options
    from firststeps.book.progress import Progress

    with _problems_listed():
        project = _project()
        with Progress() as progress:
            found = whole.reproduce(project, Options(only=only, threads=threads), progress.notify)
        for line in whole.told(found, project):
            click.echo(line)
        sys.exit(1 if found.count("moved", "gone", "new") else 0)


@main.command()
def accept() -> None:
    """Approve the present facts and figures: later builds are held against them."""
    from firststeps.book import accepted, accepted_figures
    from firststeps.book.build import stale
    from firststeps.book.errors import BookError
    from firststeps.book.files import alone
    from firststeps.book.render import render, render_pages
    from firststeps.book.results import load_results

    with _problems_listed():
        project = _project()
        results = load_results(project)
        pages = render_pages(project, results)
        if outdated := stale(project):
            raise BookError(*outdated)
        for move in accepted.moved(project, results, pages.values()):
            click.echo(move)
        for figure in accepted_figures.moved_figures(project, results):
            click.echo(figure)
        changed = accepted.accept(project, results, pages.values())
        for path in changed + accepted_figures.accept_figures(project, results):
            click.echo(f"{'wrote' if path.exists() else 'removed'} {project.label(path)}")
        with alone(project.build / ".lock", _tell_waiting):
            render(project)  # the page about changes has to say that there are none now


@main.command()
@click.argument("name")
def why(name: str) -> None:
    """List the inputs of experiment NAME and what has changed since it ran."""
    from firststeps.book.errors import BookError, Problem
    from firststeps.book.inputs import Tracker
    from firststeps.book.provenance import read_provenance

    with _problems_listed():
        project = _project()
        scripts = project.experiments()
        if name not in scripts:
            raise BookError(Problem(f"no experiment {name!r}; there are: {', '.join(scripts)}"))
        tracker = Tracker(project)
        reasons = tracker.why_stale(name, scripts[name])
        click.echo(f"{name}: " + ("out of date" if reasons else "up to date"))
        for reason in reasons:
            click.echo(f"  because {reason}")
        kept = read_provenance(project.artifacts / name)
        inputs = vars(kept[0] if kept else tracker.current(scripts[name]))
        click.echo("inputs" + ("" if kept else " known before the first run"))
        click.echo(f"  script {project.label(scripts[name])} {inputs['script'][:12]}")
        click.echo(f"  seed {inputs['seed']}")
        click.echo(f"  python {inputs['python']}")
        for kind in ("modules", "definitions", "texts", "data", "libraries", "engine"):
            for key, value in sorted(inputs[kind].items()):
                click.echo(f"  {kind} {key} {value[:12]}")
        for root in inputs["roots"]:
            click.echo(f"  seen in the run {root}")


@main.command()
@click.argument("name")
def new(name: str) -> None:
    """Write a new experiment NAME: a script that works, its test and the stub of its chapter."""
    from firststeps.book.new_experiment import write_new

    with _problems_listed():
        project = _project()
        written = write_new(project, name)
        for path in written:
            click.echo(f"wrote {project.label(path)}")
        if written[-1].name != "mkdocs.yml":
            chapter = written[-1].relative_to(project.docs).as_posix()
            click.echo(f"to show the chapter, add it to the nav in mkdocs.yml:\n  - {chapter}")


@main.command()
@click.argument("number", type=int, required=False)
@click.option("--solution", is_flag=True, help="Show a solution instead of checking yours.")
def exercise(number: int | None, solution: bool) -> None:
    """Check your answer to exercise NUMBER; without a number, list the exercises.

    Exit status: 0 if it is right, 1 if it is not.
    """
    from firststeps.exercises.catalogue import EXERCISES
    from firststeps.exercises.desk import Desk

    with _problems_listed():
        desk = Desk(_project().root)
        if number is None and not solution:
            click.echo("\n".join(desk.overview()))
            return
        if number not in EXERCISES:
            raise click.UsageError(f"exercises have the numbers 1 to {max(EXERCISES)}")
        if solution:
            click.echo("\n".join(desk.solution(EXERCISES[number])))
            return
        reply = desk.check(EXERCISES[number])
        click.echo("\n".join(reply.lines))
        sys.exit(0 if reply.right else 1)


@main.command()
def clean() -> None:
    """Remove everything that was built."""
    from firststeps.book.files import alone

    with _problems_listed():
        project = _project()
        with alone(project.build / ".lock", _tell_waiting):
            for folder in (project.build, project.site):
                if folder.is_dir():
                    shutil.rmtree(folder)
                    click.echo(f"removed {project.label(folder)}/")
