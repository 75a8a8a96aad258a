"""The cascade in the page: it hears and obeys as the laptop's does, and everybody can play with it."""

from __future__ import annotations

import json
import random
import wave
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from firststeps.audio.samples import SAMPLE_RATE, Samples
from firststeps.keywords.detector import Detection
from firststeps.keywords.listening import Listener
from firststeps.keywords.plain import PlainRunner
from firststeps.voice.actions_file import read_actions
from firststeps.voice.cascade import Cascade, Waking
from firststeps.voice.ears import Hearing
from firststeps.voice.matching import Kind, Matcher
from firststeps.voice.wake import AT_MARVIN, MARVIN, MODEL

import numpy as np
import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from tests.site.conftest import CHROMIUM_FLAGS, DESK, PHONE, SITE, chromium, watch
from tests.site.playing import demo
from tests.site.test_behaviour import tab_to

if TYPE_CHECKING:
    from tests.site.conftest import Reader

ROOT = Path(__file__).resolve().parents[2]
PAGE = "chapters/10-awake/"
VOICES = SITE / "figures/say_marvin/voices.wav"
LISTED = ROOT / "src/firststeps/voice/default_actions.toml"
LONG = 60_000  # ms in which a slow machine has heard a few words
BLOCK = 700  # samples that the page gets at a time

HEAR = """(demo, [base64, block]) => {
  const bytes = Uint8Array.from(atob(base64), letter => letter.charCodeAt(0))
  const samples = new Int16Array(bytes.buffer)
  const words = [], wakes = []
  const take = list => glance => { if (glance.accepted) list.push([glance.accepted.time, glance.accepted.word]) }
  const cascade = demo.cascade({wake: take(wakes), word: take(words)})
  for (let place = 0; place < samples.length; place += block) cascade.push(samples.subarray(place, place + block))
  return {words, wakes, recognised: cascade.recognised, woken: cascade.woken}
}"""

MATCH = """(demo, words) => {
  const matcher = demo.matcher()
  return words.map(([time, word]) => {
    const late = matcher.lapsed(time)
    const steps = matcher.push(time, word).map(({kind, action}) => [kind, action.does])
    return [late && late.does, steps]
  })
}"""


def game(page: Page) -> Locator:
    return demo(page, "command")


def press(element: Locator, *names: str) -> None:
    for name in names:
        element.get_by_role("button", name=name, exact=True).click()


def facts(element: Locator) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(element.locator("script").first.text_content() or "")
    return found


def log(element: Locator) -> Locator:
    return element.get_by_role("log").locator("p")


@pytest.fixture(scope="module")
def words(reader: Reader) -> dict[str, Samples]:
    """Return the recorded voices of the page, by their words."""
    page = reader.visit(PAGE, reader.kept_context("light", DESK)).page
    told = facts(game(page))["say_marvin"]
    page.close()
    with wave.open(str(VOICES)) as file:
        samples = np.frombuffer(file.readframes(file.getnframes()), "<i2")
    return dict(zip(told["words"], np.split(samples, told["ends"][:-1]), strict=True))


# -- The same sums, the same rules -----------------------------------------------------------------------------------


def ours(name: str, detection: Detection) -> Hearing:
    path = ROOT / f"models/{name}/{name}.web.json"
    labels = tuple(json.loads(path.read_text(encoding="utf-8"))["labels"])
    return Hearing(labels, detection, SAMPLE_RATE, lambda: Listener(PlainRunner(path), detection.hop))


def talk(words: dict[str, Samples], seed: int) -> Samples:
    """Return words in any order, every third a wake word, with pauses in which one can fall asleep, in noise."""
    draw, noise = random.Random(seed), np.random.default_rng(seed)
    pieces = [np.zeros(draw.randrange(8_000), np.int16)]
    for _ in range(6):
        word = draw.choice([MARVIN, *[draw.choice(list(words)) for _ in range(2)]])
        pieces += [words[word], np.zeros(draw.randrange(4_000, 30_000), np.int16)]
    sound = np.concatenate(pieces)
    return np.clip(sound + noise.normal(0, 60, len(sound)), -32_768, 32_767).astype(np.int16)


def test_it_hears_what_the_laptops_cascade_hears(reader: Reader, words: dict[str, Samples]) -> None:
    """The same words at the same moments, and the large network is given as much of the sound, to the sample."""
    page = reader.visit(f"{PAGE}#demo=command&awake=1.5", reader.kept_context("light", DESK)).page
    element = game(page)
    accepted = 0
    for seed in range(4):
        sound = talk(words, seed)
        base64 = b64encode(sound.astype("<i2").tobytes()).decode()
        heard = element.evaluate(HEAR, [base64, BLOCK])
        cascade = Cascade(ours(MODEL, AT_MARVIN), ours("spotter", Detection()), Waking(awake=1.5), lambda: None)
        ear = cascade.ear(0.0, lambda line: None)
        events = [glance.event for glance in ear.push(sound) if glance.event is not None]
        assert [word for _, word in heard["words"]] == [event.word for event in events]
        assert [time for time, _ in heard["words"]] == pytest.approx([event.time for event in events], abs=1e-6)
        assert (heard["woken"], heard["recognised"]) == (cascade.tally.woken, cascade.tally.recognised)
        assert {word for _, word in heard["wakes"]} <= {MARVIN}
        accepted += len(events)
    page.close()
    assert accepted > 3


def test_words_become_actions_as_on_the_laptop(reader: Reader, desk: BrowserContext) -> None:
    """For 400 words in any order at any pace: the same actions due, asked for and called off."""
    element = game(reader.visit(PAGE, desk).page)
    actions = read_actions(LISTED, "linux")
    draw, time = random.Random(1), 0.0
    said = []
    for _ in range(400):
        time += draw.choice([0.9, 1.5, 4.5, 7.0])
        said.append((time, draw.choice(["no", "no", "no", "yes", "go", "up", "stop"])))
    matcher = Matcher(actions)
    expected: list[list[Any]] = []
    for moment, word in said:
        late = matcher.lapsed(moment)
        steps = [[step.kind.name.lower(), str(step.action)] for step in matcher.push(moment, word)]
        expected.append([late and str(late), steps])
    assert element.evaluate(MATCH, said) == expected
    assert {kind for _, steps in expected for kind, _ in steps} == {kind.name.lower() for kind in Kind}
    assert [action.say for action in actions] == [tuple(say.split()) for say in facts(element)["what_words_do"]["say"]]


# -- Played with -----------------------------------------------------------------------------------------------------


def test_a_command_counts_after_the_wake_word_only(reader: Reader, desk: BrowserContext) -> None:
    visit = reader.visit(PAGE, desk)
    element = game(visit.page)
    press(element, "go")
    visit.page.wait_for_timeout(2500)
    assert log(element).count() == 0
    press(element, MARVIN, "go", "up")
    expect(log(element)).to_have_text(["marvin it wakes", "go open https://example.org/", "up volume up"], timeout=LONG)
    expect(element.locator(".address")).to_have_text("https://example.org/")
    expect(element.locator("tr.done")).to_have_count(2)
    expect(element.locator(".laptop")).to_have_attribute(
        "aria-label",
        "A laptop: https://example.org/ is open, tune 1 does not play, volume 5 of 8, the screen is not locked.",
    )
    expect(element.locator(".result")).to_contain_text("2 of 9 done, 3 words heard. The large network was given ")
    press(element, "Begin again")
    expect(log(element)).to_have_count(0)
    expect(element.locator("tr.done")).to_have_count(0)
    assert visit.problems == []


def test_the_screen_is_locked_after_a_second_word_only(reader: Reader, desk: BrowserContext) -> None:
    element = game(reader.visit(PAGE, desk).page)
    press(element, MARVIN, "no", "no", "left", "no", "no", "yes")
    expect(log(element).last).to_have_text("yes lock the screen", timeout=LONG)
    assert log(element).all_inner_texts() == [
        "marvin it wakes",
        "no nothing yet",
        "no lock the screen? Say “yes”",
        "left lock the screen is called off",
        "left media previous",
        "no nothing yet",
        "no lock the screen? Say “yes”",
        "yes lock the screen",
    ]
    expect(element.locator(".lock")).to_be_visible()


def test_the_game_can_be_won(reader: Reader, desk: BrowserContext) -> None:
    element = game(reader.visit(PAGE, desk).page)
    press(element, MARVIN, "go", "up", "down", "off", "on", "left", "right", "stop", "no", "no", "yes")
    expect(element.locator(".status")).to_have_text("You have won, with 12 words.", timeout=LONG)
    expect(element.locator("tr.done")).to_have_count(9)


@pytest.fixture
def spoken_to(browser: Browser, words: dict[str, Samples], tmp_path: Path) -> Iterator[Browser]:
    """A Chromium whose microphone hears a wake word and a command, and whose reader always says yes."""
    quiet = np.zeros(SAMPLE_RATE, np.int16)
    sound = np.concatenate([quiet, words[MARVIN], quiet[:10_000], words["go"], quiet, quiet])
    path = tmp_path / "said.wav"
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, SAMPLE_RATE, 0, "NONE", ""))
        file.writeframes(sound.astype("<i2").tobytes())
    flags = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
    flags.append(f"--use-file-for-fake-audio-capture={path}")
    spoken = browser.browser_type.launch(executable_path=chromium(), args=[*CHROMIUM_FLAGS, *flags])
    yield spoken
    spoken.close()


def test_the_microphone_wakes_it(spoken_to: Browser, reader: Reader) -> None:
    page = spoken_to.new_page()
    page.goto(reader.root + PAGE)
    element = game(page)
    press(element, "Listen to the microphone")
    expect(element.locator(".address")).to_have_text("https://example.org/", timeout=LONG)
    press(element, "Stop")
    expect(element.locator(".status")).to_have_text("Stopped.")


MISSING = "navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', 'NotFoundError'))"


def test_without_a_microphone_the_voices_are_offered(reader: Reader, desk: BrowserContext) -> None:
    desk.add_init_script(MISSING)
    visit = reader.visit(PAGE, desk)
    element = game(visit.page)
    press(element, "Listen to the microphone")
    expect(element.locator(".status.wrong")).to_have_text(
        "There is no microphone. Plug one in and press again. The recorded voices can be heard all the same."
    )
    press(element, MARVIN)
    expect(log(element)).to_have_text(["marvin it wakes"], timeout=LONG)
    assert visit.problems == []


def test_from_a_folder_the_voices_are_heard(browser: Browser) -> None:
    page = browser.new_page()
    problems = watch(page, host="")
    page.goto((SITE / PAGE / "index.html").as_uri())
    element = game(page)
    press(element, MARVIN, "go")
    expect(element.locator(".address")).to_have_text("https://example.org/", timeout=LONG)
    page.close()
    assert problems == []


def test_by_keyboard_alone(reader: Reader, desk: BrowserContext) -> None:
    """What was heard is added to a log, which is read out; what moves all the time is hidden from those who listen."""
    page = reader.visit(PAGE, desk).page
    element = game(page)
    tab_to(page, "fs-command")
    expect(element.get_by_role("button", name="Listen to the microphone")).to_be_focused()
    for _ in range(2):  # Stop can't be pressed yet
        page.keyboard.press("Tab")
    expect(element.get_by_role("button", name=MARVIN)).to_be_focused()
    page.keyboard.press("Enter")
    for _ in range(3):
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(log(element)).to_have_text(["marvin it wakes", "up volume up"], timeout=LONG)
    expect(element.locator(".meters .meter").first).to_have_attribute("aria-hidden", "true")


def test_who_wants_no_motion_sees_a_new_picture_once_a_second(browser: Browser, reader: Reader) -> None:
    """The words come when they come; nothing counts down in between."""
    context = browser.new_context(reduced_motion="reduce", viewport={"width": PHONE, "height": 800})
    page = context.new_page()
    page.goto(reader.root + PAGE)
    element = game(page)
    press(element, MARVIN)
    expect(log(element)).to_have_count(1, timeout=LONG)
    page.evaluate("""() => {
      window.drawn = 0
      const ear = document.querySelector("fs-command").shadowRoot.querySelector(".ear")
      new MutationObserver(() => { window.drawn += 1 }).observe(ear, {childList: true})
    }""")
    page.wait_for_timeout(3000)
    assert 1 <= page.evaluate("window.drawn") <= 7
    context.close()


def test_its_program_has_nothing_to_send_or_store_sound_with() -> None:
    code = (SITE / "assets/demos/command.js").read_text(encoding="utf-8")
    for way in ("fetch(", "XMLHttpRequest", "sendBeacon", "WebSocket", "RTCPeer", "localStorage", "MediaRecorder"):
        assert way not in code
