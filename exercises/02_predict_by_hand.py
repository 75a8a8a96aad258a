"""Exercise 2: predict by hand

A model says y = w * x + b. Somebody guessed w and b as below. What is the
error of the guess at each x, that is, the prediction minus the truth?

Work it out with pencil and paper, then write the four numbers down.

    firststeps exercise 2
"""

w, b = 0.5, -2
x = [0, 2, 4, 10]
y = [-1, -1, 1, 0]  # the truth

# Your part: a list of four numbers in place of the dots.
errors = ...
