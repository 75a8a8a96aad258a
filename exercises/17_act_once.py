"""Exercise 17: act once

A model looks at a stream again and again. `scores` lists how sure it was
of a word, a number for each look. One spoken word makes several high ones.

A word is accepted at a look whose score is at least `threshold`. Then it
has to fall below the threshold before it can be accepted again, and at
least `refractory` looks have to lie between: after a word at look 3, with
a refractory time of 2, look 5 is the first that may be accepted.

Write the function that returns the list of looks at which a word is
accepted. The first look is number 0.

    firststeps exercise 17
"""


# Your part: fill in the function. It may have as many lines as you like.
def accepted_looks(scores, threshold, refractory):
    return ...
