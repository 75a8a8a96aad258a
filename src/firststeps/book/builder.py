"""Brings the results of every experiment up to date."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from firststeps.book.elsewhere import MACHINE, Elsewhere
from firststeps.book.errors import BookError, Problem
from firststeps.book.files import file_hash, read_json, read_sealed, replace_folder, write_json, write_sealed
from firststeps.book.inputs import Tracker
from firststeps.book.looks import Looks
from firststeps.book.machine import machine
from firststeps.book.project import Project
from firststeps.book.provenance import PROVENANCE, Inputs
from firststeps.book.report import Entry, Status, write_report
from firststeps.book.worker import OUTCOME
from firststeps.book.workers import Job, Pool

MOST_WAITING = 256  # scripts given to an executor at once; it decides how many of them run


@dataclass(frozen=True)
class Options:
    """What a build is asked to do."""

    jobs: int = 0  # scripts that run at once; 0: one for each processor
    only: tuple[str, ...] = ()  # experiments to look at; none: all
    force: bool = False  # run even what is up to date
    threads: int = 1  # that the numerical libraries of a script may use
    executor: Executor | None = None  # where scripts run; none: in processes of this build


@dataclass(frozen=True)
class Outcome:
    """The entries of a build and what went wrong in it."""

    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...] = ()


State = Status | Literal["started"]
Notify = Callable[[str, State], None]  # experiment, what happened to it


def bring_up_to_date(project: Project, options: Options, notify: Notify = lambda *_: None) -> Outcome:
    """Run what is stale, keep what is not, and write ``build/report.json``.

    Raises:
        BookError: if an experiment is asked for that does not exist.
    """
    scripts = project.experiments()
    unknown = [name for name in options.only if name not in scripts]
    if unknown:
        known = ", ".join(scripts) or "none"
        raise BookError(Problem(f"no experiment {unknown[0]!r}; there are: {known}"))
    chosen = {name: path for name, path in scripts.items() if not options.only or name in options.only}
    tracker = Tracker(project)
    looks = Looks(tracker)
    stale: dict[str, str] = {}
    entries: dict[str, Entry] = {}
    problems: list[Problem] = []
    for name, script in chosen.items():
        try:
            reasons = looks.why_stale(name, script)
        except BookError as error:  # it can't be run; the others can
            entries[name] = Entry(name, "failed", 0.0, str(error))
            problems += error.problems
            notify(name, "failed")
            continue
        except OSError:  # a file was listed and then gone, as when an editor saves
            reasons = ["its files changed while they were looked at"]
        if reasons or options.force:
            stale[name] = "; ".join(reasons or ["asked for"])
        else:
            entries[name] = Entry.unchanged(name)
            notify(name, "cached")
    ran, failures = _run_all(project, tracker, stale, options, notify)
    entries |= ran
    if not options.only:
        _forget_removed(project, scripts)
    looks.write({name: chosen[name] for name, entry in ran.items() if entry.status == "ran"})
    ordered = tuple(entries[name] for name in chosen)
    write_report(project, ordered)
    # Several experiments may fail for one module.
    distinct = dict.fromkeys(problems + failures)
    return Outcome(ordered, tuple(sorted(distinct, key=lambda problem: (problem.file, problem.line))))


def _run_all(
    project: Project, tracker: Tracker, stale: dict[str, str], options: Options, notify: Notify
) -> tuple[dict[str, Entry], list[Problem]]:
    """Run the ``stale`` experiments (name to reason) in parallel; an experiment that fails stops no other."""
    if not stale:
        return {}, []
    scripts = project.experiments()
    libraries = {name: tracker.closure(scripts[name]).libraries for name in stale}
    if options.executor:
        pool: Pool | Elsewhere = Elsewhere(options.executor, options.threads)
        at_once = options.jobs or min(len(stale), MOST_WAITING)
    else:
        pool = Pool(project.preload, options.threads)
        at_once = options.jobs or os.cpu_count() or 1
    # Quick scripts first: they use the time in which the slow libraries are being imported.
    order = sorted(stale, key=lambda name: (pool.is_slow(libraries[name]), -last_seconds(project, name), name))
    entries: dict[str, Entry] = {}
    problems: list[Problem] = []
    lock = threading.Lock()

    def run(name: str) -> None:
        notify(name, "started")
        seconds, found = _run_one(project, tracker, name, scripts[name], lambda job: pool.run(job, libraries[name]))
        if pool.closed:
            return  # interrupted; how the script ended says nothing about it
        state: Status = "failed" if found else "ran"
        with lock:
            entries[name] = Entry(name, state, round(seconds, 3), stale[name])
            problems.extend(found)
        notify(name, state)

    executor = ThreadPoolExecutor(at_once)
    try:
        pool.prepare([libraries[name] for name in order])
        for future in [executor.submit(run, name) for name in order]:
            future.result()
    finally:
        executor.shutdown(wait=False, cancel_futures=True)
        pool.close()
        executor.shutdown()
    return entries, problems


def _run_one(
    project: Project, tracker: Tracker, name: str, script: Path, run: Callable[[Job], int]
) -> tuple[float, tuple[Problem, ...]]:
    """Run one experiment by ``run``, which returns an exit status; return its seconds and what went wrong."""
    try:
        inputs = tracker.current(script)
        job = _job(project, name, script)
        return _finish(project, tracker, job, inputs, run(job)), ()
    except BookError as error:
        return 0.0, error.problems
    except OSError as error:  # a file that was deleted meanwhile, a full disk
        return 0.0, (Problem(f"{type(error).__name__}: {error}", project.label(script)),)


def last_seconds(project: Project, name: str) -> float:
    """Return how long the experiment took when it last ran, 0 if that is not known."""
    kept = read_sealed(project.measured / f"{name}.json")
    return float(kept["seconds"]) if kept else 0.0


def _job(project: Project, name: str, script: Path) -> Job:
    folder = project.build / "work" / f"{name}.{os.getpid()}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    job = Job(name, script, project.root, folder, folder.with_suffix(".output"))
    shutil.rmtree(job.scratch, ignore_errors=True)  # of a killed build
    return job


def _finish(project: Project, tracker: Tracker, job: Job, inputs: Inputs, status: int) -> float:
    """Publish the results of a finished job and return the seconds that it took.

    Raises:
        BookError: saying what went wrong in the script; its earlier results are left as they are.
    """
    started = time.perf_counter()
    outcome = read_json(job.folder / OUTCOME)
    output = job.output.read_text(encoding="utf-8", errors="replace") if job.output.is_file() else ""
    job.output.unlink(missing_ok=True)
    shutil.rmtree(job.scratch, ignore_errors=True)
    script = project.label(job.script)
    if outcome is None:
        shutil.rmtree(job.folder, ignore_errors=True)
        end = f"signal {-status}" if status < 0 else f"exit status {status}"
        raise BookError(Problem(f"the script's process ended with {end} before it was done\n{output}".strip(), script))
    if "error" in outcome:
        shutil.rmtree(job.folder, ignore_errors=True)
        error = outcome["error"]
        printed = "".join(f"\nit printed: {line}" for line in _last_lines(error["printed"] + output))
        raise BookError(Problem(f"{error['message']}\n{error['traceback']}{printed}", script, error["line"]))
    _publish(project, job, tracker.completed(job.script, inputs, outcome), outcome)
    return float(outcome["seconds"]) + time.perf_counter() - started


def _last_lines(output: str, count: int = 20) -> list[str]:
    return output.splitlines()[-count:]


def _publish(project: Project, job: Job, inputs: Inputs, outcome: dict[str, Any]) -> None:
    (job.folder / OUTCOME).unlink()
    measured = read_json(job.folder / "measured.json")
    (job.folder / "measured.json").unlink()
    where = read_json(job.folder / MACHINE) or machine()
    (job.folder / MACHINE).unlink(missing_ok=True)
    results = {path.name: file_hash(path) for path in sorted(job.folder.iterdir())}
    provenance = {"inputs": inputs.to_json(), "profile": inputs.profile, "results": results}
    write_json(job.folder / PROVENANCE, provenance)
    about = where | {"reads checked by": outcome["guard"]}
    times = {"seconds": round(outcome["seconds"], 3), "machine": about, "facts": measured}
    write_sealed(project.measured / f"{job.name}.json", times)
    replace_folder(job.folder, project.artifacts / job.name)


def _forget_removed(project: Project, scripts: Sequence[str] | dict[str, Path]) -> None:
    """Delete the results of scripts that are no more, and what killed builds left behind."""
    shutil.rmtree(project.build / "work", ignore_errors=True)
    for unfinished in project.build.glob(".*.json.*"):
        unfinished.unlink()
    for folder in project.artifacts.glob("*"):
        if folder.is_dir() and folder.name not in scripts:
            shutil.rmtree(folder)
    for file in project.measured.glob("*"):
        if file.name not in {f"{name}.json" for name in scripts}:
            file.unlink()
