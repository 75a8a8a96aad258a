"""The models of this book: what each is made of, and how it is trained."""

from __future__ import annotations

from dataclasses import dataclass

from firststeps.keywords.models import MICRO, Architecture
from firststeps.keywords.train import Recipe


@dataclass(frozen=True)
class Plan:
    """One model."""

    architecture: Architecture
    recipe: Recipe


PLANS = {"micro": Plan(MICRO, Recipe())}
