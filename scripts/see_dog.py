"""A network that learned from a million photographs finds every dog on ours

It knows a thousand classes, over a hundred of them breeds of dogs. How
probable a dog is, is the sum of what it gives to all the breeds.
"""

# %% The network and the photographs
import json
import time

from firststeps import book
from firststeps.figures.description import Picture, Pictures
from firststeps.images import photographs, sight
from firststeps.images.files import read_image

import numpy as np

facts = json.loads(book.input(sight.FOLDER / "facts.json").read_text())
labels = sight.read_labels(book.input(sight.FOLDER / sight.LABELS))
eye = sight.Sight(book.input(sight.FOLDER / sight.MODEL))
folder = book.dataset(photographs.NAME).path
listed = photographs.listed(book.input(folder / photographs.LIST))

book.fact("classes", len(labels), label="classes that it knows")
book.fact("breeds", len(sight.DOGS), label="of them breeds of dogs")
book.fact("side", sight.SIDE, label="height and width of what it sees")
book.fact(
    "parameters", facts["parameters"], label="parameters of the network"
)
book.fact(
    "megabytes", facts["bytes"] / 1e6, label="size of its file", unit="MB"
)
book.fact("photographs", len(listed), label="photographs")
print(f"{facts['parameters']:,} parameters, {len(labels):,} classes")

# %% Each of them looked at
looks = {}
started = time.perf_counter()
for photograph in listed:
    pixels = sight.fitted(
        read_image(
            book.input(folder / photograph.file), shortest=sight.SHORTEST
        )
    )
    looks[photograph.name] = (pixels, eye.look(pixels))
seconds = (time.perf_counter() - started) / len(listed)
book.measured(
    "milliseconds",
    1000 * seconds,
    label="to read a photograph and look",
    unit="ms",
)
BREEDS = [labels[place] for place in sight.DOGS]
rows = []
for photograph in listed:
    _, seen = looks[photograph.name]
    (best,) = sight.top(seen.probabilities, labels, 1)
    wanted = BREEDS if photograph.dog else photograph.names
    rows.append((photograph, best, seen.dog, best.name in wanted))
    print(
        f"{photograph.name:12} {best.name:19} {best.probability:4.0%}"
        f"   dog {seen.dog:4.0%}"
    )
book.table(
    "answers",
    {
        "photograph": [photograph.name for photograph, *_ in rows],
        "first answer": [best.name for _, best, *_ in rows],
        "its probability, %": [
            round(100 * best.probability) for _, best, *_ in rows
        ],
        "a dog, %": [round(100 * dog) for *_, dog, _ in rows],
        "right": ["yes" if right else "no" for *_, right in rows],
    },
)

# %% How often it is right
with_dog = [dog for photograph, _, dog, _ in rows if photograph.dog]
without = [dog for photograph, _, dog, _ in rows if not photograph.dog]
found = sum(dog > 0.5 for dog in with_dog)
book.fact("dogs", len(with_dog), label="photographs with a dog")
book.fact("others", len(without), label="photographs without")
book.fact("dogs_found", found, label="dogs found")
book.fact(
    "others_taken",
    sum(dog > 0.5 for dog in without),
    label="others, taken for a dog",
)
book.fact(
    "least", 100 * min(with_dog), label="least sure of a dog", unit="%"
)
book.fact("most", 100 * max(without), label="most, without a dog", unit="%")
book.fact(
    "right", sum(right for *_, right in rows), label="right first answers"
)
print(
    f"{found} of {len(with_dog)} dogs found; none gets less than "
    f"{min(with_dog):.0%}, and nothing else more than {max(without):.0%}"
)

# %% What it sees of them
SHOWN = 3  # pixels become one, for the page
book.fact("shown", [p.name for p, *_ in rows], label="photographs")
book.fact(
    "probable",
    [100 * dog for *_, dog, _ in rows],
    label="probability of a dog",
    unit="%",
)
book.figure(
    "photographs",
    Pictures(
        title="How probable a dog is",
        pictures=tuple(
            Picture(
                f"{{shown[{number}]}}: {{probable[{number}]:.0f}} %",
                np.rint(
                    looks[photograph.name][0][:222, :222]
                    .reshape(74, SHOWN, 74, SHOWN, 3)
                    .mean((1, 3))
                ),
                255,
            )
            for number, (photograph, *_) in enumerate(rows)
        ),
        caption="What the network is given of each photograph: a square "
        "from the middle, here made coarser. Above it, the probability "
        "of a dog. Photographs: Joseph Redmon, Davis E. King, Stéfan van "
        "der Walt, Rachel Michetti.",
    ),
)
