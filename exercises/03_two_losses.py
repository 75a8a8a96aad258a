"""Exercise 3: two losses

Two models were asked about the same four examples. These are their errors.
What is the mean absolute error (MAE) of each, and what is the mean squared
error (MSE)? You may let Python do the sums.

Before you check: which model would you rather have?

    firststeps exercise 3
"""

steady = [2, -2, 2, -2]
one_slip = [0, 0, 7, 0]

# Your part: a number in place of each row of dots.
mae_of_steady = ...
mae_of_one_slip = ...
mse_of_steady = ...
mse_of_one_slip = ...
