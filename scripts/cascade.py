"""Five steps from a keyword to an answer

A device that waits for its name runs a tiny model all the time. All that
is costly sleeps until the tiny model wakes it.
"""

# %% The cascade
from firststeps import book
from firststeps.figures.description import Arrow, Diagram, Node

steps = (
    ("say", "Somebody says “Hey Google”", "muted"),
    ("spot", "A tiny model on the device spots the keyword", "truth"),
    ("record", "The device records the words that follow", "truth"),
    ("cloud", "A large model elsewhere writes down the words", "guess"),
    ("answer", "The answer comes back", "muted"),
)
for number, (_, words, _) in enumerate(steps, start=1):
    print(f"{number}. {words}")
book.fact("steps", len(steps), label="steps of the cascade")
book.figure(
    "cascade",
    Diagram(
        title="Asleep until the keyword",
        nodes=tuple(
            Node(key, words, column=0, row=row, tone=tone)
            for row, (key, words, tone) in enumerate(steps)
        ),
        arrows=(
            Arrow("say", "spot", "always listening"),
            Arrow("spot", "record", "only after the keyword"),
            Arrow("record", "cloud", "leaves the device"),
            Arrow("cloud", "answer"),
        ),
        caption="The {steps} steps. The second runs day and night, and so "
        "it has to be small; the fourth may be large, and seldom runs.",
    ),
)
