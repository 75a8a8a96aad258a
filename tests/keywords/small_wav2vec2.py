"""A wav2vec 2.0 of the article's classes, so small that a test can write it to disk; its weights are random."""

from __future__ import annotations

from pathlib import Path

from firststeps.keywords.labels import COMMANDS, SILENCE, UNKNOWN
from firststeps.keywords.pretrained import LIBRARIES

from tests.missing import missing

NAMES = (*COMMANDS, SILENCE, UNKNOWN)  # in the order of the article's model


def write_small(folder: Path, names: tuple[str, ...] = NAMES) -> Path:
    """Write it to ``folder``, with what prepares its sound; skip the test where it could not be loaded again."""
    try:
        import torch
        from transformers import Wav2Vec2Config, Wav2Vec2FeatureExtractor, Wav2Vec2ForSequenceClassification
    except ModuleNotFoundError:
        missing(" or ".join(LIBRARIES), "make torch")
    torch.manual_seed(7)
    config = Wav2Vec2Config(
        id2label=dict(enumerate(names)),
        label2id={name: number for number, name in enumerate(names)},
        hidden_size=16,
        intermediate_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        conv_dim=(8,) * 7,
        num_conv_pos_embeddings=16,
        num_conv_pos_embedding_groups=2,
        classifier_proj_size=8,
    )
    Wav2Vec2ForSequenceClassification(config).save_pretrained(folder)
    Wav2Vec2FeatureExtractor().save_pretrained(folder)
    return folder
