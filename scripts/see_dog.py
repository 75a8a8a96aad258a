"""A network that has seen a million photographs finds the dogs in ours

It was trained by others, on the thousand classes of ImageNet, of which more
than a hundred are breeds of dogs. It says *dog* to every photograph with a
dog and to no other. Which thing it is, it knows less often.

Ask it about your own: python scripts/see_dog.py PICTURE.jpg
"""

# %% What it says
import json
import sys
import time

from firststeps import book
from firststeps.figures.description import Picture, Pictures
from firststeps.images import photographs
from firststeps.images.files import read_image
from firststeps.images.sight import (
    DOGS,
    Sight,
    fitted,
    read_labels,
    top,
)
from firststeps.keywords.scores import wilson_interval

import numpy as np
from PIL import Image

MODEL = "models/efficientnet-lite0"
eye = Sight(book.input(f"{MODEL}/efficientnet-lite0.tflite"))
labels = read_labels(book.input(f"{MODEL}/labels.json"))
card = json.loads(book.input(f"{MODEL}/facts.json").read_text("utf-8"))
folder = book.dataset(photographs.NAME).path
listed = photographs.listed(book.input(folder / photographs.LIST))
book.fact("parameters", card["parameters"], label="weights and biases")
book.fact("megabytes", card["bytes"] / 1e6, label="size", unit="MB")
book.fact("classes", len(labels), label="classes")
book.fact("breeds", len(DOGS), label="of them dogs")

seen = {}
for photograph in listed:
    pixels = fitted(read_image(book.input(folder / photograph.file)))
    seen[photograph.name] = pixels, eye.look(pixels)
for name, (_, answer) in seen.items():
    (best,) = top(answer.probabilities, labels, 1)
    print(
        f"{name:12} dog {answer.dog:4.0%}   "
        f"{best.name} {best.probability:.0%}"
    )

# %% All dogs together
HALF = 0.5
right = [
    (seen[p.name][1].dog > HALF) == (p.dog is not None) for p in listed
]
dogs = [p for p in listed if p.dog is not None]
book.fact("photographs", len(listed), label="photographs")
book.fact("dogs", len(dogs), label="of them with a dog")
book.fact("right", sum(right), label="dog or not, right")
low = min(seen[p.name][1].dog for p in dogs)
high = max(seen[p.name][1].dog for p in listed if p.dog is None)
book.fact("least", 100 * low, label="least for a dog", unit="%")
book.fact("most", 100 * high, label="most for something else", unit="%")
print(f"dog or not: {sum(right)} of {len(listed)} right")


# %% What exactly
def fits(photograph, label):
    """Return whether a class is what we saw; of a dog, any breed."""
    if photograph.dog is not None:
        return labels.index(label) in DOGS
    return label in photograph.names


firsts = []
for photograph in listed:
    guesses = top(seen[photograph.name][1].probabilities, labels)
    names = [guess.name for guess in guesses]
    firsts.append(fits(photograph, names[0]))
low, high = wilson_interval(sum(firsts), len(firsts))
book.fact("top1", 100 * np.mean(firsts), label="top-1 accuracy", unit="%")
book.fact("top1_count", sum(firsts), label="first answers that fit")
book.fact("low", 100 * low, label="interval, from", unit="%")
book.fact("high", 100 * high, label="interval, to", unit="%")
print(f"first answer right: {sum(firsts)} of {len(firsts)}")
first = [top(seen[p.name][1].probabilities, labels, 1)[0] for p in listed]
book.table(
    "answers",
    {
        "photograph": [p.name for p in listed],
        "a dog, %": [round(100 * seen[p.name][1].dog) for p in listed],
        "first answer": [guess.name for guess in first],
        "its share, %": [round(100 * guess.probability) for guess in first],
        "fits": ["yes" if fit else "no" for fit in firsts],
    },
)

# %% The five best answers
SHOWN = ("dog-smile", "dog-bicycle", "eagle", "horses")
for name in SHOWN:
    print(name)
    for guess in top(seen[name][1].probabilities, labels):
        print(f"  {guess.probability:5.1%}  {guess.name}")
ANSWERS = 5
book.fact("answers_shown", ANSWERS, label="answers of each")
SIDE = 64  # pixels, as they are shown here
book.figure(
    "squares",
    Pictures(
        title="What it is given",
        pictures=tuple(
            Picture(
                name,
                np.asarray(
                    Image.fromarray(seen[name][0]).resize((SIDE, SIDE))
                ),
                255,
            )
            for name in SHOWN
        ),
        caption="The middle of each photograph; what lies beside it is "
        "not seen. Photographs: Davis E. King, Joseph Redmon.",
    ),
)

# %% How long it takes
LOOKS = 20
times = []
for _ in range(LOOKS):
    began = time.perf_counter()
    eye.look(seen["dog-smile"][0])
    times.append(time.perf_counter() - began)
book.measured(
    "milliseconds",
    1000 * float(np.median(times)),
    label="for a picture, one core",
    unit="ms",
)

# %% Pictures of yours
for name in sys.argv[1:]:
    answer = eye.look(fitted(read_image(name)))
    print(f"{name}: dog {answer.dog:.0%}")
    for guess in top(answer.probabilities, labels):
        print(f"  {guess.probability:5.1%}  {guess.name}")
