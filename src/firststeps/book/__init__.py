"""The executable book: experiments record what they find, pages show what was recorded.

A script needs only the names below.  Importing this package fixes what would make two runs differ (see
``determinism``), so a script imports it before any numerical library.
"""

from firststeps.book import determinism
from firststeps.book.clips import audio
from firststeps.book.recording import dataset, fact, figure, given, input, listing, measured, recorded, seed, table
from firststeps.book.screens import Moment
from firststeps.errors import tell_in_one_line

__all__ = [
    "Moment",
    "audio",
    "dataset",
    "fact",
    "figure",
    "given",
    "input",
    "listing",
    "measured",
    "recorded",
    "seed",
    "table",
]

determinism.fix_environment()
tell_in_one_line()
