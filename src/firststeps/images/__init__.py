"""Pictures: reading, filtering and varying them, and networks that say what is in them."""
