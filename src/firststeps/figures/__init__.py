"""Figures as data: one description gives drawings for each theme and width, alt text and a table."""
