"""Which parts of a dog say dog

Cover a part of a photograph and ask again. Where the answer suffers, the
network was looking. The parts of the face that people would name count for
more than their size, and not all of them on every photograph.
"""

# %% A cover, laid everywhere
from firststeps import book
from firststeps.figures.description import (
    Axis,
    Chart,
    Curve,
    Picture,
    Pictures,
    Points,
)
from firststeps.images import photographs
from firststeps.images.files import read_image
from firststeps.images.occlusion import Cover, occlusion_map, share_inside
from firststeps.images.sight import SIDE, Sight, fitted, fitted_box

import numpy as np
from PIL import Image

SEED = book.seed(7)
eye = Sight(
    book.input("models/efficientnet-lite0/efficientnet-lite0.tflite")
)
folder = book.dataset(photographs.NAME).path
listed = photographs.listed(book.input(folder / photographs.LIST))
cover = Cover()
book.fact("cover", cover.side, label="pixels of the cover")
book.fact("side", SIDE, label="pixels of the picture")


def dog(pixels):
    """Return how probable a dog is."""
    return eye.look(pixels).dog


heats, pictures, boxes = {}, {}, {}
for photograph in listed:
    if not photograph.parts:
        continue
    whole = read_image(book.input(folder / photograph.file))
    pixels = fitted(whole)
    heat = occlusion_map(dog, pixels, cover)
    name = photograph.name
    heats[name], pictures[name] = heat, pixels
    boxes[name] = {
        part: [fitted_box(box, whole.shape) for box in found]
        for part, found in photograph.parts.items()
    }
    boxes[name]["whole dog"] = [fitted_box(photograph.dog, whole.shape)]
    print(
        f"{name:12} {dog(pixels):4.0%} before, at the worst place "
        f"{dog(pixels) - heat.max():4.0%}"
    )
book.fact("photographs", len(heats), label="photographs")


worst = {n: dog(pictures[n]) - heats[n].max() for n in heats}
falls = [100 * heat.max() for heat in heats.values()]
book.fact(
    "most_lost", max(falls), label="lost at the worst place", unit="%"
)
book.fact("least_left", 100 * min(worst.values()), label="left", unit="%")


# %% Where it hurts
def small(pixels):
    """Return a picture as it is shown here."""
    return np.asarray(
        Image.fromarray(pixels).resize((SIDE // 5, SIDE // 5))
    )


def glowing(name):
    """Return a photograph, dark where a cover does not matter."""
    heat = np.maximum(heats[name], 0)
    light = np.sqrt(heat / heat.max())[..., np.newaxis]
    return np.rint(pictures[name] * (0.15 + 0.85 * light)).astype(np.uint8)


names = list(heats)
book.figure(
    "maps",
    Pictures(
        title="Where the answer suffers",
        pictures=tuple(
            Picture(f"{name}{kind}", small(shown(name)), 255)
            for name in names
            for kind, shown in (("", pictures.get), (", lit", glowing))
        ),
        caption="Beside each photograph the same, lit where covering takes "
        "most away from *dog*. Photographs: Davis E. King, Joseph Redmon.",
    ),
)

# %% Right, for the wrong reason
WALK = "dog-walk"
HORSE = (308, 100, 452, 262)  # where we see it
(walk,) = (photograph for photograph in listed if photograph.name == WALK)
whole = read_image(book.input(folder / walk.file))
pictures[WALK] = fitted(whole)
heats[WALK] = occlusion_map(dog, pictures[WALK], cover)
shares = {
    name: share_inside(heats[WALK], [fitted_box(box, whole.shape)])
    for name, box in (("dog", walk.dog), ("horse", HORSE))
}
for name, (heat, area) in shares.items():
    print(f"{name:6} {heat:4.0%} of the heat, {area:4.0%} of the picture")
    book.fact(f"walk_{name}", 100 * heat, label=f"heat, {name}", unit="%")
    book.fact(
        f"walk_{name}_area", 100 * area, label="of the area", unit="%"
    )
book.fact("walk", 100 * dog(pictures[WALK]), label="dog, it says", unit="%")
book.figure(
    "walk",
    Pictures(
        title="A dog, it says",
        pictures=(
            Picture("what it is given", small(pictures[WALK]), 255),
            Picture("lit", small(glowing(WALK)), 255),
        ),
        caption="The dog is cut off at the left, the horse is at the "
        "right. Photograph: Joseph Redmon.",
    ),
)

# %% Part by part
DRAWS = 500
random = np.random.default_rng(SEED)
PARTS = ("eye", "nose", "ear", "leg", "torso", "whole dog")


def elsewhere(name, part):
    """Return boxes as large as those of a part, anywhere in the picture."""
    placed = []
    for left, top, right, bottom in boxes[name][part]:
        wide, high = min(right - left, SIDE), min(bottom - top, SIDE)
        x = int(random.integers(SIDE - wide + 1))
        y = int(random.integers(SIDE - high + 1))
        placed.append((x, y, x + wide, y + high))
    return placed


rows = []
for part in PARTS:
    having = [name for name in names if part in boxes[name]]
    ratios, chances = [], []
    for name in having:
        heat, area = share_inside(heats[name], boxes[name][part])
        if area == 0:  # cut off with the margin
            continue
        ratios.append(heat / area)
        others = [
            share_inside(heats[name], elsewhere(name, part))
            for _ in range(DRAWS)
        ]
        chances.append(np.mean([h / a >= heat / area for h, a in others]))
    rows.append((part, ratios, float(np.mean(chances))))
    told = ", ".join(f"{ratio:.1f}" for ratio in ratios)
    print(f"{part:10} {np.mean(ratios):4.1f} times its area   ({told})")
    key = part.replace(" ", "_")
    book.fact(key, float(np.mean(ratios)), label=f"{part}: times its area")
    book.fact(f"{key}_least", min(ratios), label=f"{part}: least of all")
    book.fact(
        f"{key}_chance",
        100 * float(np.mean(chances)),
        label=f"boxes elsewhere that reach as much as the {part}",
        unit="%",
    )
book.table(
    "parts",
    {
        "part": [part for part, *_ in rows],
        "photographs": [len(ratios) for _, ratios, _ in rows],
        "times its area": [round(np.mean(r), 1) for _, r, _ in rows],
        "least": [round(min(r), 1) for _, r, _ in rows],
        "most": [round(max(r), 1) for _, r, _ in rows],
        "by chance, %": [round(100 * chance) for *_, chance in rows],
    },
)
ordered = sorted(rows[:-1], key=lambda row: -np.mean(row[1]))
book.fact("first", ordered[0][0], label="the part that counts most")
book.fact("second", ordered[1][0], label="the part after it")
book.fact("last", ordered[-1][0], label="the part that counts least")
least = float(np.mean(ordered[-1][1]))
book.fact("last_times", least, label="its share by its area")
book.fact(
    "last_word",
    "more" if least > 1 else "less",
    label="than its area",
)
places = np.arange(len(PARTS)) + 0.5
book.figure(
    "times",
    Chart(
        title="Times its area",
        x_axis=Axis("part", names=PARTS),
        y_axis=Axis("share of the heat by share of the area"),
        layers=(
            Points(
                "a photograph",
                np.concatenate(
                    [
                        np.full(len(r), place)
                        for place, (_, r, _) in zip(
                            places, rows, strict=True
                        )
                    ]
                ),
                np.concatenate([r for _, r, _ in rows]),
                tone="truth",
            ),
            Curve(
                "as its area",
                np.array([0.0, len(PARTS)]),
                np.ones(2),
                tone="muted",
                dash="dashed",
            ),
        ),
        caption="A part that counts no more than any other place of the "
        "same size lies on the dashed line.",
    ),
)
