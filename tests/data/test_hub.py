"""A model comes from the Hugging Face hub by the hub's own library, here from a server that answers as the hub does."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path

from firststeps.data.catalogue import OnHub
from firststeps.data.hub import bring
from firststeps.errors import PlainError

import pytest
from tests.missing import missing

REPOSITORY = "anton-l/wav2vec2-base-ft-keyword-spotting"
NAME = REPOSITORY.rpartition("/")[2]
COMMIT = "c" * 40
SETTINGS = {"config.json": b"{}", "preprocessor_config.json": b"[]"}
FETCH = "from firststeps.cli import main\nmain()"


@contextmanager
def hub(files: Mapping[str, bytes]) -> Iterator[str]:
    """Serve a repository with these files; yields the address."""

    class Handler(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self.answer(body=False)

        def do_GET(self) -> None:
            self.answer(body=True)

        def answer(self, body: bool) -> None:
            path = self.path.partition("?")[0]
            name = path.removeprefix(f"/{REPOSITORY}/resolve/{COMMIT}/")
            about = {"id": REPOSITORY, "sha": COMMIT, "siblings": [{"rfilename": name} for name in files]}
            tree = [{"type": "file", "path": name, "size": len(files[name]), "oid": "0" * 40} for name in files]
            known = {
                f"/api/models/{REPOSITORY}/revision/main": json.dumps(about).encode(),
                f"/api/models/{REPOSITORY}/tree/{COMMIT}": json.dumps(tree).encode(),
            }
            content = files.get(name, known.get(path))
            self.send_response(404 if content is None else 200)
            content = content or b""
            self.send_header("ETag", f'"{hashlib.sha1(content, usedforsecurity=False).hexdigest()}"')
            self.send_header("X-Repo-Commit", COMMIT)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            if body:
                self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def fetch(cache: Path, address: str) -> subprocess.CompletedProcess[str]:
    """Run ``firststeps data fetch``; skip the test where the hub's library is missing."""
    if find_spec("huggingface_hub") is None:
        missing("huggingface_hub", "make torch")
    settings = {"HF_ENDPOINT": address, "HF_HOME": str(cache / "hub"), "FIRSTSTEPS_CACHE": str(cache)}
    command = [sys.executable, "-c", FETCH, "data", "fetch", NAME]
    return subprocess.run(command, env=os.environ | settings, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("weights", ["model.safetensors", "pytorch_model.bin"])
def test_settings_and_weights_come_and_nothing_else(weights: str, tmp_path: Path) -> None:
    files = {**SETTINGS, weights: b"numbers" * 1000}
    with hub({**files, "README.md": b"read me", "training_args.bin": b"run me"}) as address:
        done = fetch(tmp_path, address)
    assert done.returncode == 0, done.stderr
    folder = tmp_path / NAME
    assert done.stdout == f"{folder}\n"
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == files
    assert not (tmp_path / "downloads" / NAME).exists()


def test_of_two_kinds_of_weights_the_one_that_holds_no_code_is_taken(tmp_path: Path) -> None:
    with hub({**SETTINGS, "model.safetensors": b"numbers", "pytorch_model.bin": b"more than numbers"}) as address:
        assert fetch(tmp_path, address).returncode == 0
    assert not (tmp_path / NAME / "pytorch_model.bin").exists()


@pytest.mark.parametrize("lacking", ["config.json", "weights"])
def test_a_repository_without_a_part_leaves_nothing(lacking: str, tmp_path: Path) -> None:
    files = {name: content for name, content in SETTINGS.items() if name != lacking}
    with hub(files if lacking == "weights" else files | {"model.safetensors": b"numbers"}) as address:
        done = fetch(tmp_path, address)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith(f"error: {REPOSITORY} has no {lacking} on the Hugging Face hub")
    assert not (tmp_path / NAME).exists()


def test_without_a_connection_there_is_one_line(tmp_path: Path) -> None:
    done = fetch(tmp_path, "http://127.0.0.1:9")
    assert done.returncode == 1
    errors = [line for line in done.stderr.splitlines() if line.startswith("error:")]
    assert len(errors) == 1
    assert "Traceback" not in done.stderr
    assert f"{REPOSITORY} can't be fetched from the Hugging Face hub" in errors[0]


def test_without_the_library_it_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "huggingface_hub", None)  # as if it were not installed
    with pytest.raises(PlainError, match="run `make torch`"):
        bring(OnHub(REPOSITORY, 1), tmp_path)
