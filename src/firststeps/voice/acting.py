"""Does what is due, in a thread of its own: whoever asks never waits."""

from __future__ import annotations

import threading
from collections import defaultdict, deque
from dataclasses import dataclass, replace
from subprocess import SubprocessError
from time import monotonic
from typing import Protocol

from firststeps.voice.actions import Action, Outcome, Result, stays
from firststeps.voice.matching import RateLimit
from firststeps.voice.programs import Program
from firststeps.voice.systems import Command, System, found, program_of

MOST_RUNNING = 4  # programs at the same time
MOST_WAITING = 8  # actions for one of those to end
SETTLED = 2.0  # seconds after which a program that may stay is taken to have started well
LAST_WORDS = 0.5  # seconds between asking a program to end and ending it
_TICK = 0.02  # seconds from one look at the running programs to the next


class Memory(Protocol):
    """Knows when actions were done, for as long as their rate limits ask."""

    def before(self, action: Action) -> deque[float]:
        """Return when it was, by ``time.monotonic``; always the same queue, which may be changed."""

    def keep(self) -> None:
        """Take in that a queue was changed, before the program is started; return at once."""


class Forgetful:
    """Knows it until the program ends; see ``Memory``."""

    def __init__(self) -> None:
        """Begin with nothing done."""
        self._before: dict[Action, deque[float]] = defaultdict(deque)

    def before(self, action: Action) -> deque[float]:
        """See ``Memory``."""
        return self._before[action]

    def keep(self) -> None:
        """See ``Memory``."""


@dataclass
class _Job:
    outcome: Outcome  # as far as it is known
    asked: float  # when it was asked for, by our clock
    programs: tuple[str, ...]  # any of which would do it
    tried: list[str]  # those that were started, or could not be
    rest: list[Command]  # what has not been tried yet
    program: Program | None = None
    started: float = 0  # when the first of them was
    ending: float | None = None  # when it was asked to end ...
    result: Result = Result.TIMED_OUT  # ... and what that means


class Actor:
    """Starts programs, watches them, and ends those that take too long."""

    def __init__(self, system: System, *, dry: bool = False, memory: Memory | None = None) -> None:
        """Be ready; ``dry``, do nothing but say what would be done; without a ``memory``, know only what it did."""
        self._system, self._dry = system, dry
        self._memory = memory or Forgetful()
        self._change = threading.Condition()
        self._waiting: deque[_Job] = deque()
        self._outcomes: list[Outcome] = []
        self._open = 0  # actions of which the outcome is not known yet
        self._left: list[Program] = []
        self._ending = False
        self._thread = threading.Thread(target=self._work, name="actions", daemon=True)
        self._thread.start()

    def do(self, time: float, action: Action) -> None:
        """Have an action done, which became due ``time`` seconds into the stream; return at once."""
        now = monotonic()
        outcome = Outcome(time, action, Result.DONE)
        before = self._memory.before(action)
        if action.doing is None:
            self._tell(replace(outcome, result=Result.NOT_HERE))
            return
        if not RateLimit(action.most, action.per).room(before, now):
            note = f"{action.most} times in {action.per:g} s at most"
            self._tell(replace(outcome, result=Result.TOO_OFTEN, note=note))
            return
        commands = self._system.commands(action.doing)
        job = _Job(outcome, now, tuple(program_of(command) for command in commands), [], list(commands))
        with self._change:
            if room := len(self._waiting) < MOST_WAITING and not self._ending:
                before.append(now)
                self._memory.keep()
                self._waiting.append(job)
                self._open += 1
                self._change.notify_all()
        if not room:
            self._tell(replace(outcome, result=Result.BUSY))

    def outcomes(self) -> list[Outcome]:
        """Return what has become known since the last time."""
        with self._change:
            known, self._outcomes = self._outcomes, []
        return known

    def settle(self) -> None:
        """Wait until every outcome is known; no action takes much longer than its time limit."""
        with self._change:
            while self._open:
                self._change.wait(1)

    def close(self) -> None:
        """End what runs, but for programs that may stay, and the thread."""
        with self._change:
            self._ending = True
            self._change.notify_all()
        self._thread.join()

    def _work(self) -> None:
        running: list[_Job] = []
        while True:
            with self._change:
                while not (self._waiting and len(running) < MOST_RUNNING):
                    if self._ending and not running:
                        break
                    if not self._change.wait(_TICK if running else None) or self._ending:
                        break
                fresh = [self._waiting.popleft() for _ in range(min(len(self._waiting), MOST_RUNNING - len(running)))]
                if self._ending and not running and not fresh:
                    break
            running = [job for job in running + fresh if self._goes_on(job)]
            self._left = [program for program in self._left if program.code() is None]
        for program in self._left:
            program.leave()

    def _goes_on(self, job: _Job) -> bool:
        """Take a job further, and tell whether there is more to do."""
        try:
            return self._step(job)
        except (OSError, ValueError, SubprocessError) as error:  # one that can't be ended must not stop the others
            job.outcome = replace(job.outcome, note=str(error))
            self._finish(job, Result.FAILED)
            return False

    def _step(self, job: _Job) -> bool:
        if job.program is None:
            return self._try_next(job, None)
        if job.ending is not None:
            return self._end(job, job.program, job.ending)
        code = job.program.code()
        if code is None:
            return self._runs_on(job, job.program)
        if code == 0:
            self._finish(job, Result.DONE)
            return False
        return self._try_next(job, code)

    def _runs_on(self, job: _Job, program: Program) -> bool:
        """Leave a program alone if it may stay, else ask it to end when its time is over."""
        age, action = monotonic() - job.started, job.outcome.action
        if action.doing is not None and stays(action.doing):
            if age < SETTLED and not self._ending:
                return True
            self._left.append(program)
            self._finish(job, Result.STARTED)
            return False
        if age >= action.limit or self._ending:
            job.result = Result.TIMED_OUT if age >= action.limit else Result.STOPPED
            job.ending = monotonic()
            program.ask_to_end()
        return True

    def _end(self, job: _Job, program: Program, since: float) -> bool:
        if monotonic() - since < LAST_WORDS:
            return True
        program.end()
        self._finish(job, job.result)
        return False

    def _try_next(self, job: _Job, code: int | None) -> bool:
        """Start the next program that would do it, after one that ended with ``code``."""
        if self._ending:
            self._finish(job, Result.STOPPED)
            return False
        while job.rest:
            command = job.rest.pop(0)
            whole = found(command)
            if whole is None:
                continue
            job.outcome = replace(job.outcome, command=command)
            job.tried.append(program_of(command))
            if self._dry:
                self._finish(job, Result.DRY_RUN)
                return False
            try:
                job.program = Program(whole)
            except (OSError, ValueError) as error:
                job.outcome = replace(job.outcome, note=str(error))
                continue
            job.started = job.started or monotonic()
            return True
        if job.outcome.command:
            # A program of the reader's choice has its name in the line already.
            note = job.outcome.note or (f"tried {' and '.join(job.tried)}" if len(job.programs) > 1 else "")
            job.outcome = replace(job.outcome, code=code, note=note)
            self._finish(job, Result.FAILED)
        else:
            job.outcome = replace(job.outcome, note=f"install {' or '.join(job.programs)}")
            self._finish(job, Result.NOT_FOUND)
        return False

    def _finish(self, job: _Job, result: Result) -> None:
        times = (job.started - job.asked, monotonic() - job.started) if job.started else (None, None)
        with self._change:
            self._open -= 1
        self._tell(replace(job.outcome, result=result, delay=times[0], seconds=times[1]))

    def _tell(self, outcome: Outcome) -> None:
        with self._change:
            self._outcomes.append(outcome)
            self._change.notify_all()
