"""The models of this book: what each is made of, and how it is trained."""

from __future__ import annotations

from dataclasses import dataclass

from firststeps.keywords.augment import Variation
from firststeps.keywords.labels import LABELS, MICRO_LABELS, WAKE_LABELS
from firststeps.keywords.models import Architecture, OverBoth, OverTime
from firststeps.keywords.sampling import Shares
from firststeps.keywords.train import Recipe


@dataclass(frozen=True)
class Plan:
    """One model."""

    architecture: Architecture
    recipe: Recipe
    teacher: str | None = None  # the model whose probabilities it learns to give
    microcontroller: bool = False  # whether it is to fit one


# Many weights and many clips: there is room for voices that are slower, faster, higher and lower than those recorded.
WIDE = Variation(stretch=(0.85, 1.18), raise_by=(0.9, 1.1), bands=(2, 6), spans=(2, 15))

LESS_WIDE = Variation(stretch=(0.87, 1.15), raise_by=(0.92, 1.08), bands=(2, 5), spans=(2, 10))

# Other words need more of a batch than each of the ten does: they are many.
OFTEN_UNKNOWN = Shares(unknown=2.0, silence=1.0)


def _twelve(beginning: OverBoth, width: int, kernels: tuple[int, ...]) -> Architecture:
    """Return a network that hears all ten words in every frame of a second."""
    return Architecture(labels=LABELS, frames=98, bands=40, beginning=beginning, width=width, kernels=kernels)


PLANS = {
    "teacher": Plan(
        _twelve(OverBoth(narrow=32, wide=48, blocks=1), width=128, kernels=(9, 9, 11, 11, 13)),
        Recipe(epochs=36, peak_rate=4e-3, shares=OFTEN_UNKNOWN, variation=WIDE),
    ),
    # Less than half the weights and a third of the operations of its teacher; it blanks less, as it has less room.
    "spotter": Plan(
        _twelve(OverBoth(narrow=16, wide=32, blocks=1), width=80, kernels=(9, 9, 11, 11, 13)),
        Recipe(epochs=32, distilled=0.8, shares=OFTEN_UNKNOWN, variation=LESS_WIDE),
        teacher="teacher",
    ),
    # Not over 52,000 bytes: what MLPerf Tiny's network for the same task takes.
    "spotter-small": Plan(
        _twelve(OverBoth(narrow=16, wide=24, blocks=1), width=48, kernels=(9, 9, 11, 11)),
        Recipe(
            epochs=40,
            label_smoothing=0.05,
            distilled=0.9,
            shares=OFTEN_UNKNOWN,
            variation=Variation(stretch=(0.9, 1.11), raise_by=(0.95, 1.05), bands=(1, 5), spans=(1, 8)),
        ),
        teacher="teacher",
    ),
    # No more bytes and no more memory than TensorFlow's Micro Speech: 18,800 and 7,584.  A dense convolution is one
    # operation where a separable one is two, and operations take more room than weights in so small a file.  A network
    # as small as this has no clips to spare: blanked time together with wider gains cost it accuracy on validation.
    "micro": Plan(
        Architecture(
            labels=MICRO_LABELS,
            frames=49,
            bands=40,
            beginning=OverTime(kernel=5, stride=2),
            width=22,
            kernels=(5, 5, 5, 5),
            separable=False,
        ),
        Recipe(
            epochs=75,
            label_smoothing=0.02,
            distilled=0.9,
            variation=Variation(gain=(-5.0, 5.0), bands=(1, 4), spans=(0, 0)),
        ),
        teacher="teacher",
        microcontroller=True,
    ),
    # It listens always, so it has to cost next to nothing; and of its one word there are few clips, so it has to be
    # small.  All other words are drawn on, the commands among them: what it must not wake at is most of what is said.
    "wake-marvin": Plan(
        Architecture(
            labels=WAKE_LABELS,
            frames=98,
            bands=40,
            beginning=OverTime(kernel=10, stride=4),
            width=24,
            kernels=(5, 5, 5, 5),
            separable=False,
        ),
        Recipe(epochs=140, label_smoothing=0.02, shares=Shares(unknown=8.0, silence=2.0), variation=WIDE),
    ),
}
