"""The commands about actions, and listening that acts."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from firststeps.audio.files import read_audio
from firststeps.cli import main
from firststeps.keywords.store import SAMPLES

import numpy as np
import pytest
import soundfile  # type: ignore[import-untyped]
from click.testing import CliRunner, Result

PROGRAM = str(Path(sys.executable).with_name("firststeps"))
WRITE = "import sys, pathlib; pathlib.Path(sys.argv[1]).write_text('here')"


@pytest.fixture(autouse=True)
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep away from the settings and the words of whoever runs the tests."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("FIRSTSTEPS_WORDS", str(tmp_path / "words"))


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    """Return a file in which two words write a file each, one of them after it was confirmed."""
    path = tmp_path / "listed.toml"
    entries = []
    for word, confirm in (("yes", "false"), ("go", '"stop"')):
        command = json.dumps([sys.executable, "-c", WRITE, str(tmp_path / word)])
        entries.append(f'[[action]]\nsay = "{word}"\nrun = {command}\nconfirm = {confirm}\n')
    path.write_text("".join(entries))
    return path


def called(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def test_a_file_is_written_once(tmp_path: Path) -> None:
    first = called("actions", "init")
    assert first.exit_code == 0, first.output
    path = Path(first.stdout.split()[1].removesuffix(";"))
    assert path.is_relative_to(tmp_path)
    written = path.read_bytes()
    path.write_text("mine")
    again = called("actions", "init")
    assert again.exit_code == 1
    assert again.stderr == f"error: {path}: it is there already; --force replaces it\n"
    assert path.read_text() == "mine"
    assert called("actions", "init", "--force").exit_code == 0
    assert path.read_bytes() == written


def test_a_link_that_leads_nowhere_is_not_written_through(tmp_path: Path) -> None:
    link = tmp_path / "link.toml"
    link.symlink_to(tmp_path / "gone")
    assert called("actions", "init", "--actions", link).exit_code == 1
    assert called("actions", "init", "--actions", link, "--force").exit_code == 0
    assert not link.is_symlink()
    assert not (tmp_path / "gone").exists()


def test_check_lists_what_words_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    called("actions", "init")
    checked = called("actions", "check")
    assert checked.exit_code == 0, checked.output
    lines = checked.stdout.splitlines()
    assert lines[0].endswith("actions.toml: 9 actions")
    assert "  go     open https://example.org/" in lines
    assert lines[-1] == "to try a word: firststeps actions test go; to speak: firststeps listen"
    assert "  no no  lock the screen; say 'yes' to confirm" in lines
    assert sum(line.startswith("missing for ") for line in lines) == 9
    assert not any("no model knows" in line for line in lines)


def test_check_knows_which_words_can_be_heard(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text('[[action]]\nsay = "marvin"\nopen = "https://a.b"\nconfirm = "sheila"\n')
    assert (
        "no model knows 'marvin'; teach it: firststeps teach marvin --clips DIR"
        in called("actions", "check", "--actions", path).stdout
    )
    assert (
        f" test marvin --actions {path}; to speak: firststeps listen --actions {path}\n"
        in called("actions", "check", "--actions", path).stdout
    )
    (tmp_path / "words").mkdir()
    (tmp_path / "words" / "marvin.json").write_text("{}")
    said = called("actions", "check", "--actions", path).stdout
    assert "'marvin'" not in said.partition("\n")[2].replace("say 'sheila'", "")
    assert "no model knows 'sheila'" in said


def test_check_refuses_a_faulty_file(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text('[[action]]\nsay = "go"\nrun = "rm -rf ~"\n')
    checked = called("actions", "check", "--actions", path)
    assert checked.exit_code == 1
    assert checked.stderr.startswith(f"error: {path}:3: run: has to be a list")


def test_words_are_tried(listed: Path, tmp_path: Path) -> None:
    dry = called("actions", "test", "yes", "--dry-run", "--actions", listed)
    assert dry.exit_code == 0
    assert ": dry run (" in dry.stdout
    assert not (tmp_path / "yes").exists()
    assert called("actions", "test", "yes", "--actions", listed).stdout.endswith(": done\n")
    assert (tmp_path / "yes").exists()


def test_what_has_to_be_confirmed_is_not_done_before(listed: Path, tmp_path: Path) -> None:
    asked = called("actions", "test", "go", "--actions", listed)
    assert asked.exit_code == 0
    assert asked.stdout.endswith(": waiting for confirmation; say 'stop' within 5 s\n")
    assert not (tmp_path / "go").exists()
    assert called("actions", "test", "go", "stop", "--actions", listed).stdout.endswith(": done\n")
    assert (tmp_path / "go").exists()


def test_what_goes_wrong_is_told(listed: Path, tmp_path: Path) -> None:
    assert called("actions", "test", "marvin", "--actions", listed).stderr.startswith(
        f"error: {listed}: it lists nothing"
    )
    assert called("actions", "test", "stop", "--actions", listed).stderr.startswith(
        f"error: {listed}: stop is no whole"
    )
    missing = tmp_path / "a.toml"
    missing.write_text('[[action]]\nsay = "go"\nrun = ["no-such-program-3f"]\nconfirm = false\n')
    done = called("actions", "test", "go", "--actions", missing)
    assert (done.exit_code, done.stdout) == (1, "run no-such-program-3f: not found; install no-such-program-3f\n")


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    """Return a recording of "yes", "go" and "stop"."""
    clips = [
        read_audio(sorted((SAMPLES / "speech-commands" / word).glob("*.flac"))[0]) for word in ("yes", "go", "stop")
    ]
    soundfile.write(tmp_path / "words.wav", np.concatenate(clips), 16_000, subtype="PCM_16")
    return tmp_path / "words.wav"


def objects(lines: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in lines.splitlines()]


def test_listening_acts(listed: Path, sound: Path, tmp_path: Path) -> None:
    heard = called("listen", "--input", sound, "--actions", listed, "--json")
    assert heard.exit_code == 0, heard.output
    found = sorted(objects(heard.stdout), key=lambda line: line["time"])
    assert [(line["word"], line["outcome"]) for line in found] == [
        ("yes", "done"),
        ("go", "waiting for confirmation"),
        ("stop", "done"),
    ]
    assert all(line["action"].startswith(f"run {sys.executable}") and line["latency"] >= 0 for line in found)
    assert (tmp_path / "yes").exists()
    assert (tmp_path / "go").exists()


def test_people_read_what_became_of_it(listed: Path, sound: Path) -> None:
    listed.write_text('[[action]]\nsay = "yes"\nopen = "https://a.b"\nconfirm = "up"\n')
    heard = called("listen", "--input", sound, "--actions", listed)
    lines = [line.split()[2] if "->" not in line else line.strip() for line in heard.stdout.splitlines()]
    assert lines == [
        "yes",
        "-> open https://a.b: waiting for confirmation; say 'up' within 5 s",
        "go",
        "-> open https://a.b: not confirmed",
        "stop",
    ]


def test_what_is_not_confirmed_is_told_while_nobody_speaks(listed: Path, tmp_path: Path) -> None:
    listed.write_text('[[action]]\nsay = "yes"\nopen = "https://a.b"\nconfirm = "up"\n')
    yes = read_audio(sorted((SAMPLES / "speech-commands" / "yes").glob("*.flac"))[0])
    silence = np.zeros(7 * 16_000, np.int16)
    soundfile.write(tmp_path / "yes.wav", np.concatenate([yes, silence, yes]), 16_000, subtype="PCM_16")
    heard = called("listen", "--input", tmp_path / "yes.wav", "--actions", listed)
    lines = [line.partition("; ")[0].strip() if "->" in line else line.split()[2] for line in heard.stdout.splitlines()]
    asked = "-> open https://a.b: waiting for confirmation"
    assert lines == ["yes", asked, "-> open https://a.b: not confirmed", "yes", asked]


def test_a_dry_run_of_listening_does_nothing(listed: Path, sound: Path, tmp_path: Path) -> None:
    heard = called("listen", "--input", sound, "--actions", listed, "--json", "--dry-run")
    found = sorted(objects(heard.stdout), key=lambda line: line["time"])
    assert [line["outcome"] for line in found] == ["dry run", "waiting for confirmation", "dry run"]
    assert not (tmp_path / "yes").exists()
    assert called("listen", "--input", sound, "--dry-run").exit_code == 2


def test_a_recording_does_nothing_unless_the_file_is_named(listed: Path, sound: Path, tmp_path: Path) -> None:
    called("actions", "init")
    path = next((tmp_path / "config").rglob("actions.toml"), None) or next(tmp_path.rglob("actions.toml"))
    path.write_bytes(listed.read_bytes())
    assert "outcome" not in called("listen", "--input", sound, "--json").stdout
    assert not (tmp_path / "yes").exists()


HOSTILE = {
    "a shell's line": 'run = "touch HERE"',
    "a wrong type": 'run = ["touch", 3]',
    "an unknown key": 'run = ["touch", "HERE"]\nshell = true',
    "a huge one": "#" * 100_000,
    "no TOML": "run = [",
}


@pytest.mark.parametrize("what", [*HOSTILE, "a loop"])
def test_a_hostile_file_does_nothing_but_a_clear_error(listed: Path, sound: Path, tmp_path: Path, what: str) -> None:
    """Nor is anything done that the same file lists rightly."""
    if what == "a loop":
        listed.unlink()
        listed.symlink_to(listed)
    else:
        fault = HOSTILE[what].replace("HERE", str(tmp_path / "no"))
        listed.write_text(f'{listed.read_text()}[[action]]\nsay = "no"\n{fault}\n')
    heard = called("listen", "--input", sound, "--actions", listed, "--json")
    assert (heard.exit_code, heard.stdout) == (1, "")
    assert re.fullmatch(rf"error: {re.escape(str(listed))}[:\d]*: .+\n", heard.stderr)
    assert {path.name for path in tmp_path.iterdir()} <= {listed.name, sound.name, "config", "words"}


def test_listening_goes_on_while_an_action_hangs(sound: Path, tmp_path: Path) -> None:
    path, pipe = tmp_path / "a.toml", tmp_path / "pipe"
    os.mkfifo(pipe)
    command = json.dumps([sys.executable, "-c", "import sys; open(sys.argv[1]).read()", str(pipe)])
    path.write_text(f'[[action]]\nsay = "yes"\nrun = {command}\nconfirm = false\nlimit = 600\n')
    command_line = [PROGRAM, "listen", "--input", str(sound), "--actions", str(path), "--json"]
    process = subprocess.Popen(command_line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    later = [json.loads(process.stdout.readline())["word"] for _ in range(2)]
    assert later == ["go", "stop"]
    process.send_signal(signal.SIGINT)
    out, err = process.communicate()
    assert [(line["word"], line["outcome"]) for line in objects(out)] == [("yes", "stopped")]
    assert process.returncode == 130
    frames, processed = re.findall(r"([\d,]+) (?:frames in|processed)", err)
    assert frames == processed
    assert ", 0 dropped" in err
