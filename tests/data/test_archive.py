"""An archive unpacks to plain files inside its folder, or not at all."""

from __future__ import annotations

import contextlib
import gzip
import io
import stat
import tarfile
import zipfile
from pathlib import Path

from firststeps.data.archive import ArchiveError, finished_or_nothing, unpack
from firststeps.data.catalogue import Limits, Unpacking

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given, settings

LIMITS = Limits(members=10, size=100_000)
FREE = Unpacking(LIMITS)
NOISE = np.random.default_rng(1).bytes(5_000)


def tar(path: Path, *members: tarfile.TarInfo | tuple[str, bytes]) -> Path:
    with tarfile.open(path / "a.tar.gz", "w:gz") as file:
        for member in members:
            if isinstance(member, tarfile.TarInfo):
                file.addfile(member)
            else:
                info = tarfile.TarInfo(member[0])
                info.size = len(member[1])
                file.addfile(info, io.BytesIO(member[1]))
    return path / "a.tar.gz"


def tar_member(name: str, kind: bytes, link: str = "") -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, link
    return info


def zipped(path: Path, *members: tuple[str | zipfile.ZipInfo, bytes]) -> Path:
    with zipfile.ZipFile(path / "a.zip", "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members:
            file.writestr(name, content)
    return path / "a.zip"


def zip_member(name: str, mode: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.external_attr = mode << 16
    return info


def contents(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def unpacked(archive: Path, unpacking: Unpacking = FREE) -> dict[str, bytes]:
    folder = archive.parent / "out"
    folder.mkdir()
    unpack(archive, folder, unpacking, lambda size: None)
    return contents(folder)


MEMBERS = (("yes/a.wav", NOISE), ("no/b.wav", b"B"), ("LICENSE", b"free"))


class TestWhatGoesWell:
    def test_tar(self, tmp_path: Path) -> None:
        members = tar_member("./", tarfile.DIRTYPE), tar_member("./yes", tarfile.DIRTYPE), *MEMBERS
        assert unpacked(tar(tmp_path, *members)) == dict(MEMBERS)

    def test_zip(self, tmp_path: Path) -> None:
        assert unpacked(zipped(tmp_path, ("yes/", b""), *MEMBERS)) == dict(MEMBERS)

    def test_into_a_folder_and_without_the_outer_one(self, tmp_path: Path) -> None:
        archive = zipped(tmp_path, ("mini/", b""), ("mini/yes/a.wav", b"A"))
        assert unpacked(archive, Unpacking(LIMITS, inside="mini", into="test")) == {"test/yes/a.wav": b"A"}

    def test_notes_of_a_mac_are_left_away(self, tmp_path: Path) -> None:
        notes = [("__MACOSX/._a", b"x"), ("yes/._a.wav", b"x"), (".DS_Store", b"x")]
        assert unpacked(zipped(tmp_path, *notes, *MEMBERS)) == dict(MEMBERS)

    def test_bytes_are_counted(self, tmp_path: Path) -> None:
        counts: list[int] = []
        unpack(tar(tmp_path, *MEMBERS), tmp_path, FREE, counts.append)
        assert sum(counts) == sum(len(content) for _, content in MEMBERS)

    def test_files_get_the_rights_that_new_files_get(self, tmp_path: Path) -> None:
        info = tarfile.TarInfo("program")
        info.mode = 0o6777
        unpack(tar(tmp_path, info), tmp_path, FREE, lambda size: None)
        assert not (tmp_path / "program").stat().st_mode & (stat.S_ISUID | stat.S_IXUSR)


class TestPaths:
    @pytest.mark.parametrize("name", ["../a", "yes/../../a", "/etc/a", "yes/..", ".."])
    @pytest.mark.parametrize("kind", ["tar", "zip"])
    def test_that_lead_out(self, tmp_path: Path, kind: str, name: str) -> None:
        archive = tar(tmp_path, (name, b"x")) if kind == "tar" else zipped(tmp_path, (name, b"x"))
        with pytest.raises(ArchiveError, match=r"a\.(tar\.gz|zip): '.*' leads out of it; remove it and fetch it again"):
            unpacked(archive)
        assert contents(tmp_path / "out") == {}
        assert not (tmp_path / "a").exists()

    @pytest.mark.parametrize(
        "name",
        [
            *("con", "yes/NUL.wav", "a/com1", "lpt9.x", "C:\\a", "C:a", "yes\\..\\..\\a"),
            *("a ", "a.", "a/b./c", "what?", "a\nb", "a\x1b[2J", "x" * 300, "\udcff"),
        ],
    )
    def test_that_not_every_system_can_have(self, tmp_path: Path, name: str) -> None:
        with pytest.raises(ArchiveError, match="is no name for a file on every system") as raised:
            unpacked(tar(tmp_path, (name, b"x")))
        assert str(raised.value).isprintable()

    @pytest.mark.parametrize("again", ["yes/a.wav", "YES/A.wav", "yes/a.wav/b", "./yes/a.wav"])
    def test_that_come_twice(self, tmp_path: Path, again: str) -> None:
        with pytest.raises(ArchiveError, match="twice"):
            unpacked(tar(tmp_path, *MEMBERS, (again, b"x")))

    def test_outside_the_folder_that_everything_is_in(self, tmp_path: Path) -> None:
        with pytest.raises(ArchiveError, match="'no/b' is not in the folder 'mini'"):
            unpacked(zipped(tmp_path, ("mini/a", b"x"), ("no/b", b"x")), Unpacking(LIMITS, inside="mini"))


class TestKinds:
    @pytest.mark.parametrize(
        "kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE, b"S", b"?"]
    )
    def test_nothing_but_files_and_folders_in_tar(self, tmp_path: Path, kind: bytes) -> None:
        member = tar_member("a", kind, "/etc/passwd" if kind in (tarfile.SYMTYPE, tarfile.LNKTYPE) else "")
        with pytest.raises(ArchiveError, match="'a' is neither a file nor a folder"):
            unpacked(tar(tmp_path, member, ("a/b", b"x")))
        assert list((tmp_path / "out").iterdir()) == []

    @pytest.mark.parametrize("mode", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR])
    def test_nothing_but_files_and_folders_in_zip(self, tmp_path: Path, mode: int) -> None:
        with pytest.raises(ArchiveError, match="'a' is neither a file nor a folder"):
            unpacked(zipped(tmp_path, (zip_member("a", mode | 0o777), b"/etc/passwd")))


class TestSizes:
    def test_too_many_members(self, tmp_path: Path) -> None:
        with pytest.raises(ArchiveError, match="more than 10 files and folders"):
            unpacked(tar(tmp_path, *((str(number), b"") for number in range(11))))

    @pytest.mark.parametrize("kind", ["tar", "zip"])
    def test_too_many_bytes(self, tmp_path: Path, kind: str) -> None:
        halves = ("a", NOISE * 11), ("b", NOISE * 11)
        with pytest.raises(ArchiveError, match="it unpacks to more than it should"):
            unpacked(tar(tmp_path, *halves) if kind == "tar" else zipped(tmp_path, *halves))

    @pytest.mark.parametrize("kind", ["tar", "zip"])
    def test_a_bomb(self, tmp_path: Path, kind: str) -> None:
        bomb = "a", bytes(10_000_000)
        archive = tar(tmp_path, bomb) if kind == "tar" else zipped(tmp_path, bomb)
        assert archive.stat().st_size < 20_000
        with pytest.raises(ArchiveError, match="it unpacks to more than it should"):
            unpacked(archive, Unpacking(Limits(members=10, size=10**9)))
        assert contents(tmp_path / "out") == {}

    def test_a_zip_that_lies_about_its_sizes(self, tmp_path: Path) -> None:
        archive = zipped(tmp_path, ("a", NOISE * 30))
        size = len(NOISE * 30).to_bytes(4, "little")
        archive.write_bytes(archive.read_bytes().replace(size, (10).to_bytes(4, "little")))
        with pytest.raises(ArchiveError):
            unpacked(archive)


class TestBrokenOnes:
    @pytest.mark.parametrize("content", [b"", b"no archive", b"\x1f\x8b\x08", b"PK\x03\x04"])
    @pytest.mark.parametrize("name", ["a.tar.gz", "a.zip"])
    def test_no_archive(self, tmp_path: Path, name: str, content: bytes) -> None:
        (tmp_path / name).write_bytes(content)
        with pytest.raises(ArchiveError, match="it is broken"):
            unpacked(tmp_path / name)

    @pytest.mark.parametrize("kind", ["tar", "zip"])
    def test_cut_short(self, tmp_path: Path, kind: str) -> None:
        archive = tar(tmp_path, *MEMBERS) if kind == "tar" else zipped(tmp_path, *MEMBERS)
        archive.write_bytes(archive.read_bytes()[:3000])
        with pytest.raises(ArchiveError, match="it is broken"):
            unpacked(archive)

    def test_flipped_bits(self, tmp_path: Path) -> None:
        archive = zipped(tmp_path, ("a", NOISE))
        content = bytearray(archive.read_bytes())
        content[2000] ^= 255
        archive.write_bytes(content)
        with pytest.raises(ArchiveError, match="it is broken"):
            unpacked(archive)


class TestAnyBytes:
    @pytest.mark.parametrize("kind", ["tar", "zip"])
    @settings(max_examples=150)
    @given(data=st.data())
    def test_changed_anywhere(self, tmp_path_factory: pytest.TempPathFactory, kind: str, data: st.DataObject) -> None:
        folder = tmp_path_factory.mktemp("any")
        archive = tar(folder, *MEMBERS) if kind == "tar" else zipped(folder, *MEMBERS)
        content = bytearray(archive.read_bytes())
        inflated = kind == "tar" and data.draw(st.booleans())  # then headers of members change, else the compression
        content = bytearray(gzip.decompress(content)) if inflated else content
        for place in data.draw(st.lists(st.integers(0, len(content) - 1), min_size=1, max_size=4)):
            content[place] = data.draw(st.integers(0, 255))
        archive.write_bytes(gzip.compress(content, 1) if inflated else content)
        with contextlib.suppress(ArchiveError):
            unpacked(archive)
        assert {path.name for path in folder.iterdir()} == {archive.name, "out"}


class TestFinishedOrNothing:
    def test_finished(self, tmp_path: Path) -> None:
        with finished_or_nothing(tmp_path / "data") as folder:
            (folder / "a").write_bytes(b"A")
            assert not (tmp_path / "data").exists()
        assert contents(tmp_path) == {"data/a": b"A"}

    @pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
    def test_nothing(self, tmp_path: Path, error: type[BaseException]) -> None:
        with pytest.raises(error), finished_or_nothing(tmp_path / "data") as folder:
            (folder / "a").write_bytes(b"A")
            raise error
        assert list(tmp_path.iterdir()) == []

    def test_what_a_killed_process_has_left_is_removed(self, tmp_path: Path) -> None:
        (tmp_path / ".data.unfinished").mkdir()
        (tmp_path / ".data.unfinished" / "old").write_bytes(b"")
        with finished_or_nothing(tmp_path / "data"):
            pass
        assert contents(tmp_path) == {}
        assert [path.name for path in tmp_path.iterdir()] == ["data"]
