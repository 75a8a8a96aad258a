"""The experiments as built: what the article printed is there, and a script run alone prints what its page shows."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest
from lxml import html
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parents[2]
ARTIFACTS = ROOT / "build" / "artifacts"
EXPERIMENTS = sorted(path.stem for path in (ROOT / "scripts").glob("[!_]*.py"))


def built(path: Path) -> Path:
    """Return ``path``, or fail: `make test` builds the book first."""
    assert path.exists(), f"{path.relative_to(ROOT)} is missing; to run this test: make site"
    return path


def facts(experiment: str) -> dict[str, Any]:
    content = json.loads(built(ARTIFACTS / experiment / "facts.json").read_text(encoding="utf-8"))
    return {name: fact["value"] for name, fact in content.items()}


def log(experiment: str) -> str:
    return built(ARTIFACTS / experiment / "log.txt").read_text(encoding="utf-8")


def words_on(page: str) -> str:
    article = html.fromstring(built(ROOT / "site" / page / "index.html").read_bytes()).find(".//article")
    assert article is not None
    return " ".join("".join(map(str, article.itertext())).split())


@pytest.mark.parametrize("experiment", EXPERIMENTS)
def test_run_alone_prints_what_the_page_shows(experiment: str) -> None:
    script = ROOT / "scripts" / f"{experiment}.py"
    done = subprocess.run([sys.executable, str(script)], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout == log(experiment)


def test_notebook_prints_in_jupyter_what_the_page_shows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The notebook that a reader downloads, in a kernel of this environment, from where the build has put it."""
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    path = built(ROOT / "build" / "docs" / "labs" / "manual_guess.ipynb")
    notebook = nbformat.read(path, as_version=nbformat.NO_CONVERT)  # type: ignore[no-untyped-call]
    before = [printed_and_shown(cell) for cell in notebook.cells]
    assert "".join(text for text, _ in before) == log("manual_guess")
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(path.parent)}}).execute()
    assert [printed_and_shown(cell) for cell in notebook.cells] == before


def printed_and_shown(cell: Any) -> tuple[str, list[Any]]:
    """Return what a cell printed, and the alt texts and tables that it displayed."""
    outputs = cell.get("outputs", [])
    text = "".join(output["text"] for output in outputs if output["output_type"] == "stream")
    return text, [output["data"]["text/plain"] for output in outputs if output["output_type"] == "display_data"]


def test_manual_guess_gives_the_articles_numbers() -> None:
    ours = facts("manual_guess")
    assert ours["prediction"] == [-2, 1, 4, 7, 10, 13]
    assert ours["squared_errors"] == [1, 4, 9, 16, 25, 36]
    assert f"{ours['rmse']:.2f}" == "3.89"
    assert "3.89" in words_on("chapters/02-guessing")


# Printed by the article's second script.
TAPE = """\
Epoch  0: w=10.00 b=10.00, loss=715.67
Epoch  1: w=-6.19 b=3.56, loss=255.55
Epoch  2: w=3.74 b=5.72, loss=96.13
Epoch  3: w=-1.60 b=3.11, loss=39.55
Epoch  4: w=1.88 b=3.47, loss=18.51
Epoch  5: w=0.17 b=2.27, loss=10.01
Epoch  6: w=1.44 b=2.12, loss=6.13
Epoch  7: w=0.94 b=1.48, loss=4.08
Epoch 24: w=1.94 b=-0.82, loss=0.02
Epoch 25: w=1.95 b=-0.85, loss=0.01
Epoch 26: w=1.96 b=-0.87, loss=0.01
Epoch 27: w=1.96 b=-0.89, loss=0.01
Epoch 28: w=1.97 b=-0.90, loss=0.01
Epoch 29: w=1.97 b=-0.92, loss=0.00
Epoch 49: w=2.00 b=-1.00, loss=0.00
"""


@pytest.mark.parametrize("line", TAPE.splitlines())
def test_gradient_tape_prints_the_articles_log(line: str) -> None:
    assert line in log("gradient_tape").splitlines()
    assert " ".join(line.split()) in words_on("chapters/04-tensorflow")


@pytest.mark.parametrize(
    ("experiment", "losses", "prediction"),
    [
        ("keras_single_neuron", ["0.2339", "0.2291", "0.2244"], 17.614405),
        ("keras_two_layers", ["0.0343", "0.0321", "0.0300"], 18.552378),
    ],
)
def test_keras_runs_of_the_article_are_recovered(experiment: str, losses: list[str], prediction: float) -> None:
    ours = facts(experiment)
    page = words_on("chapters/05-a-lost-run")
    assert [f"{loss:.4f}" for loss in ours["recovered_losses"]] == losses
    # Another processor may round the last float32 digit differently; the page then says by how much.
    assert ours["recovered_prediction"] == pytest.approx(prediction, abs=1e-5)
    assert f"{ours['recovered_prediction']:.6f}" in page
    assert all(loss in page for loss in losses)
