"""A softmax never says that it does not know

The shares of the ten digits always add up to one. So a network that has
seen nothing but digits calls everything a digit, and is often sure of it.
"""

# %% A network for digits
from firststeps import book
from firststeps.figures.description import Picture, Pictures
from firststeps.images import photographs
from firststeps.images.digit_network import scaled, trained
from firststeps.images.digits import NAME, SIDE, part_files, read_digits
from firststeps.images.files import read_image
from firststeps.learning.softmax import softmax
from firststeps.learning.splits import shuffled_parts

import keras
import numpy as np

SEED = book.seed(7)
EPOCHS = 15
found = book.dataset(NAME)
known, test = (
    read_digits(*map(book.input, part_files(found.path, part)))
    for part in ("train", "t10k")
)
parts = shuffled_parts(
    len(known), len(known) // 8, 0, np.random.default_rng(SEED)
)
keras.utils.set_random_seed(SEED)
model = trained(
    known.at(parts.training), known.at(parts.validation), EPOCHS
)

# %% Shown what is none
random = np.random.default_rng(SEED)
EACH = 200
folder = book.dataset(photographs.NAME).path
listed = photographs.listed(book.input(folder / photographs.LIST))


def pieces(each):
    """Return pieces of the photographs, grey, as large as digits."""
    found = []
    for photograph in listed:
        grey = read_image(book.input(folder / photograph.file)).mean(2)
        for _ in range(each):
            top, left = (
                random.integers(size - SIDE) for size in grey.shape
            )
            found.append(grey[top : top + SIDE, left : left + SIDE])
    return np.array(found).astype(np.uint8)


some = random.choice(len(test), EACH, replace=False)
seen = {
    "digits": test.pixels[some],
    "digits, upside down": test.pixels[some][:, ::-1],
    "digits, ink and paper changed over": 255 - test.pixels[some],
    "pieces of photographs": pieces(EACH // len(listed)),
    "noise": random.integers(0, 256, (EACH, SIDE, SIDE), np.uint8),
}
SURE = 0.9
book.fact("sure", 100 * SURE, label="what we call sure", unit="%")
rows = []
for name, pixels in seen.items():
    shares = softmax(model.predict(scaled(pixels), verbose=0))
    sure = 100 * (shares.max(1) > SURE).mean()
    digits = len(set(shares.argmax(1)))
    rows.append((name, 100 * shares.max(1).mean(), sure, digits))
    print(f"{name:36} sure of {sure:3.0f} %, {digits:2} different answers")
    key = name.replace(",", "").replace(" ", "_")
    book.fact(f"sure_{key}", sure, label=f"sure answers, {name}", unit="%")
book.table(
    "sure",
    {
        "shown": [name for name, *_ in rows],
        "mean probability, %": [round(mean) for _, mean, _, _ in rows],
        "sure, %": [round(sure) for _, _, sure, _ in rows],
    },
)

# %% Some of them
examples = []
for pixels in list(seen.values())[1:]:
    shares = softmax(model.predict(scaled(pixels), verbose=0))
    place = int(shares.max(1).argmax())
    examples.append((pixels[place], shares[place].argmax(), shares.max()))
book.fact("called", [said for _, said, _ in examples], label="answers")
book.fact(
    "shares",
    [100 * share for *_, share in examples],
    label="how sure it was",
    unit="%",
)
book.figure(
    "surest",
    Pictures(
        title="Called a digit",
        pictures=tuple(
            Picture(
                f"{{called[{number}]}}, {{shares[{number}]:.1f}} % sure",
                pixels,
                255,
            )
            for number, (pixels, *_) in enumerate(examples)
        ),
        caption="Of each kind the one of which the network is surest: a "
        "digit upside down, one with ink and paper changed over, a piece "
        "of a photograph, noise.",
    ),
)
