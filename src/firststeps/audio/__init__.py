"""Sound in: files, frames, features."""
