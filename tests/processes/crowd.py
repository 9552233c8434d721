"""Many kiosks at once, each remembering what it asked for and what it was told."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import cycle
from typing import Any, Final

import httpx

from service.console.site_at_hand import fresh_key
from service.desk import TERMINAL_COOKIE
from tests.browser.people import People
from tests.browser.site import Site

KIOSKS: Final = 8
PEOPLE: Final = 120
HURRY_SECONDS: Final = 2
"""How long a kiosk waits before it takes an answer for lost."""

PATIENCE_SECONDS: Final = 60
"""How long it waits for one that must come."""


@dataclass(slots=True)
class Wish:
    """One check-in or check-out under one key; ``told`` is its answer for ever, once heard.

    ``cut_off`` when an answer was lost on its way, or never given: nobody knows until asked again.
    """

    scan: str
    direction: str
    key: str = field(default_factory=lambda: fresh_key()["Idempotency-Key"])
    told: tuple[int, Any] | None = None
    put_off: str | None = None
    cut_off: bool = False


@dataclass(slots=True)
class Crowd:
    """The kiosks of one site; every member goes in and out again, and again."""

    site: Site
    cookies: dict[str, str]
    cards: Sequence[str]
    wishes: list[Wish] = field(default_factory=list)

    @classmethod
    def at(cls, site: Site) -> "Crowd":
        """People of the city before the kiosks of a running site."""
        people = People(site.folder)
        cards = [people.somebody().card for _ in range(PEOPLE)]
        return cls(site, {TERMINAL_COOKIE: site.pair("kiosk")["value"]}, cards)

    def rush(self, *, strike: Callable[[], object], afterwards_seconds: float) -> list[Wish]:
        """Ask as fast as answers come, while ``strike`` runs in a thread beside and for a moment
        after it; what was asked. What is not answered in time is not asked again here."""
        before = len(self.wishes)
        asyncio.run(self._rush(strike, afterwards_seconds))
        return self.wishes[before:]

    def ask_again(self, wishes: Sequence[Wish]) -> None:
        """Ask for these once more. Raises ``AssertionError`` if an answer is another one than
        before, or none comes now that nothing is wrong any more."""
        asyncio.run(self._ask_all(wishes))

    async def _rush(self, strike: Callable[[], object], afterwards_seconds: float) -> None:
        over = asyncio.Event()
        async with self._client(HURRY_SECONDS) as client:
            shares = [self.cards[kiosk::KIOSKS] for kiosk in range(KIOSKS)]
            serving = [asyncio.create_task(self._serve(client, each, over)) for each in shares]
            try:
                await asyncio.to_thread(strike)
                await asyncio.sleep(afterwards_seconds)
            finally:
                over.set()
                await asyncio.gather(*serving)

    async def _serve(
        self, client: httpx.AsyncClient, cards: Sequence[str], over: asyncio.Event
    ) -> None:
        for direction, card in cycle((way, card) for way in ("in", "out") for card in cards):
            if over.is_set():
                return
            wish = Wish(card, direction)
            self.wishes.append(wish)
            await _ask(client, wish)

    async def _ask_all(self, wishes: Sequence[Wish]) -> None:
        async with self._client(PATIENCE_SECONDS) as client:
            shares = [wishes[kiosk::KIOSKS] for kiosk in range(KIOSKS)]
            await asyncio.gather(*(_ask_in_turn(client, share) for share in shares))

    def _client(self, timeout: float) -> httpx.AsyncClient:
        return httpx.AsyncClient(
            base_url=self.site.url,
            cookies=self.cookies,
            timeout=timeout,
            trust_env=False,
        )


async def _ask_in_turn(client: httpx.AsyncClient, wishes: Sequence[Wish]) -> None:
    for wish in wishes:
        await _ask(client, wish)
        assert wish.told, f"{wish} is not decided, and nothing is wrong any more"


async def _ask(client: httpx.AsyncClient, wish: Wish) -> None:
    """Ask once; an answer that is not heard may have been given all the same."""
    body = {"scan": wish.scan, "direction": wish.direction, "lane": "person"}
    key = {"Idempotency-Key": wish.key}
    try:
        answer = await client.post("/v1/check-ins", json=body, headers=key)
    except httpx.ConnectError:
        await asyncio.sleep(0.02)  # nobody is there
        return
    except httpx.TransportError:
        wish.cut_off = True
        return
    said = answer.json()
    if answer.status_code == 503:
        wish.put_off = said["code"]
        await asyncio.sleep(0.01)
        return
    told = (answer.status_code, said)
    assert wish.told in (None, told), f"{wish.key} was told {wish.told}, then {told}"
    wish.told = told
