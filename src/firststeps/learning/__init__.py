"""Lines, losses, gradient descent and small dense networks."""
