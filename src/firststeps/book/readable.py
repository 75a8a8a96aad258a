"""What a script may read without declaring it: Python, its libraries, and what these need from the system.

By kind, not file by file.  Settings and data in the home folder are not among them.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

PROGRAMS_AND_LIBRARIES = (
    *("/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/nix/store"),
    *("/usr/bin", "/usr/sbin", "/usr/lib", "/usr/lib32", "/usr/lib64", "/usr/libexec", "/usr/local/bin"),
    *("/usr/local/lib", "/usr/local/lib64", "/usr/local/cuda", "/opt/homebrew", "/System", "/Library/Frameworks"),
    *("/etc/ld.so.cache", "/etc/ld.so.preload", "/etc/alternatives"),
)
DEVICES_AND_PROCESSES = ("/dev", "/proc", "/sys")
NAMES_OF_USERS_AND_HOSTS = ("/etc/passwd", "/etc/group", "/etc/nsswitch.conf", "/etc/hosts", "/etc/resolv.conf")
LANGUAGE_AND_TIME = (
    *("/usr/share/locale", "/usr/share/i18n", "/usr/share/icu", "/usr/share/zoneinfo"),
    *("/etc/localtime", "/etc/timezone"),
)
FONTS = (
    *("/usr/share/fonts", "/usr/local/share/fonts", "/usr/share/fontconfig", "/etc/fonts", "/var/cache/fontconfig"),
    *("/Library/Fonts", "~/Library/Fonts", "~/.fonts", "~/.local/share/fonts", "~/.cache/fontconfig"),
    # Where matplotlib keeps the list of fonts.
    *("${XDG_CACHE_HOME}/matplotlib", "~/.cache/matplotlib", "${MPLCONFIGDIR}", "~/.matplotlib"),
)
CERTIFICATES = ("/etc/ssl", "/etc/pki", "/etc/ca-certificates", "/usr/share/ca-certificates")
MEDIA_TYPES = ("/etc/mime.types",)

# Of a Python installation or environment; the folder as a whole may well be the project's own, or /usr.
PARTS_OF_PYTHON = ("bin", "lib", "lib64", "include", "pyvenv.cfg", "ssl", "etc/fonts", "share/zoneinfo")


def system_paths() -> list[str]:
    """Return files and folders, resolved, that belong to the system or to the Python that runs, where they exist."""
    groups = (
        PROGRAMS_AND_LIBRARIES,
        DEVICES_AND_PROCESSES,
        NAMES_OF_USERS_AND_HOSTS,
        LANGUAGE_AND_TIME,
        FONTS,
        CERTIFICATES,
        MEDIA_TYPES,
    )
    paths = [Path(os.path.expandvars(path)).expanduser() for group in groups for path in group]
    paths += [Path(prefix, part) for prefix in (sys.prefix, sys.base_prefix) for part in PARTS_OF_PYTHON]
    paths += [Path(entry) for entry in sys.path if {"site-packages", "dist-packages"} & set(Path(entry).parts)]
    return _existing(paths)


def code_roots(libraries: Iterable[str]) -> list[str]:
    """Return the folders, resolved, from which Python imports and which are not below ``libraries``."""
    known = tuple(libraries)
    roots = _existing(Path(entry) for entry in sys.path if Path(entry).is_dir())
    return [root for root in roots if not _below(root, known)]


def code_files(root: str) -> Iterator[str]:
    """Yield what the kernel has to let through below a folder of modules: packages as a whole, modules one by one."""
    for entry in os.scandir(root):
        if entry.name.startswith((".", "__pycache__")):
            continue
        if entry.is_dir():
            whole = (Path(entry.path) / "__init__.py").is_file()
            yield from [entry.path] if whole else code_files(entry.path)
        elif is_code(entry.name):
            yield entry.path


def is_code(name: str) -> bool:
    """Return whether a file is Python or a compiled module."""
    return name.endswith((".py", ".pyc", ".so", ".pyd"))


def _below(path: str, folders: tuple[str, ...]) -> bool:
    return any(Path(path).is_relative_to(folder) for folder in folders)


def _existing(paths: Iterable[Path]) -> list[str]:
    return list(dict.fromkeys(str(path.resolve()) for path in paths if path.exists()))
