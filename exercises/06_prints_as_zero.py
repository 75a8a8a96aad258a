"""Exercise 6: when does a loss print as zero?

The loss of a training run is 3 at epoch 0, and each epoch leaves nine
tenths of it: 2.7 at epoch 1, and so on. The log prints two decimals. What
is the first epoch at which the printed loss is 0.00?

    firststeps exercise 6
"""

first_loss = 3.0
share_left = 0.9
decimals = 2

# Your part: a whole number, or code that finds it, in place of the dots.
answer = ...
