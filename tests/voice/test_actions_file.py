"""A file of actions is taken whole or refused, with the line and the remedy; it never does anything by itself."""

from __future__ import annotations

import os
import re
import sys
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

from firststeps.errors import PlainError
from firststeps.keywords.labels import COMMANDS
from firststeps.voice.actions import Action, Doing, Lock, Media, Open, Run, Type, Volume
from firststeps.voice.actions_file import MOST_BYTES, MOST_LINES, default_path, read_actions
from firststeps.voice.systems import SYSTEM_NAMES, SystemName
from firststeps.voice.toml_lines import Lines

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.missing import missing

GO = '[[action]]\nsay = "go"\n'
DEFAULT = files("firststeps.voice").joinpath("default_actions.toml").read_text(encoding="utf-8")


def read(folder: Path, text: str | bytes, system: SystemName = "linux") -> tuple[Action, ...]:
    path = folder / "actions.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_actions(path, system)


def refused(folder: Path, text: str | bytes) -> str:
    """Return what is said about a file, without its path; the same on every system."""
    said = []
    for system in SYSTEM_NAMES:
        with pytest.raises(PlainError) as caught:
            read(folder, text, system)
        said.append(str(caught.value))
    assert "\n" not in said[0]
    assert len(set(said)) == 1
    return said[0].removeprefix(f"{folder / 'actions.toml'}:")


@pytest.mark.parametrize("system", SYSTEM_NAMES)
def test_the_file_to_begin_with_is_safe(tmp_path: Path, system: SystemName) -> None:
    listed = read(tmp_path, DEFAULT, system)
    assert {word for action in listed for word in action.say} | {"yes"} == set(COMMANDS)
    opened = [action for action in listed if action.say == ("go",)]
    assert [action.doing for action in opened] == [Open("https://example.org/")]
    assert all(isinstance(action.doing, Open | Volume | Media) or action.confirm == "yes" for action in listed)
    assert not any(isinstance(action.doing, Run | Type) for action in listed)


@pytest.mark.parametrize("system", SYSTEM_NAMES)
def test_its_examples_work_when_the_signs_are_taken_away(tmp_path: Path, system: SystemName) -> None:
    head, _, examples = DEFAULT.partition("# [[action]]\n")
    lines = ["[[action]]", *(line.removeprefix("# ") for line in examples.splitlines() if " = " in line)]
    *others, last = read(tmp_path, head + "\n".join(lines), system)
    assert len(others) == DEFAULT.count("\n[[action]]\n")
    assert isinstance(last.doing, Run)
    assert last.doing.stays
    assert (last.confirm, last.most, last.per) == ("yes", 3, 10)


DOINGS: list[tuple[str, Doing, str | None]] = [
    ('open = "http://localhost:8000/a?b=c&d=%20#e"', Open("http://localhost:8000/a?b=c&d=%20#e"), None),
    ('volume = "mute"', Volume("mute"), None),
    ('media = "play-pause"', Media("play-pause"), None),
    ("lock = true", Lock(), "yes"),
    ('type = "Grüße; $(reboot)"', Type("Grüße; $(reboot)"), "yes"),
    ('run = ["lamp", "; rm -rf ~"]', Run(("lamp", "; rm -rf ~"), stays=False), "yes"),
    ('run = ["/opt/lamp"]\nconfirm = false\nstays = true', Run(("/opt/lamp",), stays=True), None),
    ('volume = "up"\nconfirm = "marvin"', Volume("up"), "marvin"),
]


@pytest.mark.parametrize(("line", "doing", "confirm"), DOINGS, ids=lambda value: str(value)[:20])
def test_what_can_be_listed(tmp_path: Path, line: str, doing: Doing, confirm: str | None) -> None:
    [action] = read(tmp_path, GO + line)
    assert (action.doing, action.confirm) == (doing, confirm)


def test_every_setting_is_taken(tmp_path: Path) -> None:
    text = '[[action]]\nsay = "no  go"\nwithin = 6\nopen = "https://a.b"\nconfirm = "yes"\nconfirm_within = 3.5\n'
    [action] = read(tmp_path, text + "limit = 0.5\nmost = 2\nper = 60\n")
    assert action == Action(("no", "go"), 6, Open("https://a.b"), "yes", 3.5, 0.5, 2, 60, 1)


def test_systems_differ(tmp_path: Path) -> None:
    text = f'{GO}volume = "up"\nwindows.run = ["calc.exe"]\n[action.macos]\nlock = true\n'
    by_system = {system: read(tmp_path, text, system)[0] for system in SYSTEM_NAMES}
    assert by_system["linux"].doing == Volume("up")
    assert by_system["linux"].confirm is None  # louder is not dangerous, whatever happens elsewhere
    assert (by_system["windows"].doing, by_system["windows"].confirm) == (Run(("calc.exe",), stays=False), "yes")
    assert (by_system["macos"].doing, by_system["macos"].confirm) == (Lock(), "yes")


def test_what_is_listed_for_other_systems_is_nothing_here(tmp_path: Path) -> None:
    [action] = read(tmp_path, f'{GO}windows.run = ["calc.exe"]\n')
    assert action.doing is None


def test_the_end_of_a_longer_sequence_may_be_an_action(tmp_path: Path) -> None:
    longer = GO.replace('"go"', '"no go"')
    assert len(read(tmp_path, f'{GO}volume = "up"\n{longer}volume = "down"\n')) == 2


FAULTS = {
    "": "1: action: missing",
    "say = 'go'": "1: say: unknown; everything in this file belongs below",
    "action = 3": "1: action: missing",
    "[action]\nsay = 'go'": "1: action: missing",
    "action = [3]": "1: action: has to be a table",
    "[[action]]\nvolume = 'up'": '1: say: missing; add the word to say, as in say = "go"',
    GO: "1: action: it does nothing; add one of run, open, volume, media, lock, type",
    "[[action]]\nsay = 3\nvolume = 'up'": "2: say: has to be words in quotes",
    "[[action]]\nsay = ''\nvolume = 'up'": "2: say: has to be 1 to 5 words, and has 0",
    "[[action]]\nsay = 'a b c d e f'\nvolume = 'up'": "2: say: has to be 1 to 5 words, and has 6",
    "[[action]]\nsay = '_unknown_'\nvolume = 'up'": "2: say: a word has letters",
    "[[action]]\nsay = 'a\\u0000b'\nvolume = 'up'": "2: say: a word has letters",
    GO + "volume = 'up'\ncolour = 'red'": "4: colour: unknown; there are: say, within",
    GO + "volume = 'up'\n\nlock = true": "5: lock: it lists volume and lock; one of",
    GO + "volume = 'loud'": '3: volume: has to be one of "up", "down", "mute"',
    GO + "volume = ['up']": '3: volume: has to be one of "up", "down", "mute"',
    GO + "media = 'eject'": '3: media: has to be one of "play-pause"',
    GO + "lock = 'yes'": "3: lock: has to be true",
    GO + "lock = false": "3: lock: has to be true",
    GO + "lock = true\nconfirm = false": "4: confirm: to lock the screen has to be confirmed, always",
    GO + "type = 'ls'\nconfirm = false": "4: confirm: to type 'ls' has to be confirmed, always",
    GO + "volume = 'up'\nmacos.lock = true\nconfirm = false": "5: confirm: to lock the screen",
    GO + 'type = "rm\\n"': "3: type: has a character that is a key",
    GO + 'type = "\\u001b[A"': "3: type: has a character that is a key",
    GO + "type = ''": "3: type: has to be 1 to 500 characters",
    GO + f"type = '{'x' * 501}'": "3: type: has to be 1 to 500 characters",
    GO + "run = 'rm -rf ~'": "3: run: has to be a list of the program and its arguments",
    GO + "run = ['sleep', 3]": "3: run: has to be a list of the program and its arguments",
    GO + "run = []": "3: run: has to have 1 to 64 parts, and has 0",
    GO + "run = ['']": "3: run: '' is neither the name of a program nor its whole path",
    GO + "run = ['./lamp']": "3: run: './lamp' is neither",
    GO + "run = ['..\\lamp.exe']": "3: run: '..\\\\lamp.exe' is neither",
    GO + 'run = ["lamp", "on\\u0000off"]': "3: run: has a NUL character",
    GO + "windows.run = ['C:\\lamp.BAT']": "3: windows.run: 'C:\\\\lamp.BAT' would be read by a shell",
    GO + "open = 'file:///etc/passwd'": "3: open: has to begin with https:// or http://",
    GO + "open = 'javascript:alert(1)'": "3: open: has to begin with https:// or http://",
    GO + "open = 'https://'": "3: open: has to begin with https:// or http:// and the name of a computer",
    GO + "open = 'https://a:b/'": "3: open: has to begin with",
    GO + "open = 'https://[a/'": "3: open: has to begin with",
    GO + "open = 'https://a/ -x'": "3: open: has to be an address without spaces or quotes",
    GO + "open = 'https://a/\"|calc'": "3: open: has to be an address without spaces or quotes",
    GO + "open = ['https://a/']": "3: open: has to be an address",
    GO + "linux = 3\nvolume = 'up'": "3: linux: has to say what to do, as in linux.run",
    GO + "[action.linux]\n": "3: linux: it lists nothing; one of run",
    GO + "[action.linux]\nlimit = 3": "4: linux.limit: unknown; there are: run, open",
    GO + "volume = 'up'\nstays = true": "4: stays: this is about programs, and there is no run",
    GO + "run = ['x']\nstays = 'yes'": "4: stays: has to be true or false",
    GO + "volume = 'up'\nwithin = 3": "4: within: say has one word, and this is about several",
    GO + "volume = 'up'\nconfirm_within = 3": "4: confirm_within: nothing is to be confirmed",
    GO + "volume = 'up'\nconfirm = true": "4: confirm: has to be the word that confirms",
    GO + "volume = 'up'\nconfirm = 'yes please'": "4: confirm: a word has letters",
    GO + "volume = 'up'\nlimit = 'long'": "4: limit: has to be a number of seconds from 0.1 to 600",
    GO + "volume = 'up'\nlimit = nan": "4: limit: has to be a number of seconds",
    GO + "volume = 'up'\nlimit = true": "4: limit: has to be a number of seconds",
    GO + "volume = 'up'\nmost = 0": "4: most: has to be a whole number from 1 to 100",
    GO + "volume = 'up'\nmost = 1.5": "4: most: has to be a whole number from 1 to 100",
    GO + "volume = 'up'\nper = inf": "4: per: has to be a number of seconds from 1 to 3600",
    GO
    + "volume = 'up'\n"
    + GO
    + "lock = true": "5: say: line 1 has the same words; change one of them (lines 1 and 4)",
    GO + "volume = 'up'\n[[action]]\nsay = 'go up'\nlock = true": "5: say: 'go' would act before 'go up'",
    "[[action]]\nsay = 'no go up'\nlock = true\n" + GO + "volume = 'up'": "5: say: 'go' would act before 'no go up'",
    GO + "volume = 'up'\nvolume = 'down'": "4: not TOML: Cannot overwrite a value",
    GO + "volume = up": "3: not TOML: Invalid value",
    GO + "run = ['x',\n": "4: not TOML: ",
    GO + "volume = 'up'\0": "3: not TOML: ",
    GO + "volume = 'up'\nlimit = " + "9" * 1990: "4: limit: has to be a number of seconds",
    GO + "most = " + "1_" * 900 + "1\nvolume = 'up'": "3: most: has to be a whole number",
    GO + "a" + ".a" * 990 + " = 1": "3: a: unknown",
}


@pytest.mark.parametrize(("text", "said"), FAULTS.items(), ids=[str(number) for number in range(len(FAULTS))])
def test_a_fault_is_refused_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    assert refused(tmp_path, text).startswith(said)


def test_windows_ends_of_lines_are_ends_of_lines(tmp_path: Path) -> None:
    assert refused(tmp_path, (GO + "volume = 'loud'\n").replace("\n", "\r\n")).startswith("3: volume: ")


def test_a_value_that_goes_over_lines_is_found_where_it_begins(tmp_path: Path) -> None:
    text = GO + "run = [\n  'a',\n  # b\n  3,\n]\nlimit = 'x'\n"
    assert refused(tmp_path, text).startswith("3: run: ")
    assert refused(tmp_path, text.replace("3,", "'3',")).startswith("8: limit: ")


def test_a_text_that_looks_like_an_entry_is_none(tmp_path: Path) -> None:
    text = f"{GO}run = ['echo', '''\n[[action]]\nsay = 3\n''']\n"
    assert len(read(tmp_path, text)) == 1
    assert refused(tmp_path, f"{text}limit = 'x'").startswith("7: limit: ")


@pytest.mark.parametrize("deep", ["[" * 900, "[[[\n" * 300, "{a=" * 450], ids=["brackets", "lines", "tables"])
def test_deep_nesting_is_refused(tmp_path: Path, deep: str) -> None:
    said = "4: too many brackets inside each other"
    assert refused(tmp_path, f"{GO}\nrun = {deep}").startswith(said)


def test_a_huge_file_is_not_parsed(tmp_path: Path) -> None:
    path = tmp_path / "actions.toml"
    with path.open("wb") as stream:
        stream.truncate(10**12)  # no disk is used by what is not there
    with pytest.raises(PlainError, match=rf"more than {MOST_BYTES // 1024} KB"):
        read_actions(path, "linux")


def test_many_lines_and_long_lines_are_not_parsed(tmp_path: Path) -> None:
    assert refused(tmp_path, "\n" * 2_000).startswith(f"{MOST_LINES + 1}: more than 500 lines")
    assert refused(tmp_path, "\na" + ".a" * 1_000).startswith("2: a line of more than 2,000 characters")


def test_what_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path, b"# a\n# gr\xfc\xdfe\n").startswith("2: this is not UTF-8 text")
    assert refused(tmp_path, GO.encode("utf-16")).startswith("1: this is not UTF-8 text")


def test_what_is_no_ordinary_file_is_refused(tmp_path: Path) -> None:
    if sys.platform == "win32":
        missing("a system with FIFOs and devices", "use Linux or macOS")
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "loop").symlink_to(tmp_path / "loop2")
    (tmp_path / "loop2").symlink_to(tmp_path / "loop")
    (tmp_path / "to-device").symlink_to("/dev/zero")
    (tmp_path / "nowhere").symlink_to(tmp_path / "gone")
    said = {
        tmp_path / "fifo": "this is not an ordinary file",
        Path("/dev/zero"): "this is not an ordinary file",
        tmp_path / "to-device": "this is not an ordinary file",
        tmp_path: "this is not an ordinary file",
        tmp_path / "loop": "can't be read (Too many levels of symbolic links)",
        tmp_path / "nowhere": "there is no such file",
        tmp_path / "a\0b": "can't be read (embedded null byte)",
    }
    for path, wanted in said.items():
        with pytest.raises(PlainError) as caught:
            read_actions(path, "linux")
        assert str(caught.value).startswith(f"{path}: {wanted}")


def test_a_file_that_everybody_may_change_is_refused(tmp_path: Path) -> None:
    if sys.platform == "win32":
        missing("a system with permissions of POSIX", "use Linux or macOS")
    read(tmp_path, DEFAULT)
    path = tmp_path / "actions.toml"
    path.chmod(0o666)
    with pytest.raises(PlainError, match="everybody on this computer may change it; forbid that: chmod o-w"):
        read_actions(path, "linux")
    path.chmod(0o664)
    assert read_actions(path, "linux")


def test_a_link_to_a_file_is_followed(tmp_path: Path) -> None:
    listed = read(tmp_path, DEFAULT)
    (tmp_path / "link").symlink_to(tmp_path / "actions.toml")
    assert read_actions(tmp_path / "link", "linux") == listed


def test_it_lies_in_the_folder_for_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert default_path().parts[-2:] == ("firststeps", "actions.toml")
    if sys.platform == "linux":
        assert default_path() == tmp_path / "firststeps" / "actions.toml"


SCALARS = st.one_of(st.integers(), st.floats(), st.booleans(), st.text(max_size=8).map(repr), st.just("['a', 'b']"))
KEYS = st.sampled_from(
    ["say", "run", "open", "volume", "lock", "type", "confirm", "limit", "most", "linux.run", "x", "["]
)


@given(st.lists(st.tuples(KEYS, SCALARS), max_size=6))
def test_whatever_stands_there_is_taken_or_refused(
    tmp_path_factory: pytest.TempPathFactory, pairs: list[tuple[str, object]]
) -> None:
    folder = tmp_path_factory.getbasetemp()
    text = GO + "".join(f"{key} = {value}\n" for key, value in pairs)
    try:
        [action] = read(folder, text)
    except PlainError as error:
        assert re.match(rf"{re.escape(str(folder / 'actions.toml'))}:\d+: ", str(error))
    else:
        assert action.confirm or not isinstance(action.doing, Lock | Type)


@given(st.binary(max_size=200))
def test_any_bytes_are_taken_or_refused(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    with pytest.raises(PlainError):
        read(tmp_path_factory.getbasetemp(), content)


def test_lines_are_those_of_the_file() -> None:
    lines = Lines('# a\n\n[[action]]\nsay = "x"\nlinux = {run = [\n"a"]}\n\n[[action]]\n[action.macos]\nlock = 1\n')
    at = {("action", 0): 3, ("action", 0, "linux", "run"): 5, ("action", 1): 8, ("action", 1, "macos", "lock"): 10}
    assert {keys: lines.of(keys) for keys in at} == at
    assert lines.of(("action", 1, "say")) == 8
    assert lines.of(("other",)) == 1


def test_actions_that_differ_only_in_their_line_are_two(tmp_path: Path) -> None:
    first, second = read(tmp_path, f"{GO}volume = 'up'\n{GO.replace('go', 'no')}volume = 'up'")
    assert replace(first, say=("no",), line=4) == second
