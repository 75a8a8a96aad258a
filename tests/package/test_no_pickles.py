"""Nothing that could run code as it is read: no pickles, no models in formats that hold code, no YAML with objects."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("src", "scripts", "tools", "exercises", "benchmarks")
MODULES = {"pickle", "cPickle", "_pickle", "dill", "cloudpickle", "joblib", "shelve", "marshal", "jsonpickle"}
# What is safe only as it is written in the value; None: not at all.
CALLS = {
    "np.load": ("allow_pickle", False),
    "numpy.load": ("allow_pickle", False),
    "torch.load": ("weights_only", True),
    "keras.models.load_model": None,
    "keras.saving.load_model": None,
    "tf.keras.models.load_model": None,
    "tf.saved_model.load": None,
    "yaml.load": None,
    "yaml.unsafe_load": None,
    "eval": None,
    "pd.read_pickle": None,
}


def dotted(node: ast.expr) -> str:
    if isinstance(node, ast.Name):
        return node.id
    return f"{dotted(node.value)}.{node.attr}" if isinstance(node, ast.Attribute) else ""


def unsafe(source: str) -> Iterator[tuple[int, str]]:
    """Yield the line of each place that may read a pickle, and what stands there."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import(names=names):
                yield from ((node.lineno, name.name) for name in names if name.name.split(".")[0] in MODULES)
            case ast.ImportFrom(module=str(module)) if module.split(".")[0] in MODULES:
                yield node.lineno, module
            case ast.Call(func=function) if dotted(function) in CALLS:
                needed = CALLS[dotted(function)]
                said = {word.arg: word.value.value for word in node.keywords if isinstance(word.value, ast.Constant)}
                # NumPy refuses pickles unless told otherwise; torch does since 2.6, but says it here all the same.
                default = dotted(function).endswith("p.load") or dotted(function) == "numpy.load"
                if needed is None or (said.get(needed[0], needed[1] if default else None) is not needed[1]):
                    yield node.lineno, dotted(function)


@pytest.mark.parametrize("folder", FOLDERS)
def test_nothing_pickled_is_loaded(folder: str) -> None:
    files = sorted((ROOT / folder).rglob("*.py"))
    assert files
    found = [
        f"{path.relative_to(ROOT)}:{line}: {what}"
        for path in files
        for line, what in unsafe(path.read_text(encoding="utf-8"))
    ]
    assert found == []


@pytest.mark.parametrize(
    ("source", "count"),
    [
        ("import pickle", 1),
        ("from joblib import load", 1),
        ("np.load(path)", 0),
        ("np.load(path, allow_pickle=False)", 0),
        ("np.load(path, allow_pickle=True)", 1),
        ("torch.load(path)", 1),
        ("torch.load(path, weights_only=True)", 0),
        ("keras.models.load_model(path)", 1),
        ("json.load(stream)", 0),
    ],
)
def test_the_scan_finds_what_it_should(source: str, count: int) -> None:
    assert len(list(unsafe(source))) == count
