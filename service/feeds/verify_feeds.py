"""Prove the authority's pages from what is stored: signed, linked, every item as it was signed."""

from dataclasses import dataclass, field

from service.feeds import store
from service.feeds.page import Page, join_page, open_page, signed_at_ms
from service.session import Session
from service.sites.trust_list import TrustList


@dataclass(slots=True)
class FeedsProof:
    """What was found: pages that were looked at, and every flaw in words."""

    pages: int = 0
    flaws: list[str] = field(default_factory=list)
    ends: dict[tuple[str, str], store.Position] = field(default_factory=dict)

    @property
    def holds(self) -> bool:
        return not self.flaws


def verify_feeds(session: Session, trust: TrustList) -> FeedsProof:
    """Open every stored page again, by the keys that the root certified when it was signed, and
    say what does not hold: an altered item, a page that does not link, a moved position."""
    proof = FeedsProof()
    for stored in store.all_pages(session):
        _verify_page(session, proof, stored, trust)
        proof.pages += 1
    for feed, end in store.all_positions(session).items():
        if proof.ends.get(feed) != end:
            proof.flaws.append(f"feed {'/'.join(feed)}: stands at {end}, not where its pages end")
    return proof


def _verify_page(
    session: Session, proof: FeedsProof, stored: store.StoredPage, trust: TrustList
) -> None:
    name = f"feed {stored.feed}/{stored.audience} {stored.generation}.{stored.first}"
    entries = store.entries_of(session, stored)
    data = join_page(stored.header, entries)
    page = open_page(data, trust, at_ms=signed_at_ms(stored.header, trust))
    if not isinstance(page, Page):
        proof.flaws.append(f"{name}: is not as the authority signed it ({page})")
        return
    before = proof.ends.get((page.feed, page.audience), store.NOTHING_YET)
    if page.previous != before.head or (page.generation, page.first) != (
        before.generation,
        before.number + 1,
    ):
        proof.flaws.append(f"{name}: does not follow {before}")
    proof.ends[page.feed, page.audience] = store.Position(page.generation, page.last, page.head)
