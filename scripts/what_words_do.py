"""A word does what a file lists for it, and nothing else

The laptop will mishear. So it has no commands of its own: each word does
what its owner has listed, and whatever would hurt waits for a second word.
No word ever becomes part of a command line.

Try your own file: python scripts/what_words_do.py FILE
"""

# %% The file
import sys
import tempfile
from pathlib import Path

from firststeps import book
from firststeps.errors import PlainError
from firststeps.voice.actions_file import read_actions
from firststeps.voice.matching import Kind, Matcher
from firststeps.voice.systems import SYSTEMS

SHIPPED = "src/firststeps/voice/default_actions.toml"
path = Path(sys.argv[1]) if len(sys.argv) > 1 else book.input(SHIPPED)
actions = read_actions(path, "linux")

book.fact("actions", len(actions), label="actions in the file")
asking = [action for action in actions if action.confirm]
book.fact("asking", len(asking), label="actions that have to be confirmed")
book.fact("patience", actions[0].limit, label="time limit", unit="s")
book.fact("often", actions[0].most, label="times a page may be opened")
book.fact("per", actions[0].per, label="in so many seconds", unit="s")
# What the demo gets, an entry for each action.
said = [" ".join(action.say) for action in actions]
does = [str(action) for action in actions]
book.fact("say", said, label="what is said")
book.fact("does", does, label="what it does")
book.fact("confirm", [a.confirm or "" for a in actions], label="after")
book.fact("within", [a.within for a in actions], unit="s")
book.fact("confirm_within", [a.confirm_within for a in actions], unit="s")
book.table(
    "listed",
    {
        "you say": said,
        "it does": does,
        "after": [action.confirm or "" for action in actions],
    },
)
for action in actions:
    print(f"{' '.join(action.say):8} {action}")

# %% Said by the wrong people at the wrong time
matcher = Matcher(actions)
heard = [
    (1.0, "no"),
    (2.1, "left"),
    (9.0, "no"),
    (10.2, "no"),
    (11.3, "up"),
    (20.0, "no"),
    (21.1, "no"),
    (22.4, "yes"),
]
locked = 0
for time, word in heard:
    steps = matcher.push(time, word)
    told = [f"{step.kind.name.lower()}: {step.action}" for step in steps]
    print(f"{time:5.1f} s  {word:5} {', '.join(told)}".rstrip())
    locked += sum(
        step.kind is Kind.DUE and step.action in asking for step in steps
    )
book.fact("noes", [w for _, w in heard].count("no"), label="times “no”")
book.fact("locked", locked, label="times the screen was locked")

# %% What is started
lines = {
    system.name: [
        system.commands(action.doing)[0]
        for action in actions
        if action.doing is not None
    ]
    for system in SYSTEMS.values()
}
for name, commands in lines.items():
    print(f"{name}: {commands[0]}")
book.fact("systems", len(lines), label="systems")

# %% What is refused
HOSTILE = {
    "a shell's line": 'run = "rm -rf ~"',
    "no page": 'open = "file:///etc/passwd"',
    "Enter": 'type = "rm -rf ~\\n"',
    "no second word": "lock = true\nconfirm = false",
    "a typing mistake": 'volum = "up"',
}
refused = 0
with tempfile.TemporaryDirectory() as folder:
    file = Path(folder) / "actions.toml"
    for line in HOSTILE.values():
        file.write_text(f'[[action]]\nsay = "go"\n{line}\n')
        try:
            read_actions(file, "linux")
        except PlainError as error:
            refused += 1
            print(str(error).replace(str(file), file.name))
book.fact("hostile", len(HOSTILE), label="entries that are wrong")
book.fact("refused", refused, label="of them refused")
