"""Verify a page that was brought in and apply it, in the caller's transaction."""

from service.feeds.apply_items import FeedAppliers
from service.feeds.apply_page import PageApplied, PageRefusal, apply_page
from service.feeds.page import open_page
from service.kit.cose import Flaw
from service.session import Session
from service.sites.identity import SiteIdentity
from service.sites.load_trust import load_keys


def receive_page(
    session: Session, data: bytes, *, identity: SiteIdentity, appliers: FeedAppliers, at_ms: int
) -> PageApplied | PageRefusal | Flaw:
    """Take in ``data``, a page as signed by the authority (docs/protocol.md, Feeds).

    Refuses with a ``Flaw`` (unreadable, unknown key, not genuine) or a ``PageRefusal``.
    """
    page = open_page(data, load_keys(session, identity.trust), at_ms=at_ms)
    if isinstance(page, Flaw):
        return page
    header = data.partition(b"\n")[0]
    return apply_page(session, page, header, site=identity.site, appliers=appliers)
