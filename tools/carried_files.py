"""Puts into the wheel what its commands read besides code: models, their labels and facts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

# Every file of models/ that `predict`, `listen`, `stream`, `teach` and `see` open; training leaves more.
CARRIED = (
    "efficientnet-lite0/efficientnet-lite0.tflite",
    "efficientnet-lite0/facts.json",
    "efficientnet-lite0/labels.json",
    *(
        f"{name}/{file}"
        for name in ("micro", "spotter", "spotter-small", "wake-marvin")
        for file in (f"{name}.tflite", "facts.json", "README.md")
    ),
    "own-word/others.npz",
)


class CarriedFiles(BuildHookInterface[Any]):
    """Adds them to a wheel, but for an editable one, which finds them in the checkout."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Name each file and its place in the wheel."""
        if version == "standard":
            models = Path(self.root) / "models"
            build_data["force_include"].update(
                {str(models / file): f"firststeps/carried/models/{file}" for file in CARRIED}
            )
