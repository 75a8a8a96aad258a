"""A data set is under its name when it is complete, and not before."""

from __future__ import annotations

import errno
import gzip
import hashlib
import importlib.util
import json
import multiprocessing
import multiprocessing.synchronize
import shutil
import tarfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from random import Random
from time import sleep

from firststeps import cli
from firststeps.data import archive, catalogue, fetch, places
from firststeps.data.catalogue import CATALOGUE, DataSet, Limits, Remote, Unpacking
from firststeps.data.download import Patience
from firststeps.data.lock import alone
from firststeps.errors import PlainError

import pytest
from click.testing import CliRunner, Result
from tests.data.serving import Served, serving
from tests.missing import missing

QUICK = Patience(tries=2, first_pause=0.001)


def packed() -> bytes:
    kept = BytesIO()
    with tarfile.open(fileobj=kept, mode="w") as tar:
        for name, content in (("./yes/a_nohash_0.wav", b"A"), ("./validation_list.txt", b"")):
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, BytesIO(content))
    return gzip.compress(kept.getvalue(), mtime=0)  # the same bytes in every process


CONTENT = packed()


@pytest.fixture
def served() -> Iterator[Served]:
    with serving(Served(CONTENT), "toy.tar.gz") as running:
        yield running


def toy_at(url: str) -> DataSet:
    digest = hashlib.sha256(CONTENT).hexdigest()
    unpacking = Unpacking(Limits(members=5, size=1000))
    return DataSet("toy", "Toy", "CC0", "Nobody", (Remote(url, len(CONTENT), digest, unpacking),))


@pytest.fixture
def toy(served: Served) -> DataSet:
    return toy_at(served.url)


def got(data: DataSet, cache: Path) -> Path:
    return fetch.fetch(data, cache, lambda doing, done, size: None, QUICK)


def names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


class TestFetch:
    def test_the_folder_is_there_and_the_archive_is_gone(self, toy: DataSet, tmp_path: Path) -> None:
        assert got(toy, tmp_path) == tmp_path / "toy"
        assert names(tmp_path) == ["downloads/toy.lock", "toy/validation_list.txt", "toy/yes/a_nohash_0.wav"]

    def test_what_is_there_is_not_fetched_again(self, toy: DataSet, served: Served, tmp_path: Path) -> None:
        got(toy, tmp_path)
        got(toy, tmp_path)
        assert len(served.asked) == 1

    def test_several_files(self, toy: DataSet, served: Served, tmp_path: Path) -> None:
        plain = Remote(served.url.replace("toy.tar.gz", "b.wav"), len(CONTENT), None)
        got(DataSet("two", "", "", "", (*toy.files, plain)), tmp_path)
        assert names(tmp_path / "two") == ["b.wav", "validation_list.txt", "yes/a_nohash_0.wav"]
        assert names(tmp_path / "downloads") == ["two.lock", "two/b.wav.sha256"]

    def test_a_packed_file_that_is_no_archive_stays_packed(self, served: Served, tmp_path: Path) -> None:
        digest = hashlib.sha256(CONTENT).hexdigest()
        packed_file = Remote(served.url.replace("toy.tar.gz", "train-images-idx3-ubyte.gz"), len(CONTENT), digest)
        folder = got(DataSet("digits", "", "", "", (packed_file,)), tmp_path)
        assert (folder / "train-images-idx3-ubyte.gz").read_bytes() == CONTENT

    def test_progress(self, toy: DataSet, tmp_path: Path) -> None:
        told: list[tuple[str, int, int]] = []
        fetch.fetch(toy, tmp_path, lambda *what: told.append(what), QUICK)
        size = len(CONTENT)
        assert told[-3:] == [
            ("fetching toy.tar.gz", size, size),
            ("unpacking toy.tar.gz", 1, 1000),
            ("unpacking toy.tar.gz", 1000, 1000),
        ]

    def test_a_hostile_archive_leaves_no_folder(self, toy: DataSet, tmp_path: Path) -> None:
        few = Unpacking(Limits(members=1, size=1000))
        (remote,) = toy.files
        hostile = Remote(remote.url, remote.size, remote.sha256, few)
        with pytest.raises(archive.ArchiveError, match="more than 1 files"):
            got(DataSet("toy", "", "", "", (hostile,)), tmp_path)
        assert names(tmp_path) == ["downloads/toy.lock", "downloads/toy/toy.tar.gz"]

    def test_an_interrupt_while_unpacking_keeps_the_archive(self, toy: DataSet, served: Served, tmp_path: Path) -> None:
        def interrupt(doing: str, done: int, size: int) -> None:
            if doing.startswith("unpacking"):
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            fetch.fetch(toy, tmp_path, interrupt, QUICK)
        assert names(tmp_path) == ["downloads/toy.lock", "downloads/toy/toy.tar.gz"]
        got(toy, tmp_path)
        assert len(served.asked) == 1

    def test_no_room_is_said_before_the_first_byte(
        self, toy: DataSet, served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        large = DataSet("toy", "", "", "", (Remote(served.url, 10**18, None),))
        with pytest.raises(PlainError, match="the disk is full"):
            got(large, tmp_path)
        assert served.asked == []

    def test_no_room_while_unpacking(self, toy: DataSet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def fill(*_: object) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr(fetch, "unpack", fill)
        with pytest.raises(PlainError, match="the disk is full"):
            got(toy, tmp_path)
        assert not (tmp_path / "toy").exists()


def hold(path: Path, held: multiprocessing.synchronize.Event, done: multiprocessing.synchronize.Event) -> None:
    with alone(path) as ours:
        assert ours
        held.set()
        done.wait(20)


def test_two_at_once_are_refused_and_a_killed_one_is_not_in_the_way(toy: DataSet, tmp_path: Path) -> None:
    spawn = multiprocessing.get_context("spawn")
    held, done = spawn.Event(), spawn.Event()
    other = spawn.Process(target=hold, args=(tmp_path / "downloads" / "toy.lock", held, done))
    other.start()
    assert held.wait(20)
    with pytest.raises(PlainError, match="another process is fetching toy; wait until it is done"):
        got(toy, tmp_path)
    other.kill()
    other.join()
    assert got(toy, tmp_path).is_dir()


def fetch_in_child(url: str, cache: Path) -> None:
    got(toy_at(url), cache)


@pytest.mark.soak
def test_killed_at_any_moment_there_is_the_whole_or_nothing(served: Served, tmp_path: Path) -> None:
    """Two hundred kills while it downloads, checks and unpacks; then one run that may end."""
    server, random = multiprocessing.get_context("forkserver"), Random(1)
    server.set_forkserver_preload([__name__])
    finished = 0
    for _ in range(200):
        child = server.Process(target=fetch_in_child, args=(served.url, tmp_path))
        child.start()
        sleep(random.uniform(0.0, 0.06))
        child.kill()
        child.join()
        if (tmp_path / "toy").exists():
            finished += 1
            assert names(tmp_path / "toy") == ["validation_list.txt", "yes/a_nohash_0.wav"]
            shutil.rmtree(tmp_path / "toy")
    assert 0 < finished < 200  # else the moments are badly chosen
    assert got(toy_at(served.url), tmp_path).is_dir()
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


class TestCatalogue:
    @pytest.mark.parametrize("data", CATALOGUE.values(), ids=lambda data: data.name)
    def test_says_all_that_is_needed(self, data: DataSet) -> None:
        assert data.title and data.licence and data.citation
        names = [remote.name for remote in data.files]
        assert len(set(names)) == len(names)
        for remote in data.files:
            assert remote.url.startswith("https://")
            assert remote.sha256 is None or len(bytes.fromhex(remote.sha256)) == 32
            assert (remote.unpacking is not None) == remote.name.endswith((".zip", ".tar.gz"))

    def test_agrees_with_tensorflow_datasets(self) -> None:
        package = importlib.util.find_spec("tensorflow_datasets")  # importing it would take seconds
        if package is None or package.origin is None:
            missing("tensorflow_datasets", "install it, as make test does")
        table = Path(package.origin).parent / "datasets/speech_commands/checksums.tsv"
        known = {url.rpartition("/")[2]: rest for url, *rest in map(str.split, table.read_text().splitlines())}
        assert len(known) == 2
        for remote in catalogue.SPEECH_COMMANDS.files:
            assert [str(remote.size), remote.sha256] == known[remote.name][:2]

    @pytest.mark.parametrize(
        ("data", "table", "files"), [(catalogue.MNIST, "mnist", 4), (catalogue.CIFAR_10, "cifar10", 1)]
    )
    def test_pictures_agree_with_tensorflow_datasets(self, data: DataSet, table: str, files: int) -> None:
        package = importlib.util.find_spec("tensorflow_datasets")
        if package is None or package.origin is None:
            missing("tensorflow_datasets", "install it, as make test does")
        lines = (Path(package.origin).parent / f"url_checksums/{table}.txt").read_text().splitlines()
        known = {url: (int(size), sha256) for url, size, sha256, _ in map(str.split, lines)}
        assert len(data.files) == files
        assert {remote.url: (remote.size, remote.sha256) for remote in data.files} == known

    def test_agrees_with_the_files_at_hand(self) -> None:
        here = places.located("micro-speech", Path("data/samples"))
        if here is None:
            pytest.skip("to run this test: firststeps data fetch micro-speech")
        for remote in catalogue.MICRO_SPEECH.files:
            content = (here.path / remote.name).read_bytes()
            assert (len(content), hashlib.sha256(content).hexdigest()) == (remote.size, remote.sha256)


class TestCommands:
    @pytest.fixture(autouse=True)
    def own_places(self, toy: DataSet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(catalogue, "CATALOGUE", {"toy": toy})
        monkeypatch.setenv("FIRSTSTEPS_CACHE", str(tmp_path / "cache"))
        monkeypatch.delenv("FIRSTSTEPS_DATA", raising=False)
        monkeypatch.chdir(tmp_path)

    def run(self, *arguments: str) -> Result:
        return CliRunner().invoke(cli.main, ["data", *arguments])

    def test_fetch(self, tmp_path: Path) -> None:
        done = self.run("fetch", "toy")
        assert done.exit_code == 0
        assert done.stdout == f"{tmp_path / 'cache' / 'toy'}\n"
        assert "licence: CC0" in done.stderr
        assert f"fetching toy.tar.gz ({len(CONTENT) / 1e6:.1f} MB)" in done.stderr
        assert (tmp_path / "cache" / "toy" / "yes").is_dir()

    def test_an_unknown_name(self) -> None:
        done = self.run("fetch", "tyo")
        assert (done.exit_code, done.stdout) == (1, "")
        assert done.stderr == "error: no data set 'tyo' can be fetched; there are: toy\n"

    def test_a_wrong_file_is_one_line(self, served: Served) -> None:
        served.content = b"x" * len(CONTENT)
        done = self.run("fetch", "toy")
        assert done.exit_code == 1
        assert done.stderr.splitlines()[-1].startswith(f"error: {served.url}: its SHA-256 is")

    def test_a_hash_that_nobody_has_published_is_shown(self, served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
        unknown = DataSet("toy", "", "", "", (Remote(served.url, len(CONTENT), None),))
        monkeypatch.setattr(catalogue, "CATALOGUE", {"toy": unknown})
        assert hashlib.sha256(CONTENT).hexdigest() in self.run("fetch", "toy").stderr

    @pytest.mark.parametrize(
        ("where", "found"),
        [("", "no"), ("cache/toy", "official"), ("mine/toy", "folder"), ("data/samples/toy", "embedded")],
    )
    def test_list(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str, found: str) -> None:
        if where:
            (tmp_path / where).mkdir(parents=True)
        if found == "folder":
            monkeypatch.setenv("FIRSTSTEPS_DATA", str(tmp_path / "mine"))
        header, line, *rest = self.run("list").stdout.splitlines()
        assert header.split() == ["NAME", "FOUND", "LICENCE", "DOWNLOAD", "WHAT", "IT", "IS"]
        assert line.split() == ["toy", found, "CC0", "0.0", "MB", "Toy"]
        assert rest == ([f"toy: {tmp_path / where}"] if where else [])

    def test_list_as_json(self, tmp_path: Path) -> None:
        (tmp_path / "data/samples/toy").mkdir(parents=True)
        (entry,) = json.loads(self.run("list", "--json").stdout)
        assert entry == {
            "name": "toy",
            "title": "Toy",
            "found": "embedded",
            "path": str(tmp_path / "data/samples/toy"),
            "licence": "CC0",
            "citation": "Nobody",
            "download_bytes": len(CONTENT),
        }
