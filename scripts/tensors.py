"""Blocks of numbers

Whatever enters a network is a block of numbers, and all that the network
knows of its form is a shape. From the shapes alone follows how many
parameters a network of dense layers has. For a photograph, nearly all of
them belong to the first layer.
"""

# %% A wine, a digit, two photographs
# All three come with scikit-learn: thirteen measurements of each of 178
# wines, digits written by hand, and two photographs (CC BY 2.0), a temple
# by danielbuechele and a flower by vultilion.
from itertools import pairwise

from firststeps import book
from firststeps.figures.description import (
    Arrow,
    Diagram,
    Node,
    Picture,
    Pictures,
)
from firststeps.learning.shapes import count_numbers, dense_shapes

import numpy as np
from sklearn.datasets import load_digits, load_sample_images, load_wine

wines = load_wine().data  # (wines, measurements)
digits = load_digits().images  # (pictures, rows, columns), from 0 to 16
temple, flower = load_sample_images().images  # (rows, columns, channels)

book.fact("wines", len(wines), label="wines in the table")
book.fact("digits", len(digits), label="digits written by hand")

# %% From one number to a batch
tensors = {
    "scalar": wines[0, 0],
    "vector": wines[0],
    "matrix": digits[0],
    "colour picture": flower,
    "batch": np.stack([temple, flower]),
}
for name, tensor in tensors.items():
    print(
        f"{name:14}  axes {tensor.ndim}  shape {tensor.shape!s:16}  "
        f"{tensor.dtype!s:7}  {tensor.nbytes:9,} bytes"
    )

book.fact(
    "alcohol", wines[0, 0], label="alcohol of the first wine", unit="%"
)
for name, tensor in tensors.items():
    key = name.replace(" ", "_")
    book.fact(f"{key}_axes", tensor.ndim, label=f"axes of the {name}")
    book.fact(
        f"{key}_shape",
        "\N{MULTIPLICATION SIGN}".join(map(str, tensor.shape)) or "none",
        label=f"shape of the {name}",
    )
    book.fact(f"{key}_numbers", tensor.size, label=f"numbers in the {name}")
    book.fact(
        f"{key}_bytes",
        tensor.nbytes,
        label=f"size of the {name}",
        unit="bytes",
    )

# %% The boxes
stages = (
    ("scalar", "scalar", "truth"),
    ("vector", "vector\n{vector_shape}", "truth"),
    ("matrix", "matrix\n{matrix_shape}", "guess"),
    ("photograph", "photograph\n{colour_picture_shape}", "second"),
    ("batch", "batch\n{batch_shape}", "second"),
)
book.figure(
    "boxes",
    Diagram(
        title="One more axis each time",
        nodes=tuple(
            Node(key, text, column=place, row=0, tone=tone)
            for place, (key, text, tone) in enumerate(stages)
        ),
        arrows=tuple(
            Arrow(before[0], after[0]) for before, after in pairwise(stages)
        ),
        caption="Several blocks of one kind, stacked, make a block with "
        "one more axis. The photograph holds {colour_picture_numbers:,} "
        "numbers, the batch {batch_numbers:,}.",
    ),
)

# %% A picture is a matrix
BRIGHTEST = 16
book.fact(
    "brightest", BRIGHTEST, label="the value of white in these digits"
)
book.figure(
    "matrix",
    Pictures(
        title="A digit, written by hand",
        pictures=(
            Picture("as a picture", digits[0], BRIGHTEST),
            Picture(
                "as the numbers that it is",
                digits[0],
                BRIGHTEST,
                numbers=True,
            ),
        ),
        caption="Both show the same matrix, {matrix_shape}. The paper is "
        "black here, and the ink of the zero is white.",
    ),
)

# %% A colour picture is three of them
# Blocks of ten by ten pixels are averaged, so that one can see the squares.
BLOCK = 10
rows, columns = (size // BLOCK for size in flower.shape[:2])
cut = flower[: rows * BLOCK, : columns * BLOCK].astype(float)
coarse = cut.reshape(rows, BLOCK, columns, BLOCK, 3).mean(axis=(1, 3))
coarse = coarse.round()
means = flower.mean(axis=(0, 1))

book.fact(
    "coarse_shape",
    "\N{MULTIPLICATION SIGN}".join(map(str, coarse.shape)),
    label="shape of the coarser picture",
)
book.fact("channels", coarse.shape[2], label="channels of a photograph")
book.fact("full", 255, label="the largest value of an eight-bit channel")
book.fact(
    "channel_means",
    means,
    label="mean of red, green and blue in the photograph",
    tolerance=0.5,
)
print(
    "Mean of red, green, blue:", ", ".join(f"{mean:.0f}" for mean in means)
)

book.figure(
    "channels",
    Pictures(
        title="A flower in three channels",
        pictures=(
            Picture("all three together", coarse, 255),
            *(
                Picture(f"{name} alone", coarse[..., place], 255)
                for place, name in enumerate(("red", "green", "blue"))
            ),
        ),
        caption="The photograph, made coarser to {coarse_shape}. Each "
        "channel is a grey picture of its own: white where there is much "
        "of that colour. Photograph by vultilion, Creative Commons "
        "Attribution.",
    ),
)

# %% The same numbers, another type
for dtype in (np.uint8, np.float32, np.float64):
    print(
        f"{dtype.__name__:8} {flower.astype(dtype).itemsize} bytes each, "
        f"{flower.astype(dtype).nbytes:9,} in all"
    )
book.fact(
    "float_type", np.dtype(np.float32).name, label="type of fractions"
)
book.fact(
    "float32_bytes",
    flower.astype(np.float32).nbytes,
    label="size of the photograph as float32",
    unit="bytes",
)
book.fact(
    "float32_each",
    np.float32().itemsize,
    label="size of one float32",
    unit="bytes",
)

# %% Counting parameters
# The third and the fourth are the same network: 32 neurons, then one for
# each of ten classes.  Only the pictures differ in size.
HIDDEN, CLASSES = 32, 10
SIDE = 224  # a usual size of photographs for networks
networks = {
    "one neuron": (1, (1,)),
    "two layers": (1, (2, 1)),
    "digits": (digits[0].size, (HIDDEN, CLASSES)),
    "photographs": (SIDE * SIDE * 3, (HIDDEN, CLASSES)),
}
counts = {}
for name, (inputs, units) in networks.items():
    shapes = dense_shapes(inputs, units)
    counts[name] = count_numbers(shapes)
    print(f"{name}: {' '.join(map(str, shapes))}")
    print(f"    {counts[name]:,} parameters")

book.fact("hidden", HIDDEN, label="neurons in the first layer")
book.fact("classes", CLASSES, label="classes of digits")
book.fact("side", SIDE, label="width and height of the photographs")
for name, count in counts.items():
    key = name.replace(" ", "_")
    book.fact(f"{key}_parameters", count, label=f"parameters: {name}")

first_layer = count_numbers(dense_shapes(SIDE * SIDE * 3, (HIDDEN,)))
book.fact(
    "photographs_inputs",
    SIDE * SIDE * 3,
    label="numbers in a photograph for networks",
)
book.fact(
    "photographs_first_share",
    100 * first_layer / counts["photographs"],
    label="share of the parameters that is in the first layer",
    unit="%",
)
book.fact(
    "photographs_megabytes",
    counts["photographs"] * np.float32().itemsize / 1e6,
    label="size of its parameters as float32",
    unit="MB",
)
book.fact(
    "times_as_many",
    counts["photographs"] / counts["digits"],
    label="parameters for photographs, as a multiple of those for digits",
)
