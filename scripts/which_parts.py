"""Covering an eye costs more than its size; an ear, a leg, a torso doesn't

A grey square slides over the photograph. Where it takes the most from the
answer "dog", there the answer comes from. A second way needs no covering:
the last layer says what each place adds to the score. Both are compared
with boxes around the parts of the dog, drawn by hand.
"""

# %% The network looks
from firststeps import book
from firststeps.figures.description import Picture, Pictures
from firststeps.images import parts, photographs, sight
from firststeps.images.files import read_image

import numpy as np

SEED = book.seed(7)
PATCH, STEP = 32, 16  # pixels
eye = sight.Sight(book.input(sight.FOLDER / sight.MODEL))
weights = eye.weights
folder = book.dataset(photographs.NAME).path
listed = [
    photograph
    for photograph in photographs.listed(
        book.input(folder / photographs.LIST)
    )
    if photograph.dog
]
book.fact("patch", PATCH, label="pixels, side of the grey square")
book.fact("step", STEP, label="pixels from one square to the next")
book.fact("side", sight.SIDE, label="pixels, side of the picture")
book.fact("dogs", len(listed), label="photographs with a dog")

# %% Covering, and asking each place
covered, added, shown, boxes = {}, {}, {}, {}
for photograph in listed:
    pixels = read_image(book.input(folder / photograph.file))
    height, width = pixels.shape[:2]
    shown[photograph.name] = sight.fitted(pixels)
    covered[photograph.name] = parts.occlusion(
        eye, shown[photograph.name], PATCH, STEP
    )
    seen = eye.look(shown[photograph.name])
    added[photograph.name] = parts.enlarged(
        parts.activation_map(seen, weights)
    )
    boxes[photograph.name] = {
        part: [
            box
            for given in found
            if (box := parts.placed(given, width, height))
        ]
        for part, found in {
            "dog": [photograph.dog],
            **photograph.parts,
        }.items()
    }
    fall = 1 - np.exp(-covered[photograph.name].max())
    print(
        f"{photograph.name:12} before {seen.dog:4.0%}; where "
        f"covering costs most, the odds fall by {fall:4.0%}"
    )
book.fact(
    "looks",
    ((sight.SIDE - PATCH) // STEP + 1) ** 2,
    label="squares for a photograph",
)

# %% Where it is warm
CUT = 3  # pixels become one, for the page
EDGE = sight.SIDE // CUT


def coarser(values):
    """Return a picture or map with fewer pixels, each the mean of nine."""
    cut = values[: EDGE * CUT, : EDGE * CUT]
    shape = (EDGE, CUT, EDGE, CUT, *values.shape[2:])
    return cut.reshape(shape).mean((1, 3))


def lit(pixels, heat):
    """Return the picture in grey, and warm places in orange."""
    warm = np.maximum(heat, 0) / heat.max()
    grey = coarser(pixels).mean(2, keepdims=True) / 255 * 0.7
    share = coarser(warm)[..., None]
    orange = np.array([1.0, 0.55, 0.0])
    return np.rint(255 * (grey * (1 - share) + orange * share))


def heat_figure(key, names, title, caption):
    """Show the photographs, and both maps of each."""
    book.figure(
        key,
        Pictures(
            title=title,
            pictures=tuple(
                picture
                for name in names
                for picture in (
                    Picture(name, np.rint(coarser(shown[name])), 255),
                    Picture(
                        "covering costs",
                        lit(shown[name], covered[name]),
                        255,
                    ),
                    Picture(
                        "the place adds", lit(shown[name], added[name]), 255
                    ),
                )
            ),
            caption=caption,
        ),
    )


faces = [name for name in shown if boxes[name].get("nose")]
heat_figure(
    "grey_dogs",
    ["dog-curly", "dog-disc"],
    "Where the dog is seen",
    "The more orange, the more covering a place takes from the log-odds "
    "of a dog, or the more the place adds to the score. Each map has its "
    "own scale. Photographs: Davis E. King.",
)
heat_figure(
    "brown_dogs",
    ["dog-smile", "dog-towel"],
    "Where two brown dogs are seen",
    "As before. Photographs: Davis E. King.",
)
heat_figure(
    "whole",
    ["dog-bicycle", "dog-walk"],
    "Small in the picture",
    "The same for two photographs on which the dog is small. Photographs: "
    "Joseph Redmon.",
)
most = {
    name: 100 * (1 - np.exp(-heat.max())) for name, heat in covered.items()
}
close = [name for name in faces if name != "dog-bicycle"]
book.fact(
    "faces_most",
    max(most[name] for name in close),
    label="most that the odds fall, faces",
    unit="%",
)
book.fact(
    "bicycle_most",
    most["dog-bicycle"],
    label="most that the odds fall, dog before a bicycle",
    unit="%",
)
book.fact(
    "walk_most",
    most["dog-walk"],
    label="most that the odds fall, dog on a walk",
    unit="%",
)

# %% The dog, or the horse?
HORSE = (309, 104, 452, 258)  # in the photograph, by eye
WALK = "dog-walk"
walk = read_image(book.input(folder / f"{WALK}.jpg"))
horse = parts.placed(HORSE, walk.shape[1], walk.shape[0])
assert horse is not None
print(f"as it is:      a dog, {eye.look(shown[WALK]).dog:4.0%}")
dog = boxes[WALK]["dog"][0]
for what, under in (
    ("dog", [dog]),
    ("horse", [horse]),
    ("both", [dog, horse]),
):
    without = shown[WALK].copy()
    without[parts.mask(under)] = parts.GREY
    left = 100 * eye.look(without).dog
    book.fact(
        f"without_{what}",
        left,
        label=f"a dog, without the {what}",
        unit="%",
    )
    print(f"{what:5} covered: a dog, {left:3.0f}%")
book.fact(
    "walk",
    100 * eye.look(shown[WALK]).dog,
    label="a dog, on the walk",
    unit="%",
)

# %% The parts
RANDOM = 300
random = np.random.default_rng(SEED)
names = ("nose", "eye", "ear", "torso", "leg")
book.fact("random", RANDOM, label="random places for each box")
book.fact("faces", len(faces), label="photographs with parts")
rows = []
for part in names:
    with_part = [name for name in faces if boxes[name].get(part)]
    kept = {"covered": [], "added": [], "random": [], "above": []}
    for name in with_part:
        inside = parts.mask(boxes[name][part])
        (dog,) = boxes[name]["dog"]
        here = parts.times_its_area(covered[name], inside)
        elsewhere = np.array(
            [
                parts.times_its_area(
                    covered[name],
                    parts.mask(parts.moved(boxes[name][part], dog, random)),
                )
                for _ in range(RANDOM)
            ]
        )
        kept["covered"].append(here)
        kept["added"].append(parts.times_its_area(added[name], inside))
        kept["random"].append(elsewhere.mean())
        kept["above"].append(here > elsewhere.mean())
    middle = {key: float(np.median(values)) for key, values in kept.items()}
    rows.append((part, len(with_part), middle, sum(kept["above"])))
    book.fact(
        f"{part}_each",
        kept["covered"],
        label=f"{part}: heat by covering, photograph by photograph",
    )
    book.fact(
        f"{part}_above",
        sum(kept["above"]),
        label=f"{part}: photographs with more than random boxes",
    )
    book.fact(
        f"{part}_photographs", len(with_part), label=f"{part}: photographs"
    )
    for key, label in (
        ("covered", "heat by covering, times the area"),
        ("added", "heat by what places add, times the area"),
        ("random", "the same by covering, random boxes on the dog"),
    ):
        book.fact(f"{part}_{key}", middle[key], label=f"{part}: {label}")
    alone = " ".join(f"{value:4.1f}" for value in kept["covered"])
    print(
        f"{part:6} {middle['covered']:4.1f}  random {middle['random']:4.1f}"
        f"  adds {middle['added']:4.1f}   one by one: {alone}"
    )
book.table(
    "parts",
    {
        "part": [part for part, *_ in rows],
        **{
            heading: [round(middle[key], 1) for _, _, middle, _ in rows]
            for key, heading in (
                ("covered", "covering"),
                ("random", "random box on the dog"),
                ("added", "what places add"),
            )
        },
        "more than random": [
            f"{above} of {count}" for _, count, _, above in rows
        ],
    },
)

# %% Do both ways agree?
agreement = [
    np.corrcoef(covered[name].ravel(), added[name].ravel())[0, 1]
    for name in shown
]
book.fact("agree_least", min(agreement), label="least correlation of maps")
book.fact("agree_most", max(agreement), label="largest correlation of maps")
on_dog = {
    name: parts.times_its_area(covered[name], parts.mask(found["dog"]))
    for name, found in boxes.items()
}
for name in ("dog-bicycle", "dog-walk"):
    book.fact(
        f"on_{name.replace('-', '_')}",
        on_dog[name],
        label=f"{name}: heat in the dog's box, times its area",
    )
print(f"correlation of both maps {min(agreement):.2f}", end=" ")
print(f"to {max(agreement):.2f}")
print({name: round(value, 1) for name, value in on_dog.items()})
