"""How fast the micro network trains: in Keras, compiled by XLA or not, and in PyTorch, in clips a second.

Each contestant runs in a process of its own for some seconds; the rounds go through all of them in turn, so that a
slow minute of the machine strikes all alike.  A step is forward, backward and AdamW on a batch of 128 clips that is
there already.  Run it with ``.venv/bin/python benchmarks/training_speed.py``; with ``--torch PYTHON``, an interpreter
that can import torch, PyTorch takes part.
"""

from __future__ import annotations

import importlib
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import click
import numpy as np

BATCH = 128  # clips
SECONDS = 4.0  # that a contestant runs, after some steps to warm up
WARM_UP = 10  # steps
FRAMES, BANDS, CLASSES = 49, 40, 4
WIDTH, BLOCKS, KERNEL = 32, 4, 9

Step = Callable[[], None]


def keras_step(jit_compile: bool) -> Step:
    """Return a step in Keras."""
    from firststeps.keywords.models import network  # noqa: PLC0415 - PyTorch's interpreter has no Keras
    from firststeps.keywords.recipes import PLANS  # noqa: PLC0415

    keras, tf = importlib.import_module("keras"), importlib.import_module("tensorflow")
    model = network(PLANS["micro"].architecture)
    optimizer = keras.optimizers.AdamW(1e-3)
    optimizer.build(model.trainable_variables)
    inputs = tf.random.normal((BATCH, FRAMES, BANDS))
    wanted = tf.one_hot(np.arange(BATCH) % CLASSES, CLASSES)

    @tf.function(jit_compile=jit_compile)  # type: ignore[untyped-decorator]
    def step() -> Any:
        with tf.GradientTape() as tape:
            logits = model(inputs, training=True)
            loss = tf.reduce_mean(keras.losses.categorical_crossentropy(wanted, logits, from_logits=True))
        optimizer.apply(tape.gradient(loss, model.trainable_variables), model.trainable_variables)
        return loss

    return lambda: step().numpy()


def torch_step() -> Step:
    """Return a step of the same network in PyTorch."""
    torch: Any = importlib.import_module("torch")
    nn = torch.nn

    def normalised(*layers: Any) -> Any:
        return nn.Sequential(*layers, nn.BatchNorm1d(WIDTH))

    class Block(nn.Module):  # type: ignore[misc, name-defined]
        def __init__(self) -> None:
            super().__init__()
            depthwise = nn.Conv1d(WIDTH, WIDTH, KERNEL, padding=KERNEL // 2, groups=WIDTH, bias=False)
            self.path = nn.Sequential(normalised(depthwise), normalised(nn.Conv1d(WIDTH, WIDTH, 1, bias=False)))

        def forward(self, x: Any) -> Any:
            return torch.relu(x + self.path(x))

    first = normalised(nn.Conv1d(BANDS, WIDTH, 5, stride=2, padding=2, bias=False))
    pooling = nn.AdaptiveAvgPool1d(1), nn.Flatten()
    model = nn.Sequential(first, nn.ReLU(), *[Block() for _ in range(BLOCKS)], *pooling, nn.Linear(WIDTH, CLASSES))
    optimizer, loss_of = torch.optim.AdamW(model.parameters(), 1e-3, foreach=True), nn.CrossEntropyLoss()
    inputs, wanted = torch.randn(BATCH, BANDS, FRAMES), torch.arange(BATCH) % CLASSES

    def step() -> None:
        optimizer.zero_grad()
        loss = loss_of(model(inputs), wanted)
        loss.backward()
        optimizer.step()
        loss.item()

    return step


CONTESTANTS: dict[str, Callable[[], Step]] = {
    "Keras": lambda: keras_step(jit_compile=False),
    "Keras with XLA": lambda: keras_step(jit_compile=True),
    "PyTorch": torch_step,
}


def clips_a_second(step: Step) -> float:
    """Return how many clips a second a contestant learns from."""
    for _ in range(WARM_UP):
        step()
    steps, began = 0, time.perf_counter()
    while time.perf_counter() - began < SECONDS:
        step()
        steps += 1
    return steps * BATCH / (time.perf_counter() - began)


@click.command()
@click.option("--rounds", type=click.IntRange(min=1), default=3, show_default=True)
@click.option("--torch", "torch_python", metavar="PYTHON", help="An interpreter that can import torch.")
@click.option("--one", type=click.Choice(list(CONTESTANTS)), hidden=True)
def main(rounds: int, torch_python: str | None, one: str | None) -> None:
    """Print the median clips a second of each contestant."""
    if one:
        click.echo(clips_a_second(CONTESTANTS[one]()))
        return
    chosen = [name for name in CONTESTANTS if torch_python or name != "PyTorch"]
    speeds: dict[str, list[float]] = {name: [] for name in chosen}
    for _ in range(rounds):
        for name in chosen:
            python = torch_python if name == "PyTorch" and torch_python else sys.executable
            command = [python, __file__, "--one", name]
            done = subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
            speeds[name].append(float(done.stdout.split()[-1]))
    for name, found in speeds.items():
        click.echo(f"{name:15} {statistics.median(found):7.0f} clips a second  {[round(speed) for speed in found]}")


if __name__ == "__main__":
    main()
