"""The sweep of widths: a row and a log for each, and nothing is trained twice."""

from __future__ import annotations

import csv
import dataclasses
import hashlib
import json
import os
import signal
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from firststeps.keywords.examples import Corpus
from firststeps.keywords.make import Watch
from firststeps.keywords.recipes import Plan
from firststeps.keywords.train import Epoch
from firststeps.keywords.widths import RECIPE, WIDTHS, Row, plans, swept, swept_elsewhere, write_sweep

import numpy as np
import pytest
from tests.clusters import cluster
from tests.keywords.conftest import made_up

ROOT = Path(__file__).resolve().parents[2]


def test_a_sweep_is_written_and_resumed(corpus: Corpus, plan: Plan, tmp_path: Path) -> None:
    recipe = dataclasses.replace(plan.recipe, epochs=2)
    family = {width: Plan(dataclasses.replace(plan.architecture, width=width), recipe) for width in (4, 8)}
    seen: list[Epoch] = []
    watch = Watch(on_epoch=seen.append)
    first = next(swept(family, corpus, tmp_path / "state", watch))  # and then it is stopped
    assert len(seen) == 2
    folder = tmp_path / "widths"
    results = list(swept(family, corpus, tmp_path / "state", watch))
    write_sweep(folder, results, command="firststeps train widths", recipe=recipe)
    assert len(seen) == 4
    assert results[0] == first

    card = json.loads((folder / "facts.json").read_text(encoding="utf-8"))
    assert hashlib.sha256((folder / card["log"]).read_bytes()).hexdigest() == card["log_sha256"]
    small, large = card["rows"]
    assert (small["width"], large["width"]) == (4, 8)
    for name in ("parameters", "macs", "bytes"):
        assert small[name] < large[name]
    log = list(csv.DictReader((folder / "log.csv").read_text(encoding="utf-8").splitlines()))
    assert [(line["width"], line["epoch"]) for line in log] == [("4", "1"), ("4", "2"), ("8", "1"), ("8", "2")]
    assert float(log[1]["validation_accuracy"]) == round(small["accuracy"], 5)


def corpus_like() -> Corpus:
    """Return the corpus of the fixture, wherever this is called."""
    return made_up(np.random.default_rng(3))


def without_times(results: list[tuple[Row, list[Epoch]]]) -> list[tuple[Row, list[Epoch]]]:
    return [
        (dataclasses.replace(row, seconds=0.0), [dataclasses.replace(line, seconds=0.0) for line in log])
        for row, log in results
    ]


@pytest.mark.skipif(os.name == "nt", reason="needs signals: Linux or macOS")
def test_three_workers_of_dask_one_killed_in_mid_run(plan: Plan, tmp_path: Path) -> None:
    """Another worker goes on with the width of the killed one, from its checkpoint; all comes out as without dask."""
    recipe = dataclasses.replace(plan.recipe, epochs=2)
    family = {width: Plan(dataclasses.replace(plan.architecture, width=width), recipe) for width in (4, 6, 8)}
    # In a new process, as dask's are: what TensorFlow reads from the environment when it loads moves the last digits.
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as alone:
        expected = list(swept_elsewhere(family, corpus_like, tmp_path / "alone", alone))
    with cluster(tmp_path, [ROOT, ROOT / "src"]) as machines, machines.client.get_executor() as executor:
        processes = machines.client.run(os.getpid)

        def kill() -> str:
            while not list((tmp_path / "state").glob("*")):  # until one has finished an epoch
                time.sleep(0.01)
            busy: str = next(worker for worker, tasks in machines.client.processing().items() if tasks)
            os.kill(processes[busy], signal.SIGKILL)
            return busy

        with ThreadPoolExecutor(1) as beside:
            killed = beside.submit(kill)
            results = list(swept_elsewhere(family, corpus_like, tmp_path / "state", executor))
        assert set(machines.client.scheduler_info()["workers"]) == set(processes) - {killed.result()}
    assert without_times(results) == without_times(expected)


def test_only_the_width_differs() -> None:
    family = plans(RECIPE)
    assert tuple(family) == WIDTHS
    assert (
        len(
            {
                dataclasses.replace(plan, architecture=dataclasses.replace(plan.architecture, width=1))
                for plan in family.values()
            }
        )
        == 1
    )
