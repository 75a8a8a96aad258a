"""Logs of training, as scripts read them."""

from __future__ import annotations

from pathlib import Path

from firststeps.errors import PlainError
from firststeps.keywords.published import read_log
from firststeps.keywords.train import Epoch, log_text

import pytest


def test_a_log_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text(log_text([Epoch(1, 2.5, 0.25, 1e-3, 90.0), Epoch(2, 1.5, 0.75, 5e-4, 30.0)]), encoding="utf-8")
    log = read_log(path)
    assert log.loss.tolist() == [2.5, 1.5]
    assert log.rate.tolist() == [1e-3, 5e-4]
    assert log.minutes.tolist() == [1.5, 2.0]
    assert [log.after(minutes) for minutes in (1.4, 1.5, 1.9, 2.0, 60)] == [None, 0.25, 0.25, 0.75, 0.75]


@pytest.mark.parametrize("text", ["", "epoch,loss\n1,2\n", "epoch,loss,validation_accuracy,learning_rate,seconds\n"])
def test_what_is_no_log_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "log.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(PlainError, match=r"log\.csv: .*; train the model again"):
        read_log(path)


def test_a_damaged_number_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text("epoch,loss,validation_accuracy,learning_rate,seconds\n1,2,x,0,0\n", encoding="utf-8")
    with pytest.raises(PlainError, match="could not convert string to float: 'x'"):
        read_log(path)
