"""What answers for a model: the book's networks, a word that the reader has taught, or the article's model."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from firststeps.audio.samples import Samples
from firststeps.keywords import pretrained, store
from firststeps.keywords.hear import Heard, hear
from firststeps.keywords.own_names import is_taught
from firststeps.keywords.runtime import LiteRTRunner
from firststeps.keywords.store import find_model


def listener(model: str) -> Callable[[Iterable[Samples]], Heard]:
    """Return what tells the word in a recording, by a model of the book, of the article, or a word that was taught.

    Raises:
        PlainError: if there is none of that name, or it can't be loaded.
    """
    if model == pretrained.NAME:
        borrowed = pretrained.Pretrained(pretrained.find_checkpoint())
        return lambda blocks: pretrained.hear_pretrained(blocks, borrowed)
    if is_taught(model):
        from firststeps.keywords.embedding import SpeechEmbedding
        from firststeps.keywords.taught import hear_own, load_word

        word, network = load_word(model), SpeechEmbedding()
        return lambda blocks: hear_own(blocks, word, network)
    found = find_model(model, store.MODELS)
    runner = LiteRTRunner(found.path)
    return lambda blocks: hear(blocks, runner, found.labels)
