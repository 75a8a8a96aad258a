"""What an evaluation found, as text for a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


def report(found: Mapping[str, Any]) -> str:
    """Return the figures of an evaluation, at most 80 characters wide."""
    low, high = found["interval"]
    size = f"{found['bytes']:,} bytes" + (f", arena {found['arena_bytes']:,} bytes" if "arena_bytes" in found else "")
    parts = [
        f"{found['model_file']}: {size}",
        f"accuracy {found['accuracy']:.2%} of {found['clips']:,} clips (95 % interval: {low:.1%} to {high:.1%})",
        _lengths(found["lengths"]),
        _classes(found["per_class"]),
        _confusion(found["labels"], found["confusion"]),
        _calibration(found["calibration"]),
    ]
    if "noise" in found:
        parts.append(_noise(found["noise"]))
    return "\n\n".join(parts)


def _lengths(lengths: Mapping[str, Any]) -> str:
    names = {"full": "clips of a second or more", "short": "shorter clips"}
    return "\n".join(f"{names[name]:26} {part['accuracy']:7.2%} of {part['clips']:,}" for name, part in lengths.items())


def _classes(per_class: Mapping[str, Any]) -> str:
    lines = [f"{'class':12}{'clips':>7}{'recall':>9}{'95 % interval':>19}{'precision':>11}"]
    for label, part in per_class.items():
        interval = " to ".join(f"{end:.1%}" for end in part["interval"])
        exact = "never heard" if part["precision"] is None else f"{part['precision']:.1%}"
        lines.append(f"{label:12}{part['clips']:7,}{part['recall']:9.1%}{interval:>19}{exact:>11}")
    return "\n".join(lines)


def _confusion(labels: Sequence[str], table: Sequence[Sequence[int]]) -> str:
    """Return the confusion table; the columns have the first letters of the classes."""
    heads = [label.strip("_")[:4] for label in labels]
    lines = ["said, and below the heads what was heard", " " * 12 + "".join(f"{head:>5}" for head in heads)]
    lines += [f"{label:12}" + "".join(f"{n or '·':>5}" for n in row) for label, row in zip(labels, table, strict=True)]
    return "\n".join(lines)


def _calibration(found: Mapping[str, Any]) -> str:
    lines = [f"expected calibration error {found['error']:.3f}", f"{'confidence':>10}{'right':>8}{'clips':>8}"]
    lines += [f"{one['confidence']:10.1%}{one['accuracy']:8.1%}{one['clips']:8,}" for one in found["bins"]]
    return "\n".join(lines)


def _noise(noise: Sequence[Mapping[str, Any]]) -> str:
    lines = ["with background noise, clips with a word"]
    for part in noise:
        low, high = part["interval"]
        lines.append(f"{part['snr']:+4} dB {part['accuracy']:7.1%} (95 % interval: {low:.1%} to {high:.1%})")
    return "\n".join(lines)
