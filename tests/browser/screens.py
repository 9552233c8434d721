"""Opens the pages of a site, each in a browser context of its own: one context is one terminal."""

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, cast

import httpx
from playwright.sync_api import Browser, BrowserContext, Page
from playwright.sync_api import Error as PlaywrightError

from service.console.site_at_hand import fresh_key
from service.desk import OFFICER_COOKIE, TERMINAL_COOKIE
from tests.browser.screen import SIZES, Screen, Size
from tests.browser.site import PINS, Site
from tests.browser.watch import Watch
from tests.browser.words import Language, Surface, Words

PICTURES: Final = Path("build/browser")
ROLES: Final[dict[Surface, str]] = {
    "kiosk": "kiosk",
    "officer": "station",
    "display": "display",
}
USUAL_SIZES: Final[dict[Surface, Size]] = {
    "kiosk": "kiosk",
    "officer": "desk",
    "display": "hall",
    "phone": "phone",
    "hub": "office",
}


@dataclass(slots=True)
class Terminals:
    """The screens paired at a site: one for each use, and the officers who sit at them."""

    site: Site
    _cookies: dict[str, dict[str, str]] = field(default_factory=dict)
    _officers: dict[str, str] = field(default_factory=dict)

    def number(self, surface: Surface, use: str = "") -> str:
        return self._paired(surface, use)["terminal"]

    def cookies(self, surface: Surface, use: str = "") -> list[dict[str, str]]:
        """What makes a browser this terminal; with a use like "1001", that officer's station."""
        paired = self._paired(surface, use)
        return [{"name": TERMINAL_COOKIE, "value": paired["value"], "url": self.site.url}]

    def signed_in(self, officer: str) -> list[dict[str, str]]:
        """The same with this officer signed in, whose session is kept from test to test."""
        cookies = self.cookies("officer", officer)
        with self.client(cookies) as client:
            if officer in self._officers:
                client.cookies.set(OFFICER_COOKIE, self._officers[officer])
            touched = client.post("/v1/session/touch", headers=fresh_key())
            if touched.status_code == 401:
                body = {"officer": officer, "pin": PINS[officer]}
                answer = client.post("/v1/session", json=body, headers=fresh_key())
                self._officers[officer] = answer.raise_for_status().cookies[OFFICER_COOKIE]
        kept = self._officers[officer]
        return [*cookies, {"name": OFFICER_COOKIE, "value": kept, "url": self.site.url}]

    def client(self, cookies: list[dict[str, str]]) -> httpx.Client:
        """The site's API with these cookies, without a browser."""
        client = httpx.Client(base_url=self.site.url, trust_env=False, timeout=60)
        for cookie in cookies:
            client.cookies.set(cookie["name"], cookie["value"])
        return client

    def records(self, officer: str = "1001") -> list[dict[str, Any]]:
        """The day's records, newest first, as an officer reads them over HTTP."""
        with self.client(self.signed_in(officer)) as client:
            answer = client.get("/v1/check-ins?limit=500").raise_for_status()
        items: list[dict[str, Any]] = answer.json()["items"]
        return items

    def _paired(self, surface: Surface, use: str) -> dict[str, str]:
        key = f"{surface} {use}"
        if key not in self._cookies:
            self._cookies[key] = self.site.pair(ROLES[surface])
        return self._cookies[key]


@dataclass(slots=True)
class Screens:
    """Opens pages and closes them all."""

    browser: Browser
    terminals: Terminals
    opened: list[Screen] = field(default_factory=list)

    def kiosk(self, **how: Any) -> Screen:
        """The kiosk on its own terminal."""
        at = how.pop("at", self.terminals)
        return self.open("kiosk", site=at.site, cookies=at.cookies("kiosk"), **how)

    def display(self, **how: Any) -> Screen:
        at = how.pop("at", self.terminals)
        return self.open("display", site=at.site, cookies=at.cookies("display"), **how)

    def station(self, officer: str, **how: Any) -> Screen:
        """A station at which this officer has signed in."""
        at = how.pop("at", self.terminals)
        station = self.open("officer", site=at.site, cookies=at.signed_in(officer), **how)
        station.shows("counter.title")
        return station

    def phone(self, hub: Site, **how: Any) -> Screen:
        """A member's own phone, on the hub's pages; nobody pairs it and it has no cookie."""
        address = f"{hub.url}/p/{how.pop('fragment', '')}"
        return self.open("phone", site=hub, address=address, **how)

    def locked_station(self, use: str = "", **how: Any) -> Screen:
        """A station at which nobody has signed in."""
        at = how.pop("at", self.terminals)
        return self.open("officer", site=at.site, cookies=at.cookies("officer", use), **how)

    def open(
        self,
        surface: Surface,
        *,
        site: Site,
        cookies: list[dict[str, str]] | None = None,
        language: Language = "zh-CN",
        size: Size | None = None,
        fake_time: bool = False,
        fragment: str = "",
        address: str = "",
        agent: str | None = None,
        before: Callable[[Page], None] = lambda page: None,
    ) -> Screen:
        """Open a page; with ``fake_time`` its clock obeys ``Screen.wait``.

        ``agent`` is what the browser calls itself; ``before`` is done to the page before it loads.
        """
        context = self._context(site, language, size or USUAL_SIZES[surface], agent)
        context.add_cookies(cast(Any, cookies or []))
        page = context.new_page()
        if fake_time:
            page.clock.install()
        watch = Watch(context, site.url)
        words = Words(surface, language)
        screen = Screen(surface, site, context, page, words, watch, time_is_ours=fake_time)
        self.opened.append(screen)
        before(page)
        page.goto(address or f"{site.url}/{surface}/{fragment}")
        page.locator("h1").first.wait_for(state="attached")
        return screen

    def take_pictures(self, path: Path) -> None:
        """What each page shows now, as ``path``-0.png, -1.png …"""
        path.parent.mkdir(parents=True, exist_ok=True)
        name = re.sub(r"[^\w.-]+", "_", path.name)
        for place, screen in enumerate(self.opened):
            with suppress(PlaywrightError):  # a page that crashed has no picture
                screen.page.screenshot(path=path.with_name(f"{name}-{place}.png"))

    def close(self) -> list[str]:
        """Close every page; what they complained of."""
        for screen in self.opened:
            screen.context.close()
        return [
            f"{screen.surface}: {complaint}"
            for screen in self.opened
            for complaint in screen.watch.complaints
        ]

    def _context(
        self, site: Site, language: Language, size: Size, agent: str | None
    ) -> BrowserContext:
        """A browser on a machine that was paired by somebody who reads this language."""
        width, height = SIZES[size]
        remembered = {"name": "twogate.site-language", "value": language}
        state: Any = {
            "cookies": [],
            "origins": [{"origin": site.url, "localStorage": [remembered]}],
        }
        context = self.browser.new_context(
            viewport={"width": width, "height": height},
            has_touch=size == "phone",
            user_agent=agent,
            reduced_motion="reduce",
            storage_state=state,
        )
        context.set_default_timeout(10_000)
        return context
