"""A handful of recordings teach a word

A network that has heard much speech turns sound into numbers that are
alike where words are alike. With it, a word is learnt from one recording
or a few: more of them help, and each next one helps less. What is taken
for the word by mistake depends on the word more than on their number.
"""

# %% The run
import csv
import json
from pathlib import Path

from firststeps import book
from firststeps.audio.files import read_audio
from firststeps.figures.description import Axis, Chart, Curve, Points
from firststeps.keywords.embedding import SpeechEmbedding
from firststeps.keywords.others import read_others
from firststeps.keywords.taught import hear_own
from firststeps.keywords.teach import teach

import numpy as np

RUN = Path("models/own-word/facts.json")
OTHERS = Path("models/own-word/others.npz")
card = json.loads(book.input(RUN).read_text(encoding="utf-8"))


def recorded(name, value, label, unit=""):
    """Record a value that comes from the run, and return it."""
    return book.recorded(name, value, run=RUN, label=label, unit=unit)


def rows(words):
    """Return the rows of all words, or of those with many recordings."""
    return [row for row in card["rows"] if row["words"] == words]


print(card["command"], "on", card["date"])
recorded("words", len(card["words"]), "words taught")
recorded("draws", card["draws"], "draws of recordings for each")
recorded("wanted", card["false_accepts"], "false accepts asked for", "‰")
recorded("others", card["others"], "sounds of other words and noise")
recorded("tests", card["test_clips"], "official test clips")
recorded("seconds", card["seconds"], "from five clips to a word", "s")

# %% What each recording brings
every, long = rows("all"), rows("long")
right = recorded(
    "right", [row["right"] for row in every], "recognised", "%"
)
recorded("one", every[0]["right"], "recognised after one recording", "%")
five = next(row for row in every if row["clips"] == 5)
recorded("five", five["right"], "recognised after five", "%")
recorded("five_lowest", five["lowest"], "the hardest word after five", "%")
recorded("five_lowest_word", five["lowest_word"], "which word that is")
recorded(
    "five_highest", five["highest"], "the easiest word after five", "%"
)
recorded("five_held", five["held_right"], "what teaching itself says", "%")
recorded("first_gain", right[1] - right[0], "what the second one brings")
recorded("many", long[-1]["clips"], "recordings at most")
recorded("many_right", long[-1]["right"], "recognised after those", "%")
log = book.input(RUN.with_name(card["log"])).read_text(encoding="utf-8")
trials = list(csv.DictReader(log.splitlines()))
most = {
    row["word"] for row in trials if int(row["clips"]) == long[-1]["clips"]
}
recorded("long_words", len(most), "words with so many recordings")
long_five = next(row for row in long if row["clips"] == 5)
recorded("long_five", long_five["right"], "recognised after five", "%")
recorded(
    "more",
    "helps" if long[-1]["right"] > long_five["right"] else "does not help",
    "whether many recordings do better than five",
)
for row in every:
    print(
        f"{row['clips']:2} recordings: {row['right']:.1f} % recognised, "
        f"{row['taken']:.1f} of a thousand others taken for the word"
    )

# %% The classical way
baseline = card["baseline"]
recorded("classical", baseline["right"], "recognised by pocketsphinx", "%")
recorded("classical_taken", baseline["taken"], "taken by it", "‰")
overtaken = [
    row["clips"] for row in every if row["right"] > baseline["right"]
]
recorded(
    "overtaken",
    "from the first" if overtaken[:1] == [1] else "later or never",
    "when a taught word does better than the dictionary",
)
print(
    f"{baseline['name']}: {baseline['right']:.1f} % recognised, "
    f"{baseline['taken']:.1f} of a thousand others taken"
)


def curve(name, of, tone):
    """Return a line with its points."""
    x = np.array([float(row["clips"]) for row in of])
    y = np.array([row["right"] for row in of])
    return Curve(name, x, y, tone=tone), Points("", x, y, tone=tone)


ends = np.array([1.0, float(long[-1]["clips"])])
book.figure(
    "learning",
    Chart(
        title="How many recordings does a word need?",
        x_axis=Axis("recordings", scale="log"),
        y_axis=Axis("recognised in %"),
        layers=(
            *curve("{words} words", every, "truth"),
            *curve("{long_words} with many recordings", long, "guess"),
            Curve(
                "from a dictionary",
                ends,
                np.full(2, baseline["right"]),
                tone="muted",
                dash="dashed",
            ),
        ),
        caption="Share of the recordings of other people in which the word "
        "is recognised, as the mean over words and {draws} draws.",
    ),
)

# %% What is taken for it
of_words = sorted(card["words_with_five"], key=lambda row: row["taken"])
recorded("taken", five["taken"], "taken for the word after five", "‰")
recorded("least", of_words[0]["taken"], "of the best word", "‰")
recorded("most", of_words[-1]["taken"], "of the worst word", "‰")
recorded("most_word", of_words[-1]["word"], "the worst word")
recorded("most_for", of_words[-1]["most"], "what is taken for it")
recorded(
    "kept",
    "kept" if round(five["taken"]) <= card["false_accepts"] else "broken",
    "whether the rate asked for holds on other people",
)
book.table(
    "each_word",
    {
        "word": [row["word"] for row in of_words],
        "recognised, %": recorded(
            "right_of", [row["right"] for row in of_words], "recognised"
        ),
        "false accepts, ‰": recorded(
            "taken_of", [row["taken"] for row in of_words], "false accepts"
        ),
        "mostly": [row["most"] for row in of_words],
    },
    formats={"recognised, %": ".0f", "false accepts, ‰": ".0f"},
)
for row in of_words:
    print(f"{row['word']:7} {row['taken']:5.1f}, mostly {row['most']!r}")

# %% Teach one here
# The voices of the samples are programs; two of five are kept back.
samples = book.input("data/samples/speech-commands")
paths = sorted((samples / "seven").glob("*.flac"))
sevens = [read_audio(path) for path in paths]
taught, kept = sevens[:3], sevens[3:]
word = teach("seven", taught, read_others(book.input(OTHERS)))
network = SpeechEmbedding()
heard = [hear_own([clip], word, network).word for clip in kept]
speakers = {path.name for path in paths[3:]}
strangers = [
    read_audio(path)
    for path in sorted(samples.glob("[!_]*/*.flac"))
    if path.name in speakers and path.parent.name != "seven"
]
wrong = [hear_own([clip], word, network).word for clip in strangers]
book.fact("here_taught", len(taught), label="samples it learns from")
book.fact("here_kept", len(kept), label="samples kept back")
book.fact("here_right", heard.count("seven"), label="of them recognised")
book.fact("here_others", len(wrong), label="other words tried")
book.fact("here_taken", wrong.count("seven"), label="taken for it")
print(f"{heard.count('seven')} of {len(kept)} recognised,")
print(f"{wrong.count('seven')} of {len(wrong)} other words taken for it")
