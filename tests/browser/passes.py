"""How officers carry a person from one place to the other: inspected, issued, read off."""

import io
import subprocess
from pathlib import Path

import zxingcpp
from PIL import Image
from playwright.sync_api import Locator, expect

from tests.browser.people import Person
from tests.browser.screen import Screen

DEAF_MS = 260
"""A verdict younger than 250 ms hears no Enter."""


def let_in(station: Screen, person: Person) -> None:
    station.scan(person.card)
    station.shows("verdict.admit")
    station.page.wait_for_timeout(DEAF_MS)
    station.keys("Enter")
    station.shows("done.entered")


def inspect(station: Screen, person: Person) -> None:
    """Who has just come in is compared with the certificate, and cleared."""
    let_in(station, person)
    station.keys("Alt+e")
    station.shows("inspect.title")
    clear(station)
    station.says("issue.where")
    expect(station.page.locator(".place input:checked")).to_be_visible()


def clear(station: Screen) -> None:
    """The person was compared with the certificate, and that is all there is to say."""
    station.page.get_by_label("人证核对").check()
    station.keys("Alt+c")
    station.page.locator("h1").first.click()  # a box that has the focus keeps its own Enter
    station.keys("Enter")


def issue(station: Screen, person: Person) -> str:
    """The text of a pass for the one other place, read off the screen."""
    inspect(station, person)
    station.keys("Enter")
    station.shows("inspect.title")
    code = station.page.locator(".pass img")
    expect(code).to_be_visible()
    station.says("hand.paper_title")
    return read_off(code)


def verdict_on(station: Screen, text: str, code: str) -> None:
    """The pass is shown at this station, which says so of it, and then hears Enter."""
    station.scan(text)
    station.shows(f"pass.verdict.{code}")
    station.page.wait_for_timeout(DEAF_MS)


def read_off(code: Locator) -> str:
    """What a camera reads off a code on the screen; two readers must agree."""
    code.evaluate("code => code.scrollIntoView({ block: 'center' })")
    picture = code.screenshot()
    [found] = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)))
    assert found.text == by_zbar(picture)
    return found.text


def by_zbar(picture: bytes) -> str:
    """The same picture by Debian's zbarimg, which shares nothing with the other reader."""
    asked = ["zbarimg", "--raw", "--quiet", "--set", "*.enable=0", "--set", "qr.enable=1", "PNG:-"]
    said = subprocess.run(asked, input=picture, capture_output=True, check=True)
    return said.stdout.decode("ascii").strip()


def save(screen: Screen, path: Path) -> None:
    screen.page.screenshot(path=path)
