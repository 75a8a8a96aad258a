"""What the article's model costs beside the spotter: parameters, bytes, the time for a second of sound, and memory.

``python -m benchmarks.wav2vec2``, after ``make torch``, writes models/wav2vec2/facts.json and log.csv in two minutes.
The network has the article's size and random weights, for its trained ones need not be at hand: time and memory don't
depend on them.  Each model runs in processes of its own, on one core, in turn with the other; a third process does all
that they do but for the model.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from firststeps.files import write_json, write_whole
from firststeps.keywords import pretrained, store
from firststeps.keywords.labels import LABELS
from firststeps.keywords.store import find_model, model_path

import numpy as np
import torch
from torch.utils.flop_counter import FlopCounterMode
from transformers import Wav2Vec2Config, Wav2Vec2FeatureExtractor, Wav2Vec2ForSequenceClassification

SEED = 7
ROUNDS = 7
MODELS = ("nothing", "spotter", pretrained.NAME)
LIBRARIES = ("ai-edge-litert", "numpy", "torch", "transformers")
COMMAND = "python -m benchmarks.wav2vec2"
ONE_CORE = ("MKL_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")


@dataclass(frozen=True)
class Run:
    """What one process found."""

    model: str
    round: int
    load: float  # seconds to load the libraries and the model
    milliseconds: float  # for a clip of a second, the median over clips; 0 without a model
    peak: int  # bytes of memory at most


def random_checkpoint(folder: Path) -> dict[str, int]:
    """Write a network of the article's size with random weights; return its parameters and multiplications a second."""
    torch.manual_seed(SEED)
    network = Wav2Vec2ForSequenceClassification(Wav2Vec2Config(id2label=dict(enumerate(LABELS)))).eval()
    network.save_pretrained(folder)
    Wav2Vec2FeatureExtractor().save_pretrained(folder)
    with torch.no_grad(), FlopCounterMode(display=False) as counter:
        network(torch.zeros(1, 16_000))
    return {
        "parameters": sum(weights.numel() for weights in network.parameters()),
        "macs": counter.get_total_flops() // 2,
        "bytes": (folder / "model.safetensors").stat().st_size,
    }


def spotter() -> dict[str, int]:
    """Return the same of the spotter, from its card."""
    facts = json.loads((store.MODELS / "spotter" / "facts.json").read_text(encoding="utf-8"))
    return {name: facts[name] for name in ("parameters", "macs")} | {
        "bytes": model_path(find_model("spotter", store.MODELS).path.parent).stat().st_size
    }


def runs(checkpoint: Path) -> list[Run]:
    """Run the models in turn."""
    environment = os.environ | dict.fromkeys(ONE_CORE, "1")
    found = []
    for number in range(ROUNDS):
        for model in MODELS:
            command = [sys.executable, "-m", "benchmarks.one_model", model, str(checkpoint)]
            done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
            run = Run(model, number, **json.loads(done.stdout))
            print(f"{model:9} {run.load:6.2f} s, {run.milliseconds:8.2f} ms, {run.peak / 1e6:8.1f} MB", flush=True)
            found.append(run)
    return found


def medians(found: Sequence[Run], model: str) -> dict[str, float]:
    """Return the medians over the processes of a model."""
    of = [run for run in found if run.model == model]
    return {part: float(np.median([getattr(run, part) for run in of])) for part in ("load", "milliseconds", "peak")}


def machine() -> str:
    """Return what the processor calls itself."""
    table = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    names = [line.partition(":")[2].strip() for line in table if line.startswith("model name")]
    return next(iter(names), platform.machine())


def write(folder: Path, found: Sequence[Run], sizes: Mapping[str, Mapping[str, int]]) -> dict[str, Any]:
    """Write the card and the log of the runs."""
    stream = io.StringIO()
    writer = csv.DictWriter(stream, [*asdict(found[0])], lineterminator="\n")
    writer.writeheader()
    writer.writerows(asdict(run) for run in found)
    log = stream.getvalue().encode()
    card = {
        "name": pretrained.NAME,
        "command": COMMAND,
        "seed": SEED,
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
        "log": "log.csv",
        "log_sha256": hashlib.sha256(log).hexdigest(),
        "machine": machine(),
        "libraries": {name: version(name) for name in LIBRARIES},
        "rounds": ROUNDS,
        "rows": {model: {**sizes.get(model, {}), **medians(found, model)} for model in MODELS},
    }
    write_whole(folder / "log.csv", log)
    write_json(folder / "facts.json", card)
    return card


def main() -> None:
    """Measure and write."""
    with tempfile.TemporaryDirectory() as folder:
        sizes = {pretrained.NAME: random_checkpoint(Path(folder)), "spotter": spotter()}
        found = runs(Path(folder))
    print(json.dumps(write(store.MODELS / pretrained.NAME, found, sizes)["rows"], indent=1))


if __name__ == "__main__":
    main()
