"""The card of a trained model: what it is, what it was made from, how good it is; every number is a recorded fact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

TEXT = """\
# {name}

Hears one second of sound and says which of these it is: {labels}.

| | |
| :-- | --: |
| parameters | {parameters:,} |
| size of `{name}.tflite` | {bytes:,} bytes |
| tensor arena in TensorFlow Lite Micro | {arena} |
| validation, as trained | {validation[accuracy]:.2%} |
| validation, int8 | {validation[int8_accuracy]:.2%} |
| test, int8 | {tested} |

Validation accuracy is the mean over the classes, on {validation[clips]:,} clips.

## What goes in and comes out

Every second frame of `firststeps.audio.log_mel`, rounded, less {middle}: int8, 49 frames of 40 bands. A clip shorter
than a second stands in the middle, with frames of the lowest value around it. What comes out are probabilities,
int8. The file runs in TensorFlow Lite Micro and in LiteRT; they may differ in the last bits of a probability.

## Data

Speech Commands v0.02 (Pete Warden, 2018), CC BY 4.0, as log-mel features kept as JPEG images: {training_clips:,}
training clips, divided by speaker as the data set prescribes. Features computed from the official audio differ a
little from such images. Silence is made from pieces of the six noise recordings of the data set, and from digital
silence. The pieces for validation are others than those for training, but of the same recordings, and so is the
silence of the official test set.

## Recipe

{recipe}

Made on {date} in {training_seconds:.0f} seconds, by this command:

```sh
{command}
```

Same seed, same data and same machine give the same weights. `log.csv` is the log of the run, `weights.npz` holds the
weights before they were rounded, `facts.json` every number on this card. SHA-256 of `{name}.tflite`:
`{sha256}`

## What was said, and what was heard

Rows: what was said. Columns: what the int8 file heard. Validation, run in LiteRT:

{validation_table}
{test_table}
## Known failures

On validation clips:

{failures}
"""


def card(facts: Mapping[str, Any]) -> str:
    """Return the card as Markdown."""
    test = facts["test"]
    return TEXT.format(
        **{key: value for key, value in facts.items() if key not in ("labels", "recipe")},
        labels=", ".join(f"`{label}`" for label in facts["labels"]),
        middle=128,
        arena="not measured" if facts["arena_bytes"] is None else f"{facts['arena_bytes']:,} bytes",
        tested="not tried" if test is None else _share(test),
        recipe="\n".join(f"- {key.replace('_', ' ')}: {_plain(value)}" for key, value in facts["recipe"].items()),
        validation_table=_table(facts["labels"], facts["validation"]["int8_confusion"]),
        test_table="" if test is None else _test_table(facts["labels"], test),
        failures=_failures(facts["labels"], facts["validation"]["int8_confusion"]),
    )


def _share(test: Mapping[str, Any]) -> str:
    low, high = test["interval"]
    return f"{test['accuracy']:.2%} of {test['clips']:,} clips (95 % interval: {low:.1%} to {high:.1%})"


def _plain(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_plain(part)}" for key, part in value.items())
    return " to ".join(map(str, value)) if isinstance(value, Sequence) else str(value)


def _test_table(labels: Sequence[str], test: Mapping[str, Any]) -> str:
    return f"\nTest, run in {test['runtime']}:\n\n{_table(labels, test['confusion'])}\n"


def _table(labels: Sequence[str], confusion: Sequence[Sequence[int]]) -> str:
    lines = ["| | " + " | ".join(f"`{label}`" for label in labels) + " |", "| :-- |" + " --: |" * len(labels)]
    for label, row in zip(labels, confusion, strict=True):
        lines.append(f"| `{label}` | " + " | ".join(map(str, row)) + " |")
    return "\n".join(lines)


def _failures(labels: Sequence[str], confusion: Sequence[Sequence[int]]) -> str:
    """Return the three commonest mistakes, as a list."""
    mistakes = [
        (count / sum(row), said, heard)
        for said, row in zip(labels, confusion, strict=True)
        for heard, count in zip(labels, row, strict=True)
        if said != heard and count
    ]
    commonest = sorted(mistakes, reverse=True)[:3]
    return (
        "\n".join(f"- {share:.1%} of `{said}` is taken for `{heard}`." for share, said, heard in commonest) or "None."
    )
