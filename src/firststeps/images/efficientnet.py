"""EfficientNet-Lite0, a network that knows the thousand classes of ImageNet.

Mingxing Tan and Quoc Le, EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks, 2019; the Lite
variants, of Renjie Liu, leave out what small machines are slow at.
"""

from __future__ import annotations

from dataclasses import dataclass

import keras  # type: ignore[import-untyped]

SIDE = 224  # pixels of a picture
CLASSES = 1000
STEM, HEAD = 32, 1280  # channels after the first convolution and after the last
_EPSILON = 1e-3  # of batch normalisation


@dataclass(frozen=True)
class Stage:
    """Some blocks of the same kind."""

    blocks: int
    kernel: int  # pixels, in both directions
    stride: int  # of the first block: 2 halves the picture
    expand: int  # by how much a block widens its channels, to filter them there
    width: int  # channels that each block hands on


STAGES = (
    Stage(1, 3, 1, 1, 16),
    Stage(2, 3, 2, 6, 24),
    Stage(2, 5, 2, 6, 40),
    Stage(3, 3, 2, 6, 80),
    Stage(3, 5, 1, 6, 112),
    Stage(4, 5, 2, 6, 192),
    Stage(1, 3, 1, 6, 320),
)


def network(depths: tuple[str, ...] = ()) -> keras.Model:
    """Return the network, its weights random.

    Args:
        depths: names of layers whose outputs are wanted, too.

    Returns:
        from pictures (n, 224, 224, 3), as ``normalised`` makes them, to logits (n, 1000), and after these the outputs
        of the layers, (n, rows, columns, channels).
    """
    layers = keras.layers
    picture = keras.Input((SIDE, SIDE, 3), name="picture")
    passed = _activated(layers.Conv2D(STEM, 3, 2, "same", use_bias=False, name="stem")(picture), "stem")
    number = 0
    for stage in STAGES:
        for first in range(stage.blocks):
            passed = _block(passed, stage, 1 if first else stage.stride, f"block{number}")
            number += 1
    passed = _activated(layers.Conv2D(HEAD, 1, use_bias=False, name="head")(passed), "head")
    mean = layers.GlobalAveragePooling2D(name="mean")(passed)
    whole = keras.Model(picture, layers.Dense(CLASSES, name="logits")(mean))
    return keras.Model(picture, [whole.output, *(whole.get_layer(name).output for name in depths)])


def _block(given: keras.KerasTensor, stage: Stage, stride: int, name: str) -> keras.KerasTensor:
    """Return an inverted bottleneck: widen the channels, filter each by itself, mix them into few, add what came in."""
    layers = keras.layers
    channels = given.shape[-1]
    passed = given
    if stage.expand > 1:
        wide = layers.Conv2D(stage.expand * channels, 1, use_bias=False, name=f"{name}_expand")
        passed = _activated(wide(passed), f"{name}_expand")
    depthwise = layers.DepthwiseConv2D(stage.kernel, stride, "same", use_bias=False, name=f"{name}_depthwise")
    passed = _activated(depthwise(passed), f"{name}_depthwise")
    passed = layers.Conv2D(stage.width, 1, use_bias=False, name=f"{name}_project")(passed)
    passed = layers.BatchNormalization(epsilon=_EPSILON, name=f"{name}_project_normal")(passed)
    return layers.Add(name=f"{name}_sum")([passed, given]) if stride == 1 and channels == stage.width else passed


def _activated(passed: keras.KerasTensor, name: str) -> keras.KerasTensor:
    normal = keras.layers.BatchNormalization(epsilon=_EPSILON, name=f"{name}_normal")(passed)
    return keras.layers.ReLU(6, name=f"{name}_relu")(normal)


def receptive_field(depth: str) -> int:
    """Return from how many pixels, in both directions, a value of a layer is computed; more than 224 is all of them.

    Each convolution adds its kernel less one, in steps as long as all strides before it make them.

    Args:
        depth: "stem_relu", "head_relu", or a block's first part, as "block5_expand_relu".
    """
    wanted = depth.removesuffix("_relu").removesuffix("_expand")
    field, jump = 3, 2  # of the stem
    number = 0
    for stage in STAGES:
        for first in range(stage.blocks):
            if wanted in ("stem", f"block{number}"):
                return field
            field += (stage.kernel - 1) * jump
            jump *= 1 if first else stage.stride
            number += 1
    if wanted != "head":
        raise ValueError(f"no layer {depth!r}")
    return field
