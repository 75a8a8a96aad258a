"""A small network guards a larger one, in the page

A cascade is two networks and a rule. The small one hears all the time and
knows one word. The large one is given only what comes after that word.
What is said to nobody reaches no command, and what the page does with a
command stands in the same list as on the laptop.
"""

# %% Two networks
import json

from firststeps import book
from firststeps.audio import read_audio
from firststeps.audio.samples import SAMPLE_RATE
from firststeps.figures.description import Axis, Chart, Curve, Points
from firststeps.keywords.chosen import split_in, word_files
from firststeps.keywords.detector import Detection
from firststeps.keywords.listening import Listener
from firststeps.keywords.plain import PlainRunner
from firststeps.keywords.stream_made import sound_edges
from firststeps.voice.cascade import Cascade, Waking
from firststeps.voice.ears import Ear, Hearing
from firststeps.voice.wake import AT_MARVIN, MARVIN, MODEL

import numpy as np

LARGE = "spotter"
macs = {}
for name, key in ((MODEL, "small"), (LARGE, "large")):
    run, of = f"models/{name}/facts.json", f"models/{name}/{name}.tflite"
    about = json.loads(book.input(run).read_text(encoding="utf-8"))
    macs[name] = about["macs"]
    for fact, value, label in (
        ("parameters", about["parameters"], "parameters"),
        ("macs", about["macs"], "multiplications for a second"),
    ):
        book.recorded(f"{key}_{fact}", value, run=run, of=of, label=label)
    if name == MODEL:
        table = np.array(about["validation"]["int8_confusion"])
        found, said = table[-1, -1], table[-1].sum()
        wrong, others = table[:-1, -1].sum(), table[:-1].sum()
        for fact, value, label in (
            ("found", found, "wake words recognised"),
            ("wake_words", said, "wake words tried"),
            ("wrong", wrong, "other clips taken for it"),
            ("others", others, "other clips tried"),
            ("clips", about["training_clips"], "training clips"),
        ):
            book.recorded(fact, int(value), run=run, of=of, label=label)
share = 100 * macs[MODEL] / macs[LARGE]
book.fact("share", share, label="work of the small network", unit="%")
print(f"the small network does {share:.1f} % of the large one's work")
print(f"and recognises {found} of {said} wake words")

# %% The ears
AWAKE = Waking()
book.fact("awake", AWAKE.awake, label="awake for", unit="s")
book.fact("threshold", AT_MARVIN.threshold, label="threshold to wake")


def in_page(name, detection):
    """Return a network as the page runs it, ready to listen."""
    path = book.input(f"models/{name}/{name}.web.json")
    labels = tuple(json.loads(path.read_text(encoding="utf-8"))["labels"])
    runner = PlainRunner(path)
    return Hearing(
        labels,
        detection,
        SAMPLE_RATE,
        lambda: Listener(runner, detection.hop),
    )


small, large = in_page(MODEL, AT_MARVIN), in_page(LARGE, Detection())

# %% The voices
data = book.dataset("speech-commands")


def understood(word, hearing):
    """Return the first recording of a word that a network understands.

    It is of a voice that no network has learnt from. If the network
    understands none of them, that is the first one.
    """
    clips = [
        read_audio(book.input(path))
        for path in book.listing(*word_files(data.path, word))
        if split_in(data.source, path.stem) == "validation"
    ]
    cut = [clip[slice(*sound_edges(clip))] for clip in clips]
    good = (clip for clip in cut if heard_in(clip, hearing) == [word])
    return next(good, cut[0])


def heard_in(samples, hearing):
    """Return the words that a network accepts in a recording."""
    ear = Ear(hearing)
    quiet = np.zeros(SAMPLE_RATE, np.int16)
    glances = ear.push(np.concatenate([quiet, samples])) + ear.end()
    return [glance.event.word for glance in glances if glance.event]


commands = [word for word in large.labels if not word.startswith("_")]
words = [MARVIN, *commands]
clips = {
    word: understood(word, small if word == MARVIN else large)
    for word in words
}
voices = np.concatenate(list(clips.values()))
book.fact("words", words, label="words that can be played")
book.fact(
    "ends",
    np.cumsum([len(clip) for clip in clips.values()]).tolist(),
    label="where each word ends",
    unit="samples",
)
book.fact("seconds", len(voices) / SAMPLE_RATE, label="length", unit="s")
book.audio(
    "voices",
    voices,
    SAMPLE_RATE,
    caption="The recorded voices, {seconds:.0f} seconds",
    says="The words marvin, yes, no, up, down, left, right, on, off, stop "
    "and go, one after the other.",
)

# %% Said to nobody, and said to it
# Each word with the seconds of silence after it, and whether it is meant.
SAID = (
    ("go", 0.9, False),
    ("stop", 1.4, False),
    (MARVIN, 0.7, True),
    ("go", 1.0, True),
    ("up", 6.0, True),
    ("left", 1.2, False),
    (MARVIN, 0.7, True),
    ("on", 5.0, True),
)
pieces = [np.zeros(SAMPLE_RATE, np.int16)]
for word, pause, _ in SAID:
    pieces += [clips[word], np.zeros(round(pause * SAMPLE_RATE), np.int16)]
samples = np.concatenate(pieces)
moments = []
cascade = Cascade(small, large, AWAKE, lambda: None)
ear = cascade.ear(0.0, lambda line: moments.append(line.split()))
glances = ear.push(samples) + ear.end()
events = [glance.event for glance in glances if glance.event]
tally = cascade.tally
said = [meant for word, _, meant in SAID if word != MARVIN]
book.fact("said", len(said), label="commands said")
book.fact("meant", sum(said), label="commands said to the machine")
book.fact("woken", tally.woken, label="wake words heard")
book.fact("obeyed", [e.word for e in events], label="commands accepted")
book.fact("obeyed_times", [e.time for e in events], unit="s")
given = 100 * tally.recognised / tally.heard
book.fact("given", given, label="sound that the large one got", unit="%")
print("said     " + " ".join(word for word, _, _ in SAID))
for event in events:
    print(f"{event.time:5.1f} s  {event.word}")
print(tally)

# %% What it looks like
times = np.array([glance.time for glance in glances])
asleep = np.array([glance.word == MARVIN for glance in glances])
means = np.array([glance.mean for glance in glances])
alone = Ear(small).push(samples)
book.figure(
    "cascade",
    Chart(
        title="Asleep until its name",
        x_axis=Axis("seconds", limits=(0.0, len(samples) / SAMPLE_RATE)),
        y_axis=Axis("mean probability", limits=(0, 1.12)),
        layers=(
            Curve(
                "the wake word",
                np.array([glance.time for glance in alone]),
                np.array([glance.mean for glance in alone]),
                "muted",
            ),
            Curve(
                "the likeliest command, while it is awake",
                times,
                np.where(asleep, 0.0, means),
                "guess",
            ),
            *(
                [
                    Points(
                        "accepted",
                        np.array([event.time for event in events]),
                        np.array([event.confidence for event in events]),
                        tone="truth",
                    )
                ]
                if events
                else []
            ),
        ),
        caption="{said} commands are said, {meant} of them after the wake "
        "word. While the large network sleeps it is given nothing, and "
        "its curve lies at zero.",
    ),
)
