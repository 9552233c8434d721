"""What the hub has for a site: how far it holds the site's journals, and the authority's pages."""

from typing import Protocol

from service.feeds.page import FOR_ALL
from service.kit.cose import to_text
from service.session import Session
from service.sites.identity import SiteIdentity
from service.sites.records import SITE_RECORD_PREFIX
from service.sync import held_store
from service.sync.bundle import Kind, Part
from service.sync.fill_bundle import AT_PAGES, Found, pages_for
from service.sync.held_store import MAIN
from service.sync.mark_journal import mark_journal
from service.vocabulary import SiteNo


class Marking(Protocol):
    """The hub: its key, and its own record, by which a site believes its marks."""

    @property
    def identity(self) -> SiteIdentity: ...

    @property
    def signed_record(self) -> bytes: ...


def found_at_hub(session: Session, hub: Marking, to: SiteNo, after: str, *, at_ms: int) -> Found:
    """For a site: how far the hub holds its journals, then every page for all and for it."""
    if not after:
        signer, about = hub.identity.keys.signer, to_text(SITE_RECORD_PREFIX, hub.signed_record)
        for branch in held_store.branches_of(session, to):
            if branch.branch == MAIN:
                mark = mark_journal(session, branch, signer=signer, at_ms=at_ms)
                yield AT_PAGES, Part(Kind.MARK, mark.encode("ascii"), about)
    yield from pages_for(session, after, (FOR_ALL, to))
