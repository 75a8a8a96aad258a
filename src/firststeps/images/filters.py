"""Filters, written out: a small kernel laid over every place of a picture."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.float64]  # (rows, columns)
Kernel = NDArray[np.float64]  # (k, k), k odd


def convolve(picture: Grey, kernel: Kernel) -> Grey:
    """Return the answer of a kernel at each place of a picture, (rows, columns): products, added up.

    Like the layers of networks, it does not turn the kernel round, which mathematicians would ask of a convolution.
    Beyond the edge, the picture is taken to go on as its edge.

    Args:
        picture: grey values.
        kernel: weights; their number in each direction is odd, so that there is a middle.

    Raises:
        ValueError: if the kernel is no square with a middle.

    Examples:
        >>> rise = np.array([[0.0, 0.0, 1.0, 1.0]])
        >>> kernel = np.array([[0, 0, 0], [-1, 0, 1], [0, 0, 0]])
        >>> convolve(rise, kernel)
        array([[0., 1., 1., 0.]])
    """
    side = len(kernel)
    if kernel.shape != (side, side) or side % 2 == 0:
        raise ValueError(f"a kernel of the shape {kernel.shape} has no middle")
    padded = np.pad(picture, side // 2, mode="edge")
    rows, columns = picture.shape
    answer = np.zeros(picture.shape)
    for down in range(side):
        for across in range(side):
            below = padded[down : down + rows, across : across + columns]
            answer += kernel[down, across] * below
    return answer


def sobel(direction: str) -> Kernel:
    """Return Sobel's kernel (1968): large where a picture gets brighter to the right ("x"), or downwards ("y").

    Raises:
        ValueError: if the direction is another.
    """
    if direction not in ("x", "y"):
        raise ValueError(f"{direction!r} is no direction: x or y")
    across = np.outer([1.0, 2.0, 1.0], [-1.0, 0.0, 1.0])
    return across if direction == "x" else across.T


def gaussian(side: int, deviation: float) -> Kernel:
    """Return a kernel that blurs: weights by the distance from the middle, as in a bell, which add up to one.

    Args:
        side: pixels of the kernel.
        deviation: pixels from the middle at which the bell is bent.
    """
    steps = np.arange(side) - side // 2
    bell = np.exp(-(steps**2) / (2 * deviation**2))
    kernel = np.outer(bell, bell)
    blurred: Kernel = kernel / kernel.sum()
    return blurred


def sharpening(side: int, deviation: float) -> Kernel:
    """Return a kernel that sharpens: twice the pixel, less the blur of ``gaussian``; its weights add up to one.

    What a blur takes away from a picture is put on top of it: an unsharp mask, as photographers say.
    """
    kernel = -gaussian(side, deviation)
    kernel[side // 2, side // 2] += 2
    return kernel


def gabor(side: int, wavelength: float, angle: float) -> Kernel:
    """Return a kernel that answers to stripes: a wave in a bell; its weights add up to zero.

    Its formula is Gabor's (1946), in two dimensions Daugman's (1985): a bell, exp(-(x² + y²) / 2s²), times a
    wave, cos(2π u / λ), where u is the place along the direction of the wave.

    Args:
        side: pixels of the kernel.
        wavelength: λ, pixels from one stripe to the next; s is half of it.
        angle: degrees by which the stripes are turned from upright.
    """
    y, x = np.mgrid[:side, :side] - side // 2
    turned = np.radians(angle)
    along = x * np.cos(turned) + y * np.sin(turned)
    bell = np.exp(-(x**2 + y**2) / (2 * (wavelength / 2) ** 2))
    kernel: Kernel = bell * np.cos(2 * np.pi * along / wavelength)
    kernel -= bell * kernel.sum() / bell.sum()  # an even grey is no stripe
    kernel /= np.abs(kernel).sum()
    return kernel
