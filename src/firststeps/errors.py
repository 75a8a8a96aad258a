"""The error that a command shows to the reader as one line."""


class PlainError(Exception):
    """Something that the reader can mend: its text is one line that says what is wrong and what to do."""
