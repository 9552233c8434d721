"""Whom this site believes: the root it pinned, what the root certified, what those vouch for."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TypeVar

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from service.kit.cose import Flaw, from_text, open1
from service.sites.card import CARD, CARD_PREFIX, Card, read_card
from service.sites.keys import key_id, public_key
from service.sites.records import (
    KeyRecord,
    KeyRole,
    SiteRecord,
    SiteRole,
    is_valid_at,
    open_key_record,
    open_site_record,
)
from service.vocabulary import SiteNo


@dataclass(frozen=True, slots=True)
class TrustList:
    """A pinned root key (32 bytes) and the records accepted on its word.

    Of several records about one key the newest stands, so a record that has ended at once is
    how the root takes a key back.
    """

    root: bytes
    keys: tuple[KeyRecord, ...] = ()
    sites: tuple[SiteRecord, ...] = ()

    def __hash__(self) -> int:
        return hash(self.root)  # what depends on a list is remembered by it, and asked for often

    def keys_for(self, role: KeyRole, kid: bytes, at_ms: int) -> Iterator[Ed25519PublicKey]:
        """Every key with this id that may sign such things at that time."""
        for record in self.keys:
            if record.kid == kid and role in record.roles and is_valid_at(record, at_ms):
                yield public_key(record.signing)

    def keys_ever(self, role: KeyRole, kid: bytes) -> Iterator[Ed25519PublicKey]:
        """Every key with this id that the root ever certified for such things, expired or not."""
        for record in self.keys:
            if record.kid == kid and role in record.roles:
                yield public_key(record.signing)

    def keys_of_site(self, site: SiteNo, kid: bytes, at_ms: int) -> Iterator[Ed25519PublicKey]:
        """Every key with this id that this site may sign with at that time."""
        for record in self.sites:
            if record.site == site and key_id(record.signing) == kid and is_valid_at(record, at_ms):
                yield public_key(record.signing)

    def records_of(self, kid: bytes) -> tuple[SiteRecord, ...]:
        """The record of every site's key that has this id, whether it holds now or not."""
        return tuple(record for record in self.sites if key_id(record.signing) == kid)

    def destination(self, site: SiteNo, at_ms: int) -> SiteRecord | None:
        """What to direct a pass to at that time: the epoch of this site that began last, if it
        may redeem; ``None`` for a site that is unknown, or has no key that holds."""
        holding = [
            record
            for record in self.sites
            if record.site == site
            and SiteRole.REDEEMS in record.roles
            and record.not_before_ms <= at_ms <= record.expires_ms
        ]
        return max(holding, key=lambda record: record.not_before_ms, default=None)


def accept_key(trust: TrustList, message: bytes) -> TrustList | Flaw:
    """Take in a key record: only the pinned root's word counts."""
    record = open_key_record(message, lambda kid: _root_key(trust, kid))
    if isinstance(record, Flaw):
        return record
    return replace(trust, keys=_with_newest(trust.keys, record))


def accept_site(trust: TrustList, message: bytes, *, at_ms: int) -> TrustList | Flaw:
    """Take in a site record: any key may vouch that the root certified for records."""
    record = open_site_record(message, lambda kid: trust.keys_for(KeyRole.RECORDS, kid, at_ms))
    if isinstance(record, Flaw):
        return record
    return replace(trust, sites=_with_newest(trust.sites, record))


def verify_card(text: str, trust: TrustList, *, at_ms: int) -> Card | Flaw:
    """Judge the text of a member card at that time; whether it was revoked is not known here."""
    message = from_text(CARD_PREFIX, text)
    if isinstance(message, Flaw):
        return message
    opened = open1(
        message, kind=CARD, key_for=lambda kid: trust.keys_for(KeyRole.CARDS, kid, at_ms)
    )
    if isinstance(opened, Flaw):
        return opened
    return read_card(opened.claims) or Flaw.UNREADABLE


def _root_key(trust: TrustList, kid: bytes) -> tuple[Ed25519PublicKey, ...]:
    return (public_key(trust.root),) if key_id(trust.root) == kid else ()


Record = TypeVar("Record", bound=KeyRecord | SiteRecord)


def _with_newest(records: tuple[Record, ...], new: Record) -> tuple[Record, ...]:
    """The records with the new one, or the one record that stands, about its key."""
    about_it = [new, *(record for record in records if record.signing == new.signing)]
    newest = max(about_it, key=lambda record: (record.not_before_ms, -record.expires_ms))
    return (*(record for record in records if record.signing != new.signing), newest)
