"""The same four scripts as three projects: for this engine, for sphinx-gallery and for mkdocs-jupyter.

The text of the scripts is the same everywhere.  The peers have no engine, so what the scripts import as
``firststeps.book`` is a stand-in there: it returns what it is given, and draws each figure once and shows it.  Ours
draws each figure four times (two themes, two widths), writes its data and its alternative text, and keeps every fact.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from firststeps.book.determinism import ENVIRONMENT
from firststeps.book.worker import cells_of

ROOT = Path(__file__).resolve().parent.parent
SCRIPTS = ("manual_guess", "gradient_tape", "keras_single_neuron", "keras_two_layers")
PINNED = ("sphinx==9.0.4", "sphinx-gallery==0.22.1", "mkdocs-jupyter==0.26.3", "joblib==1.6.0")
HOME = ROOT / "build" / "peers" / "env"  # their environment; ours knows nothing of them

STAND_IN = '''"""Stands in for the engine where there is none: returns what it is given and shows each figure."""

import sys
from pathlib import Path

drawings = []  # of the running script, for sphinx-gallery


def input(path):
    return Path(__file__).parents[2] / path


def seed(value):
    return value


def fact(name, value, **about):
    return value


measured = given = recorded = fact


def table(name, columns, *, formats=None):
    pass


def figure(name, description):
    drawing = description.svg("light", "wide")
    if "ipykernel" in sys.modules:
        from IPython.display import SVG, display

        display(SVG(drawing))
    else:
        drawings.append(drawing)
'''

GALLERY = '''"""The book as a sphinx-gallery."""

from pathlib import Path

extensions = ["sphinx_gallery.gen_gallery"]


def drawings_of(block, block_vars, gallery_conf):
    from firststeps.book import drawings
    from sphinx_gallery.scrapers import figure_rst

    paths = []
    for drawing, image in zip(drawings, block_vars["image_path_iterator"]):
        paths.append(str(Path(image).with_suffix(".svg")))
        Path(paths[-1]).write_bytes(drawing)
    drawings.clear()
    return figure_rst(paths, gallery_conf["src_dir"])


sphinx_gallery_conf = {
    "examples_dirs": "scripts",
    "gallery_dirs": "gallery",
    "filename_pattern": "",
    "image_scrapers": (drawings_of,),
    "abort_on_example_error": True,
    "parallel": PARALLEL,
}
'''

MATERIAL = """site_name: Four scripts
theme:
  name: material
  font: false
markdown_extensions: [attr_list, md_in_html, tables, pymdownx.highlight, pymdownx.superfences]
"""
ENGINE = MATERIAL + "docs_dir: build/docs\nhooks: [src/firststeps/book/mkdocs_hooks.py]\n"
JUPYTER = (
    MATERIAL
    + 'plugins:\n  - mkdocs-jupyter: {include: ["*.py"], execute: true, allow_errors: false}\n'
    + "nav:\n  - index.md\n"
    + "".join(f"  - {name}.py\n" for name in SCRIPTS)
)


@dataclass(frozen=True)
class Contestant:
    """One way to turn the scripts into pages."""

    name: str
    lay: Callable[[Path], None]  # writes the project into a folder
    command: tuple[str, ...]  # what a user types in that folder, cold and warm alike
    page: str  # where the page of a script lies, with its name for {}
    source: str  # from where the scripts import, below the folder

    def environment(self, folder: Path) -> Mapping[str, str]:
        """Return the variables of the command; those that steer the arithmetic are the same for all."""
        return os.environ | ENVIRONMENT | {"PYTHONPATH": str(folder / self.source), "NO_MKDOCS_2_WARNING": "1"}


def contestants() -> list[Contestant]:
    """Return the engine first, then its peers; call ``install`` before."""
    mkdocs = ("build", "--strict", "--quiet")
    sphinx = (str(HOME / "bin/sphinx-build"), "-q", "-b", "html", ".", "site")
    return [
        Contestant("this engine", _lay_engine, (str(_binaries() / "firststeps"), "site"), "site/{}/index.html", "src"),
        Contestant("sphinx-gallery", _lay_gallery(parallel=1), sphinx, "site/gallery/{}.html", "plain"),
        Contestant("sphinx-gallery, two jobs", _lay_gallery(parallel=2), sphinx, "site/gallery/{}.html", "plain"),
        Contestant(
            "mkdocs-jupyter",
            _lay_jupyter,
            (str(HOME / "bin/python"), "-m", "mkdocs", *mkdocs),
            "site/{}/index.html",
            "plain",
        ),
    ]


def _binaries() -> Path:
    return Path(sys.executable).parent


def install() -> None:
    """Make the peers' environment, once; it finds TensorFlow and the rest in ours."""
    done = HOME / "-".join(pin.replace("==", "-") for pin in PINNED)
    if done.exists():
        return
    shutil.rmtree(HOME, ignore_errors=True)
    subprocess.run([sys.executable, "-m", "venv", HOME], check=True)
    ours, theirs = (next((place / "lib").glob("python*")) / "site-packages" for place in (_binaries().parent, HOME))
    (theirs / "ours.pth").write_text(f"{ours}\n", encoding="utf-8")
    subprocess.run([HOME / "bin/pip", "install", "--quiet", "--disable-pip-version-check", *PINNED], check=True)
    done.touch()


def _lay_engine(folder: Path) -> None:
    shutil.copytree(ROOT / "src", folder / "src", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "data" / "samples", folder / "data" / "samples")
    shutil.copy(ROOT / "pyproject.toml", folder)
    _write(folder / "mkdocs.yml", ENGINE)
    _write(folder / "docs/index.md", _index())
    (folder / "build/docs").mkdir(parents=True)
    for name in SCRIPTS:
        _copy_script(name, folder / "scripts" / f"{name}.py")
        _write(folder / "docs" / f"{name}.md", _page(name))


def _lay_plain(folder: Path) -> None:
    """Write what the peers' scripts import."""
    shutil.copytree(
        ROOT / "src/firststeps", folder / "plain/firststeps", ignore=shutil.ignore_patterns("book", "__pycache__")
    )
    _write(folder / "plain/firststeps/book/__init__.py", STAND_IN)
    shutil.copytree(ROOT / "data" / "samples", folder / "plain" / "data" / "samples")


def _lay_gallery(*, parallel: int) -> Callable[[Path], None]:
    def lay(folder: Path) -> None:
        _lay_plain(folder)
        _write(folder / "conf.py", GALLERY.replace("PARALLEL", str(parallel)))
        _write(folder / "index.rst", "Four scripts\n============\n\n.. toctree::\n\n   gallery/index\n")
        _write(folder / "scripts/GALLERY_HEADER.rst", "Scripts\n=======\n")
        for name in SCRIPTS:
            _copy_script(name, folder / "scripts" / f"{name}.py", underline="=")

    return lay


def _lay_jupyter(folder: Path) -> None:
    _lay_plain(folder)
    _write(folder / "mkdocs.yml", JUPYTER)
    _write(folder / "docs/index.md", _index())
    for name in SCRIPTS:
        _copy_script(name, folder / "docs" / f"{name}.py")


def _copy_script(name: str, target: Path, underline: str = "") -> None:
    """Copy a script; sphinx-gallery wants the first line of the docstring underlined."""
    text = (ROOT / "scripts" / f"{name}.py").read_text(encoding="utf-8")
    first = text.split("\n", 1)[0].removeprefix('"""')
    _write(target, text.replace(first, f"{first}\n{underline * len(first)}", 1) if underline else text)


def _page(name: str) -> str:
    """Return a page that shows what the peers' pages show: code, log and figures of every cell, in order."""
    source = (ROOT / "scripts" / f"{name}.py").read_text(encoding="utf-8")
    lines = source.split("\n")
    parts = [f"# {name}"]
    for cell in cells_of(source):
        if not cell.title:
            continue
        code = "\n".join(lines[cell.first - 1 : cell.last])
        parts += [f"## {cell.title}", f'{{{{ code {name} cell "{cell.title}" records }}}}']
        if re.search(r"\bprint\(|epoch_log\(", code):
            parts.append(f'{{{{ log {name} cell "{cell.title}" }}}}')
        parts += [f"{{{{ figure {name}.{figure} }}}}" for figure in re.findall(r'book\.figure\(\s*"(\w+)"', code)]
    return "\n\n".join(parts) + "\n"


def _index() -> str:
    return "# Four scripts\n\n" + "".join(f"- {name}\n" for name in SCRIPTS)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
