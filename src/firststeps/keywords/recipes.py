"""The models of this book: what each is made of, and how it is trained."""

from __future__ import annotations

from dataclasses import dataclass

from firststeps.keywords.augment import Variation
from firststeps.keywords.models import MICRO, Architecture
from firststeps.keywords.train import Recipe


@dataclass(frozen=True)
class Plan:
    """One model."""

    architecture: Architecture
    recipe: Recipe


PLANS = {
    # A network as small as this has no room to spare: on validation, blanked time together with wider gains cost it
    # accuracy, and so did more smoothing of labels.
    "micro": Plan(
        MICRO,
        Recipe(epochs=90, label_smoothing=0.02, variation=Variation(gain=(-5.0, 5.0), bands=(1, 4), spans=(0, 0))),
    ),
}
