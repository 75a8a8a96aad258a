"""Only deep in the network do channels tell dogs from the rest

The network passes on hundreds of feature maps from layer to layer. We look
at three depths for the channels that tell our dogs from our other
photographs best, and ask which patches excite them most.
"""

# %% Features at three depths
from itertools import combinations

from firststeps import book
from firststeps.figures.description import Picture, Pictures
from firststeps.images import photographs, sight
from firststeps.images.efficientnet import receptive_field
from firststeps.images.files import read_image

import numpy as np
from PIL import Image

eye = sight.Sight(book.input(sight.FOLDER / sight.MODEL))
folder = book.dataset(photographs.NAME).path
listed = photographs.listed(book.input(folder / photographs.LIST))
pictures = [
    sight.fitted(read_image(book.input(folder / photograph.file)))
    for photograph in listed
]
looks = [eye.look(pixels).features for pixels in pictures]
depths = [np.stack(maps) for maps in zip(*looks, strict=True)]
has_dog = np.array([photograph.dog is not None for photograph in listed])
fields = [receptive_field(name) for name in sight.DEPTHS]
NAMES = ("shallow", "middle", "deep")

book.fact("photographs", len(listed), label="photographs")
book.fact("dogs", has_dog.sum(), label="photographs with a dog")
for name, features, field in zip(NAMES, depths, fields, strict=True):
    _, rows, columns, channels = features.shape
    book.fact(f"{name}_rows", rows, label=f"rows of a map, {name}")
    book.fact(f"{name}_channels", channels, label=f"channels, {name}")
    book.fact(f"{name}_field", field, label=f"receptive field, {name}")
    print(
        f"{name:8} {channels:4} maps of {rows:3} by {columns:3}, each "
        f"value from {field:3} pixels"
    )

# %% Which channels tell dogs from others?
SHOWN, PATCHES = 2, 3
book.fact("patches", PATCHES, label="patches shown for a channel")


def parted(values, dogs):
    """Return how far apart the means lie, in standard deviations."""
    apart = values[dogs].mean(0) - values[~dogs].mean(0)
    spread = np.hypot(values[dogs].std(0), values[~dogs].std(0))
    return apart / np.maximum(spread, 1e-6)


def clean(values, dogs):
    """Count channels that are stronger on each dog than on any other."""
    return (values[dogs].min(0) > values[~dogs].max(0)).sum()


chosen = []
divisions = [
    np.isin(np.arange(len(listed)), some)
    for some in combinations(range(len(listed)), int(has_dog.sum()))
]
book.fact("divisions", len(divisions), label="ways to part photographs")
for name, features in zip(NAMES, depths, strict=True):
    values = features.mean((1, 2))  # (photographs, channels)
    chosen.append(np.argsort(-parted(values, has_dog))[:SHOWN])
    real = clean(values, has_dog)
    chance = np.array([clean(values, some) for some in divisions])
    share = 100 * (chance >= real).mean()
    book.fact(f"{name}_clean", real, label=f"channels that part, {name}")
    book.fact(
        f"{name}_chance",
        chance.mean(),
        label=f"the same, mean of all divisions, {name}",
    )
    book.fact(
        f"{name}_as_many",
        share,
        label=f"divisions with as many, {name}",
        unit="%",
    )
    print(
        f"{name:8} {real:3} channels part dogs from others; any division "
        f"{chance.mean():5.2f} on average; {share:4.1f} % have as many"
    )

# %% What excites them
LARGEST, SIDE = 96, 48  # pixels of a patch, and as it is shown


def strongest(maps):
    """Return, for the photographs that excite most, which and where."""
    flat = maps.reshape(len(maps), -1)
    order = np.argsort(-flat.max(1))[:PATCHES]
    return [
        (which, *np.unravel_index(flat[which].argmax(), maps.shape[1:]))
        for which in order
    ]


def cut(pixels, row, column, rows, field):
    """Return the patch that a value of a map is computed from."""
    side = min(field, LARGEST)
    middles = [(place + 0.5) * sight.SIDE / rows for place in (row, column)]
    top, left = (
        min(max(round(middle - side / 2), 0), sight.SIDE - side)
        for middle in middles
    )
    patch = pixels[top : top + side, left : left + side]
    if side <= SIDE:
        return patch
    image = Image.fromarray(patch)
    return np.asarray(image.resize((SIDE, SIDE), Image.Resampling.BOX))


book.fact("largest", LARGEST, label="pixels of the largest patch shown")
EXAMPLE = [photograph.name for photograph in listed].index("dog-smile")
titles = ("A shallow layer", "A layer in the middle", "The deepest layer")
for name, title, features, field, channels in zip(
    NAMES, titles, depths, fields, chosen, strict=True
):
    shown = []
    best = []
    for channel in channels:
        maps = features[..., channel]
        found = strongest(maps)
        best += [has_dog[which] for which, *_ in found]
        for which, row, column in found:
            patch = cut(pictures[which], row, column, len(maps[0]), field)
            label = listed[which].name
            shown.append(Picture(label, patch, 255))
        seen = maps[EXAMPLE]
        if len(seen) > SIDE:
            image = Image.fromarray(seen.astype(np.float32))
            seen = np.asarray(
                image.resize((SIDE + 8, SIDE + 8), Image.Resampling.BOX)
            )
        seen = np.maximum(seen, 0)
        grey = np.rint(255 * seen / max(seen.max(), 1e-6))
        shown.append(Picture("map of dog-smile", grey, 255))
        print(
            f"{name:8} channel {channel:4}: "
            + ", ".join(listed[which].name for which, *_ in found)
        )
    book.fact(
        f"{name}_on_dogs", sum(best), label=f"patches of dogs, {name}"
    )
    book.fact(f"{name}_patches", len(best), label=f"patches, {name}")
    book.figure(
        name,
        Pictures(
            title=title,
            pictures=tuple(shown),
            caption="Two channels, one after the other. Of each: the "
            "patches of three photographs that excite it most, and its "
            "map of one photograph, white where it is strong.",
        ),
    )
