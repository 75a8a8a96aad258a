"""Exercise 11: scale new data

Inputs are often scaled before training: subtract the mean, divide by the
standard deviation. Each column of a table is one input and is scaled on its
own. Write the function that prepares new data for a model that was trained
on scaled data.

Both are NumPy arrays, a row for each example and a column for each input:
`training` is what the model was trained on, `new` is what it is asked about
now. New data may be a single row.

    firststeps exercise 11
"""

import numpy as np


# Your part: an expression in place of the dots. Use NumPy (np).
def scale(training, new):
    return ...
