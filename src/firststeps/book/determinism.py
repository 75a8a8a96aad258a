"""What makes two runs of a script print the same digits on one machine."""

from __future__ import annotations

import os

# One thread each: a sum split over threads is added up in another order, and the last digit moves.  How far, a reader
# can find out: `firststeps reproduce --threads 2` sets this for the processes that it starts, and no build hands it on.
THREADS = "FIRSTSTEPS_THREADS"
_THREADED = (
    "MKL_NUM_THREADS",
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "TF_NUM_INTEROP_THREADS",
    "TF_NUM_INTRAOP_THREADS",
)

ENVIRONMENT = {
    "CUDA_VISIBLE_DEVICES": "-1",
    # A folder that cannot be: the settings in ~/.keras change the default types, and no build would know.
    "KERAS_HOME": f"{os.devnull}/keras",
    "PYTHONHASHSEED": "0",
    "SOURCE_DATE_EPOCH": "315532800",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "TF_ENABLE_ONEDNN_OPTS": "0",
    **dict.fromkeys(_THREADED, os.environ.get(THREADS, "1")),
}

# All that a build hands on to scripts: where programs, libraries and caches are, and the data.  Any other variable
# may be a setting (KERAS_BACKEND, TF_USE_LEGACY_KERAS, LANG, TZ) that changes results and that no build would know.
HANDED_ON = (
    "DYLD_LIBRARY_PATH",
    "FIRSTSTEPS_CACHE",
    "FIRSTSTEPS_DATA",
    "HOME",
    "LD_LIBRARY_PATH",
    "MPLCONFIGDIR",
    "PATH",
    "PYTHONPATH",
    "SYSTEMROOT",  # without it Windows starts no Python
    "TMPDIR",
    "XDG_CACHE_HOME",
)


def environment(threads: int = 1) -> dict[str, str]:
    """Return the environment in which a build runs scripts; another number of threads is for ``reproduce`` only."""
    kept = {name: os.environ[name] for name in HANDED_ON if name in os.environ}
    other = {} if threads == 1 else dict.fromkeys((THREADS, *_THREADED), str(threads))
    return kept | ENVIRONMENT | other


def fix_environment() -> None:
    """Set the variables of ``ENVIRONMENT`` for this process and those that it starts."""
    os.environ.update(ENVIRONMENT)
