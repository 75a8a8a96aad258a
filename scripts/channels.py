"""What the channels of a trained network respond to

Nobody wrote its kernels. At three depths, the channels that tell our dogs
from the other photographs best, and the pieces of all photographs to which
they respond most. The shallow ones find edges and colours, the deep ones
whole heads. None of them is an ear or an eye and nothing else.
"""

# %% All answers at three depths
from firststeps import book
from firststeps.figures.description import Picture, Pictures
from firststeps.images import photographs
from firststeps.images.efficientnet import receptive_field
from firststeps.images.files import read_image
from firststeps.images.sight import DEPTHS, SIDE, Sight, fitted

import numpy as np
from PIL import Image

eye = Sight(
    book.input("models/efficientnet-lite0/efficientnet-lite0.tflite")
)
folder = book.dataset(photographs.NAME).path
listed = photographs.listed(book.input(folder / photographs.LIST))
pictures = [fitted(read_image(book.input(folder / p.file))) for p in listed]
dog = np.array([p.dog is not None for p in listed])
answers = [eye.look(pixels).features for pixels in pictures]
features = [np.array(depth) for depth in zip(*answers, strict=True)]
fields = [min(SIDE, receptive_field(name)) for name in DEPTHS]
for maps, field in zip(features, fields, strict=True):
    places, channels = maps.shape[1], maps.shape[3]
    print(
        f"{channels:5} channels, {places:3} by {places:3} places, ", end=""
    )
    print(f"each sees {field:3} by {field:3} pixels")
for key, values in (
    ("channels", [maps.shape[3] for maps in features]),
    ("places", [maps.shape[1] for maps in features]),
    ("fields", fields),
):
    book.fact(key, values, label=f"{key} at the three depths")
book.fact("side", SIDE, label="pixels of a picture")
book.fact("photographs", len(listed), label="photographs")


# %% Channels that tell dogs apart
def telling(maps):
    """Return the channels in the order of how well they tell dogs apart.

    For each the strongest answer on every photograph; the difference of
    the means with and without a dog, by the spread.
    """
    strongest = maps.max(axis=(1, 2))
    apart = strongest[dog].mean(0) - strongest[~dog].mean(0)
    return np.argsort(-apart / (strongest.std(0) + 0.1), kind="stable")


SHOWN = 2
chosen = [telling(maps)[:SHOWN] for maps in features]
for depth, (maps, best) in enumerate(zip(features, chosen, strict=True)):
    for channel in best:
        strongest = maps[..., channel].max(axis=(1, 2))
        order = np.argsort(-strongest, kind="stable")
        told = ", ".join(listed[place].name for place in order[:4])
        print(f"depth {depth + 1}, channel {channel:4}: {told}")
book.fact(
    "chosen",
    [int(channel) for best in chosen for channel in best],
    label="channels that are shown",
)
overlap = []
for maps in features:
    strongest = maps.max(axis=(1, 2))
    clear = strongest[dog].min(0) > strongest[~dog].max(0)
    overlap.append(int(clear.sum()))
book.fact("clear", overlap, label="channels that every dog moves more")
print(f"channels that every dog moves more than the rest: {overlap}")

# %% Drawn
PIECES, PIECE = 3, 48  # pieces of a channel, and their pixels as shown
MAP = 28  # places of a map as shown, at most


def piece(depth, channel, rank):
    """Return the piece of a photograph that moves a channel most.

    The photograph is the one with the given rank; what is shown is what
    one place of the channel sees, and never less than the piece.
    """
    maps = features[depth][..., channel]
    photo = np.argsort(-maps.max(axis=(1, 2)), kind="stable")[rank]
    place = np.unravel_index(maps[photo].argmax(), maps[photo].shape)
    length = max(fields[depth], 16)
    scale = SIDE / maps.shape[1]
    top, left = (
        int(np.clip((at + 0.5) * scale - length / 2, 0, SIDE - length))
        for at in place
    )
    cut = Image.fromarray(
        pictures[photo][top : top + length, left : left + length]
    )
    return np.asarray(cut.resize((PIECE, PIECE)))


WITH = [p.name for p in listed].index("dog-smile")


def feature_map(depth, channel):
    """Return the answers of a channel on one photograph, from 0 to 255."""
    found = features[depth][WITH, ..., channel]
    every = max(1, len(found) // MAP)
    few = found[
        : len(found) // every * every, : len(found) // every * every
    ]
    few = few.reshape(len(few) // every, every, -1, every).max(axis=(1, 3))
    return np.rint(255 * few / max(few.max(), 1e-6))


TITLES = ("Shallow", "In between", "Deep")
for depth, title in enumerate(TITLES):
    book.figure(
        f"depth{depth + 1}",
        Pictures(
            title=title,
            pictures=tuple(
                picture
                for number, channel in enumerate(chosen[depth])
                for picture in (
                    Picture(
                        f"channel {{chosen[{SHOWN * depth + number}]}}",
                        feature_map(depth, channel),
                        255,
                    ),
                    *(
                        Picture(
                            "moves it", piece(depth, channel, rank), 255
                        )
                        for rank in range(PIECES)
                    ),
                )
            ),
            caption=f"Two of {{channels[{depth}]}} channels: each on the "
            "brown dog's photograph, bright where it answers, and the "
            "pieces of three photographs to which it answers most.",
        ),
    )
