"""A film strip of a pass, from one place to the other: `python -m tests.browser.film_strip`.

Writes docs/pictures/pass-*.webp from two real sites that share nothing but the code on the screen.
"""

import io
import tempfile
from pathlib import Path
from typing import Final

from PIL import Image
from playwright.sync_api import expect, sync_playwright

from tests.browser.conftest import ARGUMENTS, CHROMIUM
from tests.browser.passes import DEAF_MS, let_in, read_off
from tests.browser.people import People
from tests.browser.screen import Screen
from tests.browser.screens import Screens, Terminals
from tests.browser.site import Site, make_city, running
from tests.browser.two_sites import beside

PICTURES: Final = Path("docs/pictures")
WIDTH_PX: Final = 620
QUALITY: Final = 72


class Film:
    """The frames taken so far."""

    def __init__(self) -> None:
        self.frames: list[Image.Image] = []

    def take(self, screen: Screen) -> None:
        screen.page.wait_for_timeout(300)
        frame = Image.open(io.BytesIO(screen.page.screenshot())).convert("RGB")
        self.frames.append(frame.resize((WIDTH_PX, frame.height * WIDTH_PX // frame.width)))

    def save(self, name: str) -> None:
        """The frames side by side, and a new strip begun."""
        gap, height = 10, max(frame.height for frame in self.frames)
        strip = Image.new("RGB", (len(self.frames) * (WIDTH_PX + gap) - gap, height), "white")
        for place, frame in enumerate(self.frames):
            strip.paste(frame, (place * (WIDTH_PX + gap), 0))
        strip.save(PICTURES / f"{name}.webp", quality=QUALITY, method=6)
        self.frames = []


def shoot(screens: Screens, people: People, beyond: Terminals) -> None:
    """Dongxing inspects and issues; Beilun bridge honours, once."""
    film, person = Film(), people.somebody()
    here = screens.station("1001")
    let_in(here, person)
    here.keys("Alt+e")
    here.page.get_by_label("人证核对").check()
    here.keys("Alt+c")
    film.take(here)
    here.page.locator("h1").first.click()
    here.keys("Enter")
    expect(here.page.locator(".place input:checked")).to_be_visible()
    film.take(here)
    here.keys("Enter")
    here.says("hand.paper_title")
    film.take(here)
    text = read_off(here.page.locator(".pass img"))
    film.save("pass-issued")
    kiosk = screens.kiosk(at=beyond, size="phone")
    kiosk.page.set_viewport_size({"width": 1080, "height": 1080})
    kiosk.scan(text)
    kiosk.shows("present.welcome")
    film.take(kiosk)
    there = screens.station("1201", at=beyond)
    there.scan(text)
    there.shows("pass.verdict.admitted")
    there.page.wait_for_timeout(DEAF_MS)
    film.take(there)
    there.keys("Enter")
    there.shows("pass.redeemed")
    film.take(there)
    film.save("pass-honoured")


def main() -> None:
    """Make both sites, play the story, leave the pictures."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        make_city(Path(folder) / "city")
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        with (
            running(Site(Path(folder) / "city")) as first,
            beside(first, Path(folder) / "second") as second,
        ):
            screens = Screens(browser, Terminals(first))
            shoot(screens, People(first.folder), Terminals(second))
            screens.close()
        browser.close()


if __name__ == "__main__":
    main()
