"""Settings for every test."""

from hypothesis import settings

# A shared machine can stop any example for a second; that is no failure.
settings.register_profile("book", deadline=None)
settings.load_profile("book")
