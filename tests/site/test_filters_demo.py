"""Nine weights in the page: the same answers as ours, painted by mouse, finger and keys, on pictures of any kind."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from firststeps.book.datasets import find
from firststeps.images import photographs
from firststeps.images.files import read_image
from firststeps.images.filters import Grey, convolve, gaussian, sharpening, sobel

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from tests.site.conftest import DESK, PHONE, SITE, until, watch
from tests.site.playing import SETTLED, assert_accessible_and_fitting, centre, demo, state, touched
from tests.site.test_behaviour import tab_to

if TYPE_CHECKING:
    from tests.site.conftest import Reader, Theme

ROOT = Path(__file__).resolve().parents[2]
PAGE = "chapters/07-pictures/"
KEYS = [f"w{row}{column}" for row in (1, 2, 3) for column in (1, 2, 3)]
HALF = 1 / np.sqrt(2 * np.log(2))
NAMED = {
    "Edges to the right": sobel("x"),
    "Edges downwards": sobel("y"),
    "Blur": gaussian(3, HALF),
    "Sharpen": sharpening(3, HALF),
    "As it is": np.diag([0.0, 1.0, 0.0]),
}


def assert_same(found: object, expected: Grey) -> None:
    """Answers are of the size of one; what the page computes is ours to nine digits after the point."""
    np.testing.assert_allclose(np.asarray(found), expected, rtol=0, atol=1e-9)


def dog() -> Grey:
    """Return the photograph as scripts/filters.py makes it ready."""
    folder = find(photographs.NAME, ROOT)
    assert folder is not None
    whole = Image.fromarray(read_image(folder.path / "dog-smile.jpg"))
    pixels = np.asarray(whole.resize((60, 64), Image.Resampling.LANCZOS))
    grey: Grey = (pixels / 255).mean(2)
    return grey


def filters(page: Page) -> Locator:
    return demo(page, "filters")


def seen_at(reader: Reader, numbers: str) -> Locator:
    """Return the demo as a link shows it; its page is to be closed."""
    page = reader.visit(f"{PAGE}#demo=filters&{numbers}", reader.kept_context("light", DESK)).page
    return filters(page)


def weights(element: Locator) -> NDArray[np.float64]:
    shown = state(element)
    return np.array([shown[key] for key in KEYS]).reshape(3, 3)


def linked(kernel: NDArray[np.float64]) -> str:
    return "&".join(f"{key}={weight}" for key, weight in zip(KEYS, kernel.ravel(), strict=True))


def answers(element: Locator, shape: tuple[int, ...]) -> Grey:
    return np.array(element.evaluate("demo => [...demo.answers]")).reshape(shape)


def painted(element: Locator, view: int) -> NDArray[np.int64]:
    """Return the pixels of one of the two pictures on the screen, (rows, columns, 4)."""
    width, *values = (
        element.locator("canvas")
        .nth(view)
        .evaluate("""canvas => {
          const {width, height} = canvas
          return [width, ...canvas.getContext("2d").getImageData(0, 0, width, height).data]
        }""")
    )
    return np.array(values).reshape(-1, width, 4)


def cell(element: Locator, row: int, column: int) -> Locator:
    return element.get_by_label(f"weight, row {row}, column {column}")


def press(element: Locator, name: str) -> None:
    element.get_by_role("button", name=name).click()


def into_view(element: Locator) -> None:
    element.evaluate("demo => demo.scrollIntoView({block: 'center'})")


# -- The same answers ----------------------------------------------------------------------------------------------


def test_the_photograph_is_that_of_the_script(reader: Reader) -> None:
    """Weights that leave a picture as it is give back each grey value, and the screen shows them."""
    element = seen_at(reader, linked(NAMED["As it is"]))
    grey = answers(element, (64, 60))
    shown = painted(element, 0)
    element.page.close()
    assert_same(grey, dog())
    np.testing.assert_allclose(shown[..., 0], 255 * dog(), atol=0.5 + 1e-9)
    assert (shown[..., 3] == 255).all()


def test_the_answers_are_those_of_the_book(reader: Reader) -> None:
    """At all places, also those at the margins, for fifty kernels drawn at random and those that have a button."""
    generator = np.random.default_rng(7)
    drawn = [generator.uniform(-10, 10, (3, 3)).round(4) for _ in range(25)]
    drawn += [generator.integers(-2, 3, (3, 3)).astype(float) for _ in range(25)]
    kernels = drawn + [kernel.round(4) for kernel in NAMED.values()]
    element = seen_at(reader, "row=0&column=0")
    every = element.evaluate(
        "(demo, states) => states.map(state => { demo.change(state); return [...demo.answers] })",
        [dict(zip(KEYS, kernel.ravel().tolist(), strict=True)) for kernel in kernels],
    )
    element.page.close()
    grey = dog()
    for kernel, found in zip(kernels, every, strict=True):
        assert_same(np.reshape(found, grey.shape), convolve(grey, kernel))


def test_each_button_has_the_kernel_of_its_name(reader: Reader, desk: BrowserContext) -> None:
    """Cells have four digits after the point, so a weight may be rounded there."""
    element = filters(reader.visit(PAGE, desk).page)
    np.testing.assert_allclose(weights(element), sobel("x"), atol=5e-5)
    for name, kernel in NAMED.items():
        press(element, name)
        np.testing.assert_allclose(weights(element), kernel, atol=5e-5)
        values = [cell(element, row, column).input_value() for row in (1, 2, 3) for column in (1, 2, 3)]
        assert [float(value) for value in values] == weights(element).ravel().tolist()


def test_random_weights_are_other_whole_ones_each_time(reader: Reader, desk: BrowserContext) -> None:
    element = filters(reader.visit(PAGE, desk).page)
    thrown = []
    for _ in range(20):
        press(element, "Random")
        thrown.append(weights(element).ravel().tolist())
    assert set(np.ravel(thrown)) == {-2, -1, 0, 1, 2}
    assert len({tuple(one) for one in thrown}) > 15


@pytest.mark.parametrize("name", ["Edges to the right", "Edges downwards", "Blur", "Sharpen"])
def test_the_answer_is_drawn_as_on_the_page(reader: Reader, name: str) -> None:
    """Edges as in the figure: none is grey. Blurred and sharpened as pictures: none, and what is below it, is black."""
    element = seen_at(reader, linked(NAMED[name].round(4)))
    shown = painted(element, 1)[..., 0]
    ends = element.locator(".view .ends").last.locator("span").all_inner_texts()
    element.page.close()
    expected = convolve(dog(), NAMED[name].round(4))
    largest = np.abs(expected).max()
    if name.startswith("Edges"):
        figure, numbers = 127.5 + 127.5 * expected / largest, [-largest, 0, largest]
    else:
        figure, numbers = 255 * (expected / largest).clip(0, 1), [0, largest]
    np.testing.assert_allclose(shown, figure, atol=0.5 + 1e-9)
    assert [float(end.replace("−", "-")) for end in ends] == pytest.approx(numbers, abs=0.005)


@pytest.mark.parametrize(("row", "column"), [(32, 24), (0, 0), (63, 59), (17, 59)])
def test_the_sum_is_spelled_out(reader: Reader, row: int, column: int) -> None:
    """Nine pixels, nine weights, nine products; at the margin, the picture goes on as its edge."""
    kernel = np.array([[-1, 0.5, 2], [0, -0.25, 10], [1, -2, 0.7]])
    element = seen_at(reader, f"{linked(kernel)}&row={row}&column={column}")
    texts = element.locator(".sum td").all_inner_texts()
    shown, noted = element.locator("strong").inner_text(), element.locator(".result").inner_text()
    element.page.close()
    table = np.array([float(text.replace("−", "-")) for text in texts]).reshape(3, 9)
    pixels = np.pad(dog(), 1, mode="edge")[row : row + 3, column : column + 3]
    np.testing.assert_allclose(table, np.hstack([pixels, kernel, pixels * kernel]), atol=0.005 + 1e-9)
    assert shown == f"{(pixels * kernel).sum():.2f}".replace("-", "−")
    assert ("goes on as its edge" in noted) == ((row, column) != (32, 24))


def test_the_page_and_the_demo_show_the_same_sum(reader: Reader, desk: BrowserContext) -> None:
    page = reader.visit(PAGE, desk).page
    printed = re.search(r"added up: (\S+)", page.locator("article").inner_text())
    assert printed is not None
    expect(filters(page).locator("strong")).to_have_text(printed[1])


def test_weights_that_answer_nothing_are_no_trouble(reader: Reader) -> None:
    element = seen_at(reader, linked(np.zeros((3, 3))))
    assert (answers(element, (64, 60)) == 0).all()
    assert (painted(element, 1) == [0, 0, 0, 255]).all()
    expect(element.get_by_role("img", name="No place has an answer.")).to_be_visible()
    element.page.close()


def test_a_link_beyond_the_ends_leads_to_them(reader: Reader) -> None:
    element = seen_at(reader, "w11=99&w12=-99&w13=0.00004&w22=0.123456&row=1e9&column=-3.2")
    shown = state(element)
    element.page.close()
    assert [shown[key] for key in ("w11", "w12", "w13", "w22", "row", "column")] == [10, -10, 0, 0.1235, 63, 0]


# -- Painted -------------------------------------------------------------------------------------------------------


def test_a_mouse_paints_the_cells_it_is_drawn_over(reader: Reader, desk: BrowserContext) -> None:
    """What was painted last can be typed over: there are keys beside a mouse."""
    page = reader.visit(PAGE, desk).page
    element = filters(page)
    press(element, "As it is")
    element.get_by_role("radio", name="−2").check(force=True)
    into_view(element)
    page.mouse.move(*centre(cell(element, 1, 1)))
    page.mouse.down()
    for row, column in ((1, 2), (1, 3), (2, 3)):
        page.mouse.move(*centre(cell(element, row, column)), steps=5)
    page.mouse.up()
    page.mouse.move(*centre(cell(element, 3, 3)))
    assert weights(element).tolist() == [[-2, -2, -2], [0, 1, -2], [0, 0, 0]]
    page.keyboard.type("0.3")
    assert weights(element)[1].tolist() == [0, 1, 0.3]


def test_a_finger_paints_and_neither_scrolls_nor_opens_a_keyboard(reader: Reader, phone: BrowserContext) -> None:
    page = reader.visit(PAGE, phone).page
    element = filters(page)
    press(element, "As it is")
    cell(element, 2, 2).evaluate("cell => cell.scrollIntoView({block: 'center'})")
    scrolled = page.evaluate("scrollY")
    touched(page, [centre(cell(element, row, 1)) for row in (1, 2, 3)])
    page.touchscreen.tap(*centre(cell(element, 2, 3)))
    assert weights(element).tolist() == [[1, 0, 0], [1, 1, 1], [1, 0, 0]]
    assert page.evaluate("scrollY") == scrolled
    focused = "demo => demo.shadowRoot.activeElement?.type ?? ''"
    assert element.evaluate(focused) != "number"

    element.locator("label", has_text="type a number").tap()
    cell(element, 3, 3).tap()
    assert element.evaluate(focused) == "number"
    cell(element, 3, 3).fill("-0.5")
    assert weights(element)[2].tolist() == [1, 0, -0.5]


def test_what_is_no_weight_changes_nothing(reader: Reader, desk: BrowserContext) -> None:
    page = reader.visit(PAGE, desk).page
    element = filters(page)
    cell(element, 2, 2).fill("")
    assert weights(element).tolist() == sobel("x").tolist()
    page.keyboard.press("Tab")
    expect(cell(element, 2, 2)).to_have_value("0")
    cell(element, 2, 2).fill("77")
    page.keyboard.press("Tab")
    expect(cell(element, 2, 2)).to_have_value("10")
    assert weights(element)[1, 1] == 10


def test_by_keyboard_alone(reader: Reader, desk: BrowserContext) -> None:
    """Arrows move the window and step the weights, digits are typed, and the outcome is spoken."""
    page = reader.visit(PAGE, desk).page
    element = filters(page)
    tab_to(page, "fs-filters")
    window = element.get_by_role("slider", name="place of the window")
    expect(window).to_be_focused()
    expect(window).to_have_css("outline-style", "solid")
    for key in ("ArrowRight", "ArrowRight", "ArrowUp", "PageDown", "ArrowDown", "ArrowLeft"):
        page.keyboard.press(key)
    assert (state(element)["row"], state(element)["column"]) == (40, 25)
    expect(window).to_have_attribute("aria-valuetext", re.compile(r"^row 40, column 25: −?\d\.\d\d$"))
    for key, column in (("Home", 0), ("ArrowLeft", 0), ("End", 59), ("ArrowRight", 59)):
        page.keyboard.press(key)
        assert (state(element)["row"], state(element)["column"]) == (40, column)

    page.keyboard.press("Tab")
    expect(cell(element, 1, 1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Tab")
    page.keyboard.type("1.25")
    assert weights(element)[0].tolist() == [0, 1.25, 1]
    for _ in range(8):
        page.keyboard.press("Tab")
    expect(element.get_by_role("radio", name="1", exact=True)).to_be_focused()
    page.keyboard.press("Tab")
    expect(element.get_by_role("button", name="Edges to the right")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert weights(element).tolist() == sobel("y").tolist()
    answer = convolve(dog(), sobel("y"))
    number, largest = (f"{value:.2f}".replace("-", "−") for value in (answer[40, 59], np.abs(answer).max()))
    expect(element.get_by_role("status").last).to_have_text(
        f"{number} at row 40, column 59: the nine products, added up. Beyond its edge, the picture goes on as its "
        f"edge. Weights −1, −2, −1, 0, 0, 0, 1, 2, 1. Black is −{largest}, grey none, white {largest}."
    )


# -- The window ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("view", [0, 1], ids=["photograph", "answers"])
def test_the_window_goes_where_a_picture_is_pressed_and_can_be_pulled(
    reader: Reader, desk: BrowserContext, view: int
) -> None:
    page = reader.visit(PAGE, desk).page
    element = filters(page)
    into_view(element)
    drawing = element.locator(".picture svg").nth(view)
    box = drawing.bounding_box()
    assert box is not None
    scale = box["width"] / 60

    def there(row: int, column: int) -> tuple[float, float]:
        return box["x"] + (column + 0.5) * scale, box["y"] + (row + 0.5) * scale

    page.mouse.click(*there(10, 50))
    assert (state(element)["row"], state(element)["column"]) == (10, 50)
    page.mouse.move(*there(10, 50))
    page.mouse.down()
    page.mouse.move(*there(20, 33), steps=6)
    page.mouse.up()
    assert (state(element)["row"], state(element)["column"]) == (20, 33)


def test_a_finger_pulls_the_window_and_beside_it_the_page(reader: Reader, phone: BrowserContext) -> None:
    page = reader.visit(PAGE, phone).page
    element = filters(page)
    handle = element.locator(".picture .outer").first
    handle.evaluate("handle => handle.scrollIntoView({block: 'center'})")
    scrolled = page.evaluate("scrollY")
    x, y = centre(handle)
    touched(page, [(x + 4 * part, y + 5 * part) for part in range(9)])
    assert centre(handle) == pytest.approx((x + 32, y + 40), abs=5)
    assert page.evaluate("scrollY") == scrolled

    before = state(element)
    touched(page, [(x + 60, y + 60 - 10 * part) for part in range(9)])
    assert state(element) == before
    until(page, "before => scrollY > before", arg=scrolled)
    page.wait_for_timeout(SETTLED)
    page.touchscreen.tap(*centre(element.locator(".picture svg").first))
    assert (state(element)["row"], state(element)["column"]) == pytest.approx((32, 30), abs=1)


def test_the_window_slides_until_it_is_stopped(reader: Reader, desk: BrowserContext) -> None:
    """The answer is there as far as the window has come; stopped, the window stays, and the whole answer is there."""
    page = reader.visit(PAGE, desk).page
    element = filters(page)
    press(element, "Slide")
    seen = """least => {
      const canvas = document.querySelector("fs-filters").shadowRoot.querySelectorAll("canvas")[1]
      const {data} = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height)
      return data.filter((value, index) => index % 4 === 3 && value > 0).length > least
    }"""
    until(page, seen, arg=100)
    assert (painted(element, 1)[-1, :, 3] == 0).all()
    press(element, "Edges downwards")
    assert (painted(element, 1)[-1, :, 3] == 0).all()
    press(element, "Stop")
    assert (painted(element, 1)[..., 3] == 255).all()
    stopped = state(element)
    assert 1 <= stopped["row"] < 63  # it has not come to the last row
    page.wait_for_timeout(SETTLED)
    assert state(element) == stopped
    expect(element.get_by_role("button", name="Slide")).to_be_visible()


def test_the_window_comes_to_the_end_and_goes_back(reader: Reader, desk: BrowserContext) -> None:
    element = filters(reader.visit(PAGE, desk).page)
    before = state(element)
    press(element, "Slide")
    expect(element.locator(".status")).to_have_text("The weights were laid over all 3840 places.", timeout=20_000)
    assert state(element) == before
    assert (painted(element, 1)[..., 3] == 255).all()
    expect(element.locator("strong")).to_have_text("1.88")


def test_who_wants_no_motion_sees_the_answer_at_once(browser: Browser, reader: Reader) -> None:
    context = browser.new_context(reduced_motion="reduce", viewport={"width": DESK, "height": 800})
    page = context.new_page()
    page.goto(reader.root + PAGE)
    element = filters(page)
    press(element, "Slide")
    expect(element.locator(".status")).to_have_text("The weights were laid over all 3840 places.", timeout=1000)
    assert (painted(element, 1)[..., 3] == 255).all()
    context.close()


# -- The reader's own picture --------------------------------------------------------------------------------------


def coloured(path: Path, rows: int, columns: int, **saved: Any) -> NDArray[np.uint8]:
    """Write a picture of colours drawn at random, and return its pixels."""
    pixels = np.random.default_rng(3).integers(0, 256, (rows, columns, 3), np.uint8)
    Image.fromarray(pixels).save(path, **saved)
    return pixels


def test_a_picture_of_the_reader_s_gets_the_same_answers(reader: Reader, desk: BrowserContext, tmp_path: Path) -> None:
    """Its grey is the mean of the three colours; the address keeps the weights, and the dog can be had back."""
    visit = reader.visit(PAGE, desk)
    element = filters(visit.page)
    pixels = coloured(tmp_path / "mine.png", 30, 41)
    with visit.page.expect_file_chooser() as chooser:
        press(element, "Open your own picture")
    chooser.value.set_files(tmp_path / "mine.png")
    expect(element.locator(".status")).to_contain_text("mine.png is shown with 30 rows of 41 pixels. ")
    expect(element.locator(".status")).to_contain_text("it is sent nowhere")
    expect(element.locator(".view .name").first).to_have_text("mine.png")
    grey = (pixels / 255).mean(2)
    assert_same(answers(element, grey.shape), convolve(grey, sobel("x")))
    assert (state(element)["row"], state(element)["column"]) == (15, 20)
    element.get_by_role("slider").press("End")
    assert state(element)["column"] == 40

    press(element, "Back to the dog")
    assert (state(element)["row"], state(element)["column"]) == (32, 24)
    assert_same(answers(element, (64, 60)), convolve(dog(), sobel("x")))
    expect(element.get_by_role("button", name="Back to the dog")).to_be_disabled()
    assert visit.problems == []


def test_from_a_folder_a_picture_can_be_opened(browser: Browser, tmp_path: Path) -> None:
    page = browser.new_page()
    problems = watch(page, host="")
    page.goto((SITE / PAGE / "index.html").as_uri())
    element = filters(page)
    grey = (coloured(tmp_path / "mine.png", 6, 8) / 255).mean(2)
    element.locator("input[type=file]").set_input_files(tmp_path / "mine.png")
    expect(element.locator(".status")).to_contain_text("mine.png is shown")
    assert_same(answers(element, grey.shape), convolve(grey, sobel("x")))
    page.close()
    assert problems == []


def test_large_turned_clear_and_tiny_pictures(reader: Reader, desk: BrowserContext, tmp_path: Path) -> None:
    """Made smaller, upright as the camera says, on white where one can see through; a single pixel is a picture."""
    element = filters(reader.visit(PAGE, desk).page)
    turned = Image.Exif()
    turned[0x0112] = 6  # a quarter turn to the right
    coloured(tmp_path / "turned.jpg", 200, 400, exif=turned)
    Image.new("RGBA", (5, 4), (0, 0, 0, 0)).save(tmp_path / "clear.png")
    Image.new("L", (1, 1), 51).save(tmp_path / "tiny.png")
    Image.new("RGB", (3000, 2), "white").save(tmp_path / "line.png")
    for name, rows, columns in (("turned.jpg", 128, 64), ("clear.png", 4, 5), ("tiny.png", 1, 1), ("line.png", 1, 128)):
        element.locator("input[type=file]").set_input_files(tmp_path / name)
        expect(element.locator(".status")).to_contain_text(f"{name} is shown with {rows} rows of {columns} pixels.")
        found = answers(element, (rows, columns))
        if name != "turned.jpg":
            press(element, "As it is")
            assert np.ptp(found) == pytest.approx(0, abs=1e-12)
            grey = answers(element, (rows, columns))
            assert_same(grey, np.full((rows, columns), 0.2 if name == "tiny.png" else 1.0))
        assert painted(element, 1).shape == (rows, columns, 4)


def test_a_file_that_is_no_picture_is_refused(reader: Reader, desk: BrowserContext, tmp_path: Path) -> None:
    visit = reader.visit(PAGE, desk)
    element = filters(visit.page)
    (tmp_path / "letter.txt").write_text("no picture")
    element.locator("input[type=file]").set_input_files(tmp_path / "letter.txt")
    expect(element.locator(".status.wrong")).to_have_text(
        "letter.txt is no picture that this browser can read. Try a photograph, as JPEG or PNG."
    )
    assert_same(answers(element, (64, 60)), convolve(dog(), sobel("x")))
    coloured(tmp_path / "mine.png", 9, 9)
    element.locator("input[type=file]").set_input_files(tmp_path / "mine.png")
    expect(element.locator(".status")).to_contain_text("mine.png is shown")
    expect(element.locator(".status.wrong")).to_have_count(0)
    assert visit.problems == []


@pytest.mark.parametrize("how", ["drop", "paste"])
def test_a_picture_can_be_dropped_or_pasted(reader: Reader, desk: BrowserContext, tmp_path: Path, how: str) -> None:
    element = filters(reader.visit(PAGE, desk).page)
    pixels = coloured(tmp_path / "mine.png", 12, 7)
    kept = element.locator(".kernel").evaluate(
        """(part, {how, base64}) => {
          const data = new DataTransfer()
          const bytes = Uint8Array.from(atob(base64), letter => letter.charCodeAt(0))
          data.items.add(new File([bytes], "mine.png", {type: "image/png"}))
          const all = {bubbles: true, composed: true, cancelable: true}
          const event = how === "drop"
            ? new DragEvent("drop", {...all, dataTransfer: data})
            : new ClipboardEvent("paste", {...all, clipboardData: data})
          return part.dispatchEvent(event)
        }""",
        {"how": how, "base64": b64encode((tmp_path / "mine.png").read_bytes()).decode()},
    )
    assert kept == (how == "paste")  # a browser leaves the page for a picture that nobody takes
    expect(element.locator(".status")).to_contain_text("mine.png is shown with 12 rows of 7 pixels.")
    grey = (pixels / 255).mean(2)
    assert_same(answers(element, grey.shape), convolve(grey, sobel("x")))


def test_its_program_has_nothing_to_send_or_store_pictures_with() -> None:
    code = (SITE / "assets/demos/filters.js").read_text(encoding="utf-8")
    ways = r"\bfetch\(|XMLHttpRequest|sendBeacon|WebSocket|RTCPeer|EventSource|localStorage|indexedDB|toDataURL|toBlob"
    assert not re.search(ways, code)


# -- For every reader ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("theme", "width"), [("light", DESK), ("dark", DESK), ("light", PHONE), ("dark", PHONE)])
def test_with_long_numbers_and_a_wide_picture_it_is_accessible_and_fits(
    reader: Reader, tmp_path: Path, theme: Theme, width: int
) -> None:
    visit = reader.visit(f"{PAGE}#demo=filters&{linked(np.full((3, 3), -9.1234))}", reader.kept_context(theme, width))
    element = filters(visit.page)
    name = f"{'a_long_name_' * 8}.png"
    coloured(tmp_path / name, 40, 400)
    element.locator("input[type=file]").set_input_files(tmp_path / name)
    expect(element.locator(".status")).to_contain_text("13 rows of 128 pixels")
    overflowing: Iterable[str] = element.locator(".sum td, .grid input, button").evaluate_all(
        "parts => parts.filter(part => part.scrollWidth > part.clientWidth + 1).map(part => part.textContent)"
    )
    assert list(overflowing) == []
    assert_accessible_and_fitting(visit, element)
