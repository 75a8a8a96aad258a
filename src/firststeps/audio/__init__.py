"""Sound in: files, frames, features."""

from firststeps.audio.files import iter_audio, read_audio

__all__ = ["iter_audio", "read_audio"]
