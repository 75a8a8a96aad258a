"""The wheel and the sdist: what is in them, and that the commands work where there is no checkout."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CLIP = next((ROOT / "data/samples/speech-commands/yes").glob("*.flac"))
PHOTOGRAPH = next((ROOT / "data/samples").rglob("*.jpg"))
DATE = {"SOURCE_DATE_EPOCH": "315532800"}


def build(source: Path, target: Path) -> tuple[Path, Path]:
    """Build from ``source`` as ``make wheel`` does; return the wheel and the sdist."""
    command = [sys.executable, "-m", "hatchling", "build", "-d", str(target)]
    subprocess.run(command, cwd=source, env=os.environ | DATE, check=True, capture_output=True)
    (wheel,), (sdist,) = target.glob("*.whl"), target.glob("*.tar.gz")
    return wheel, sdist


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return build(ROOT, tmp_path_factory.mktemp("dist"))


Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def installed(built: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    """Return what runs a command of the wheel in an empty folder, in an environment that knows no checkout.

    The libraries are those of the tests, so that nothing is downloaded again.
    """
    place = tmp_path_factory.mktemp("installed")
    venv.create(place / "env", with_pip=False)
    bins = place / "env" / ("Scripts" if os.name == "nt" else "bin")
    pip = [sys.executable, "-m", "pip", "--python", str(bins / "python"), "--disable-pip-version-check", "install"]
    subprocess.run([*pip, "--quiet", "--no-deps", "--no-index", str(built[0])], check=True)
    (own,) = (place / "env").glob("lib/python*/site-packages")
    (own / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    home = place / "home"
    home.mkdir()

    def run(*command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(bins / command[0]), *command[1:]],
            cwd=home,
            env={"PATH": os.environ["PATH"], "HOME": str(home)},
            capture_output=True,
            text=True,
            check=False,
        )

    where = run("python", "-c", "import firststeps; print(firststeps.__file__)")
    assert where.stdout.startswith(str(own)), where
    yield run
    left = {path.relative_to(home).as_posix() for path in home.rglob("*")}
    assert left <= {".cache", ".config"}, left


def names(wheel: Path) -> set[str]:
    return set(zipfile.ZipFile(wheel).namelist())


def test_what_is_in_the_wheel(built: tuple[Path, Path]) -> None:
    inside = names(built[0])
    folders = {name.split("/")[0] for name in inside}
    assert folders == {"firststeps", "firststeps-0.1.0.dist-info"}
    assert "firststeps-0.1.0.dist-info/licenses/LICENSE" in inside
    assert "firststeps/voice/default_actions.toml" in inside
    code = {path.relative_to(ROOT / "src").as_posix() for path in (ROOT / "src").rglob("*.py")}
    assert {name for name in inside if name.endswith(".py")} == code
    models = {name.split("/")[3] for name in inside if name.startswith("firststeps/carried/")}
    assert models == {"efficientnet-lite0", "micro", "own-word", "spotter", "spotter-small", "wake-marvin"}
    assert built[0].stat().st_size < 12_000_000


def test_no_path_of_this_machine_is_in_it(built: tuple[Path, Path]) -> None:
    wheel = zipfile.ZipFile(built[0])
    for name in wheel.namelist():
        assert str(ROOT).encode() not in wheel.read(name), name


def test_the_same_bytes_again_and_from_the_sdist(built: tuple[Path, Path], tmp_path: Path) -> None:
    wheel, sdist = built
    again = build(ROOT, tmp_path / "again")
    assert (again[0].read_bytes(), again[1].read_bytes()) == (wheel.read_bytes(), sdist.read_bytes())
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path, filter="data")
    (source,) = tmp_path.glob("firststeps-*/")
    from_sdist, _ = build(source, tmp_path / "from sdist")
    assert from_sdist.read_bytes() == wheel.read_bytes()


@pytest.mark.parametrize("model", ["spotter", "spotter-small", "micro"])
def test_predict(installed: Run, model: str) -> None:
    done = installed("firststeps", "predict", "--model", model, str(CLIP))
    assert (done.returncode, done.stderr) == (0, "")
    here = [sys.executable, "-m", "firststeps", "predict", "--model", model, str(CLIP)]
    assert done.stdout == subprocess.run(here, capture_output=True, text=True, check=True).stdout
    assert ": yes" in done.stdout


def test_listen(installed: Run) -> None:
    done = installed("firststeps", "listen", "--input", str(CLIP), "--json")
    assert done.returncode == 0, done.stderr
    assert [json.loads(line).get("word") for line in done.stdout.splitlines() if '"word"' in line] == ["yes"]
    woken = installed("firststeps", "listen", "--wake", "marvin", "--input", str(CLIP), "--json")
    assert woken.returncode == 0, woken.stderr
    assert '"word"' not in woken.stdout  # nobody has said it


def test_see_and_actions(installed: Run) -> None:
    done = installed("firststeps", "see", str(PHOTOGRAPH))
    assert (done.returncode, done.stderr) == (0, "")
    here = [sys.executable, "-m", "firststeps", "see", str(PHOTOGRAPH)]
    assert done.stdout == subprocess.run(here, capture_output=True, text=True, check=True).stdout
    assert installed("firststeps", "actions", "check").returncode in (0, 1)


@pytest.mark.parametrize(
    "command",
    ["build", "site", "check", "accept", "exercise", "reproduce", "train spotter", "train dogs", "export spotter"],
)
def test_what_needs_a_checkout_says_so(installed: Run, command: str) -> None:
    done = installed("firststeps", *command.split())
    assert done.returncode == 1, done.stderr
    (line,) = done.stderr.splitlines()
    assert line.startswith("error: ")
    assert "checkout" in line
