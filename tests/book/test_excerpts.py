"""Source as pages show it: bookkeeping and docstrings left out, every other line as it ran."""

from __future__ import annotations

import textwrap

from firststeps.book.excerpts import excerpt, find_definition

import pytest

SCRIPT = textwrap.dedent("""\
    # %% A
    w = 3
    book.fact(
        "w",
        w,
    )
    SEED = book.seed(7)

    book.given("x", 1, source="s")
    print(w)
    for n in range(2):
        book.fact(f"n{n}", n)
    # %% B
    booking.fact("y", 1)
""")

MODULE = textwrap.dedent('''\
    @decorated
    def f(x):
        """Say what it does.

        In two lines.
        """
        # Why.
        return x


    class C:
        """Hold."""

        def m(self):
            """Return."""
            return 1


    def only():
        """Do nothing."""
''')


def test_statements_that_only_record_are_left_out() -> None:
    expected = 'w = 3\nSEED = book.seed(7)\n\nprint(w)\nfor n in range(2):\n    book.fact(f"n{n}", n)'
    assert excerpt(SCRIPT, 2, 12, records=False) == expected


def test_records_are_shown_on_request() -> None:
    assert excerpt(SCRIPT, 2, 12, records=True) == "\n".join(SCRIPT.split("\n")[1:12])


def test_another_name_is_not_the_book() -> None:
    assert excerpt(SCRIPT, 14, 14, records=False) == 'booking.fact("y", 1)'


@pytest.mark.parametrize(
    ("names", "shown"),
    [
        (["f"], "@decorated\ndef f(x):\n    # Why.\n    return x"),
        (["C", "m"], "def m(self):\n    return 1"),
        (["C"], 'class C:\n    def m(self):\n        """Return."""\n        return 1'),
        (["only"], 'def only():\n    """Do nothing."""'),
        (["g"], None),
        (["C", "n"], None),
        (["f", "m"], None),
    ],
)
def test_definitions_are_shown_without_their_docstring(names: list[str], shown: str | None) -> None:
    assert find_definition(MODULE, names) == shown
