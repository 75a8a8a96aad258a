"""The networks that hear keywords, in Keras."""

from __future__ import annotations

import math
from dataclasses import dataclass

import keras  # type: ignore[import-untyped]
from keras import layers


@dataclass(frozen=True)
class OverTime:
    """A beginning that looks at all bands at once and slides over time only: few operations, few weights."""

    kernel: int  # steps of time that it sees at once
    stride: int  # steps that it moves on


@dataclass(frozen=True)
class OverBoth:
    """A beginning that slides over time and bands, so that a voice may be higher or lower: ten times the operations.

    The first layer halves time and bands, the second one bands again.
    """

    narrow: int  # channels of the first layer
    wide: int  # channels of the others
    blocks: int  # residual blocks of two 3 by 3 convolutions


@dataclass(frozen=True)
class Architecture:
    """A network of convolutions: a beginning, then residual blocks over time, all of one width."""

    labels: tuple[str, ...]  # the classes, in the order of the outputs
    frames: int  # steps of time in the input
    bands: int  # numbers for each step
    beginning: OverTime | OverBoth
    width: int  # channels of the blocks
    kernels: tuple[int, ...]  # for each block, the steps of time that it sees at once
    separable: bool = True  # a block filters each channel over time and then mixes them; if not, it does both at once


def network(architecture: Architecture) -> keras.Model:
    """Return an untrained network from inputs, float32 of shape (n, frames, bands), to logits, (n, classes)."""
    a = architecture
    inputs = keras.Input((a.frames, a.bands))
    x = _over_time(a, inputs) if isinstance(a.beginning, OverTime) else _over_both(a, inputs)
    for kernel in a.kernels:
        x = _separable(a.width, kernel, x) if a.separable else _joined(x, _convolution(a.width, (kernel, 1))(x))
    x = layers.GlobalAveragePooling2D()(x)
    return keras.Model(inputs, layers.Dense(len(a.labels))(x))


def count_parameters(model: keras.Model) -> int:
    """Return how many numbers of a network an exported file holds.

    The factors of a normalisation become part of the weights before it, and its means and variances part of its
    offsets, so only weights and offsets count.
    """
    return sum(math.prod(variable.shape) for variable in model.trainable_variables if variable.name != "gamma")


def _over_time(a: Architecture, inputs: keras.KerasTensor) -> keras.KerasTensor:
    """Return (n, steps, 1, width): time as the height of a picture one pixel wide.

    The runtimes know two-dimensional convolutions only.
    """
    assert isinstance(a.beginning, OverTime)
    x = keras.ops.expand_dims(inputs, 2)
    return _active(_convolution(a.width, (a.beginning.kernel, 1), (a.beginning.stride, 1))(x))


def _over_both(a: Architecture, inputs: keras.KerasTensor) -> keras.KerasTensor:
    """Return (n, steps, 1, width), from a picture of time by bands."""
    assert isinstance(a.beginning, OverBoth)
    x = keras.ops.expand_dims(inputs, 3)  # (n, frames, bands, 1)
    x = _active(_convolution(a.beginning.narrow, (5, 5), (2, 2))(x))
    x = _active(_convolution(a.beginning.wide, (3, 3), (1, 2))(x))
    for _ in range(a.beginning.blocks):
        y = _active(_convolution(a.beginning.wide, (3, 3))(x))
        x = _joined(x, _convolution(a.beginning.wide, (3, 3))(y))
    x = layers.Reshape((x.shape[1], 1, x.shape[2] * x.shape[3]))(x)
    return _active(_convolution(a.width, (1, 1))(x))


def _separable(width: int, kernel: int, x: keras.KerasTensor) -> keras.KerasTensor:
    """Return a block's output: each channel filtered over time, then the channels mixed, added to the input."""
    y = _normalised(layers.DepthwiseConv2D((kernel, 1), padding="same", use_bias=False)(x))
    return _joined(x, _convolution(width, (1, 1))(y))


def _convolution(width: int, kernel: tuple[int, int], stride: tuple[int, int] = (1, 1)) -> keras.layers.Layer:
    return layers.Conv2D(width, kernel, strides=stride, padding="same", use_bias=False)


def _joined(x: keras.KerasTensor, change: keras.KerasTensor) -> keras.KerasTensor:
    return layers.ReLU()(layers.Add()([x, _normalised(change)]))


def _active(x: keras.KerasTensor) -> keras.KerasTensor:
    return layers.ReLU()(_normalised(x))


def _normalised(x: keras.KerasTensor) -> keras.KerasTensor:
    return layers.BatchNormalization(momentum=0.9)(x)  # Keras's 0.99 still knows the random start after an epoch
