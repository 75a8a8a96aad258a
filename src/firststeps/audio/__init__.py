"""Sound in: files, frames, features."""

from firststeps.audio.files import iter_audio, read_audio
from firststeps.audio.mel import log_mel
from firststeps.audio.micro import micro_features
from firststeps.audio.problems import AudioError

__all__ = ["AudioError", "iter_audio", "log_mel", "micro_features", "read_audio"]
