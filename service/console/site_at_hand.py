"""This machine's own site: opened here when it is stopped, spoken to over HTTP when it runs."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx

from service.appliers import FEED_APPLIERS
from service.database import AlreadyOpen
from service.feeds.apply_page import PageApplied
from service.feeds.receive_page import receive_page
from service.feeds.store import positions
from service.kit.ids import random_token, system_randomness
from service.open_site import OpenSite, console_token_path, open_site
from service.settings import Settings
from service.sync.bring_pages import PageTaker


@contextmanager
def site_at_hand(settings: Settings) -> Iterator[PageTaker]:
    """The site of ``settings``, whichever way it can be reached.

    Only one process writes a database, so a running service is asked to do it. Raises
    ``NotEnrolled`` and ``httpx.HTTPError``.
    """
    try:
        site = open_site(settings)
    except AlreadyOpen:
        with console_client(settings) as client:
            yield RunningSite(client)
        return
    try:
        yield StoppedSite(site)
    finally:
        site.close()


def console_client(settings: Settings) -> httpx.Client:
    """A client of the running service that shows it is this machine's owner."""
    token = console_token_path(settings).read_text(encoding="ascii")
    return httpx.Client(
        base_url=f"http://{settings.host}:{settings.port}",
        headers={"Authorization": f"Bearer {token}"},
        timeout=60,
        trust_env=False,
    )


def fresh_key() -> dict[str, str]:
    """The header that makes one write happen once."""
    return {"Idempotency-Key": random_token(system_randomness)}


@dataclass(frozen=True, slots=True)
class StoppedSite:
    """A site opened by this very process."""

    site: OpenSite

    def positions(self) -> dict[str, str]:
        return self.site.database.read_now(positions)

    def take(self, page: bytes) -> str | None:
        done = self.site.database.write_now(
            lambda session: receive_page(
                session,
                page,
                identity=self.site.identity,
                appliers=FEED_APPLIERS,
                at_ms=self.site.clock.now().at_ms,
            )
        )
        if not isinstance(done, PageApplied):
            return str(done)
        self.site.clock.raise_floor(done.signed_at_ms)
        return None


@dataclass(frozen=True, slots=True)
class RunningSite:
    """A site whose service runs on this machine."""

    client: httpx.Client

    def positions(self) -> dict[str, str]:
        answer = self.client.get("/v1/feeds/positions").raise_for_status()
        held: dict[str, str] = answer.json()["positions"]
        return held

    def take(self, page: bytes) -> str | None:
        answer = self.client.post("/v1/feeds/pages", content=page, headers=fresh_key())
        if answer.status_code == 409:
            return str(answer.json()["code"])
        answer.raise_for_status()
        return None
