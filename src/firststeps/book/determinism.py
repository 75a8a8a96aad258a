"""What makes two runs of a script print the same digits on one machine."""

from __future__ import annotations

import os

# One thread each: a sum split over threads is added up in another order, and the last digit moves.
ENVIRONMENT = {
    "CUDA_VISIBLE_DEVICES": "-1",
    # A folder that cannot be: the settings in ~/.keras change the default types, and no build would know.
    "KERAS_HOME": f"{os.devnull}/keras",
    "MKL_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "PYTHONHASHSEED": "0",
    "SOURCE_DATE_EPOCH": "315532800",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "TF_ENABLE_ONEDNN_OPTS": "0",
    "TF_NUM_INTEROP_THREADS": "1",
    "TF_NUM_INTRAOP_THREADS": "1",
}


def fix_environment() -> None:
    """Set the variables of ``ENVIRONMENT`` for this process and those that it starts."""
    os.environ.update(ENVIRONMENT)
