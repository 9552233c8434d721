"""A running hub, two sites that have come to it, and its operators, for the tests of its pages."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx

from service.console.sync_site import sync_once
from service.demo.prepare_demo import OPERATORS
from service.demo.prepare_region import prepare_region
from service.demo.run_demo import serving
from service.settings import Settings
from service.vocabulary import OfficerNo
from tests.browser.people import People
from tests.browser.screens import Terminals
from tests.browser.site import Site, copy_of, post, running
from tests.browser.test_goods_station import comes_with_goods, declares
from tests.free_port import free_port

OPERATOR: Final = OPERATORS[0]
AUDITOR: Final = OPERATORS[2]
PEPPER_GRAMS: Final = (2_000, 3_000, 4_000)
"""What each of those who went in at Dongxing declared, at 45 yuan a kilo."""


@dataclass(frozen=True, slots=True)
class Centre:
    """The hub, Dongxing, whose service runs, and Hezhou, whose service rests."""

    hub: Settings
    dongxing: Site
    hezhou: Settings
    codes: dict[OfficerNo, str]

    @property
    def door(self) -> Site:
        """The hub as the place at which a page is opened."""
        door = Site(self.dongxing.folder)
        door.settings = self.hub
        return door

    @property
    def url(self) -> str:
        return f"http://{self.hub.host}:{self.hub.port}"

    def sync(self) -> None:
        """Both sites come to the hub."""
        for settings in (self.dongxing.settings, self.hezhou):
            joined = settings.model_copy(update={"hub_url": self.url})
            run = sync_once(joined)
            assert run.is_done, run


@contextmanager
def centre_of(city: Path, folder: Path) -> Iterator[Centre]:
    """Two sites and their hub; some members came to Dongxing, and both sites have told it all."""
    dongxing = copy_of(city, folder)
    hub = Settings(data_dir=folder / "hub", port=free_port(), clock_trust="synced")
    hezhou = dongxing.settings.model_copy(
        update={"data_dir": folder / "S31", "port": free_port(), "authority_dir": None}
    )
    codes = prepare_region(folder, dongxing.settings, hezhou, hub)
    with serving(hub, "hub", "run"), running(dongxing):
        centre = Centre(hub, dongxing, hezhou, codes)
        _choose_passphrase(centre)
        _come_and_go(dongxing)
        centre.sync()
        yield centre


def _choose_passphrase(centre: Centre) -> None:
    """The auditor has one; the operator chooses theirs on the page."""
    code = centre.codes[AUDITOR.officer]
    body = {"officer": AUDITOR.officer, "one_time_code": code, "pin": AUDITOR.pin}
    with httpx.Client(base_url=centre.url, trust_env=False, timeout=60) as page:
        post(page, "/v1/officers/pin", body)


def _come_and_go(site: Site) -> None:
    people, terminals = People(site.folder), Terminals(site)
    for grams in PEPPER_GRAMS:
        declares(terminals, comes_with_goods(terminals, people.somebody()), grams)
