"""Exercises with checked answers: the files lie in ``exercises/``, this package tells right from wrong."""
