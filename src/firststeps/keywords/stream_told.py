"""What a trial on a stream found, as text for a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_SAID = {"command": "commands", "near": "words like commands", "other": "other words", "nobody": "nobody"}


def told(found: Mapping[str, Any]) -> str:
    """Return the figures of a trial on a stream, at most 80 characters wide."""
    chosen, latency, speed = found["chosen"], found["latency"], found["real_time_factor"]
    said = ", ".join(f"{part['words']:,} {_SAID[kind]}" for kind, part in found["said"].items())
    minutes = 60 * found["hours"]
    lines = [
        f"{found['model_file']}: {found['bytes']:,} bytes",
        f"{minutes:g} {'minute' if minutes == 1 else 'minutes'} of sound, {found['part']} voices:",
        said,
        "",
        f"threshold {found['detection']['threshold']:g}, as the detector comes:{_point(chosen)}",
        *(_at(one) for one in found["at"]),
        "",
        *_by("missed by signal-to-noise ratio in dB", found["by_snr"]),
        *_by("missed by loudness", found["by_loudness"]),
        "false accepts by what was said",
        *(f"  {_SAID[kind]}: {count}" for kind, count in found["false_accepts_by"]["kinds"].items()),
    ]
    if latency["p50"] is not None:
        lines.append(
            f"from the end of a word to its acceptance: p50 {latency['p50']:.2f} s, p95 {latency['p95']:.2f} s"
        )
    lines.append(
        f"a second of sound takes {1000 * speed['front_end']:.1f} ms in the front end and "
        f"{1000 * speed['network']:.1f} ms in the network"
    )
    return "\n".join([*lines, "", _mlperf(found["mlperf"])])


def _point(point: Mapping[str, Any]) -> str:
    low, high = point["miss_interval"]
    least, most = point["an_hour_interval"]
    return (
        f"\n  {point['misses']:,} of {point['words']:,} missed, {point['miss_rate']:.1%} ({low:.1%} to {high:.1%})"
        f"\n  {point['false_accepts']:,} false accepts, {point['an_hour']:.2f} an hour ({least:.2f} to {most:.2f})"
    )


def _at(one: Mapping[str, Any]) -> str:
    if one["threshold"] is None:
        return f"at most {one['rate']:g} false accepts an hour: at no threshold"
    return f"at most {one['rate']:g} false accepts an hour: threshold {one['threshold']:g}{_point(one)}"


def _by(title: str, groups: Mapping[str, Any]) -> list[str]:
    ordered = sorted(groups.items(), key=lambda group: group[1]["miss_rate"])
    return [title, *(f"  {name:6} {part['miss_rate']:6.1%} of {part['words']:,}" for name, part in ordered)]


def _mlperf(found: Mapping[str, Any]) -> str:
    return (
        f"by the rules of MLPerf Tiny, {found['minutes']:g} minutes of our own: {found['false_positives']} false "
        f"positives\nand {found['misses']} misses of {found['targets']}, at most {found['most']} of each: "
        + ("passed" if found["passed"] else "not passed")
    )
