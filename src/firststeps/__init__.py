"""First Steps with Machine Learning: the code behind the book."""

__version__ = "0.1.0"
