"""A download ends with the right file or with none, whatever the server and the line do."""

from __future__ import annotations

import errno
import hashlib
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from firststeps.data.catalogue import Remote
from firststeps.data.download import DownloadError, Patience, download

import numpy as np
import pytest
import requests
from tests.data.serving import Served, serving

CONTENT = np.random.default_rng(1).bytes(700_001)
OTHER = np.random.default_rng(2).bytes(len(CONTENT))
BLOCK = 1 << 14  # bytes that are read at a time
QUICK = Patience(tries=3, first_pause=0.001, connect=2, read=2)


@pytest.fixture
def served() -> Iterator[Served]:
    with serving(Served(CONTENT)) as running:
        yield running


def remote(served: Served, size: int = len(CONTENT), believed: bool = False) -> Remote:
    return Remote(served.url, size, None if believed else hashlib.sha256(CONTENT).hexdigest())


def fetched(served: Served, folder: Path, **expected: Any) -> bytes:
    return download(remote(served, **expected), folder, patience=QUICK).read_bytes()


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


class TestWhatGoesWell:
    def test_the_file_is_there_and_nothing_else(self, served: Served, tmp_path: Path) -> None:
        counts: list[int] = []
        path = download(remote(served), tmp_path / "new", counts.append, QUICK)
        assert path.read_bytes() == CONTENT
        assert names(tmp_path / "new") == ["file.bin"]
        assert counts == sorted(counts)
        assert counts[-1] == len(CONTENT)

    def test_what_is_there_is_not_fetched_again(self, served: Served, tmp_path: Path) -> None:
        fetched(served, tmp_path)
        assert fetched(served, tmp_path) == CONTENT
        assert len(served.asked) == 1

    def test_without_an_announced_length(self, served: Served, tmp_path: Path) -> None:
        served.chunked = True
        assert fetched(served, tmp_path) == CONTENT


class TestALineThatIsCut:
    def test_it_goes_on_where_it_stopped(self, served: Served, tmp_path: Path) -> None:
        served.cut_after = 20 * BLOCK + 1
        assert fetched(served, tmp_path) == CONTENT
        assert served.asked == [None, f"bytes={20 * BLOCK}-", f"bytes={40 * BLOCK}-"]

    def test_by_date_where_there_is_no_tag(self, served: Served, tmp_path: Path) -> None:
        served.cut_after, served.tag, served.modified = 30 * BLOCK, 'W/"weak"', "Mon, 01 Jan 2024 00:00:00 GMT"
        assert fetched(served, tmp_path) == CONTENT
        assert served.asked == [None, f"bytes={30 * BLOCK}-"]

    def test_without_a_length_too(self, served: Served, tmp_path: Path) -> None:
        served.cut_after, served.chunked = 30 * BLOCK, True
        assert fetched(served, tmp_path) == CONTENT
        assert served.asked == [None, f"bytes={30 * BLOCK}-"]

    def test_the_next_call_goes_on(self, served: Served, tmp_path: Path) -> None:
        served.cut_after = BLOCK
        patience = Patience(tries=1, first_pause=0)
        with pytest.raises(DownloadError, match=r"cut 1 times; 16,384 of 700,001 bytes are kept: run the command"):
            download(remote(served), tmp_path, patience=patience)
        served.cut_after = None
        assert fetched(served, tmp_path) == CONTENT
        assert served.asked == [None, f"bytes={BLOCK}-"]

    def test_a_server_without_ranges_starts_again(self, served: Served, tmp_path: Path) -> None:
        (tmp_path / "file.bin.part").write_bytes(CONTENT[:1000])
        (tmp_path / "file.bin.part.json").write_text('{"version": "\\"first\\""}')
        served.ranges = False
        assert fetched(served, tmp_path) == CONTENT
        assert served.asked == ["bytes=1000-"]

    def test_a_server_without_versions_starts_again(self, served: Served, tmp_path: Path) -> None:
        served.tag, served.cut_after = "", 1000
        with pytest.raises(DownloadError, match="cut 3 times"):
            fetched(served, tmp_path)
        assert set(served.asked) == {None}

    @pytest.mark.parametrize("version", ['{"version": "\\"first\\""}', "", "[]", "{}"])
    def test_a_part_that_is_too_long_or_of_no_known_version_is_dropped(
        self, served: Served, tmp_path: Path, version: str
    ) -> None:
        (tmp_path / "file.bin.part").write_bytes(OTHER + b"more")
        (tmp_path / "file.bin.part.json").write_text(version)
        assert fetched(served, tmp_path) == CONTENT

    def test_a_part_of_another_version_is_dropped(self, served: Served, tmp_path: Path) -> None:
        (tmp_path / "file.bin.part").write_bytes(OTHER[:1000])
        (tmp_path / "file.bin.part.json").write_text('{"version": "\\"older\\""}')
        assert fetched(served, tmp_path) == CONTENT
        assert served.asked == ["bytes=1000-"]

    def test_a_busy_server_is_asked_again(self, served: Served, tmp_path: Path) -> None:
        served.says = [503, 429]
        assert fetched(served, tmp_path) == CONTENT
        assert len(served.asked) == 3

    def test_an_interrupt_keeps_the_part(self, served: Served, tmp_path: Path) -> None:
        def interrupt(have: int) -> None:
            if have > 400_000:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            download(remote(served), tmp_path, interrupt, QUICK)
        kept = (tmp_path / "file.bin.part").read_bytes()
        assert len(kept) > 400_000
        assert CONTENT.startswith(kept)
        assert fetched(served, tmp_path) == CONTENT
        assert served.asked[1] == f"bytes={len(kept)}-"


class TestTheWrongFile:
    def test_another_content(self, served: Served, tmp_path: Path) -> None:
        served.content = OTHER
        with pytest.raises(DownloadError, match=r"file\.bin: its SHA-256 is \w{64} instead of \w{64}; it was not kept"):
            fetched(served, tmp_path)
        assert names(tmp_path) == []

    def test_content_that_changes_half_way(self, served: Served, tmp_path: Path) -> None:
        served.cut_after = 400_000
        with pytest.raises(DownloadError, match="cut 1 times"):
            download(remote(served), tmp_path, patience=Patience(tries=1))
        served.content, served.tag, served.cut_after = OTHER, '"second"', None
        with pytest.raises(DownloadError, match="SHA-256"):
            fetched(served, tmp_path)
        assert names(tmp_path) == []

    def test_another_size(self, served: Served, tmp_path: Path) -> None:
        served.content = b"<p>Please log in to this hotel</p>"
        with pytest.raises(
            DownloadError, match="the server has 34 bytes where 700,001 were expected; nothing was kept"
        ):
            fetched(served, tmp_path)
        assert names(tmp_path) == []

    def test_more_than_expected_without_saying_so(self, served: Served, tmp_path: Path) -> None:
        served.content, served.chunked = CONTENT + bytes(500_000), True
        with pytest.raises(DownloadError, match="sends more than the 700,001 bytes"):
            fetched(served, tmp_path)
        assert names(tmp_path) == []

    def test_a_server_that_lies_about_the_size(self, served: Served, tmp_path: Path) -> None:
        served.content, served.claims = CONTENT[:1000], len(CONTENT)
        with pytest.raises(DownloadError, match="cut 3 times"):
            fetched(served, tmp_path)
        assert "file.bin" not in names(tmp_path)

    def test_a_file_that_somebody_has_changed_here(self, served: Served, tmp_path: Path) -> None:
        (tmp_path / "file.bin").write_bytes(OTHER)
        with pytest.raises(DownloadError, match=r"file\.bin: its SHA-256 .* remove it and run the command again"):
            fetched(served, tmp_path)


class TestAHashThatNobodyHasPublished:
    def test_the_first_one_is_believed_and_kept(self, served: Served, tmp_path: Path) -> None:
        assert fetched(served, tmp_path, believed=True) == CONTENT
        assert (tmp_path / "file.bin.sha256").read_text() == hashlib.sha256(CONTENT).hexdigest() + "\n"

    def test_later_ones_must_equal_it(self, served: Served, tmp_path: Path) -> None:
        fetched(served, tmp_path, believed=True)
        (tmp_path / "file.bin").unlink()
        served.content = OTHER
        with pytest.raises(DownloadError, match="SHA-256"):
            fetched(served, tmp_path, believed=True)
        assert names(tmp_path) == ["file.bin.sha256"]


class TestNoDownload:
    def test_no_such_file(self, served: Served, tmp_path: Path) -> None:
        served.says = [404]
        with pytest.raises(DownloadError, match="the server says 404 Not Found"):
            fetched(served, tmp_path)
        assert len(served.asked) == 1

    def test_no_connection(self, tmp_path: Path) -> None:
        with socket.socket() as taken:  # bound, but nobody listens
            taken.bind(("127.0.0.1", 0))
            url = f"http://127.0.0.1:{taken.getsockname()[1]}/file.bin"
            with pytest.raises(DownloadError, match=r"no connection to 127\.0\.0\.1, for file\.bin; see that you are"):
                download(Remote(url, 1, None), tmp_path, patience=QUICK)

    def test_a_server_that_is_not_who_it_says(
        self, served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def get(*_: object, **__: object) -> None:
            raise requests.exceptions.SSLError

        monkeypatch.setattr(requests, "get", get)
        with pytest.raises(DownloadError, match=r"127\.0\.0\.1 can't be trusted: its certificate is wrong"):
            fetched(served, tmp_path)

    def test_a_full_disk_keeps_the_part(self, served: Served, tmp_path: Path) -> None:
        def fill(have: int) -> None:
            if have > 400_000:
                raise OSError(errno.ENOSPC, "No space left on device")

        with pytest.raises(
            DownloadError, match=r"the disk is full, .* MB more are needed; make room, or set FIRSTSTEPS"
        ):
            download(remote(served), tmp_path, fill, QUICK)
        assert (tmp_path / "file.bin.part").stat().st_size > 400_000
        assert fetched(served, tmp_path) == CONTENT
