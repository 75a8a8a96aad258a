"""Many pictures from one, and none of them the same numbers

Turned, flipped, skewed, cropped or in another light, a dog is the same dog.
For a network these are new pictures: counted in pixels, some of them are
farther from the first than a picture of something else.
"""

# %% One photograph
from firststeps import book
from firststeps.figures.description import Picture, Pictures
from firststeps.images import photographs
from firststeps.images.augment import Change, changed, drawn
from firststeps.images.files import read_image

import numpy as np
from PIL import Image

SEED = book.seed(7)
SIDE = 32  # pixels, as many as the next page's network sees
folder = book.dataset(photographs.NAME).path
listed = photographs.listed(book.input(folder / photographs.LIST))


def square(name):
    """Return a photograph as a square of few pixels, its sides cut off."""
    whole = Image.fromarray(read_image(book.input(folder / f"{name}.jpg")))
    side = min(whole.size)
    left, top = ((length - side) / 2 for length in whole.size)
    box = (left, top, left + side, top + side)
    return np.asarray(
        whole.resize((SIDE, SIDE), Image.Resampling.LANCZOS, box)
    )


dog = square("dog-towel")

# %% One change at a time
CHANGES = {
    "turned": Change(turn=15),
    "flipped": Change(flip=True),
    "skewed": Change(skew=0.25),
    "cropped": Change(crop=0.75),
    "darker": Change(brightness=0.7),
    "less contrast": Change(contrast=0.6),
    "less colour": Change(colour=0.3),
}
varied = {name: changed(dog, change) for name, change in CHANGES.items()}
book.figure(
    "changes",
    Pictures(
        title="The same dog",
        pictures=(
            Picture("as it was", dog, 255),
            *(
                Picture(name, pixels, 255)
                for name, pixels in varied.items()
            ),
        ),
        caption="What was not in the photograph is filled up by its mirror "
        "image. Photograph: Davis E. King, Boost Software License.",
    ),
)


# %% How far apart, in pixels
def distance(one, other):
    """Return the root of the mean squared difference of two pictures."""
    return float(np.sqrt(((one.astype(float) - other) ** 2).mean()))


others = {
    photograph.name: distance(dog, square(photograph.name))
    for photograph in listed
    if photograph.name != "dog-towel"
}
nearest = min(others, key=others.get)
book.fact("nearest", nearest, label="the nearest other photograph")
book.fact("other", others[nearest], label="its distance")
rows = []
for name, pixels in varied.items():
    rows.append((name, distance(dog, pixels)))
    print(f"{name:14} {rows[-1][1]:5.1f}")
print(f"{nearest:14} {others[nearest]:5.1f}, another photograph")
book.table(
    "distances",
    {
        "picture": [*(name for name, _ in rows), f"another: {nearest}"],
        "distance": [far for _, far in rows] + [others[nearest]],
    },
    formats={"distance": ".1f"},
)
mirrored = distance(dog, varied["flipped"])
nearer = "other" if others[nearest] < mirrored else "mirrored"
book.fact("nearer", nearer, label="nearer: another, or its mirror image")
book.fact("mirrored", mirrored, label="distance of its mirror image")
farther = [name for name, far in rows if far > others[nearest]]
book.fact("farther", len(farther), label="changes that lead farther away")
book.fact(
    "farthest", max(rows, key=lambda row: row[1])[0], label="farthest"
)
book.fact("changes", len(rows), label="changes")

# %% The same for all photographs
squares = {
    photograph.name: square(photograph.name) for photograph in listed
}
dogs = [photograph.name for photograph in listed if photograph.dog]


def neighbour(name):
    """Return the photograph that is nearest to another, in pixels."""
    rest = [other for other in squares if other != name]
    return min(
        rest, key=lambda rest: distance(squares[name], squares[rest])
    )


found = {name: neighbour(name) for name in squares}
to_dogs = [name for name in dogs if found[name] in dogs]
mirrors = [
    name
    for name, other in found.items()
    if distance(squares[name], squares[name][:, ::-1])
    > distance(squares[name], squares[other])
]
for name in dogs:
    print(f"{name:12} is nearest to  {found[name]}")
print(f"{len(mirrors)} of {len(squares)} photographs are nearer to another")
print("than to their own mirror image")
book.fact("photographs", len(squares), label="photographs")
book.fact("dogs", len(dogs), label="photographs with a dog")
book.fact("to_dogs", len(to_dogs), label="whose nearest is a dog, too")
book.fact("mirrors", len(mirrors), label="nearer to another than mirrored")

# %% All at once
DRAWN = 8
random = np.random.default_rng(SEED)
book.fact("drawn", DRAWN, label="pictures drawn")
book.fact("order", list(range(1, DRAWN + 1)), label="their numbers")
book.figure(
    "drawn",
    Pictures(
        title="Drawn by chance",
        pictures=tuple(
            Picture(
                f"{{order[{number}]}}", changed(dog, drawn(random)), 255
            )
            for number in range(DRAWN)
        ),
        caption="{drawn} of as many training images as one likes, made of "
        "one photograph: each change is drawn anew.",
    ),
)
