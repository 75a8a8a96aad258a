"""Exercise 16: fair to every word

`table` counts recordings: a row for what was said, a column for what was
understood. A model that always says the most frequent word gets many of
them right, and knows nothing. So each word should count the same.

Write the function that returns the mean over the words of this share: of
the recordings of a word, those that were understood. Each word was said.

    firststeps exercise 16
"""

import numpy as np


# Your part: an expression in place of the dots. Use NumPy (np).
def mean_recall(table):
    return ...
