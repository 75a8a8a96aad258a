"""Words and classes."""

from firststeps.keywords.labels import COMMANDS, LABELS, MICRO_LABELS, class_of


def test_every_word_has_its_class() -> None:
    assert [LABELS[class_of(word, LABELS)] for word in COMMANDS] == list(COMMANDS)
    assert MICRO_LABELS[class_of("up", MICRO_LABELS)] == "_unknown_"
    assert MICRO_LABELS[class_of("_silence_", MICRO_LABELS)] == "_silence_"
