"""The card of a trained model: what it is, what it was made from, how good it is; every number is a recorded fact."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from firststeps.files import write_whole

TEXT = """\
# {name}

Hears one second of sound and says which of these it is: {labels}.

| | |
| :-- | --: |
| parameters | {parameters:,} |
| multiplications for a second of sound | {macs:,} |
| `{name}.tflite`, int8 | {bytes:,} bytes |
| `{name}-float.tflite` | {float_bytes:,} bytes |
| tensor arena of the int8 file in TensorFlow Lite Micro | {arena} |
| validation, as trained | {validation[accuracy]:.2%} |
| validation, int8 | {validation[int8_accuracy]:.2%} |
| test, int8 | {tested} |

Validation accuracy is the mean over the classes, on {validation[clips]:,} clips; test accuracy is the share of all
clips.

## What goes in and comes out

{frames} of `firststeps.audio.log_mel`, rounded, less {middle}: int8, {frame_count} frames of 40 bands. A clip shorter
than a second stands in the middle, with frames of the lowest value around it. What comes out are probabilities,
int8. The file runs in TensorFlow Lite Micro and in LiteRT; they may differ in the last bits of a probability.

## Data

Speech Commands v0.02 (Pete Warden, 2018), CC BY 4.0, as log-mel features kept as JPEG images: {training_clips:,}
training clips, divided by speaker as the data set prescribes. Features computed from the official audio differ a
little from such images. Silence is made from pieces of the six noise recordings of the data set, and from digital
silence. The pieces for validation are others than those for training, but of the same recordings, and so is the
silence of the official test set.

## Recipe

{taught}{recipe}

Made on {date} in {training_minutes:.0f} minutes of training, by this command:

```sh
{command}
```

Same seed, same data and same machine give the same weights. `log.csv` is the log of the run, `weights.npz` holds the
weights before they were rounded, `facts.json` every number on this card but those of the test. SHA-256 of
`{name}.tflite`: `{sha256}`

## What was said, and what was heard

Rows: what was said. Columns: what the int8 file heard. Validation, run in LiteRT:

{validation_table}
{test_part}
## Known failures

On validation clips:

{failures}
"""

TEST = """
Test, run in {runtime}, once, by `{command}`, on {date}:

{table}

| class | clips | recognised | 95 % interval | of those heard as it, right |
| :-- | --: | --: | --: | --: |
{classes}

{lengths}
{noise}"""


def write_card(folder: Path) -> None:
    """Write the card of the model in ``folder``, from its facts and from the test of its present file, if any."""
    facts = json.loads((folder / "facts.json").read_text(encoding="utf-8"))
    kept = folder / "test.json"
    test = json.loads(kept.read_text(encoding="utf-8")) if kept.is_file() else None
    if test is not None and test["sha256"] != facts["sha256"]:
        test = None
    write_whole(folder / "README.md", card(facts, test).encode())


def card(facts: Mapping[str, Any], test: Mapping[str, Any] | None) -> str:
    """Return the card as Markdown.

    Args:
        facts: what training wrote to ``facts.json``.
        test: what ``firststeps evaluate --record`` wrote to ``test.json``; None if this file was not tried.
    """
    return TEXT.format(
        **{key: value for key, value in facts.items() if key not in ("labels", "recipe", "frames")},
        labels=", ".join(f"`{label}`" for label in facts["labels"]),
        middle=128,
        frames="Every frame" if facts["frames"] == 98 else "Every second frame",
        frame_count=facts["frames"],
        arena="not measured" if facts["arena_bytes"] is None else f"{facts['arena_bytes']:,} bytes",
        tested="not tried" if test is None else _share(test),
        taught="" if facts["teacher"] is None else f"It learns to give the probabilities of `{facts['teacher']}`.\n\n",
        recipe="\n".join(f"- {key.replace('_', ' ')}: {_plain(value)}" for key, value in facts["recipe"].items()),
        training_minutes=facts["training_seconds"] / 60,
        validation_table=_table(facts["labels"], facts["validation"]["int8_confusion"]),
        test_part="" if test is None else _test(test),
        failures=_failures(facts["labels"], facts["validation"]["int8_confusion"]),
    )


def _share(part: Mapping[str, Any]) -> str:
    low, high = part["interval"]
    return f"{part['accuracy']:.2%} of {part['clips']:,} clips (95 % interval: {low:.1%} to {high:.1%})"


def _plain(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{key.replace('_', ' ')} {_plain(part)}" for key, part in value.items())
    return " to ".join(map(str, value)) if isinstance(value, Sequence) else str(value)


def _test(test: Mapping[str, Any]) -> str:
    return TEST.format(
        **{key: test[key] for key in ("runtime", "command", "date")},
        table=_table(test["labels"], test["confusion"]),
        classes="\n".join(_class(label, part) for label, part in test["per_class"].items()),
        lengths="\n".join(
            f"- {'Clips of a second' if name == 'full' else 'Shorter clips'}: {_share(part)}."
            for name, part in test["lengths"].items()
        ),
        noise="\n".join(
            f"- In noise, {part['snr']} dB signal-to-noise ratio: {_share(part)}." for part in test.get("noise", ())
        )
        + "\n" * ("noise" in test),
    )


def _class(label: str, part: Mapping[str, Any]) -> str:
    low, high = part["interval"]
    exact = "never heard" if part["precision"] is None else f"{part['precision']:.1%}"
    return f"| `{label}` | {part['clips']:,} | {part['recall']:.1%} | {low:.1%} to {high:.1%} | {exact} |"


def _table(labels: Sequence[str], confusion: Sequence[Sequence[int]]) -> str:
    lines = ["| | " + " | ".join(f"`{label}`" for label in labels) + " |", "| :-- |" + " --: |" * len(labels)]
    for label, row in zip(labels, confusion, strict=True):
        lines.append(f"| `{label}` | " + " | ".join(map(str, row)) + " |")
    return "\n".join(lines)


def _failures(labels: Sequence[str], confusion: Sequence[Sequence[int]]) -> str:
    """Return the five commonest mistakes, as a list."""
    mistakes = [
        (count / sum(row), said, heard)
        for said, row in zip(labels, confusion, strict=True)
        for heard, count in zip(labels, row, strict=True)
        if said != heard and count
    ]
    commonest = sorted(mistakes, reverse=True)[:5]
    return (
        "\n".join(f"- {share:.1%} of `{said}` is taken for `{heard}`." for share, said, heard in commonest) or "None."
    )
