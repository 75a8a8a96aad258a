"""Makes a script fail that reads what it has not declared.

Two guards stand in the way.  Python's audit hook sees files and folders that Python code opens, and can name the line
and the cure.  Landlock, where the kernel has it, also holds for C libraries and for other programs that a script
starts.  Its rules cannot be widened while the script runs, so a declared file is put into a folder that was readable
from the start: as a hard link where that is possible, else as a copy.  A thread that is older than the rules does it.

Not seen: whether a file exists and how large it is (``os.stat``), and C libraries that read the data of a package
among the project's code.
"""

from __future__ import annotations

import importlib.metadata
import os
import re
import shutil
import sys
import tempfile
import threading
import tokenize
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ParamSpec, Protocol, TypeVar

from firststeps.book import landlock
from firststeps.book.facts import FactError
from firststeps.book.files import input_hash
from firststeps.book.readable import code_files, code_roots, is_code, system_paths

P = ParamSpec("P")
T = TypeVar("T")

IMPORT_SYSTEM = "<frozen importlib"  # how the names of its source files begin
VERSIONS = importlib.metadata.__file__  # lists every folder of ``sys.path`` when a library asks for a version
STARTED = os.path.realpath(getattr(sys.modules["__main__"], "__file__", ""))  # the script takes its place later on
READS = frozenset(("open", "os.listdir", "os.scandir", "os.link", "sqlite3.connect"))  # audit events
WORDS = re.compile(r"'([^']+)'|\"([^\"]+)\"|([^\s'\"`<>|;,()\[\]{}]+)")


class Outside(Protocol):
    """Calls a function where nothing is guarded."""

    def __call__(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Return what ``function`` returns."""


class UndeclaredReadError(PermissionError):
    """A script opens a file, or lists a folder, that it has not declared."""

    lineno: int | None = None  # of the script


@dataclass(frozen=True)
class Place:
    """The folders of one run."""

    script: Path
    root: Path  # the project
    shared: Mapping[str, Path]  # the folders outside it that may be read, by name
    results: Path
    scratch: Path  # made here, deleted by the build


@dataclass
class Guard:
    """Watches over the reads of this process."""

    place: Place
    kernel: bool = field(default_factory=landlock.available)
    refused: list[UndeclaredReadError] = field(default_factory=list)  # those inside the project and the shared data
    _active: bool = False
    _process: int = field(default_factory=os.getpid)
    _declared: set[str] = field(default_factory=set)
    _looking: threading.local = field(default_factory=threading.local)  # what the hook itself opens
    _allowed: tuple[str, ...] = ()
    _code: tuple[str, ...] = ()
    _code_files: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Prepare the folders and the thread that may read everything."""
        self._executor = ThreadPoolExecutor(1)
        self._outsider = self._executor.submit(threading.get_ident).result()
        shared = {name.lstrip("$"): folder for name, folder in self.place.shared.items()}
        self._sides = {**shared, "project": self.place.root}  # in this order: a shared folder may lie in the project

    source = __file__

    @property
    def name(self) -> str:
        """What stands guard, in words."""
        return "Python's audit hook and Landlock" if self.kernel else "Python's audit hook"

    def start(self) -> None:
        """Guard the reads of this thread and of what it starts; there is no way back but ``relax``."""
        temporary = self.place.scratch / "tmp"
        temporary.mkdir(parents=True)
        # What a script writes for itself it may read, in a folder that nothing outlives.
        tempfile.tempdir = os.environ["TMPDIR"] = str(temporary)
        own = [str(path.resolve()) for path in (self.place.results, self.place.scratch)]
        system = system_paths()
        self._allowed = tuple(own + system)
        self._code = tuple(code_roots(self._allowed))
        self._code_files = tuple(file for root in self._code for file in code_files(root))
        self._prefixes = tuple(path.rstrip("/") + "/" for path in self._allowed)
        self._active = True
        sys.addaudithook(self._hook)
        if self.kernel:
            landlock.restrict_reads([*self._allowed, *self._code_files], self._code)

    def relax(self) -> None:
        """Let Python code read again as far as the kernel allows: the script has ended."""
        self._active = False

    def admit(self, path: Path) -> tuple[Path, str | None]:
        """Return where the script may read the declared ``path``, and its hash; None if there is nothing.

        Raises:
            FactError: if this is not the process that runs the script.
        """
        if os.getpid() != self._process:
            raise FactError(f"{path} has to be declared by the script's own process, before it starts others")
        self._declared.add(str(path))
        return self.outside(self._admit, path)

    def outside(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Call ``function`` in the thread that may read everything; a process that the script has forked has none."""
        if os.getpid() != self._process:
            return function(*args, **kwargs)
        return self._executor.submit(function, *args, **kwargs).result()

    def _admit(self, path: Path) -> tuple[Path, str | None]:
        if not self.kernel or not path.exists():
            return path, input_hash(path)
        place = self._private(path)
        new = not place.exists()
        _make_available(path, place, link=not _is_below(str(path), self._code))
        # The hash has to be that of the bytes that the script will see; a second call asks for those of today.
        return place, input_hash(place if new else path)

    def _private(self, path: Path) -> Path:
        side = next(name for name, folder in self._sides.items() if path.is_relative_to(folder))
        return self.place.scratch / "inputs" / side / path.relative_to(self._sides[side])

    def original(self, path: Path) -> Path:
        """Return the file of the project or of the shared data that ``path`` is the private name of."""
        for side, folder in self._sides.items():
            private = self.place.scratch / "inputs" / side
            if path.is_relative_to(private):
                return folder / path.relative_to(private)
        return path

    def public(self, text: str) -> str:
        """Return ``text`` with private names of files replaced by those that people know."""
        for side, folder in self._sides.items():
            text = text.replace(str(self.place.scratch / "inputs" / side), str(folder))
        return text

    def explanation(self, error: BaseException) -> str:
        """Return what to add to the message of an error that came out of the script."""
        if isinstance(error, UndeclaredReadError):
            return ""
        lines = [str(refusal) for refusal in self.refused]
        if self.kernel:  # a C library that was refused a file knows no more than its name
            denied = isinstance(error, PermissionError) or "ermission denied" in str(error)
            words = {word for match in WORDS.findall(str(error)) for word in match if word}
            found = sorted(word for word in words if os.path.isfile(word) or (denied and os.path.exists(word)))  # noqa: PTH110, PTH113
            paths = [os.path.realpath(word) for word in found]
            lines += [self._why_not(path) for path in paths if not _is_below(path, self._code_files)]
        return "".join(f"\n{line}" for line in dict.fromkeys(lines) if line)

    def _hook(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event not in READS or not self._active:  # most are about something else
            return
        name = _name_read(event, arguments)
        if not name or (name.startswith(self._prefixes) and "/../" not in name):
            return
        if getattr(self._looking, "now", False) or threading.get_ident() == self._outsider:
            return
        real = os.path.realpath(name)
        # A relative name may belong to a folder that the caller has opened: the hook is not told which.
        unclear = event == "open" and arguments[1] is None and not name.startswith("/")
        if unclear and (self.kernel or not os.path.exists(real)):  # noqa: PTH110
            return
        self._looking.now = True
        try:
            why_not = self._why_not(real, sys._getframe(1).f_code.co_filename)
        finally:
            self._looking.now = False
        if why_not:
            self._refuse(why_not, real)

    def _refuse(self, why_not: str, real: str) -> None:
        error = UndeclaredReadError(why_not)
        frame = sys._getframe(2)
        while frame.f_back and frame.f_code.co_filename != str(self.place.script):
            frame = frame.f_back
        error.lineno = frame.f_lineno
        if self._inside(real):
            self.refused.append(error)
        raise error

    def _why_not(self, real: str, caller: str = "") -> str:
        """Return why the file or folder may not be read, nothing if it may; ``caller`` is the source that asks."""
        missing = not os.path.exists(real)  # noqa: PTH110
        # What looks for versions takes an entry of sys.path that is no folder for an archive.
        if _is_below(real, self._allowed) or (missing and real in map(os.path.realpath, sys.path)):
            return ""
        declared = _is_below(real, self._declared)
        code = _is_below(real, self._code)
        if (declared and (code or not self.kernel)) or (code and _is_used_code(real, caller)):
            return ""
        inside = self._inside(real)
        if inside and declared:
            return f"{inside} was declared, but is read under another name: use the path that book.input returns"
        what = "folder" if os.path.isdir(real) else "file"  # noqa: PTH112
        if inside:
            slash = "/" if what == "folder" else ""
            return f'{what} {inside} is read and not declared: open it as book.input("{inside}{slash}")'
        if missing:  # libraries look for settings in many places
            return ""
        return (
            f"{what} {real} is read, which lies outside the project and the data folders (FIRSTSTEPS_DATA, "
            f"FIRSTSTEPS_CACHE): move it there and open it with book.input; what the script itself writes belongs in a "
            f"temporary folder (tempfile)"
        )

    def _inside(self, real: str) -> str:
        """Return how a script would declare ``real``, nothing if it can't."""
        for folder in self._sides.values():
            if Path(real).is_relative_to(folder):
                return Path(real).relative_to(folder).as_posix() if folder == self.place.root else real
        return ""


def _name_read(event: str, arguments: tuple[Any, ...]) -> str:
    """Return the path that one of ``READS`` is about, nothing if it gives no sight of what was there before."""
    if event == "open":
        path, _, flags = arguments
        if isinstance(flags, int) and not _is_read(flags):
            return ""
    else:
        path = "." if arguments[0] is None else arguments[0]
    return "" if isinstance(path, int) or path == ":memory:" else os.fsdecode(path)


def _is_read(flags: int) -> bool:
    """Return whether an open with ``flags`` gives sight of bytes, or names, that were there before."""
    fresh = flags & os.O_TRUNC or (flags & os.O_CREAT and flags & os.O_EXCL)
    only_a_handle = flags & getattr(os, "O_PATH", 0)
    return flags & (os.O_RDONLY | os.O_WRONLY | os.O_RDWR) != os.O_WRONLY and not fresh and not only_a_handle


def _is_below(path: str, places: Iterable[str]) -> bool:
    return any(path == place or path.startswith(place + "/") for place in places)


def _is_used_code(real: str, caller: str) -> bool:
    """Return whether a file below the folders of code is tracked as such: it is imported, or data of a package."""
    if caller.startswith(IMPORT_SYSTEM) or (caller == VERSIONS and os.path.isdir(real)):  # noqa: PTH112
        return True
    loaded = {os.path.realpath(file) for m in list(sys.modules.values()) if (file := getattr(m, "__file__", None))}
    if is_code(real):
        # For tracebacks and ``inspect``.  Only what of it runs is tracked: a comment may change unseen.
        return real in {*loaded, STARTED} and caller == tokenize.__file__
    folders = [Path(real), *Path(real).parents]
    package = next((file for folder in folders if (file := folder / "__init__.py").is_file()), None)
    if str(package) not in loaded:
        return False
    # A new module is no reason to run again, so that the names of modules may not be looked at.
    return os.path.isfile(real) or not any(is_code(name) for name in os.listdir(real))  # noqa: PTH113, PTH208


def _make_available(path: Path, place: Path, *, link: bool) -> None:
    """Make the file, or folder, ``path`` appear as ``place``.

    A link is a change of status of the file; code that is tracked by the time of its last change has to be copied.
    """
    place.parent.mkdir(parents=True, exist_ok=True)
    if path.is_dir():
        _fill_folder(str(path), str(place), link)
    elif not place.exists():
        _make_file(str(path.resolve()), str(place), link)


def _fill_folder(folder: str, place: str, link: bool) -> None:
    os.makedirs(place, exist_ok=True)  # noqa: PTH103 - strings: a folder may hold a hundred thousand files
    for entry in os.scandir(folder):
        target = f"{place}/{entry.name}"
        if entry.is_dir():
            if entry.name != "__pycache__":
                _fill_folder(entry.path, target, link)
        elif not os.path.exists(target):  # noqa: PTH110
            _make_file(os.path.realpath(entry.path) if entry.is_symlink() else entry.path, target, link)


def _make_file(path: str, place: str, link: bool) -> None:
    if link:
        try:
            os.link(path, place)
            return
        except OSError:  # on another file system, or not ours to link
            pass
    shutil.copyfile(path, place)
