"""This machine's own site: opened here when it is stopped, spoken to over HTTP when it runs."""

from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from service.console.running_site import RunningSite, fresh_key
from service.console.stopped_site import StoppedSite
from service.database import AlreadyOpen
from service.open_hub import open_hub
from service.open_site import console_token_path, identity_at_rest, open_site
from service.settings import Settings
from service.sync.site_at_line import SiteAtLine

__all__ = ["RunningSite", "StoppedSite", "console_client", "fresh_key", "site_at_hand"]


@contextmanager
def site_at_hand(settings: Settings) -> Iterator[SiteAtLine]:
    """The site of ``settings`` (or the hub), whichever way it can be reached.

    Only one process writes a database, so a running service is asked to do it. Raises
    ``NotEnrolled`` and ``httpx.HTTPError``.
    """
    try:
        site = open_hub(settings) if settings.database_url else open_site(settings)
    except AlreadyOpen:
        with console_client(settings) as client:
            yield RunningSite(client, identity_at_rest(settings))
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
