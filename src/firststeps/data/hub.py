"""A model from the Hugging Face hub, by the hub's own library, which goes on where a download was cut."""

from __future__ import annotations

import shutil
from pathlib import Path

from firststeps.data.catalogue import OnHub
from firststeps.errors import PlainError

SETTINGS = ("config.json", "preprocessor_config.json")
WEIGHTS = ("model.safetensors", "pytorch_model.bin")  # one of them is enough; the first can hold nothing but numbers


def bring(model: OnHub, folder: Path) -> None:
    """Download settings and weights of a model into ``folder``; what is there already stays.

    Raises:
        PlainError: if the library is missing, the hub can't be reached, or it has no such model.
    """
    try:
        import httpx2
        from huggingface_hub import snapshot_download
    except ModuleNotFoundError:
        raise PlainError(
            f"{model.repository} lies on the Hugging Face hub, whose library is not installed: run `make torch`"
        ) from None
    try:
        for names in ((*SETTINGS, WEIGHTS[0]), WEIGHTS[1:]):
            if not any((folder / weights).is_file() for weights in WEIGHTS):
                snapshot_download(model.repository, allow_patterns=list(names), local_dir=folder)
    except (OSError, httpx2.HTTPError) as error:
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        raise PlainError(
            f"{model.repository} can't be fetched from the Hugging Face hub ({reason}); "
            "see that you are online and run the command again"
        ) from None
    if missing := [name for name in SETTINGS if not (folder / name).is_file()]:
        raise PlainError(f"{model.repository} has no {missing[0]} on the Hugging Face hub; has it changed?")
    if not any((folder / weights).is_file() for weights in WEIGHTS):
        raise PlainError(f"{model.repository} has no weights on the Hugging Face hub; has it changed?")
    shutil.rmtree(folder / ".cache", ignore_errors=True)  # the library's notes on the download
