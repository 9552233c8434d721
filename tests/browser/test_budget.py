"""What a page weighs at its first load, compressed as a server or a cache would keep it."""

import gzip
from typing import Final

import httpx
import pytest

from tests.browser.screens import Screens
from tests.browser.site import Site
from tests.browser.words import Surface

KIB: Final = 1024
FIRST_LOAD: Final = 120 * KIB
PROGRAM: Final = 60 * KIB
PROGRAM_OF_THE_DESK: Final = 90 * KIB
"""The desk is opened once a day on a machine with a cable: no bar of the design, but a guard."""


@pytest.mark.parametrize(
    ("surface", "most_program"),
    [("kiosk", PROGRAM), ("display", PROGRAM), ("officer", PROGRAM_OF_THE_DESK)],
)
def test_a_first_load_stays_light(screens: Screens, surface: Surface, most_program: int) -> None:
    terminals = screens.terminals
    page = screens.open(surface, site=terminals.site, cookies=terminals.cookies(surface))
    asked: list[str] = []
    page.page.on("request", lambda request: asked.append(request.url))
    page.page.reload(wait_until="networkidle")
    weigh(asked, most_program=most_program)


def test_so_does_a_phone(screens: Screens, hub: Site) -> None:
    """120 KiB, of which 60 of program, over the worst line (4-experience §4)."""
    phone = screens.phone(hub)
    asked: list[str] = []
    phone.page.on("request", lambda request: asked.append(request.url))
    phone.page.reload(wait_until="networkidle")
    weigh(asked, most_program=PROGRAM)


def weigh(asked: list[str], *, most_program: int) -> None:
    """What was asked for, compressed, stays within the bars; answers of the API do not count."""
    weights = {
        url: len(gzip.compress(httpx.get(url, trust_env=False).content, 6))
        for url in asked
        if "/v1/" not in url
    }
    program = sum(weight for url, weight in weights.items() if url.endswith(".js"))
    assert program > KIB, "the page's program was not seen at all"
    assert program <= most_program, weights
    assert sum(weights.values()) <= FIRST_LOAD, weights
