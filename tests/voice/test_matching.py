"""Words become actions by the file's rules and no others."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

from firststeps.voice.actions import Action, Volume
from firststeps.voice.matching import Kind, Matcher, RateLimit, Step

from hypothesis import given
from hypothesis import strategies as st

WORDS = ("yes", "no", "up", "go")


def action(say: str, confirm: str | None = None, within: float = 4, confirm_within: float = 5) -> Action:
    return Action(tuple(say.split()), within, Volume("up"), confirm, confirm_within, 10, 3, 10, 1)


GO, NO_NO, NO_GO, UP_UP_GO = action("go"), action("no no", "yes"), action("no go"), action("up up go")
LISTED = (GO, NO_NO, NO_GO, UP_UP_GO)


def steps(*heard: tuple[float, str], listed: Sequence[Action] = LISTED) -> list[list[Step]]:
    matcher = Matcher(listed)
    return [matcher.push(time, word) for time, word in heard]


def test_a_word_does_what_is_listed_for_it() -> None:
    assert steps((1, "go"), (2, "up"), (3, "marvin")) == [[Step(Kind.DUE, GO)], [], []]


def test_the_longest_sequence_counts_and_uses_its_words() -> None:
    assert steps((0, "no"), (1, "go"), (2, "go")) == [[], [Step(Kind.DUE, NO_GO)], [Step(Kind.DUE, GO)]]


def test_a_sequence_has_to_be_said_in_time() -> None:
    assert steps((0, "up"), (2, "up"), (4, "go"))[2] == [Step(Kind.DUE, UP_UP_GO)]
    assert steps((0, "up"), (2, "up"), (4.1, "go"))[2] == [Step(Kind.DUE, GO)]


def test_another_word_breaks_a_sequence() -> None:
    assert steps((0, "no"), (1, "up"), (2, "no"))[2] == []


def test_nothing_is_done_before_it_is_confirmed() -> None:
    asked = steps((0, "no"), (1, "no"), (6, "yes"))
    assert asked == [[], [Step(Kind.ASKED, NO_NO)], [Step(Kind.DUE, NO_NO)]]


def test_a_confirmation_that_comes_too_late_does_nothing() -> None:
    assert steps((0, "no"), (1, "no"), (6.1, "yes"))[2] == [Step(Kind.LAPSED, NO_NO)]


def test_what_nobody_confirms_in_time_lapses_once() -> None:
    matcher = Matcher(LISTED)
    assert matcher.lapsed(100) is None
    matcher.push(0, "no")
    matcher.push(1, "no")
    assert matcher.lapsed(6) is None  # "yes" would still count
    assert matcher.lapsed(6.1) is NO_NO
    assert matcher.lapsed(6.2) is None
    assert matcher.push(6.3, "yes") == []


def test_another_word_calls_it_off_and_counts() -> None:
    assert steps((0, "no"), (1, "no"), (2, "go"), (3, "yes"))[2:] == [
        [Step(Kind.LAPSED, NO_NO), Step(Kind.DUE, GO)],
        [],
    ]


def test_an_action_may_be_confirmed_by_its_own_word() -> None:
    twice = action("marvin", "marvin")
    heard = steps((0, "marvin"), (1, "marvin"), (2, "marvin"), listed=[twice])
    assert [step.kind for [step] in heard] == [Kind.ASKED, Kind.DUE, Kind.ASKED]


def test_time_that_goes_back_begins_anew() -> None:
    assert steps((10, "no"), (1, "no"))[1] == []


heard_words = st.lists(st.tuples(st.floats(0.1, 7), st.sampled_from((*WORDS, "marvin"))), max_size=30)


def said_before(words: list[tuple[float, str]], act: Action) -> bool:
    last = words[-len(act.say) :]
    return tuple(word for _, word in last) == act.say and last[-1][0] - last[0][0] <= act.within


@given(heard_words)
def test_nothing_is_due_that_was_not_said(pauses: list[tuple[float, str]]) -> None:
    matcher, now, words, asked_at = Matcher(LISTED), 0.0, list[tuple[float, str]](), -1
    used_until = 0  # words before that have led to something, and are used up
    for index, (pause, word) in enumerate(pauses):
        now += pause
        words.append((now, word))
        for step in matcher.push(now, word):
            if step.kind is Kind.LAPSED:
                assert asked_at == index - 1
                continue
            if step.kind is Kind.DUE and step.action.confirm:
                assert asked_at == index - 1
                assert word == step.action.confirm
                assert now - words[index - 1][0] <= step.action.confirm_within
            else:
                assert said_before(words[used_until:], step.action)
                assert (step.kind is Kind.ASKED) == (step.action.confirm is not None)
            asked_at = index if step.kind is Kind.ASKED else -1
            used_until = index + 1


@given(heard_words)
def test_what_was_said_whole_is_never_missed(pauses: list[tuple[float, str]]) -> None:
    matcher, now = Matcher([GO]), 0.0
    for pause, word in pauses:
        now += pause
        assert matcher.push(now, word) == ([Step(Kind.DUE, GO)] if word == "go" else [])


@given(st.lists(st.floats(0.01, 3), max_size=40), st.integers(1, 5), st.floats(1, 10))
def test_the_rate_limit_holds_in_every_window(pauses: list[float], most: int, per: float) -> None:
    limit, before, now, done = RateLimit(most, per), deque[float](), 0.0, list[float]()
    for pause in pauses:
        now += pause
        room = limit.room(before, now)
        recent = sum(now - time < per for time in done)
        assert room == (recent < most)
        if room:
            before.append(now)
            done.append(now)
