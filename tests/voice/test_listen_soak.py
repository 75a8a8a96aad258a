"""Listening for a long time, and a hundred times: memory, counts, false actions, and how soon words act."""

from __future__ import annotations

import json

from firststeps.audio.samples import SAMPLE_RATE

import pytest
from benchmarks.listening import commands_of_validation_speakers, figures, heard
from benchmarks.long_listening import Long, in_real_time, through_a_pipe
from tools.sound_server import SoundServer

GROWTH = 4 << 20  # bytes that memory may differ by from a tenth of the time on


def held(found: Long, status: int) -> None:
    print(json.dumps(found.figures(), indent=1))
    assert found.status == status
    assert found.frames == found.processed
    assert found.dropped == 0
    assert max(found.resident) - found.resident[0] < GROWTH
    assert found.said > 0
    assert found.false_accepts < 0.1 * found.said
    assert found.acted == found.told


@pytest.mark.soak
def test_an_hour_without_a_command_faster_than_real_time() -> None:
    found = through_a_pipe(60, "spotter")
    held(found, 0)
    assert found.frames == 3600 * SAMPLE_RATE


@pytest.mark.soak
def test_ten_minutes_without_a_command_in_real_time(sound_server: SoundServer) -> None:
    found = in_real_time(sound_server, 10, "spotter")
    held(found, 130)
    assert found.frames >= 600 * SAMPLE_RATE


@pytest.mark.soak
def test_a_hundred_words_act_in_time(sound_server: SoundServer) -> None:
    """The 95th percentile is printed, and kept by the benchmark; a busy machine is no reason to fail."""
    found = heard(sound_server, commands_of_validation_speakers("spotter"), 100, "spotter")
    print(json.dumps(figures(found, "spotter"), indent=1))
    assert found.status == 130
    assert sum(play.started is not None for play in found.plays) >= 90
    assert found.acted == sum(len(play.words) for play in found.plays)
