"""Exercise 14: one place of a filter

A kernel lies on a picture, its top left weight on the pixel in `row` and
`column`. Each weight is multiplied by the pixel below it, and all products
are added up. Write the function that returns this sum.

`picture` and `kernel` are NumPy arrays with rows and columns. The kernel
may have any number of both, and always lies inside the picture.

    firststeps exercise 14
"""

import numpy as np


# Your part: an expression in place of the dots. Use NumPy (np).
def answer_at(picture, kernel, row, column):
    return ...
