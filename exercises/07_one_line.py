"""Exercise 7: two layers, one line

A network has two neurons in its first layer and one in its second, and no
activation in between:

    first  = first_w[0] * x + first_b[0]
    second = first_w[1] * x + first_b[1]
    y      = second_w[0] * first + second_w[1] * second + second_b

So it is a line, y = w * x + b. Which one?

    firststeps exercise 7
"""

first_w = [2.0, -1.0]
first_b = [0.5, 3.0]
second_w = [1.5, 2.0]
second_b = -4.0

# Your part: two numbers in place of the dots.
w = ...
b = ...
