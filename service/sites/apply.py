"""What items of the feeds `sites` and `revocations` do to their tables.

Records are kept as they were signed, whoever signed them: they are believed when they are used.
"""

from typing import Any, Protocol

from service.kit.cose import Flaw, from_text, read_unproved_claims
from service.session import Session
from service.sites import store
from service.sites.records import (
    KEY_RECORD_PREFIX,
    SITE_RECORD_PREFIX,
    Claim,
)
from service.sites.rules import DAY_MS
from service.vocabulary import Epoch, PassId, SiteNo

KEPT_AFTER_END_MS = 7 * DAY_MS
"""Longer than any site status lengthens the life of a pass."""


class Item(Protocol):
    """One thing the authority said (service/feeds/apply_page.py)."""

    @property
    def data(self) -> dict[str, Any]: ...


def apply_key_certified(session: Session, item: Item) -> None:
    record, claims = _read(KEY_RECORD_PREFIX, item)
    store.put_key_record(session, claims[Claim.SIGNING], record)


def apply_site_recorded(session: Session, item: Item) -> None:
    record, claims = _read(SITE_RECORD_PREFIX, item)
    store.put_site_record(session, claims[Claim.SIGNING], record, site=SiteNo(claims[Claim.SITE]))


def apply_key_revoked(session: Session, item: Item) -> None:
    said = item.data
    store.revoke_key(session, SiteNo(said["site"]), Epoch(said["epoch"]), last_seq=said["last_seq"])
    apply_current(session, item)


def apply_pass_revoked(session: Session, item: Item) -> None:
    said = item.data
    revoked = PassId(SiteNo(said["site"]), Epoch(said["epoch"]), said["seq"])
    store.revoke_pass(session, revoked, expires_ms=said["expires_ms"])
    apply_current(session, item)


def apply_current(session: Session, item: Item) -> None:
    """All that was revoked until then has been told. By the authority's time, not by a clock of
    ours, which a rebuild would not read again."""
    at_ms = item.data["at_ms"]
    store.set_as_of(session, store.REVOCATIONS, at_ms)
    store.drop_ended_passes(session, before_ms=at_ms - KEPT_AFTER_END_MS)


def _read(prefix: str, item: Item) -> tuple[bytes, dict[int | str, Any]]:
    message = from_text(prefix, item.data["record"])
    if isinstance(message, Flaw):
        raise ValueError(f"an item without a {prefix} record")
    return message, read_unproved_claims(message)


FEED_APPLY = {
    "key.certified": apply_key_certified,
    "site.recorded": apply_site_recorded,
    "key.revoked": apply_key_revoked,
    "pass.revoked": apply_pass_revoked,
    "revocations.current": apply_current,
}
