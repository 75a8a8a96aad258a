"""Exercise 9: a corner from two neurons

Between the layers stands a ReLU: what is below zero becomes zero.

    first  = relu(first_w[0] * x + first_b[0])
    second = relu(first_w[1] * x + first_b[1])
    y      = second_w[0] * first + second_w[1] * second + second_b

Choose the weights and biases so that y is the size of x without its sign:
3 for 3, and 3 for -3. No training needed. There is more than one answer.

    firststeps exercise 9
"""

# Your part: numbers in place of the dots, two in each pair of brackets.
first_w = [..., ...]
first_b = [..., ...]
second_w = [..., ...]
second_b = ...
