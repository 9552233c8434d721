"""Where no reader stands the kiosk's camera reads: a film of a pass is shown to the browser."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page

from service.kit.qr import qr_png
from tests.browser.conftest import ARGUMENTS, CHROMIUM
from tests.browser.manners import judge
from tests.browser.passes import issue
from tests.browser.people import People
from tests.browser.screens import Screens, Terminals

SEEN = (640, 480)


def film_of(text: str, path: Path) -> Path:
    """One frame of a camera that sees this code, as an uncompressed film (YUV4MPEG2)."""
    code = Image.open(io.BytesIO(qr_png(text, module_px=5))).convert("L")
    seen = Image.new("L", SEEN, 70)
    seen.paste(code, ((SEEN[0] - code.width) // 2, (SEEN[1] - code.height) // 2))
    seen = seen.rotate(4, fillcolor=70)
    colourless = bytes([128]) * (SEEN[0] * SEEN[1] // 2)
    head = f"YUV4MPEG2 W{SEEN[0]} H{SEEN[1]} F10:1 Ip A1:1 C420jpeg\n".encode()
    path.write_bytes(head + b"FRAME\n" + seen.tobytes() + colourless)
    return path


@contextmanager
def seeing(browser: Browser, film: Path, terminals: Terminals) -> Iterator[Screens]:
    """A browser whose camera shows the film over and over, and that its owner lets use it."""
    camera = (
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={film}",
    )
    another = browser.browser_type.launch(executable_path=CHROMIUM, args=[*ARGUMENTS, *camera])
    opened = Screens(another, terminals)
    try:
        yield opened
        assert not opened.close()
    finally:
        another.close()


def stand_without_a_reader(page: Page) -> None:
    page.add_init_script("localStorage.setItem('twogate.reader', 'camera')")


def test_a_pass_before_the_camera_comes_to_its_verdict(
    screens: Screens, people: People, beyond: Terminals, browser: Browser, tmp_path: Path
) -> None:
    text = issue(screens.station("1001"), people.somebody())
    with seeing(browser, film_of(text, tmp_path / "pass.y4m"), beyond) as seen:
        kiosk = seen.kiosk()
        kiosk.press("attract.start")
        kiosk.says("scan.sentence")
        kiosk.press("scan.camera")
        kiosk.shows("present.welcome", within=20)
        kiosk.press("present.me")
        kiosk.shows("present.counter")


def test_a_card_is_read_by_a_kiosk_that_has_no_reader_and_the_camera_rests_after_it(
    browser: Browser, people: People, terminals: Terminals, tmp_path: Path
) -> None:
    person = people.somebody()
    with seeing(browser, film_of(person.card, tmp_path / "card.y4m"), terminals) as seen:
        kiosk = seen.kiosk(before=stand_without_a_reader)
        kiosk.press("attract.start")
        kiosk.shows("who.title", within=20)
        assert kiosk.page.locator("video").count() == 0


def test_the_camera_at_the_kiosk_pleases_everybody(
    browser: Browser, terminals: Terminals, tmp_path: Path
) -> None:
    with seeing(browser, film_of("HELLO", tmp_path / "nothing.y4m"), terminals) as seen:
        kiosk = seen.kiosk(before=stand_without_a_reader)
        kiosk.press("attract.start")
        kiosk.says("scan.camera_kept", within=20)
        kiosk.says("scan.camera_sentence")
        judge(kiosk, "kiosk", "phone", within_reach=True)
        kiosk.press("scan.reader")
        kiosk.says("scan.sentence")


def test_without_a_camera_there_is_none_to_choose_and_a_set_one_says_so(screens: Screens) -> None:
    kiosk = screens.kiosk()
    kiosk.press("attract.start")
    kiosk.says("scan.sentence")
    assert kiosk.button("scan.camera").count() == 0
    blind = screens.kiosk(before=stand_without_a_reader)
    blind.press("attract.start")
    blind.says("scan.camera_none")
