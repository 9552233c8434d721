"""The authority before and without a hub: a folder with a root key and the keys it certified.

root/root.key            certifies keys; its folder is taken off-line and kept in a safe
root.pub                 its public key, in hexadecimal, which sites pin
feeds.key  feeds.record  signs feed pages and site records
cards.key  cards.record  signs member cards
fields.key               the network's keys of personal fields
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from service.kit.cose import Flaw, from_text, to_text
from service.kit.ids import Randomness
from service.kit.pii import FieldKeys
from service.sites.card import Card, sign_card
from service.sites.enrolment_file import (
    EnrolmentParts,
    SiteRequest,
    seal_field_keys,
    write_enrolment,
)
from service.sites.keys import Signer, load_signer, save_private_key
from service.sites.records import (
    DAY_MS,
    KEY_RECORD_PREFIX,
    TRADING,
    Continues,
    KeyRecord,
    KeyRole,
    SiteNames,
    SiteRecord,
    SiteRole,
    sign_key_record,
    sign_site_record,
)
from service.sites.trust_list import TrustList, accept_key

SITE_RECORD_DAYS: Final = 400
"""A year, and a month of grace (docs/protocol.md, Identity)."""

_ROLES: Final[Mapping[str, tuple[KeyRole, ...]]] = {
    "feeds": (KeyRole.FEEDS, KeyRole.RECORDS),
    "cards": (KeyRole.CARDS,),
}
_KEY_DAYS: Final = {"feeds": 800, "cards": 3650}
"""Cards are carried for years, and end with the key that signed them."""


class AuthorityFault(Exception):
    """The authority's folder is incomplete, or its parts do not belong together."""


@dataclass(frozen=True, slots=True)
class Authority:
    """What signs day by day; the root is not among it."""

    feeds: Signer
    cards: Signer
    field_keys: FieldKeys
    key_records: tuple[bytes, ...]
    trust: TrustList


@dataclass(frozen=True, slots=True)
class SiteTerms:
    """What the authority decides about a site. A successor's key is announced by a record that
    begins later; once the old epoch is closed, another names what it ``continues``."""

    names: SiteNames
    roles: tuple[SiteRole, ...] = TRADING
    continues: Continues | None = None
    begins_in_days: int = 0


def init_authority(
    directory: Path, *, random: Randomness, now_ms: int, passphrase: bytes | None = None
) -> Authority:
    """Make an authority in a folder, all keys drawn from `random`.

    The passphrase, if any, locks every private key. Raises ``FileExistsError`` where an
    authority is already.
    """
    (directory / "root").mkdir(parents=True, mode=0o700)
    directory.chmod(0o700)
    root = Signer.make(random)
    save_private_key(root.key, directory / "root" / "root.key", passphrase)
    (directory / "root.pub").write_text(root.public.hex() + "\n", encoding="ascii")
    for name in _ROLES:
        save_private_key(Signer.make(random).key, directory / f"{name}.key", passphrase)
    FieldKeys.make(random).save(directory / "fields.key")
    certify_keys(directory, now_ms=now_ms, passphrase=passphrase)
    return load_authority(directory, passphrase=passphrase)


def load_root(directory: Path, *, passphrase: bytes | None = None) -> Signer:
    """The root's own key. Raises ``FileNotFoundError`` while it is off-line."""
    return load_signer(directory / "root" / "root.key", passphrase)


def certify_keys(directory: Path, *, now_ms: int, passphrase: bytes | None = None) -> None:
    """Let the root certify the signing keys from now on; again, before the records expire.

    Raises ``FileNotFoundError`` while the root is off-line.
    """
    root = load_root(directory, passphrase=passphrase)
    for name, roles in _ROLES.items():
        public = load_signer(directory / f"{name}.key", passphrase).public
        record = KeyRecord(public, roles, now_ms, now_ms + _KEY_DAYS[name] * DAY_MS)
        _write_record(directory / f"{name}.record", sign_key_record(record, root))


def load_authority(directory: Path, *, passphrase: bytes | None = None) -> Authority:
    """Open an authority's folder; the root need not be in it.

    Raises ``FileNotFoundError``, ``SecretExposed``, ``KeyFileFault``, or ``AuthorityFault`` if
    the root did not certify these keys.
    """
    trust = TrustList(_read_root(directory / "root.pub"))
    key_records = tuple(_read_record(directory / f"{name}.record") for name in _ROLES)
    for message in key_records:
        accepted = accept_key(trust, message)
        if isinstance(accepted, Flaw):
            raise AuthorityFault(f"{directory}: a key record is not of this root: {accepted}")
        trust = accepted
    signers = {name: load_signer(directory / f"{name}.key", passphrase) for name in _ROLES}
    if {signer.public for signer in signers.values()} != {key.signing for key in trust.keys}:
        raise AuthorityFault(f"{directory}: a key and its record do not belong together")
    return Authority(
        feeds=signers["feeds"],
        cards=signers["cards"],
        field_keys=FieldKeys.load(directory / "fields.key"),
        key_records=key_records,
        trust=trust,
    )


def sign_site(
    authority: Authority, request: SiteRequest, terms: SiteTerms, *, now_ms: int
) -> bytes:
    """Enrol a site: write the file it asked for. People compare the six words before it counts."""
    begins_ms = now_ms + terms.begins_in_days * DAY_MS
    record = SiteRecord(
        site=request.site,
        signing=request.signing,
        sealing=request.sealing,
        roles=terms.roles,
        names=terms.names,
        anchors=request.anchors,
        not_before_ms=begins_ms,
        expires_ms=begins_ms + SITE_RECORD_DAYS * DAY_MS,
        continues=terms.continues,
        draw_anchor=request.draw_anchor,
    )
    signed_record = sign_site_record(record, authority.feeds)
    sealed = seal_field_keys(
        authority.field_keys,
        sealing=request.sealing,
        signed_record=signed_record,
        signer=authority.feeds,
    )
    return write_enrolment(
        EnrolmentParts(authority.trust.root, authority.key_records, signed_record, sealed)
    )


def issue_card(authority: Authority, card: Card) -> str:
    """Sign a member card, as the text of its QR code."""
    return sign_card(card, authority.cards)


def _write_record(path: Path, message: bytes) -> None:
    """Write the record in one step, so that a power cut leaves the old one or the new one."""
    unfinished = path.with_suffix(".new")
    unfinished.write_text(to_text(KEY_RECORD_PREFIX, message) + "\n", encoding="ascii")
    unfinished.replace(path)


def _read_root(path: Path) -> bytes:
    try:
        return bytes.fromhex(path.read_text(encoding="ascii"))
    except ValueError as fault:
        raise AuthorityFault(f"{path} holds no public key") from fault


def _read_record(path: Path) -> bytes:
    message = from_text(KEY_RECORD_PREFIX, path.read_text(encoding="ascii", errors="replace"))
    if isinstance(message, Flaw):
        raise AuthorityFault(f"{path} holds no key record")
    return message
