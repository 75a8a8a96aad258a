"""A word acts within a fraction of a second, and sometimes wrongly

How long a laptop takes from the end of a word to the start of what it
does, and how often it does something that nobody asked for. Nearly all of
the wait is the model making sure; computing and starting take little.
"""

# %% How soon
import json

from firststeps import book

RUN = "models/spotter/listening.json"
LONG = "models/spotter/long_listening.json"
OF = "models/spotter/spotter.tflite"
trial = json.loads(book.input(RUN).read_text(encoding="utf-8"))


def recorded(fact, value, label, unit="", run=RUN):
    """Record a value that a trial gave, and return it."""
    return book.recorded(
        fact, value, run=run, of=OF, label=label, unit=unit
    )


def milliseconds(fact, part, of, label):
    """Record one of the times of a trial, and return it."""
    return recorded(fact, 1000 * trial[part][of], label, "ms")


plays = recorded("plays", trial["plays"], "words said")
acted = recorded("acted", trial["acted"], "actions")
half = milliseconds("half", "start", "p50", "to the action, median")
most = milliseconds("most", "start", "p95", "to the action, 95 of 100")
slowest = milliseconds("slowest", "start", "highest", "the slowest")
sure = milliseconds(
    "sure", "of_the_detector", "p95", "until the model is sure, 95 of 100"
)
recorded("processor", trial["machine"]["processor"], "measured on")
print(f"{acted} of {plays} words acted")
print(f"half within {half:.0f} ms, 95 of 100 within {most:.0f} ms")
print(f"{sure:.0f} ms of that until the model is sure")

# %% How often wrongly
long = json.loads(book.input(LONG).read_text(encoding="utf-8"))
hour, live = long["pipe"], long["microphone"]
recorded("hours", hour["seconds"] / 3600, "length", "h", LONG)
recorded("minutes", live["seconds"] / 60, "in real time", "min", LONG)
said = recorded("said", hour["said"], "words, no command", run=LONG)
wrong = recorded(
    "wrong", sum(hour["acted"].values()), "false actions", run=LONG
)
recorded(
    "wrong_live",
    sum(live["acted"].values()),
    "false actions in real time",
    run=LONG,
)
low, high = hour["an_hour_interval"]
recorded("low", low, "false actions an hour, at least", run=LONG)
recorded("high", high, "false actions an hour, at most", run=LONG)
print(f"{wrong} false actions on {said} words, none of them a command")
print(f"{low:.0f} to {high:.0f} an hour, for other hours like it")

# %% What it keeps
MEGABYTE = 2**20
for name, run in (("hour", hour), ("live", live)):
    memory = run["resident"]
    held = recorded(
        f"held_{name}", memory[-1] / MEGABYTE, "memory", "MB", LONG
    )
    grown = recorded(
        f"grown_{name}",
        (max(memory) - memory[0]) / MEGABYTE,
        "growth",
        "MB",
        LONG,
    )
    lost = run["frames"] - run["processed"]
    recorded(f"lost_{name}", lost, "samples lost", run=LONG)
    print(f"{name}: {held:.0f} MB, {grown:+.1f} MB, {lost} samples lost")
