"""Keyword spotting: labels, models, their training and export, and running them."""
