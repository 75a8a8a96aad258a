"""Image files as pixels, whatever they are; a file that is none, or that would fill the memory, is told of."""

from __future__ import annotations

import struct
import warnings
from pathlib import Path

from firststeps.errors import PlainError
from firststeps.quiet import standard_error_closed

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

MOST_PIXELS = 150_000_000  # a picture of more is refused before it is decoded
# What people have.  Others that Pillow knows start programs (EPS) or hold no picture.
FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "AVIF", "BMP", "TIFF", "PPM", "JPEG2000", "ICO")
# All that Pillow has been seen to raise on files with changed bytes.
_BROKEN = (
    *(OSError, SyntaxError, ValueError, TypeError, EOFError, IndexError, KeyError, OverflowError, struct.error),
    *(RuntimeError, MemoryError),  # of AVIF; of JPEG 2000 with a header that asks for more than there is
)


def read_image(path: Path | str, shortest: int | None = None) -> NDArray[np.uint8]:
    """Return the pixels of a picture, (rows, columns, 3), red, green and blue from 0 to 255.

    It stands as its camera was held; what is transparent is white; of a moving picture it is the first frame; of a
    picture with 16 bits a colour, or with fractions, it is the nearest of 256 values.

    Args:
        path: the file.
        shortest: how many pixels the shorter side needs; of a large JPEG then only so many are decoded as are needed.

    Raises:
        PlainError: if it is no such file, is cut short, or has more than 150 million pixels.
    """
    path = Path(path)
    if path.is_dir():
        raise PlainError(f"{path}: is a folder; name the pictures in it")
    try:
        content = path.open("rb")
    except FileNotFoundError:
        raise PlainError(f"{path}: no such file") from None
    except OSError as error:
        raise PlainError(f"{path}: can't be opened ({error.strerror})") from None
    # Pillow warns of less than we refuse, and the library that decodes TIFF prints what it stumbles over.
    with content, warnings.catch_warnings(), standard_error_closed():
        warnings.simplefilter("ignore")
        try:
            with Image.open(content, formats=FORMATS) as image:
                _check_size(path, image)
                return _pixels(image, shortest)
        except UnidentifiedImageError:
            raise PlainError(f"{path}: no picture in a format that is known here ({', '.join(FORMATS)})") from None
        except Image.DecompressionBombError:
            raise _too_large(path) from None
        except _BROKEN as error:
            raise PlainError(f"{path}: broken or cut short ({_said(error)}); get it again") from None


def _said(error: BaseException) -> str:
    return str(error) or type(error).__name__


def _check_size(path: Path, image: Image.Image) -> None:
    if image.width * image.height > MOST_PIXELS:
        raise _too_large(path)


def _too_large(path: Path) -> PlainError:
    return PlainError(f"{path}: more than {MOST_PIXELS // 1_000_000} million pixels; make it smaller first")


def _pixels(image: Image.Image, shortest: int | None) -> NDArray[np.uint8]:
    if shortest is not None:
        scale = shortest / min(image.size)
        image.draft("RGB", (round(image.width * scale), round(image.height * scale)))
    image.load()
    image = ImageOps.exif_transpose(image)
    if image.mode.startswith("I") or image.mode == "F":
        image = Image.fromarray(_eight_bits(np.asarray(image)))
    if image.has_transparency_data:
        image = image.convert("RGBA")
        white = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(white, image)
    return np.asarray(image.convert("RGB"))


def _eight_bits(values: NDArray[np.generic]) -> NDArray[np.uint8]:
    """Return grey values of 16 bits, or fractions from 0 to 1, as 0 to 255."""
    numbers = np.nan_to_num(values.astype(np.float64))
    full = 65_535 if values.dtype.kind in "iu" or numbers.max() > 1 else 1
    return np.rint(numbers * 255 / full).clip(0, 255).astype(np.uint8)
