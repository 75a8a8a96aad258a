"""A real FFT in 16-bit fixed point, rounded at every stage as small processors do it, for many frames at once.

Micro Speech was trained on features from such a transform; in quiet frames its rounding shows in the features.  The
stages are those of KISS FFT (M. Borgerding, https://github.com/mborgerding/kissfft) built for 16 bits, to the last
bit: the real frame is packed into half as many complex numbers, transformed in steps of radix 4, each of which
divides by 4, and unpacked.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

Int16 = NDArray[np.int16]
FRACTION_BITS = 15  # an int16 stands for itself divided by 2 to this power
ONE = 32_767  # the largest int16, and what stands for the factor 1
ROUNDING = 1 << (FRACTION_BITS - 1)


@dataclass(slots=True)
class Complex16:
    """Complex numbers in fixed point; a sum that is too large wraps around, as it does in C."""

    parts: Int16  # (2, ..., frames): real and imaginary parts in one array, so that most steps are one step of NumPy

    @property
    def real(self) -> Int16:
        """The real parts."""
        real: Int16 = self.parts[0]
        return real

    @property
    def imag(self) -> Int16:
        """The imaginary parts."""
        imag: Int16 = self.parts[1]
        return imag

    def __getitem__(self, key: Any) -> Complex16:
        """Return some of them, by the first of their axes."""
        return Complex16(self.parts[:, key])

    def __add__(self, other: Complex16) -> Complex16:
        """Add."""
        return Complex16(self.parts + other.parts)

    def __sub__(self, other: Complex16) -> Complex16:
        """Subtract."""
        return Complex16(self.parts - other.parts)

    def __mul__(self, turns: Turns) -> Complex16:
        """Multiply in 32 bits and round once."""
        wide = self.parts.astype(np.int32)
        products = wide * turns.along
        products += wide[::-1] * turns.across
        return Complex16(_rounded(products))

    def divided(self, count: int) -> Complex16:
        """Divide by ``count``, as a product with the nearest smaller fraction."""
        return Complex16(_rounded(self.parts * np.int32(ONE // count)))

    def times_minus_i(self) -> Complex16:
        """Turn clockwise by a quarter."""
        turned = self.parts[::-1].copy()
        np.negative(turned[1], out=turned[1])
        return Complex16(turned)

    def conjugate(self) -> Complex16:
        """Return the complex conjugates."""
        mirrored = self.parts.copy()
        np.negative(mirrored[1], out=mirrored[1])
        return Complex16(mirrored)

    def reshape(self, *shape: int) -> Complex16:
        """Return them in another shape."""
        return Complex16(self.parts.reshape(2, *shape))


@dataclass(frozen=True)
class Turns:
    """Factors of magnitude 1, ``c + i d``, laid out for a product with a Complex16."""

    along: NDArray[np.int32]  # c, by which each part is multiplied
    across: NDArray[np.int32]  # (2, ...): -d and d, by which the other part is multiplied that is added to it


def real_fft(frames: Int16) -> Complex16:
    """Return the FFT of real frames divided by their length.

    Args:
        frames: shape (..., length); the length is twice a power of four, 512 for one.

    Returns:
        shape (..., length / 2 + 1): from zero hertz to half the sample rate.

    Raises:
        ValueError: if the length is any other.
    """
    length = frames.shape[-1]
    if length < 2 or 2 * 4 ** round(math.log(length / 2, 4)) != length:
        raise ValueError(f"the length of a frame has to be twice a power of four, not {length}")
    # Time runs down and frames lie side by side, so that each step runs along memory for all frames at once.
    samples = np.ascontiguousarray(frames.reshape(-1, length).T)
    packed = Complex16(samples.reshape(length // 2, 2, -1).swapaxes(0, 1))
    spectrum = _unpacked(_transform(packed)).parts.swapaxes(1, 2)
    return Complex16(spectrum.reshape(2, *frames.shape[:-1], length // 2 + 1))


def _transform(values: Complex16) -> Complex16:
    """Return the complex FFT of each column of (length, frames), divided by the length, a power of four.

    Each stage joins four transforms of ``width`` values into one.  The four lie a quarter of the array apart, the
    one that they become is written in the order of frequency: nothing has to be sorted before or after.
    """
    _, length, frames = values.parts.shape
    width = 1
    while width < length:
        groups = length // (4 * width)
        parts = values.divided(4).reshape(4, groups, width, frames)
        turned = parts[1:] * _stage_turns(length, width)
        first, second, third, fourth = parts[0], turned[0], turned[1], turned[2]
        inner, outer = first + third, first - third
        total, difference = second + fourth, (second - fourth).times_minus_i()
        joined = np.empty((2, groups, 4, width, frames), np.int16)
        for quarter, part in enumerate((inner + total, outer + difference, inner - total, outer - difference)):
            joined[:, :, quarter] = part.parts
        values = Complex16(joined).reshape(length, frames)
        width *= 4
    return values


def _unpacked(packed: Complex16) -> Complex16:
    """Return the spectra (half + 1, frames) of real frames from those of the packed ones (half, frames)."""
    _, half, frames = packed.parts.shape
    spectrum = Complex16(np.zeros((2, half + 1, frames), np.int16))
    halves = packed.divided(2)
    spectrum.real[0] = halves.real[0] + halves.imag[0]
    spectrum.real[half] = halves.real[0] - halves.imag[0]

    up, down = slice(1, half // 2 + 1), slice(half - 1, half // 2 - 1, -1)
    mirrored = halves[down].conjugate()
    even, odd = halves[up] + mirrored, (halves[up] - mirrored) * _unpacking_turns(half)
    # Half of a sum that may need 17 bits; the second half of the spectrum gets the conjugate of the difference.
    spectrum.parts[:, up] = np.add(even.parts, odd.parts, dtype=np.int32) >> 1
    spectrum.real[down] = np.subtract(even.real, odd.real, dtype=np.int32) >> 1
    spectrum.imag[down] = np.subtract(odd.imag, even.imag, dtype=np.int32) >> 1
    return spectrum


def _rounded(products: NDArray[np.int32]) -> Int16:
    products += ROUNDING
    products >>= FRACTION_BITS
    return products.astype(np.int16)


@cache
def _stage_turns(length: int, width: int) -> Turns:
    """Return how far a stage turns the second, third and fourth part, shape (3, 1, width, 1)."""
    return _circle(np.outer([1, 2, 3], np.arange(width))[:, np.newaxis] * (length // (4 * width)), length)


@cache
def _unpacking_turns(half: int) -> Turns:
    """Return how far the unpacking turns, shape (half / 2, 1): the angles lie a quarter of a turn further on."""
    return _circle(2 * np.arange(1, half // 2 + 1) + half, 4 * half)


def _circle(phases: NDArray[np.int64], length: int) -> Turns:
    """Return exp(-2 pi i k / length) for each k of ``phases``, with an axis for the frames."""
    angles = -2 * np.pi * phases[..., np.newaxis] / length
    cosine, sine = (np.floor(0.5 + ONE * part(angles)).astype(np.int32) for part in (np.cos, np.sin))
    return Turns(cosine, np.stack([-sine, sine]))
