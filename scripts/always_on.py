"""Always on, and gone without a trace

A service is started by the system and watched by nobody. So it must not
forget its limits when it is started again, must write down as little as
possible, and must leave nothing behind when it is removed.
"""

# %% What is installed
import json
import tempfile
from pathlib import Path

from firststeps import book
from firststeps.keywords.detector import Event
from firststeps.voice import service_log, service_managers
from firststeps.voice.actions_file import read_actions
from firststeps.voice.listening_loop import Accepted
from firststeps.voice.manager import Done
from firststeps.voice.obeying import Obeying
from firststeps.voice.service import Places, Service
from firststeps.voice.service_install import Installer
from firststeps.voice.service_managers import Systemd
from firststeps.voice.service_memory import Kept
from firststeps.voice.systems import Linux

PYTHON = "/home/ada/book/.venv/bin/python"
ACTIONS = "/home/ada/.config/firststeps/actions.toml"
WORDS = f"{PYTHON} -P -m firststeps listen --serving --actions {ACTIONS}"
service = Service(tuple(WORDS.split()), (("PATH", "/usr/bin:/bin"),))
print(Systemd(desktop=True).content(service).decode())

book.fact(
    "restart", service_managers.RESTART, label="until a restart", unit="s"
)
book.fact("starts", service_managers.MOST_STARTS, label="starts at most")
book.fact(
    "within",
    service_managers.WITHIN / 60,
    label="in which it may start so often",
    unit="min",
)

# %% What is written down
kept_for_us = tempfile.TemporaryDirectory()
folder = Path(kept_for_us.name)
log = service_log.Log(folder / "listen.log")
log.words = {"go"}
heard = ["go", "left"]
with log.errors():
    for word in heard:
        log.heard(Accepted(Event(12.0, word, 0.91), 0.004))
    log.note("the microphone is gone; trying again until it is back")
lines = (folder / "listen.log").read_text(encoding="utf-8").splitlines()
for line in lines:
    fields = json.loads(line)
    fields["at"] = "..."  # the time, which is another one at each build
    print(json.dumps(fields))
megabytes = service_log.MOST_BYTES * (1 + service_log.OLD_FILES) / 1e6
book.fact("log", megabytes, label="size of all logs, at most", unit="MB")
words = sum(json.loads(line)["event"] == "word" for line in lines)
book.fact("heard", len(heard), label="words heard")
book.fact("written", words, label="words written down")

# %% What it remembers
SHIPPED = "src/firststeps/voice/default_actions.toml"
actions = read_actions(book.input(SHIPPED), "linux")
go = next(action for action in actions if action.say == ("go",))
asked = go.most + 1


def outcomes(times):
    """Return what becomes of "go", so many times, after a start."""
    kept = Kept(folder / "acted.json", actions, print)
    obeying = Obeying(actions, Linux(), dry=True, memory=kept)
    for time in range(times):
        obeying.heard(float(time), "go")
    obeying.settle()
    results = [outcome.result.value for outcome in obeying.outcomes()]
    obeying.close()
    return results


before = outcomes(go.most)
after = outcomes(asked)
print("started:      ", *sorted(set(before)))
print("started again:", *sorted(set(after)))
book.fact("limit", go.most, label="times a page may be opened")
book.fact("per", go.per, label="in so many seconds", unit="s")
book.fact("asked", asked, label="times “go” after the restart")
book.fact("refused", after.count("too often"), label="of them refused")

# %% What is left behind
home = folder / "home"
home.mkdir()
state = home / ".local" / "state" / "firststeps"
places = Places(
    home, home / ".config", state / "service", state / "log" / "listen.log"
)
installer = Installer(
    Systemd(desktop=True), places, lambda command: Done(0, "")
)
installer.install(service)
made = sorted(path for path in home.rglob("*"))
files = [path for path in made if path.is_file()]
for path in files:
    print(path.relative_to(home))
installer.uninstall()
left = len(list(home.rglob("*")))
print(f"{len(made)} files and folders made, {left} left")
book.fact("made", len(made), label="files and folders made")
book.fact("left", left, label="of them left")
kept_for_us.cleanup()
