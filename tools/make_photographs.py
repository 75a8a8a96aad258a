"""Makes ``data/samples/photographs``: photographs of other packages, cut and made smaller.

apt-get download darknet libdlib19.1; pip download --no-deps scikit-image
python tools/make_photographs.py FOLDER   # which holds what was unpacked (dpkg -x, unzip)
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

from PIL import Image

TARGET = Path(__file__).resolve().parents[1] / "data" / "samples" / "photographs"
LONGEST = 480  # pixels
QUALITY = 88  # of JPEG
# Four photographs of dogs stand in one picture, parted here.
DOGS, WIDTH, HEIGHT = "libdlib19.1/examples/faces/dogs.jpg", 900, 916
ACROSS, DOWN = 462, 450

# Name, file, and what is cut out: left, top, right, bottom.
PHOTOGRAPHS = (
    ("dog-bicycle", "darknet/data/dog.jpg", None),
    ("dog-curly", DOGS, (0, 0, ACROSS - 1, DOWN - 1)),
    ("dog-disc", DOGS, (ACROSS + 2, 0, WIDTH, DOWN - 1)),
    ("dog-towel", DOGS, (0, DOWN + 2, ACROSS - 1, HEIGHT)),
    ("dog-smile", DOGS, (ACROSS + 2, DOWN + 2, WIDTH, HEIGHT)),
    ("dog-walk", "darknet/data/person.jpg", None),
    ("cat", "skimage/data/chelsea.png", None),
    ("coffee", "skimage/data/coffee.png", None),
    ("eagle", "darknet/data/eagle.jpg", None),
    ("giraffe", "darknet/data/giraffe.jpg", None),
    ("horses", "darknet/data/horses.jpg", None),
)


def made(path: Path, box: tuple[int, int, int, int] | None) -> Image.Image:
    """Return a photograph as it is kept."""
    image = Image.open(path).convert("RGB").crop(box)
    image.thumbnail((LONGEST, LONGEST), Image.Resampling.LANCZOS)
    return image


def main() -> None:
    """Make all of them, and the list of their hashes."""
    (folder,) = sys.argv[1:]
    found = {path.as_posix(): path for path in Path(folder).rglob("*") if path.suffix in (".jpg", ".png")}
    lines = []
    for name, source, box in PHOTOGRAPHS:
        (path,) = (place for key, place in found.items() if key.endswith(source.partition("/")[2]))
        target = TARGET / f"{name}.jpg"
        made(path, box).save(target, quality=QUALITY, optimize=True)
        lines.append(f"{hashlib.sha256(target.read_bytes()).hexdigest()}  {target.name}\n")
    (TARGET / "SHA256SUMS").write_text("".join(sorted(lines, key=lambda line: line.split()[1])), encoding="utf-8")


if __name__ == "__main__":
    main()
