"""A tree of questions instead of a line

A decision tree finds good questions in the examples, and it can only give
answers that it has met. On a line of points it becomes a staircase that
ends where the examples end. On flowers two questions are nearly enough.
"""

# %% A tree for the six points
from firststeps import book
from firststeps.figures.description import (
    Arrow,
    Axis,
    Chart,
    Curve,
    Diagram,
    Node,
    Points,
)
from firststeps.learning.line import Line, load_points

import numpy as np
from sklearn.datasets import load_iris
from sklearn.model_selection import train_test_split
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

x, y = load_points(book.input("data/samples/six_points.csv"))
staircase = DecisionTreeRegressor().fit(x[:, np.newaxis], y)
worst = np.max(np.abs(staircase.predict(x[:, np.newaxis]) - y))

book.fact(
    "steps", staircase.get_n_leaves(), label="answers that the tree knows"
)
book.fact(
    "most_questions",
    staircase.get_depth(),
    label="most questions that the tree asks about one input",
)
book.fact("worst_error", worst, label="largest error on the points")

print(f"Answers that the tree knows: {staircase.get_n_leaves()}")
print(f"Most questions for an input: {staircase.get_depth()}")
print(f"Largest error on the points: {worst:.2f}")

# %% Asked about something else
QUESTION = 10.0
line = Line(*np.polyfit(x, y, deg=1))
tree_says = staircase.predict([[QUESTION]])[0]
line_says = line.predict(np.array(QUESTION))

book.fact("question", QUESTION, label="an x beyond the examples")
book.fact("tree_says", tree_says, label="what the tree answers there")
book.fact(
    "line_says",
    line_says,
    label="what the line through the points answers there",
)
print(f"For x = {QUESTION:g} the line says {line_says:.2f},")
print(f"the tree says {tree_says:.2f}.")

# %% The staircase, drawn
# A step goes from one threshold to the next, so each threshold is the end
# of one step and the start of another.
inner = staircase.tree_.children_left >= 0
jumps = np.sort(staircase.tree_.threshold[inner])
edges = np.concatenate([[x.min() - 1], jumps, [QUESTION]])
middles = (edges[:-1] + edges[1:]) / 2
heights = staircase.predict(middles[:, np.newaxis])
ends = edges[[0, -1]]
book.figure(
    "staircase",
    Chart(
        title="A line goes on, a tree does not",
        x_axis=Axis("input x"),
        y_axis=Axis("output y"),
        layers=(
            Curve(
                "line",
                ends,
                line.predict(ends),
                tone="second",
                dash="dashed",
            ),
            Curve(
                "tree, a staircase",
                np.repeat(edges, 2)[1:-1],
                np.repeat(heights, 2),
                tone="guess",
            ),
            Points("ground truth", x, y, tone="truth"),
        ),
        caption="Both hit every point. The tree climbs in steps, one for "
        "each answer that it knows, and stays on the last, "
        "{tree_says:.0f}. The line goes on: for an input of {question:g} "
        "it says {line_says:.0f}.",
    ),
)

# %% Two questions about flowers
# Iris: four lengths in centimetres of 150 flowers of three kinds, measured
# by E. Anderson, published by R. A. Fisher in 1936.
SEED = book.seed(0)
HELD_OUT = 0.4
flowers = load_iris()
names = [str(name) for name in flowers.target_names]
train_x, test_x, train_y, test_y = train_test_split(
    flowers.data,
    flowers.target,
    test_size=HELD_OUT,
    stratify=flowers.target,  # as many of each kind
    random_state=SEED,
)
tree = DecisionTreeClassifier(max_depth=2, random_state=SEED)
tree.fit(train_x, train_y)
held_out_accuracy = 100 * tree.score(test_x, test_y)

book.fact("flowers", len(flowers.data), label="flowers in the data set")
book.fact("kinds", len(names), label="kinds of flowers")
book.fact("measures", flowers.data.shape[1], label="lengths of a flower")
book.fact("trained_on", len(train_x), label="flowers for training")
book.fact("held_out", len(test_x), label="flowers kept out of training")
book.fact(
    "trained_accuracy",
    100 * tree.score(train_x, train_y),
    label="accuracy on the flowers that the tree was made from",
    unit="%",
)
book.fact(
    "held_out_accuracy",
    held_out_accuracy,
    label="accuracy on the flowers that were kept out",
    unit="%",
)
book.fact(
    "held_out_right",
    np.count_nonzero(tree.predict(test_x) == test_y),
    label="kept-out flowers named rightly",
)
book.fact(
    "questions",
    np.count_nonzero(tree.tree_.children_left >= 0),
    label="questions in the tree",
)
print(f"Made from {len(train_x)} flowers, tried on {len(test_x)} others.")
print(f"Right on the others: {held_out_accuracy:.1f} %")

# %% The questions that it found
FIRST, SECOND = 0, tree.tree_.children_right[0]


def asked(node: int) -> str:
    """Return the name of the length that a question is about."""
    name = flowers.feature_names[tree.tree_.feature[node]]
    return str(name).removesuffix(" (cm)")


first_length, second_length = asked(FIRST), asked(SECOND)
first_limit, second_limit = tree.tree_.threshold[[FIRST, SECOND]]
# In the order of the drawing: yes; no and yes; no and no.
leaves = [
    tree.tree_.children_left[FIRST],
    tree.tree_.children_left[SECOND],
    tree.tree_.children_right[SECOND],
]
answers = [names[np.argmax(tree.tree_.value[leaf])] for leaf in leaves]
reached = tree.apply(test_x)
arrived = [np.count_nonzero(reached == leaf) for leaf in leaves]
right = [
    np.count_nonzero((reached == leaf) & (tree.predict(test_x) == test_y))
    for leaf in leaves
]

book.fact("first_length", first_length, label="what is asked about first")
book.fact("first_limit", first_limit, label="the first limit", unit="cm")
book.fact("second_length", second_length, label="what is asked then")
book.fact("second_limit", second_limit, label="the second limit", unit="cm")
book.fact("answers", answers, label="the answers, yes side first")
book.fact("arrived", arrived, label="kept-out flowers at each answer")
book.fact("right", right, label="those of them that it is right for")

print(f"1. Is the {first_length} at most {first_limit:.2f} cm?")
print(f"   yes: {answers[0]}")
print(f"2. If not: is the {second_length} at most {second_limit:.2f} cm?")
print(f"   yes: {answers[1]}, no: {answers[2]}")

# %% The tree, drawn
COUNTED = "{{answers[{0}]}}\n{{right[{0}]}} of {{arrived[{0}]}} right"
book.figure(
    "flowers",
    Diagram(
        title="Two questions about a flower",
        nodes=(
            Node(
                "first",
                "{first_length}\nat most {first_limit:.2f} cm?",
                column=0,
                row=0,
                tone="guess",
            ),
            Node("yes", COUNTED.format(0), column=1, row=0, tone="truth"),
            Node(
                "second",
                "{second_length}\nat most {second_limit:.2f} cm?",
                column=0,
                row=1,
                tone="guess",
            ),
            Node(
                "no-yes", COUNTED.format(1), column=1, row=1, tone="truth"
            ),
            Node("no-no", COUNTED.format(2), column=0, row=2, tone="truth"),
        ),
        arrows=(
            Arrow("first", "yes", text="yes"),
            Arrow("first", "second", text="no"),
            Arrow("second", "no-yes", text="yes"),
            Arrow("second", "no-no", text="no"),
        ),
        caption="Which lengths to ask about, and where to set the limits, "
        "was found in {trained_on} flowers. The counts are those of the "
        "{held_out} flowers that were kept out.",
    ),
)

# %% Other flowers kept out
# Which flowers are kept out is chance, so repeat it with many choices.
REPEATS = 200
ASK_ON = None  # no limit: ask until every training flower is named rightly
accuracy = np.empty((REPEATS, 2))
for repeat in range(REPEATS):
    train_x, test_x, train_y, test_y = train_test_split(
        flowers.data,
        flowers.target,
        test_size=HELD_OUT,
        stratify=flowers.target,
        random_state=SEED + repeat,
    )
    for column, depth in enumerate((2, ASK_ON)):
        other = DecisionTreeClassifier(max_depth=depth, random_state=SEED)
        other.fit(train_x, train_y)
        accuracy[repeat, column] = 100 * other.score(test_x, test_y)
two, many = accuracy.T

book.fact("repeats", REPEATS, label="choices of flowers to keep out")
book.fact(
    "two_mean", two.mean(), label="mean accuracy, two questions", unit="%"
)
book.fact("two_lowest", two.min(), label="lowest, two questions", unit="%")
book.fact(
    "two_highest", two.max(), label="highest, two questions", unit="%"
)
book.fact(
    "many_mean", many.mean(), label="mean accuracy, no limit", unit="%"
)
book.fact("many_lowest", many.min(), label="lowest, no limit", unit="%")
book.fact("many_highest", many.max(), label="highest, no limit", unit="%")
book.fact(
    "many_better",
    100 * np.mean(many > two),
    label="share of the choices in which no limit does better",
    unit="%",
)
book.fact(
    "many_worse",
    100 * np.mean(many < two),
    label="share of the choices in which no limit does worse",
    unit="%",
)

print("Accuracy on kept-out flowers, in %")
print("                      mean  lowest  highest")
for label, column in (
    ("two questions", two),
    ("as many as it takes", many),
):
    print(
        f"{label:20} {column.mean():5.1f}  {column.min():6.1f}  "
        f"{column.max():7.1f}"
    )
