"""The networks that hear keywords, in Keras."""

from __future__ import annotations

import math
from dataclasses import dataclass

from firststeps.keywords.labels import MICRO_LABELS

import keras  # type: ignore[import-untyped]
from keras import layers


@dataclass(frozen=True)
class Architecture:
    """A network of one-dimensional convolutions over time: a first one, then residual blocks, all of one width."""

    labels: tuple[str, ...]  # the classes, in the order of the outputs
    frames: int  # steps of time in the input
    bands: int  # numbers for each step
    width: int  # channels of every layer
    first_kernel: int  # steps that the first convolution sees at once
    first_stride: int  # steps that it moves on
    blocks: int  # residual blocks
    block_kernel: int  # steps that the convolution of a block sees at once


MICRO = Architecture(
    labels=MICRO_LABELS,
    frames=49,
    bands=40,
    width=32,
    first_kernel=5,
    first_stride=2,
    blocks=4,
    block_kernel=9,
)


def network(architecture: Architecture) -> keras.Model:
    """Return an untrained network from inputs, float32 of shape (n, frames, bands), to logits, (n, classes).

    Time is the height of an image one pixel wide, because the runtimes know two-dimensional convolutions only.
    """
    a = architecture
    inputs = keras.Input((a.frames, a.bands))
    x = keras.ops.expand_dims(inputs, 2)
    x = _convolution(a.width, a.first_kernel, a.first_stride)(x)
    x = layers.ReLU()(_normalisation()(x))
    for _ in range(a.blocks):
        x = _block(a, x)
    x = layers.GlobalAveragePooling2D()(x)
    return keras.Model(inputs, layers.Dense(len(a.labels))(x))


def count_parameters(model: keras.Model) -> int:
    """Return how many numbers of a network an exported file holds.

    The factors of a normalisation become part of the weights before it, and its means and variances part of its
    offsets, so only weights and offsets count.
    """
    return sum(math.prod(variable.shape) for variable in model.trainable_variables if variable.name != "gamma")


def _normalisation() -> keras.layers.Layer:
    return layers.BatchNormalization(momentum=0.9)  # Keras's 0.99 still knows the random start after an epoch


def _convolution(width: int, kernel: int, stride: int) -> keras.layers.Layer:
    return layers.Conv2D(width, (kernel, 1), strides=(stride, 1), padding="same", use_bias=False)


def _block(a: Architecture, x: keras.KerasTensor) -> keras.KerasTensor:
    """Return a block's output: each channel filtered over time, then the channels mixed, added to the input."""
    y = layers.DepthwiseConv2D((a.block_kernel, 1), padding="same", use_bias=False)(x)
    y = _normalisation()(y)
    y = _normalisation()(_convolution(a.width, 1, 1)(y))
    return layers.ReLU()(layers.Add()([x, y]))
