"""Asleep until its name

A program that always listens for commands hears commands that were meant
for somebody else. Behind a wake word it hears hardly any, and the large
model sleeps nearly all the time. What that saves depends on how large the
large model is; what it costs are commands whose wake word went unheard.
"""

# %% The trial
import json

from firststeps import book

RUN = "models/spotter/cascade.json"
OF = "models/spotter/spotter.tflite"
NAMES = {
    "hey_jarvis": "hey jarvis",
    "okay_nabu": "okay nabu",
    "alexa": "alexa",
    "marvin": "marvin, taught",
}
trial = json.loads(book.input(RUN).read_text(encoding="utf-8"))
wakes = trial["wakes"]


def recorded(fact, value, label, unit=""):
    """Record a value that the trial gave, and return it."""
    return book.recorded(
        fact, value, run=RUN, of=OF, label=label, unit=unit
    )


minutes = recorded("minutes", trial["trial"]["minutes"], "length", "min")
awake = recorded("awake", trial["waking"]["awake"], "awake for", "s")
teachers = trial["trial"]["taught_with"]
recorded("teachers", teachers, "recordings that taught")
first = wakes["hey_jarvis"]
recorded("meant", first["alone"]["meant"], "commands for the machine")
recorded("voices", first["voices"], "voices that say the wake word")
recorded("marvins", wakes["marvin"]["voices"], "people who say marvin")
print(f"{trial['command']}, {trial['date']}")
print(f"{minutes:.0f} minutes for each wake word")

# %% Without a wake word
alone = first["alone"]
overheard = recorded(
    "overheard", alone["overheard"], "overheard commands accepted"
)
made_up = recorded("made_up", alone["made_up"], "words nobody said")
recorded("unwanted", overheard + made_up, "unwanted words, alone")
right = recorded(
    "right_alone",
    100 * alone["right"] / alone["meant"],
    "commands for the machine that were accepted, alone",
    "%",
)
print(f"{right:.0f} % of the commands for the machine were accepted")
print(f"{overheard} that were not for it, {made_up} that nobody said")


# %% With one
def percent(name, part, count, of):
    """Return a share of what happened with a wake word, in percent."""
    return 100 * wakes[name][part][count] / wakes[name][part][of]


rows = {
    "wake word": list(NAMES.values()),
    "heard, %": [
        recorded(
            f"{name}_found",
            percent(name, "wake", "found", "said"),
            "wake words heard",
            "%",
        )
        for name in NAMES
    ],
    "commands, %": [
        recorded(
            f"{name}_right",
            percent(name, "cascade", "right", "meant"),
            "commands for the machine that were accepted",
            "%",
        )
        for name in NAMES
    ],
    "unwanted": [
        recorded(
            f"{name}_unwanted",
            wakes[name]["cascade"]["overheard"]
            + wakes[name]["cascade"]["made_up"],
            "unwanted words behind the wake word",
        )
        for name in NAMES
    ],
    "false wakes": [
        recorded(
            f"{name}_false",
            wakes[name]["wake"]["false"],
            "wake words that nobody said",
        )
        for name in NAMES
    ],
}
book.table("wakes", rows, formats={"heard, %": ".0f", "commands, %": ".0f"})
for cells in zip(*rows.values(), strict=True):
    print("{:15} {:4.0f} % {:4.0f} % {:3} {:3}".format(*cells))

# %% What sleeps, and what that saves
slept = recorded(
    "slept", 100 * (1 - first["awake_share"]), "the spotter slept", "%"
)
talk = recorded(
    "slept_in_talk",
    100 * (1 - first["awake_share_in_talk"]),
    "the spotter slept while people talked to each other",
    "%",
)
free = trial["free_speech"]
guard = first["cpu"]["wake"]
costs = {
    "spotter": (first["cpu"]["alone"], first["cpu"]["recogniser"]),
    "free speech": (free["always"], free["recogniser"]),
    "spotter, marvin": (
        wakes["marvin"]["cpu"]["alone"],
        wakes["marvin"]["cpu"]["recogniser"],
    ),
}
guards = (guard, guard, wakes["marvin"]["cpu"]["wake"])
always = [100 * one for one, _ in costs.values()]
behind = [
    100 * (wake + one)
    for wake, (_, one) in zip(guards, costs.values(), strict=True)
]
facts = ("spotter", "free", "marvin")
for fact, one, other in zip(facts, always, behind, strict=True):
    recorded(f"{fact}_always", one, "of a core, always awake", "%")
    recorded(f"{fact}_behind", other, "of a core, behind the word", "%")
recorded("guard", 100 * guard, "of a core, the wake word alone", "%")
recorded("marvin_guard", 100 * guards[2], "of a core, marvin", "%")
recorded("processor", trial["machine"]["processor"], "measured on")
book.table(
    "costs",
    {
        "listens": list(costs),
        "always, % of a core": always,
        "behind it, %": behind,
    },
    formats={"always, % of a core": ".2f", "behind it, %": ".2f"},
)
print(f"asleep {slept:.0f} % of the time, {talk:.1f} % in mere talk")
for name, one, other in zip(costs, always, behind, strict=True):
    print(f"{name:16} {one:5.2f} % of a core; behind it {other:5.2f} %")
