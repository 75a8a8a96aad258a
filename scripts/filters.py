"""Nine numbers find every edge of a photograph

A filter lays the same small block of weights over every place of a
picture. Which weights these are decides what it answers to: edges, stripes
of one direction, or nothing but the mean. It does not mind where in the
picture something is.
"""

# %% A photograph
from firststeps import book
from firststeps.figures.description import Picture, Pictures
from firststeps.images import photographs
from firststeps.images.files import read_image
from firststeps.images.filters import (
    convolve,
    gabor,
    gaussian,
    sharpening,
    sobel,
)

import numpy as np
from PIL import Image

NAME = "dog-smile"
HIGH, WIDE = 64, 60  # pixels, as it is shown here
folder = book.dataset(photographs.NAME).path
whole = read_image(book.input(folder / f"{NAME}.jpg"))
resized = Image.fromarray(whole).resize(
    (WIDE, HIGH), Image.Resampling.LANCZOS
)
pixels = np.asarray(resized)
FULL = 255  # the largest value of an eight-bit channel
scaled = pixels / FULL  # numbers from 0 to 1
grey = scaled.mean(2)

book.fact("whole", list(whole.shape), label="shape of the photograph")
book.fact("shape", list(pixels.shape), label="shape that we work with")
book.fact("full", FULL, label="the largest value of a channel")
sums = pixels.sum(2, dtype=int)  # whole numbers; three times the grey
book.fact(
    "sums",
    sums.ravel(),
    label="colours of each pixel, added up",
    tolerance=3,  # decoders of JPEG may differ by a level in each colour
)
print(f"photograph  {whole.shape}, {whole.dtype}, up to {whole.max()}")
print(f"resized     {pixels.shape}, {pixels.dtype}, up to {pixels.max()}")
print(
    f"scaled      {scaled.shape}, {scaled.dtype}, up to {scaled.max():.2f}"
)
print(f"grey        {grey.shape}, mean {grey.mean():.2f}")
book.figure(
    "prepared",
    Pictures(
        title="Made ready",
        pictures=(
            Picture("resized", pixels, 255),
            Picture("grey", np.rint(255 * grey), 255),
        ),
        caption="The photograph with {shape[0]} rows of {shape[1]} pixels, "
        "and the mean of its three colours. Photograph: Davis E. King, "
        "Boost Software License.",
    ),
)

# %% One place, by hand
ROW, COLUMN = 32, 24  # at the rim of an eye
patch = grey[ROW - 1 : ROW + 2, COLUMN - 1 : COLUMN + 2]
products = sobel("x") * patch
print("   pixels                 weights      products")
for values, weights, results in zip(
    patch, sobel("x"), products, strict=True
):
    parts = (
        " ".join(f"{value:5.2f}" for value in values),
        " ".join(f"{weight:2.0f}" for weight in weights),
        " ".join(f"{result:5.2f}" for result in results),
    )
    print("  ".join(parts))
print(f"added up: {products.sum():.2f}")
book.fact("answer", products.sum(), label="the answer at that place")
book.fact("row", ROW, label="its row")
book.fact("column", COLUMN, label="its column")

# %% Edges, everywhere
edges = {name: convolve(grey, sobel(name)) for name in ("x", "y")}
assert np.isclose(edges["x"][ROW, COLUMN], products.sum())
strength = np.hypot(edges["x"], edges["y"])


def shown(answer):
    """Return answers as grey values: none is grey, the largest white."""
    largest = np.abs(answer).max()
    return np.rint(127.5 + 127.5 * answer / largest)


book.figure(
    "edges",
    Pictures(
        title="Edges",
        pictures=(
            Picture("to the right", shown(edges["x"]), 255),
            Picture("downwards", shown(edges["y"]), 255),
            Picture(
                "any direction",
                np.rint(255 * strength / strength.max()),
                255,
            ),
        ),
        caption="Two kernels of nine weights. In the first two pictures "
        "white is where it gets brighter in that direction, black where it "
        "gets darker, grey where neither. The third puts both together.",
    ),
)
even = 100 * (strength < strength.max() / 4).mean()
book.fact("quiet", even, label="places with hardly an edge", unit="%")
print(f"{even:.0f} % of the places have less than a quarter of the edge")

# %% It does not mind where
MOVED = 7
moved = convolve(np.roll(grey, MOVED, axis=1), sobel("x"))
inside = edges["x"][:, 1 : -MOVED - 1]  # the margins are made up
same = np.allclose(moved[:, MOVED + 1 : -1], inside)
told = "moves along" if same else "is another"
book.fact("moved", MOVED, label="pixels by which the picture was moved")
book.fact("same", told, label="what its answer does")
print(f"The picture is moved by {MOVED} pixels, and the answer {told}.")

# %% Blurred and sharpened
SIDE, DEVIATION = 9, 2.0
blurred = convolve(grey, gaussian(SIDE, DEVIATION))
sharpened = convolve(grey, sharpening(SIDE, DEVIATION))


def strong(picture):
    """Return how strong its edges are, in percent of those before."""
    return 100 * convolve(picture, sobel("x")).std() / edges["x"].std()


left, gained = strong(blurred), strong(sharpened)
book.fact("blur_side", SIDE, label="pixels of the kernel that blurs")
book.fact("left", left, label="of the edges, left after it", unit="%")
book.fact("gained", gained, label="of the edges, sharpened", unit="%")
print(f"blurred     edges are {left:.0f} % as strong as before")
print(f"sharpened   edges are {gained:.0f} % as strong")
book.figure(
    "blur",
    Pictures(
        title="Blurred and sharpened",
        pictures=(
            Picture("before", np.rint(255 * grey), 255),
            Picture("blurred", np.rint(255 * blurred), 255),
            Picture("sharpened", np.rint(255 * sharpened.clip(0, 1)), 255),
        ),
        caption="Blurred, each pixel is the mean of its neighbourhood, "
        "{blur_side} by {blur_side} pixels, near ones counting more. "
        "Sharpened, it is moved away from that mean.",
    ),
)

# %% Stripes
ANGLES = (0, 45, 90, 135)
WAVES = (4, 8)  # pixels from one stripe to the next
kernels = {
    (wave, angle): gabor(2 * wave + 1, wave, angle)
    for wave in WAVES
    for angle in ANGLES
}
answers = {
    key: np.abs(convolve(grey, kernel)) for key, kernel in kernels.items()
}
names = {
    (wave, angle): f"{{angles[{column}]}}° {{waves[{row}]}} px"
    for row, wave in enumerate(WAVES)
    for column, angle in enumerate(ANGLES)
}
book.fact("angles", ANGLES, label="directions", unit="°")
book.fact("waves", WAVES, label="from one stripe to the next", unit="px")
book.figure(
    "kernels",
    Pictures(
        title="Kernels of Gabor's",
        pictures=tuple(
            Picture(names[key], shown(kernel), 255)
            for key, kernel in kernels.items()
        ),
        caption="Stripes that fade away from the middle, in four "
        "directions, narrow and wide. White weights are above zero, black "
        "ones below.",
    ),
)
HEAD = np.s_[10:50, 10:50]  # rows and columns; to be seen larger
most = {
    wave: max(answers[wave, angle].max() for angle in ANGLES)
    for wave in WAVES
}
book.figure(
    "stripes",
    Pictures(
        title="What each of them finds",
        pictures=tuple(
            Picture(
                names[wave, angle],
                np.rint(
                    255 * np.minimum(1, 1.5 * answer[HEAD] / most[wave])
                ),
                255,
            )
            for (wave, angle), answer in answers.items()
        ),
        caption="Bright: here the head has stripes of this direction and "
        "width, or something that looks like one.",
    ),
)

# %% Which direction wins
for wave in WAVES:
    best = np.argmax([answers[wave, angle] for angle in ANGLES], axis=0)
    wins = (
        100 * np.bincount(best.ravel(), minlength=len(ANGLES)) / best.size
    )
    book.fact(f"wins_{wave}", wins, label="places won", unit="%")
    shares = "  ".join(
        f"{angle}°: {share:.0f} %"
        for angle, share in zip(ANGLES, wins, strict=True)
    )
    print(f"{wave} px  {shares}")

# %% Nine weights to begin with
HALF = 1 / np.sqrt(2 * np.log(2))  # pixels away, a weight is half as large
begin_with = {
    "to_the_right": sobel("x"),
    "downwards": sobel("y"),
    "blur": gaussian(3, HALF),
    "sharpen": sharpening(3, HALF),
}
for name, weights in begin_with.items():
    book.fact(f"weights_{name}", weights.ravel(), label="weights by rows")
    listed = " ".join(f"{weight:g}" for weight in weights.ravel())
    print(f"{name:13}{listed}")
