"""A rule, written down and found

A program follows a rule that somebody wrote. Learning starts from the other
end: from examples of what the rule should do. For six pairs of numbers both
ways lead to the same rule.
"""

# %% Two ways to a rule
from firststeps import book
from firststeps.figures.description import Arrow, Diagram, Node
from firststeps.learning.line import Line, load_points

import numpy as np

book.figure(
    "two_ways",
    Diagram(
        title="Programming and learning",
        nodes=(
            Node("rule", "rule", column=0, row=0, tone="second"),
            Node("data", "data", column=0, row=1, tone="truth"),
            Node("program", "programming", column=1, row=0.5),
            Node("output", "answers", column=2, row=0.5, tone="guess"),
            Node("labels", "answers", column=0, row=2.4, tone="guess"),
            Node("examples", "data", column=0, row=3.4, tone="truth"),
            Node("learning", "learning", column=1, row=2.9),
            Node("found", "rule", column=2, row=2.9, tone="second"),
        ),
        arrows=(
            Arrow("rule", "program"),
            Arrow("data", "program"),
            Arrow("program", "output"),
            Arrow("labels", "learning"),
            Arrow("examples", "learning"),
            Arrow("learning", "found"),
        ),
        caption="Above: a person writes the rule, the machine applies it. "
        "Below: the machine gets data together with the right answers, "
        "and the rule comes out.",
    ),
)

# %% A rule that somebody wrote


def rule(x: float) -> float:
    """Return twice the input, less one."""
    return 2 * x - 1


x, y = load_points(book.input("data/samples/six_points.csv"))
print("Input: ", x.tolist())
print("Output:", [rule(value) for value in x.tolist()])

# %% A rule found from examples
# Nobody says "twice, less one" here.  NumPy looks for the straight line
# that fits the pairs best.
w, b = np.polyfit(x, y, deg=1)
print(f"Found: y = {Line(w, b).formula('.2f')}")

book.fact("x", x, label="inputs")
book.fact("y", y, label="ground truth")
book.fact("points", len(x), label="number of examples")
book.fact(
    "found_rule",
    f"y = {Line(w, b).formula()}",
    label="the rule that was found",
)
book.fact("w", w, label="weight of the line through the examples")
book.fact("b", b, label="bias of the line through the examples")

# %% A question that was not among the examples
QUESTION = 10.0
print(
    f"For x = {QUESTION:g} the written rule says {rule(QUESTION):g}, the "
    f"found one {w * QUESTION + b:.2f}."
)

book.fact("question", QUESTION, label="an x that is not among the examples")
book.fact("answer", rule(QUESTION), label="what the written rule answers")
book.fact(
    "found_answer", w * QUESTION + b, label="what the found rule answers"
)

# %% Guess, measure, improve
book.figure(
    "loop",
    Diagram(
        title="The loop of learning",
        nodes=(
            Node("guess", "guess", column=0, row=0, tone="guess"),
            Node(
                "measure",
                "measure the error",
                column=1,
                row=0,
                tone="error",
            ),
            Node(
                "improve",
                "improve the guess",
                column=2,
                row=0,
                tone="truth",
            ),
        ),
        arrows=(
            Arrow("guess", "measure"),
            Arrow("measure", "improve"),
            Arrow("improve", "guess", text="repeat", bend=0.35),
        ),
        caption="Most of training is this loop. What remains is to choose "
        "the examples, the kind of model, and when to stop.",
    ),
)
