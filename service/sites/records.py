"""Signed records: which key may speak for the authority, and which keys are a site's.

A record is a COSE_Sign1 over a map of claims. Subject, expiry and not-before are claims 2, 4
and 5 of a CWT (RFC 8392), in seconds; the negative ones are ours. Claims are only ever added,
so a reader passes over those it does not know.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from service.kit.cose import Flaw, Opened, cbor_encode, open1
from service.sites.day_keys import DAY_KEY_BYTES
from service.sites.keys import PUBLIC_KEY_BYTES, Signer, epoch_of, key_id
from service.vocabulary import Epoch, SiteNo

KEY_RECORD: Final = "key-record"
KEY_RECORD_PREFIX: Final = "TK1"
SITE_RECORD: Final = "site-record"
SITE_RECORD_PREFIX: Final = "TS1"

DAY_MS: Final = 24 * 60 * 60 * 1000
AHEAD_TOLERANCE_MS: Final = 10 * 60 * 1000
"""Clocks differ: what begins within ten minutes has begun."""

KeyFor = Callable[[bytes], Iterable[Ed25519PublicKey]]


class KeyRole(StrEnum):
    """What a key of the authority may sign."""

    FEEDS = "feeds"
    RECORDS = "records"
    CARDS = "cards"


class SiteRole(StrEnum):
    """What a site may do."""

    CHECKS_IN = "checks_in"
    ISSUES = "issues"
    REDEEMS = "redeems"
    CLEARS = "clears"
    HUB = "hub"


TRADING: Final = (SiteRole.CHECKS_IN, SiteRole.ISSUES, SiteRole.REDEEMS, SiteRole.CLEARS)
"""What a trade point does; the hub does none of it."""


@dataclass(frozen=True, slots=True)
class KeyRecord:
    """The root's word: this key (raw Ed25519) may sign these things from then until then."""

    signing: bytes
    roles: tuple[str, ...]
    not_before_ms: int
    expires_ms: int

    @property
    def kid(self) -> bytes:
        """The id of the key."""
        return key_id(self.signing)


@dataclass(frozen=True, slots=True)
class SiteNames:
    """What a site is called in the languages of the border."""

    zh: str
    en: str
    vi: str


@dataclass(frozen=True, slots=True)
class Continues:
    """The closed epoch whose rights pass over to this one, and its last event."""

    epoch: Epoch
    seq: int
    head: bytes


@dataclass(frozen=True, slots=True)
class SiteRecord:
    """The authority's word: this site has these keys, on this hardware, from then until then.

    `signing` and `sealing` are the raw Ed25519 and X25519 public keys; `anchors` are hashes of
    what the hardware is known by; `draw_anchor` is the end of the chain of its day keys.
    """

    site: SiteNo
    signing: bytes
    sealing: bytes
    roles: tuple[str, ...]
    names: SiteNames
    anchors: tuple[bytes, ...]
    not_before_ms: int
    expires_ms: int
    continues: Continues | None = None
    draw_anchor: bytes | None = None

    @property
    def epoch(self) -> Epoch:
        """The epoch that the signing key is."""
        return epoch_of(self.signing)


class Claim(IntEnum):
    """The claims of both kinds of record."""

    SITE = 2
    EXPIRES = 4
    NOT_BEFORE = 5
    SIGNING = -1
    SEALING = -2
    ROLES = -3
    NAMES = -4
    ANCHORS = -5
    CONTINUES = -6
    DRAW_ANCHOR = -7


def is_valid_at(record: KeyRecord | SiteRecord, at_ms: int) -> bool:
    """Whether a record stands at that time; both bounds are inclusive."""
    return has_begun(record, at_ms) and at_ms <= record.expires_ms


def has_begun(record: KeyRecord | SiteRecord, at_ms: int) -> bool:
    """Whether the time of a record has come, ten minutes of tolerance included."""
    return record.not_before_ms - AHEAD_TOLERANCE_MS <= at_ms


def sign_key_record(record: KeyRecord, root: Signer) -> bytes:
    """Let the root certify a key."""
    claims = {
        Claim.EXPIRES: record.expires_ms // 1000,
        Claim.NOT_BEFORE: record.not_before_ms // 1000,
        Claim.SIGNING: record.signing,
        Claim.ROLES: record.roles,
    }
    return root.sign(cbor_encode(claims), kind=KEY_RECORD)


def open_key_record(message: bytes, key_for: KeyFor) -> KeyRecord | Flaw:
    """Read a key record that one of these keys signed; whether it is valid depends on the time."""
    match open1(message, kind=KEY_RECORD, key_for=key_for):
        case Flaw() as flaw:
            return flaw
        case Opened(
            claims={
                Claim.EXPIRES: int(expires),
                Claim.NOT_BEFORE: int(begins),
                Claim.SIGNING: bytes(signing),
                Claim.ROLES: [*roles],
            }
        ) if len(signing) == PUBLIC_KEY_BYTES:
            return KeyRecord(signing, tuple(roles), begins * 1000, expires * 1000)
    return Flaw.UNREADABLE


def sign_site_record(record: SiteRecord, signer: Signer) -> bytes:
    """Let the authority vouch for a site."""
    claims: dict[int, Any] = {
        Claim.SITE: record.site,
        Claim.EXPIRES: record.expires_ms // 1000,
        Claim.NOT_BEFORE: record.not_before_ms // 1000,
        Claim.SIGNING: record.signing,
        Claim.SEALING: record.sealing,
        Claim.ROLES: record.roles,
        Claim.NAMES: [record.names.zh, record.names.en, record.names.vi],
        Claim.ANCHORS: record.anchors,
    }
    if old := record.continues:
        claims[Claim.CONTINUES] = [bytes.fromhex(old.epoch), old.seq, old.head]
    if record.draw_anchor is not None:
        claims[Claim.DRAW_ANCHOR] = record.draw_anchor
    return signer.sign(cbor_encode(claims), kind=SITE_RECORD)


def open_site_record(message: bytes, key_for: KeyFor) -> SiteRecord | Flaw:
    """Read a site record that one of these keys signed; whether it is valid depends on the time."""
    match open1(message, kind=SITE_RECORD, key_for=key_for):
        case Flaw() as flaw:
            return flaw
        case Opened(
            claims={
                Claim.SITE: str(site),
                Claim.EXPIRES: int(expires),
                Claim.NOT_BEFORE: int(begins),
                Claim.SIGNING: bytes(signing),
                Claim.SEALING: bytes(sealing),
                Claim.ROLES: [*roles],
                Claim.NAMES: [str(zh), str(en), str(vi)],
                Claim.ANCHORS: [*anchors],
                **others,
            }
        ) if len(signing) == len(sealing) == PUBLIC_KEY_BYTES:
            return SiteRecord(
                site=SiteNo(site),
                signing=signing,
                sealing=sealing,
                roles=tuple(roles),
                names=SiteNames(zh, en, vi),
                anchors=tuple(anchors),
                not_before_ms=begins * 1000,
                expires_ms=expires * 1000,
                continues=_continues(others),
                draw_anchor=draw_anchor_in(others),
            )
    return Flaw.UNREADABLE


def draw_anchor_in(claims: dict[Any, Any]) -> bytes | None:
    """The end of a chain of day keys, 32 bytes; a site from before there were draws has none."""
    match claims.get(Claim.DRAW_ANCHOR):
        case bytes(anchor) if len(anchor) == DAY_KEY_BYTES:
            return anchor
    return None


def _continues(claims: dict[Any, Any]) -> Continues | None:
    match claims.get(Claim.CONTINUES):
        case [bytes(epoch), int(seq), bytes(head)]:
            return Continues(Epoch(epoch.hex()), seq, head)
    return None
