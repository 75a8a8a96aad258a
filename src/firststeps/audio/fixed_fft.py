"""A real FFT in 16-bit fixed point, rounded at every stage as small processors do it.

Micro Speech was trained on features from such a transform; in quiet frames its rounding shows in the features.  The
stages are those of Kiss FFT (M. Borgerding, https://github.com/mborgerding/kissfft) built for 16 bits: the real frame
is packed into half as many complex numbers, transformed in steps of radix 4, each of which divides by 4, and unpacked.
All arrays hold a frame in each row, so a step works on all frames at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

Int16 = NDArray[np.int16]
FRACTION_BITS = 15  # an int16 stands for itself divided by 2 to this power
ONE = 32_767  # the largest int16, and what stands for the factor 1
ROUNDING = 1 << (FRACTION_BITS - 1)


@dataclass(frozen=True)
class Complex16:
    """Complex numbers in fixed point."""

    real: Int16
    imag: Int16

    def __getitem__(self, key: Any) -> Complex16:
        """Return some of them."""
        return Complex16(self.real[key], self.imag[key])

    def __add__(self, other: Complex16) -> Complex16:
        """Add; a sum that is too large wraps around, as it does in C."""
        return Complex16(self.real + other.real, self.imag + other.imag)

    def __sub__(self, other: Complex16) -> Complex16:
        """Subtract, with the same wrap-around."""
        return Complex16(self.real - other.real, self.imag - other.imag)

    def __mul__(self, other: Complex16) -> Complex16:
        """Multiply in 32 bits and round once."""
        a, b = self.real.astype(np.int32), self.imag.astype(np.int32)
        c, d = other.real.astype(np.int32), other.imag.astype(np.int32)
        return Complex16(_rounded(a * c - b * d), _rounded(a * d + b * c))

    def divided(self, count: int) -> Complex16:
        """Divide by ``count``, as a product with the nearest smaller fraction."""
        factor = np.int32(ONE // count)
        return Complex16(_rounded(self.real * factor), _rounded(self.imag * factor))

    def turned(self) -> Complex16:
        """Multiply by -i."""
        return Complex16(self.imag, -self.real)

    def conjugate(self) -> Complex16:
        """Return the complex conjugates."""
        return Complex16(self.real, -self.imag)

    def reshape(self, *shape: int) -> Complex16:
        """Return them in another shape."""
        return Complex16(self.real.reshape(shape), self.imag.reshape(shape))

    @classmethod
    def stacked(cls, parts: list[Self], axis: int) -> Complex16:
        """Join along a new axis."""
        return Complex16(np.stack([p.real for p in parts], axis), np.stack([p.imag for p in parts], axis))


def _rounded(products: NDArray[np.int32]) -> Int16:
    return ((products + ROUNDING) >> FRACTION_BITS).astype(np.int16)


@cache
def _circle(phases: tuple[int, ...], length: int) -> Complex16:
    """Return exp(-2 pi i k / length) for each k of ``phases`` in fixed point."""
    angles = -2 * np.pi * np.array(phases, dtype=np.float64) / length
    return Complex16(*(np.floor(0.5 + ONE * part(angles)).astype(np.int16) for part in (np.cos, np.sin)))


def _transform(values: Complex16) -> Complex16:
    """Return the complex FFT of each row, divided by its length, a power of four."""
    rows, length = values.real.shape
    if length == 1:
        return values
    quarter = length // 4
    # Row j of the parts is the transform of every fourth value from the j-th on.
    every_fourth = Complex16(*(np.swapaxes(part.reshape(rows, quarter, 4), 1, 2) for part in (values.real, values.imag)))
    parts = _transform(every_fourth.reshape(rows * 4, quarter)).reshape(rows, 4, quarter).divided(4)
    steps = range(quarter)
    first = parts[:, 0]
    second, third, fourth = (parts[:, j] * _circle(tuple(j * k for k in steps), length) for j in (1, 2, 3))
    outer, inner = first - third, first + third
    total, difference = second + fourth, (second - fourth).turned()
    return Complex16.stacked([inner + total, outer + difference, inner - total, outer - difference], 1).reshape(
        rows, length
    )


def real_fft(frames: Int16) -> Complex16:
    """Return the FFT of real frames divided by their length.

    Args:
        frames: shape (frames, length); the length is twice a power of four, 512 for one.

    Returns:
        shape (frames, length / 2 + 1): from zero hertz to half the sample rate.
    """
    half = frames.shape[1] // 2
    packed = _transform(Complex16(np.ascontiguousarray(frames[:, 0::2]), np.ascontiguousarray(frames[:, 1::2])))
    spectrum = Complex16(*(np.zeros((len(frames), half + 1), np.int16) for _ in range(2)))
    constant = packed[:, 0].divided(2)
    spectrum.real[:, 0] = constant.real + constant.imag
    spectrum.real[:, half] = constant.real - constant.imag
    low = packed[:, 1 : half // 2 + 1].divided(2)
    high = packed[:, half - 1 : half // 2 - 1 : -1].conjugate().divided(2)
    even, odd = low + high, low - high
    # The angles of the unpacking lie a quarter of a turn further on.
    turned = odd * _circle(tuple(2 * k + half for k in range(1, half // 2 + 1)), 4 * half)
    for name in ("real", "imag"):
        sum_, turn = (getattr(part, name).astype(np.int32) for part in (even, turned))
        getattr(spectrum, name)[:, 1 : half // 2 + 1] = (sum_ + turn) >> 1
        mirrored = (sum_ - turn) if name == "real" else (turn - sum_)
        getattr(spectrum, name)[:, half - 1 : half // 2 - 1 : -1] = mirrored >> 1
    return spectrum
