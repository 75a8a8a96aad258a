"""Exercise 10: choose a model

Four models were trained on the same examples. These are their losses on
the training, validation and test data; smaller is better. Which one do you
choose? And which loss do you give when somebody asks how good it will be on
new data?

    firststeps exercise 10
"""

# training, validation, test
losses = {
    "line": (4.1, 4.3, 4.4),
    "small": (2.0, 2.6, 2.3),
    "medium": (1.1, 2.2, 2.5),
    "large": (0.1, 3.9, 4.2),
}

# Your part: a name in quotation marks, and a number.
chosen = ...
expected_loss = ...
